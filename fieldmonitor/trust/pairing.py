"""Pairing of a laptop with a hub: both know a short code, and neither tells it.

The code is stretched into a key. Each side proves it over the certificate it sees or has, so that somebody
between them, with a certificate of his own, can produce neither proof. What he overhears he could only try
codes on, at the price of one stretching for each of 2^40.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from argon2.low_level import Type, hash_secret_raw

from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.trust.keys import from_text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LINK = "fmhub:?"


@dataclass(frozen=True, slots=True)
class CodeCost:
    """The cost of one guess at a code; memory in KiB."""

    memory: int = 64 * 1024
    time: int = 3
    lanes: int = 4


CODE_COST = CodeCost()


def new_code() -> str:
    """Return a code of 40 random bits, as it is shown: 4K7Q-XW2M."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def read_code(text: str) -> str:
    """Return a code's bare letters from how a person typed it; InputError `pairing.mistyped`."""
    code = text.strip().upper().translate(_READ_AS)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        raise InputError("pairing.mistyped")
    return code


def code_key(code: str, salt: bytes, cost: CodeCost = CODE_COST) -> bytes:
    """Stretch a code into the key of the proofs; slow on purpose."""
    return hash_secret_raw(
        read_code(code).encode(),
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def device_proof(key: bytes, certificate: bytes, device_key: bytes) -> bytes:
    """Return a laptop's proof: it knows the code, sees this certificate (its SHA-256), and has this key."""
    return _proof(key, b"laptop", certificate, device_key)


def hub_proof(key: bytes, certificate: bytes, device_key: bytes, hub_key: bytes) -> bytes:
    """Return a hub's proof to that laptop: it knows the code, and has this certificate and key."""
    return _proof(key, b"hub", certificate, device_key, hub_key)


def check_proof(expected: bytes, text: str) -> None:
    """Raise TrustError `pairing.not_proven` unless the base64 text is the proof that was expected."""
    if not hmac.compare_digest(expected, from_text(text)):
        raise TrustError("pairing.not_proven")


def _proof(key: bytes, *parts: bytes) -> bytes:
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, b"fieldmonitor-pairing-v1:" + framed, hashlib.sha256)


@dataclass(frozen=True, slots=True)
class PairingLink:
    """What a hub's QR code says; `certificate` is the certificate's SHA-256, where it is known."""

    address: str
    code: str
    certificate: bytes | None = None

    def __str__(self) -> str:
        fields = {"a": self.address, "c": self.code}
        if self.certificate is not None:
            fields["f"] = base64.urlsafe_b64encode(self.certificate).decode().rstrip("=")
        return _LINK + urlencode(fields, safe=":/-")


def read_link(text: str) -> PairingLink:
    """Read what a QR code says; InputError `pairing.bad_link`."""
    text = text.strip()
    if not text.startswith(_LINK):
        raise InputError("pairing.bad_link")
    fields = {name: values[0] for name, values in parse_qs(text.removeprefix(_LINK)).items()}
    try:
        certificate = base64.urlsafe_b64decode(fields["f"] + "=") if "f" in fields else None
        link = PairingLink(fields["a"], fields["c"], certificate)
    except (KeyError, ValueError) as error:
        raise InputError("pairing.bad_link") from error
    if certificate is not None and len(certificate) != 32:
        raise InputError("pairing.bad_link")
    read_code(link.code)
    return link
