"""What the screens show, read in a bounded number of queries and returned as frozen rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from fieldmonitor.app.replies import Reply, reply_of
from fieldmonitor.app.told import NOTICES_READ, in_words, notice_in_words
from fieldmonitor.app.visits_before import POSTPONED, changes_since, last_visit
from fieldmonitor.app.workspace import CONSENT_WITHDRAWN, Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import (
    AssignmentRow,
    Counts,
    Evidence,
    LogEntry,
    QueueRow,
    Report,
    ReportRow,
    StoredReceipt,
)
from fieldmonitor.domain.records import AccreditationState, Feedback, Notice, RecordKind, Work, WorkChange
from fieldmonitor.domain.reports import PENDING, SENT, ReportKey, ReportState
from fieldmonitor.domain.visit import VisitMark
from fieldmonitor.domain.work_rules import WorkWarning, warnings
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.store import UnitOfWork
from fieldmonitor.store.log import KEPT
from fieldmonitor.sync.audit import LOG_ALARM
from fieldmonitor.sync.conversation import LAST_SYNC
from fieldmonitor.sync.enrolment import VOLUNTEER
from fieldmonitor.sync.policy import Policy, kept_policy

LISTS: dict[str, frozenset[ReportState]] = {
    "drafts": frozenset({ReportState.DRAFT}),
    "ready": PENDING,
    "sent": SENT,
}
"""Reports of the home screen's counted lists; the first list, to do, holds assignments."""


@dataclass(frozen=True, slots=True)
class SyncLine:
    """The status bar: last success with its time, and what waits, all of it if consent was withdrawn."""

    last_sync: datetime | None
    pending: int
    needs_attention: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class WorkNews:
    """A change that an entity published on one of the volunteer's works."""

    work_id: str
    work_name: str
    change: WorkChange


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home screen; `notices` are those that were not read yet, the newest two."""

    volunteer: str | None
    counts: Counts
    next_due: date | None
    next_step: ReportRow | None
    feedback: tuple[Feedback, ...]
    news: tuple[WorkNews, ...]
    sync: SyncLine
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkSheet:
    """The work sheet: the record, what to be wary of, and the volunteer's own history on it.

    `changes` were published, or were made to a value, after the last visit; `documents_here` are the hashes
    that can be opened; `companions` the codes of those who are to go along.
    """

    work: Work
    assignment: AssignmentRow | None
    warnings: tuple[WorkWarning, ...]
    history: tuple[Report, ...]
    feedback: tuple[Feedback, ...]
    changes: tuple[WorkChange, ...] = ()
    postponed: date | None = None
    reply: Reply | None = None
    companions: tuple[str, ...] = ()
    documents_here: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report with its evidence, receipts and what became of it."""

    row: ReportRow
    evidence: tuple[Evidence, ...]
    receipts: tuple[StoredReceipt, ...]
    feedback: Feedback | None
    versions: tuple[Report, ...]
    visit: tuple[VisitMark, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxView:
    """The outbox screen: `rows` is a bounded part of the `waiting` and the `sent` messages, waiting first.

    `alarm` is the code of what is wrong with the comptroller's log of receipts, if anything is; `held` of
    the `waiting` stay here until a person lets them go.
    """

    rows: tuple[QueueRow, ...]
    log: tuple[LogEntry, ...]
    sync: SyncLine
    waiting: int
    waiting_bytes: int
    sent: int
    limits: Policy
    alarm: str = ""
    held: int = 0


def home(ws: Workspace) -> HomeView:
    """Return the home screen's four counts, next step and news."""
    with ws.store.read() as uow:
        counts = uow.reports.counts()
        read = uow.settings.get(NOTICES_READ) or ""
        due = uow.assignments.rows(order="due", limit=1, only_open=True)
        drafts = uow.overview.reports(LISTS["drafts"], limit=1)
        feedback = tuple(map(in_words, uow.overview.feedback(limit=3)))
        news = [WorkNews(*change) for change in uow.overview.recent_changes(3)]
        return HomeView(
            volunteer=uow.settings.get(VOLUNTEER),
            counts=counts,
            next_due=due[0].due if due else None,
            next_step=drafts[0] if drafts else None,
            feedback=feedback,
            news=tuple(news),
            sync=sync_line_of(uow),
            notices=_unread_notices(uow, read),
        )


def _unread_notices(uow: UnitOfWork, read: str) -> tuple[Notice, ...]:
    """Return the two newest; "the comptroller will decide" is no news to whom it has already decided on."""
    standing = uow.records.accreditation()
    decided = standing is not None and standing.state is not AccreditationState.APPLICANT
    found = uow.overview.notices(after=read, limit=4)
    kept = [notice for notice in found if not (decided and notice.code == "grade.passed")]
    return tuple(map(notice_in_words, kept[:2]))


def assignments(
    ws: Workspace, *, search: str = "", order: str = "due", only_open: bool = False
) -> tuple[AssignmentRow, ...]:
    """Return the volunteer's assignments that match a search in name, CUI or entity; or those still to do."""
    wanted: Literal["due", "name"] = "name" if order == "name" else "due"
    with ws.store.read() as uow:
        return tuple(uow.assignments.rows(search=search, order=wanted, only_open=only_open))


def reports(ws: Workspace, which: str, *, limit: int | None = None) -> tuple[ReportRow, ...]:
    """Return one of the counted lists of reports, `drafts`, `ready` or `sent`, or its first rows."""
    with ws.store.read() as uow:
        return tuple(uow.overview.reports(LISTS[which], limit=limit))


def report_count(ws: Workspace, which: str) -> int:
    """Return how long one of the counted lists of reports is."""
    with ws.store.read() as uow:
        counts = uow.reports.counts()
    return {"drafts": counts.drafts, "ready": counts.ready, "sent": counts.sent}[which]


def work_sheet(ws: Workspace, work_id: str, assignment_id: str | None = None) -> WorkSheet:
    """Return a work with everything known of it."""
    with ws.store.read() as uow:
        work = uow.records.work(work_id)
        if work is None:
            raise InputError("work.unknown", work=work_id)
        history = uow.overview.of_work(work_id)
        postponed = uow.settings.get(f"{POSTPONED}{assignment_id}")
        given = uow.records.assignment(assignment_id) if assignment_id else None
        own = uow.settings.get(VOLUNTEER)
        named = [document.sha256 for document in work.documents if document.sha256]
        return WorkSheet(
            work=work,
            assignment=uow.assignments.get(assignment_id) if assignment_id else None,
            warnings=warnings(work, ws.today()),
            history=tuple(history),
            feedback=tuple(map(in_words, uow.overview.feedback(work_id=work_id))),
            changes=changes_since(uow, work, last_visit(history)),
            postponed=date.fromisoformat(postponed) if postponed else None,
            reply=reply_of(uow, assignment_id) if assignment_id else None,
            companions=tuple(code for code in given.volunteers if code != own) if given else (),
            documents_here=frozenset(row.sha256 for row in uow.blobs.among(named)),
        )


def work_document(ws: Workspace, sha256: str) -> bytes:
    """Return a document of a work that came with a pack."""
    return ws.blobs.read(ws.store, sha256)


def report_view(ws: Workspace, key: ReportKey) -> ReportView:
    """Return one report as it stands."""
    with ws.store.read() as uow:
        report = uow.reports.get(key)
        if report is None:
            raise InputError("report.unknown", report=str(key))
        return ReportView(
            row=replace(uow.overview.report(report), report=report),  # with its answers
            evidence=tuple(uow.evidence.list(key)),
            receipts=tuple(uow.receipts.for_message(key.id, key.version)),
            feedback=in_words(told) if (told := uow.records.feedback(key.id)) is not None else None,
            versions=tuple(uow.reports.versions(key.id)),
            visit=uow.visit_marks.list(key),
        )


def feedback(ws: Workspace) -> tuple[Feedback, ...]:
    """Return what the comptroller answered, the newest first."""
    with ws.store.read() as uow:
        return tuple(map(in_words, uow.overview.feedback()))


@dataclass(frozen=True, slots=True)
class ToldReport:
    """A report that something was told about, with its receipts."""

    row: ReportRow
    receipts: tuple[StoredReceipt, ...]


def told_reports(ws: Workspace, limit: int) -> tuple[tuple[Feedback, ToldReport | None], ...]:
    """Return what the comptroller told last, each beside its report; None: sent from another laptop."""
    with ws.store.read() as uow:
        newest = tuple(map(in_words, uow.overview.feedback(limit=limit)))
        ids = [item.report_id for item in newest]
        rows = {row.report.key: row for row in uow.overview.named(ids)}
        receipts: dict[ReportKey, list[StoredReceipt]] = {}
        for receipt in uow.overview.receipts_of(ids):
            receipts.setdefault(ReportKey(receipt.message_id, receipt.message_version), []).append(receipt)
    keys = [ReportKey(item.report_id, item.report_version) for item in newest]
    return tuple(
        (item, ToldReport(rows[key], tuple(receipts.get(key, ()))) if key in rows else None)
        for item, key in zip(newest, keys, strict=True)
    )


def notices(ws: Workspace) -> tuple[Notice, ...]:
    """Return the programme's messages, the newest first."""
    with ws.store.read() as uow:
        found = [notice_in_words(from_plain(body, Notice)) for body in uow.overview.bodies(RecordKind.NOTICE)]
    return tuple(sorted(found, key=lambda notice: notice.at, reverse=True))


def outbox(ws: Workspace, *, waiting: int = 50, sent: int = 10) -> OutboxView:
    """Return what waits and what was sent last, message by message, and the newest of the log."""
    with ws.store.read() as uow:
        unproven, held = uow.overview.queue.waiting_count()
        return OutboxView(
            rows=(*uow.overview.queue.waiting(waiting), *uow.overview.queue.sent(sent)),
            log=tuple(uow.log.tail(12)),
            sync=sync_line_of(uow),
            waiting=unproven,
            held=held,
            waiting_bytes=uow.outbox.pending_bytes(),
            sent=uow.overview.queue.sent_count(),
            limits=kept_policy(uow.settings),
            alarm=uow.settings.get(LOG_ALARM) or "",
        )


def last_word(receipts: Iterable[StoredReceipt]) -> StoredReceipt | None:
    """Return the receipt that says the most: the complete one, else that of the content."""
    by_kind = {receipt.kind: receipt for receipt in receipts}
    return by_kind.get(ReceiptKind.COMPLETE) or by_kind.get(ReceiptKind.CONTENT)


def sync_log(ws: Workspace) -> tuple[LogEntry, ...]:
    """Return the whole sync log that is kept, oldest first."""
    with ws.store.read() as uow:
        return tuple(uow.log.tail(KEPT))


def sync_line(ws: Workspace) -> SyncLine:
    """Return what the status bar says."""
    with ws.store.read() as uow:
        return sync_line_of(uow)


def sync_line_of(uow: UnitOfWork) -> SyncLine:
    """Return what the status bar says, within a transaction."""
    last = uow.settings.get(LAST_SYNC)
    pending, needs_attention = uow.overview.unfinished()
    withdrawn = uow.settings.get(CONSENT_WITHDRAWN) is not None
    return SyncLine(datetime.fromisoformat(last) if last else None, pending, needs_attention, withdrawn)


def newest_version(ws: Workspace, report_id: str) -> int:
    """Return the number of a report's newest version."""
    with ws.store.read() as uow:
        versions = [report.key.version for report in uow.reports.versions(report_id)]
    if not versions:
        raise InputError("report.unknown", report=report_id)
    return max(versions)
