"""Pictures known from every visit and from elsewhere, so that one used before is told."""

from dataclasses import dataclass, replace
from heapq import nsmallest

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.sqlite import insert

from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.store.evidence import signed_bits
from fieldmonitor.store.tables import evidence, known_pictures, reports

_64_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class KnownPicture:
    """A picture that was seen before: on which work, and in which report or else from where (`origin`).

    `bits` of its 64-bit difference hash differ from the one asked for; 0 looks the same.
    """

    sha256: str
    work_id: str
    report: ReportKey | None
    origin: str
    bits: int


class KnownPictures:
    """Evidence of all reports, and the hashes that came with packs."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, sha256: str, difference_hash: int, work_id: str, origin: str) -> None:
        """Keep the hashes of a picture that others took; `origin` says whose list it came with."""
        statement = insert(known_pictures).values(
            sha256=sha256, difference_hash=signed_bits(difference_hash), work_id=work_id, origin=origin
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    def near(
        self, difference_hash: int, *, bits: int, but: ReportKey | None = None, limit: int = 5
    ) -> list[KnownPicture]:
        """Return pictures less than so many bits apart, nearest first; those of one report left out.

        A picture without any structure, a wall or a night, is like every other: it is near to none. Linear
        in the pictures known, by their hashes alone: 20,000 take some 20 ms.
        """
        if difference_hash.bit_count() in (0, 64):
            return []
        found = [
            replace(picture, bits=apart)
            for table, named in ((evidence, self._of_report), (known_pictures, self._of_pack))
            for apart, sha256 in self._hashes(table, signed_bits(difference_hash), bits)
            for picture in named(sha256, but)
        ]
        return nsmallest(limit, found, key=lambda picture: picture.bits)

    def _hashes(self, table: Table, wanted: int, bits: int) -> set[tuple[int, str]]:
        # Plain tuples: a row object for each of 20,000 hashes would cost ten times the comparison.
        query = f"SELECT difference_hash, sha256 FROM {table.name} WHERE difference_hash IS NOT NULL"  # noqa: S608
        pairs = self._connection.exec_driver_sql(query).cursor
        assert pairs is not None
        return {
            (apart, sha256)
            for hashed, sha256 in pairs.fetchall()
            if (apart := ((hashed ^ wanted) & _64_BITS).bit_count()) < bits
        }

    def _of_report(self, sha256: str, but: ReportKey | None) -> list[KnownPicture]:
        query = (
            select(evidence.c.report_id, evidence.c.report_version, reports.c.work_id)
            .join_from(evidence, reports)
            .where(evidence.c.sha256 == sha256, evidence.c.trashed_at.is_(None))
        )
        return [
            KnownPicture(sha256, row.work_id, ReportKey(row.report_id, row.report_version), "", 0)
            for row in self._connection.execute(query)
            if but is None or row.report_id != but.id
        ]

    def _of_pack(self, sha256: str, but: ReportKey | None) -> list[KnownPicture]:
        rows = self._connection.execute(select(known_pictures).where(known_pictures.c.sha256 == sha256))
        return [KnownPicture(sha256, row.work_id, None, row.origin, 0) for row in rows]
