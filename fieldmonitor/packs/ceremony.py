"""The root of a region's packs: drafted once, signed by its holders one after the other, never online.

Three people of the comptroller hold a key each; two of them make a root. It names the coordinator's key for
everything below, so that the keys in daily use can be replaced without visiting a single laptop.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from tuf.api.metadata import Metadata, Root

from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.packs.layout import ROOT_LIMIT
from fieldmonitor.packs.signed import add_signature, parse, text_of, to_bytes, tuf_key, verify_root
from fieldmonitor.packs.trusted import REGION
from fieldmonitor.trust.introductions import fingerprint
from fieldmonitor.trust.keys import SigningKey, key_id

HOLDERS, THRESHOLD = 3, 2
BELOW = ("targets", "snapshot", "timestamp")


@dataclass(frozen=True, slots=True)
class RootFacts:
    """What a root says: whom it names (ids of keys), until when, and who has signed it so far."""

    region: str
    version: int
    expires: datetime
    holders: tuple[str, ...]
    coordinator: str
    signed_by: tuple[str, ...]
    complete: bool
    fingerprint: str


def draft_root(
    holders: tuple[bytes, ...],
    coordinator: bytes,
    region: str,
    expires: datetime,
    previous: bytes | None = None,
) -> bytes:
    """Return a root to be signed; with the one before it, the next version of that."""
    if len({*holders, coordinator}) != HOLDERS + 1:
        raise InputError("root.holders", count=HOLDERS)
    before = read_root(previous).signed if previous is not None else None
    root = Root(
        version=before.version + 1 if before else 1,
        expires=expires.astimezone(UTC),
        consistent_snapshot=True,
        unrecognized_fields={REGION: text_of(before, REGION) if before else region},
    )
    for holder in holders:
        root.add_key(tuf_key(holder), "root")
    root.roles["root"].threshold = THRESHOLD
    for role in BELOW:
        root.add_key(tuf_key(coordinator), role)
    return to_bytes(Metadata(root))


def sign_root(draft: bytes, key: SigningKey, previous: bytes | None = None) -> bytes:
    """Add a holder's signature; who holds neither this root nor the one before is refused."""
    metadata = read_root(draft)
    entitled = set(metadata.signed.roles["root"].keyids)
    if previous is not None:
        entitled |= set(read_root(previous).signed.roles["root"].keyids)
    if key.id not in entitled:
        raise InputError("root.not_a_holder")
    add_signature(metadata, key)
    return to_bytes(metadata)


def read_root(data: bytes) -> "Metadata[Root]":
    """Read a root, whoever signed it; InputError `root.not_a_root`."""
    try:
        return parse(data[: ROOT_LIMIT + 1], Root, "root")
    except TrustError as error:
        raise InputError("root.not_a_root") from error


def root_facts(data: bytes, previous: bytes | None = None) -> RootFacts:
    """Return what a root says; `complete` when enough holders have signed it, of the one before too."""
    metadata = read_root(data)
    root = metadata.signed
    try:
        verify_root(metadata, read_root(previous).signed if previous is not None else None, "root")
        complete = True
    except TrustError:
        complete = False
    return RootFacts(
        region=text_of(root, REGION),
        version=root.version,
        expires=root.expires,
        holders=tuple(root.roles["root"].keyids),
        coordinator=root.roles["targets"].keyids[0],
        signed_by=tuple(metadata.signatures),
        complete=complete,
        fingerprint=fingerprint(data),
    )


def names(root: bytes, key: SigningKey) -> bool:
    """Tell whether a root names a key for packs."""
    roles = read_root(root).signed.roles
    return all(key_id(key.public) in roles[role].keyids for role in BELOW)
