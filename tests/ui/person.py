"""A person at the window: sees words, presses what bears a name, types, and waits; calls no presenter."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fieldmonitor.bootstrap.entry import ProfileEntry
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.widgets.gradual import Gradual
from fieldmonitor.ui.widgets.lists import RowList
from fieldmonitor.ui.widgets.press import STILL

W = TypeVar("W", bound=QWidget)
PATIENCE = 30_000
"""Milliseconds that anything may take on a busy machine; nothing waits for a fixed time."""


class Person:
    """Looks at one window; the methods read like what one would tell a volunteer to do."""

    def __init__(
        self, qtbot: QtBot, application: Application, entry: ProfileEntry, size: tuple[int, int]
    ) -> None:
        self.bot = qtbot
        self.application = application
        self.window = application.window
        self.entry = entry
        self.size = size
        self._open = True
        self.window.resize(*size)
        application.show()
        self.window.resize(*size)
        self.window.activateWindow()

    def close(self) -> None:
        """Close the window as a person does, and end its threads."""
        if self._open:
            self._open = False
            self.window.close()
            self.application.close()
            self.entry.close_all()
            self.window.deleteLater()

    # -- seeing ------------------------------------------------------------------------------------

    def arrives(self, place: str) -> Screen:
        """Wait until a place is shown and has read what it shows."""
        self.bot.waitUntil(lambda: self._at(place), timeout=PATIENCE)
        if self.application.context.glance is not None:  # shown before its profile is open
            self.bot.waitUntil(lambda: self.application.context.glance is None, timeout=PATIENCE)
        self.waits()
        screen = self.window.screen_now
        assert screen is not None
        return screen

    def waits(self) -> None:
        """Wait until nothing is under way, however often one thing leads to another.

        No time is waited for: only tasks before one's own, what is queued for the window, and pages that are
        laid out step by step.
        """
        runner = self.application.runner
        for _round in range(3):
            turn(lambda end: runner.background(lambda: None, end))
            turn(lambda end: runner.database(lambda: None, end))
            turn(lambda end: QTimer.singleShot(0, lambda: end(None)))
        if not all(page.whole for page in self.window.findChildren(Gradual)):
            self.bot.waitUntil(
                lambda: all(page.whole for page in self.window.findChildren(Gradual)), timeout=PATIENCE
            )
            self.waits()

    def sees(self, words: str) -> None:
        """Wait until words stand somewhere in the window."""
        self.bot.waitUntil(lambda: words in self.page(), timeout=PATIENCE)

    def page(self) -> str:
        """Return everything that can be read in the window now."""
        found: list[str] = []
        for widget in self.widgets(QWidget):
            if isinstance(widget, QLabel | QAbstractButton):
                found.append(widget.accessibleName() or widget.text())
            elif isinstance(widget, QLineEdit):
                found.append(widget.text())
            elif isinstance(widget, QPlainTextEdit | QTextEdit):
                found.append(widget.toPlainText())
            elif isinstance(widget, QTabBar):
                found += [widget.tabText(index) for index in range(widget.count())]
            elif isinstance(widget, RowList | PhotoGrid):
                model = widget.model()
                found += [str(model.index(row, 0).data()) for row in range(model.rowCount())]
            elif isinstance(widget, QTableView):
                found += table_words(widget)
        return "\n".join(found).replace("\u00a0", " ")

    def widgets(self, kind: type[W]) -> list[W]:
        """Return the visible widgets of a kind, in any window of the program."""
        windows = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not isinstance(w, QMenu)]
        return [
            widget
            for window in windows
            for widget in [window, *window.findChildren(QWidget)]
            if isinstance(widget, kind) and widget.isVisible()
        ]

    # -- doing -------------------------------------------------------------------------------------

    def goes(self, place: str, key: str = "", ref: str = "") -> Screen:
        """Be at a place, as after following the links that lead there."""
        self.window.go(Route(place, key, ref))
        return self.arrives(place)

    def button(self, name: str) -> QAbstractButton:
        """Return the button that bears a name, waiting until it can be pressed."""
        self.bot.waitUntil(lambda: self._named(name) is not None, timeout=PATIENCE)
        found = self._named(name)
        assert found is not None
        return found

    def presses(self, name: str) -> None:
        """Click on a button by its name."""
        button = self.button(name)
        self._scroll_to(button)
        spot = button.rect().center()
        if (QCursor.pos() - button.mapToGlobal(spot)).manhattanLength() < STILL:
            spot += QPoint(2 * STILL, 0)  # a hand that aims anew moves a little
        QCursor.setPos(button.mapToGlobal(spot))  # as a hand moves it: Qt's click does not
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton, pos=spot)
        self.waits()

    def types(self, label: str, words: str) -> None:
        """Click into the field with a label and type."""
        field = next(w for w in self.widgets(QWidget) if w.accessibleName() == label and _is_field(w))
        self._scroll_to(field)
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        type_words(field, words)

    def presses_key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the keyboard is now; a person's window is in front of the others."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            self.bot.waitUntil(lambda: QApplication.activeWindow() is not None, timeout=PATIENCE)
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)
        self.waits()

    def _named(self, name: str) -> QAbstractButton | None:
        exact = [b for b in self.widgets(QAbstractButton) if b.isEnabled() and b.accessibleName() == name]
        near = [
            b for b in self.widgets(QAbstractButton) if b.isEnabled() and b.accessibleName().startswith(name)
        ]
        return next(iter(exact or near), None)

    def _scroll_to(self, widget: QWidget) -> None:
        from fieldmonitor.ui.shell.focus import scroll_to

        scroll_to(widget)

    def _at(self, place: str) -> bool:
        screen = self.window.screen_now
        return screen is not None and screen.route().place == place


def turn(begin: Callable[[Callable[[object], None]], object]) -> None:
    """Let the window work until what is begun has come to its end."""
    loop, late = QEventLoop(), QTimer(singleShot=True, interval=PATIENCE)
    ended: list[object] = []

    def end(result: object) -> None:
        ended.append(result)
        loop.quit()

    late.timeout.connect(loop.quit)
    late.start()
    begin(end)
    loop.exec()
    assert ended, "the window did not come to rest"


def table_words(table: QTableView) -> list[str]:
    """Return a table's cells as screen readers say them, with its heads."""
    model, role = table.model(), Qt.ItemDataRole.AccessibleTextRole
    across, down = range(model.columnCount()), range(model.rowCount())
    heads = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in across]
    heads += [str(model.headerData(n, Qt.Orientation.Vertical)) for n in down]
    cells = (model.index(row, column).data(role) for row in down for column in across)
    return heads + [str(words) for words in cells if words]


def type_words(field: QWidget, words: str) -> None:
    """Type letter by letter; keyClicks cannot say ñ or á, so key events are sent."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(field, event)


def _is_field(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit | QPlainTextEdit)
