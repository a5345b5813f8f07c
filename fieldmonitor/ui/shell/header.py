"""The head of the window: the places one can go, or, in a visit, the way out and when it was saved."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.icons import icon, logo
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, Tool
from fieldmonitor.ui.widgets.layout import row, vrule
from fieldmonitor.ui.widgets.words import Elided, StateLabel, text


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the header and the number that may stand beside its word.

    `counted` keeps the number's room while there is none: what is at the right does not move.
    """

    name: str
    word: str
    count: int = 0
    counted: bool = False


class PlaceButton(QAbstractButton):
    """A word of the header; the current one is strong and underlined in blue."""

    def __init__(self, place: Place, pressed: Callable[[str], object]) -> None:
        super().__init__()
        self.place = place
        self.setText(place.word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_count(place.count)
        self.clicked.connect(lambda _checked=False: pressed(place.name))

    def set_count(self, count: int) -> None:
        """Change the number beside the word; zero shows none."""
        self._count = count
        self.setAccessibleName(f"{self.place.word}, {count}" if count else self.place.word)
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """Stay as the window says: pressing goes somewhere, it does not check."""

    def sizeHint(self) -> QSize:
        words = QFontMetrics(look().font(strong=True)).horizontalAdvance(self.text())
        kept = self._count or (self.place.counted and not look().narrow)
        extra = self._badge_width() + look().px(7) if kept else 0
        return QSize(words + extra, look().px(48 if look().narrow else 56))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), look().px(44))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = look(), look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = now.font(strong=self.isChecked())
        words = QFontMetrics(font).horizontalAdvance(self.text())
        painter.setFont(font)
        painter.setPen(now.color("text"))
        area = QRectF(0, 0, words + 2, self.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._count:
            painter.setFont(now.font("fact", strong=True))
            height = px(22)
            box = QRectF(words + px(7), (self.height() - height) / 2, self._badge_width(), height)
            painter.setPen(QPen(now.color("text"), now.border))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(self._count))
        if self.isChecked() or self.underMouse():
            under = px(4) if self.isChecked() else px(2)
            colour = now.color("accent" if self.isChecked() else "control")
            wide = self.width() if self._count else words
            painter.fillRect(QRectF(0, self.height() - under, wide, under), colour)
        painter.end()

    def _badge_width(self) -> int:
        metrics = QFontMetrics(look().font("fact", strong=True))
        widest = max(map(metrics.horizontalAdvance, "0123456789"))
        return widest * len(str(self._count)) + look().px(12)


class PlaceBar(QWidget):
    """The places in a row; those that do not fit wait under "Más"."""

    def __init__(self, places: list[Place], pressed: Callable[[str], object]) -> None:
        super().__init__()
        self._pressed = pressed
        self._current = ""
        layout = row(self, gap=20 if look().narrow else 24)
        self.buttons = [PlaceButton(place, pressed) for place in places]
        for button in self.buttons:
            layout.addWidget(button)
        self._more: QToolButton | None = None
        self._row = layout
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def show_current(self, name: str) -> None:
        """Underline the place one is in."""
        self._current = name
        for button in self.buttons:
            button.setChecked(button.place.name == name)
        self._fit()

    def set_counts(self, counts: dict[str, int]) -> None:
        """Change the numbers beside the words."""
        for button in self.buttons:
            button.set_count(counts.get(button.place.name, 0))
        self._fit()

    def wanted(self) -> int:
        """Return the width that all the places take."""
        gap = look().px(20 if look().narrow else 24)
        return sum(button.sizeHint().width() + gap for button in self.buttons) - gap

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = look().px(20 if look().narrow else 24)
        widths = [button.sizeHint().width() + gap for button in self.buttons]
        if sum(widths) - gap <= self.width():
            self._show_first(len(widths))
            return
        room = self.width() - self._more_button().sizeHint().width() - gap
        shown = 0
        while shown < len(widths) and sum(widths[: shown + 1]) <= room:
            shown += 1
        self._show_first(shown)

    def _show_first(self, shown: int) -> None:
        for index, button in enumerate(self.buttons):
            button.setVisible(index < shown)
        if self._more is None:
            return
        menu = self._more.menu()
        menu.clear()
        for button in self.buttons[shown:]:
            action = menu.addAction(button.accessibleName())
            action.triggered.connect(lambda _c=False, name=button.place.name: self._pressed(name))
        self._more.setVisible(shown < len(self.buttons))

    def _more_button(self) -> QToolButton:
        """Return the button "Más", made when a window is first too narrow for all the places."""
        if self._more is None:
            self._more = more = QToolButton()
            more.setText(_("Más"))
            more.setAccessibleName(_("Más lugares"))
            more.setIcon(icon("chevron-down"))
            more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            more.setProperty("place", "true")
            more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            more.setMenu(QMenu(more))
            self._row.insertWidget(len(self.buttons), more)
            QWidget.setTabOrder(self.buttons[-1], more)  # made last, but it stands before the tools
        return self._more


@dataclass(frozen=True, slots=True)
class Tools:
    """What the header's tools do."""

    sun: Callable[[], object]
    settings: Callable[[], object]
    lock: Callable[[], object]
    help: Callable[[], object]
    search: Callable[[], object]


class Header(QFrame):
    """Base of the three heads: logo or way out at the left, tools at the right."""

    named: QWidget | None = None

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(look().px(48 if look().narrow else 56))
        edge = round(look().margin / look().scale)
        self.row = row(self, margins=(edge, 0, edge - (12 if look().narrow else 11), 0), gap=6)

    def add_sun(self, tools: Tools) -> None:
        """Add the switch for direct sunlight, F9."""
        tool = Tool(_("Modo sol"), "sun", tools.sun, "F9")
        tool.setCheckable(True)
        tool.setChecked(look().palette.sun)
        tool.setProperty("checkedTool", "true")
        if look().palette.sun:
            tool.setIcon(icon("sun", "selected_text"))
        self.row.addWidget(tool)
        self.sun = tool

    def add_logo(self, *, name: bool) -> None:
        """Add the plumb bob and, where there is room, the program's name."""
        mark = QLabel()
        mark.setPixmap(logo("text", 24))
        mark.setAccessibleName(_("Monitor de Obras"))
        self.row.addWidget(mark)
        if name:
            self.named = text(_("Monitor de Obras"), strong=True)
            self.row.addWidget(self.named)
        self.row.addSpacing(look().px(34 if name else 8))


_BARE = (False, False, False)


class PlacesHeader(Header):
    """The usual head: places with counts, who is working, sun, settings, lock."""

    def __init__(self, places: list[Place], who: str, pressed: Callable[[str], object], tools: Tools) -> None:
        super().__init__()
        self.add_logo(name=not look().narrow)
        self.bar = PlaceBar(places, pressed)
        self.row.addWidget(self.bar, 1)
        self._who: QWidget | None = None
        if who and not look().narrow:
            self._who = text(who, tone="secondary")
            self.row.addWidget(self._who)
            self.row.addSpacing(look().px(4))
        seek = Tool(_("Buscar en todo"), "search", tools.search, "Ctrl+K")
        seek.show_words(False)
        self.row.addWidget(seek)
        self.add_sun(tools)
        for tool in (
            Tool(_("Ajustes"), "settings", tools.settings),
            Tool(_("Bloquear"), "lock", tools.lock, "Ctrl+L"),
        ):
            tool.show_words(not look().compact)  # larger letters leave the room to the places
            self.row.addWidget(tool)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give the places the room they need: the sun's words go first, then the program's name, then who."""
        if look().narrow:
            return
        for named, words, who in ((True, True, True), (True, False, True), (False, False, True), _BARE):
            self.sun.show_words(words)
            for widget, shown in ((self.named, named), (self._who, who)):
                if widget is not None:
                    widget.setVisible(shown)
            self.row.invalidate()
            if self.row.sizeHint().width() + self.bar.wanted() <= self.width():
                break


class VisitHeader(Header):
    """The head during a visit: way out, which work, when it was saved, and tools."""

    def __init__(self, leave_words: str, leave: Callable[[], object], tools: Tools) -> None:
        super().__init__()
        self._fitted: tuple[object, ...] = ()
        self._keeps = False
        self.leave = Button(leave_words, "leave", leave, icon_name="arrow-left")
        self.row.addWidget(self.leave)
        self.row.addSpacing(look().px(8))
        self.row.addWidget(vrule(28))
        self.row.addSpacing(look().px(8))
        self._work = Elided("", strong=True)
        self.row.addWidget(self._work)
        self._visit = text("", tone="secondary")
        self.row.addWidget(self._visit)
        if look().narrow:
            self._visit.hide()
        self.row.addStretch(1)
        self._presence = row()
        self.row.addLayout(self._presence)
        self._saved = row()
        self.row.addLayout(self._saved)
        self.add_sun(tools)
        self.row.addWidget(Tool(_("Ayuda"), "circle-question-mark", tools.help, "F1"))
        self.row.addWidget(Tool(_("Bloquear"), "lock", tools.lock, "Ctrl+L"))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Give room to the work's whole name: first the visit's date goes, then the tools' words."""
        beside = (self._presence.sizeHint().width(), self._saved.sizeHint().width())
        now = (self.width(), self._work.accessibleName(), self._visit.text(), self._keeps, *beside)
        if look().narrow or now == self._fitted:
            return
        self._fitted = now
        for detail, words in ((True, True), (False, True), (True, False), (False, False)):
            self._visit.setVisible(detail or self._keeps)
            for tool in self.findChildren(Tool):
                tool.show_words(words)
            self.row.invalidate()
            if self.row.sizeHint().width() <= self.width():
                break
        self.row.activate()

    def name_visit(self, work: str, visit: str, *, keep: bool = False) -> None:
        """Say which work and visit this is; with `keep` the visit is said wherever the window has room."""
        self._keeps = keep
        self._work.set_words(work)
        self._visit.setText(visit)

    def show_presence(self, widget: QWidget) -> None:
        """Put what notes arrival and departure into the head, in place of an earlier one."""
        while self._presence.count():
            item = self._presence.takeAt(0)
            held = item.widget() if item else None
            if held is not None:
                held.deleteLater()
        self._presence.addWidget(widget)
        for stop in widget.findChildren(QAbstractButton):  # made last, but it stands before the tools
            QWidget.setTabOrder(self.leave, stop)
        self._presence.addSpacing(look().px(4))

    def show_saved(self, words: str, icon_name: str = "check", tone: str = "text") -> None:
        """Say when the last answer was safely written, or that it could not be."""
        while self._saved.count():
            item = self._saved.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        if words:
            self._saved.addWidget(StateLabel(words, icon_name, tone))
            self._saved.addSpacing(look().px(4))


class BareHeader(Header):
    """The head before anyone is in: logo, sun, and nothing that needs an open profile."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.add_logo(name=True)
        self.row.addStretch(1)
        self.add_sun(tools)
