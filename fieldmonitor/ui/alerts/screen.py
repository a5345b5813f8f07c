"""Avisos: what became of each report, in plain words, and what the programme has to say."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldmonitor.app import queries
from fieldmonitor.app.told import take_news
from fieldmonitor.domain.records import Feedback, Notice, QuestionComment
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.system.formats import moment
from fieldmonitor.system.translations import _
from fieldmonitor.ui import life, names
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import about, link
from fieldmonitor.ui.widgets.gradual import Gradual
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import LifeLine, LifeStep
from fieldmonitor.ui.widgets.words import StateLabel, badge, paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

SHOWN = 20
FIRST, AT_ONCE = 3, 1
"""Reports that fill a laptop's window, and those laid out below them at a time."""

Told = tuple[Feedback, "queries.ToldReport | None"]
Read = tuple[list[Told], tuple[Notice, ...], frozenset[str]]


class AlertsScreen(Screen):
    """Opening it marks what was told as read; what was new stays marked while the screen is open."""

    place = "alerts"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._page = Page()
        self._gradual = Gradual(self)
        self._fresh = frozenset(report for report in route.ref.split(",") if report)
        self.set_body(self._page)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._presenter.ask(self._read, self._show)

    def route(self) -> Route:
        return self._route.at(",".join(sorted(self._fresh)))  # a change of look keeps the marks

    def close_screen(self) -> None:
        self._presenter.close()

    def _read(self) -> Read:
        ws = self.context.ws
        fresh = take_news(ws)
        return list(queries.told_reports(ws, SHOWN)), queries.notices(ws), fresh

    def _show(self, read: Read) -> None:
        told, notices, fresh = read
        self._fresh |= fresh
        clear(self._page.column)
        lines = self._page.column
        lines.addWidget(text(_("Avisos"), "title"))
        lines.addSpacing(look().px(4))
        lines.addWidget(rule("ruleTitle"))
        if not told and not notices:
            lines.addSpacing(look().px(16))
            lines.addWidget(self._empty())
        self._lay_told(lines, told[:FIRST])
        below = QWidget()
        rest = column(below)
        lines.addWidget(below)
        lines.addStretch(1)
        parts = range(FIRST, len(told), AT_ONCE)
        steps: list[Callable[[], object]] = [
            partial(self._lay_told, rest, told[first : first + AT_ONCE]) for first in parts
        ]
        self._gradual.lay([*steps, partial(_lay_notices, rest, notices[:SHOWN])])
        self._next_step(told)
        self.context.counts_changed()

    def _lay_told(self, lines: QBoxLayout, told: list[Told]) -> None:
        for feedback, view in told:
            lines.addWidget(self._feedback(feedback, view))
            lines.addWidget(rule())

    def _feedback(self, told: Feedback, view: "queries.ToldReport | None") -> QWidget:
        box = QWidget()
        lines = column(box, margins=(0, 12, 0, 12), gap=4)
        head = row(gap=16)
        head.addWidget(text(told.title, strong=True, wrap=True), 1)
        if told.report_id in self._fresh:
            head.addWidget(badge(_("Nuevo")))
        sign = names.report_state(life.state_of(told))
        head.addWidget(StateLabel(sign.word, sign.icon, sign.tone))
        lines.addLayout(head)
        facts = life.about(told, view.row.work_name if view else "")
        lines.addWidget(text(facts, tone="secondary", wrap=True))
        lines.addSpacing(look().px(10))
        stages = life.stages(view.row.report if view else None, view.receipts if view else (), told)
        lines.addWidget(LifeLine([LifeStep(s.word, s.when) for s in stages], life.current(stages)))
        lines.addSpacing(look().px(6))
        lines.addWidget(paragraph(told.summary))
        for step in told.steps:
            if step.text and step.text != told.summary:
                lines.addWidget(
                    text(f"{names.feedback_step(step.step)}: {step.text}", tone="secondary", wrap=True)
                )
        if view is not None:
            key = str(view.row.report.key)
            for comment in told.comments:
                lines.addWidget(self._comment(comment, key))
            lines.addWidget(link(_("Ver el informe"), lambda: self.go("report", key)))
        return box

    def _comment(self, comment: QuestionComment, key: str) -> QWidget:
        """Return what the review asks about one question, with the way to it."""
        box = QWidget()
        across = row(box, gap=16)
        across.addWidget(paragraph(comment.text, lead=_("Revisión:")), 1)
        there = link(_("Ir a la pregunta"), lambda: self.go("report", key, comment.ref))
        there.setAccessibleName(about(_("Ir a la pregunta"), comment.text))
        across.addWidget(there, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _next_step(self, told: list[Told]) -> None:
        self.strip.reset()
        returned = next((f for f, view in told if view and life.state_of(f) is ReportState.RETURNED), None)
        if returned is not None:
            self.strip.say(_("Un informe fue devuelto para corregir"), returned.title)
            key = f"{returned.report_id}/{returned.report_version}"
            self.strip.act(_("Corregir el informe"), lambda: self.go("report", key), kind="primary")
            return
        self.strip.say(
            _("Los avisos llegan al sincronizar"), _("La Contraloría responde en palabras simples.")
        )
        self.strip.act(
            _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
        )

    def _empty(self) -> QWidget:
        way = Way.online(_("Sincronice para recibir avisos."), self.context.synchronise)
        why = _("Cuando la Contraloría revise sus informes, aquí verá cada paso hasta la respuesta.")
        return empty_page(_("Todavía no hay avisos"), why, [way])


def _notice(notice: Notice) -> QWidget:
    box = QWidget()
    lines = column(box, margins=(0, 10, 0, 10), gap=2)
    head = row()
    head.addWidget(text(notice.title, strong=True, wrap=True), 1)
    head.addWidget(text(moment(notice.at), "fact", "secondary"))
    lines.addLayout(head)
    lines.addWidget(paragraph(notice.text))
    return box


def _lay_notices(lines: QBoxLayout, notices: tuple[Notice, ...]) -> None:
    if not notices:
        return
    lines.addSpacing(look().px(16))
    lines.addWidget(text(_("Mensajes del programa"), "heading"))
    lines.addWidget(rule("ruleStrong"))
    for notice in notices:
        lines.addWidget(_notice(notice))
        lines.addWidget(rule())
