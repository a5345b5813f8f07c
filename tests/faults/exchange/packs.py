"""Hostile hands on a pack, by every road: TUF's attacks, and bytes flipped; what a laptop makes of it."""

import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

from tuf.api.metadata import Metadata, Timestamp

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.packs.ceremony import draft_root, sign_root
from fieldmonitor.packs.layout import PackFolder, PackSource, Trusted, content_target, target_file
from fieldmonitor.packs.signed import add_signature, parse
from fieldmonitor.packs.trusted import VerifiedPack, first_root, verify_pack
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.messages import JSON_TYPE, Problem
from fieldmonitor.protocol.packs import PACK_MEDIA_TYPE
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.pack.http import http_pack
from fieldmonitor.sync.pack.pieces import PieceSource
from fieldmonitor.trust.keys import SigningKey
from tests.fakes.clock import START
from tests.fakes.packs import LIFE, PackLaptop, PackOffice, copy_pack

LATER = START + timedelta(days=3)
PIECE = 50_000


class PackWorld:
    """A laptop that has loaded pack 2 of 3, every pack as it lay on a stick, and a thief."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hand = folder / "hand"
        self.laptop = PackLaptop(folder / "laptop")
        self.thief = SigningKey.generate()
        other = SigningKey.generate()
        self.readers = [self.laptop.key.public, other.public]
        self.office = PackOffice(folder / "office")
        self.laptop.enrol(self.office)
        self.packs: list[Path] = []
        for number in (1, 2, 3):
            self.office.build(number, self.readers, START + timedelta(hours=number))
            self.packs.append(copy_pack(self.office.folder, folder / f"pack{number}"))
        self.laptop.load(self.packs[1])
        assert self.laptop.told() == ["paquete 2"] * 3
        self.elsewhere = PackOffice(folder / "elsewhere", "CUSCO")
        self.elsewhere.build(9, self.readers)
        self.before = self._state()
        self._server: _HostileServer | None = None
        self._session: HttpSession | None = None

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._session is not None:
            self._session.close()
        self.laptop.close()

    def attacked(self, rng: Random) -> list[str]:
        """Attack once, by a road of chance; return what is wrong: anything of it that was accepted."""
        name = rng.choice(sorted(ATTACKS))
        return self.attack(name, rng)

    def flipped(self, rng: Random) -> list[str]:
        """Flip one bit of a file that the laptop reads."""
        copy_pack(self.packs[2], self.hand)
        path = self.hand / rng.choice(self.read_files())
        data = bytearray(path.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        return self._refused(rng, f"a bit of {path.name} flipped")

    def attack(self, name: str, rng: Random) -> list[str]:
        """Try one attack of the list."""
        copy_pack(self.packs[2], self.hand)
        ATTACKS[name](self, rng)
        return self._refused(rng, name)

    def read_files(self) -> list[str]:
        """Return the files of pack 3 that the laptop reads."""
        pack = self.verified(self.packs[2])
        own = content_target(self.laptop.key.public)
        other = content_target(self.readers[1])
        assert own in pack.targets
        return [name for name in pack.files() if not name.endswith(other)]

    def verified(self, folder: Path) -> VerifiedPack:
        return verify_pack(PackFolder(folder), first_root(PackFolder(folder)), START)

    def _refused(self, rng: Random, how: str) -> list[str]:
        source, road = self._road(rng)
        try:
            self.laptop.load(source, LATER)
        except FieldMonitorError:
            return [] if self._state() == self.before else [f"{how}, {road}: half of it was taken"]
        return [f"{how}, {road}: accepted"]

    def _state(self) -> tuple[Trusted | None, list[str]]:
        return self.laptop.trusted, self.laptop.told()

    def _road(self, rng: Random) -> tuple[PackSource, str]:
        match rng.randrange(3):
            case 0:
                return PackFolder(self.hand), "stick"
            case 1:
                return PieceSource(self._hub_piece), "hub"
            case _:
                return self._network(), "network"

    def _hub_piece(self, name: str, offset: int) -> tuple[bytes, int] | None:
        """Hand over a piece, as a hub that believes nothing either."""
        path = self.hand / name
        if not path.is_file():
            return None
        data = path.read_bytes()
        return data[offset : offset + PIECE], len(data)

    def _network(self) -> PackSource:
        if self._server is None:
            self._server = _HostileServer(self.hand)
            self._session = HttpSession(self._server.url, timeouts=Timeouts(2.0, 4.0))
        assert self._session is not None
        return http_pack(self._session, dict, "/")


def _whole_older(world: PackWorld, _rng: Random) -> None:
    copy_pack(world.packs[0], world.hand)


def _older_timestamp(world: PackWorld, _rng: Random) -> None:
    for path in world.packs[0].iterdir():
        shutil.copyfile(path, world.hand / path.name)


def _older_metadata_renamed(world: PackWorld, rng: Random) -> None:
    role, number = rng.choice(["targets", "snapshot"]), rng.randrange(1, 3)
    older = world.packs[number - 1] / f"{number}.{role}.json"
    shutil.copyfile(older, world.hand / f"3.{role}.json")


def _older_content_renamed(world: PackWorld, _rng: Random) -> None:
    name = content_target(world.laptop.key.public)
    old = world.verified(world.packs[1]).targets[name]
    new = world.verified(world.packs[2]).targets[name]
    shutil.copyfile(
        world.packs[1] / target_file(name, old.sha256), world.hand / target_file(name, new.sha256)
    )


def _another_laptops_content(world: PackWorld, _rng: Random) -> None:
    targets = world.verified(world.packs[2]).targets
    mine, other = (targets[content_target(public)] for public in world.readers)
    shutil.copyfile(
        world.hand / target_file(other.name, other.sha256), world.hand / target_file(mine.name, mine.sha256)
    )


def _another_region(world: PackWorld, _rng: Random) -> None:
    copy_pack(world.elsewhere.folder, world.hand)


def _arbitrary(world: PackWorld, _rng: Random) -> None:
    """A thief without any key of ours signs the next pack."""
    _resign(world.hand, world.thief, version=4)


def _resign(hand: Path, key: SigningKey, *, version: int, longer: timedelta = timedelta()) -> None:
    """Sign the timestamp anew: of any version, living longer, with whatever key is at hand."""
    path = hand / "timestamp.json"
    stamp = parse(path.read_bytes(), Timestamp, path.name).signed
    stamp.version, stamp.expires = version, stamp.expires + longer
    forged: Metadata[Timestamp] = Metadata(stamp)
    add_signature(forged, key)
    path.write_bytes(forged.to_bytes())


def _fast_forward(world: PackWorld, rng: Random) -> None:
    _resign(world.hand, world.thief, version=2**31 - 1 - rng.randrange(1000))


def _forked(world: PackWorld, _rng: Random) -> None:
    """The coordinator's key signs another pack under the number that the laptop has seen."""
    copy_pack(world.packs[1], world.hand)
    _resign(world.hand, world.office.coordinator, version=2, longer=LIFE)


def _one_lost_root_key(world: PackWorld, rng: Random) -> None:
    """One holder's key and the coordinator's are lost: a new root would need two holders."""
    public = tuple(holder.public for holder in world.office.holders)
    root = draft_root(public, world.thief.public, world.office.region, START + LIFE, world.office.root)
    root = sign_root(root, rng.choice(world.office.holders), world.office.root)
    (world.hand / "2.root.json").write_bytes(root)
    _resign(world.hand, world.thief, version=4)


def _own_holders(world: PackWorld, _rng: Random) -> None:
    """A root that follows ours in number, signed by its own holders only."""
    own = [SigningKey.generate() for _ in range(3)]
    public = tuple(holder.public for holder in own)
    root = draft_root(public, world.thief.public, world.office.region, START + LIFE, world.office.root)
    for holder in own:
        root = sign_root(root, holder)
    (world.hand / "2.root.json").write_bytes(root)


def _other_first_root(world: PackWorld, _rng: Random) -> None:
    shutil.copyfile(world.elsewhere.folder / "1.root.json", world.hand / "1.root.json")


def _endless(world: PackWorld, rng: Random) -> None:
    path = world.hand / rng.choice(world.read_files())
    with path.open("ab") as file:
        file.write(bytes(rng.randrange(1, 400_000)))


def _cut(world: PackWorld, rng: Random) -> None:
    path = world.hand / rng.choice(world.read_files())
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])


def _dropped(world: PackWorld, rng: Random) -> None:
    names = [name for name in world.read_files() if not name.endswith("root.json")]
    (world.hand / rng.choice(names)).unlink()


def _nested(world: PackWorld, rng: Random) -> None:
    name = rng.choice([name for name in world.read_files() if name.endswith(".json")])
    (world.hand / name).write_bytes(b'{"signed":' + b"[" * 50_000)


def _unsigned_field(world: PackWorld, rng: Random) -> None:
    name = rng.choice([name for name in world.read_files() if name.endswith(".json")])
    plain = json.loads((world.hand / name).read_bytes())
    plain["comment"] = "beside what is signed"
    (world.hand / name).write_bytes(json.dumps(plain, separators=(",", ":"), sort_keys=True).encode())


def _without_signature(world: PackWorld, rng: Random) -> None:
    name = rng.choice([name for name in world.read_files() if name.endswith(".json")])
    plain = json.loads((world.hand / name).read_bytes())
    plain["signatures"] = plain["signatures"][1:]
    (world.hand / name).write_bytes(json.dumps(plain, separators=(",", ":"), sort_keys=True).encode())


ATTACKS: dict[str, Callable[[PackWorld, Random], None]] = {
    "rollback: an older pack": _whole_older,
    "rollback: an older timestamp beside newer parts": _older_timestamp,
    "mix: older metadata under a newer name": _older_metadata_renamed,
    "mix: older content under a newer name": _older_content_renamed,
    "mix: another pack under a number that was seen": _forked,
    "wrong recipient: another laptop's content": _another_laptops_content,
    "wrong recipient: another region's pack": _another_region,
    "arbitrary: signed by a thief": _arbitrary,
    "fast-forward: a number from the future": _fast_forward,
    "lost keys: one holder's and the coordinator's": _one_lost_root_key,
    "lost keys: holders of their own": _own_holders,
    "another first root": _other_first_root,
    "endless data": _endless,
    "cut": _cut,
    "dropped": _dropped,
    "deeply nested": _nested,
    "a field that nobody signed": _unsigned_field,
    "a signature left out": _without_signature,
}
"""What is tried, each by stick, hub and network."""


class _HostileServer:
    """Serves a folder as our server would, whatever lies in it."""

    def __init__(self, folder: Path) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = folder / self.path.strip("/")
                if not path.is_file():
                    self._say(404, JSON_TYPE, encode(Problem("pack.unknown")), {})
                    return
                data = path.read_bytes()
                start, _, end = self.headers["Range"].removeprefix("bytes=").partition("-")
                part = data[int(start) : int(end) + 1]
                place = f"bytes {start}-{int(start) + len(part) - 1}/{len(data)}"
                self._say(206, PACK_MEDIA_TYPE, part, {"Content-Range": place})

            def _say(self, status: int, kind: str, body: bytes, more: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def pack_world() -> Iterator[PackWorld]:
    folder = Path(tempfile.mkdtemp(prefix="exchange-packs-"))
    made = PackWorld(folder)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder)
