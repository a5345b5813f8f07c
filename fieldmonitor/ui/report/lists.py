"""Drafts and sent reports: the home screen's lists when one opens them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from fieldmonitor.app import queries, trash
from fieldmonitor.domain.local import ReportRow
from fieldmonitor.system.formats import clock_time, day
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui import names
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import Page, column, row, rule
from fieldmonitor.ui.widgets.lists import RowLines, RowList, RowsModel
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


PART = 100
"""Reports that are read at once: years of work need not be read to show the last months."""


class ReportsScreen(Screen):
    """`key` of its route says which: "drafts", "ready" or "sent"."""

    place = "home"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._which = route.key or "drafts"
        self._wanted, self._all = PART, True
        self._presenter = Presenter(context.ws, context.runner, self)
        self._model: RowsModel[ReportRow] = RowsModel(self._lines, lambda item: item.report.key)
        body = QWidget()
        body.setObjectName("page")
        lines = column(body, gap=0)
        lines.addWidget(self._head())
        lines.addWidget(rule("ruleStrong"))
        self._list = RowList(self._model, self._title())
        self._list.opened.connect(self._open)
        self._list.chosen.connect(self._next_step)
        self._list.verticalScrollBar().valueChanged.connect(self._near_end)
        self._stack = QStackedLayout()
        lines.addLayout(self._stack, 1)  # first: without a parent it would show its pages as windows
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty())
        self.set_body(body)

    def start(self) -> None:
        self._list.setFocus()
        self.refresh()

    def refresh(self) -> None:
        ws, which, limit = self.context.ws, self._which, self._wanted
        self._presenter.ask(
            lambda: (queries.reports(ws, which, limit=limit), queries.report_count(ws, which)),
            lambda read: self.show_reports(*read),
        )

    def close_screen(self) -> None:
        self._presenter.close()

    def show_reports(self, rows: tuple[ReportRow, ...], count: int) -> None:
        """Show the list as far as it was read, standing where one stood."""
        before = self._list.currentIndex().row()
        self._model.show_rows(rows)
        self._all = len(rows) < self._wanted
        self._count.setText(ngettext("{n} informe", "{n} informes", count).format(n=count))
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self._list.choose(min(max(before, 0), len(rows) - 1))
        self._next_step()

    def _near_end(self, value: int) -> None:
        """Read on before the end of what is there comes into sight."""
        bar = self._list.verticalScrollBar()
        if not self._all and value > bar.maximum() - 3 * bar.pageStep():
            self._all = True  # until the answer is here
            self._wanted += PART
            self.refresh()

    def _title(self) -> str:
        return {
            "drafts": _("Borradores"),
            "ready": _("Listos para enviar"),
            "sent": _("Enviados"),
        }[self._which]

    def _head(self) -> QFrame:
        head = QFrame()
        edge = round(look().margin / look().scale)
        line = row(head, margins=(edge, 20, edge, 16))
        line.addWidget(text(self._title(), "title"), 1)
        self._count = text("", tone="secondary")
        line.addWidget(self._count)
        return head

    def _lines(self, item: ReportRow) -> RowLines:
        report = item.report
        draft = report.signed_at is None
        when = report.saved_at if draft else report.signed_at
        assert when is not None
        progress = _("{answered} de {questions} respuestas").format(
            answered=report.answered, questions=report.questions
        )
        return RowLines(
            title=names.short_work(item.work_name),
            second=f"{names.report_title(report.activity)} · {item.district}",
            sign=names.report_state(report.state),
            warning=_("Práctica: no se envía") if report.practice else "",
            right_title=day(when),
            right_second=_("Guardado {time}").format(time=clock_time(when))
            if draft
            else _("Firmado {time}").format(time=clock_time(when)),
            right_third=progress
            if draft
            else (_("Versión {n}").format(n=report.key.version) if report.key.version > 1 else ""),
        )

    def _open(self) -> None:
        item = self._list.current_row()
        if item is not None:
            self.go("visit" if self._which == "drafts" else "report", str(item.report.key))

    def _next_step(self) -> None:
        self.strip.reset()
        item = self._list.current_row()
        if item is None or self._stack.currentIndex() == 1:
            self.strip.act(_("Ver mis obras"), lambda: self.go("works"), kind="primary")
            return
        self.strip.say(names.short_work(item.work_name), names.report_title(item.report.activity))
        if self._which == "drafts":
            self.strip.act(_("Enviar a la papelera"), self._throw_away, icon_name="trash-2")
        words = _("Continuar") if self._which == "drafts" else _("Ver el informe")
        self.strip.act(words, self._open, kind="primary")

    def _throw_away(self) -> None:
        item = self._list.current_row()
        if item is None:
            return
        ws, key = self.context.ws, item.report.key
        self.context.drafts.pop(str(key), None)

        def back() -> None:
            thrown = next((row for row in trash.rows(ws) if row.report == key and not row.evidence_id), None)
            if thrown is not None:
                trash.take_out(ws, thrown)

        def done(_nothing: None) -> None:
            self.context.counts_changed()
            self.refresh()
            words = _("Borrador en la papelera. Espera allí 30 días.")
            self.context.undo(words, lambda: self._presenter.ask(back, lambda _n: self._changed()))

        self._presenter.ask(lambda: trash.throw_away(ws, key), done)

    def _changed(self) -> None:
        self.context.counts_changed()
        self.refresh()

    def _empty(self) -> Page:
        page = Page()
        why = {
            "drafts": _("Al iniciar una visita, su borrador queda aquí con cada respuesta guardada."),
            "ready": _("Un informe firmado espera aquí hasta que la Contraloría dé constancia."),
            "sent": _("Aquí verá sus informes con constancia completa de la Contraloría."),
        }[self._which]
        way = Way(
            "list",
            _("Sus obras"),
            _("Elija una obra e inicie la visita."),
            _("Abrir"),
            lambda: self.go("works"),
        )
        page.column.addWidget(empty_page(_("No hay informes en esta lista"), why, [way]))
        page.column.addStretch(1)
        return page
