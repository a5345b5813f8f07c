"""Loading a pack: everything is checked and fetched first, and then taken over in one commit.

Large files come in pieces beside the profile, still sealed, and go on where they stopped. A pack without its
map, or without a document, is loaded all the same; without a record it is not.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.packs.layout import PackSource, target_file
from fieldmonitor.packs.opening import read_shared, shared_target, target_blocks, unpacked
from fieldmonitor.packs.trusted import Target, VerifiedPack
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.messages import Record
from fieldmonitor.protocol.packs import CarriedRecord, PackFile, PackPicture, PackRole, known_records
from fieldmonitor.store import Blobs, Store, UnitOfWork
from fieldmonitor.store.blob_rows import DOCUMENT
from fieldmonitor.store.blobs import Sealed
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.enrolment import device_key, remember_in
from fieldmonitor.sync.importer import import_records
from fieldmonitor.sync.pack.introduction import Introduced, Known, open_pack
from fieldmonitor.sync.pack.memory import (
    CODE_DIGEST,
    MAP_DISTRICTS,
    KeptTiles,
    LoadedPack,
    keep_tiles,
    kept_tiles,
    loaded_pack,
    remember_pack,
    trust_packs,
    trusted_packs,
)
from fieldmonitor.sync.rotation import receipt_keys
from fieldmonitor.system.disk import require_space
from fieldmonitor.system.durable import private_folder, settle_folder, sync_file
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.keys import from_text
from fieldmonitor.trust.sealing import open_sealed

OPTIONAL = frozenset({PackRole.DISTRICTS, PackRole.TILES, PackRole.DOCUMENT, PackRole.PICTURES})
IN_PIECES = frozenset({PackRole.DISTRICTS, PackRole.TILES, PackRole.DOCUMENT})
TILES_SUFFIX = ".tiles"
PART_SUFFIX = ".part"


@dataclass(frozen=True, slots=True)
class PackLoaded:
    """What a pack brought: new records, files, what it left out, and notices to be shown.

    `enrolled` is the volunteer's code where this pack enrolled the laptop; `new` is false where the same
    pack was loaded before.
    """

    region: str
    version: int
    built_at: datetime
    expires: datetime
    records: int
    skipped: int
    files: int
    left_out: tuple[str, ...]
    notices: tuple[str, ...]
    enrolled: str | None
    new: bool


@dataclass(slots=True)
class _Gathered:
    """What was read and fetched, and is not yet anybody's."""

    records: list[Record] = field(default_factory=list)
    pictures: list[PackPicture] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    blobs: list[tuple[PackFile, Sealed]] = field(default_factory=list)
    districts: str | None = None
    tiles: KeptTiles | None = None
    left_out: list[str] = field(default_factory=list)
    fetched: int = 0


class PackLoader:
    """Loads packs into one profile; `folder` is the profile's for maps."""

    def __init__(self, store: Store, blobs: Blobs, folder: Path) -> None:
        self._store = store
        self._blobs = blobs
        self._folder = folder

    def load(self, source: PackSource, now: datetime, fingerprint: str | None = None) -> PackLoaded:
        """Take a pack in, or nothing of it. Raises what `open_pack` does, and the disk's faults."""
        introduced = open_pack(source, self._known(), now, fingerprint)
        gathered = _Gathered()
        try:
            self._gather(source, introduced, gathered)
            loaded = self._commit(introduced, gathered, now)
        except BaseException:
            for _file, sealed in gathered.blobs:
                self._blobs.discard(sealed)
            raise
        self._sweep(whole=not loaded.left_out)
        return loaded

    def _known(self) -> Known:
        key = device_key(self._store)
        with self._store.read() as unit:
            digest = unit.settings.get(CODE_DIGEST)
            return Known(
                key,
                trusted_packs(unit.settings),
                receipt_keys(unit.settings),
                from_text(digest) if digest else None,
            )

    def _gather(self, source: PackSource, introduced: Introduced, gathered: _Gathered) -> None:
        pack, content = introduced.opened.pack, introduced.opened.content
        gathered.records += known_records(content.records)
        with self._store.read() as unit:
            before = loaded_pack(unit.settings)
            wanted = [file for file in content.files if not self._held(unit, file, before, gathered)]
        missing = [f for f in wanted if f.role in OPTIONAL and not source.has(_file_name(pack, f))]
        gathered.left_out += [file.name or file.role for file in missing]
        wanted = [file for file in wanted if file not in missing]
        large = [shared_target(pack, file) for file in wanted if file.role in IN_PIECES]
        if large:
            require_space(self._folder.parent, 2 * sum(target.length for target in large))
        for file in wanted:
            if file.role in IN_PIECES:
                self._take_large(source, pack, file, gathered)
            else:
                _take_small(read_shared(source, pack, file), file, gathered)

    def _held(self, unit: UnitOfWork, file: PackFile, before: LoadedPack | None, gathered: _Gathered) -> bool:
        """Tell whether a file need not be read again; what it stands for is noted all the same."""
        if file.role is PackRole.TILES:
            tiles = kept_tiles(unit.settings)
            return tiles is not None and tiles.file == _tiles_name(file) and self._tiles(file).is_file()
        if file.role in IN_PIECES and file.sha256 is not None:
            held = unit.blobs.get(file.sha256) is not None
            if held and file.role is PackRole.DISTRICTS:
                gathered.districts = file.sha256
            return held
        if before is not None and file.sha256 is not None and file.sha256 in before.done:
            gathered.done.append(file.sha256)
            return True
        return False

    def _take_large(
        self, source: PackSource, pack: VerifiedPack, file: PackFile, gathered: _Gathered
    ) -> None:
        target = shared_target(pack, file)
        sealed = self._fetch(source, target)
        gathered.fetched += 1
        if file.role is PackRole.TILES:
            try:
                sealed.replace(self._tiles(file))
            except OSError as error:
                raise disk_fault(error, sealed) from error
            settle_folder(self._folder)
            gathered.tiles = KeptTiles(_tiles_name(file), file.key)
            return
        with open_sealed(sealed.open("rb"), from_text(file.key)) as clear:
            kept = self._blobs.seal(clear)
        gathered.blobs.append((file, kept))
        if kept.blob.sha256 != file.sha256:
            raise TrustError("pack.damaged", name=target.name)
        if file.role is PackRole.DISTRICTS:
            gathered.districts = kept.blob.sha256
        sealed.unlink(missing_ok=True)

    def _fetch(self, source: PackSource, target: Target) -> Path:
        """Bring a sealed file here, going on where an earlier try stopped; whole and checked at the end."""
        private_folder(self._folder)
        path = self._folder / f".{target.sha256}{PART_SUFFIX}"
        try:
            held = path.stat().st_size if path.is_file() else 0
            if held > target.length:
                held = 0
            with path.open("r+b" if held else "wb") as file:
                file.seek(held)
                for block in target_blocks(source, target, held) if held < target.length else ():
                    file.write(block)
                sync_file(file)
            if _hash(path) != target.sha256:
                raise TrustError("pack.damaged", name=target.name)
        except TrustError:
            path.unlink(missing_ok=True)  # nothing to go on with; a road that breaks is another thing
            raise
        except OSError as error:
            raise disk_fault(error, path) from error
        return path

    def _commit(self, introduced: Introduced, gathered: _Gathered, now: datetime) -> PackLoaded:
        pack, certificate = introduced.opened.pack, introduced.certificate
        with self._store.write() as unit:
            before = loaded_pack(unit.settings)
            if certificate is not None:
                remember_in(unit.settings, certificate.server_url, certificate.answer)
                unit.settings.delete(CODE_DIGEST)
            imported = import_records(unit, gathered.records, now)
            for picture in gathered.pictures:
                unit.pictures.remember(picture.sha256, picture.difference_hash, picture.work_id, pack.region)
            for _file, sealed in gathered.blobs:
                self._blobs.register(unit, sealed, DOCUMENT)
            outlines = unit.settings.get(MAP_DISTRICTS)
            if gathered.districts is not None:
                unit.settings.set(MAP_DISTRICTS, gathered.districts)
            if gathered.tiles is not None:
                keep_tiles(unit.settings, gathered.tiles)
            trust_packs(unit.settings, pack.trusted)
            remember_pack(unit.settings, _as_loaded(pack, gathered, now))
            self._log(unit, pack, imported.total, now)
            if outlines and gathered.districts not in (None, outlines):
                self._blobs.destroy(unit, outlines)
        new = before is None or before.version != pack.version or before.region != pack.region
        return PackLoaded(
            region=pack.region,
            version=pack.version,
            built_at=pack.built_at,
            expires=pack.expires,
            records=imported.total,
            skipped=imported.skipped,
            files=gathered.fetched,
            left_out=tuple(gathered.left_out),
            notices=pack.notices,
            enrolled=certificate.answer.volunteer if certificate is not None else None,
            new=new,
        )

    def _log(self, unit: UnitOfWork, pack: VerifiedPack, records: int, now: datetime) -> None:
        params: dict[str, object] = {"name": pack.region, "records": records}
        unit.log.add(LogEntry(now, LogCode.PACK_LOADED, params))
        for notice in pack.notices:
            warned: dict[str, object] = {"name": pack.region, "problem": notice}
            unit.log.add(LogEntry(now, LogCode.PACK_WARNING, warned))

    def _tiles(self, file: PackFile) -> Path:
        return self._folder / _tiles_name(file)

    def _sweep(self, whole: bool) -> None:
        """Remove map pictures that a newer pack replaced; one that is being shown goes the next time.

        After a whole load, no half file is waited for any more: it is of a pack that was followed by this.
        """
        with self._store.read() as unit:
            tiles = kept_tiles(unit.settings)
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            old = path.suffix == TILES_SUFFIX and (tiles is None or path.name != tiles.file)
            if old or (whole and path.suffix == PART_SUFFIX):
                with suppress(OSError):
                    path.unlink()


def _file_name(pack: VerifiedPack, file: PackFile) -> str:
    target = shared_target(pack, file)
    return target_file(target.name, target.sha256)


def _take_small(data: bytes, file: PackFile, gathered: _Gathered) -> None:
    data = unpacked(data, file.target)
    if file.role is PackRole.PICTURES:
        gathered.pictures += decode(data, tuple[PackPicture, ...])
    else:
        gathered.records += known_records(decode(data, tuple[CarriedRecord, ...]))
    if file.sha256 is not None:
        gathered.done.append(file.sha256)


def _as_loaded(pack: VerifiedPack, gathered: _Gathered, now: datetime) -> LoadedPack:
    return LoadedPack(
        region=pack.region,
        version=pack.version,
        root_version=pack.root_version,
        built_at=pack.built_at,
        expires=pack.expires,
        loaded_at=now,
        complete=not gathered.left_out,
        done=tuple(gathered.done),
    )


def _tiles_name(file: PackFile) -> str:
    return f"{file.sha256}{TILES_SUFFIX}"


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
