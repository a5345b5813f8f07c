"""Districts by name and by INEI ubigeo code; the names are those INEI writes, accents included."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fieldmonitor.system.resources import resource


@dataclass(frozen=True, slots=True)
class Place:
    """A district, with a point in its main town (degrees, WGS 84)."""

    ubigeo: str
    department: str
    province: str
    district: str
    latitude: float
    longitude: float


class Gazetteer:
    """Finds a district from names as registers write them, in any case and with or without accents."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code = {place.ubigeo: place for place in places}
        self._by_name = {_key(p.department, p.province, p.district): p for p in self._by_code.values()}

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def by_ubigeo(self, ubigeo: str) -> Place | None:
        """Return the district with that code."""
        return self._by_code.get(ubigeo)

    def by_name(self, department: str, province: str, district: str) -> Place | None:
        """Return the district with those names."""
        return self._by_name.get(_key(department, province, district))


def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """Read the districts we ship, or a table with the same columns."""
    with (path or resource("demo", "districts.csv")).open(encoding="utf-8", newline="") as table:
        return Gazetteer(
            Place(
                row["ubigeo"],
                row["department"],
                row["province"],
                row["district"],
                float(row["latitude"]),
                float(row["longitude"]),
            )
            for row in csv.DictReader(table)
        )


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return text without case, accents, marks and double spaces, so that headers and names compare."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", " ", plain.upper()).strip()


def _key(*names: str) -> tuple[str, ...]:
    return tuple(fold(name) for name in names)
