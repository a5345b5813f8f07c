"""Works as a list and on the map: what is still to do, where photos were taken, a document of the pack."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar

from fieldmonitor.app import queries
from fieldmonitor.app.map import photos_of_visit
from fieldmonitor.domain.records import DocumentLink, RecordKind, WorkChange
from fieldmonitor.protocol.envelope import ASSIGNMENT_REPLY_TYPE
from fieldmonitor.ui.map.view import MapView
from fieldmonitor.ui.widgets.lists import RowList
from fieldmonitor.ui.widgets.pdf_view import PdfView
from tests.ui.person import Person
from tests.ui.sample import Sample, apply
from tests.unit.documents.pages import many_pages

Open = Callable[..., Person]


def test_what_is_to_do_is_as_many_as_home_counts(person: Person) -> None:
    ws = person.application.context.ws
    with ws.store.read() as uow:
        to_do = uow.reports.counts().to_do
    person.presses("Por hacer")
    person.arrives("works")
    person.sees(f"{to_do} asignadas")
    assert person.widgets(RowList)[0].model().rowCount() == to_do
    person.button("Por hacer")


def test_the_map_is_a_tab_away_on_a_small_window(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, size=(1024, 529))
    person.arrives("home")
    person.presses("Mis obras")
    person.arrives("works")
    tabs = person.widgets(QTabBar)[0]
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    person.presses_key(Qt.Key.Key_Right)
    assert person.widgets(MapView) and not person.widgets(RowList)
    person.presses_key(Qt.Key.Key_Left)
    assert person.widgets(RowList) and not person.widgets(MapView)


def test_the_photos_of_the_chosen_work_stand_on_the_map(person: Person) -> None:
    ws = person.application.context.ws
    expected = photos_of_visit(ws, "a1")
    assert expected
    person.presses("Mis obras")
    person.arrives("works")
    rows = person.widgets(RowList)[0]
    order = [item.id for item in queries.assignments(ws)]
    rows.choose(order.index("a1"))
    shown = person.widgets(MapView)[0].canvas.scene
    person.bot.waitUntil(lambda: shown.photos == expected)
    rows.choose(order.index("a7"))
    person.bot.waitUntil(lambda: shown.photos == ())


def test_a_document_of_the_pack_opens_from_the_sheet(person: Person, filled: Sample) -> None:
    ws, data = person.application.context.ws, many_pages(2)
    with ws.store.write() as uow:
        kept = ws.blobs.put(uow, data, kind="document")
    document = DocumentLink("Contrato de obra", sha256=kept.sha256, media_type="application/pdf")
    apply(ws, RecordKind.WORK, filled.works[4].id, replace(filled.works[4], documents=(document,)), 9)
    person.goes("work", filled.sheet(1), "documents")
    person.sees("Lo que no tiene copia llega en el paquete de su región")
    person.presses("Ver los paquetes")
    person.arrives("packs")
    person.goes("work", filled.sheet(4), "documents")
    person.sees("En esta laptop")
    assert "Lo que no tiene copia" not in person.page()
    person.presses("Abrir: Contrato de obra")
    person.arrives("work-document")
    person.sees("Contrato de obra")
    assert person.widgets(PdfView)
    person.presses("Volver a la ficha")
    person.arrives("work")


def test_the_sheet_says_what_changed_since_the_last_visit(person: Person, filled: Sample) -> None:
    ws, work = person.application.context.ws, filled.works[1]
    change = WorkChange(ws.today(), "El plazo pasó de 120 a 150 días", "Adenda 3")
    apply(ws, RecordKind.WORK, work.id, replace(work, changes=(*work.changes, change)), 9)
    person.goes("work", filled.sheet(1))
    person.sees("1 cambio desde su visita del")
    person.presses("Ver los cambios")
    person.sees("Desde su visita")


def test_an_assignment_is_declined_with_a_reason_and_accepted_after_all(
    person: Person, filled: Sample
) -> None:
    ws = person.application.context.ws
    before = queries.home(ws).counts.to_do
    person.goes("work", filled.sheet(4))
    person.presses("No puedo hacerla")
    person.arrives("decline")
    person.presses("Rechazar la asignación")
    person.sees("Elija uno de los motivos.")
    person.presses_key(Qt.Key.Key_2)
    person.presses("Rechazar la asignación")
    person.arrives("work")
    person.sees("Usted rechazó esta asignación")
    assert queries.home(ws).counts.to_do == before - 1
    assert "Preparar la visita" not in person.page()
    person.presses("Aceptarla ahora")
    person.sees("Aceptada el")
    assert queries.home(ws).counts.to_do == before
    sent = [row for row in queries.outbox(ws).rows if row.message.payload_type == ASSIGNMENT_REPLY_TYPE]
    assert len(sent) == 2
    assert "Preparar la visita" in person.page()


def test_a_technical_word_opens_its_meaning(person: Person, filled: Sample) -> None:
    person.goes("work", filled.sheet(4), "data")
    assert "Identifica la inversión" not in person.page()
    person.presses("Qué significa: CUI")
    person.sees("Código único de inversiones. Identifica la inversión")
    person.presses("Qué significa: CUI")
    assert "Identifica la inversión" not in person.page()
    person.goes("work", filled.sheet(4), "terms")
    person.presses("Qué significa: Adicionales")
    person.sees("Trabajo que no estaba en el contrato")


def test_a_tab_of_little_is_not_as_high_as_the_one_before(person: Person, filled: Sample) -> None:
    person.goes("work", filled.sheet(4), "terms")
    tabs = person.widgets(QTabBar)[0]
    tabs.setCurrentIndex(4)
    person.sees("La Contraloría no ha emitido alertas por sus informes de esta obra.")
    said = ((w.accessibleName() or w.text(), w) for w in person.widgets(QLabel))
    lines = {words: w.mapTo(person.window, w.rect().topLeft()).y() for words, w in said}
    heading = lines["Alertas por sus informes"]
    below = lines["La Contraloría no ha emitido alertas por sus informes de esta obra."]
    assert heading - tabs.mapTo(person.window, tabs.rect().bottomLeft()).y() < 40
    assert below - heading < 60
