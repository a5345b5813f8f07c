"""Rows that a person adds: whom one met, and what the works log says."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from fieldmonitor.app import drafts, photos
from fieldmonitor.app.rows import rows_of
from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.visit.question import Question
from tests.ui.person import Person, type_words
from tests.ui.sample import Sample, apply

MET = "/data/staff/met"


def _refs(person: Person) -> list[str]:
    return [question.ref for question in person.widgets(Question)]


def test_whom_one_met_is_added_row_by_row_and_read_back(person: Person, filled: Sample) -> None:
    screen = person.goes("visit", filled.draft, "/data/staff/supervisor_present")
    assert not any(ref.startswith(MET) for ref in _refs(person))
    person.presses("Agregar: Con quiénes habló")
    person.sees("N.º 1")
    post, said = (f"{MET}[1]/{name}" for name in ("met_post", "met_said"))
    question = next(q for q in person.widgets(Question) if q.ref == post)
    question.editor.choose(1)
    person.waits()
    said_at = next(q for q in person.widgets(Question) if q.ref == said)
    said_at.focus_in()
    type_words(QApplication.focusWidget(), "Que falta fierro.")
    person.presses("Agregar: Con quiénes habló")
    person.sees("N.º 2")
    person.presses("Quitar el último: Con quiénes habló")
    person.waits()
    assert "N.º 2" not in person.page()
    ws = person.application.context.ws
    read = drafts.open_draft(ws, report_key(filled.draft))
    assert len(rows_of(read.session, MET)) == 1
    assert read.session.node(post).value == "resident"
    assert read.session.node(said).value == "Que falta fierro."
    assert screen.strip.primary is not None
    person.goes("review", filled.draft)
    person.sees("Que falta fierro.")


def test_the_last_row_comes_back_with_what_it_held(person: Person, filled: Sample) -> None:
    key = report_key(filled.draft)
    ws = person.application.context.ws
    person.goes("visit", filled.draft, "/data/staff/supervisor_present")
    person.presses("Agregar: Con quiénes habló")
    person.sees("N.º 1")
    next(q for q in person.widgets(Question) if q.ref == f"{MET}[1]/met_post").editor.choose(6)
    person.waits()
    shot = visit_photos(filled.works[4], ws.clock.now())[0]
    kept = photos.add_photo(ws, key, shot.data, name=shot.name, question_ref=f"{MET}[1]/photo")
    person.presses("Quitar el último: Con quiénes habló")
    person.waits()
    with ws.store.read() as uow:
        assert next(e for e in uow.evidence.list(key) if e.id == kept.id).question_ref is None
    person.presses("Deshacer")
    person.sees("N.º 1")
    person.waits()
    assert drafts.open_draft(ws, key).session.node(f"{MET}[1]/met_post").value == "guard"
    with ws.store.read() as uow:
        assert next(e for e in uow.evidence.list(key) if e.id == kept.id).question_ref == kept.question_ref


def test_what_the_visit_before_answered_stands_at_its_question(person: Person, filled: Sample) -> None:
    ws = person.application.context.ws
    with ws.store.read() as uow:
        first = uow.records.assignment("a1")
    assert first is not None
    apply(ws, RecordKind.ASSIGNMENT, "again", replace(first, id="again", visit_number=2))
    key = drafts.start(ws, "again")
    person.goes("visit", str(key), "/data/staff/supervisor_present")
    person.sees("En su visita anterior: ")
    before = drafts.open_draft(ws, key).previous
    assert before["supervisor_present"]
    asked = next(q for q in person.widgets(Question) if q.ref.endswith("/supervisor_present"))
    label = next(c.label for c in asked.node.choices if c.value == before["supervisor_present"])
    assert f"En su visita anterior: {label}" in person.page()
