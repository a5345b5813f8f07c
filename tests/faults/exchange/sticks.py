"""Hostile hands on a stick: a bundle altered, cut, mixed or short of parts; what becomes of it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.server.models import Message
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.sync.bundle.export import export_bundle
from tests.fakes.clock import SimClock
from tests.fakes.laptop import Laptop
from tests.fakes.service_comptroller import ServiceComptroller


class Stick:
    """A good bundle of several parts, and a server that has not seen it."""

    def __init__(self, folder: Path) -> None:
        self.comptroller = ServiceComptroller(folder / "server", SimClock())
        self.laptop: Laptop[ServiceComptroller] = Laptop(self.comptroller, Random(1))
        self.good = self._written(folder / "good")
        self.other = self._written(folder / "other")
        self.hand = folder / "hand"

    def close(self) -> None:
        self.comptroller.close()

    def _written(self, folder: Path) -> Path:
        folder.mkdir()
        laptop = self.laptop
        key = laptop.record(photos=1, small=3_000, original=20_000).message
        export_bundle(
            laptop.disk,
            laptop.disk,
            laptop.enrolment,
            folder,
            laptop.now(),
            only=[(key.id, key.version)],
            part_limit=6_000,
        )
        return folder

    def tampered(self, rng: Random) -> list[str]:
        """Tamper once; return what is wrong: anything taken in, or a bundle that passed for good."""
        shutil.rmtree(self.hand, ignore_errors=True)
        shutil.copytree(self.good, self.hand)
        how = _tamper(self.hand, self.other, rng)
        (index,) = self.hand.glob("*.bundle.json") or [None]
        before = self._messages()
        try:
            if index is None:
                return []
            import_bundle(self.comptroller.context, index)
        except FieldMonitorError:
            return [f"{how}: something was taken in"] if self._messages() != before else []
        return [f"{how}: passed for good"]

    def _messages(self) -> int:
        with self.comptroller.context.db.read() as session:
            return session.query(Message).count()


def _tamper(hand: Path, other: Path, rng: Random) -> str:
    parts = sorted(path for path in hand.iterdir() if path.suffix != ".json")
    path = rng.choice(sorted(hand.iterdir()))
    data = bytearray(path.read_bytes())
    match rng.randrange(6):
        case 0 | 1:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            path.write_bytes(data)
            return f"a bit of {path.name} flipped"
        case 2:
            path.write_bytes(data[: rng.randrange(len(data))])
            return f"{path.name} cut"
        case 3:
            victim = rng.choice(parts)
            victim.unlink()
            return f"{victim.name} dropped"
        case 4:
            first, second = rng.sample(parts, 2)
            first_bytes = first.read_bytes()
            first.write_bytes(second.read_bytes())
            second.write_bytes(first_bytes)
            return "two parts exchanged" if first.read_bytes() != second.read_bytes() else "nothing"
        case _:
            donor = rng.choice(sorted(path for path in other.iterdir() if path.suffix != ".json"))
            rng.choice(parts).write_bytes(donor.read_bytes())
            return "a part of another bundle put in"


@contextmanager
def stick() -> Iterator[Stick]:
    folder = Path(tempfile.mkdtemp(prefix="exchange-stick-"))
    made = Stick(folder)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder)
