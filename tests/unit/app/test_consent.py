"""Consent withdrawn: nothing begins, is signed or leaves; given again, one lets things go oneself."""

import pytest

from fieldmonitor.app import consent, course, drafts, sending
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.records import RecordKind
from tests import factories

OFFERED, CORRECT = factories.course()
REFUSED = r"consent\.withdrawn"


@pytest.fixture
def ws(blank: Workspace) -> Workspace:
    factories.enrolled(blank)
    factories.receive(blank, factories.record(RecordKind.COURSE, OFFERED.id, OFFERED))
    consent.give_consent(blank)
    for question in course.view(blank).asked:
        course.answer_question(blank, question.id, CORRECT[question.id])
    return blank


def states(ws: Workspace) -> set[OutboxState]:
    with ws.store.read() as uow:
        return {item.state for item in uow.outbox.items()}


def test_what_waits_is_held_back_until_its_person_lets_it_go(ws: Workspace) -> None:
    attempt = course.hand_in(ws)
    assert states(ws) == {OutboxState.WAITING}
    consent.withdraw_consent(ws)
    assert states(ws) == {OutboxState.PAUSED}
    for let_go in (sending.resume, sending.release, sending.retry):
        with pytest.raises(InputError, match=REFUSED):
            let_go(ws, attempt.id)
    consent.give_consent(ws)
    assert states(ws) == {OutboxState.PAUSED}, "giving it again sends nothing by itself"
    sending.release(ws, attempt.id)
    assert states(ws) == {OutboxState.WAITING}


def test_nothing_begins_and_nothing_is_signed(ws: Workspace) -> None:
    consent.withdraw_consent(ws)
    with pytest.raises(InputError, match=REFUSED):
        drafts.start(ws, "a1")
    with pytest.raises(InputError, match=REFUSED):
        course.hand_in(ws)
    assert states(ws) == set()


def test_each_has_its_time(ws: Workspace) -> None:
    first = consent.consent(ws)
    assert first.given is not None and first.withdrawn is None
    consent.give_consent(ws)
    assert consent.consent(ws) == first, "a consent that stands keeps its time"
    consent.withdraw_consent(ws)
    assert consent.consent(ws).withdrawn is not None
    consent.give_consent(ws)
    again = consent.consent(ws)
    assert again.withdrawn is None and again.given is not None and again.given >= first.given
