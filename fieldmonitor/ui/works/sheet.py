"""The work sheet: the state's own word on a work, and what the volunteer did there."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from fieldmonitor.app import drafts, queries, replies
from fieldmonitor.app.queries import WorkSheet
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.local import AssignmentRow
from fieldmonitor.domain.records import Activity, Work
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import Flowing, Page, clear, column, row, rule
from fieldmonitor.ui.widgets.words import text
from fieldmonitor.ui.works import tabs
from fieldmonitor.ui.works.reply import reply_line, together_line
from fieldmonitor.ui.works.words import alert_count, news, open_findings, reported, to_do, warning

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

MOST_WARNINGS = 5
"""What stands above the sheet; every disputed value is marked in its own row too."""

_TABS = ("data", "terms", "documents", "history", "alerts")


class WorkScreen(Screen):
    """`key` of its route is "work id|assignment id"; `ref` names the tab."""

    place = "works"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._work_id, _sep, self._assignment_id = route.key.partition("|")
        self._presenter = Presenter(context.ws, context.runner, self)
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 8, edge, 24))
        self._tabs: QTabBar | None = None
        self.set_body(self._page)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        ws, work, assignment = self.context.ws, self._work_id, self._assignment_id or None
        self._presenter.ask(lambda: (queries.work_sheet(ws, work, assignment), ws.today()), self._loaded)

    def close_screen(self) -> None:
        self._presenter.close()

    def route(self) -> Route:
        return self._route.at(_TABS[self._tabs.currentIndex()] if self._tabs else self._route.ref)

    def _loaded(self, read: tuple[WorkSheet, date]) -> None:
        self.show_sheet(*read)

    def show_sheet(self, sheet: WorkSheet, today: date) -> None:
        """Lay out a work."""
        chosen = self.route().ref
        clear(self._page.column)
        lines = self._page.column
        lines.setSpacing(0)
        self._head(lines, sheet.work)
        for line in (together_line(sheet), reply_line(sheet, self._accept, self._decline)):
            if line is not None:
                lines.addWidget(line)
                lines.addSpacing(look().px(8))
        if sheet.warnings:
            lines.addWidget(
                Banner("warn", "", more=[warning(found) for found in sheet.warnings[:MOST_WARNINGS]])
            )
            lines.addSpacing(look().px(4))
        if sheet.changes:
            self._lay_news(lines, sheet)
        self._lay_tabs(lines, sheet, today, chosen)
        self._next_step(sheet)

    def _head(self, lines: QVBoxLayout, work: Work) -> None:
        above = row(gap=12)
        above.addWidget(Button(_("Mis obras"), "back", lambda: self.go("works"), icon_name="arrow-left"))
        above.addStretch(1)
        lines.addLayout(above)
        lines.addWidget(text(names.short_work(work.name), "title", wrap=True))
        lines.addSpacing(look().px(4))
        lines.addWidget(text(_identity(work), tone="secondary", wrap=True))
        state = work.fact(FactKey.PUBLIC_STATE)
        if state is not None:
            source = _("Estado publicado en {source}, {date}").format(
                source=state.source, date=day(state.as_of)
            )
            if look().compact:
                lines.addSpacing(look().px(4))
                lines.addWidget(text(f"{source}: {state.value}", strong=True, wrap=True))
            else:
                above.addWidget(text(source, "fact", "secondary"))
                above.addWidget(text(state.value, strong=True))
        lines.addSpacing(look().px(12))

    def _lay_news(self, lines: QVBoxLayout, sheet: WorkSheet) -> None:
        lead, rest = news(sheet)
        button = Button(_("Ver los cambios"), "secondary", self._show_history)
        lines.addWidget(Banner("info", rest, lead=lead, button=button))
        lines.addSpacing(look().px(4))

    def _show_history(self) -> None:
        if self._tabs is not None:
            self._tabs.setCurrentIndex(_TABS.index("history"))
            self._tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_tabs(self, lines: QVBoxLayout, sheet: WorkSheet, today: date, chosen: str) -> None:
        bar = QTabBar()
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setUsesScrollButtons(False)
        bar.setAccessibleName(_("Partes de la ficha"))
        bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for words in (
            _("Datos"),
            _("Plazo y montos"),
            _counted(_("Documentos"), len(sheet.work.documents)),
            _counted(_("Historial"), len(sheet.history)),
            _counted(_("Alertas"), alert_count(sheet)),
        ):
            bar.addTab(words)
        lines.addWidget(bar)
        line = rule("ruleStrong")
        lines.addWidget(line)
        lines.addSpacing(look().px(16))
        holder = Flowing()
        under = column(holder)
        lines.addWidget(holder)  # before it is filled: what is moved into a window is dressed anew
        lines.addStretch(1)  # what is over stands below the tab, not between its lines
        made: dict[int, QWidget] = {}

        def show(index: int) -> None:
            for other, page in made.items():
                page.setVisible(other == index)
            if index not in made:
                made[index] = page = Flowing()
                under.addWidget(page)
                column(page).addWidget(tabs.make(_TABS[index], sheet, today, self.go))

        self._tabs = bar
        first = _TABS.index(chosen) if chosen in _TABS else 1
        bar.setCurrentIndex(first)
        bar.currentChanged.connect(show)
        show(first)

    def _next_step(self, sheet: WorkSheet) -> None:
        self.strip.reset()
        item = sheet.assignment
        if item is None:
            self.strip.say(_("Obra sin asignación vigente"), _("Puede leer su ficha; no iniciar una visita."))
            return
        online = item.activity is Activity.INFORMATION_ACCESS
        title = _("Veeduría en línea") if online else _("Visita {n} de esta obra").format(n=item.visit_number)
        sent = max(sheet.history, key=lambda report: report.saved_at, default=None)
        if item.draft is None and item.report_state is not None and sent is not None:
            self.strip.say(title, reported(sent))
            self.strip.act(_("Ver el informe"), lambda: self.go("report", str(sent.key)), kind="primary")
            return
        if item.draft is None and item.declined:
            self.strip.say(_("Usted rechazó esta asignación"), _("Su coordinación lo sabe al sincronizar."))
            self.strip.act(_("Aceptarla ahora"), self._accept, kind="primary")
            return
        self.strip.say(title, to_do(item, postponed=sheet.postponed, open_findings=open_findings(sheet)))
        if item.draft is None:
            self._offer_start(item, online)
            return
        words = _("Continuar la veeduría") if online else _("Continuar la visita")
        key = str(item.draft)
        self.strip.act(words, lambda: self.go("visit", key), kind="primary")

    def _accept(self) -> None:
        ws, assignment = self.context.ws, self._assignment_id

        def accepted(_reply: object) -> None:
            self.context.counts_changed()
            self.context.synchronise()
            self.refresh()

        self._presenter.ask(lambda: replies.accept(ws, assignment), accepted)

    def _decline(self) -> None:
        self.go("decline", self._route.key)

    def _offer_start(self, item: AssignmentRow, online: bool) -> None:
        if online:
            self.strip.act(_("Practicar"), lambda: self._begin(item, practice=True), kind="quiet")
            self.strip.act(_("Iniciar veeduría"), lambda: self._begin(item), kind="primary")
            return
        self.strip.act(_("Practicar"), lambda: self.go("prepare", item.id, "practice:read"), kind="quiet")
        self.strip.act(_("La obra está parada"), lambda: self.go("prepare", item.id, "stopped:read"))
        self.strip.act(_("Preparar la visita"), lambda: self.go("prepare", item.id, ":read"), kind="primary")

    def _begin(self, item: AssignmentRow, *, practice: bool = False) -> None:
        ws = self.context.ws

        def begun(key: ReportKey) -> None:
            self.go("visit", str(key))

        self._presenter.ask(lambda: drafts.start(ws, item.id, practice=practice), begun)


def _identity(work: Work) -> str:
    contractor = work.fact(FactKey.CONTRACTOR)
    party = next((party.name for party in work.parties if party.role == "contractor"), None)
    who = contractor.value if contractor else party
    parts = [
        _("CUI {cui}").format(cui=work.cui) if work.cui else "",
        _("Entidad: {name}").format(name=work.entity),
        _("Contratista: {name}").format(name=who) if who else "",
        f"{work.district}, {work.province}, {work.department}",
    ]
    if work.synthetic:
        parts.append(_("Obra de muestra: no existe en el registro"))
    return " · ".join(part for part in parts if part)


def _counted(words: str, count: int) -> str:
    return f"{words} {count}" if count else words
