"""Answering a part of a checklist as a person does, from a list of what to answer."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldmonitor.domain.records import Work
from fieldmonitor.ui.visit.editors import LineEditor, LongEditor, SelectEditor
from fieldmonitor.ui.visit.photos import PhotoEditor
from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.visit.typed import shown
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.person import Person, type_words
from tests.ui.sample import PASSPHRASE

SAFE = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


def opens_sheet(person: Person, work: Work) -> None:
    """Go to a work's sheet: a click on its row in the list, and the button."""
    person.presses("Mis obras")
    person.arrives("works")
    rows = person.widgets(RowList)[0]
    lines = (rows.model().index(row, 0) for row in range(rows.model().rowCount()))
    index = next(index for index in lines if work.name[:24] in str(index.data()))
    rows.scrollTo(index)
    where = rows.visualRect(index).center()
    person.bot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=where)
    person.presses("Abrir la ficha")
    person.arrives("work")


def goes_in(person: Person) -> None:
    """Prepare a visit on its work's sheet, and begin it."""
    person.presses("Preparar la visita")
    person.arrives("prepare")
    person.presses("He leído las indicaciones")
    person.sees("¿Es seguro entrar?")
    for key in SAFE:
        person.presses_key(key)
    person.presses("Iniciar la visita")
    person.arrives("visit")


def answer_here(person: Person, answers: dict[str, str]) -> None:
    """Answer the questions of the part that is open, in their order, as often as new ones appear."""
    done: set[str] = set()
    while True:
        todo = [question for question in person.widgets(Question) if _open(question, answers, done)]
        if not todo:
            return
        question = todo[0]
        done.add(question.ref)
        if f"{question.ref}_unverified" in answers:
            person.presses(f"No se pudo verificar: {question.node.label}")
        else:
            _answer(person, question, answers[question.ref])
            person.waits()


def _open(question: Question, answers: dict[str, str], done: set[str]) -> bool:
    wanted = question.ref in answers or f"{question.ref}_unverified" in answers
    return wanted and question.ref not in done and not question.node.value


def _answer(person: Person, question: Question, value: str) -> None:
    editor = question.editor
    person._scroll_to(editor)
    if isinstance(editor, SelectEditor):
        labels = {choice.value: choice.label for choice in question.node.choices}
        for one in value.split() if question.node.control != "select1" else [value]:
            row = next(b for b in editor.findChildren(QWidget) if b.accessibleName() == labels[one])
            _clicks(person, row)
    elif isinstance(editor, LineEditor | LongEditor):
        field = editor.findChild(QLineEdit) or editor.findChild(QPlainTextEdit)
        _clicks(person, field)
        type_words(field, shown(question.node.type, value))
        person.bot.keyClick(field, Qt.Key.Key_Tab)


def _clicks(person: Person, widget: QWidget) -> None:
    QCursor.setPos(widget.mapToGlobal(widget.rect().center()))  # as a hand moves it: Qt's click does not
    person.bot.mouseClick(widget, Qt.MouseButton.LeftButton)


def drop_photos(person: Person, shots: list[tuple[str, Path]]) -> None:
    """Drop a photo onto each photo question that asks for one."""
    for question in person.widgets(Question):
        if not isinstance(question.editor, PhotoEditor) or question.node.value or not question.node.required:
            continue
        path = next((path for ref, path in shots if ref == question.ref), shots[0][1])
        button = question.findChild(QAbstractButton)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        person.waits()
        drop(person.window.screen_now, [path])
        person.bot.waitUntil(lambda question=question: bool(question.node.value), timeout=15_000)
        person.waits()


def drop(target: QWidget, paths: list[Path]) -> None:
    """Drop files onto a widget."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(40, 40), actions, data, buttons, keys))
    QApplication.sendEvent(target, QDropEvent(QPointF(40, 40), actions, data, buttons, keys))


def confirm_findings(person: Person) -> None:
    """Confirm every finding that waits for it."""
    while any(b.accessibleName().startswith("Confirmar: ") for b in person.widgets(QAbstractButton)):
        person.presses("Confirmar: ")
        person.waits()


def sign(person: Person, *, hold: bool = False) -> None:
    """Sign the report under review, and confirm it: each finding first, then the signature."""
    confirm_findings(person)
    person.types("Frase clave de MCC-2041", PASSPHRASE)
    person.presses("Firmar informe")
    person.sees("¿Firmar este informe?")
    if hold:
        person.presses("No enviar todavía: ")
    buttons = person.widgets(QAbstractButton)
    asked = (b for b in buttons if b.accessibleName() == "Firmar informe" and b.window() is not person.window)
    person.bot.mouseClick(next(asked), Qt.MouseButton.LeftButton)
    person.arrives("report")
