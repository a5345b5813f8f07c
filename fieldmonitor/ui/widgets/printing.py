"""Printing a PDF page by page: each is drawn beside the window and handed to the printer when it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.media.results import PageSize
from fieldmonitor.ui.widgets.pdf_view import PageReader, picture_of

FINE = 2000
"""Pixels across a printed page: some 240 to the inch on A4."""


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    image: QImage


class PrintJob(QObject):
    """One document on its way to a printer. `done` tells whether it went; `progress` which page is next."""

    done = Signal(bool)
    progress = Signal(int, int)

    def __init__(
        self,
        runner: TaskRunner,
        reader: PageReader,
        trouble: Callable[[Exception], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._runner, self._reader, self._trouble = runner, reader, trouble
        self._data = b""
        self._wanted: list[int] = []
        self._total = 0
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None

    def ask(self, window: QWidget, data: bytes, name: str) -> QPrintDialog:
        """Ask which printer without stopping the window, then print there."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(name)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, window)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)  # "Guardar PDF" is there for that
        dialog.accepted.connect(lambda: self.start(printer, data))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()
        return dialog

    def start(self, printer: QPrinter, data: bytes) -> None:
        """Print a document."""
        self._printer, self._data = printer, data
        self._runner.background(partial(self._reader.pdf_pages, data), self._begin, self._fail)

    def _begin(self, pages: tuple[PageSize, ...]) -> None:
        assert self._printer is not None
        wide = bool(pages) and pages[0].width > pages[0].height
        layout = QPageLayout.Orientation
        self._printer.setPageOrientation(layout.Landscape if wide else layout.Portrait)
        painter = QPainter()
        if not pages or not painter.begin(self._printer):
            self.done.emit(False)
            return
        self._painter = painter
        first = self._printer.fromPage() or 1
        last = min(self._printer.toPage() or len(pages), len(pages))
        self._wanted = list(range(first - 1, last))
        self._total = len(self._wanted)
        self._next()

    def _next(self) -> None:
        if not self._wanted:
            self._end(True)
            return
        number = self._wanted.pop(0)
        self.progress.emit(self._total - len(self._wanted), self._total)
        self._runner.background(partial(_drawn, self._reader, self._data, number), self._take, self._fail)

    def _take(self, page: _Page) -> None:
        assert self._painter is not None and self._printer is not None
        area = QRectF(self._printer.pageLayout().fullRectPixels(self._printer.resolution()))
        size = QSizeF(page.image.size()).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._painter.drawImage(QRectF(area.topLeft(), size), page.image)
        if self._wanted:
            self._printer.newPage()
        self._next()

    def _fail(self, error: Exception) -> None:
        self._end(False)
        self._trouble(error)

    def _end(self, went: bool) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        self._data = b""
        self.done.emit(went)


def _drawn(reader: PageReader, data: bytes, number: int) -> _Page:
    return _Page(number, picture_of(reader.pdf_page(data, number, FINE)))
