"""Home: how many of each, what became of findings, and the one thing to do next."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldmonitor.domain.activity import Activity
from fieldmonitor.domain.clock import lima
from fieldmonitor.system.formats import clock_time, day, size, weekday
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.home.count import CountCell
from fieldmonitor.ui.home.presenter import HomeModel, HomePresenter, NextDraft, at_a_glance
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.words import text
from fieldmonitor.ui.wording import short_work

if TYPE_CHECKING:
    from fieldmonitor.app.pack_age import PackStanding
    from fieldmonitor.app.queries import HomeView
    from fieldmonitor.ui.context import UiContext


class HomeScreen(Screen):
    """The first screen of an open profile."""

    place = "home"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter: HomePresenter | None = None
        self._page = Page()
        self._age: QVBoxLayout | None = None
        self._told: PackStanding | None = None
        self.set_body(self._page)

    def start(self) -> None:
        glance = self.context.glance
        if self.context.workspace is None and glance is not None:
            self.show_home(at_a_glance(glance, lima(datetime.now(UTC)).date()))
        else:
            self.refresh()

    def refresh(self) -> None:
        if self._presenter is None:
            self._presenter = HomePresenter(self.context.ws, self.context.runner, self)
        self._presenter.load()

    def close_screen(self) -> None:
        if self._presenter is not None:
            self._presenter.close()

    def show_home(self, model: HomeModel) -> None:
        """Lay out what was read."""
        clear(self._page.column)
        self.strip.reset()
        self.context.who = model.volunteer or ""
        self._page.column.addLayout(_title(model))
        self._page.column.addSpacing(look().px(8))
        self._page.column.addWidget(rule("ruleTitle"))
        self._page.column.setSpacing(0)
        self._page.column.addWidget(_Counts(model, self.go))
        self._page.column.addWidget(rule())
        self._page.column.addSpacing(look().px(16))
        self._age = column(gap=0)
        self._page.column.addLayout(self._age)
        self.show_age(self._told)
        if model.empty:
            self._page.column.addWidget(self._first_steps())
        elif model.view is not None:
            self._lay_notices(model.view)
            self._page.column.addLayout(self._news(model, model.view))
        self._page.column.addStretch(1)
        self._next_step(model)

    def show_age(self, told: "PackStanding | None") -> None:
        """Say that the pack is old or the clock wrong, under the counts; never instead of them."""
        self._told = told
        if self._age is None:
            return
        clear(self._age)
        if told is not None:
            from fieldmonitor.ui.packs.age import PackAge

            banner = PackAge(self.go)
            self._age.addWidget(banner)
            banner.tell(told)

    def _lay_notices(self, view: "HomeView") -> None:
        """Say what the programme wrote and nobody has read; the rest of it stands under Avisos."""
        from fieldmonitor.ui.widgets.banner import Banner
        from fieldmonitor.ui.widgets.buttons import Button

        for notice in view.notices:
            button = Button(_("Ver avisos"), "secondary", lambda: self.go("alerts"))
            title = notice.title if notice.title.endswith((".", "!", "?", ":")) else f"{notice.title}."
            self._page.column.addWidget(Banner("info", notice.text, lead=title, button=button))
            self._page.column.addSpacing(look().px(12))

    def _news(self, model: HomeModel, view: "HomeView") -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(64))
        grid.setVerticalSpacing(look().px(24))
        from fieldmonitor.ui.home.news import changes, told_about

        told, changed = told_about(view, model, self.go), changes(view)
        grid.addWidget(told, 0, 0, Qt.AlignmentFlag.AlignTop)
        if look().compact:
            grid.addWidget(changed, 1, 0)
        else:
            grid.addWidget(changed, 0, 1, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(0, 79)
            grid.setColumnStretch(1, 43)
        return grid

    def _first_steps(self) -> QWidget:
        from fieldmonitor.ui.empty import empty_page, ways_before_works

        return empty_page(
            _("Todavía no tiene obras asignadas"),
            _("Sus obras y cuestionarios llegan al sincronizar. Mientras tanto puede seguir el curso."),
            ways_before_works(self.context.synchronise, lambda: self.go("course")),
        )

    def _next_step(self, model: HomeModel) -> None:
        {
            "apply": self._offer_call,
            "continue": self._offer_draft,
            "send": self._offer_send,
            "visit": self._offer_visit,
            "synchronise": self._offer_sync,
        }[model.next_action](model)

    def _offer_call(self, model: HomeModel) -> None:
        self.strip.say(_("Falta responder la convocatoria"), _("Declare los requisitos que cumple."))
        self.strip.act(_("Postular"), lambda: self.go("apply"), kind="primary")

    def _offer_draft(self, model: HomeModel) -> None:
        step = model.draft
        assert step is not None
        facts = _("{answered} de {questions} respuestas · Guardado {time}").format(
            answered=step.answered, questions=step.questions, time=clock_time(step.saved_at)
        )
        mira = None
        if step.parts:
            place = _("Parte {n} de {total}").format(n=step.part, total=step.parts)
            facts = f"{place} · {facts}"
            from fieldmonitor.ui.widgets.mira import Mira  # nothing else of the first frame draws one

            mira = Mira(step.parts, step.part - 1, place, width=138)
        self.strip.say(short_work(step.work_name), facts, icon_name="file-pen-line", mira=mira)
        self.strip.act(_go_on_words(step), lambda: self.go("visit", step.key), kind="primary")

    def _offer_send(self, model: HomeModel) -> None:
        ready = model.counts.ready
        words = ngettext("{n} informe firmado espera", "{n} informes firmados esperan", ready).format(n=ready)
        self.strip.say(words, _("Quedan guardados en esta laptop hasta tener constancia."))
        send = ngettext("Enviar {n} informe", "Enviar {n} informes", ready).format(n=ready)
        self.strip.act(send, lambda: self.go("outbox"), kind="primary")

    def _offer_visit(self, model: HomeModel) -> None:
        due = model.next_due
        detail = _("La próxima vence el {date}.").format(date=day(due)) if due else ""
        count = model.counts.to_do
        self.strip.say(
            ngettext("{n} obra por visitar", "{n} obras por visitar", count).format(n=count), detail
        )
        self.strip.act(_("Ver mis obras"), lambda: self.go("works", "to_do"), kind="primary")

    def _offer_sync(self, model: HomeModel) -> None:
        if model.empty:
            self.strip.say(_("¿Espera sus obras desde hace días?"), _("Llame a su coordinación."))
        else:
            self.strip.say(_("No tiene nada pendiente"), _("Sincronice para recibir obras y avisos nuevos."))
        self.strip.act(
            _("Sincronizar ahora"), self.context.synchronise, kind="primary", icon_name="refresh-cw"
        )


def _go_on_words(step: NextDraft) -> str:
    if step.practice:
        return _("Continuar la práctica")
    if step.activity is Activity.INFORMATION_ACCESS:
        return _("Continuar la veeduría")
    return _("Continuar la visita")


class _Counts(QWidget):
    """The four lists, each a number, a link and a fact."""

    def __init__(self, model: HomeModel, go: Callable[..., object]) -> None:
        super().__init__()
        counts = model.counts
        due = _("La próxima vence el {date}").format(date=day(model.next_due)) if model.next_due else ""
        draft = model.draft
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
                _("Firmados, {size}").format(size=size(counts.pending_bytes))
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
