"""The trash: drafts and photos thrown away wait thirty days of use, and can be taken out again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldmonitor.app import photo_edits, photos
from fieldmonitor.app.drafts import open_draft, save
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store.retention import TRASH_DAYS


@dataclass(frozen=True, slots=True)
class TrashRow:
    """A draft (`evidence_id` None) or a photo of one; `goes_at` is when it goes for good."""

    report: ReportKey
    work_name: str
    trashed_at: datetime
    goes_at: datetime
    evidence_id: str | None = None
    caption: str = ""
    answered: int = 0


def throw_away(ws: Workspace, key: ReportKey) -> None:
    """Put a draft into the trash; what is signed cannot go there."""
    with ws.store.write() as uow:
        uow.reports.trash(key, ws.clock.now())


def rows(ws: Workspace) -> tuple[TrashRow, ...]:
    """Return what lies in the trash, last thrown away first."""
    stays = timedelta(days=TRASH_DAYS)
    with ws.store.read() as uow:
        found = []
        for report in uow.reports.trashed():
            at = report.trashed_at
            assert at is not None
            name = uow.overview.report(report).work_name
            found.append(TrashRow(report.key, name, at, at + stays, answered=report.answered))
        for photo in uow.evidence.trashed():
            held, at = uow.reports.get(photo.report), photo.trashed_at
            assert held is not None and at is not None
            name = uow.overview.report(held).work_name
            found.append(TrashRow(photo.report, name, at, at + stays, photo.id, photo.caption or photo.name))
    return tuple(sorted(found, key=lambda row: row.trashed_at, reverse=True))


def take_out(ws: Workspace, row: TrashRow) -> None:
    """Bring a draft or a photo back; a photo's question holds it again."""
    if row.evidence_id is None:
        with ws.store.write() as uow:
            uow.reports.restore(row.report)
        return
    photo_edits.restore(ws, row.evidence_id)
    settle(ws, row.report)


def settle(ws: Workspace, key: ReportKey) -> None:
    """Let each photo question of a closed draft hold a photo that is there."""
    with ws.store.read() as uow:
        held = uow.reports.get(key)
        there = uow.evidence.list(key)
    if held is None:
        raise InputError("report.unknown", report=str(key))
    if held.state is not ReportState.DRAFT:
        return
    draft = open_draft(ws, key)
    photos.settle(draft, there)
    save(ws, draft.snapshot())
