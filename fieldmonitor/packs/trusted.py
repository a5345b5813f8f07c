"""What a laptop believes of a pack: TUF's client workflow, with two differences.

What has expired, and what a clock that cannot be right makes look expired, is opened with a notice: an old
assignment is better than none. And the same version again must be the very same bytes. A bad signature, a
step back in versions, parts of different states together: nothing of the pack is used.
"""

import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tuf.api.metadata import MetaFile, Root, Snapshot, Targets, Timestamp

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.packs.age import notices
from fieldmonitor.packs.layout import (
    FILE_LIMIT,
    MOST_ROOTS,
    ROOT_LIMIT,
    SNAPSHOT_LIMIT,
    TARGETS_LIMIT,
    TIMESTAMP,
    TIMESTAMP_LIMIT,
    PackSource,
    Trusted,
    metadata_name,
    target_file,
)
from fieldmonitor.packs.signed import keys_of, parse, text_of, verify_by, verify_root

BUILT, REGION = "fm-built", "fm-region"
"""Fields of ours: when a timestamp was signed, and whose repository a root rules."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target as the coordinator signed it: its length in bytes and hash."""

    name: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VerifiedPack:
    """A pack whose metadata hold; `notices` are warnings to be shown, none of them a lock."""

    trusted: Trusted
    region: str
    root_version: int
    root_sha256: str
    version: int
    built_at: datetime
    expires: datetime
    targets: Mapping[str, Target]
    notices: tuple[str, ...]

    def files(self, but: Container[str] = ()) -> list[str]:
        """Return the names of all its files, the timestamp last; `but` are targets that are left out."""
        names = [metadata_name("root", version) for version in range(1, self.root_version + 1)]
        names += [target_file(one.name, one.sha256) for one in self.targets.values() if one.name not in but]
        names += [metadata_name("targets", self.trusted.targets)]
        return [*names, metadata_name("snapshot", self.trusted.snapshot), TIMESTAMP]


def first_root(source: PackSource) -> Trusted:
    """Return a pack's first root as a start for who trusts none yet: only provisional until confirmed."""
    name = metadata_name("root", 1)
    data = source.read(name, ROOT_LIMIT)
    if data is None:
        raise TrustError(
            "pack.missing" if source.read(TIMESTAMP, TIMESTAMP_LIMIT) is None else "pack.incomplete",
            name=name,
        )
    root = parse(data, Root, name)
    verify_root(root, None, name)
    if root.signed.version != 1:
        raise TrustError("pack.rollback", name=name)
    return Trusted(data)


def verify_pack(source: PackSource, trusted: Trusted, now: datetime) -> VerifiedPack:
    """Follow a pack from what is trusted to its targets.

    Raises TrustError `pack.missing`, `pack.incomplete`, `pack.damaged`, `pack.endless`,
    `pack.bad_signature`, `pack.rollback`, `pack.mixed`, `pack.other_root`.
    """
    if source.read(TIMESTAMP, TIMESTAMP_LIMIT) is None:
        raise TrustError("pack.missing")
    trusted, root = _newest_root(source, trusted)
    timestamp, trusted = _timestamp(source, root, trusted)
    snapshot, trusted = _snapshot(source, root, timestamp, trusted)
    targets, trusted = _targets(source, root, snapshot, trusted)
    built = _time(text_of(timestamp, BUILT))
    expires = min(one.expires for one in (root, timestamp, snapshot, targets))
    return VerifiedPack(
        trusted=trusted,
        region=text_of(root, REGION),
        root_version=root.version,
        root_sha256=_sha256(trusted.root),
        version=timestamp.version,
        built_at=built,
        expires=expires,
        targets=_listed(targets),
        notices=notices(built, expires, now),
    )


def _newest_root(source: PackSource, trusted: Trusted) -> tuple[Trusted, Root]:
    root = parse(trusted.root, Root, "root").signed
    shown = source.read(metadata_name("root", root.version), ROOT_LIMIT)
    if shown is not None and shown != trusted.root:
        raise TrustError("pack.other_root")
    for _ in range(MOST_ROOTS):
        name = metadata_name("root", root.version + 1)
        data = source.read(name, ROOT_LIMIT)
        if data is None:
            return trusted, root
        following = parse(data, Root, name)
        verify_root(following, root, name)
        if text_of(following.signed, REGION) != text_of(root, REGION):
            raise TrustError("pack.other_root")
        # A key that was lost may have signed any version number; with the keys its numbers go.
        rotated = any(
            keys_of(root, role) != keys_of(following.signed, role)
            for role in ("timestamp", "snapshot", "targets")
        )
        trusted = Trusted(data) if rotated else replace(trusted, root=data)
        root = following.signed
    raise TrustError("pack.endless", name="root")


def _timestamp(source: PackSource, root: Root, trusted: Trusted) -> tuple[Timestamp, Trusted]:
    data = _required(source, TIMESTAMP, TIMESTAMP_LIMIT)
    metadata = parse(data, Timestamp, TIMESTAMP)
    verify_by(root, "timestamp", metadata, TIMESTAMP)
    version, sha256 = metadata.signed.version, _sha256(data)
    if version < trusted.timestamp:
        raise TrustError("pack.rollback", name=TIMESTAMP)
    if version == trusted.timestamp and sha256 != trusted.timestamp_sha256:
        raise TrustError("pack.mixed", name=TIMESTAMP)
    if metadata.signed.snapshot_meta.version < trusted.snapshot:
        raise TrustError("pack.rollback", name="snapshot")
    return metadata.signed, replace(trusted, timestamp=version, timestamp_sha256=sha256)


def _snapshot(
    source: PackSource, root: Root, timestamp: Timestamp, trusted: Trusted
) -> tuple[Snapshot, Trusted]:
    meta = timestamp.snapshot_meta
    name = metadata_name("snapshot", meta.version)
    metadata = parse(_pinned(source, name, meta, SNAPSHOT_LIMIT), Snapshot, name)
    verify_by(root, "snapshot", metadata, name)
    signed = metadata.signed
    if signed.version != meta.version or set(signed.meta) != {"targets.json"}:
        raise TrustError("pack.mixed", name=name)
    if signed.meta["targets.json"].version < trusted.targets:
        raise TrustError("pack.rollback", name="targets")
    return signed, replace(trusted, snapshot=signed.version)


def _targets(source: PackSource, root: Root, snapshot: Snapshot, trusted: Trusted) -> tuple[Targets, Trusted]:
    meta = snapshot.meta["targets.json"]
    name = metadata_name("targets", meta.version)
    metadata = parse(_pinned(source, name, meta, TARGETS_LIMIT), Targets, name)
    verify_by(root, "targets", metadata, name)
    signed = metadata.signed
    if signed.version != meta.version or signed.delegations is not None:
        raise TrustError("pack.mixed", name=name)
    return signed, replace(trusted, targets=signed.version)


def _pinned(source: PackSource, name: str, meta: MetaFile, limit: int) -> bytes:
    """Read a file that what was read before pins by length and hash; both are needed here."""
    sha256 = (meta.hashes or {}).get("sha256")
    if meta.length is None or sha256 is None or meta.length > limit:
        raise TrustError("pack.damaged", name=name)
    data = _required(source, name, meta.length)
    if len(data) != meta.length or _sha256(data) != sha256:
        raise TrustError("pack.mixed", name=name)
    return data


def _required(source: PackSource, name: str, limit: int) -> bytes:
    data = source.read(name, limit)
    if data is None:
        raise TrustError("pack.incomplete", name=name)
    return data


def _listed(targets: Targets) -> dict[str, Target]:
    listed = {}
    for name, info in targets.targets.items():
        sha256 = info.hashes.get("sha256")
        if sha256 is None or not 0 < info.length <= FILE_LIMIT:
            raise TrustError("pack.damaged", name=name[:80])
        listed[name] = Target(name, info.length, sha256)
    return listed


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise TrustError("pack.damaged", name=TIMESTAMP) from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
