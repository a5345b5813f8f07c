"""The shape of every signed message: DSSE (github.com/secure-systems-lab/dsse), version 1."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; `keyid` is the SHA-256 of the signer's raw public key, `sig` base64."""

    keyid: str
    sig: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed payload, base64; `payloadType` says how to read it and is signed too."""

    payloadType: str  # noqa: N815 - the name is DSSE's
    payload: str
    signatures: tuple[Signature, ...]


REPORT_TYPE = "application/vnd.fieldmonitor.report+json"
URGENT_TYPE = "application/vnd.fieldmonitor.urgent-finding+json"
APPLICATION_TYPE = "application/vnd.fieldmonitor.application+json"
COURSE_ATTEMPT_TYPE = "application/vnd.fieldmonitor.course-attempt+json"
ASSIGNMENT_REPLY_TYPE = "application/vnd.fieldmonitor.assignment-reply+json"
RECEIPT_TYPE = "application/vnd.fieldmonitor.receipt+json"
CREDENTIAL_TYPE = "application/vnd.fieldmonitor.credential+json"
SERVER_KEYS_TYPE = "application/vnd.fieldmonitor.server-keys+json"
CHECKPOINT_TYPE = "application/vnd.fieldmonitor.checkpoint+json"
