"""Before a visit: nothing is begun unprepared, and what was confirmed is signed with the report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fieldmonitor.app import drafts, prepare, presence, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import AccreditationState, Activity, RecordKind, WorkChange
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.domain.visit import VisitStep
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import REPORT_TYPE, Envelope
from fieldmonitor.protocol.manifests import ReportManifest
from fieldmonitor.trust.envelopes import unseal
from tests import factories
from tests.fakes.clock import SimClock

BRIEFED, SAFE, OUTSIDE = VisitStep.BRIEFED, VisitStep.SAFE, VisitStep.OUTSIDE


def _steps(ws: Workspace, key: ReportKey) -> list[VisitStep]:
    return [mark.step for mark in presence.marks(ws, key)]


@pytest.mark.parametrize("confirmed", [(), (BRIEFED,), (SAFE,)])
def test_a_real_visit_is_not_begun_unprepared(ws: Workspace, confirmed: tuple[VisitStep, ...]) -> None:
    times = dict.fromkeys(confirmed, ws.clock.now())
    with pytest.raises(InputError, match=r"visit\.not_prepared"):
        prepare.begin(ws, factories.assignment_of(), times)
    assert prepare.prepare(ws, factories.assignment_of()).draft is None


def test_who_stays_outside_may_begin_without_the_safety_gate(ws: Workspace) -> None:
    key = prepare.begin(
        ws, factories.assignment_of(), {OUTSIDE: ws.clock.now()}, activity=Activity.STOPPED_WORK
    )
    assert _steps(ws, key) == [OUTSIDE]


def test_practice_needs_nothing_and_keeps_nothing(ws: Workspace) -> None:
    key = prepare.begin(ws, factories.assignment_of(), {BRIEFED: ws.clock.now()}, practice=True)
    assert _steps(ws, key) == []


@pytest.mark.parametrize("state", set(AccreditationState) - {AccreditationState.ACTIVE})
def test_only_an_active_accreditation_begins_and_drafts_go_on(
    ws: Workspace, state: AccreditationState
) -> None:
    times = dict.fromkeys((BRIEFED, SAFE), ws.clock.now())
    key = prepare.begin(ws, factories.assignment_of(), times)
    factories.accredited(ws, state, version=2)
    other = factories.assigned(ws, factories.renamed(factories.works(1)[0], 2))
    assert not prepare.prepare(ws, other).standing.may_visit
    with pytest.raises(InputError, match=r"accreditation\.not_active"):
        prepare.begin(ws, other, times)
    draft = drafts.open_draft(ws, key)
    drafts.answer_and_save(ws, draft, "/data/surroundings/neighbours_said", "sigue")


def test_what_was_confirmed_is_signed_and_stays_with_a_correction(ws: Workspace, clock: SimClock) -> None:
    read = ws.clock.now()
    clock.pass_time(3 * 60)
    times = {BRIEFED: read, SAFE: ws.clock.now()}
    begun = prepare.begin(ws, factories.assignment_of(), times)
    clock.pass_time(30 * 60)
    presence.note(ws, begun, VisitStep.ARRIVED)
    key = factories.filled(ws)
    assert key == begun
    clock.pass_time(3600)
    presence.note(ws, key, VisitStep.LEFT)
    signing.sign(ws, key, factories.PASSPHRASE)
    with ws.store.read() as uow:
        message = uow.messages.get(key.id, 1)
    assert message is not None
    signed = unseal(decode(message.envelope, Envelope), REPORT_TYPE, ws.device.public, ReportManifest)
    said = [(mark.step, mark.at.utc - read) for mark in signed.visit]
    assert said == [
        (BRIEFED, timedelta()),
        (SAFE, timedelta(minutes=3)),
        (VisitStep.ARRIVED, timedelta(minutes=33)),
        (VisitStep.LEFT, timedelta(minutes=93)),
    ]
    with pytest.raises(InputError, match=r"report\.frozen"):
        presence.note(ws, key, VisitStep.LEFT)


def test_a_mark_pressed_by_mistake_is_taken_back(ws: Workspace) -> None:
    key = drafts.start(ws, factories.assignment_of())
    presence.note(ws, key, VisitStep.ARRIVED)
    assert presence.at_site(presence.marks(ws, key))
    presence.take_back(ws, key, VisitStep.LEFT)
    assert _steps(ws, key) == [VisitStep.ARRIVED], "only the last one, and only if it is this"
    presence.take_back(ws, key, VisitStep.ARRIVED)
    assert _steps(ws, key) == [] and not presence.at_site(presence.marks(ws, key))


def test_the_first_arrival_and_the_last_departure_are_the_checklists_times(ws: Workspace) -> None:
    draft = drafts.open_draft(ws, drafts.start(ws, factories.assignment_of()))
    ref = presence.time_question(draft, VisitStep.ARRIVED)
    assert ref == "/data/arrival/arrival_time"
    draft.answer(ref, presence.time_answer(ws.clock.now()))
    assert draft.session.node(ref).value
    arrived = presence.note(ws, draft.key, VisitStep.ARRIVED)
    assert presence.time_question(draft, VisitStep.ARRIVED, (arrived,)) is None, "coming back is no arrival"
    draft.answer("/data/closing/departure_time", "10:00:00.000-05:00")
    left = presence.time_question(draft, VisitStep.LEFT, (arrived,))
    assert left == "/data/closing/departure_time", "what was answered before one left was a guess"


def test_the_briefing_says_what_changed_since_the_last_visit(ws: Workspace, clock: SimClock) -> None:
    work = factories.works(1)[0]
    old = WorkChange(date(2026, 1, 5), "Adenda vieja", "SEACE")
    known = replace(work, changes=(old,))
    factories.receive(ws, factories.record(RecordKind.WORK, work.id, known, 2))
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    clock.pass_time(20 * 86_400)
    new = WorkChange(ws.today() - timedelta(days=2), "El plazo pasó de 120 a 150 días", "Adenda 3")
    changed = replace(work, changes=(old, new))
    factories.receive(ws, factories.record(RecordKind.WORK, work.id, changed, 3))
    again = factories.assigned(ws, changed, id="again")
    shown = prepare.prepare(ws, again)
    assert shown.changes == (new,)
    assert shown.last_visit is not None and shown.last_visit.key == key
    assert [party.role for party in shown.ask_for] == sorted(
        (party.role for party in shown.ask_for), key=prepare.ASKED_ON_SITE.index
    )


def test_a_value_that_its_source_replaced_and_an_entry_dated_back_are_told(ws: Workspace) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    work = factories.works(1)[0]
    term = next(fact for fact in work.facts if fact.key is FactKey.CONTRACT_TERM)
    other = replace(term, value=str(int(term.value) + 30))
    late = WorkChange(date(2026, 1, 5), "Adenda 3: más plazo", "SEACE")
    facts = tuple(other if fact is term else fact for fact in work.facts)
    changed = replace(work, facts=facts, changes=(*work.changes, late))
    factories.receive(ws, factories.record(RecordKind.WORK, work.id, changed, 2))
    told = prepare.prepare(ws, factories.assignment_of()).changes
    words = f"Plazo vigente: de {term.value} días a {other.value} días"
    assert {(change.text, change.source) for change in told} == {(late.text, "SEACE"), (words, term.source)}
