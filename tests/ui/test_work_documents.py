"""A work's document on its whole way: added by staff, in the pack, on the laptop, opened from the sheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from fieldmonitor.app import queries
from fieldmonitor.app.work_documents import is_here
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.cli.main import main
from fieldmonitor.domain.records import Work
from fieldmonitor.server.context import Context
from fieldmonitor.server.services.fieldwork import find_work
from fieldmonitor.ui.packs.screen import PacksScreen
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.lists import RowList
from fieldmonitor.ui.widgets.pdf_view import PdfView
from tests.fakes.coordination import Coordination
from tests.ui.office import Office, office
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import PASSPHRASE
from tests.unit.documents.pages import many_pages

Open = Callable[..., Person]


TITLE = "Contrato 14-2025"
SILENT = "No hay conexión con la Contraloría."


@dataclass(frozen=True, slots=True)
class Desk:
    """An office whose staff have just added a document to the work that the laptop was given."""

    office: Office
    context: Context
    work: Work


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    file = tmp_path / "contrato.pdf"
    file.write_bytes(many_pages(3))
    with office(tmp_path, "assignment") as at:
        context = at.server.context
        assert context is not None
        with open_profile(at.laptop, PASSPHRASE) as ws:
            work = queries.work_sheet(ws, queries.assignments(ws)[0].work_id).work
        said = ["--title", TITLE, "--source", "SEACE", "--date", "2025-06-02"]
        data = str(context.settings.data)
        assert main(["admin", "--data", data, "work-document", work.id, str(file), *said]) == 0
        yield Desk(at, context, work)


def test_from_the_comptrollers_desk_to_the_work_sheet_by_a_pack(
    open_person: Open, desk: Desk, tmp_path: Path
) -> None:
    coordination = Coordination(desk.context, tmp_path / "memory", desk.work.department)
    coordination.build()
    person = open_person(desk.office.laptop)
    person.arrives("home")
    packs = person.goes("packs")
    assert isinstance(packs, PacksScreen)
    packs._memory._chosen([coordination.stick()])  # what the system's dialog for folders gives
    person.waits()
    person.presses("Cargar paquete")
    person.sees(f"Paquete de {desk.work.department} cargado.")
    _at_the_documents(person, desk.work)
    person.sees("En esta laptop")
    person.presses(f"Abrir: {TITLE}")
    _reads_it(person)


def test_without_a_pack_it_is_fetched_while_there_is_a_network(open_person: Open, desk: Desk) -> None:
    person = open_person(desk.office.laptop)
    person.arrives("home")
    person.presses("Sincronizar")
    bridge = person.application.context.bridge
    assert bridge is not None
    person.bot.waitUntil(lambda: not bridge.running, timeout=PATIENCE)
    person.waits()
    _at_the_documents(person, desk.work)
    person.sees("En la Contraloría")
    person.presses(f"Traer: {TITLE}")
    _reads_it(person)
    _chooses_tab(person, "Documentos")
    person.sees("En esta laptop")


def test_without_a_network_it_says_so_and_the_sheet_stays(open_person: Open, desk: Desk) -> None:
    person = open_person(desk.office.laptop)
    person.arrives("home")
    (link,) = _named(desk)
    desk.office.server.stop()
    person.goes("work-document", desk.work.id, link)
    person.bot.waitUntil(lambda: any(SILENT in one.accessibleName() for one in person.widgets(Banner)))
    assert not is_here(person.application.context.ws, link) and "Página 1" not in person.page()
    person.presses("Volver a la ficha")


def _named(desk: Desk) -> list[str]:
    with desk.context.db.read() as session:
        work = find_work(session, desk.work.id)
    assert work is not None
    return [document.sha256 for document in work.documents if document.sha256]


def _at_the_documents(person: Person, work: Work) -> None:
    person.goes("home")
    person.presses("Mis obras")
    person.arrives("works")
    rows = person.widgets(RowList)[0]
    names = [str(rows.model().index(row, 0).data()) for row in range(rows.model().rowCount())]
    rows.choose(next(n for n, name in enumerate(names) if name.startswith(work.name[:20])))
    person.presses("Abrir la ficha")
    person.arrives("work")
    _chooses_tab(person, "Documentos")
    person.sees("Fuente: SEACE")


def _reads_it(person: Person) -> None:
    person.arrives("work-document")
    person.sees(TITLE)
    person.sees("Publicado el 02/06/2025.")
    person.sees("Página 1 de 3")
    assert person.widgets(PdfView)
    person.presses("Volver a la ficha")
    person.arrives("work")


def _chooses_tab(person: Person, name: str) -> None:
    bar = person.widgets(QTabBar)[0]
    at = next(n for n in range(bar.count()) if bar.tabText(n).startswith(name))
    person.bot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
    person.waits()
