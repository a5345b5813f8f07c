"""A report's page: pictures only when they are seen, what a review asks, and which version answers it."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTableView

from fieldmonitor.app import drafts, queries, told
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.records import Feedback, FeedbackStep, QuestionComment, RecordKind
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.system.formats import day
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.index import IndexRow
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import Sample, apply


def test_no_picture_is_opened_before_it_is_seen(person: Person, filled: Sample) -> None:
    person.goes("report", filled.sent)
    grid = person.widgets(PhotoGrid)[0]
    assert grid.model().rowCount() == 8 and len(grid._thumbnails) == 0
    page = person.window.screen_now.findChild(QScrollArea)

    def scrolled_to() -> bool:
        page.ensureWidgetVisible(grid)  # again, as the page below it grows
        return len(grid._thumbnails) > 0

    person.bot.waitUntil(scrolled_to, timeout=PATIENCE)


def test_every_step_after_the_alert_stands_with_its_paper_and_deadline(
    person: Person, filled: Sample
) -> None:
    person.goes("report", filled.sent)
    person.sees("Qué pasó desde entonces")
    person.sees("N.º V-88 · Plazo ")
    person.goes("report", filled.ready)
    person.presses("Llevar en memoria USB")
    person.arrives("stick")


def test_a_comment_leads_to_its_question_in_the_correction(person: Person, filled: Sample) -> None:
    person.goes("report", filled.returned)
    person.sees("La foto no deja leer el plazo. ¿Puede confirmarlo?")
    person.sees("Usted respondió:")
    assert "Qué pasó desde entonces" not in person.page(), "the line above says it"
    person.presses("Corregir: ¿Qué plazo dice el cartel de obra?")
    person.types("¿Por qué corrige este informe?", "El plazo se lee en otra foto.")
    person.presses("Empezar la corrección")
    screen = person.arrives("visit")
    person.bot.waitUntil(lambda: screen.route().ref == "/data/documents/board_term", timeout=PATIENCE)
    person.goes("report", filled.returned)
    person.sees("Hay una versión más nueva")
    person.presses("Corregir: ¿Qué plazo dice el cartel de obra?")
    assert person.arrives("visit").route().key.endswith("/2"), "the correction that was begun goes on"
    kept = drafts.open_draft(person.application.context.ws, report_key(f"{filled.returned[:-2]}/2")).report
    assert kept.reason == "El plazo se lee en otra foto." and kept.replaces


def test_a_correction_shows_at_its_question_what_the_review_asks(person: Person, filled: Sample) -> None:
    person.goes("report", filled.returned)
    person.presses("Corregir: ¿Qué plazo dice el cartel de obra?")
    person.types("¿Por qué corrige este informe?", "El plazo se lee en otra foto.")
    person.presses("Empezar la corrección")
    screen = person.arrives("visit")
    person.bot.waitUntil(lambda: screen.route().ref == "/data/documents/board_term", timeout=PATIENCE)
    day_told = person.application.context.ws.today() - timedelta(days=6)
    said = f"La Contraloría pide ({day(day_told)}): La foto no deja leer el plazo. ¿Puede confirmarlo?"
    person.sees(said)
    person.sees("corrección")
    assert person._named("Llegué") is None, "nobody arrives while correcting at home"
    (question,) = [one for one in person.widgets(Question) if said in _banners(one)]
    assert question.ref == "/data/documents/board_term"
    index = {row.item.name: row for row in person.widgets(IndexRow)}
    marked = [name for name, row in index.items() if row.item.asked]
    assert marked == ["/data/documents"]
    assert index[marked[0]].accessibleName().endswith(". 1 pedido de la Contraloría")
    groups = {group.ref: group for group in screen._presenter.groups()}
    for name, row in index.items():
        share = f"{groups[name].required_answered} de {groups[name].required}"
        assert share in row.item.state, "what is asked counts as no question"
    person.presses(index["/data/arrival"].text())
    person.bot.waitUntil(lambda: said not in person.page(), timeout=PATIENCE)


def test_what_is_asked_of_a_question_that_is_hidden_now_stands_at_the_top(
    person: Person, filled: Sample
) -> None:
    ws = person.application.context.ws
    correction = _returned_for(person, filled.returned, "/data/documents/board_term_reason")
    screen = person.goes("visit", correction, "/data/documents")
    person.sees("¿Por qué no se sabe?")
    assert not any(
        "¿Por qué no se sabe?" in said for one in person.widgets(Question) for said in _banners(one)
    )
    assert str(report_key(correction)) in {str(row.report.key) for row in queries.reports(ws, "drafts")}
    assert screen.route().key == correction


def _returned_assessment(person: Person, filled: Sample, ref: str) -> str:
    """Have the assessment returned, as if it had been signed, and begin its correction."""
    ws = person.application.context.ws
    with ws.store.write() as uow:
        key = report_key(filled.assessment)
        uow.reports.mark_signed(key, "f" * 64, ws.clock.now())
        uow.reports.advance(key, ReportState.RETURNED)
    return _returned_for(person, filled.assessment, ref)


def test_what_is_asked_outside_the_matrix_stands_above_it(person: Person, filled: Sample) -> None:
    correction = _returned_assessment(person, filled, "/data/closing/remarks")
    person.goes("assessment", correction)
    person.sees("¿Por qué no se sabe?")
    person.presses("Responder")
    assert person.arrives("list").route().ref == "/data/closing/remarks"


def test_a_matrix_marks_the_cell_that_a_review_asks_about(person: Person, filled: Sample) -> None:
    ref = "/data/contracting/contract_amount_item/contract_amount_seace"
    correction = _returned_assessment(person, filled, ref)
    person.goes("assessment", correction, ref)
    person.sees("La Contraloría pide algo aquí.")
    (banner,) = [one for one in person.widgets(Banner) if "La Contraloría pide" in one.accessibleName()]
    assert banner.accessibleName().endswith("¿Por qué no se sabe?")
    table = person.widgets(QTableView)[0]
    assert table.model().mark_of(table.current()) == "message-square"
    person.presses_key(Qt.Key.Key_Right)
    person.bot.waitUntil(lambda: "¿Por qué no se sabe?" not in person.page(), timeout=PATIENCE)


def test_a_report_says_which_alert_a_finding_repeats(person: Person, filled: Sample) -> None:
    ws = person.application.context.ws
    key = drafts.correct(ws, report_key(filled.returned), "Es lo que ya alertaron.")
    draft = drafts.open_draft(ws, key)
    draft.reword(replace(draft.findings[0], same_alert="0312-2026"))
    drafts.save(ws, draft.snapshot())
    with ws.store.write() as uow:
        uow.reports.mark_signed(key, "e" * 64, ws.clock.now())
    person.goes("report", str(key))
    person.sees("Es lo mismo que la alerta N.º 0312-2026")


def test_nothing_is_asked_of_a_version_that_the_review_did_not_see(person: Person, filled: Sample) -> None:
    ws = person.application.context.ws
    assert told.asked_of(ws, report_key(filled.returned)) == {}
    correction = report_key(_returned_for(person, filled.returned, "/data/documents/board_term"))
    assert list(told.asked_of(ws, correction)) == ["/data/documents/board_term"]
    _tell(ws, correction, "/data/documents/board_term")  # of the draft's own number: not what it corrects
    assert told.asked_of(ws, correction) == {}


def _returned_for(person: Person, key: str, ref: str) -> str:
    """Have a report returned with a comment on a question, begin its correction and return its key."""
    ws = person.application.context.ws
    _tell(ws, report_key(key), ref)
    return str(drafts.correct(ws, report_key(key), "Lo pide la revisión."))


def _tell(ws: Workspace, key: ReportKey, ref: str) -> None:
    steps = (FeedbackStep("returned", ws.today()),)
    comments = (QuestionComment(ref, "¿Por qué no se sabe?"),)
    back = Feedback(key.id, key.version, ReportState.RETURNED, "Aclare", "Falta algo.", steps, comments)
    apply(ws, RecordKind.FEEDBACK, key.id, back, 20 + key.version)


def _banners(question: Question) -> list[str]:
    return [banner.accessibleName() for banner in question.findChildren(Banner)]


def test_what_is_new_stays_marked_while_one_looks_at_it(person: Person) -> None:
    person.presses("Avisos")
    person.arrives("alerts")
    person.sees("Nuevo")
    person.presses_key(Qt.Key.Key_F9)
    person.sees("Nuevo")
    person.presses("Inicio")
    person.arrives("home")
    person.presses("Avisos")
    person.arrives("alerts")
    person.sees("Devuelto para corregir")
    assert "Nuevo" not in person.page()


def test_an_assessment_offers_its_letter_and_no_acta(person: Person, filled: Sample) -> None:
    person.goes("report", filled.assessment)
    person.sees("Solicitud")
    assert person._named("Acta") is None
