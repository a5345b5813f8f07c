"""A road on which things come and go: what happened on top, its parts below, the next step in the strip."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.layout import Page, clear, column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class RoadPresenter(Protocol):
    """What every presenter of a road can do."""

    def begin(self) -> None: ...
    def close(self) -> None: ...


class ExchangeScreen(Screen):
    """A page of sections; one result at a time stands above them, and is scrolled into sight."""

    _presenter: RoadPresenter

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

    def start(self) -> None:
        self._presenter.begin()

    def close_screen(self) -> None:
        self._presenter.close()

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

    def stopped(self) -> None:
        """Show the page as it was before something that did not end well."""
        self.clear_result()
        self.next_step()
