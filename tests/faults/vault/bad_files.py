"""Bad files don't hurt: mutants of real cameras' files and of drawn ones, given to the picture reader."""

import io
import random
import sys
import time
from functools import cache
from pathlib import Path

import exifread
from PIL import Image

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.guard import PictureGuard
from tests.faults.vault.writers import ROOT
from tests.unit.media.pictures import drawing, encoded, photo

LONGEST_SECONDS = 10.0
MOST_BYTES = 2 * 1024**3
REAL = ROOT.parent / "shared" / "data" / "photos"


@cache
def corpus() -> tuple[bytes, ...]:
    """Return the files that mutants are made of: drawn ones, and real ones where they are at hand."""
    alpha = drawing(300, 200).convert("RGBA")
    drawn = [
        photo(),
        photo(drawing(1200, 900), orientation=6, software="GIMP 2.10"),
        encoded(drawing(), "PNG"),
        encoded(alpha, "PNG", optimize=True),
        encoded(drawing().convert("P"), "PNG"),
        encoded(drawing(), "WEBP", lossless=True),
        encoded(alpha, "WEBP"),
        encoded(drawing(), "TIFF", compression="tiff_lzw"),
        encoded(drawing(), "TIFF", compression="jpeg"),
        encoded(drawing().convert("CMYK"), "JPEG", progressive=True),
    ]
    real = [path.read_bytes() for path in sorted(REAL.glob("*"))] if REAL.is_dir() else []
    return (*drawn, *real)


def mutant(seed: int) -> bytes:
    """Return a file spoilt in a way given by a seed."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(corpus()))
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        chance.choice(_SPOILERS)(data, chance)
    return bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _flip_head(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 20)):
        data[chance.randrange(min(len(data), 2000))] = chance.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[max(1, chance.randrange(len(data))) :]


def _leave_out(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    if start:
        del data[start : start + chance.randrange(1, 5000)]


def _blank(data: bytearray, chance: random.Random) -> None:
    start, length = chance.randrange(len(data)), chance.randrange(1, 5000)
    data[start : start + length] = bytes(len(data[start : start + length]))


def _splice(data: bytearray, chance: random.Random) -> None:
    other = chance.choice(corpus())
    start = chance.randrange(len(other))
    place = chance.randrange(len(data))
    data[place:place] = other[start : start + chance.randrange(1, 20_000)]


def _length(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(min(len(data), 4000))
    data[place : place + 4] = chance.choice(
        (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\xff\xff\xff")
    )


_SPOILERS = (_flip, _flip_head, _flip_head, _cut, _leave_out, _blank, _splice, _length, _length)


class Reader:
    """Gives mutants to one picture reader, as the import of a memory card would."""

    def __init__(self) -> None:
        self._guard = PictureGuard()

    def one(self, seed: int) -> list[str]:
        """Return what a mutant did that a bad file must not."""
        data, started, problems = mutant(seed), time.monotonic(), []
        try:
            if seed % 2:
                self._guard.prepare(data)
            else:
                self._guard.inspect(data)
        except InputError:
            pass
        except Exception as error:  # noqa: BLE001 - that nothing else comes out is what is tried
            problems.append(f"raised {error!r}")
        seconds = time.monotonic() - started
        if seconds > LONGEST_SECONDS:
            problems.append(f"took {seconds:.1f} s")
        if self._peak() > MOST_BYTES:
            problems.append(f"took {self._peak()} bytes")
        return problems

    def close(self) -> None:
        self._guard.close()

    def _peak(self) -> int:
        """Return the most memory that the child has held at once, where the system tells."""
        child = self._guard._child
        if child is None or sys.platform != "linux":
            return 0
        try:
            status = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(lines[0].split()[1]) * 1024 if lines else 0


def read_unguarded(seed: int) -> list[str]:
    """Read mutants as a program without a guard would: something other than a refusal must come out."""
    for number in range(seed * 100, seed * 100 + 100):
        data = mutant(number)
        try:
            exifread.process_file(io.BytesIO(data))
            with Image.open(io.BytesIO(data)) as image:
                image.load()
        except InputError:
            continue
        except Exception as error:  # noqa: BLE001 - as above
            return [f"raised {error!r}"]
    return []
