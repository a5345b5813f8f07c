"""Answering a part of a checklist as a person does, from a list of what to answer."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldmonitor.ui.visit.editors import LineEditor, LongEditor, SelectEditor
from fieldmonitor.ui.visit.photos import PhotoEditor
from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.visit.typed import shown
from tests.ui.person import Person, type_words
from tests.ui.sample import PASSPHRASE


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
            person.bot.mouseClick(row, Qt.MouseButton.LeftButton)
    elif isinstance(editor, LineEditor | LongEditor):
        field = editor.findChild(QLineEdit) or editor.findChild(QPlainTextEdit)
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        type_words(field, shown(question.node.type, value))
        editor.flush()


def drop_photos(person: Person, shots: list[tuple[str, Path]]) -> None:
    """Drop a photo onto each photo question that asks for one."""
    for question in person.widgets(Question):
        if not isinstance(question.editor, PhotoEditor) or question.node.value or not question.node.required:
            continue
        path = next((path for ref, path in shots if ref == question.ref), shots[0][1])
        question.focus_in()
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


def sign(person: Person) -> None:
    """Sign the report under review, and confirm it: each finding first, then the signature."""
    confirm_findings(person)
    person.types("Frase clave de MCC-2041", PASSPHRASE)
    person.presses("Firmar informe")
    person.sees("¿Firmar este informe?")
    buttons = person.widgets(QAbstractButton)
    asked = (b for b in buttons if b.accessibleName() == "Firmar informe" and b.window() is not person.window)
    person.bot.mouseClick(next(asked), Qt.MouseButton.LeftButton)
    person.arrives("report")
