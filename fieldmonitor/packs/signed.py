"""TUF's signed metadata, read strictly: one spelling, no signature that does not count, nothing unsigned.

TUF itself lets a reader ignore what it does not need (a third signature, a field beside the signed part).
Here every byte of a file counts, so that whatever was altered on the way is found.
"""

import re
from typing import Any, TypeVar

from securesystemslib.signer import Signature, SSlibKey
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Signed, Snapshot, Targets, Timestamp

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.trust.keys import SigningKey, key_id

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)

_SIGNATURE = re.compile(r"[0-9a-f]{128}")


def tuf_key(public: bytes) -> SSlibKey:
    """Return a raw Ed25519 public key as TUF writes it."""
    return SSlibKey(key_id(public), "ed25519", "ed25519", {"public": public.hex()})


def add_signature(metadata: "Metadata[Any]", key: SigningKey) -> None:
    """Sign metadata; signatures stand in the order of their keys, so that the bytes are always the same."""
    signature = Signature(key.id, key.sign(metadata.signed_bytes).hex())
    signatures = {**metadata.signatures, key.id: signature}
    metadata.signatures = dict(sorted(signatures.items()))


def to_bytes(metadata: "Metadata[Any]") -> bytes:
    """Return metadata as its file."""
    return metadata.to_bytes()


def parse(data: bytes, kind: type[S], name: str) -> "Metadata[S]":
    """Read a file as metadata of a kind, whoever signed it; TrustError `pack.damaged`."""
    try:
        metadata: Metadata[Any] = Metadata.from_bytes(data)
        sound = (
            isinstance(metadata.signed, kind)
            and not metadata.unrecognized_fields
            and all(_SIGNATURE.fullmatch(one.signature) for one in metadata.signatures.values())
            and metadata.to_bytes() == data
        )
    except (RepositoryError, ValueError, RecursionError) as error:
        raise TrustError("pack.damaged", name=name) from error
    if not sound:
        raise TrustError("pack.damaged", name=name)
    return metadata


def verify_by(root: Root, role: str, metadata: "Metadata[Any]", name: str) -> None:
    """Raise TrustError `pack.bad_signature` unless a root's keys for a role signed this, and nobody else."""
    try:
        result = root.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError) as error:
        raise TrustError("pack.bad_signature", name=name) from error
    if not result or set(result.signed) != set(metadata.signatures):
        raise TrustError("pack.bad_signature", name=name)


def verify_root(metadata: "Metadata[Root]", previous: Root | None, name: str) -> None:
    """The same for a root: signed by its own holders and by those of the version before."""
    try:
        result = metadata.signed.get_root_verification_result(
            previous, metadata.signed_bytes, metadata.signatures
        )
    except (RepositoryError, ValueError) as error:
        raise TrustError("pack.rollback", name=name) from error
    if not result or set(result.signed) != set(metadata.signatures):
        raise TrustError("pack.bad_signature", name=name)


def keys_of(root: Root, role: str) -> frozenset[str]:
    """Return the keys that a root names for a role, by what they are and not by what they are called."""
    return frozenset(root.keys[name].keyval["public"] for name in root.roles[role].keyids)


def text_of(signed: Signed, field: str) -> str:
    """Return a field of ours beside TUF's own, empty where it is missing."""
    value = signed.unrecognized_fields.get(field)
    return value if isinstance(value, str) else ""
