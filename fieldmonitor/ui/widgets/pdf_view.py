"""A PDF shown from memory: its pages below one another, each drawn beside the window when it is seen.

view = PdfView(context.runner, context.ws.pictures, screen.trouble, _("Informe en PDF"))
view.show_pdf(data)
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.media.results import PageImage, PageSize
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Tool
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import text

KEPT = 8
"""Drawn pages in memory, of some 4 MB each; more only where more are seen at once."""
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
FITTED = ZOOMS.index(1.0)
WIDEST, GAP, EDGE = 860, 16, 16


class PageReader(Protocol):
    """Reads a PDF where it can do no harm: `Workspace.pictures`."""

    def pdf_pages(self, data: bytes) -> tuple[PageSize, ...]: ...

    def pdf_page(self, data: bytes, index: int, width: int) -> PageImage: ...


@dataclass(frozen=True, slots=True)
class _Opened:
    document: int
    pages: tuple[PageSize, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    document: int
    index: int
    width: int
    image: QImage
    words: str
    error: Exception | None = None


class PdfView(QFrame):
    """Pages with a bar above them: which page this is, smaller, larger, as wide as the window.

    `trouble` is told of a document that cannot be read; the view then stays empty. `ready` comes once the
    pages are known, `turned` with the number of the page one looks at and how many there are.
    """

    ready = Signal(int)
    turned = Signal(int, int)

    def __init__(
        self, runner: TaskRunner, reader: PageReader, trouble: Callable[[Exception], object], said: str
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pages = PdfPages(runner, reader, trouble, said)
        self._lines = lines = column(self, gap=0)
        self._bar = QFrame()
        edge = round(look().margin / look().scale)
        self._across = bar = row(self._bar, margins=(edge, 4, edge - 12, 4), gap=8)
        self._place = text(_("Abriendo el documento…"), tone="secondary")
        bar.addWidget(self._place, 1)
        self._tools = [
            _tool(_("Más pequeño"), "minus", lambda: self.pages.zoom(-1), "-"),
            _tool(_("Más grande"), "plus", lambda: self.pages.zoom(1), "+"),
            _tool(_("Como la ventana de ancho"), "expand", lambda: self.pages.zoom(0), "0"),
        ]
        for tool in self._tools:
            bar.addWidget(tool)
        self._rule = rule()
        lines.addWidget(self._bar)
        lines.addWidget(self._rule)
        lines.addWidget(self.pages, 1)
        for before, after in pairwise([*self._tools, self.pages]):
            QWidget.setTabOrder(before, after)  # the pages are made first, and stand below
        self.pages.opened.connect(self._opened)
        self.pages.moved.connect(self._moved)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to the pages. A focus proxy would take the tools out of the way of Tab."""
        self.pages.setFocus(reason)

    def take_bar(self) -> QFrame:
        """Hand the bar over to a screen that has a line for it anyway, where height is scarce."""
        self._lines.removeWidget(self._bar)
        self._across.setContentsMargins(0, 0, look().px(8), 0)
        self._rule.hide()
        return self._bar

    def show_pdf(self, data: bytes) -> None:
        """Show a document from its first page."""
        self._place.setText(_("Abriendo el documento…"))
        self.pages.show_pdf(data)

    def _opened(self, count: int) -> None:
        self._moved(1, count)
        self.ready.emit(count)

    def _moved(self, number: int, count: int) -> None:
        self._place.setText(_("Página {n} de {total}").format(n=number, total=count))
        self.turned.emit(number, count)


class PdfPages(QAbstractScrollArea):
    """The pages alone. Arrow and page keys scroll; +, - and 0 change the size."""

    opened = Signal(int)
    moved = Signal(int, int)

    def __init__(
        self, runner: TaskRunner, reader: PageReader, trouble: Callable[[Exception], object], said: str
    ) -> None:
        super().__init__()
        self._runner, self._reader, self._trouble, self._said = runner, reader, trouble, said
        self._data = b""
        self._document = 0
        self._sizes: tuple[PageSize, ...] = ()
        self._zoom = FITTED
        self._drawn: OrderedDict[int, _Drawn] = OrderedDict()
        self._under_way = False
        self._failed: set[int] = set()
        self._number = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(said)
        self.verticalScrollBar().valueChanged.connect(self._tell)

    def show_pdf(self, data: bytes) -> None:
        """Take over a document and draw what is seen of it."""
        self._data, self._sizes = data, ()
        self._document += 1
        self._drawn.clear()
        self._failed.clear()
        self._number = 0
        self.verticalScrollBar().setValue(0)
        self.viewport().update()
        self._runner.background(partial(_open, self._reader, data, self._document), self._take, self._refused)

    def zoom(self, by: int) -> None:
        """Make the pages one step smaller or larger; 0 makes them as wide as the window again."""
        height = max(1, self._content().height())
        at = (self.verticalScrollBar().value() + self.viewport().height() / 2) / height
        self._zoom = FITTED if by == 0 else max(0, min(len(ZOOMS) - 1, self._zoom + by))
        self._fit()
        middle = at * self._content().height() - self.viewport().height() / 2
        self.verticalScrollBar().setValue(round(middle))
        self.viewport().update()

    def go_to(self, number: int) -> None:
        """Bring a page to the top, the first being 1."""
        if 1 <= number <= len(self._sizes):
            self.verticalScrollBar().setValue(self._areas()[number - 1].top() - look().px(GAP))

    # -- Qt ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(look().px(600), look().px(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        now, ratio = look(), self.devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), now.color("window"))
        shift = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        wanted: list[tuple[int, int]] = []
        for index, area in enumerate(self._areas()):
            seen = area.translated(-shift)
            if not seen.intersects(self.viewport().rect()):
                continue
            drawn = self._drawn.get(index)
            painter.fillRect(seen, Qt.GlobalColor.white)  # paper is white in every palette
            if drawn is not None:
                painter.drawImage(seen, drawn.image)
            painter.setPen(QPen(now.color("control"), now.border))
            painter.drawRect(seen.adjusted(-1, -1, 0, 0))
            width = round(area.width() * ratio)
            if index not in self._failed and (drawn is None or drawn.width != width):
                wanted.append((index, width))
        painter.end()
        if wanted:
            self._draw(*wanted[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def press(self, key: int) -> bool:
        """Scroll or zoom by a key; return False for one that means something else."""
        bar, side = self.verticalScrollBar(), self.horizontalScrollBar()
        keys, step, page = Qt.Key, bar.singleStep(), bar.pageStep()
        down = {keys.Key_Down: step, keys.Key_Up: -step, keys.Key_PageDown: page, keys.Key_PageUp: -page}
        down |= {keys.Key_Space: page, keys.Key_Home: -bar.maximum(), keys.Key_End: bar.maximum()}
        across = {keys.Key_Right: step, keys.Key_Left: -step}
        zooms = {keys.Key_Plus: 1, keys.Key_Minus: -1, keys.Key_0: 0}
        for known, move in (
            (down, lambda by: bar.setValue(bar.value() + by)),
            (across, lambda by: side.setValue(side.value() + by)),
            (zooms, self.zoom),
        ):
            by = next((amount for name, amount in known.items() if name == key), None)
            if by is not None:
                move(by)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.press(event.key()):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    # -- private -----------------------------------------------------------------------------------

    def _take(self, found: _Opened) -> None:
        if found.document != self._document:
            return
        self._sizes = found.pages
        self._fit()
        self.viewport().update()
        self._number = 1
        self.opened.emit(len(self._sizes))

    def _refused(self, error: Exception) -> None:
        self._trouble(error)

    def _draw(self, index: int, width: int) -> None:
        """Draw one page at a time: what has scrolled out of sight before its turn is never drawn."""
        if self._under_way:
            return
        self._under_way = True
        task = partial(_drawn_page, self._reader, self._data, self._document, index, width)
        self._runner.background(task, self._take_page)

    def _take_page(self, drawn: _Drawn) -> None:
        self._under_way = False
        if drawn.document == self._document:
            if drawn.error is not None:
                self._failed.add(drawn.index)
                self._trouble(drawn.error)
            else:
                self._keep(drawn)
        self.viewport().update()

    def _keep(self, drawn: _Drawn) -> None:
        self._drawn[drawn.index] = drawn
        self._drawn.move_to_end(drawn.index)
        while len(self._drawn) > max(KEPT, 2 * self._shown_at_once()):
            self._drawn.popitem(last=False)
        self._describe()

    def _shown_at_once(self) -> int:
        view = QRect(0, self.verticalScrollBar().value(), 1 << 20, self.viewport().height())
        return sum(view.intersects(area) for area in self._areas())

    def _areas(self) -> list[QRect]:
        """Return where each page lies on the scrolled ground."""
        gap, edge = look().px(GAP), look().px(EDGE)
        fit = min(self.viewport().width() - 2 * edge, look().px(WIDEST))
        width = max(80, round(fit * ZOOMS[self._zoom]))
        left = max(edge, (self.viewport().width() - width) // 2)
        areas, top = [], gap
        for size in self._sizes:
            height = round(width * size.height / size.width)
            areas.append(QRect(left, top, width, height))
            top += height + gap
        return areas

    def _content(self) -> QSize:
        areas = self._areas()
        if not areas:
            return QSize(0, 0)
        last = areas[-1]
        return QSize(last.right() + look().px(EDGE), last.bottom() + look().px(GAP))

    def _fit(self) -> None:
        content, view = self._content(), self.viewport().size()
        for bar, whole, seen in (
            (self.verticalScrollBar(), content.height(), view.height()),
            (self.horizontalScrollBar(), content.width(), view.width()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(max(1, seen))
            bar.setSingleStep(look().px(48))

    def _tell(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        number = sum(area.top() <= middle for area in self._areas())
        if number and number != self._number:
            self._number = number
            self._describe()
            self.moved.emit(number, len(self._sizes))

    def _describe(self) -> None:
        """Hand the page's words to those who cannot see it."""
        drawn = self._drawn.get(self._number - 1)
        self.setAccessibleDescription(drawn.words if drawn else "")


def _tool(words: str, icon_name: str, pressed: Callable[[], object], hint: str) -> Tool:
    tool = Tool(words, icon_name, pressed, hint)
    tool.show_words(False)
    return tool


def _open(reader: PageReader, data: bytes, document: int) -> _Opened:
    return _Opened(document, reader.pdf_pages(data))


def _drawn_page(reader: PageReader, data: bytes, document: int, index: int, width: int) -> _Drawn:
    """Draw; an error travels with the page's number, so that the page stops being asked for."""
    try:
        page = reader.pdf_page(data, index, width)
    except Exception as error:  # noqa: BLE001 - told on the thread of the window, as every other
        return _Drawn(document, index, width, QImage(), "", error)
    return _Drawn(document, index, width, picture_of(page), page.words)


def picture_of(page: PageImage) -> QImage:
    """Return a drawn page as Qt's picture, which keeps pixels of its own."""
    made = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGBX8888)
    return made.copy()
