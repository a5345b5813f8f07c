"""A course's folder into the record a laptop gets, and the answers that stay with the server."""

import base64
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Course, CourseQuestion, Lesson, LessonCheck
from fieldmonitor.protocol.codec import decode


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson of `course.json`: Markdown by language and pictures, as file names; its checks."""

    id: str
    module: str
    title: dict[str, str]
    markdown: dict[str, str]
    pictures: tuple[str, ...]
    checks: tuple[LessonCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseFile:
    """`course.json`: what everyone may see."""

    id: str
    version: str
    title: dict[str, str]
    modules: dict[str, dict[str, str]]
    lessons: tuple[LessonFile, ...]
    questions: tuple[CourseQuestion, ...]


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """`answers.json`: the right option of each question (from 0), why, and the rules of the test.

    `asked` is how many questions of the bank a test asks; 0 asks them all.
    """

    course: str
    version: str
    pass_mark: float
    attempts_allowed: int
    answers: dict[str, int]
    why: dict[str, dict[str, str]]
    asked: int = 0


def read_course(folder: Path) -> tuple[Course, AnswerFile]:
    """Return a folder's course, and apart from it the answers; they must be of the same version."""
    written = decode(_read(folder / "course.json"), CourseFile)
    key = decode(_read(folder / "answers.json"), AnswerFile)
    if (key.course, key.version) != (written.id, written.version):
        raise InputError("course.other_answers", course=written.id, version=written.version)
    course = Course(
        id=written.id,
        version=written.version,
        title=written.title,
        modules=written.modules,
        lessons=tuple(_lesson(folder, lesson) for lesson in written.lessons),
        questions=written.questions,
        attempts_allowed=key.attempts_allowed,
        pass_mark=key.pass_mark,
        asked=key.asked,
    )
    return course, key


def _lesson(folder: Path, lesson: LessonFile) -> Lesson:
    texts = {language: _read(folder / name).decode() for language, name in lesson.markdown.items()}
    pictures = {name: base64.b64encode(_read(folder / name)).decode() for name in lesson.pictures}
    return Lesson(lesson.id, lesson.module, lesson.title, texts, pictures, lesson.checks)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
