"""The information assessment as a person does it: matrix by keyboard, pages kept, letter, signature."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

from fieldmonitor.app import assessment_pages
from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, Sample
from tests.ui.visit_help import confirm_findings, drop
from tests.unit.documents.pages import many_pages

Open = Callable[..., Person]
ONLINE = 5
"""The sample's work that is looked at from home."""


class Browser(QObject):
    """Stands for the system's browser: remembers what it was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url.toString())


@pytest.fixture
def browser() -> "object":
    made = Browser()
    QDesktopServices.setUrlHandler("https", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("https")


@pytest.fixture
def captures(tmp_path: Path, filled: Sample, person: Person) -> list[Path]:
    """A screenshot, a saved page and a PDF, as one makes them in a browser."""
    shot = tmp_path / "captura.jpg"
    shot.write_bytes(visit_photos(filled.works[2], person.application.context.ws.clock.now())[0].data)
    page = tmp_path / "pagina.html"
    page.write_text("<!DOCTYPE html><html><body>Presupuesto: sin dato</body></html>")
    document = tmp_path / "expediente.pdf"
    document.write_bytes(many_pages(2))
    return [shot, page, document]


def _matrix(person: Person, filled: Sample) -> QTableView:
    person.presses("Mis obras")
    person.arrives("works")
    rows = person.widgets(RowList)[0]
    model = rows.model()
    rows.choose(next(n for n in range(model.rowCount()) if "Veeduría" in model.index(n, 0).data()))
    person.presses("Abrir la ficha")
    person.arrives("work")
    person.presses("Continuar la veeduría")
    person.arrives("assessment")
    return person.widgets(QTableView)[0]


def _stand_at(person: Person, table: QTableView, item: str, portal: str) -> None:
    """Click on a cell."""
    model, role = table.model(), Qt.ItemDataRole.AccessibleTextRole
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            if str(index.data(role)).startswith(f"{item}, {portal}:"):
                table.scrollTo(index)
                where = table.visualRect(index).center()
                person.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
                person.waits()
                return
    raise AssertionError(f"no cell {item}, {portal}")


def _to_do(table: QTableView) -> list[tuple[str, str]]:
    model, role = table.model(), Qt.ItemDataRole.AccessibleTextRole
    cells = [
        str(model.index(row, column).data(role) or "")
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    return [tuple(said.partition(":")[0].split(", ")) for said in cells if said.endswith(": Sin mirar")]


def test_from_home_to_signed(person: Person, filled: Sample, captures: list[Path]) -> None:
    table = _matrix(person, filled)
    person.sees("Falta mirar 10 casillas")
    for item, portal in _to_do(table):
        _stand_at(person, table, item, portal)
        person.presses_key(Qt.Key.Key_3 if item == "Contratista" and portal == "SEACE" else Qt.Key.Key_1)
    person.sees("Miró todas las casillas")
    person.sees("Contratista, SEACE: No publicado")
    shots = iter([*captures, captures[0]])
    for item, portal in (
        ("Ubicación de la obra", "INFOBRAS"),
        ("Presupuesto aprobado", "PTE"),
        ("Expediente técnico y alcance", "INFOBRAS"),
        ("Contratista", "SEACE"),
    ):
        _stand_at(person, table, item, portal)
        person.sees("Esta respuesta necesita una captura o la página guardada.")
        drop(person.window.screen_now, [next(shots)])
        person.bot.waitUntil(lambda: "necesita una captura" not in person.page(), timeout=30_000)
    person.sees("SEACE")
    person.presses("Revisar y firmar")
    person.arrives("review")
    assert "antes de firmar" not in person.page(), person.page()
    confirm_findings(person)
    person.types("Frase clave de MCC-2041", PASSPHRASE)
    person.presses("Firmar informe")
    person.sees("¿Firmar este informe?")
    windows = [b for b in person.widgets(Button) if b.window() is not person.window]
    sign = next(b for b in windows if b.accessibleName() == "Firmar informe")
    person.bot.mouseClick(sign, Qt.MouseButton.LeftButton)
    person.arrives("report")
    person.sees("Firmado y guardado")
    person.sees("Informe de veeduría en línea")


def test_arrows_move_among_the_cells_and_enter_opens_one(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, size=(1024, 529))
    person.arrives("home")
    person.goes("assessment", filled.assessment, "/data/preparation/budget_item/budget_pte")
    table = person.widgets(QTableView)[0]
    person.bot.waitUntil(lambda: QApplication.focusWidget() is table)
    person.presses_key(Qt.Key.Key_Right)
    person.presses_key(Qt.Key.Key_Return)
    person.sees("Presupuesto aprobado")
    person.sees("En la copia de esta laptop: costo actualizado")
    person.presses_key(Qt.Key.Key_5)
    person.sees("Explique qué contradice o por qué no se pudo verificar")
    person.types("Explique qué contradice o por qué no se pudo verificar", "El PTE dice otro monto, señor.")
    person.presses_key(Qt.Key.Key_Escape)
    person.sees("Presupuesto aprobado, Invierte.pe: Contradice")
    assert QApplication.focusWidget() is table
    person.presses_key(Qt.Key.Key_Up)
    person.presses_key(Qt.Key.Key_Delete)
    person.sees("Ubicación de la obra, Invierte.pe: Sin mirar")
    from fieldmonitor.app import drafts
    from fieldmonitor.ui.keys import report_key

    kept = drafts.open_draft(person.application.context.ws, report_key(filled.assessment)).session
    assert kept.node("/data/preparation/budget_item/budget_reason").value == "El PTE dice otro monto, señor."


def test_pages_are_opened_only_after_their_address_was_shown(
    person: Person, filled: Sample, browser: Browser
) -> None:
    person.goes("assessment", filled.assessment)
    person.presses("Abrir páginas")
    person.sees("Páginas por abrir")
    person.sees(f"CUI {filled.works[ONLINE].cui}")
    person.sees(
        "https://ofi5.mef.gob.pe" if "Invierte.pe\n" in person.page() else "infobras.contraloria.gob.pe"
    )
    assert browser.asked == []
    person.presses("Abrir en el navegador: https://infobras.contraloria.gob.pe")
    assert [url.startswith("https://infobras.") for url in browser.asked] == [True]
    person.presses("Volver a la matriz")
    person.sees("INFOBRAS. 80 %")


def test_what_the_program_notices_leads_to_its_cell(person: Person, filled: Sample) -> None:
    person.goes("assessment", filled.assessment, "/data/identification/entity_item/entity_pte")
    person.presses_key(Qt.Key.Key_7)
    person.presses("Ver 1 aviso")
    person.sees("Dice que no aplica, pero INFOBRAS muestra este dato.")
    person.sees("El puntaje es la suma")
    person.presses("Ir a la casilla: Entidad responsable y contacto")
    person.sees("Dice que no aplica, pero INFOBRAS muestra este dato.")
    person.sees("Tiene un aviso del programa.")


def test_a_kept_page_can_be_taken_away_and_brought_back(person: Person, filled: Sample) -> None:
    page = "/data/contracting/contract_amount_item/contract_amount_seace"
    person.goes("assessment", filled.assessment, page)
    person.sees("SEACE: https://seace.example/contrato/77")
    person.presses("Quitar: seace-contrato.png")
    person.sees("0 archivos")
    person.presses_key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.sees("1 archivo")


def test_a_page_needs_an_address_that_is_one(person: Person, filled: Sample, captures: list[Path]) -> None:
    person.goes("assessment", filled.assessment, "/data/preparation/budget_item/budget_pte")
    person.presses("Usar esta dirección: https://www.transparencia.gob.pe/")
    person.types("Dirección de la página", " y algo más")
    drop(person.window.screen_now, [captures[1]])
    person.sees("no es la dirección de una página.")


def test_no_address_is_signed_that_nobody_gave(person: Person, filled: Sample, captures: list[Path]) -> None:
    ref = "/data/preparation/budget_item/budget_pte"
    person.goes("assessment", filled.assessment, ref)
    person.sees("Página del portal: https://www.transparencia.gob.pe/")
    drop(person.window.screen_now, [captures[1]])
    person.sees("1 archivo")
    person.presses("Usar esta dirección: https://www.transparencia.gob.pe/")
    assert person._named("Usar esta dirección: https://www.transparencia.gob.pe/") is None, "it is taken"
    drop(person.window.screen_now, [captures[2]])
    person.sees("2 archivos")
    kept = assessment_pages.kept_pages(person.application.context.ws, report_key(filled.assessment))
    said = {page.name: assessment_pages.source_of(page)[1] for page in kept}
    assert (said["pagina.html"], said["expediente.pdf"]) == ("", "https://www.transparencia.gob.pe/")


def test_list_and_matrix_are_two_views_of_one_draft(person: Person, filled: Sample) -> None:
    person.goes("assessment", filled.assessment, "/data/execution/progress_item/progress_infobras")
    person.presses_key(Qt.Key.Key_4)
    person.presses("Lista")
    person.arrives("list")
    person.sees("Ejecución y término")
    person.presses("Ver la matriz")
    person.arrives("assessment")
    person.sees("Avance físico mensual, INFOBRAS: Desactualizado")


def test_an_assessment_that_a_crash_left_says_so(person: Person, filled: Sample) -> None:
    from fieldmonitor.app import recovery
    from fieldmonitor.ui.keys import report_key

    recovery.enter(person.application.context.ws, report_key(filled.assessment))  # and the program is gone
    person.window.go(Route("visit", filled.assessment))
    person.arrives("assessment")
    person.sees("Recuperamos su informe de las")
    person.presses("Salir de la veeduría")
    person.arrives("home")
    person.window.go(Route("visit", filled.assessment))
    person.arrives("assessment")
    assert "Recuperamos" not in person.page()


def test_what_two_portals_say_is_compared(person: Person, filled: Sample) -> None:
    table = _matrix(person, filled)
    for portal, words in (("SEACE", "4,218,300.00"), ("INFOBRAS", "3 900 000")):
        _stand_at(person, table, "Monto del contrato", portal)
        person.waits()
        if not any(w.accessibleName().startswith(f"¿Qué dice {portal}") for w in person.widgets(QLineEdit)):
            person.presses_key(Qt.Key.Key_1)
        person.types(f"¿Qué dice {portal}? (opcional)", words)
        person.presses_key(Qt.Key.Key_Tab)
        person.waits()
    person.sees("Los portales no coinciden: SEACE dice S/ 4,218,300.00; INFOBRAS dice S/ 3,900,000.00.")
