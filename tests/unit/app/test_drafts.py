"""Drafts: begun, answered, saved, opened again, corrected."""

from datetime import timedelta

import pytest

from fieldmonitor.app import drafts, queries, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import AccreditationState, Activity, RecordKind
from fieldmonitor.domain.reports import ReportKey, ReportState
from tests import factories
from tests.fakes.clock import SimClock

VISIT = factories.assignment_of()
LOCATION = "/data/arrival/location"
LOGBOOK = "/data/documents/logbook"
REASON = "/data/documents/logbook_reason"
PREVIOUS = "/data/closing/previous_fixed"


def arrive(ws: Workspace, key: ReportKey, state: ReportState = ReportState.COMPLETE) -> None:
    """Bring a signed report to where a receipt would."""
    with ws.store.write() as uow:
        uow.reports.advance(key, state)


def sign(ws: Workspace, key: ReportKey) -> None:
    signing.sign(ws, key, factories.PASSPHRASE)


def test_answers_come_back_as_they_were_given(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, LOCATION, "yes")
    drafts.answer_and_save(ws, draft, LOGBOOK, "denied")
    drafts.answer_and_save(ws, draft, REASON, "Lo tiene el residente, dice el vigilante: «mañana» ñ á.")
    again = drafts.open_draft(ws, key)
    assert again.session.node(LOCATION).value == "yes"
    assert again.session.node(REASON).value.endswith("ñ á.")
    assert again.session.position == REASON


def test_an_answer_that_was_not_saved_is_not_there(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    drafts.open_draft(ws, key).answer(LOCATION, "yes")
    assert drafts.open_draft(ws, key).session.node(LOCATION).value == ""


def test_saving_says_when(ws: Workspace, clock: SimClock) -> None:
    key = drafts.start(ws, VISIT)
    clock.pass_time(600)
    draft = drafts.open_draft(ws, key)
    draft.answer(LOCATION, "yes")
    assert drafts.save(ws, draft.snapshot()) == clock.now().isoformat()
    (row,) = queries.reports(ws, "drafts")
    assert row.report.saved_at == clock.now()
    assert row.report.answered == 1
    assert row.report.questions > 10


def test_home_counts_as_the_index_does_and_knows_the_part(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    begun = queries.home(ws).next_step
    assert begun is not None and begun.report.questions > 10
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, LOCATION, "yes")
    drafts.answer_and_save(ws, draft, LOGBOOK, "denied")
    parts = [group for group in draft.session.groups() if group.relevant]
    shown = queries.home(ws).next_step
    assert shown is not None
    assert shown.report.questions == sum(part.required for part in parts)
    assert (shown.report.part, shown.report.parts) == (3, len(parts))


def test_a_begun_visit_is_gone_on_with(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    assert drafts.start(ws, VISIT) == key


def test_a_practice_visit_stands_beside_the_real_one(ws: Workspace) -> None:
    real = drafts.start(ws, VISIT)
    practice = drafts.start(ws, VISIT, practice=True)
    assert practice != real
    assert drafts.start(ws, VISIT, practice=True) == practice
    assert [row.report.key for row in queries.reports(ws, "drafts")] == [real]


def test_a_stopped_work_gets_the_short_checklist(ws: Workspace) -> None:
    long = drafts.start(ws, VISIT)
    short = drafts.start(ws, VISIT, activity=Activity.STOPPED_WORK)
    assert short != long
    draft = drafts.open_draft(ws, short)
    assert draft.report.checklist_id == "obra_paralizada"
    assert draft.report.activity is Activity.STOPPED_WORK


@pytest.mark.parametrize(
    ("assigned", "asked"),
    [
        (Activity.SITE_VISIT, Activity.INFORMATION_ACCESS),
        (Activity.INFORMATION_ACCESS, Activity.SITE_VISIT),
        (Activity.INFORMATION_ACCESS, Activity.STOPPED_WORK),
    ],
)
def test_no_other_activity_than_the_assigned(ws: Workspace, assigned: Activity, asked: Activity) -> None:
    with pytest.raises(InputError, match=r"activity\.not_assigned"):
        drafts.start(ws, factories.assignment_of(assigned), activity=asked)


@pytest.mark.parametrize("state", [s for s in AccreditationState if s is not AccreditationState.ACTIVE])
def test_without_a_standing_no_visit_begins_but_a_begun_one_goes_on(
    ws: Workspace, state: AccreditationState
) -> None:
    key = drafts.start(ws, VISIT)
    factories.accredited(ws, state, version=2)
    with pytest.raises(InputError, match=r"accreditation\.not_active"):
        drafts.start(ws, factories.assignment_of(Activity.INFORMATION_ACCESS))
    drafts.answer_and_save(ws, drafts.open_draft(ws, key), LOCATION, "yes")
    assert drafts.start(ws, VISIT, practice=True)


def test_an_expired_standing_is_found_without_a_network(ws: Workspace, clock: SimClock) -> None:
    clock.jump(timedelta(days=366))
    with pytest.raises(InputError, match=r"accreditation\.not_active"):
        drafts.start(ws, VISIT)


def test_what_is_unknown_is_said(ws: Workspace) -> None:
    with pytest.raises(InputError, match=r"assignment\.unknown"):
        drafts.start(ws, "nowhere")
    with pytest.raises(InputError, match=r"report\.unknown"):
        drafts.open_draft(ws, ReportKey("nobody", 1))


def test_without_its_checklist_a_visit_does_not_begin(ws: Workspace) -> None:
    with ws.store.write() as uow:
        uow.records.apply(factories.gone(RecordKind.CHECKLIST, "visita_obra"))
    with pytest.raises(InputError, match=r"checklist\.missing"):
        drafts.start(ws, VISIT)


def test_a_signed_report_can_be_read_and_not_changed(ws: Workspace) -> None:
    key = factories.filled(ws)
    sign(ws, key)
    draft = drafts.open_draft(ws, key)
    assert draft.session.node(LOCATION).value == "yes"
    draft.answer(LOCATION, "no")
    with pytest.raises(InputError, match=r"report\.frozen"):
        drafts.save(ws, draft.snapshot())


def test_a_report_opens_in_english(ws: Workspace) -> None:
    key = drafts.start(ws, VISIT)
    spanish = drafts.open_draft(ws, key).session.node(LOCATION).label
    english = drafts.open_draft(ws, key, "English (en)").session.node(LOCATION).label
    assert spanish != english


def test_a_correction_is_a_new_version_that_cites_the_old(ws: Workspace) -> None:
    key = factories.filled(ws)
    sign(ws, key)
    arrive(ws, key)
    corrected = drafts.correct(ws, key, "  El plazo estaba mal leído.  ")
    assert corrected == ReportKey(key.id, 2)
    old, new = queries.report_view(ws, corrected).versions
    assert new.replaces == old.manifest_sha256
    assert new.reason == "El plazo estaba mal leído."
    assert new.state is ReportState.DRAFT
    assert drafts.open_draft(ws, corrected).session.node(LOCATION).value == "yes"
    before, after = (queries.report_view(ws, k).evidence for k in (key, corrected))
    assert sorted(row.sha256 for row in after) == sorted(row.sha256 for row in before)
    assert {row.id for row in after}.isdisjoint(row.id for row in before)
    assert drafts.correct(ws, key, "Otra vez") == corrected, "an open correction is gone on with"
    sign(ws, corrected)
    assert old.state is ReportState.COMPLETE


def test_a_correction_needs_a_reason_and_a_report_that_arrived(ws: Workspace) -> None:
    key = factories.filled(ws)
    with pytest.raises(InputError, match=r"report\.reason_needed"):
        drafts.correct(ws, key, "  ")
    assert drafts.correct(ws, key, "x") == key, "a draft is simply changed"
    sign(ws, key)
    with pytest.raises(InputError, match=r"report\.not_sent_yet"):
        drafts.correct(ws, key, "x")
    with pytest.raises(InputError, match=r"report\.unknown"):
        drafts.correct(ws, ReportKey("nobody", 1), "x")


def test_a_second_visit_looks_back_on_the_first_sent_or_not(ws: Workspace, clock: SimClock) -> None:
    first = factories.filled(ws)
    assert not drafts.open_draft(ws, first).session.node(PREVIOUS).relevant
    sign(ws, first)
    clock.pass_time(86_400)
    second = drafts.start(ws, factories.assigned(ws, factories.works(1)[0], id="second"))
    again = drafts.open_draft(ws, second)
    assert again.session.node(PREVIOUS).relevant
    assert (again.number, drafts.open_draft(ws, first).number) == (2, 1)


def test_a_correction_does_not_look_back_on_itself(ws: Workspace, clock: SimClock) -> None:
    first = factories.filled(ws)
    sign(ws, first)
    arrive(ws, first)
    clock.pass_time(86_400)
    corrected = drafts.correct(ws, first, "El plazo estaba mal leído.")
    again = drafts.open_draft(ws, corrected)
    assert not again.session.node(PREVIOUS).relevant
    assert (again.number, again.begun) == (1, drafts.open_draft(ws, first).report.started_at)
    assert drafts.open_draft(ws, first).session.node(PREVIOUS).relevant is False


def test_an_assessment_between_two_visits_hides_nothing(ws: Workspace, clock: SimClock) -> None:
    sign(ws, factories.filled(ws))
    clock.pass_time(3_600)
    sign(ws, factories.filled(ws, Activity.INFORMATION_ACCESS))
    clock.pass_time(3_600)
    second = drafts.start(ws, factories.assigned(ws, factories.works(1)[0], id="second"))
    assert drafts.open_draft(ws, second).session.node(PREVIOUS).relevant
