"""Whole visits: with twelve photos, to a work that stands still, at a closed gate, and after a kill -9."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldmonitor.app import attachments, drafts
from fieldmonitor.app.photos import thumbnail
from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.domain.records import Activity
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.visit.question import Question
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, Sample
from tests.ui.visit_help import answer_here, drop, drop_photos, goes_in, opens_sheet, sign

Open = Callable[..., Person]


@pytest.fixture
def shots(filled: Sample, tmp_path: Path) -> list[tuple[str, Path]]:
    """Photos of another work's visit, as files: each with the question it suits."""
    from datetime import UTC, datetime

    found = []
    for photo in visit_photos(filled.works[4], datetime.now(UTC) - timedelta(minutes=30)):
        path = tmp_path / photo.name
        path.write_bytes(photo.data)
        found.append((photo.ref, path))
    return found


def _parts(person: Person) -> list[str]:
    """Return the parts that the index offers now."""
    key = person.window.screen_now.route().key
    draft = person.application.context.drafts[key]
    return [group.ref for group in draft.session.groups() if group.relevant]


def _answer_all(person: Person, answers: dict[str, str], shots: list[tuple[str, Path]]) -> None:
    """Walk through the parts with the button that leads on, answering what is asked."""
    for number in range(1, 9):
        person.sees(f"Parte {number} de")
        answer_here(person, answers)
        drop_photos(person, shots)
        if "Revisar y firmar" in person.page():
            person.presses("Revisar y firmar")
            break
        person.presses("Siguiente:")
    person.arrives("review")


def _stay_outside(person: Person, filled: Sample, way: str) -> None:
    """Go from the work sheet to the checklist by one of the ways of not going in."""
    opens_sheet(person, filled.works[4])
    person.presses("Preparar la visita")
    person.arrives("prepare")
    person.presses("He leído las indicaciones")
    person.presses("No voy a entrar hoy")
    person.presses(way)
    person.arrives("visit")


def test_a_visit_with_twelve_photos_ends_in_a_signed_report(
    person: Person,
    filled: Sample,
    shots: list[tuple[str, Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ws = person.application.context.ws
    opens_sheet(person, filled.works[4])
    goes_in(person)
    key = person.window.screen_now.route().key
    answers = demo_answers(Activity.SITE_VISIT, filled.works[4], ws.clock.now())
    person.sees("Parte 1 de 7")
    more = tmp_path / "card"
    more.mkdir()
    for number, (_ref, path) in enumerate(shots):
        (more / f"{number:02}.jpg").write_bytes(path.read_bytes())
    drop(person.window.screen_now, [more])
    person.arrives("import")
    person.presses("Agregar 8 archivos")
    person.arrives("clock")
    person.presses("Está bien, o no lo sé")
    person.arrives("photos")
    person.sees("Todas 8")
    thumbnails = person.widgets(PhotoGrid)[0]._thumbnails
    person.bot.waitUntil(lambda: len(thumbnails) >= 7 and not thumbnails._under_way, timeout=15_000)
    opened: list[str] = []

    def counted(ws: object, evidence: object) -> bytes:
        opened.append(person.window.screen_now.route().place)
        return thumbnail(ws, evidence)  # type: ignore[arg-type]

    monkeypatch.setattr("fieldmonitor.app.photos.thumbnail", counted)
    person.presses("Seguir con la parte")
    person.arrives("visit")
    assert opened.count("visit") <= 4, "a part opens the thumbnails that it shows, not all of the report"
    _answer_all(person, answers, shots)
    person.sees("Firma del informe")
    assert "antes de firmar" not in person.page(), person.page()
    assert len(attachments.listed(ws, report_key(key))) >= 12
    sign(person)
    person.sees("Firmado y guardado")


def test_a_stopped_work_is_told_by_few_questions(
    person: Person, filled: Sample, shots: list[tuple[str, Path]]
) -> None:
    _stay_outside(person, filled, "Abrir el cuestionario corto")
    key, ws = person.window.screen_now.route().key, person.application.context.ws
    answers = demo_answers(Activity.STOPPED_WORK, filled.works[4], ws.clock.now())
    _answer_all(person, answers, shots)
    assert "antes de firmar" not in person.page(), person.page()
    asked = [
        q
        for q in person.application.context.drafts[key].session.root.walk()
        if q.kind == "question" and q.relevant and q.required
    ]
    assert len(asked) <= 14, "a stopped work asks for no more than it needs"
    sign(person, hold=True)
    person.sees("Firmado y guardado")
    person.goes("outbox")
    person.sees("Informe de obra paralizada: ")
    person.sees("No se envía hasta que usted lo diga")


def test_access_denied_asks_only_what_can_be_seen_from_the_street(
    person: Person, filled: Sample, shots: list[tuple[str, Path]]
) -> None:
    _stay_outside(person, filled, "Anotar el acceso denegado")
    ws = person.application.context.ws
    answers = demo_answers(Activity.SITE_VISIT, filled.works[4], ws.clock.now()) | {
        "/data/arrival/access": "denied",
        "/data/arrival/access_reason": "El guardián dice que tiene orden del residente.",
        "/data/street/street_board": "no",
        "/data/street/street_activity": "working",
        "/data/street/street_signs": "yes",
    }
    person.sees("Lo que ya respondió en ellas queda guardado.")
    answer_here(person, answers)
    person.sees("Hallazgo propuesto")
    parts = _parts(person)
    assert parts == ["/data/arrival", "/data/street", "/data/closing"], "a tired volunteer is soon done"
    person.sees("Parte 1 de 3")
    _answer_all(person, answers, shots)
    assert "antes de firmar" not in person.page(), person.page()
    assert "Le mostraron el cuaderno de obra" not in person.page()
    person.sees("Firmará que no le permitieron ingresar.")
    person.application.context.undo("Salida 12:00", lambda: None)
    sign(person)
    person.sees("Firmado y guardado")
    assert person._named("Deshacer") is None, "what is signed cannot be undone"
    signed = person.window.screen_now.route().key
    person.presses_key(Qt.Key.Key_Escape)
    person.arrives("home")
    for place in ("review", "visit"):
        person.window.go(Route(place, signed))
        person.arrives("report")


_VISITOR = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from fieldmonitor.bootstrap.entry import DemoEntry
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.visit.question import Question

folder, passphrase, part, ref, answer = sys.argv[1:6]
app = QApplication(["fieldmonitor"])
application = Application(app, DemoEntry(Path(folder), passphrase), automatic=False)
application.show()

def press(name):
    buttons = application.window.findChildren(QAbstractButton)
    named = (b for b in buttons if b.isVisible() and b.isEnabled() and b.accessibleName().startswith(name))
    button = next(named, None)
    if button is not None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

def visit():
    screen = application.window.screen_now
    if screen is None or application.context.workspace is None:
        return
    asked = next((q for q in screen.findChildren(Question) if q.ref == ref), None)
    if screen.route().place != "visit":
        press("Continuar la visita")
    elif asked is None:
        press(part)
    elif not asked.node.value:
        press(answer)

def saved():
    screen = application.window.screen_now
    if screen is not None and screen.route().place == "visit" and screen._presenter.saved_at is not None:
        print("saved", flush=True)

for act in (visit, saved):
    timer = QTimer(app)
    timer.timeout.connect(act)
    timer.start(50)
app.exec()
"""


def test_after_kill_9_the_answer_is_there_and_the_person_is_told(
    open_person: Open, filled: Sample, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "killed"
    shutil.copytree(filled.folder, folder)
    ref = "/data/surroundings/signs"
    visitor = subprocess.Popen(
        [sys.executable, "-c", _VISITOR, str(folder), PASSPHRASE, "6. Entorno", ref, "Sí, por completo"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert visitor.stdout is not None
    try:
        said = iter(visitor.stdout.readline, "")
        assert any(line.strip() == "saved" for line in said), "the visitor ended by itself"
    finally:
        visitor.send_signal(signal.SIGKILL)
        visitor.wait(20)
        visitor.stdout.close()
    person = open_person(folder)
    person.arrives("home")
    person.presses("Continuar la visita")
    screen = person.arrives("visit")
    person.sees("Recuperamos su informe de las")
    person.sees("Entorno y vecinos")
    person.bot.waitUntil(lambda: screen.route().ref == ref)
    question = next(q for q in person.widgets(Question) if q.ref == ref)
    assert question.node.value == "yes", "what was said to be saved is there"
    person.presses("Salir de la visita")
    person.arrives("home")
    person.presses("Continuar la visita")
    person.arrives("visit")
    assert "Recuperamos" not in person.page(), "left as one leaves it, there is nothing to recover"


def test_who_came_along_is_proposed_kept_and_shown(person: Person, filled: Sample) -> None:
    from dataclasses import replace

    from fieldmonitor.domain.records import RecordKind
    from tests.ui.sample import WHO, apply

    ws = person.application.context.ws
    with ws.store.read() as uow:
        held = uow.records.assignment("a4")
    apply(ws, RecordKind.ASSIGNMENT, "a4", replace(held, volunteers=(WHO, "MCC-2077", "MCC-3002")), 2)
    key = str(drafts.start(ws, "a4"))
    person.goes("visit", key, "/data/closing/companions")
    person.sees("MCC-2077, MCC-3002")
    person.presses_key(Qt.Key.Key_End)
    for _letter in ", MCC-3002":
        person.presses_key(Qt.Key.Key_Backspace)
    person.goes("review", key)
    person.sees("¿Quiénes lo acompañaron en la visita?")
    person.sees("MCC-2077")
    assert "MCC-3002" not in person.page()
