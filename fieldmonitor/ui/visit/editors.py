"""One editor per type of question; each says what was answered and shows what the session holds."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldmonitor.forms import NodeView
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.typed import Unreadable, canonical, now_as, shown, unit_words
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import LineField, LongField
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import text

COULD_NOT = frozenset({"unverified", "denied", "na", "no_camera"})
"""Answers that say why something could not be seen; they stand in the last column."""

TYPING_MS = 400
"""A pause in typing after which the answer is saved."""


class Editor(QWidget):
    """Base of all editors: `answered` carries the value as the checklist keeps it."""

    answered = Signal(str)
    refused = Signal(str)

    def show_node(self, node: NodeView) -> None:
        """Show the session's value, unless the person is typing just now."""

    def focus_in(self) -> None:
        """Take the keyboard."""

    def choose(self, number: int) -> bool:
        """Choose the answer with this key; False where there is none."""
        return False

    def flush(self) -> None:
        """Hand over what was typed and not yet answered."""


class SelectEditor(Editor):
    """One or several of some choices, as whole rows."""

    def __init__(self, node: NodeView) -> None:
        super().__init__()
        self._several = node.control != "select1"
        self._rows: dict[str, ChoiceRow] = {}
        self._layout = column(self, gap=0)
        self._grid: ChoiceGrid | None = None
        self._known: tuple[tuple[str, str], ...] = ()
        self.show_node(node)

    def show_node(self, node: NodeView) -> None:
        known = tuple((choice.value, choice.label) for choice in node.choices)
        if known != self._known:
            self._known = known
            self._lay_out(node)
        chosen = set(node.value.split()) if self._several else {node.value}
        for value, shown_row in self._rows.items():
            shown_row.choose(value in chosen)

    def focus_in(self) -> None:
        rows = list(self._rows.values())
        chosen = next((item for item in rows if item.isChecked()), rows[0] if rows else None)
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, number: int) -> bool:
        rows = list(self._rows.values())
        if not 1 <= number <= len(rows):
            return False
        rows[number - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
        rows[number - 1].click()
        return True

    def _lay_out(self, node: NodeView) -> None:
        if self._grid is not None:
            self._layout.removeWidget(self._grid)
            self._grid.hide()
            self._grid.deleteLater()
        self._rows = {}
        for number, (value, label) in enumerate(self._known, 1):
            choice = ChoiceRow(label, number if number < 10 else 0, several=self._several)
            choice.setAccessibleName(f"{label}")
            choice.clicked.connect(lambda _checked=False, value=value: self._chosen(value))
            self._rows[value] = choice
        rows = list(self._rows.values())
        self._grid = ChoiceGrid(rows, _columns(len(rows)), _apart(list(self._rows)), across=look().compact)
        self._layout.addWidget(self._grid)

    def _chosen(self, value: str) -> None:
        if not self._several:
            for other, shown_row in self._rows.items():
                shown_row.choose(other == value)
            self.answered.emit(value)
            return
        chosen = [other for other, shown_row in self._rows.items() if shown_row.isChecked()]
        self.answered.emit(" ".join(chosen))


def _columns(count: int) -> int:
    if look().scale > 1.25:
        return 1
    return min(count, 3 if look().compact else 2)


def _apart(values: list[str]) -> int:
    """Return how many of the last choices stand apart; none where they are not the last ones."""
    apart = 0
    for value in reversed(values):
        if value not in COULD_NOT:
            break
        apart += 1
    return apart if apart < len(values) - apart + 1 else 0


class LineEditor(Editor):
    """A number, date, time or short text; saved after a pause in typing and on leaving."""

    def __init__(self, node: NodeView, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._type = node.type
        self._now = now
        numeric = node.type in ("int", "decimal")
        typed = node.type in ("date", "time")
        layout = row(self, gap=12)
        unit = node.extra.get("fm:unit", "")
        width = {"soles": 220}.get(unit, 128) if numeric else 168 if typed else None
        self._field = LineField(width=width, big=numeric)
        self._field.setAccessibleName(node.label)
        self._field.setAccessibleDescription(node.hint)
        layout.addWidget(self._field)
        if unit:
            layout.addWidget(text(unit_words(unit)))
        if typed:
            words = _("Hoy") if node.type == "date" else _("Ahora")
            self._button = Button(words, "secondary", self._fill_now)
            self._button.setAccessibleName(f"{words}: {node.label}")
            layout.addWidget(self._button)
        if width is not None:
            layout.addStretch(1)
        self._timer = _pause(self, self.flush)
        self._field.textEdited.connect(lambda _words: self._timer.start())
        self._field.editingFinished.connect(self.flush)
        self._given = node.value
        self._field.setText(shown(self._type, node.value))

    def show_node(self, node: NodeView) -> None:
        self._field.setReadOnly(node.readonly)
        if node.value != self._given and not self._field.hasFocus():
            self._given = node.value
            self._field.setText(shown(self._type, node.value))
            self.refused.emit("")

    def focus_in(self) -> None:
        self._field.setFocus(Qt.FocusReason.TabFocusReason)

    def flush(self) -> None:
        self._timer.stop()
        try:
            value = canonical(self._type, self._field.text())
        except Unreadable as error:
            self.refused.emit(str(error))
            return
        self.refused.emit("")
        if value != self._given:
            self._given = value
            self.answered.emit(value)

    def _fill_now(self) -> None:
        self._field.setText(now_as(self._type, self._now()))
        self.flush()


class LongEditor(Editor):
    """Several lines of text."""

    def __init__(self, node: NodeView) -> None:
        super().__init__()
        self._field = LongField(node.value)
        self._field.setAccessibleName(node.label)
        self._field.setAccessibleDescription(node.hint)
        column(self, gap=0).addWidget(self._field)
        self._given = node.value
        self._timer = _pause(self, self.flush)
        self._field.textChanged.connect(self._timer.start)
        self._field.left.connect(self.flush)

    def show_node(self, node: NodeView) -> None:
        self._field.setReadOnly(node.readonly)
        if node.value != self._given and not self._field.hasFocus():
            self._given = node.value
            self._field.setPlainText(node.value)

    def focus_in(self) -> None:
        self._field.setFocus(Qt.FocusReason.TabFocusReason)

    def flush(self) -> None:
        self._timer.stop()
        value = self._field.toPlainText().strip()
        if value != self._given:
            self._given = value
            self.answered.emit(value)


class CheckEditor(Editor):
    """A single box to tick."""

    def __init__(self, node: NodeView) -> None:
        super().__init__()
        self._row = ChoiceRow(node.label, several=True)
        self._row.clicked.connect(lambda checked: self.answered.emit("OK" if checked else ""))
        column(self, gap=0).addWidget(self._row)
        self.show_node(node)

    def show_node(self, node: NodeView) -> None:
        self._row.choose(bool(node.value))

    def focus_in(self) -> None:
        self._row.setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, number: int) -> bool:
        if number == 1:
            self._row.click()
        return number == 1


def make_editor(node: NodeView, now: Callable[[], datetime]) -> Editor:
    """Return the editor for a question's type; a rare type is typed as text."""
    if node.control in ("select1", "select", "rank"):
        return SelectEditor(node)
    if node.control == "trigger":
        return CheckEditor(node)
    if "multiline" in node.appearance.split():
        return LongEditor(node)
    return LineEditor(node, now)


def is_typing(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Tell whether a key belongs to the field that has the keyboard, and not to the page."""
    return (
        isinstance(widget, QLineEdit | LongField)
        and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def _pause(owner: QWidget, act: Callable[[], object]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(TYPING_MS)
    timer.timeout.connect(act)
    return timer
