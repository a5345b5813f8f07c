"""A pack is loaded whole or not at all: a load is ended at any moment, and what it left is checked.

`python -m tests.faults.exchange.pack_kills LAPTOP STICK` is such a process.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from fieldmonitor.packs.building import Repository
from fieldmonitor.packs.opening import packed
from fieldmonitor.protocol.codec import digest, encode
from fieldmonitor.protocol.packs import PackContent, PackPicture, PackRole
from fieldmonitor.store import Blobs
from fieldmonitor.store.connection import connect
from fieldmonitor.sync.importer import import_records
from fieldmonitor.sync.pack.introduction import Introduced
from fieldmonitor.sync.pack.loading import PackLoaded, PackLoader, _Gathered
from fieldmonitor.sync.pack.memory import kept_tiles, loaded_pack
from tests.fakes.clock import START
from tests.fakes.packs import PackLaptop, PackOffice, copy_pack, notice
from tests.faults.vault.writers import ROOT, linger, scratch
from tests.unit.map.tiles import mbtiles

KEY = b"k" * 32
LATER = START + timedelta(hours=2)
DOCUMENTS = 3
DOCUMENT_BYTES = 400_000
NOTICES = 300
GROWING = frozenset({"log"})

Start = Callable[[Path, Path, bool], int]
"""Starts a process that loads a pack into a laptop's folder, carelessly or not; returns its number."""


@dataclass(frozen=True, slots=True)
class Loads:
    """A laptop that has pack 1, a stick with pack 2, and how the laptop stands with the one and the other."""

    laptop: Path
    stick: Path
    documents: tuple[str, ...]
    before: dict[str, int]
    after: dict[str, int]
    seconds: float

    def kill_once(self, seed: int, start: Start, careless: bool = False) -> list[str]:
        """End a load at a moment given by the seed, and return what is wrong with what is left.

        A load that was quicker than its end does not count: it is tried again, and ended sooner.
        """
        chance, share = Random(seed), 1.0
        while True:
            with scratch() as place:
                folder = Path(shutil.copytree(self.laptop, place / "laptop"))
                process = start(folder, self.stick, careless)
                if not careless:  # a careless one ends itself where it does most harm
                    linger(chance.random() * share * self.seconds)
                    with _still_there():
                        os.kill(process, signal.SIGKILL)
                if os.WIFSIGNALED(os.waitpid(process, 0)[1]):
                    return self.wrong(folder)
            share *= 0.7

    def wrong(self, folder: Path) -> list[str]:
        """Return what a load that was ended left behind, and what a second one could not put right."""
        found: list[str] = []
        rows = _rows(folder)
        if rows not in (self.before, self.after):
            differing = {name for name in rows if rows[name] not in (self.before[name], self.after[name])}
            found.append(f"half of a pack was taken in: {differing or 'some tables new, some old'}")
        laptop = PackLaptop(folder)
        try:
            found += laptop.store.integrity() + laptop.blobs.verify(laptop.store)
            told = set(laptop.told())
            if len(told) > 1:
                found.append(f"notices of several packs: {told}")
            loaded = laptop.load(self.stick, LATER)
            found += self._unfinished(laptop, loaded)
        except Exception as error:  # noqa: BLE001 - whatever it is, the second load does not complete
            found.append(f"the second load: {error!r}")
        finally:
            laptop.close()
        return found

    def _unfinished(self, laptop: PackLaptop, loaded: PackLoaded) -> list[str]:
        found: list[str] = []
        if loaded.version != 2 or loaded.left_out or _rows(laptop.folder) != self.after:
            found.append(f"the second load is not whole: {loaded}")
        read = {digest(laptop.blobs.read(laptop.store, sha256)) for sha256 in self.documents}
        if read != set(self.documents):
            found.append("a document has other bytes")
        with laptop.store.read() as unit:
            tiles, kept = kept_tiles(unit.settings), {row.path for row in unit.blobs.all()}
        maps = {path.name for path in (laptop.folder / "maps").iterdir()}
        if tiles is None or maps != {tiles.file}:
            found.append(f"the folder of maps holds {maps}")
        Blobs(laptop.folder / "blobs").sweep(laptop.store)
        files = {p.relative_to(laptop.folder / "blobs").as_posix() for p in _files(laptop.folder / "blobs")}
        if files != kept:
            found.append(f"{len(files ^ kept)} files that nothing opens, or rows without a file")
        return found


@contextmanager
def loads() -> Iterator[Loads]:
    """Make the laptop and the stick once; every try works on a copy."""
    with scratch() as place:
        laptop = PackLaptop(place / "laptop")
        office = PackOffice(place / "office")
        laptop.enrol(office)
        bodies = [Random(number).randbytes(DOCUMENT_BYTES) for number in range(DOCUMENTS)]
        office.build(1, [laptop.key.public])
        laptop.load(office.folder)
        laptop.close()
        stale = place / "laptop" / "maps" / f".{digest(b'a map of last year')}.part"
        stale.parent.mkdir(exist_ok=True)
        stale.write_bytes(b"half of it")
        contents_of_2 = _Second(place, bodies)
        office.build(2, [laptop.key.public], START + timedelta(hours=1), contents_of_2)
        stick = copy_pack(office.folder, place / "stick")
        before, whole = _rows(place / "laptop"), Path(shutil.copytree(place / "laptop", place / "whole"))
        load(place / "laptop", stick)  # imports what it needs
        shutil.rmtree(place / "laptop")
        shutil.copytree(whole, place / "laptop")
        started = time.perf_counter()
        load(whole, stick)
        seconds = time.perf_counter() - started
        documents = tuple(map(digest, bodies))
        yield Loads(place / "laptop", stick, documents, before, _rows(whole), seconds)


class _Second:
    """Everything that a pack can hold, for the one laptop."""

    def __init__(self, place: Path, documents: list[bytes]) -> None:
        self._documents = documents
        rng = Random(2)
        tiles = [(zoom, x, 0, rng.randbytes(60_000)) for zoom in range(3) for x in range(2**zoom)]
        self._tiles = mbtiles(place / "map.mbtiles", tiles)

    def __call__(self, store: Repository, content: PackContent) -> PackContent:
        known = [PackPicture(digest(bytes([n])), n, "w-1") for n in range(50)]
        files = [store.share_bytes(PackRole.DOCUMENT, data) for data in self._documents]
        files.append(store.share_bytes(PackRole.DISTRICTS, b'{"type": "Topology"}'))
        files.append(store.share_bytes(PackRole.PICTURES, packed(encode(known))))
        files.append(store.share_tiles(self._tiles))
        news = tuple(notice(2, f"m{number}", "aviso " * 30) for number in range(NOTICES))
        return replace(content, records=content.records + news, files=(*content.files, *files))


def load(folder: Path, stick: Path) -> None:
    """Load a stick's pack into a laptop's folder, as the command does."""
    laptop = PackLaptop(folder)
    try:
        laptop.load(stick, LATER)
    finally:
        laptop.close()


def fork(folder: Path, stick: Path, careless: bool) -> int:
    """Load in a fork of this process: quick, for campaigns. No store may be open."""
    pid = os.fork()
    if pid == 0:
        try:
            _run(folder, stick, careless)
        finally:
            os._exit(0)
    return pid


def spawn(folder: Path, stick: Path, careless: bool) -> int:
    """Load in a fresh process; returns once it has imported what it needs."""
    ear, mouth = os.pipe()
    command = [sys.executable, "-m", __name__, str(folder), str(stick), str(mouth), *["-"] * careless]
    process = subprocess.Popen(command, cwd=ROOT, pass_fds=[mouth], stdin=subprocess.DEVNULL)
    os.close(mouth)
    os.read(ear, 1)
    os.close(ear)
    process.returncode = 0  # it is waited for by its number, not by Popen
    return process.pid


def _run(folder: Path, stick: Path, careless: bool) -> None:
    if careless:
        PackLoader._commit = _in_pieces  # type: ignore[method-assign]
    load(folder, stick)


def _in_pieces(
    self: PackLoader, introduced: Introduced, gathered: _Gathered, now: object
) -> PackLoaded:  # pragma: no cover - ends its process
    """Do what a load without one transaction would: some records are in, the rest is not."""
    with self._store.write() as unit:
        import_records(unit, gathered.records[: len(gathered.records) // 2], LATER)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it is dead")


def _rows(folder: Path) -> dict[str, int]:
    """Return how many rows each table has, and which pack the laptop says it loaded; its log may grow."""
    connection, counted = connect(folder / "store.db", KEY), dict[str, int]()
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in names:
            if table not in GROWING:
                counted[table] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        connection.close()
    laptop = PackLaptop(folder)
    try:
        with laptop.store.read() as unit:
            pack = loaded_pack(unit.settings)
    finally:
        laptop.close()
    return {**counted, "pack": pack.version if pack else 0}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


@contextmanager
def _still_there() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


if __name__ == "__main__":
    os.write(int(sys.argv[3]), b".")
    _run(Path(sys.argv[1]), Path(sys.argv[2]), len(sys.argv) > 4)
