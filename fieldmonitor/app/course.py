"""The course: lessons read, a test taken offline, a result graded by the server."""

import json
from dataclasses import dataclass
from uuid import uuid4

from fieldmonitor.app.queue import queue_message
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Course, CourseResult, Notice, RecordKind
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.protocol.manifests import CourseAttempt

PROGRESS = "course_progress"


@dataclass(frozen=True, slots=True)
class CourseView:
    """The course with this volunteer's progress; `waiting` while an attempt is not graded yet."""

    course: Course
    lessons_read: frozenset[str]
    answers: dict[str, int]
    results: tuple[CourseResult, ...]
    waiting: bool

    @property
    def passed(self) -> bool:
        return any(result.passed for result in self.results)


def view(ws: Workspace) -> CourseView:
    """Return the course as it stands for this volunteer."""
    with ws.store.read() as uow:
        course = uow.records.course()
        progress = json.loads(uow.settings.get(PROGRESS) or '{"read": [], "answers": {}}')
        notices = [from_plain(body, Notice) for body in uow.overview.bodies(RecordKind.NOTICE)]
        attempts = {m.id for m in uow.messages.list() if m.payload_type == CourseAttempt.TYPE}
    if course is None:
        raise InputError("course.not_here")
    results = tuple(notice.course_result for notice in notices if notice.course_result)
    waiting = bool(attempts - {result.attempt_id for result in results})
    # A new version of the course may ask other questions than those answered so far.
    asked = {question.id for question in course.questions}
    answers = {question: option for question, option in progress["answers"].items() if question in asked}
    return CourseView(course, frozenset(progress["read"]), answers, results, waiting)


def read_lesson(ws: Workspace, lesson: str) -> None:
    """Remember that a lesson was read."""
    with ws.store.write() as uow:
        progress = json.loads(uow.settings.get(PROGRESS) or '{"read": [], "answers": {}}')
        progress["read"] = sorted({*progress["read"], lesson})
        uow.settings.set(PROGRESS, json.dumps(progress))


def answer_question(ws: Workspace, question: str, option: int) -> None:
    """Keep an answer of the test under way: the option's number, from 0."""
    with ws.store.write() as uow:
        course = uow.records.course()
        if course is None:
            raise InputError("course.not_here")
        asked = next((one for one in course.questions if one.id == question), None)
        if asked is None:
            raise InputError("course.unknown_question", question=question)
        if any(not 0 <= option < len(options) for options in asked.options.values()):
            raise InputError("course.unknown_option", question=question, option=option)
        progress = json.loads(uow.settings.get(PROGRESS) or '{"read": [], "answers": {}}')
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
    missing = [question.id for question in now.course.questions if question.id not in now.answers]
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
        uow.settings.set(PROGRESS, json.dumps({"read": sorted(now.lessons_read), "answers": {}}))
    return attempt
