"""The course: published without its answers, graded by the server, with a limit of attempts."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldmonitor.documents.told import notice_words
from fieldmonitor.domain.records import Course, CourseResult, Notice, RecordKind
from fieldmonitor.domain.testbank import drawn
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.manifests import CourseAttempt as AttemptManifest
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import CourseAttempt, CourseKey, RecordRow, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services import feed
from fieldmonitor.server.services.feedback import programme_language
from fieldmonitor.server.services.rows import check_key, insert_once
from fieldmonitor.server.services.standing import send_standing


def publish(session: Session, course: Course, answers: dict[str, int]) -> bool:
    """Publish a course; `answers` (question → index) stay here. False if it is published already."""
    check_key(course.id, course.version, *answers)
    _check_answers(course, answers)
    known = {
        row.question: row.answer
        for row in session.scalars(
            select(CourseKey).where(
                CourseKey.course_id == course.id, CourseKey.course_version == course.version
            )
        )
    }
    if known and known != answers:
        raise Refusal("course.version_taken", course=course.id, version=course.version)
    if not known:
        session.add_all(
            CourseKey(course_id=course.id, course_version=course.version, question=question, answer=answer)
            for question, answer in answers.items()
        )
    if not feed.put_record(session, RecordKind.COURSE, course.id, course):
        return False
    feed.show(session, RecordKind.COURSE, course.id, session.scalars(select(Volunteer.code)).all())
    return True


def grade(session: Session, context: Context, volunteer: str, attempt: AttemptManifest) -> CourseResult:
    """Grade an attempt and tell the volunteer; one beyond the limit, or too late, is kept ungraded."""
    course = _course(session, attempt.course_id)
    correct = {
        row.question: row.answer
        for row in session.scalars(
            select(CourseKey).where(
                CourseKey.course_id == attempt.course_id, CourseKey.course_version == attempt.course_version
            )
        )
    }
    allowed = course.attempts_allowed if course else 0
    ordinal = _take_turn(session, context, volunteer, attempt)
    asked = _asked(correct, course, volunteer, ordinal, attempt)
    right = sum(attempt.answers.get(question) == correct[question] for question in asked)
    score = round(right / len(asked), 4) if asked else 0.0
    graded = bool(correct) and ordinal <= allowed
    passed = graded and course is not None and score >= course.pass_mark
    row = session.get_one(CourseAttempt, (volunteer, attempt.course_id, ordinal))
    row.score, row.graded, row.passed = score, graded, passed
    result = CourseResult(attempt.id, passed, score if graded else 0.0, max(0, allowed - ordinal))
    if passed:
        _pass(session, context, volunteer)
    _tell(session, context, volunteer, attempt, result, graded)
    return result


def _asked(
    correct: dict[str, int], course: Course | None, volunteer: str, ordinal: int, attempt: AttemptManifest
) -> tuple[str, ...]:
    """Return the questions that an attempt had to answer.

    A second laptop may not have heard of an attempt made on the first, so the draw of an earlier attempt
    counts too. Whoever answered the whole bank is graded on it; any other choice, on the draw of their turn.
    """
    bank = tuple(correct)
    if course is None or set(attempt.answers) == set(bank):
        return bank
    draws = [drawn(bank, course.asked, volunteer, turn) for turn in range(1, ordinal + 1)]
    return next((draw for draw in draws if set(draw) == set(attempt.answers)), draws[-1])


def has_course(session: Session) -> bool:
    """Tell whether there is a course that applicants must pass."""
    published = select(RecordRow.id).where(RecordRow.kind == RecordKind.COURSE, RecordRow.body.is_not(None))
    return session.scalar(published.limit(1)) is not None


def _check_answers(course: Course, answers: dict[str, int]) -> None:
    for lesson in course.lessons:
        for check in lesson.checks:
            if any(not 0 <= check.right < len(options) for options in check.options.values()):
                raise Refusal("course.answers_incomplete", question=check.id)
    asked = {question.id: question for question in course.questions}
    if set(asked) != set(answers):
        raise Refusal("course.answers_incomplete", questions=len(asked), answers=len(answers))
    for name, answer in answers.items():
        if not asked[name].options or any(
            not 0 <= answer < len(options) for options in asked[name].options.values()
        ):
            raise Refusal("course.answers_incomplete", question=name)


def _course(session: Session, id: str) -> Course | None:
    row = session.get(RecordRow, (RecordKind.COURSE, id))
    return decode(row.body, Course) if row is not None and row.body is not None else None


def _take_turn(session: Session, context: Context, volunteer: str, attempt: AttemptManifest) -> int:
    """Write the attempt down under the next free ordinal; the key makes two at once take two."""
    while True:
        taken = select(func.max(CourseAttempt.ordinal)).where(
            CourseAttempt.volunteer == volunteer, CourseAttempt.course_id == attempt.course_id
        )
        ordinal = (session.scalar(taken) or 0) + 1
        if insert_once(
            session,
            CourseAttempt,
            volunteer=volunteer,
            course_id=attempt.course_id,
            ordinal=ordinal,
            attempt_id=f"{attempt.id}/{attempt.version}",
            course_version=attempt.course_version,
            score=0.0,
            passed=False,
            graded=False,
            at=context.now(),
        ):
            return ordinal


def _pass(session: Session, context: Context, volunteer: str) -> None:
    row = session.get_one(Volunteer, volunteer)
    if row.course_passed_on is None:
        row.course_passed_on = context.today()
        send_standing(session, row)


def _tell(
    session: Session,
    context: Context,
    volunteer: str,
    attempt: AttemptManifest,
    result: CourseResult,
    graded: bool,
) -> None:
    code = "grade.passed" if result.passed else "grade.failed" if graded else "grade.ungraded"
    bare = Notice("", "", context.now(), result, code)
    with programme_language():  # for laptops that do not know the code
        title, text = notice_words(bare)
    notice = replace(bare, title=title, text=text)
    id = f"course-{attempt.id}-{attempt.version}"
    feed.put_record(session, RecordKind.NOTICE, id, notice)
    feed.show(session, RecordKind.NOTICE, id, [volunteer])
