"""A road on which things come and go: what happened on top, its parts below, the next step in the strip."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, set_paragraph, text
from fieldmonitor.ui.wording import size

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

SEGMENTS = 12


class ExchangeScreen(Screen):
    """A page of sections; one result at a time stands above them, and is scrolled into sight."""

    def __init__(self, context: "UiContext", route: Route, title: str, words: str) -> None:
        super().__init__(context, route)
        self._page = Page()
        self.lines = self._page.column
        self.lines.addWidget(text(title, "title", wrap=True))
        self.lines.addWidget(rule("ruleTitle"))
        self.lines.addWidget(paragraph(words, tone="secondary"))
        self._result = column(gap=0)
        self.lines.addLayout(self._result)
        self.set_body(self._page)

    def section(self, words: str) -> None:
        """Begin a part of the page."""
        self.lines.addSpacing(look().px(12))
        self.lines.addWidget(text(words, "heading", wrap=True))
        self.lines.addWidget(rule("ruleStrong"))
        self.lines.addSpacing(look().px(4))

    def next_step(self) -> None:
        """Say in the strip what can be done now; every screen has its own."""
        raise NotImplementedError

    def say(self, kind: str, words: str, lead: str) -> None:
        """Say what happened, in place of what was said before."""
        self.show_result(Banner(kind, words, lead=lead))
        self.next_step()

    def show_result(self, shown: QWidget) -> None:
        """Put something on top, where it is seen."""
        self.clear_result()
        self._result.addSpacing(look().px(12))
        self._result.addWidget(shown)
        self._page.verticalScrollBar().setValue(0)

    def clear_result(self) -> None:
        """Take away what was said last."""
        clear(self._result)


class TransferScreen(ExchangeScreen):
    """A road whose bytes are counted on their way."""

    _moved = Signal(object, object)  # bytes: more than Qt's own integers hold

    def __init__(self, context: "UiContext", route: Route, title: str, words: str) -> None:
        super().__init__(context, route, title, words)
        self._progress: _Progress | None = None
        self._moved.connect(self._show_moved)

    def under_way(self, words: str, detail: str = "") -> None:
        """Show that something has begun of which no byte has moved yet."""
        self.notify("", "")
        progress = _Progress(words, detail or words)
        self.show_result(progress)
        self._progress = progress

    def tell_moved(self, done: int, total: int) -> None:
        """Tell of bytes on their way, from whichever thread sends them."""
        self._moved.emit(done, total)

    def stopped(self) -> None:
        """Show the page as it was before something that did not end well."""
        self.clear_result()
        self.next_step()

    def clear_result(self) -> None:
        super().clear_result()
        self._progress = None

    def moved_words(self, done: int, total: int) -> str:
        """Return how far the bytes are, in words."""
        return _("{done} de {total}").format(done=size(done), total=size(total))

    def _show_moved(self, done: int, total: int) -> None:
        if self._progress is not None and total:
            self._progress.show_share(min(1.0, done / total), self.moved_words(done, total))


class _Progress(QWidget):
    def __init__(self, words: str, detail: str) -> None:
        super().__init__()
        lines = column(self, gap=0)
        line = row(gap=14)
        self._mira = Mira(SEGMENTS, 0, words, done=0, part=0.0)
        line.addWidget(self._mira, 1)
        self._percent = text("", strong=True, figures=True)
        line.addWidget(self._percent)
        lines.addLayout(line)
        self._detail = paragraph(detail, tone="secondary")
        lines.addWidget(self._detail)

    def show_share(self, share: float, words: str) -> None:
        filled = int(share * SEGMENTS)
        self._mira.set_progress(
            filled, filled if filled < SEGMENTS else None, share * SEGMENTS - filled, words
        )
        self._percent.setText(f"{share * 100:.0f}\u00a0%")
        set_paragraph(self._detail, words)
