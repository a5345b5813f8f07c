"""The course: lessons read and checked, a test drawn from its bank offline, a result graded by the server."""

import json
from dataclasses import dataclass
from typing import TypedDict
from uuid import uuid4

from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Course, CourseQuestion, CourseResult, Lesson, Notice, RecordKind
from fieldmonitor.domain.testbank import drawn
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.protocol.manifests import CourseAttempt
from fieldmonitor.store import UnitOfWork
from fieldmonitor.sync.enrolment import VOLUNTEER

PROGRESS = "course_progress"


class _Progress(TypedDict):
    """What is kept: lessons read, answers of the test under way, answers beside the lessons."""

    read: list[str]
    answers: dict[str, int]
    checks: dict[str, int]


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the course: its lessons in their order, and how many of them were read."""

    id: str
    title: dict[str, str]
    lessons: tuple[Lesson, ...]
    read: int

    @property
    def complete(self) -> bool:
        return self.read == len(self.lessons)


@dataclass(frozen=True, slots=True)
class CourseView:
    """The course with this volunteer's progress; `waiting` while an attempt is not graded yet.

    `asked` are the questions of the test under way, `checks` what was answered beside the lessons.
    """

    course: Course
    lessons_read: frozenset[str]
    answers: dict[str, int]
    results: tuple[CourseResult, ...]
    waiting: bool
    asked: tuple[CourseQuestion, ...]
    checks: dict[str, int]

    @property
    def passed(self) -> bool:
        return any(result.passed for result in self.results)

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules, in the order in which their lessons come."""
        names = dict.fromkeys(lesson.module for lesson in self.course.lessons)
        return tuple(self._module(name) for name in names)

    def _module(self, name: str) -> Module:
        lessons = tuple(lesson for lesson in self.course.lessons if lesson.module == name)
        read = sum(lesson.id in self.lessons_read for lesson in lessons)
        return Module(name, self.course.modules.get(name, {"es": name}), lessons, read)


def view(ws: Workspace) -> CourseView:
    """Return the course as it stands for this volunteer."""
    with ws.store.read() as uow:
        course = uow.records.course()
        progress = _progress(uow)
        volunteer = uow.settings.get(VOLUNTEER) or ""
        notices = [from_plain(body, Notice) for body in uow.overview.bodies(RecordKind.NOTICE)]
        attempts = uow.messages.of_type(CourseAttempt.TYPE)
    if course is None:
        raise InputError("course.not_here")
    results = tuple(notice.course_result for notice in notices if notice.course_result)
    waiting = bool(attempts - {result.attempt_id for result in results})
    turn = len({result.attempt_id for result in results}) + 1
    names = set(drawn((question.id for question in course.questions), course.asked, volunteer, turn))
    asked = tuple(question for question in course.questions if question.id in names)
    # A new version of the course, or the next attempt, may ask other questions than those answered so far.
    answers = {question: option for question, option in progress["answers"].items() if question in names}
    read = frozenset(progress["read"])
    return CourseView(course, read, answers, results, waiting, asked, progress["checks"])


def read_lesson(ws: Workspace, lesson: str) -> None:
    """Remember that a lesson was read."""
    with ws.store.write() as uow:
        progress = _progress(uow)
        progress["read"] = sorted({*progress["read"], lesson})
        uow.settings.set(PROGRESS, json.dumps(progress))


def answer_check(ws: Workspace, check: str, option: int) -> None:
    """Remember what was answered to a question beside a lesson; it is nobody's but the learner's."""
    with ws.store.write() as uow:
        progress = _progress(uow)
        progress["checks"][check] = option
        uow.settings.set(PROGRESS, json.dumps(progress))


def answer_question(ws: Workspace, question: str, option: int) -> None:
    """Keep an answer of the test under way: the option's number, from 0."""
    asked = next((one for one in view(ws).asked if one.id == question), None)
    if asked is None:
        raise InputError("course.unknown_question", question=question)
    if any(not 0 <= option < len(options) for options in asked.options.values()):
        raise InputError("course.unknown_option", question=question, option=option)
    with ws.store.write() as uow:
        progress = _progress(uow)
        progress["answers"][question] = option
        uow.settings.set(PROGRESS, json.dumps(progress))


def hand_in(ws: Workspace) -> CourseAttempt:
    """Sign the finished test and queue it for grading; every question must be answered."""
    now = view(ws)
    if now.passed:
        raise InputError("course.already_passed")
    if now.waiting:
        raise InputError("course.waiting")
    if any(result.attempts_left == 0 for result in now.results):
        raise InputError("course.no_attempts_left")
    missing = [question.id for question in now.asked if question.id not in now.answers]
    if missing:
        raise InputError("course.unanswered", count=len(missing))
    attempt = CourseAttempt(
        id=str(uuid4()),
        version=1,
        protocol=VERSION,
        course_id=now.course.id,
        course_version=now.course.version,
        device=ws.device.id,
        answers=now.answers,
        signed_at=ws.moment(),
    )
    with ws.store.write() as uow:
        queue_message(ws, uow, attempt, title=now.course.title["es"])
        progress = _progress(uow)
        progress["answers"] = {}
        uow.settings.set(PROGRESS, json.dumps(progress))
    return attempt


def _progress(uow: UnitOfWork) -> _Progress:
    kept = json.loads(uow.settings.get(PROGRESS) or "{}")
    return _Progress(
        read=kept.get("read", []), answers=kept.get("answers", {}), checks=kept.get("checks", {})
    )
