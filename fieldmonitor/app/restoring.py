"""Looking into a backup before anything is made of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldmonitor.store.backup import described, opened
from fieldmonitor.sync.enrolment import VOLUNTEER


@dataclass(frozen=True, slots=True)
class Inside:
    """What a backup holds; counts of reports as on the home screen, and of evidence files."""

    made_at: datetime
    volunteer: str | None
    drafts: int
    ready: int
    sent: int
    evidence: int
    size: int


def look_inside(backup: Path, key: bytes) -> Inside:
    """Return what a backup holds, from a copy of its database.

    Raises InputError `backup.not_ours`; EnvironmentFault `store.corrupt`, `store.newer` and the disk's.
    """
    shown = described(backup)
    with opened(backup, key) as store, store.read() as uow:
        counts = uow.reports.counts()
        return Inside(
            made_at=shown.made_at,
            volunteer=uow.settings.get(VOLUNTEER),
            drafts=counts.drafts,
            ready=counts.ready,
            sent=counts.sent,
            evidence=uow.evidence.count(),
            size=shown.size,
        )
