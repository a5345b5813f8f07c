"""What the comptroller tells, made from its code: the same sentence in Spanish as the server writes."""

from datetime import date

import pytest

from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.told import notice_words, step_text
from fieldmonitor.domain.records import FeedbackStep, Notice
from tests.fakes.clock import START

STEPS = (
    FeedbackStep("returned", date(2026, 11, 2), code="returned", params={"count": "2", "text": "Gracias."}),
    FeedbackStep("alert", date(2026, 11, 3), code="alert", params={"number": "7", "title": "Cartel"}),
    FeedbackStep(
        "visita_de_control",
        date(2026, 11, 4),
        code="opened",
        params={"kind": "visita_de_control", "deadline": "2026-12-01"},
    ),
    FeedbackStep(
        "outcome",
        date(2026, 11, 5),
        code="outcome",
        params={"kind": "control_concurrente", "result": "Se corrigió.", "penalty": "1500.5"},
    ),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Le pedimos corregir 2 respuestas y enviar una nueva versión. Gracias."),
        ("en", "We ask you to correct 2 answers and send a new version. Gracias."),
    ],
)
def test_a_step_is_told_in_the_language_in_force(language: str, said: str) -> None:
    assert in_language(language, lambda: step_text(STEPS[0])) == said


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.code)
def test_languages_differ_and_keep_what_staff_wrote(step: FeedbackStep) -> None:
    spanish, english = (in_language(language, lambda: step_text(step)) for language in ("es", "en"))
    assert spanish != english
    for value in (step.params.get("text"), step.params.get("title"), step.params.get("result")):
        assert value is None or (value in spanish and value in english)


@pytest.mark.parametrize(
    "step",
    [
        FeedbackStep("x", date(2026, 1, 1), "Lo escrito."),
        FeedbackStep("x", date(2026, 1, 1), "Lo escrito.", code="newer"),
        FeedbackStep("x", date(2026, 1, 1), "Lo escrito.", code="opened", params={"kind": "k"}),
        FeedbackStep("x", date(2026, 1, 1), "Lo escrito.", code="returned", params={"count": "many"}),
    ],
)
def test_what_is_not_understood_stays_as_it_was_written(step: FeedbackStep) -> None:
    assert in_language("en", lambda: step_text(step)) == "Lo escrito."


def test_notices_of_staff_stay_and_grades_are_told() -> None:
    staff, grade = Notice("Charla", "A las 9.", START), Notice("x", "y", START, code="grade.failed")
    assert in_language("en", lambda: notice_words(staff)) == ("Charla", "A las 9.")
    assert in_language("en", lambda: notice_words(grade))[0] == "Result of your test"
