"""Evidence rows: which file belongs to which question of which report, and what it says of itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import ReportKey, ReportState, require_draft
from fieldmonitor.store.tables import blobs, evidence, receipts, reports

Rows = list[Evidence]


_FILE_COLUMNS = (
    "sha256",
    "size",
    "media_type",
    "small_sha256",
    "small_size",
    "thumbnail_sha256",
    "original_sha256",
    "share_original",
    "sealed_sha256",
)


class Unchanged:
    """The default of what an update may leave as it is, where None means something."""


UNCHANGED: Final = Unchanged()


class EvidenceRows:
    """Rows of drafts may change; those of signed reports are frozen."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: Evidence) -> None:
        """Keep a piece of evidence of a draft; its files are kept by `Blobs` in the same unit of work."""
        self._require_draft(row.report)
        self._connection.execute(insert(evidence).values(_columns(row)))

    def list(self, key: ReportKey) -> Rows:
        """Return a report's evidence in the order it was added, without the trash."""
        rows = self._connection.execute(
            select(evidence)
            .where(evidence.c.report_id == key.id, evidence.c.report_version == key.version)
            .where(evidence.c.trashed_at.is_(None))
            .order_by(evidence.c.added_at, evidence.c.id)
        )
        return [_evidence(row) for row in rows]

    def get(self, evidence_id: str) -> Evidence | None:
        """Return a piece of evidence, from the trash too."""
        row = self._connection.execute(select(evidence).where(evidence.c.id == evidence_id)).first()
        return _evidence(row) if row else None

    def trashed(self) -> Rows:
        """Return what lies in the trash of drafts that are not there themselves, last thrown away first."""
        rows = self._connection.execute(
            select(evidence)
            .join(
                reports,
                (reports.c.id == evidence.c.report_id) & (reports.c.version == evidence.c.report_version),
            )
            .where(evidence.c.trashed_at.is_not(None), reports.c.trashed_at.is_(None))
            .order_by(evidence.c.trashed_at.desc(), evidence.c.id)
        )
        return [_evidence(row) for row in rows]

    def count(self) -> int:
        """Return how many pieces of evidence there are, the trash left out."""
        query = select(func.count()).select_from(evidence).where(evidence.c.trashed_at.is_(None))
        return int(self._connection.scalar(query) or 0)

    def update(
        self,
        evidence_id: str,
        *,
        caption: str | Unchanged = UNCHANGED,
        question_ref: str | Unchanged | None = UNCHANGED,
        facts: str | Unchanged = UNCHANGED,
    ) -> None:
        """Change what a person says of a piece of evidence; the file itself never changes."""
        given = {"caption": caption, "question_ref": question_ref, "facts": facts}
        values = {name: value for name, value in given.items() if not isinstance(value, Unchanged)}
        if values:
            self._change(evidence_id, values)

    def replace_file(self, changed: Evidence) -> None:
        """Take over the file, copies and cited original of a row that is kept under the same id."""
        columns = _columns(changed)
        self._change(changed.id, {name: columns[name] for name in _FILE_COLUMNS})

    def trash(self, evidence_id: str, at: datetime) -> None:
        """Put a piece of evidence into the trash."""
        self._change(evidence_id, {"trashed_at": at})

    def restore(self, evidence_id: str) -> None:
        """Take a piece of evidence back out of the trash."""
        self._change(evidence_id, {"trashed_at": None})

    def by_sha256(self, sha256: str) -> Rows:
        """Return the evidence with this very file, or made from it, in any report."""
        found = or_(evidence.c.sha256 == sha256, evidence.c.original_sha256 == sha256)
        rows = self._connection.execute(
            select(evidence).where(found).order_by(evidence.c.added_at, evidence.c.id)
        )
        return [_evidence(row) for row in rows]

    def difference_hashes(self) -> Sequence[tuple[str, int]]:
        """Return (evidence id, perceptual hash) of every picture that has one."""
        rows = self._connection.execute(
            select(evidence.c.id, evidence.c.difference_hash).where(evidence.c.difference_hash.is_not(None))
        )
        return [(row.id, unsigned_bits(row.difference_hash)) for row in rows]

    def is_used(self, sha256: str) -> bool:
        """Tell whether any evidence still needs a file: an original, small copy or thumbnail."""
        used = or_(
            evidence.c.sha256 == sha256,
            evidence.c.small_sha256 == sha256,
            evidence.c.thumbnail_sha256 == sha256,
            evidence.c.original_sha256 == sha256,
            evidence.c.sealed_sha256 == sha256,
        )
        return self._connection.scalar(select(evidence.c.id).where(used).limit(1)) is not None

    def purge(self, before: datetime) -> None:
        """Delete what went to the trash of a draft before a time; its files stay for `blobs.unused`."""
        self._connection.execute(delete(evidence).where(evidence.c.trashed_at < before))

    def receipted_originals(self, before: datetime) -> Sequence[str]:
        """Return originals here that have a small copy and whose reports were all receipted before a time.

        It begins with the files, for those of years of work went long ago while their evidence stays.
        A correction names the files of the version before it; they stay until it is receipted as well.
        """
        receipted = (
            select(receipts.c.message_id)
            .where(
                receipts.c.message_id == evidence.c.report_id,
                receipts.c.message_version == evidence.c.report_version,
                receipts.c.kind == "complete",
                receipts.c.received_at < before,
            )
            .correlate(evidence)
        )
        query = (
            select(evidence.c.sha256)
            .where(
                evidence.c.sha256.in_(select(blobs.c.sha256).where(blobs.c.key.is_not(None))),
                evidence.c.small_sha256.is_not(None),
                evidence.c.small_sha256 != evidence.c.sha256,
            )
            .group_by(evidence.c.sha256)
            .having(func.min(exists(receipted)) == 1)
        )
        return self._connection.scalars(query).all()

    def _change(self, evidence_id: str, values: dict[str, Any]) -> None:
        held = self.get(evidence_id)
        if held is None:
            raise InputError("evidence.unknown", id=evidence_id)
        self._require_draft(held.report)
        self._connection.execute(update(evidence).where(evidence.c.id == evidence_id).values(values))

    def _require_draft(self, key: ReportKey) -> None:
        state = self._connection.scalar(
            select(reports.c.state).where(reports.c.id == key.id, reports.c.version == key.version)
        )
        if state is None:
            raise InputError("report.unknown", report=str(key))
        require_draft(ReportState(state))


def signed_bits(number: int) -> int:
    """Map 64 bits onto SQLite's signed integers."""
    return number - (1 << 64) if number >= 1 << 63 else number


def unsigned_bits(number: int) -> int:
    """Map them back."""
    return number % (1 << 64)


def _columns(row: Evidence) -> dict[str, object]:
    return {
        "id": row.id,
        "report_id": row.report.id,
        "report_version": row.report.version,
        "sha256": row.sha256,
        "size": row.size,
        "media_type": row.media_type,
        "small_sha256": row.small_sha256,
        "small_size": row.small_size,
        "thumbnail_sha256": row.thumbnail_sha256,
        "question_ref": row.question_ref,
        "caption": row.caption,
        "facts": row.facts,
        "added_at": row.added_at,
        "name": row.name,
        "difference_hash": None if row.difference_hash is None else signed_bits(row.difference_hash),
        "trashed_at": row.trashed_at,
        "original_sha256": row.original_sha256,
        "share_original": row.share_original,
        "sealed_sha256": row.sealed_sha256,
    }


def _evidence(row: Any) -> Evidence:
    return Evidence(
        id=row.id,
        report=ReportKey(row.report_id, row.report_version),
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        small_sha256=row.small_sha256,
        small_size=row.small_size,
        thumbnail_sha256=row.thumbnail_sha256,
        question_ref=row.question_ref,
        caption=row.caption,
        facts=row.facts,
        added_at=row.added_at,
        name=row.name,
        difference_hash=None if row.difference_hash is None else unsigned_bits(row.difference_hash),
        trashed_at=row.trashed_at,
        original_sha256=row.original_sha256,
        share_original=row.share_original,
        sealed_sha256=row.sealed_sha256,
    )
