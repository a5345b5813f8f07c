"""The whole way in one window against the real server: from the first start to the complete receipt.

Once with the mouse, and once with the keyboard alone in a small window with large letters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldmonitor.demo.answers import demo_answers
from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.demo.preparation import Prepared, accredit, assign, open_call, prepare
from fieldmonitor.demo.works import demo_works
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.visit.editors import SelectEditor
from fieldmonitor.ui.visit.photos import PhotoEditor
from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.visit.typed import shown
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.first_steps import WORDS, up_to_enrolment
from tests.ui.office import office, staff_world
from tests.ui.person import PATIENCE, Person, type_words
from tests.ui.sample import PASSPHRASE
from tests.ui.test_course import reads_the_course, takes_the_test
from tests.ui.test_enrolment import _fill
from tests.ui.visit_help import answer_here, confirm_findings, drop_photos

Open = Callable[..., Person]
Shots = list[tuple[str, Path]]


@dataclass(frozen=True, slots=True)
class Comptroller:
    """A server with works and checklists, and the staff at it."""

    server: ServerHandle
    prepared: Prepared
    call: str


@pytest.fixture
def comptroller(tmp_path: Path) -> Iterator[Comptroller]:
    with ServerHandle(ServerSettings(tmp_path / "server")) as server, staff_world(tmp_path, server) as world:
        prepared = prepare(world)
        call = open_call(prepared.staff, prepared.works[0], world.workspace)
        yield Comptroller(server, prepared, call)


def _synchronises(person: Person) -> None:
    person.presses("Sincronizar")
    _rests(person)


def _rests(person: Person) -> None:
    bridge = person.application.context.bridge
    assert bridge is not None
    person.bot.waitUntil(lambda: not bridge.running, timeout=PATIENCE)
    person.waits()


def _enrols(person: Person, comptroller: Comptroller, activity: Activity) -> None:
    """First start, consent, passphrase and code; then staff accredit and assign."""
    up_to_enrolment(person)
    code = comptroller.prepared.staff.post("/enrolment-codes", {"call_id": comptroller.call})["code"]
    _fill(person, "Servidor", comptroller.server.url)
    _fill(person, "Código de inscripción", code)
    person.presses("Inscribir esta laptop")
    person.arrives("home")
    _applies(person, comptroller.prepared.works[0].ubigeo)
    _synchronises(person)
    _learns(person)
    _accredited(person, comptroller, activity)


def _applies(person: Person, district: str) -> None:
    person.presses("Postular")
    person.arrives("apply")
    _fill(person, "Código de su distrito", district)
    for name in [row.accessibleName() for row in person.widgets(ChoiceRow)]:
        person.presses(name)
    person.presses("Jurar y postular")
    person.sees("Su postulación está enviada.")


def _learns(person: Person) -> None:
    person.presses("Curso")
    person.arrives("course")
    reads_the_course(person)
    takes_the_test(person)
    person.sees("Aprobó con 100 %.")


def _accredited(person: Person, comptroller: Comptroller, activity: Activity) -> None:
    ws, staff, work = person.application.context.ws, comptroller.prepared.staff, comptroller.prepared.works[0]
    person.bot.waitUntil(lambda: bool(person.application.context.who), timeout=PATIENCE)
    accredit(staff, person.application.context.who, work, ws)
    assign(staff, work, activity, person.application.context.who, ws)


def _shots(comptroller: Comptroller, person: Person, folder: Path) -> Shots:
    found = []
    for photo in visit_photos(comptroller.prepared.works[0], person.application.context.ws.clock.now()):
        path = folder / photo.name
        path.write_bytes(photo.data)
        found.append((photo.ref, path))
    return found


def test_from_the_first_start_to_the_complete_receipt(
    open_person: Open, comptroller: Comptroller, tmp_path: Path
) -> None:
    person = open_person(None)
    _enrols(person, comptroller, Activity.SITE_VISIT)
    _synchronises(person)
    person.presses("Inicio")
    person.sees("Por hacer: 1")
    person.presses("Mis obras")
    person.arrives("works")
    person.presses("Abrir la ficha")
    person.arrives("work")
    person.presses("Preparar la visita")
    person.arrives("prepare")
    person.presses("He leído las indicaciones")
    person.sees("¿Es seguro entrar?")
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        person.presses_key(key)
    person.presses("Iniciar la visita")
    screen = person.arrives("visit")
    key = report_key(screen.route().key)
    shots = _shots(comptroller, person, tmp_path)
    answers = demo_answers(
        Activity.SITE_VISIT, comptroller.prepared.works[0], person.application.context.ws.clock.now()
    )
    for number in range(1, 9):
        person.sees(f"Parte {number} de")
        answer_here(person, answers)
        drop_photos(person, shots)
        if "Revisar y firmar" in person.page():
            person.presses("Revisar y firmar")
            break
        person.presses("Siguiente:")
    person.arrives("review")
    assert "antes de firmar" not in person.page(), person.page()
    _signs(person)
    person.sees("Todavía no hay constancia")
    person.presses("Bandeja")
    person.arrives("outbox")
    person.sees("1 por enviar")
    person.presses("Enviar 1 envío")
    _rests(person)
    person.sees("Enviado")
    person.sees("Nada por enviar")
    with person.application.context.ws.store.read() as uow:
        report = uow.reports.get(key)
    assert report is not None and report.state is ReportState.COMPLETE


def _signs(person: Person) -> None:
    confirm_findings(person)
    person.types(f"Frase clave de {person.application.context.who}", WORDS)
    person.presses("Firmar informe")
    person.sees("¿Firmar este informe?")
    asked = (
        b
        for b in person.widgets(QAbstractButton)
        if b.accessibleName() == "Firmar informe" and b.window() is not person.window
    )
    person.bot.mouseClick(next(asked), Qt.MouseButton.LeftButton)
    person.arrives("report")


# -- the keyboard alone ----------------------------------------------------------------------------


class Keyboard:
    """A person without a mouse: Tab until the keyboard is where it should be, then a key."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def tab_until(self, there: Callable[[QWidget], bool], what: str) -> QWidget:
        """Press Tab until the focused control is the one that is looked for."""
        passed: list[str] = []
        for _press in range(250):
            now = QApplication.focusWidget()
            if now is not None and now.isVisible() and there(now):
                return now
            passed.append(f"{type(now).__name__} {now.accessibleName() if now else ''}")
            QTest.keyClick(now or self.person.window, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {what}, but over {passed[-40:]}")

    def to(self, name: str) -> QWidget:
        """Go to the control that bears a name."""
        self.person.button(name)
        return self.tab_until(lambda widget: widget.accessibleName().startswith(name), name)

    def presses(self, name: str) -> None:
        """Go to a button and press it with the space bar."""
        QTest.keyClick(self.to(name), Qt.Key.Key_Space)
        self.person.waits()

    def types(self, name: str, words: str) -> None:
        """Go to a field and type."""
        found = self.tab_until(
            lambda widget: isinstance(widget, QLineEdit | QPlainTextEdit) and widget.accessibleName() == name,
            name,
        )
        type_words(found, words)

    def answers(self, question: Question, value: str) -> None:
        """Go to a question and answer it: a digit chooses, words are typed."""
        self.tab_until(lambda widget: question.isAncestorOf(widget), question.ref)
        if isinstance(question.editor, SelectEditor):
            choices = question.node.choices
            if question.node.control == "select1":
                number = next(i for i, choice in enumerate(choices) if choice.value == value)
                QTest.keyClick(QApplication.focusWidget(), Qt.Key(int(Qt.Key.Key_1) + number))
            else:
                self._mark(question, [c.label for c in choices if c.value in value.split()])
        else:
            field = self.tab_until(
                lambda widget: (
                    question.isAncestorOf(widget) and isinstance(widget, QLineEdit | QPlainTextEdit)
                ),
                question.ref,
            )
            type_words(field, shown(question.node.type, value))
            QTest.keyClick(field, Qt.Key.Key_Tab)
        self.person.waits()

    def _mark(self, question: Question, labels: list[str]) -> None:
        """Go over the choices of a question with the arrows, and mark some with the space bar."""
        rows = question.findChildren(ChoiceRow)
        for _up in rows:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
        for _down in rows:
            now = QApplication.focusWidget()
            if isinstance(now, ChoiceRow) and now.accessibleName() in labels and not now.isChecked():
                QTest.keyClick(now, Qt.Key.Key_Space)
            QTest.keyClick(now, Qt.Key.Key_Down)

    def pastes(self, question: Question, path: Path) -> None:
        """Go to a photo question and paste a file onto it."""
        self.tab_until(lambda widget: question.isAncestorOf(widget), question.ref)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        QGuiApplication.clipboard().setMimeData(data)
        self.person.presses_key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        screen = self.person.window.screen_now
        assert screen is not None
        session = self.person.application.context.drafts[screen.route().key].session
        self.person.bot.waitUntil(lambda: bool(session.node(question.ref).value), timeout=PATIENCE)
        self.person.waits()


def _answer_part(keyboard: Keyboard, answers: dict[str, str], shots: Shots) -> None:
    """Answer what is asked on a page, as often as new questions appear."""
    done: set[str] = set()
    while True:
        asked = [q for q in keyboard.person.widgets(Question) if q.ref not in done and not q.node.value]
        todo = [
            q
            for q in asked
            if q.ref in answers
            or f"{q.ref}_unverified" in answers
            or (isinstance(q.editor, PhotoEditor) and q.node.required)
        ]
        if not todo:
            return
        question = todo[0]
        done.add(question.ref)
        if isinstance(question.editor, PhotoEditor):
            path = next((path for ref, path in shots if ref == question.ref), shots[0][1])
            keyboard.pastes(question, path)
        elif f"{question.ref}_unverified" in answers:
            keyboard.presses(f"No se pudo verificar: {question.node.label}")
        else:
            keyboard.answers(question, answers[question.ref])


def _confirm_findings(keyboard: Keyboard) -> None:
    """Let the next step lead to the first finding; Enter confirms it and goes to the next."""
    person = keyboard.person
    if "Ver el siguiente hallazgo sin confirmar" not in person.page():
        return
    keyboard.presses("Ver el siguiente hallazgo sin confirmar")
    while any(b.accessibleName().startswith("Confirmar: ") for b in person.widgets(QAbstractButton)):
        person.bot.waitUntil(lambda: _name_at_hand().startswith("Confirmar: "), timeout=10_000)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        person.waits()


def _name_at_hand() -> str:
    at_hand = QApplication.focusWidget()
    return at_hand.accessibleName() if at_hand is not None else ""


def test_the_first_start_with_the_keyboard_alone_at_150_percent(open_person: Open) -> None:
    person = open_person(None, size=(1024, 529))
    person.arrives("first")
    person.application.context.preferences.scale = 1.5
    person.application.restyle()
    person.waits()
    keyboard = Keyboard(person)
    keyboard.presses("Empezar la inscripción")
    keyboard.presses("He leído y doy mi consentimiento")
    keyboard.presses("Aceptar y seguir")
    keyboard.types("Frase clave", WORDS)
    keyboard.types("Escríbala otra vez", WORDS)
    keyboard.to("Hacer una hoja para imprimir")
    person.presses_key(Qt.Key.Key_Down)
    person.presses_key(Qt.Key.Key_Space)
    keyboard.presses("Guardar la frase clave")
    person.sees("Inscriba esta laptop")
    keyboard.presses("Inscribirme después")
    person.arrives("home")


def test_a_visit_with_the_keyboard_alone_at_150_percent(open_person: Open, tmp_path: Path) -> None:
    with office(tmp_path, until="assignment") as place:
        person = open_person(place.laptop, size=(1024, 529))
        person.arrives("home")
        person.application.context.preferences.scale = 1.5
        person.application.restyle()
        person.waits()
        keyboard = Keyboard(person)
        _visit(keyboard, tmp_path)
        _confirm_findings(keyboard)
        keyboard.types(f"Frase clave de {person.application.context.who}", PASSPHRASE)
        keyboard.presses("Firmar informe")
        person.sees("¿Firmar este informe?")
        dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
        assert dialog is not None
        keyboard.tab_until(
            lambda w: w.accessibleName() == "Firmar informe" and w.window() is not person.window, "the dialog"
        )
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        person.window.activateWindow()  # as a window manager does when a dialog goes
        person.arrives("report")
        keyboard.presses("Bandeja")
        person.arrives("outbox")
        keyboard.presses("Enviar ")
        _rests(person)
        person.sees("Enviado")
        person.sees("Nada por enviar")


def _visit(keyboard: Keyboard, folder: Path) -> None:
    person = keyboard.person
    keyboard.presses("Mis obras")
    person.arrives("works")
    listed = keyboard.tab_until(lambda widget: isinstance(widget, RowList), "the list")
    assert isinstance(listed, RowList)
    while listed.current_row().activity is not Activity.SITE_VISIT:
        person.presses_key(Qt.Key.Key_Down)
    person.presses_key(Qt.Key.Key_Return)
    person.arrives("work")
    keyboard.presses("Preparar la visita")
    person.arrives("prepare")
    person.presses_key(Qt.Key.Key_Return)
    person.sees("Faltan 4 puntos por confirmar")
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        person.presses_key(key)
    keyboard.presses("Iniciar la visita")
    person.arrives("visit")
    ws = person.application.context.ws
    work = demo_works(1, ws.today())[0]
    taken = visit_photos(work, ws.clock.now())
    for photo in taken:
        (folder / photo.name).write_bytes(photo.data)
    shots = [(photo.ref, folder / photo.name) for photo in taken]
    answers = demo_answers(Activity.SITE_VISIT, work, ws.clock.now())
    for number in range(1, 9):
        person.sees(f"Parte {number} de")
        _answer_part(keyboard, answers, shots)
        if "Revisar y firmar" in person.page():
            keyboard.presses("Revisar y firmar")
            break
        keyboard.presses("Siguiente:")
    person.arrives("review")
    assert "antes de firmar" not in person.page(), person.page()
