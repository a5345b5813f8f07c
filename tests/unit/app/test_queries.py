"""What the screens show: right counts, and as many statements for many rows as for few."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from fieldmonitor.app import drafts, queries, signing
from fieldmonitor.app.around import around
from fieldmonitor.app.status import status
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.records import (
    AccreditationState,
    Activity,
    Feedback,
    FeedbackStep,
    Notice,
    RecordKind,
)
from fieldmonitor.domain.reports import ReportKey, ReportState
from tests import factories
from tests.fakes.clock import SimClock

WORK = factories.works(1)[0]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give the statements that reach the database."""
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def feedback(ws: Workspace, report_id: str, day: int = 1, state: str = "alert") -> None:
    on = factories.TODAY + timedelta(days=day)
    told = Feedback(report_id, 1, state, "Alerta", "Se emitió una alerta.", (FeedbackStep(state, on),))
    factories.receive(ws, factories.record(RecordKind.FEEDBACK, report_id, told))


def many(ws: Workspace, count: int) -> None:
    """Sign reports on further works, each with news of it, and leave drafts too."""
    for number in range(count):
        work = factories.renamed(WORK, number)
        begun = factories.assigned(ws, work, id=f"a{number}", due=factories.TODAY + timedelta(days=number))
        key = drafts.start(ws, begun)
        if number % 2:
            signing_shortcut(ws, key)
            feedback(ws, key.id, number)


def signing_shortcut(ws: Workspace, key: ReportKey) -> None:
    """Sign without filling: here only the rows count."""
    with ws.store.write() as uow:
        uow.reports.mark_signed(key, f"{key.id}-hash", ws.clock.now())
        uow.reports.advance(key, ReportState.COMPLETE)


def test_home_counts_the_four_lists(ws: Workspace) -> None:
    view = queries.home(ws)
    assert (view.counts.to_do, view.counts.drafts, view.counts.ready, view.counts.sent) == (2, 0, 0, 0)
    assert view.next_due == factories.TODAY + timedelta(days=8)
    key = factories.filled(ws)
    assert queries.home(ws).counts.drafts == 1
    assert queries.home(ws).next_step == queries.reports(ws, "drafts")[0]
    signing.sign(ws, key, factories.PASSPHRASE)
    view = queries.home(ws)
    assert (view.counts.to_do, view.counts.drafts, view.counts.ready, view.counts.sent) == (1, 0, 1, 0)
    assert view.counts.pending_bytes > 0
    assert view.sync.pending == 1
    assert view.sync.last_sync is None
    with ws.store.write() as uow:
        uow.reports.advance(key, ReportState.COMPLETE)
    assert queries.home(ws).counts.sent == 1


@pytest.mark.parametrize("state", [s for s in ReportState if s is not ReportState.WITHDRAWN])
def test_every_report_is_in_one_list(ws: Workspace, state: ReportState) -> None:
    key = drafts.start(ws, factories.assignment_of())
    if state is not ReportState.DRAFT:
        signing_shortcut_to(ws, key, state)
    lists = [name for name in queries.LISTS if queries.reports(ws, name)]
    assert len(lists) == 1
    counts = queries.home(ws).counts
    assert {"drafts": counts.drafts, "ready": counts.ready, "sent": counts.sent}[lists[0]] == 1


def signing_shortcut_to(ws: Workspace, key: ReportKey, state: ReportState) -> None:
    with ws.store.write() as uow:
        uow.reports.mark_signed(key, "hash", ws.clock.now())
        uow.reports.advance(key, state)


def test_practice_is_in_no_list(ws: Workspace) -> None:
    drafts.start(ws, factories.assignment_of(), practice=True)
    assert queries.home(ws).counts.drafts == 0
    assert queries.home(ws).counts.to_do == 2
    assert queries.reports(ws, "drafts") == ()


def test_a_search_folds_accents_and_case(ws: Workspace) -> None:
    named = factories.renamed(WORK, 2)
    factories.assigned(ws, named, id="other")
    assert len(queries.assignments(ws)) == 3
    assert [row.id for row in queries.assignments(ws, search=f"{named.name.upper()}")] == ["other"]
    assert len(queries.assignments(ws, search="ANCASH")) == len(queries.assignments(ws, search="áncash")) == 3
    assert queries.assignments(ws, search="%") == ()


def test_a_work_sheet_holds_its_history_and_news(ws: Workspace, clock: SimClock) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    feedback(ws, key.id)
    feedback(ws, "somebody-elses")
    clock.pass_time(60)
    factories.filled(ws, Activity.INFORMATION_ACCESS)
    sheet = queries.work_sheet(ws, WORK.id, factories.assignment_of())
    assert sheet.work == WORK
    assert [report.activity for report in sheet.history] == [Activity.INFORMATION_ACCESS, Activity.SITE_VISIT]
    assert [told.report_id for told in sheet.feedback] == [key.id]
    assert sheet.assignment is not None
    assert sheet.warnings
    with pytest.raises(InputError, match=r"work\.unknown"):
        queries.work_sheet(ws, "nowhere")


def test_a_report_shows_what_became_of_it(ws: Workspace) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    feedback(ws, key.id)
    view = queries.report_view(ws, key)
    assert view.feedback is not None and view.feedback.state == "alert"
    assert view.row.work_name == WORK.name
    assert queries.home(ws).counts.unread_feedback == 1
    with pytest.raises(InputError, match=r"report\.unknown"):
        queries.report_view(ws, ReportKey("nobody", 1))
    assert queries.newest_version(ws, key.id) == 1
    with pytest.raises(InputError, match=r"report\.unknown"):
        queries.newest_version(ws, "nobody")


def test_the_outbox_adds_up_each_message(ws: Workspace) -> None:
    key = factories.filled(ws)
    manifest = signing.sign(ws, key, factories.PASSPHRASE)
    (row,) = queries.outbox(ws).rows
    assert row.state is OutboxState.WAITING
    assert row.files == len(manifest.files)
    assert (row.files_done, row.sent_bytes) == (0, 0)
    assert row.total_bytes > sum(file.size for file in manifest.files)


def test_news_come_newest_first(ws: Workspace) -> None:
    for day in (1, 3, 2):
        feedback(ws, f"r{day}", day)
        at = ws.clock.now() + timedelta(days=day)
        factories.receive(
            ws, factories.record(RecordKind.NOTICE, f"n{day}", Notice(f"Aviso {day}", "Texto", at))
        )
    assert [told.report_id for told in queries.feedback(ws)] == ["r3", "r2", "r1"]
    assert [notice.title for notice in queries.notices(ws)] == ["Aviso 3", "Aviso 2", "Aviso 1"]


SCREENS: dict[str, Callable[[Workspace], object]] = {
    "around": around,
    "home": queries.home,
    "assignments": queries.assignments,
    "drafts": lambda ws: queries.reports(ws, "drafts"),
    "sent": lambda ws: queries.reports(ws, "sent"),
    "outbox": queries.outbox,
    "feedback": queries.feedback,
    "notices": queries.notices,
    "status": status,
    "sync line": queries.sync_line,
    "work sheet": lambda ws: queries.work_sheet(ws, WORK.id),
}


def test_no_screen_asks_more_of_the_database_where_there_is_more(ws: Workspace) -> None:
    def statements(show: Callable[[Workspace], object]) -> int:
        with counted() as seen:
            show(ws)
        return len(seen)

    _history(ws, 1)
    many(ws, 2)
    few = {name: statements(show) for name, show in SCREENS.items()}
    _history(ws, 9)
    many(ws, 14)
    assert {name: statements(show) for name, show in SCREENS.items()} == few
    assert max(few.values()) <= 16


def _history(ws: Workspace, count: int) -> None:
    """Sign reports on one work, each with news."""
    for number in range(count):
        key = drafts.start(ws, factories.assignment_of())
        signing_shortcut(ws, key)
        feedback(ws, key.id, number)


def test_status_is_one_page_of_truth(ws: Workspace) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    drafts.start(ws, factories.assignment_of(), practice=True)
    page = status(ws)
    assert page["volunteer"] == factories.VOLUNTEER
    assert page["accreditation"] == "active"
    assert page["server"] == factories.SERVER
    assert page["counts"] == {"to_do": 1, "drafts": 0, "ready": 1, "sent": 0}
    assert page["pending_messages"] == 1
    reports = page["reports"]
    assert isinstance(reports, list)
    signed = next(row for row in reports if row["id"] == key.id)
    assert signed["state"] == "queued"
    assert (signed["content_receipt"], signed["complete_receipt"]) == (False, False)
    assert [row["practice"] for row in reports if row["id"] != key.id] == [True]


def test_home_does_not_say_that_an_accreditation_is_to_come_to_whom_has_it(ws: Workspace) -> None:
    passed = Notice("Resultado", "Aprobó.", ws.clock.now(), code="grade.passed")
    factories.receive(ws, factories.record(RecordKind.NOTICE, "course-1", passed))
    for number, state in enumerate((AccreditationState.APPLICANT, AccreditationState.ACTIVE), 2):
        factories.accredited(ws, state, version=number)
        assert len(queries.home(ws).notices) == (state is AccreditationState.APPLICANT)
    assert len(queries.notices(ws)) == 1
