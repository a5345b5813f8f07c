"""Documents on buttons: looked at from memory, saved after a word of warning, printed; receipts alike."""

from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit

from fieldmonitor.ui.widgets.pdf_view import PdfPages
from fieldmonitor.ui.widgets.printing import PrintJob
from tests.ui.person import PATIENCE, Person, type_words
from tests.ui.sample import WHO, Sample
from tests.unit.documents import pages
from tests.unit.documents.pages import many_pages

DIALOGS = pytest.mark.qt_log_ignore("This plugin does not support")
"""The windowless platform says so of every dialog."""


def _reads(person: Person, words: str) -> None:
    """Wait until the page that is seen says something, as a screen reader hears it."""
    person.bot.waitUntil(
        lambda: any(words in view.accessibleDescription() for view in person.widgets(PdfPages)),
        timeout=PATIENCE,
    )


def _save_as(person: Person, path: Path) -> None:
    """Type a path into the dialog that asks for one."""
    person.bot.waitUntil(lambda: bool(person.widgets(QFileDialog)), timeout=PATIENCE)
    dialog = person.widgets(QFileDialog)[0]
    field = dialog.findChild(QLineEdit)
    field.clear()
    type_words(field, str(path))
    person.bot.keyClick(field, Qt.Key.Key_Return)
    person.waits()


@DIALOGS
def test_a_report_is_looked_at_and_saved_after_a_warning(
    person: Person, filled: Sample, tmp_path: Path
) -> None:
    person.goes("report", filled.sent)
    person.presses("Informe en PDF")
    person.arrives("document")
    _reads(person, "Informe de visita")
    person.sees("páginas")
    target = tmp_path / "mi informe.pdf"
    person.presses("Guardar PDF")
    person.sees("El archivo sale de la bóveda")
    assert not target.exists()
    person.presses("Elegir dónde guardar")
    _save_as(person, target)
    person.sees("Guardado en mi informe.pdf.")
    words = pages.whole(target.read_bytes())
    assert WHO in words and "Informe de visita" in words


def test_nothing_is_saved_by_who_changes_their_mind(person: Person, filled: Sample, tmp_path: Path) -> None:
    person.goes("document", filled.sent, "acta")
    _reads(person, "Acta")
    person.presses("Guardar PDF")
    person.presses("No guardar")
    person.sees("Guardar PDF")
    assert not list(tmp_path.glob("**/*.pdf"))


def test_the_acta_of_a_visit_can_be_printed_on_site(person: Person, filled: Sample) -> None:
    person.goes("review", filled.draft)
    person.presses("Acta")
    person.arrives("document")
    _reads(person, "Acta de visita")
    _reads(person, "BORRADOR")
    person.sees("Imprimir")


def test_a_document_changes_its_language(person: Person, filled: Sample) -> None:
    person.goes("document", filled.sent, "report:en")
    _reads(person, "Visit report")
    person.sees("Volver")


def test_a_receipt_is_the_same_from_both_places(person: Person, filled: Sample) -> None:
    person.goes("report", filled.sent)
    person.presses("Ver constancia")
    first = person.arrives("document").route()
    _reads(person, "2026-004525")
    person.goes("outbox")
    person.presses("Ver constancia")
    again = person.arrives("document").route()
    assert (first.place, first.ref) == (again.place, again.ref)
    _reads(person, "Constancia completa")


@DIALOGS
def test_a_letter_carries_a_name_only_where_one_is_typed(
    person: Person, filled: Sample, tmp_path: Path
) -> None:
    person.goes("assessment", filled.assessment)
    person.presses("Solicitud de información")
    person.arrives("document")
    _reads(person, "Solicitud de acceso a la información pública")
    person.presses("Poner mi nombre")
    person.types("Nombre y apellidos", "Rosa Quispe Ñahui")
    person.presses_key(Qt.Key.Key_Return)
    _reads(person, "Rosa Quispe Ñahui")
    target = tmp_path / "solicitud.docx"
    person.presses("Guardar DOCX")
    person.presses("Elegir dónde guardar")
    _save_as(person, target)
    person.sees("Guardado en solicitud.docx.")
    read = docx.Document(str(target))
    cells = [cell.text for table in read.tables for line in table.rows for cell in line.cells]
    assert any("Rosa Quispe Ñahui" in words for words in cells + [p.text for p in read.paragraphs])


def test_pages_go_to_a_printer_one_by_one(person: Person, tmp_path: Path) -> None:
    context = person.application.context
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    job = PrintJob(context.runner, context.ws.pictures, lambda error: pytest.fail(str(error)), person.window)
    with person.bot.waitSignal(job.done, timeout=PATIENCE) as ended:
        job.start(printer, many_pages(3))
    assert ended.args == [True]
    printed = pages.pictures((tmp_path / "paper.pdf").read_bytes())
    assert len(printed) == 3 and all(page.getextrema()[0] < 80 for page in printed)


def test_a_returned_report_in_english_from_news_to_its_question(person: Person) -> None:
    person.presses("Ajustes")
    person.arrives("settings")
    person.presses("English")
    person.sees("Runasimi is being prepared: missing texts are shown in Spanish.")
    person.presses("News")
    person.arrives("alerts")
    person.sees("New")
    person.sees("Returned for correction")
    person.presses("Go to the question")
    person.arrives("report")
    person.sees("Why are you correcting this report?")
    person.types("Why are you correcting this report?", "The term was not legible.")
    person.presses("Start the correction")
    screen = person.arrives("visit")
    person.bot.waitUntil(lambda: screen.route().ref == "/data/documents/board_term", timeout=PATIENCE)
    person.sees("What term does the project board state?")
