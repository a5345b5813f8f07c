"""The course: read, answered, handed in, graded elsewhere; and the answer to a call."""

import pytest

from fieldmonitor.app import course, queries
from fieldmonitor.app.application import apply_to_call
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import CourseResult, Notice, RecordKind
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import COURSE_ATTEMPT_TYPE, Envelope
from fieldmonitor.protocol.manifests import Application, CourseAttempt
from fieldmonitor.trust.envelopes import unseal
from tests import factories

OFFERED, CORRECT = factories.course()


@pytest.fixture
def ws(blank: Workspace) -> Workspace:
    factories.enrolled(blank)
    factories.receive(blank, factories.record(RecordKind.COURSE, OFFERED.id, OFFERED))
    return blank


def answer_all(ws: Workspace) -> None:
    for question in course.view(ws).asked:
        course.answer_question(ws, question.id, CORRECT[question.id])


def graded(ws: Workspace, attempt: str, *, passed: bool, left: int) -> None:
    result = CourseResult(attempt, passed, 1.0 if passed else 0.4, left)
    notice = Notice("Resultado", "…", ws.clock.now(), result)
    factories.receive(ws, factories.record(RecordKind.NOTICE, f"course-{attempt}", notice))


def test_progress_is_kept(ws: Workspace) -> None:
    course.read_lesson(ws, OFFERED.lessons[0].id)
    course.read_lesson(ws, OFFERED.lessons[0].id)
    first = course.view(ws).asked[0].id
    course.answer_question(ws, first, 1)
    course.answer_question(ws, first, 0)
    course.answer_check(ws, "c01", 2)
    now = course.view(ws)
    assert now.lessons_read == {OFFERED.lessons[0].id}
    assert (now.answers, now.checks) == ({first: 0}, {"c01": 2})
    assert [(module.read, module.complete) for module in now.modules] == [(1, False), (0, False), (0, False)]
    assert (now.waiting, now.passed, now.results) == (False, False, ())


def test_a_finished_test_is_signed_and_queued(ws: Workspace) -> None:
    answer_all(ws)
    attempt = course.hand_in(ws)
    (row,) = queries.outbox(ws).rows
    assert row.message.payload_type == COURSE_ATTEMPT_TYPE
    with ws.store.read() as uow:
        message = uow.messages.get(attempt.id, 1)
    assert message is not None
    sealed = decode(message.envelope, Envelope)
    assert unseal(sealed, COURSE_ATTEMPT_TYPE, ws.device.public, CourseAttempt) == attempt
    assert attempt.answers.items() <= CORRECT.items() and len(attempt.answers) == OFFERED.asked
    now = course.view(ws)
    assert now.waiting and now.answers == {}


def test_what_is_missing_is_counted(ws: Workspace) -> None:
    course.answer_question(ws, course.view(ws).asked[0].id, 0)
    with pytest.raises(InputError) as refused:
        course.hand_in(ws)
    assert (refused.value.code, refused.value.params["count"]) == ("course.unanswered", OFFERED.asked - 1)
    assert queries.outbox(ws).rows == ()


def test_questions_and_options_that_are_not_there_are_refused(ws: Workspace) -> None:
    asked = [question.id for question in course.view(ws).asked]
    other = next(question.id for question in OFFERED.questions if question.id not in asked)
    for question in ("nothing", other):
        with pytest.raises(InputError, match=r"course\.unknown_question"):
            course.answer_question(ws, question, 0)
    for option in (-1, 99):
        with pytest.raises(InputError, match=r"course\.unknown_option"):
            course.answer_question(ws, asked[0], option)
    assert course.view(ws).answers == {}


def test_one_test_at_a_time_and_none_after_the_last(ws: Workspace) -> None:
    answer_all(ws)
    attempt = course.hand_in(ws)
    answer_all(ws)
    with pytest.raises(InputError, match=r"course\.waiting"):
        course.hand_in(ws)
    graded(ws, attempt.id, passed=False, left=1)
    answer_all(ws)
    second = course.hand_in(ws)
    assert set(second.answers) != set(attempt.answers), "the next attempt asks other questions"
    graded(ws, second.id, passed=False, left=0)
    answer_all(ws)
    with pytest.raises(InputError, match=r"course\.no_attempts_left"):
        course.hand_in(ws)


def test_who_has_passed_is_done(ws: Workspace) -> None:
    answer_all(ws)
    graded(ws, course.hand_in(ws).id, passed=True, left=2)
    assert course.view(ws).passed
    answer_all(ws)
    with pytest.raises(InputError, match=r"course\.already_passed"):
        course.hand_in(ws)


def test_answers_to_questions_that_are_gone_are_not_sent(ws: Workspace) -> None:
    from dataclasses import replace

    gone = course.view(ws).asked[0].id
    course.answer_question(ws, gone, 0)
    left = tuple(question for question in OFFERED.questions if question.id != gone)
    factories.receive(
        ws, factories.record(RecordKind.COURSE, OFFERED.id, replace(OFFERED, version="2", questions=left), 2)
    )
    answer_all(ws)
    attempt = course.hand_in(ws)
    assert attempt.course_version == "2"
    assert gone not in attempt.answers


def test_without_a_course_it_says_so(blank: Workspace) -> None:
    for ask in (course.view, course.hand_in, lambda ws: course.answer_question(ws, "q", 0)):
        with pytest.raises(InputError, match=r"course\.not_here"):
            ask(blank)


def test_an_application_swears_every_requirement(ws: Workspace) -> None:
    with pytest.raises(InputError, match=r"application\.requirement_not_met"):
        apply_to_call(ws, "call-1", "021201", {"adult": True, "no_party": False})
    assert queries.outbox(ws).rows == ()
    made = apply_to_call(ws, "call-1", "021201", {"adult": True, "no_party": True})
    with ws.store.read() as uow:
        message = uow.messages.get(made, 1)
    assert message is not None
    sworn = unseal(decode(message.envelope, Envelope), Application.TYPE, ws.device.public, Application)
    assert (sworn.call_id, sworn.ubigeo, sworn.device) == ("call-1", "021201", ws.device.id)


def test_an_application_may_not_leave_out_what_its_call_requires(ws: Workspace) -> None:
    with ws.store.write() as uow:
        uow.settings.set("call.id", "call-1")
        uow.settings.set("call.requirements", "adult no_party")
    with pytest.raises(InputError, match=r"requirements=no_party"):
        apply_to_call(ws, "call-1", "021201", {"adult": True})
