"""Bandeja: everything that waits and everything that was sent, with its progress, its pauses and its log."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.app import queries, sending
from fieldmonitor.app.messages import words_for_code
from fieldmonitor.app.queries import OutboxView
from fieldmonitor.domain.local import QueueRow
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.system.formats import remaining, size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.outbox.limits import held_back
from fieldmonitor.ui.outbox.log_lines import log_lines
from fieldmonitor.ui.outbox.roads import roads
from fieldmonitor.ui.outbox.row import MessageRow, receipt_of
from fieldmonitor.ui.ports import SyncEnd, SyncProgress
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.gradual import Gradual
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

SHOWN_LOG = 4
FIRST, AT_ONCE = 4, 2
"""Rows that fill a laptop's window, and those laid out below them at a time."""

_DEEDS = {
    "hold": sending.hold,
    "release": sending.release,
    "pause": sending.pause,
    "resume": sending.resume,
    "retry": sending.retry,
}


class OutboxScreen(Screen):
    """Rows are kept by message, so that progress moves without building anything anew."""

    place = "outbox"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._rows: dict[tuple[str, int], MessageRow] = {}
        self._view: OutboxView | None = None
        self._gradual = Gradual(self)
        self._warned: tuple[str, str, bool] = ("", "", False)
        body = QWidget()
        across = row(body, gap=0)
        self._page = Page()
        across.addWidget(self._page, 1)
        self._head()
        aside = self._page.column
        if not look().compact:
            paper = Page("paper", margins=(32, 24, 40, 24))
            frame = panel("asideWindow", 445)
            column(frame, gap=0).addWidget(paper)
            across.addWidget(frame)
            aside = paper.column
        self._aside(aside)
        self.set_body(body)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._presenter.ask(lambda: queries.outbox(self.context.ws), self.show_outbox)

    def close_screen(self) -> None:
        self._presenter.close()

    def sync_progress(self, progress: SyncProgress) -> None:
        if progress.settled:
            self.refresh()
        if progress.remaining is not None and self._view is not None:
            self._summarise(self._view, progress.remaining)
        for (message, _version), shown in self._rows.items():
            if message == progress.message_id:
                shown.show_progress(progress)
            elif progress.message_id:
                shown.show_progress(None)

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
        sent = [item for item in reversed(view.rows) if receipt_of(item, "complete")]
        self._summarise(view, None)
        wanted = [(item.message.id, item.message.version) for item in (*waiting, *sent)]
        if wanted != list(self._rows) or not wanted:
            self._lay_out([*waiting, *sent])
        else:
            for item in (*waiting, *sent):
                self._rows[item.message.id, item.message.version].show_item(item)
        self._warn(view)
        self._show_more(view, len(waiting))
        self._show_log(view)
        self._next_step(view)

    def _summarise(self, view: OutboxView, left: timedelta | None) -> None:
        if not view.waiting:
            self._summary.setText(_("Nada por enviar"))
            return
        count = ngettext("{n} por enviar", "{n} por enviar", view.waiting).format(n=view.waiting)
        facts = [count, size(view.waiting_bytes)]
        if left is not None:
            facts.append(_("quedan {time}").format(time=remaining(left)))
        self._summary.setText(" · ".join(facts))

    def _warn(self, view: OutboxView) -> None:
        """Say what a person has to know before the list: a log that does not agree, what is held back."""
        held = held_back(view.limits)
        if not any(item.originals_done < item.originals for item in view.rows):
            held = ""
        told = (view.alarm, held, view.sync.withdrawn)
        if self._warned == told:
            return
        self._warned = told
        clear(self._warnings)
        if view.sync.withdrawn:
            words = _("No se envía nada. Lo que espera sigue en esta laptop, aunque sincronice.")
            back = Button(_("Cambiar"), "secondary", lambda: self.go("settings", "privacy"))
            back.setAccessibleName(_("Volver a dar mi consentimiento"))
            self._warnings.addWidget(
                Banner("warn", words, lead=_("Usted retiró su consentimiento."), button=back)
            )
        if view.alarm:
            said = words_for_code(view.alarm, {})
            self._warnings.addWidget(Banner("error", said.next_step, lead=said.what, code=said.code))
        if held:
            change = Button(_("Cambiar"), "secondary", self._to_limits)
            change.setAccessibleName(_("Cambiar los límites de envío"))
            self._warnings.addWidget(Banner("info", held, button=change))

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
        lines.addSpacing(look().px(8))
        self._warnings = column(gap=0)
        lines.addLayout(self._warnings)
        self._list = column(gap=0)
        lines.addLayout(self._list)
        self._more = column(gap=0)
        lines.addLayout(self._more)
        if not look().compact:
            lines.addStretch(1)

    def _aside(self, lines: QVBoxLayout) -> None:
        if look().compact:
            lines.addSpacing(look().px(24))
        lines.addWidget(roads(self.go))
        limits = link(_("Límites de envío"), self._to_limits)
        limits.setAccessibleDescription(_("Velocidad, horas, datos limitados y proxy"))
        lines.addWidget(limits)
        lines.addSpacing(look().px(8))
        head = row()
        head.addWidget(text(_("Registro de envíos"), "heading"), 1)
        whole = link(_("Ver todo"), lambda: self.go("sync-log"))
        whole.setAccessibleName(_("Ver todo el registro"))
        lines.addLayout(head)
        lines.addWidget(rule())
        self._log = column(gap=0)
        lines.addLayout(self._log)
        if look().compact:
            lines.addWidget(whole)
        else:
            head.addWidget(whole)  # seen without scrolling
        lines.addStretch(1)

    def _lay_out(self, items: list[QueueRow]) -> None:
        clear(self._list)
        self._rows = {}
        self._add_rows(items[:FIRST])
        parts = range(FIRST, len(items), AT_ONCE)
        self._gradual.lay([partial(self._add_rows, items[first : first + AT_ONCE]) for first in parts])
        if not items:
            self._list.addSpacing(look().px(20))
            way = Way("list", _("Sus obras"), _("Elija una e inicie su visita."), _("Abrir"), self._to_works)
            why = _("Cuando firme un informe, aquí verá cómo se envía y su constancia.")
            self._list.addWidget(empty_page(_("No hay nada por enviar"), why, [way]))

    def _add_rows(self, items: list[QueueRow]) -> None:
        for item in items:
            shown = MessageRow(item, self.context.ws.clock.now)
            shown.acts.connect(self._act)
            self._rows[item.message.id, item.message.version] = shown
            self._list.addWidget(shown)
            self._list.addWidget(rule())

    def _to_works(self) -> None:
        self.go("works")

    def _to_limits(self) -> None:
        self.go("limits")

    def _show_more(self, view: OutboxView, waiting: int) -> None:
        """Say what is not listed, and where it is."""
        clear(self._more)
        if view.waiting > waiting:
            left = view.waiting - waiting
            words = ngettext("y {n} envío más que espera", "y {n} envíos más que esperan", left).format(
                n=left
            )
            self._more.addWidget(paragraph(words, tone="secondary"))
        if view.sent:
            words = ngettext("Ver el informe enviado", "Ver los informes enviados", view.sent)
            self._more.addWidget(link(words, lambda: self.go("reports", "sent")))

    def _show_log(self, view: OutboxView) -> None:
        clear(self._log)
        entries = view.log[-SHOWN_LOG:]
        if not entries:
            self._log.addSpacing(look().px(8))
            none = _("Todavía no hay nada anotado. Nada se borra sin constancia.")
            self._log.addWidget(paragraph(none, tone="secondary"))
        self._log.addLayout(log_lines(entries))

    def _next_step(self, view: OutboxView) -> None:
        self.strip.reset()
        stuck = [item for item in view.rows if item.state is OutboxState.NEEDS_ATTENTION]
        open_ = view.waiting
        if view.sync.withdrawn and open_:
            words = ngettext("{n} envío espera", "{n} envíos esperan", open_).format(n=open_)
            self.strip.say(words, _("No se envía porque usted retiró su consentimiento."))
        elif stuck:
            words = ngettext("{n} envío requiere su atención", "{n} envíos requieren su atención", len(stuck))
            self.strip.say(words.format(n=len(stuck)), _("Los demás siguen enviándose."))
        elif open_:
            words = ngettext("{n} envío espera", "{n} envíos esperan", open_).format(n=open_)
            if view.held:
                kept = ngettext("{n} no se envía todavía.", "{n} no se envían todavía.", view.held)
                self.strip.say(words, kept.format(n=view.held))
            else:
                self.strip.say(words, _("Todo queda guardado en esta laptop hasta tener constancia."))
        elif view.sync.withdrawn:
            self.strip.say(_("Nada por enviar"), _("Sincronice para recibir obras y avisos nuevos."))
        else:
            self.strip.say(_("Todo tiene constancia"), _("Sincronice para recibir obras y avisos nuevos."))
        bridge = self.context.bridge
        if bridge is not None and bridge.running:
            self.strip.act(_("Pausar todo"), self._pause_all, icon_name="pause")
        free = 0 if view.sync.withdrawn else open_ - view.held
        words = (
            ngettext("Enviar {n} envío", "Enviar {n} envíos", free).format(n=free)
            if free
            else _("Sincronizar ahora")
        )
        icon = "upload" if free else "refresh-cw"
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
            self._show_receipt(message)
            return
        ws = self.context.ws
        do = _DEEDS[action]
        self._presenter.ask(lambda: do(ws, message), lambda _done: self._acted(action))

    def _acted(self, action: str) -> None:
        self.refresh()
        if action not in ("hold", "pause"):
            self.context.synchronise()

    def _show_receipt(self, message: str) -> None:
        """Show the receipt itself, as a report's page does."""
        assert self._view is not None
        found = next(item.message for item in self._view.rows if item.message.id == message)
        self.go("document", f"{found.id}/{found.version}", "receipt")
