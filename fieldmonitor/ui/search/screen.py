"""Buscar en todo (Ctrl+K): as one types, what this laptop holds, in groups; Enter opens the first."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from fieldmonitor.app import search
from fieldmonitor.app.search import Found
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.search.row import ResultRow
from fieldmonitor.ui.search.words import Group, groups, recent_group
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.fields import SearchField
from fieldmonitor.ui.widgets.layout import Page, clear, column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

_TYPING_MS = 150


class SearchPresenter(Presenter):
    """Takes in what changed, batch by batch, then looks; only the last search is answered."""

    def __init__(self, context: "UiContext", view: "SearchScreen") -> None:
        super().__init__(context.ws, context.runner, view)
        self._screen = view
        self._asked = 0

    def look_for(self, words: str) -> None:
        """Find what matches now; while nothing is asked for, what was worked on last."""
        self._asked += 1
        number = self._asked

        def caught_up(more: bool) -> None:
            if number != self._asked:
                return
            if more:
                self._screen.show_preparing()
                self.ask(lambda: search.catch_up(self.ws), caught_up)
            else:
                self.ask(lambda: search.find(self.ws, words), show)

        def show(found: tuple[Found, ...]) -> None:
            if number == self._asked:
                self._screen.show_found(found, words)

        if len(words) < search.SHORTEST:
            self.ask(lambda: search.recent(self.ws), show)
        else:
            self.ask(lambda: search.catch_up(self.ws), caught_up)


class SearchScreen(Screen):
    """`ref` of its route is what was searched for."""

    place = "search"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = SearchPresenter(context, self)
        page = Page()
        page.column.addWidget(text(_("Buscar en todo"), "title"))
        self._field = SearchField(_("Obras, informes, fotos, avisos, lecciones, glosario"))
        self._field.setMaximumWidth(look().px(720))
        self._field.setText(route.ref)
        page.column.addWidget(self._field)
        page.column.addSpacing(look().px(8))
        self._results = column(gap=0)
        page.column.addLayout(self._results)
        page.column.addStretch(1)
        self.set_body(page)
        self._page = page
        self._rows: list[ResultRow] = []
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._look)
        self._field.textChanged.connect(lambda _words: self._typing.start())
        self._field.returnPressed.connect(self._open_first)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self._field)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self._into_results)
        self._looking = False
        self._first_wanted = False

    def start(self) -> None:
        self._field.setFocus()
        self._field.selectAll()
        self._look()

    def refresh(self) -> None:
        self._look()

    def close_screen(self) -> None:
        self._typing.stop()
        self._presenter.close()

    def route(self) -> Route:
        return self._route.at(self._field.text())

    def show_preparing(self) -> None:
        """Say that the index takes in what changed; it happens once after much has arrived."""
        self.strip.reset()
        self.strip.say(_("Preparando la búsqueda…"), _("Se hace una sola vez por cada cambio."))

    def show_found(self, found: tuple[Found, ...], words: str) -> None:
        """Show the groups."""
        short = len(words) < search.SHORTEST
        made = recent_group(found) if short else groups(found, words)
        clear(self._results)
        self._rows = []
        if short or not made:
            self._results.addWidget(paragraph(self._nothing(words), tone="secondary"))
        for group in made:
            self._lay_group(group)
        self._say(len(self._rows), asked=not short)
        self._looking = False
        if self._first_wanted:
            self._open_first()

    # -- private -----------------------------------------------------------------------------------

    def _look(self) -> None:
        self._looking = True
        self._presenter.look_for(self._field.text().strip())

    def _lay_group(self, group: Group) -> None:
        self._results.addSpacing(look().px(12))
        title = text(group.title, "heading")
        self._results.addWidget(title)
        self._results.addSpacing(look().px(4))
        self._results.addWidget(rule("ruleStrong"))
        for found in group.results:
            line = ResultRow(found.title, found.detail, partial(self.goes.emit, found.route))
            self._rows.append(line)
            self._results.addWidget(line)

    def _nothing(self, words: str) -> str:
        if len(words) < search.SHORTEST:
            return _("Escriba al menos dos letras. Las tildes y mayúsculas no importan.")
        return _("Nada en esta laptop coincide con «{words}». Pruebe con menos palabras.").format(words=words)

    def _say(self, count: int, *, asked: bool) -> None:
        self.strip.reset()
        if count and asked:
            said = ngettext("{n} resultado", "{n} resultados", count).format(n=count)
            self.strip.say(said, _("Enter abre el primero; la flecha hacia abajo recorre la lista."))
        else:
            self.strip.say(_("Todo se busca en esta laptop"), _("No hace falta internet."))
        if count:
            self.strip.act(_("Abrir el primero"), self._open_first, kind="primary")

    def _into_results(self) -> None:
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _open_first(self) -> None:
        """Open the best result; who was quicker than the search gets it as soon as it is found."""
        if self._typing.isActive():
            self._typing.stop()
            self._look()
        self._first_wanted = self._looking
        if not self._looking and self._rows:
            self._rows[0].click()
