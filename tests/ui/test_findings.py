"""A finding in one's own words: warned of accusations, compared with open alerts, saved as one types."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from fieldmonitor.app import drafts
from fieldmonitor.domain.records import Feedback, FeedbackStep, RecordKind
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState, Severity
from fieldmonitor.ui.keys import report_key
from tests.ui.person import Person
from tests.ui.sample import Sample, apply


def _kept(person: Person, filled: Sample) -> Finding:
    """Return the finding as it lies in the store."""
    person.waits()
    draft = drafts.open_draft(person.application.context.ws, report_key(filled.draft))
    return next(finding for finding in draft.findings if finding.id == filled.finding)


def _open(person: Person, filled: Sample) -> None:
    person.goes("review", filled.draft)
    person.sees("Hallazgo 1 de")
    assert person.button("Ir a la pregunta"), "the finding's question is answered there, not changed here"
    person.presses("Escribirlo con mis palabras")
    person.arrives("finding")
    person.sees("El hallazgo, en sus palabras")


def _rewrite(person: Person, label: str, words: str) -> None:
    field = next(w for w in person.widgets(QPlainTextEdit) if w.accessibleName() == label)
    field.selectAll()
    person.types(label, words)


def test_a_finding_is_reworded_warned_of_accusations_and_never_blocked(
    person: Person, filled: Sample
) -> None:
    _open(person, filled)
    before = _kept(person, filled)
    _rewrite(person, "Condición", "El Ing. Quispe robó el cemento, dicen que para venderlo.")
    person.sees("«robó» acusa de un delito.")
    person.sees("«Quispe» parece el nombre de una persona. Escriba su cargo.")
    person.sees("«dicen que» no dice quién lo dijo.")
    person.sees("Revise las palabras señaladas")
    person.sees("Guardado")
    kept = _kept(person, filled)
    assert kept.reworded and kept.condition.startswith("El Ing. Quispe"), "warned, and saved all the same"
    _rewrite(person, "Condición", "Faltan 30 bolsas de cemento del almacén.")
    person.bot.waitUntil(lambda: "acusa de un delito" not in person.page())
    person.sees("Lo que propuso el cuestionario")
    person.sees(before.condition)
    person.presses("Volver a estas palabras")
    person.sees("Volvieron las palabras del cuestionario.")
    assert not _kept(person, filled).reworded
    person.presses("Deshacer")
    person.sees("Lo que propuso el cuestionario")
    assert _kept(person, filled).condition == "Faltan 30 bolsas de cemento del almacén."
    person.presses("Volver a la revisión")
    person.arrives("review")
    person.sees("Faltan 30 bolsas de cemento del almacén.")


def test_an_empty_part_is_not_taken(person: Person, filled: Sample) -> None:
    _open(person, filled)
    before = _kept(person, filled)
    field = next(w for w in person.widgets(QPlainTextEdit) if w.accessibleName() == "Efecto posible")
    field.selectAll()
    field.setFocus(Qt.FocusReason.MouseFocusReason)
    person.presses_key(Qt.Key.Key_Delete)
    person.sees("Escriba una frase.")
    assert _kept(person, filled).effect == before.effect


def test_a_finding_made_a_danger_can_be_warned_of_at_once(person: Person, filled: Sample) -> None:
    _open(person, filled)
    person.presses("Peligro para la vida" if "Peligro para la vida" in person.page() else "Peligro")
    person.sees("Peligro para personas.")
    assert _kept(person, filled).severity is Severity.DANGER
    person.presses("Avisar ahora")
    person.sees("Ya avisó de este peligro.")
    person.goes("outbox")
    person.sees("Hallazgo urgente")


def test_an_open_alert_on_the_same_work_is_shown_and_answered(person: Person, filled: Sample) -> None:
    ws = person.application.context.ws
    with ws.store.write() as uow:
        held = uow.reports.get(report_key(filled.draft))
        uow.reports.add(replace(held, key=ReportKey("earlier", 1), state=ReportState.ALERT))
    told = Feedback(
        "earlier",
        1,
        ReportState.ALERT,
        "El supervisor no estaba en la obra",
        "La entidad debe responder.",
        (FeedbackStep("alert", ws.today(), reference="0400-2026"),),
        alert_number="0400-2026",
        alert_open=True,
    )
    apply(ws, RecordKind.FEEDBACK, "earlier", told, 1)
    person.goes("review", filled.draft)
    person.sees("Ya hay 1 alerta abierta de esta obra.")
    person.sees("Comparar: ")
    _open(person, filled)
    person.sees("Ya hay una alerta abierta sobre esto: El supervisor no estaba en la obra")
    person.sees("Alerta N.º 0400-2026")
    person.presses("Es lo mismo")
    person.sees("Guardado")
    assert _kept(person, filled).same_alert == "0400-2026"
    person.presses("Volver a la revisión")
    person.arrives("review")
    person.sees("Es lo mismo que la alerta N.º 0400-2026")
    person.presses("Escribirlo con mis palabras")
    person.arrives("finding")
    person.presses("Es otra cosa")
    assert _kept(person, filled).same_alert == ""


def test_a_name_in_an_answer_is_pointed_out_before_signing(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/surroundings/neighbours")
    person.presses_key(Qt.Key.Key_1)
    person.types("¿Qué le contaron? (opcional)", "La vecina Rosa Condori dice que el jefe robó el cemento.")
    person.goes("review", filled.draft)
    person.sees("Conviene revisar estas palabras.")
    person.sees("«Rosa Condori» parece el nombre de una persona.")
    person.sees("«robó» acusa de un delito.")
    person.presses("Revisar las palabras: ¿Qué le contaron?")
    person.arrives("visit")
    person.sees("La vecina Rosa Condori")


def test_everything_underlined_is_explained_where_the_cursor_stands(person: Person, filled: Sample) -> None:
    _open(person, filled)
    label = "Condición"
    field = next(w for w in person.widgets(QPlainTextEdit) if w.accessibleName() == label)
    _rewrite(person, label, "Es un robo, una estafa, una coima y un fraude del corrupto")
    person.sees("«robo» acusa de un delito.")
    person.sees("ponga el cursor en la palabra")
    cursor = field.textCursor()
    cursor.setPosition(field.toPlainText().index("corrupto") + 2)
    field.setTextCursor(cursor)
    person.sees("«corrupto»")


def test_an_assessments_finding_without_its_page_asks_why_first(person: Person, filled: Sample) -> None:
    person.goes("review", filled.assessment)
    person.sees("Sin página guardada.")
    person.presses("Explicar por qué no la hay")
    person.arrives("finding")
    asked = next(iter(person.widgets(QPlainTextEdit)))
    assert asked.hasFocus() and asked.accessibleName() == "¿Por qué no hay una página guardada?"
