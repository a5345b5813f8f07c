"""What is wrong with a window as it stands: one list of complaints, however the screen was made.

Every check looks at the window as a person or a screen reader meets it: real widgets, real sizes, painted
pixels. `tests/ui/test_audit.py` shows each of them a widget made wrong.
"""

import re
from array import array
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from babel.messages.pofile import read_po
from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QFocusFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTableView,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from fieldmonitor.system.resources import resource
from fieldmonitor.system.translations import current_language
from fieldmonitor.ui.search.row import ResultRow
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.index import IndexRow
from fieldmonitor.ui.widgets.layout import Page
from fieldmonitor.ui.widgets.lists import RowList
from fieldmonitor.ui.widgets.words import Elided

LEAST = 44
LETTER = 7
"""Pixels: what is lower or narrower is a rule or a point, not a word."""

SLACK = 2
"""Pixels that rounding may cost."""

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QAbstractItemView,
    QTabBar,
    QTextBrowser,
    QComboBox,
)


def complaints(window: QWidget, data: frozenset[str] = frozenset()) -> list[str]:
    """Return everything that is wrong with a window, each as a line that names the widget.

    `data` are words that people wrote or published: they stay in their language.
    """
    widgets = visible(window)
    found = [*_one_primary(widgets), *_no_stray_window(window)]
    for widget in widgets:
        found += [*unnamed(widget), *too_small(widget), *clipped(widget), *cut_by_parent(widget)]
    found += [*overlaps(widgets), *untranslated(widgets, data), *out_of_order(window, widgets)]
    found += empty_ends(widgets)
    found += faint(window, widgets)
    return found


def visible(window: QWidget) -> list[QWidget]:
    """Return what is shown, but for what Qt makes for itself inside its own controls."""
    inside = [window, *window.findChildren(QWidget)]
    return [
        w
        for w in inside
        if w.isVisible() and not w.objectName().startswith("qt_") and not isinstance(w, QFocusFrame)
    ]


# -- what is said ----------------------------------------------------------------------------------


def unnamed(widget: QWidget) -> Iterator[str]:
    """A control that a screen reader cannot name."""
    if isinstance(widget, CONTROLS) and not widget.accessibleName():
        yield f"{_who(widget)} has no name"


def words_of(widget: QWidget) -> str:
    """Return the words that a widget shows."""
    if isinstance(widget, QLabel | QAbstractButton):
        words = widget.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        return re.sub(r"<[^>]+>", "", words).replace("\u200b", "")
    return ""


@cache
def _foreign(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return sentences and patterns that belong to the other language."""
    with resource("translations", "en", "LC_MESSAGES", "fieldmonitor.po").open("rb") as source:
        catalogue = read_po(source, locale="en")
    pairs = [
        (message.id, message.string)
        for message in catalogue
        if isinstance(message.id, str) and message.id and message.string and message.id != message.string
    ]
    chosen = [source if language == "en" else words for source, words in pairs]
    own = {words if language == "en" else source for source, words in pairs}
    whole = frozenset(words for words in chosen if "{" not in words and words not in own)
    patterns = tuple(
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(words)))
        for words in chosen
        if "{" in words and len(re.sub(r"\{\w+\}", "", words).strip()) >= 14
    )
    return whole, patterns


def untranslated(widgets: list[QWidget], data: frozenset[str] = frozenset()) -> Iterator[str]:
    """Words of one language in a window of the other."""
    language = "en" if current_language() == "en" else "es"
    for widget in widgets:
        for words in {words_of(widget).strip(), widget.accessibleName().strip(), widget.toolTip().strip()}:
            if words and words not in data and _is_foreign(words, language):
                yield f"{words[:60]!r} is of another language"


@cache
def _is_foreign(words: str, language: str) -> bool:
    whole, patterns = _foreign(language)
    return words in whole or any(pattern.fullmatch(words) for pattern in patterns)


# -- sizes -----------------------------------------------------------------------------------------


def too_small(widget: QWidget) -> Iterator[str]:
    """A target that a gloved finger misses."""
    if not isinstance(widget, CONTROLS) or isinstance(widget, QAbstractItemView | QTextBrowser):
        return
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget.parentWidget(), QLineEdit):
        return
    wide = bool(words_of(widget)) or isinstance(widget, QLineEdit | QTabBar)
    if widget.height() < LEAST or (widget.width() < LEAST and not wide):
        yield f"{_who(widget)} is only {widget.width()}×{widget.height()}"


def clipped(widget: QWidget) -> Iterator[str]:
    """Words with less room than they need."""
    words = words_of(widget)
    if isinstance(widget, QTabBar):
        yield from _clipped_tabs(widget)
    elif isinstance(widget, ChoiceRow):
        if widget.heightForWidth(widget.width()) > widget.height() + SLACK:
            yield f"{_who(widget)} is too low for its words"
    elif isinstance(widget, QLabel) and words and widget.pixmap().isNull():
        yield from _clipped_label(widget, words)
    elif isinstance(widget, QPushButton) and words:
        if widget.width() + SLACK < widget.sizeHint().width():
            yield f"{_who(widget)} has {widget.width()} of {widget.sizeHint().width()} px"
    elif isinstance(widget, QTextBrowser):
        needed = round(widget.document().idealWidth())
        if needed > widget.viewport().width() + SLACK:
            yield f"{_who(widget)} shows {widget.viewport().width()} of {needed} px"
    elif isinstance(widget, QToolButton) and words:
        shown = widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
        if shown and widget.width() + SLACK < widget.minimumSizeHint().width():
            yield f"{_who(widget)} has {widget.width()} of {widget.minimumSizeHint().width()} px"


def _clipped_label(label: QLabel, words: str) -> Iterator[str]:
    wraps = label.wordWrap() or label.textFormat() == Qt.TextFormat.RichText
    if wraps:
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK:
            yield f"{_who(label)} has {label.height()} of {needed} px in height"
        longest = max(
            re.split(r"[\s\u200b]", label.text() if label.wordWrap() else words), key=len, default=""
        )
        longest = re.sub(r"<[^>]*>?|^[^<]*>", "", longest)
        if QFontMetrics(label.font()).horizontalAdvance(longest) > label.width() + SLACK:
            yield f"the word {longest!r} is wider than its {label.width()} px"
    elif isinstance(label, Elided):
        if label.toolTip() != label.accessibleName():
            yield f"{_who(label)} is elided without a hint"
    elif label.width() + SLACK < label.sizeHint().width():
        yield f"{_who(label)} has {label.width()} of {label.sizeHint().width()} px"


def _clipped_tabs(tabs: QTabBar) -> Iterator[str]:
    metrics = QFontMetrics(look().font(strong=False))
    for index in range(tabs.count()):
        area = tabs.tabRect(index)
        if area.width() + SLACK < metrics.horizontalAdvance(tabs.tabText(index)):
            yield f"tab {tabs.tabText(index)!r} has {area.width()} px"
    if tabs.count() and tabs.tabRect(tabs.count() - 1).right() > tabs.width() + SLACK:
        yield f"tab {tabs.tabText(tabs.count() - 1)!r} is out of sight"


def cut_by_parent(widget: QWidget) -> Iterator[str]:
    """Words that reach out of what they lie in, where nothing scrolls."""
    if not words_of(widget).strip():
        return
    area, parent = widget.geometry(), widget.parentWidget()
    while parent is not None and not parent.isWindow():
        above = parent.parentWidget()
        if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(area):
            yield f"{_who(widget)} reaches out of {_who(parent)}: {_rect(area)} in {_rect(parent.rect())}"
            return
        if above is not None and _scrolls(above):
            if area.right() > above.width() + SLACK and not _sideways(above):
                yield f"{_who(widget)} reaches out of the page at the right"
            return
        area, parent = QRect(parent.mapToParent(area.topLeft()), area.size()), above


def _scrolls(viewport: QWidget) -> bool:
    owner = viewport.parentWidget()
    return isinstance(owner, QAbstractScrollArea) and owner.viewport() is viewport


def _sideways(viewport: QWidget) -> bool:
    owner = viewport.parentWidget()
    assert isinstance(owner, QAbstractScrollArea)
    return owner.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def overlaps(widgets: list[QWidget]) -> Iterator[str]:
    """Siblings that cover each other."""
    families: dict[QWidget, list[QWidget]] = {}
    for widget in widgets:
        parent = widget.parentWidget()
        if parent is not None and not widget.isWindow() and not isinstance(widget, QScrollBar):
            families.setdefault(parent, []).append(widget)
    for parent, family in families.items():
        if isinstance(parent, QAbstractScrollArea | QComboBox | QLineEdit):
            continue
        for index, one in enumerate(family):
            for other in family[index + 1 :]:
                shared = one.geometry().intersected(other.geometry())
                if shared.width() > SLACK and shared.height() > SLACK:
                    yield f"{_who(one)} and {_who(other)} overlap by {shared.width()}×{shared.height()}"


def empty_ends(widgets: list[QWidget]) -> Iterator[str]:
    """Pages that scroll on where nothing more stands."""
    for page in widgets:
        if not isinstance(page, Page) or not page.verticalScrollBar().maximum():
            continue
        leaves = [w for w in page.body.findChildren(QWidget) if w.isVisible() and not w.findChildren(QWidget)]
        low = max((leaf.mapTo(page.body, QPoint(0, leaf.height())).y() for leaf in leaves), default=0)
        room = page.body.height() - low - page.column.contentsMargins().bottom()
        if room > look().px(16):
            yield f"{_who(page)} scrolls {room} px into empty room"


# -- the keyboard ----------------------------------------------------------------------------------


def out_of_order(window: QWidget, widgets: list[QWidget]) -> Iterator[str]:
    """Tab that jumps back: to what stands above, or to the left in the same line."""
    shown = set(widgets)
    stops: list[tuple[QWidget, QRect]] = []
    now = window.nextInFocusChain()
    for _step in range(5_000):
        if now is None or now is window:
            break
        takes = now.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and now in shown and now.isEnabled() and not isinstance(now, QScrollArea):
            stops.append((now, QRect(now.mapTo(window, QPoint(0, 0)), now.size())))
        now = now.nextInFocusChain()
    for (one, before), (other, after) in pairwise(stops):
        if _region(one) is not _region(other):
            continue
        line = min(before.bottom(), after.bottom()) - max(before.top(), after.top())
        beside = line > min(before.height(), after.height()) / 2
        if beside and after.right() <= before.left():
            yield f"Tab goes left: from {_who(one)} to {_who(other)}"
        elif not beside and after.bottom() <= before.top() and after.left() < before.right():
            yield f"Tab goes up: from {_who(one)} to {_who(other)}"


def _region(widget: QWidget) -> QWidget:
    """Return the part of the window that a control stands in: pages scroll, so each is its own."""
    region = widget
    while not region.isWindow():
        region = region.parentWidget() or region.window()
        if isinstance(region, QScrollArea) or region.objectName() in ("strip", "status", "header"):
            break
    return region


# -- the painted pixels ----------------------------------------------------------------------------


def faint(window: QWidget, widgets: list[QWidget]) -> Iterator[str]:
    """Words that do not stand out from what is really painted behind them."""
    least = 7.0 if look().palette.sun else 4.5
    picture = painted(window)
    for widget in widgets:
        asks = isinstance(widget, QLineEdit) and not widget.text() and bool(widget.placeholderText())
        if not asks and (not isinstance(widget, QLabel | QAbstractButton) or not words_of(widget).strip()):
            continue
        if isinstance(widget, QToolButton) and not widget.text().strip():
            continue
        seen = widget.visibleRegion().boundingRect()
        if seen.height() < widget.height() * 0.7:  # half scrolled away: what is left is no letter
            continue
        edge = 6 if isinstance(widget, QAbstractButton) or asks else 0
        begin = look().px(40) if asks else edge  # past a field's icon and its cursor
        area = seen.intersected(widget.rect().adjusted(begin, edge, -edge, -edge))
        if area.width() < 8 or area.height() < 8:
            continue
        area.translate(widget.mapTo(window, QPoint(0, 0)))
        reached = strongest(picture, area)
        if 1.0 < reached < least:
            yield f"{_who(widget)} has a contrast of {reached:.1f}"
    for widget in widgets:
        for said, area in _painted_lines(widget):
            area.translate(widget.mapTo(window, QPoint(0, 0)))
            weak = min((strongest(picture, block) for block in inked(picture, area)), default=21.0)
            if 1.0 < weak < least:
                yield f"{_who(widget)}: {said!r} has a contrast of {weak:.1f}"


def _painted_lines(widget: QWidget) -> Iterator[tuple[str, QRect]]:
    """Return what a widget paints itself: rows of a list, cells of a table, a part of an index."""
    if isinstance(widget, IndexRow | ResultRow):
        if widget.isEnabled() and widget.visibleRegion().boundingRect().height() >= widget.height():
            yield words_of(widget)[:40], widget.rect()
    elif isinstance(widget, RowList | QTableView):
        seen, model = widget.viewport().rect(), widget.model()
        for row in range(model.rowCount() if model is not None else 0):
            for column in range(1 if isinstance(widget, RowList) else model.columnCount()):
                index = model.index(row, column)
                area = widget.visualRect(index)
                if seen.contains(area) and not area.isEmpty():
                    where = widget.viewport().mapTo(widget, area.topLeft())
                    yield str(index.data() or "")[:40], QRect(where, area.size())


def inked(picture: Image.Image, area: QRect) -> Iterator[QRect]:
    """Return the blocks of ink in an area: lines apart from each other, and words apart in a line."""
    box = (area.left(), area.top(), area.right() + 1, area.bottom() + 1)
    piece = picture.crop(box)
    paper = max(piece.getcolors(65_536) or [(1, (0, 0, 0))])[1]
    ink = ImageChops.difference(piece, Image.new("RGB", piece.size, paper)).convert("L")
    ink = ink.point(lambda value: 255 if value > 8 else 0).convert("F")
    wide, high = piece.size
    for top, bottom in _runs(ink.resize((1, high), Image.Resampling.BOX), apart=2):
        line = ink.crop((0, top, wide, bottom))
        for left, right in _runs(line.resize((wide, 1), Image.Resampling.BOX), apart=24):
            if bottom - top >= LETTER and right - left >= LETTER:
                yield QRect(area.left() + left, area.top() + top, right - left, bottom - top)


def _runs(profile: Image.Image, apart: int) -> Iterator[tuple[int, int]]:
    """Return the stretches of a profile with ink in them; gaps of less than `apart` do not part them."""
    begin = end = -apart - 1
    for place, value in enumerate(array("f", profile.tobytes())):
        if not value:
            continue
        if place - end >= apart and begin >= 0:
            yield begin, end
            begin = place
        elif begin < 0:
            begin = place
        end = place + 1
    if begin >= 0:
        yield begin, end


def painted(window: QWidget) -> Image.Image:
    """Return a window's pixels."""
    shot = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    data = bytes(shot.constBits())
    return Image.frombuffer("RGB", (shot.width(), shot.height()), data, "raw", "RGB", shot.bytesPerLine(), 1)


def strongest(picture: Image.Image, area: QRect) -> float:
    """Return the contrast of the strongest ink in an area with its most frequent colour; 1 if blank."""
    box = (area.left(), area.top(), area.right() + 1, area.bottom() + 1)
    piece = picture.crop(box)
    colours = piece.getcolors(2_048) or piece.quantize(256).convert("RGB").getcolors() or []
    paper = max(colours)[1]
    assert isinstance(paper, tuple)
    lights = [_light(ink) for _count, ink in colours if isinstance(ink, tuple)]
    return max(_contrast(light, _light(paper)) for light in (min(lights), max(lights)))


@cache
def _light(colour: tuple[int, ...]) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


# -- the whole window ------------------------------------------------------------------------------


def _one_primary(widgets: list[QWidget]) -> Iterator[str]:
    primaries = [w.text() for w in widgets if isinstance(w, QPushButton) and w.property("kind") == "primary"]
    if len(primaries) > 1:
        yield f"more than one primary: {primaries}"


def _no_stray_window(window: QWidget) -> Iterator[str]:
    stray = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    if stray and not any(window.isAncestorOf(w) or w.isAncestorOf(window) for w in stray):
        yield f"other windows: {stray}"


def _who(widget: QWidget) -> str:
    words = widget.accessibleName() or words_of(widget) or widget.objectName()
    return f"{type(widget).__name__} {words[:50]!r}"


def _rect(area: QRect) -> str:
    return f"{area.x()},{area.y()} {area.width()}×{area.height()}"
