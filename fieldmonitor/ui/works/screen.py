"""Mis obras: every assignment with its due date and state, as a list and on a map; all of it offline."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QStackedLayout, QTabBar, QWidget

from fieldmonitor.app.map import MapLayers, MapRows, PhotoPlace
from fieldmonitor.domain.local import AssignmentRow
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.system.formats import day, days_left, distance
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui import names
from fieldmonitor.ui.empty import Way, empty_page, ways_before_works
from fieldmonitor.ui.map.view import MapView
from fieldmonitor.ui.names import Sign
from fieldmonitor.ui.packs.age import PackAge, mark_age
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.fields import Options, SearchField
from fieldmonitor.ui.widgets.layout import Page, column, row, rule, vrule
from fieldmonitor.ui.widgets.lists import RowLines, RowList, RowsModel
from fieldmonitor.ui.widgets.words import text
from fieldmonitor.ui.works.presenter import WorksPresenter

if TYPE_CHECKING:
    from fieldmonitor.app.pack_age import PackStanding
    from fieldmonitor.ui.context import UiContext

_TYPING_MS = 120


class WorksScreen(Screen):
    """List and map side by side, or as tabs where there is no room; Enter opens the work sheet."""

    place = "works"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = WorksPresenter(context.ws, context.runner, self)
        self._presenter.only_open = route.key == "to_do"
        self._today = date.min
        self._seen_all: frozenset[str] = frozenset()
        self._model: RowsModel[AssignmentRow] = RowsModel(self._lines, lambda item: item.id)
        self._distances: dict[str, float] = {}
        self._tabs: QTabBar | None = None
        body = QWidget()
        body.setObjectName("page")
        under = column(body, gap=0)
        edge = round(look().margin / look().scale)
        self._age = PackAge(self.go, (edge, 12, edge, 0))
        under.addWidget(self._age)
        across = row(gap=0)
        under.addLayout(across, 1)
        left = QFrame()
        lines = column(left, gap=0)
        lines.addWidget(self._head())
        lines.addWidget(rule("ruleStrong"))
        self._list = RowList(
            self._model, _("Obras asignadas"), right=look().margin if look().compact else look().px(31)
        )
        self._list.opened.connect(self._open)
        self._list.chosen.connect(self._next_step)
        self._stack = QStackedLayout()
        lines.addLayout(self._stack, 1)  # first: without a parent it would show its pages as windows
        self._stack.addWidget(self._list)
        self._nothing = Page()
        self._stack.addWidget(self._nothing)
        self._map = self._make_map()
        across.addWidget(left)
        if look().compact:
            # The head keeps its height however small the window is; list and map scroll in what is left.
            for shown in (self._list, self._map, self._nothing):
                shown.setMinimumHeight(1)
            self._stack.addWidget(self._map)
        else:
            left.setFixedWidth(look().px(632))
            across.addWidget(vrule(0, "vline"))
            across.addWidget(self._map, 1)
        self.set_body(body)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._presenter.load)

    def start(self) -> None:
        self._list.setFocus()
        self._presenter.load()
        self._presenter.load_layers()
        self._presenter.load_age()

    def refresh(self) -> None:
        self._presenter.load()
        self._presenter.load_age()

    def close_screen(self) -> None:
        self._map.close_map()
        self._presenter.close()

    def route(self) -> Route:
        item = self._list.current_row()
        return self._route.at(item.id if item else self._route.ref)

    def show_assignments(self, rows: tuple[AssignmentRow, ...], found: MapRows, today: date) -> None:
        """Show what was found, standing on the same row as before."""
        self._today = today
        self._distances = {m.id: m.distance_m for m in found.markers if m.distance_m is not None}
        kept = self.route().ref
        self._model.show_rows(rows)
        position = max(0, self._model.position_of(kept))
        seen = frozenset(item.id for item in rows)
        chosen = rows[position].id if rows else None
        self._map.show_rows(found, chosen, whole=seen != self._seen_all)
        self._seen_all = seen
        self._count.setText(ngettext("{n} asignada", "{n} asignadas", len(rows)).format(n=len(rows)))
        if rows:
            self._list.choose(position)
            self._show_tab()
        else:
            self._say_nothing()
        self._next_step()

    def show_layers(self, layers: MapLayers) -> None:
        """Lay the map that a pack brought under the works."""
        if layers != MapLayers():
            self._map.set_layers(layers.districts, layers.tiles)

    def show_age(self, told: "PackStanding | None") -> None:
        """Say that the pack is old or the clock wrong: above list and map, or on the way to the packs.

        A small window has no room for a sentence that home and the packs say too.
        """
        if look().compact:
            mark_age(self._packs, told)
        else:
            self._age.tell(told)

    def show_photos(self, places: tuple[PhotoPlace, ...]) -> None:
        """Show where the photos of the chosen work's visit were taken."""
        self._map.set_photos(places)

    def _make_map(self) -> MapView:
        shown = MapView(self.context.runner)
        shown.selected.connect(self._chosen_on_map)
        shown.opened.connect(lambda _id: self._open())
        shown.placed.connect(self._presenter.stand_at)
        shown.unplaced.connect(self._presenter.stand_nowhere)
        shown.trouble.connect(self.trouble)
        return shown

    def _chosen_on_map(self, assignment: str) -> None:
        position = self._model.position_of(assignment)
        if position >= 0:
            self._list.choose(position)

    def _show_tab(self) -> None:
        on_map = self._tabs is not None and self._tabs.currentIndex() == 1
        self._stack.setCurrentWidget(self._map if on_map else self._list)

    def _head(self) -> QFrame:
        """Return what stands above the list: three low lines where there is little room."""
        head = QFrame()
        edge, compact = round(look().margin / look().scale), look().compact
        bottom = 0 if compact else 16
        right = edge if compact else 31
        lines = column(head, margins=(edge, 12 if compact else 20, right, bottom), gap=6 if compact else 12)
        title, tools, below = row(), row(), row()
        self._count = text("", tone="secondary")
        tight = look().narrow and look().scale > 1.25  # the head says "Mis obras" already
        if not tight:
            title.addWidget(text(_("Mis obras"), "title"), 1)
            title.addWidget(self._count)
        self._packs = Button(_("Paquetes"), "quiet", lambda: self.go("packs"), icon_name="download")
        which = [("all", _("Todas")), ("to_do", _("Por hacer"))]
        chosen = "to_do" if self._presenter.only_open else "all"
        narrowed = Options(_("Qué obras se muestran"), which, self._narrowed, chosen)
        self._search = SearchField(_("Nombre, CUI o entidad"))
        if not look().narrow:
            self._search.setMaximumWidth(look().px(640))
        self._search.textChanged.connect(self._typed)
        orders = [("due", _("Por vencimiento")), ("name", _("Por nombre"))]
        tools.addWidget(self._search, 20)
        if compact:
            tools.addWidget(narrowed)
        else:
            title.addWidget(self._packs)
            title.addWidget(narrowed)
        tools.addWidget(Options(_("Orden de la lista"), orders, self._sorted, self._presenter.order))
        lines.addLayout(title)
        lines.addLayout(tools)
        if compact:
            if not look().narrow:
                tools.addStretch(1)
            self._tabs = self._make_tabs()
            below.addWidget(self._tabs, 1)
            if tight:
                below.addWidget(self._count)
            below.addWidget(self._packs)
            lines.addLayout(below)
        return head

    def _make_tabs(self) -> QTabBar:
        tabs = QTabBar()
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setMinimumHeight(look().px(48))
        tabs.setAccessibleName(_("Lista o mapa"))
        for words in (_("Lista"), _("Mapa")):
            tabs.addTab(words)
        tabs.currentChanged.connect(lambda _index: self._show_tab())
        return tabs

    def _typed(self, words: str) -> None:
        self._presenter.search = words
        self._typing.start()

    def _narrowed(self, which: str) -> None:
        self._presenter.only_open = which == "to_do"
        self._route = replace(self._route, key="to_do" if self._presenter.only_open else "")
        self._presenter.load()

    def _sorted(self, order: str) -> None:
        self._presenter.order = order
        self._presenter.load()

    def _lines(self, item: AssignmentRow) -> RowLines:
        open_ = Sign(_("Rechazada"), "circle-x") if item.declined else Sign(_("Por hacer"), "circle")
        sign = names.report_state(item.report_state) if item.report_state else open_
        to_do = item.report_state in (None, ReportState.DRAFT, ReportState.RETURNED) and not item.declined
        late = item.due < self._today and item.report_state is None and not item.declined
        return RowLines(
            title=names.short_work(item.work_name),
            second=f"{item.entity} · {item.district}, {item.province}",
            sign=sign,
            warning=_("Venció el plazo") if late else "",
            right_title=day(item.due),
            right_second=days_left(item.due, self._today) if to_do else "",
            right_third=self._far(item),
        )

    def _far(self, item: AssignmentRow) -> str:
        away = self._distances.get(item.id)
        return names.activity(item.activity) if away is None else distance(away)

    def _open(self) -> None:
        item = self._list.current_row()
        if item is not None:
            self.go("work", f"{item.work_id}|{item.id}")

    def _next_step(self) -> None:
        self.strip.reset()
        item = self._list.current_row()
        self._presenter.look_at(item.id if item else None)
        if item is not None:
            self._map.select(item.id)
        if item is None or self._stack.currentWidget() is self._nothing:
            self.strip.say(_("¿Espera una obra desde hace días?"), _("Llame a su coordinación."))
            self.strip.act(
                _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
            )
            return
        self.strip.say(names.short_work(item.work_name), _("Vence el {date}.").format(date=day(item.due)))
        self.strip.act(_("Abrir la ficha"), self._open, kind="primary")

    def _say_nothing(self) -> None:
        page = Page()
        if self._presenter.search.strip():
            title = _("Ninguna obra coincide con «{words}»").format(words=self._presenter.search.strip())
            why = _("Pruebe con menos palabras, o con el CUI.")
            ways = [
                Way("rotate-ccw", _("Ver todas"), _("Borra la búsqueda."), _("Borrar"), self._search.clear)
            ]
        elif self._presenter.only_open:
            title = _("No le queda ninguna obra por hacer")
            why = _("Aquí aparecen las obras sin informe. Las demás siguen en la lista.")
            ways = [
                Way(
                    "list",
                    _("Todas sus obras"),
                    _("También las que ya tienen informe."),
                    _("Ver todas"),
                    lambda: self.go("works"),
                )
            ]
        else:
            title = _("Todavía no tiene obras asignadas")
            why = _("Su coordinación asigna las obras. Cuando sincronice, aparecerán aquí.")
            ways = ways_before_works(self.context.synchronise, lambda: self.go("course"))
        page.column.addWidget(empty_page(title, why, ways, drawing=False))
        page.column.addStretch(1)
        self._stack.removeWidget(self._nothing)
        self._nothing.deleteLater()
        self._nothing = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
