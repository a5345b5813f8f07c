"""Bandeja: everything that waits and everything that was sent, with its progress, its pauses and its log."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from fieldmonitor.app import queries, sending
from fieldmonitor.app.queries import OutboxView
from fieldmonitor.app.sync_words import line as log_line
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.names import short_work
from fieldmonitor.ui.outbox.row import MessageRow, receipt_of
from fieldmonitor.ui.ports import SyncEnd, SyncProgress
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import clock_time, day, size

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

SHOWN_SENT = 10
SHOWN_LOG = 12


class OutboxScreen(Screen):
    """Rows are kept by message, so that progress moves without building anything anew."""

    place = "outbox"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._rows: dict[tuple[str, int], MessageRow] = {}
        self._view: OutboxView | None = None
        body = QWidget()
        across = row(body, gap=0)
        self._page = Page()
        across.addWidget(self._page, 1)
        self._log = Page("paper", margins=(32, 24, 32, 24))
        if not look().compact:
            frame = panel("asideWindow", 445)
            column(frame, gap=0).addWidget(self._log)
            across.addWidget(frame)
        self._head()
        self.set_body(body)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._presenter.ask(lambda: queries.outbox(self.context.ws), self.show_outbox)

    def close_screen(self) -> None:
        self._presenter.close()

    def sync_progress(self, progress: SyncProgress) -> None:
        for (message, _version), shown in self._rows.items():
            shown.show_progress(progress if message == progress.message_id else None)

    def sync_ended(self, end: SyncEnd) -> None:
        for shown in self._rows.values():
            shown.show_progress(None)
        if end.error is not None:
            self.trouble(end.error)
        else:
            self.notify("", "")

    def show_outbox(self, view: OutboxView) -> None:
        """Show what waits above what was sent."""
        self._view = view
        waiting = [item for item in view.rows if not receipt_of(item, "complete")]
        sent = [item for item in reversed(view.rows) if receipt_of(item, "complete")][:SHOWN_SENT]
        left = sum(item.total_bytes - item.sent_bytes for item in waiting)
        count = ngettext("{n} por enviar", "{n} por enviar", len(waiting)).format(n=len(waiting))
        self._summary.setText(f"{count} · {size(left)}" if waiting else _("Nada por enviar"))
        wanted = [(item.message.id, item.message.version) for item in (*waiting, *sent)]
        if wanted != list(self._rows) or not wanted:
            self._lay_out([*waiting, *sent])
        else:
            for item in (*waiting, *sent):
                self._rows[item.message.id, item.message.version].show_item(item)
        self._show_log(view)
        self._next_step(view)

    def _head(self) -> None:
        lines = self._page.column
        line = row()
        line.addWidget(text(_("Bandeja"), "title"), 1)
        self._summary = text("", tone="secondary")
        line.addWidget(self._summary)
        lines.addLayout(line)
        lines.addSpacing(look().px(4))
        lines.addWidget(rule("ruleTitle"))
        lines.setSpacing(0)
        if self.context.practising:
            words = _("Lo que haga aquí no se envía a nadie.")
            lines.addSpacing(look().px(12))
            lines.addWidget(Banner("info", words, lead=_("Está en modo de práctica.")))
        self._list = column(gap=0)
        lines.addLayout(self._list)
        lines.addStretch(1)
        self._below = column(gap=0)
        lines.addLayout(self._below)

    def _lay_out(self, items: list[queries.OutboxRow]) -> None:
        clear(self._list)
        self._rows = {}
        for item in items:
            shown = MessageRow(item)
            shown.acts.connect(self._act)
            self._rows[item.message.id, item.message.version] = shown
            self._list.addWidget(shown)
            self._list.addWidget(rule())
        if not items:
            self._list.addSpacing(look().px(20))
            way = Way("list", _("Sus obras"), _("Elija una e inicie su visita."), _("Abrir"), self._to_works)
            why = _("Cuando firme un informe, aquí verá cómo se envía y su constancia.")
            self._list.addWidget(empty_page(_("No hay nada por enviar"), why, [way]))

    def _to_works(self) -> None:
        self.go("works")

    def _show_log(self, view: OutboxView) -> None:
        where = self._below if look().compact else self._log.column
        clear(where)
        lines = column(gap=0)
        lines.addSpacing(look().px(16 if look().compact else 0))
        lines.addWidget(text(_("Registro de envíos"), "heading"))
        why = _("Cada paso queda anotado. Nada se borra sin constancia.")
        lines.addWidget(paragraph(why, tone="secondary"))
        lines.addSpacing(look().px(8))
        entries = list(reversed(view.log))[:SHOWN_LOG]
        previous = ""
        for entry in entries:
            if day(entry.at) != previous:
                previous = day(entry.at)
                head = text(previous, "fact", "secondary", strong=True)
                head.setMinimumHeight(look().px(32))
                lines.addWidget(head)
            line = row(margins=(0, 6, 0, 6), gap=16)
            time = text(clock_time(entry.at), "fact", "secondary", figures=True)
            time.setMinimumWidth(
                QFontMetrics(look().font("fact", figures=True)).horizontalAdvance("00:00") + 4
            )
            line.addWidget(time)
            line.addWidget(text(log_line(_shortened(entry)), "fact", wrap=True), 1)
            lines.addLayout(line)
            lines.addWidget(rule())
        if not entries:
            lines.addWidget(paragraph(_("Todavía no hay nada anotado."), tone="secondary"))
        lines.addStretch(1)
        where.addLayout(lines)

    def _next_step(self, view: OutboxView) -> None:
        self.strip.reset()
        stuck = [item for item in view.rows if item.state is OutboxState.NEEDS_ATTENTION]
        open_ = [item for item in view.rows if not receipt_of(item, "complete")]
        if stuck:
            words = ngettext("{n} envío requiere su atención", "{n} envíos requieren su atención", len(stuck))
            self.strip.say(words.format(n=len(stuck)), _("Los demás siguen enviándose."))
        elif open_:
            words = ngettext("{n} envío espera", "{n} envíos esperan", len(open_)).format(n=len(open_))
            self.strip.say(words, _("Todo queda guardado en esta laptop hasta tener constancia."))
        else:
            self.strip.say(_("Todo tiene constancia"), _("Sincronice para recibir obras y avisos nuevos."))
        bridge = self.context.bridge
        if bridge is not None and bridge.running:
            self.strip.act(_("Pausar todo"), self._pause_all, icon_name="pause")
        words = (
            ngettext("Enviar {n} envío", "Enviar {n} envíos", len(open_)).format(n=len(open_))
            if open_
            else _("Sincronizar ahora")
        )
        icon = "upload" if open_ else "refresh-cw"
        self.strip.act(words, self._send, kind="primary", icon_name=icon)

    def _send(self) -> None:
        self.notify("", "")
        self.context.synchronise()
        if self._view is not None:
            self._next_step(self._view)

    def _pause_all(self) -> None:
        if self.context.bridge is not None:
            self.context.bridge.pause()

    def _act(self, message: str, action: str) -> None:
        if action == "receipt":
            self._open_report(message)
            return
        ws = self.context.ws
        do = {"pause": sending.pause, "resume": sending.resume, "retry": sending.retry}[action]
        self._presenter.ask(lambda: do(ws, message), lambda _done: self._acted(action))

    def _acted(self, action: str) -> None:
        self.refresh()
        if action != "pause":
            self.context.synchronise()

    def _open_report(self, message: str) -> None:
        assert self._view is not None
        found = next(item.message for item in self._view.rows if item.message.id == message)
        if found.payload_type == REPORT_TYPE:
            self.go("report", f"{found.id}/{found.version}")
        else:
            self._show_receipt(message)

    def _show_receipt(self, message: str) -> None:
        assert self._view is not None
        found = next(item for item in self._view.rows if item.message.id == message)
        receipt = receipt_of(found, "complete")
        if receipt is not None:
            words = _("Recibida el {date}. Huella {hash}").format(
                date=day(receipt.received_at), hash=found.message.manifest_sha256
            )
            self.notify("ok", words, lead=_("Constancia {number}.").format(number=receipt.number))


def _shortened(entry: LogEntry) -> LogEntry:
    """Return an entry whose work goes by its short name."""
    if "title" not in entry.params:
        return entry
    return replace(entry, params={**entry.params, "title": short_work(str(entry.params["title"]))})
