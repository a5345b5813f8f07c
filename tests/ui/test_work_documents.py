"""A work's document on its whole way: added by staff, in the pack, on the laptop, opened from the sheet."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from fieldmonitor.app import queries
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.cli.main import main
from fieldmonitor.ui.packs.screen import PacksScreen
from fieldmonitor.ui.widgets.lists import RowList
from fieldmonitor.ui.widgets.pdf_view import PdfView
from tests.fakes.coordination import Coordination
from tests.ui.office import office
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE
from tests.unit.documents.pages import many_pages

Open = Callable[..., Person]


def test_from_the_comptrollers_desk_to_the_work_sheet(open_person: Open, tmp_path: Path) -> None:
    file = tmp_path / "contrato.pdf"
    file.write_bytes(many_pages(3))
    with office(tmp_path, "assignment") as at:
        assert at.server.context is not None
        with open_profile(at.laptop, PASSPHRASE) as ws:
            sheet = queries.work_sheet(ws, queries.assignments(ws)[0].work_id)
        coordination = Coordination(at.server.context, tmp_path / "memory", sheet.work.department)
        said = ["--title", "Contrato 14-2025", "--source", "SEACE", "--date", "2025-06-02"]
        desk = ["admin", "--data", str(at.server.context.settings.data)]
        assert main([*desk, "work-document", sheet.work.id, str(file), *said]) == 0
        coordination.build()
        stick = coordination.stick()
    person = open_person(at.laptop)
    person.arrives("home")
    packs = person.goes("packs")
    assert isinstance(packs, PacksScreen)
    packs._memory._chosen([stick])  # what the system's dialog for folders gives
    person.waits()
    person.presses("Cargar paquete")
    person.sees(f"Paquete de {sheet.work.department} cargado.")
    person.goes("home")
    person.presses("Mis obras")
    person.arrives("works")
    rows = person.widgets(RowList)[0]
    names = [str(rows.model().index(row, 0).data()) for row in range(rows.model().rowCount())]
    rows.choose(next(n for n, name in enumerate(names) if name.startswith(sheet.work.name[:20])))
    person.presses("Abrir la ficha")
    person.arrives("work")
    _chooses_tab(person, "Documentos")
    person.sees("Fuente: SEACE")
    person.sees("En esta laptop")
    person.presses("Abrir: Contrato 14-2025")
    person.arrives("work-document")
    person.sees("Contrato 14-2025")
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
