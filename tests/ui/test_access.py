"""Every screen: named controls, targets of 44 px, nothing clipped, one primary, no stray window."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QTextBrowser,
    QWidget,
)

from fieldmonitor.ui.shell.navigation import Route
from tests.ui.person import Person
from tests.ui.sample import Sample
from tests.ui.screenshots import EMPTY, OUTSIDE, places

Open = Callable[..., Person]
LEAST = 44
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QTabBar, QTextBrowser)


def _walk(
    open_person: Open, filled: Sample, bare: object, size: tuple[int, int]
) -> Iterator[tuple[str, Person]]:
    person = open_person(filled.folder, size=size)
    person.arrives("home")
    yield from _each(person, places(filled))
    person.close()
    person = open_person(bare, size=size)
    person.arrives("home")
    yield from _each(person, EMPTY | OUTSIDE)


def _each(person: Person, names: dict[str, Route]) -> Iterator[tuple[str, Person]]:
    for name, route in names.items():
        person.window.go(route, keep=False)
        person.waits()
        yield name, person


def _inside(person: Person) -> list[QWidget]:
    """Return the visible widgets of the window, but what Qt makes for itself inside controls."""
    return [w for w in person.widgets(QWidget) if not w.objectName().startswith("qt_")]


def _complaints(name: str, person: Person) -> list[str]:
    found = _found(name, person)
    if found:  # what was built last may not have its place yet: look again once the window has rested
        person.waits()
        found = _found(name, person)
    return found


def _found(name: str, person: Person) -> list[str]:
    found: list[str] = []
    windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    if windows != [person.window]:
        found.append(f"{name}: other windows: {windows}")
    primaries = [b.text() for b in person.widgets(QPushButton) if b.property("kind") == "primary"]
    if len(primaries) > 1:
        found.append(f"{name}: more than one primary: {primaries}")
    for widget in _inside(person):
        found += [f"{name}: {words}" for words in _about(widget)]
    return found


def _about(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, CONTROLS):
        if not widget.accessibleName():
            yield f"{type(widget).__name__} without a name ({getattr(widget, 'text', lambda: '')()!r})"
        small = _too_small(widget)
        if small is not None:
            yield f"{widget.accessibleName()!r} is only {small.width()}×{small.height()}"
    if isinstance(widget, QLabel) and not widget.pixmap().isNull():
        return
    if isinstance(widget, QLabel | QPushButton):
        cut = _cut(widget)
        if cut:
            yield cut


def _too_small(widget: QWidget) -> QSize | None:
    if isinstance(widget, QAbstractItemView | QTextBrowser) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return None
    inside_field = isinstance(widget.parentWidget(), QLineEdit)
    small = widget.height() < LEAST or (widget.width() < LEAST and not isinstance(widget, QPushButton))
    is_word = isinstance(widget, QPushButton) or type(widget).__name__ == "PlaceButton"
    return (
        widget.size() if not inside_field and (widget.height() < LEAST or (small and not is_word)) else None
    )


def _cut(widget: QLabel | QPushButton) -> str:
    """Return a complaint where words have less room than they need."""
    words = widget.text()
    if not words or (isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText):
        plain = re.sub(r"<[^>]+>", "", words)
        return _too_low(widget, plain) if plain else ""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return _too_low(widget, words)
    if isinstance(widget, QLabel) and "…" in words:
        return "" if widget.toolTip() else f"elided without a hint: {words!r}"
    if widget.width() + 2 < widget.sizeHint().width():
        return f"{words!r} has {widget.width()} of {widget.sizeHint().width()} px"
    return ""


def _too_low(label: QLabel | QPushButton, words: str) -> str:
    if not isinstance(label, QLabel):
        return ""
    needed = label.heightForWidth(label.width())
    if needed > label.height() + 2:
        return f"{words[:60]!r} has {label.height()} of {needed} px in height"
    longest = max(words.replace("\u200b", " ").split(), key=len, default="")
    if QFontMetrics(label.font()).horizontalAdvance(longest) > label.width() + 2:
        return f"the word {longest!r} is wider than its {label.width()} px"
    return ""


def test_every_screen_in_spanish(open_person: Open, filled: Sample, bare: object) -> None:
    walked = _walk(open_person, filled, bare, (1366, 697))
    found = [line for name, person in walked for line in _complaints(name, person)]
    assert not found, "\n".join(found)


def test_every_screen_in_english_in_the_sun(open_person: Open, filled: Sample, bare: object) -> None:
    found: list[str] = []
    for number, (name, person) in enumerate(_walk(open_person, filled, bare, (1024, 529))):
        if number == 0 or name == next(iter(EMPTY)):
            preferences = person.application.context.preferences
            preferences.theme, preferences.language = "sun", "en"
            person.application.restyle()
            person.waits()
        found += _complaints(name, person)
    assert not found, "\n".join(found)


def test_every_screen_at_150_percent_fits_its_width(open_person: Open, filled: Sample, bare: object) -> None:
    found: list[str] = []
    for number, (name, person) in enumerate(_walk(open_person, filled, bare, (1024, 529))):
        if number == 0 or name == next(iter(EMPTY)):
            person.application.context.preferences.scale = 1.5
            person.application.restyle()
            person.waits()
        found += _complaints(name, person)
    assert not found, "\n".join(found)


@pytest.fixture
def tab_order(person: Person) -> Callable[[], list[QRect]]:
    def collect() -> list[QRect]:
        found: list[QRect] = []
        first = QApplication.focusWidget()
        for _step in range(60):
            person.presses_key(Qt.Key.Key_Tab)
            now = QApplication.focusWidget()
            if now is None or now is first:
                break
            found.append(QRect(now.mapTo(person.window, now.rect().topLeft()), now.size()))
        return found

    return collect


def test_tab_reaches_every_control_of_home_from_top_to_bottom(
    person: Person, tab_order: Callable[[], list[QRect]]
) -> None:
    reached = tab_order()
    assert len(reached) >= 15
    header = [r for r in reached if r.top() < 56]
    assert [r.left() for r in header[:7]] == sorted(r.left() for r in header[:7])
