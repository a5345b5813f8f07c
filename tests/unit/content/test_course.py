"""The starter course: complete in both languages, and silent about its answers."""

import base64
import io
import json
import re
from collections import Counter

import pytest
from PIL import Image

from fieldmonitor.domain.errors import InputError
from fieldmonitor.packs.courses import read_course
from fieldmonitor.protocol.codec import encode
from fieldmonitor.system.resources import resource

COURSE, KEY = read_course(resource("course"))
LANGUAGES = {"es", "en"}


def test_two_lessons_in_each_of_three_modules_and_a_bank_of_three_questions_for_each():
    assert [lesson.module for lesson in COURSE.lessons] == [name for name in COURSE.modules for _ in (1, 2)]
    assert len(COURSE.lessons) == 6
    assert Counter(question.lesson for question in COURSE.questions) == {
        lesson.id: 3 for lesson in COURSE.lessons
    }
    assert COURSE.asked == 12


def test_checks_beside_the_lessons_give_away_no_question_of_the_test():
    checks = [check for lesson in COURSE.lessons for check in lesson.checks]
    assert len({check.id for check in checks}) == len(checks) == 12
    for check in checks:
        assert set(check.text) == set(check.options) == set(check.why) == LANGUAGES
        assert all(0 <= check.right < len(options) for options in check.options.values())
    asked = {text for question in COURSE.questions for text in question.text.values()}
    assert not asked & {text for check in checks for text in check.text.values()}


def test_everything_stands_in_both_languages():
    assert set(COURSE.title) == LANGUAGES
    for titles in COURSE.modules.values():
        assert set(titles) == LANGUAGES
    for lesson in COURSE.lessons:
        assert set(lesson.title) == set(lesson.markdown) == LANGUAGES
        outlines = [re.findall(r"^(#+|\d\.|-|!)", text, re.M) for text in lesson.markdown.values()]
        assert outlines[0] == outlines[1], "both languages have the same parts"
    for question in COURSE.questions:
        assert set(question.text) == set(question.options) == LANGUAGES
        assert len(set(question.options["es"])) == len(set(question.options["en"])) == 3


def test_every_module_shows_its_picture_with_words_for_those_who_cannot_see_it():
    assert {lesson.module for lesson in COURSE.lessons if lesson.pictures} == set(COURSE.modules)
    for lesson in COURSE.lessons:
        for text in lesson.markdown.values():
            shown = re.findall(r"!\[(.+?)\]\((.+?)\)", text)
            assert [name for _, name in shown] == list(lesson.pictures)
            assert all(len(words) > 30 for words, _ in shown)
        for data in lesson.pictures.values():
            picture = Image.open(io.BytesIO(base64.b64decode(data)))
            assert picture.format == "PNG"
            assert picture.width == 1024
            assert len(data) < 40_000, "a course travels over slow links"


def test_the_course_says_nothing_of_its_answers():
    public = resource("course", "course.json").read_text()
    assert all(set(q) == {"id", "lesson", "text", "options"} for q in json.loads(public)["questions"])
    for reason in KEY.why.values():
        for text in reason.values():
            assert text not in public
            assert text.encode() not in encode(COURSE)


def test_every_question_has_one_answer_among_its_options():
    assert list(KEY.answers) == list(KEY.why) == [question.id for question in COURSE.questions]
    for question in COURSE.questions:
        assert 0 <= KEY.answers[question.id] < len(question.options["es"])
        assert set(KEY.why[question.id]) == LANGUAGES


def test_guessing_one_place_or_the_longest_option_does_not_pass():
    def share(guesses):
        return sum(KEY.answers[name] == guess for name, guess in guesses.items()) / len(KEY.answers)

    for place in range(3):
        assert share(dict.fromkeys(KEY.answers, place)) < KEY.pass_mark
    longest = {q.id: max(range(3), key=lambda n, q=q: len(q.options["es"][n])) for q in COURSE.questions}
    assert share(longest) < KEY.pass_mark


def test_rules_of_the_test_come_from_the_answers_file():
    assert (COURSE.pass_mark, COURSE.attempts_allowed) == (0.7, 3)


def test_sentences_stay_short():
    for lesson in COURSE.lessons:
        for text in lesson.markdown.values():
            prose = re.sub(r"!\[.*?\]\(.*?\)|[*#]", "", text)
            sentences = re.split(r"[.:?!;]\s|\n\n|\n[-\d]", prose)
            assert [s for s in sentences if len(s.split()) >= 20] == []


def test_answers_of_another_version_are_refused(tmp_path):
    for file in resource("course").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    answers = tmp_path / "answers.json"
    answers.write_text(answers.read_text().replace(KEY.version, "2020.1.1"))
    with pytest.raises(InputError) as error:
        read_course(tmp_path)
    assert error.value.code == "course.other_answers"
