"""Home: how many of each, what became of findings, and the one thing to do next."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from fieldmonitor.domain.records import Feedback
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui import life, names
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.home.count import CountCell
from fieldmonitor.ui.home.presenter import HomeModel, HomePresenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import link
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import LifeLine, LifeStep, Mira
from fieldmonitor.ui.widgets.words import StateLabel, badge, paragraph, text
from fieldmonitor.ui.wording import clock_time, day, size, weekday

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class HomeScreen(Screen):
    """The first screen of an open profile."""

    place = "home"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = HomePresenter(context.ws, context.runner, self)
        self._page = Page()
        self.set_body(self._page)

    def start(self) -> None:
        self._presenter.load()

    def refresh(self) -> None:
        self._presenter.load()

    def close_screen(self) -> None:
        self._presenter.close()

    def show_home(self, model: HomeModel) -> None:
        """Lay out what was read."""
        clear(self._page.column)
        self.strip.reset()
        self.context.who = model.view.volunteer or ""
        self._page.column.addLayout(_title(model))
        self._page.column.addSpacing(look().px(8))
        self._page.column.addWidget(rule("ruleTitle"))
        self._page.column.setSpacing(0)
        self._page.column.addWidget(_Counts(model, self.go))
        self._page.column.addWidget(rule())
        self._page.column.addSpacing(look().px(24))
        if model.empty:
            self._page.column.addWidget(self._first_steps())
        else:
            self._page.column.addLayout(self._news(model))
        self._page.column.addStretch(1)
        self._next_step(model)

    def _news(self, model: HomeModel) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(64))
        grid.setVerticalSpacing(look().px(24))
        told, changed = self._told(model), _changes(model)
        grid.addWidget(told, 0, 0, Qt.AlignmentFlag.AlignTop)
        if look().narrow:
            grid.addWidget(changed, 1, 0)
        else:
            grid.addWidget(changed, 0, 1, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(0, 79)
            grid.setColumnStretch(1, 43)
        return grid

    def _told(self, model: HomeModel) -> QWidget:
        box = QWidget()
        lines = column(box, gap=0)
        head = row()
        head.addWidget(text(_("Qué pasó con sus hallazgos"), "heading"), 1)
        feedback = model.view.feedback
        if feedback:
            head.addWidget(link(_("Ver todos los avisos"), lambda: self.go("alerts")))
        lines.addLayout(head)
        if not feedback:
            head.setContentsMargins(0, look().px(10), 0, look().px(10))
        lines.addWidget(rule("ruleStrong"))
        if not feedback:
            lines.addSpacing(look().px(12))
            words = _("Cuando la Contraloría revise un informe suyo, aquí verá qué hizo con cada hallazgo.")
            lines.addWidget(paragraph(words, tone="secondary"))
            return box
        lines.addSpacing(look().px(12))
        lines.addWidget(_first_told(feedback[0], model))
        for told in feedback[1:]:
            lines.addSpacing(look().px(8))
            lines.addWidget(rule())
            lines.addWidget(self._told_line(told))
        return box

    def _told_line(self, told: Feedback) -> QWidget:
        box = QWidget()
        line = row(box, gap=12)
        button = link(told.title, lambda: self.go("report", f"{told.report_id}/{told.report_version}"))
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line.addWidget(button)
        line.addStretch(1)
        sign = names.report_state(_state(told))
        line.addWidget(StateLabel(sign.word, sign.icon, sign.tone))
        return box

    def _first_steps(self) -> QWidget:
        return empty_page(
            _("Todavía no tiene obras asignadas"),
            _("Sus obras y cuestionarios llegan al sincronizar. Mientras tanto puede seguir el curso."),
            [
                Way(
                    "refresh-cw",
                    _("Si tiene internet"),
                    _("Sincronice para traer sus obras."),
                    _("Sincronizar"),
                    self.context.synchronise,
                ),
                Way(
                    "graduation-cap",
                    _("Mientras espera"),
                    _("Lea las lecciones y dé la prueba sin conexión."),
                    _("Seguir el curso"),
                    lambda: self.go("course"),
                ),
            ],
        )

    def _next_step(self, model: HomeModel) -> None:
        {
            "continue": self._offer_draft,
            "send": self._offer_send,
            "visit": self._offer_visit,
            "synchronise": self._offer_sync,
        }[model.next_action](model)

    def _offer_draft(self, model: HomeModel) -> None:
        step = model.view.next_step
        assert step is not None
        report = step.report
        facts = _("{answered} de {questions} respuestas · Guardado {time}").format(
            answered=report.answered, questions=report.questions, time=clock_time(report.saved_at)
        )
        segments = 7
        done = round(segments * report.answered / report.questions) if report.questions else 0
        mira = Mira(segments, min(done, segments - 1), facts, width=138)
        self.strip.say(names.short_work(step.work_name), facts, icon_name="file-pen-line", mira=mira)
        words = _("Continuar la práctica") if report.practice else _("Continuar la visita")
        self.strip.act(words, lambda: self.go("visit", str(report.key)), kind="primary")

    def _offer_send(self, model: HomeModel) -> None:
        ready = model.view.counts.ready
        words = ngettext("{n} informe firmado espera", "{n} informes firmados esperan", ready).format(n=ready)
        self.strip.say(words, _("Quedan guardados en esta laptop hasta tener constancia."))
        send = ngettext("Enviar {n} informe", "Enviar {n} informes", ready).format(n=ready)
        self.strip.act(send, lambda: self.go("outbox"), kind="primary")

    def _offer_visit(self, model: HomeModel) -> None:
        due = model.view.next_due
        detail = _("La próxima vence el {date}.").format(date=day(due)) if due else ""
        count = model.view.counts.to_do
        self.strip.say(
            ngettext("{n} obra por visitar", "{n} obras por visitar", count).format(n=count), detail
        )
        self.strip.act(_("Ver mis obras"), lambda: self.go("works"), kind="primary")

    def _offer_sync(self, model: HomeModel) -> None:
        if model.empty:
            self.strip.say(_("¿Espera sus obras desde hace días?"), _("Llame a su coordinación."))
        else:
            self.strip.say(_("No tiene nada pendiente"), _("Sincronice para recibir obras y avisos nuevos."))
        self.strip.act(
            _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
        )


class _Counts(QWidget):
    """The four lists, each a number, a link and a fact."""

    def __init__(self, model: HomeModel, go: Callable[..., object]) -> None:
        super().__init__()
        counts, view = model.view.counts, model.view
        due = _("La próxima vence el {date}").format(date=day(view.next_due)) if view.next_due else ""
        draft = view.next_step
        drafted = _("Uno vence el {date}").format(date=day(draft.due)) if draft and draft.due else ""
        cells = [
            (counts.to_do, _("Por hacer"), due or _("Nada por hacer"), lambda: go("works", "to_do")),
            (
                counts.drafts,
                _("Borradores"),
                drafted or _("Ninguno abierto"),
                lambda: go("reports", "drafts"),
            ),
            (
                counts.ready,
                _("Listos para enviar"),
                _("Firmados, {size}").format(size=size(view.counts.pending_bytes))
                if counts.ready
                else _("Nada espera"),
                lambda: go("outbox"),
            ),
            (
                counts.sent,
                _("Enviados"),
                _("Todos con constancia") if counts.sent else _("Ninguno todavía"),
                lambda: go("reports", "sent"),
            ),
        ]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        per_row = 2 if look().scale > 1.25 else 4
        for index, (count, word, fact, pressed) in enumerate(cells):
            at_row, at_column = divmod(index, per_row)
            cell = CountCell(count, word, fact, pressed, first=at_column == 0)
            grid.addWidget(cell, at_row, at_column)
            grid.setColumnStretch(at_column, 1)


def _title(model: HomeModel) -> QHBoxLayout:
    line = row()
    line.addWidget(text(_("Sus visitas a obras"), "title"), 1)
    line.addWidget(text(weekday(model.today), tone="secondary"), 0, Qt.AlignmentFlag.AlignBottom)
    return line


def _first_told(told: Feedback, model: HomeModel) -> QWidget:
    box = QWidget()
    lines = column(box, gap=4)
    head = row()
    head.addWidget(text(told.title, strong=True, wrap=True), 1)
    if model.view.counts.unread_feedback:
        head.addWidget(badge(_("Nuevo")))
    lines.addLayout(head)
    seen = model.first_life
    facts = [names.short_work(seen.row.work_name) if seen else ""]
    if told.alert_number:
        facts.append(_("Alerta {number}").format(number=told.alert_number))
    lines.addWidget(text(" · ".join(fact for fact in facts if fact), tone="secondary", wrap=True))
    lines.addSpacing(look().px(12))
    stages = life.stages(seen.row.report if seen else None, seen.receipts if seen else (), told)
    lines.addWidget(LifeLine([LifeStep(stage.word, stage.when) for stage in stages], life.current(stages)))
    lines.addSpacing(look().px(8))
    lines.addWidget(paragraph(told.summary))
    return box


def _changes(model: HomeModel) -> QWidget:
    box = QWidget()
    lines = column(box, gap=0)
    head = text(_("Cambios en sus obras"), "heading")
    head.setMinimumHeight(look().px(44))
    lines.addWidget(head)
    lines.addWidget(rule("ruleStrong"))
    if not model.view.news:
        lines.addSpacing(look().px(12))
        lines.addWidget(paragraph(_("Sin cambios publicados desde su última visita."), tone="secondary"))
    for news in model.view.news:
        lines.addSpacing(look().px(12))
        lines.addWidget(text(names.short_work(news.work_name), strong=True, wrap=True))
        lines.addWidget(text(news.change.text, wrap=True))
        source = f"{news.change.source}, {day(news.change.on)}"
        lines.addWidget(text(source, "fact", "secondary"))
        lines.addSpacing(look().px(10))
        lines.addWidget(rule())
    return box


def _state(told: Feedback) -> ReportState:
    try:
        return ReportState(told.state)
    except ValueError:
        return ReportState.IN_REVIEW
