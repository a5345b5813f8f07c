"""Registro de envíos: all that the exchange did, to be read, copied or saved as a file for one who helps."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldmonitor.app import queries
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.outbox.log_lines import log_text
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class LogScreen(Screen):
    """Plain text, oldest first, as it is copied: what one reads is what one sends."""

    place = "outbox"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._text = ""
        body = QWidget()
        body.setObjectName("page")
        edge = round(look().margin / look().scale)
        lines = column(body, margins=(edge, 16 if look().narrow else 24, edge, 16), gap=8)
        lines.addWidget(text(_("Registro de envíos"), "title"))
        lines.addWidget(rule("ruleTitle"))
        why = _("Nada sale de esta laptop por guardarlo: léalo antes de dárselo a alguien.")
        lines.addWidget(paragraph(why, tone="secondary"))
        self._shown = QPlainTextEdit()
        self._shown.setReadOnly(True)
        self._shown.setTabChangesFocus(True)
        self._shown.setFont(look().font(figures=True))  # times stand below each other
        self._shown.setAccessibleName(_("Registro de envíos"))
        lines.addWidget(self._shown, 1)
        self.set_body(body)
        self.strip.leading(_("Bandeja"), lambda: self.go("outbox"))

    def start(self) -> None:
        self._presenter.ask(lambda: self._read(), self._show)

    def refresh(self) -> None:
        self.start()

    def close_screen(self) -> None:
        self._presenter.close()

    def _read(self) -> tuple[int, str]:
        """Read and word the log beside the window: there may be thousands of lines."""
        entries: tuple[LogEntry, ...] = queries.sync_log(self.context.ws)
        return len(entries), log_text(entries)

    def _show(self, read: tuple[int, str]) -> None:
        count, words = read
        if words != self._text:
            bar = self._shown.verticalScrollBar()
            at_end = bar.value() >= bar.maximum()
            self._text = words
            self._shown.setPlainText(words or _("Todavía no hay nada anotado."))
            if at_end:
                bar.setValue(bar.maximum())
        self.strip.reset()
        back = self.strip.leading(_("Bandeja"), lambda: self.go("outbox"))
        back.setAccessibleName(_("Volver a la Bandeja"))
        self.strip.say(ngettext("{n} anotación", "{n} anotaciones", count).format(n=count))
        if count:
            self.strip.act(_("Copiar"), self._copy, icon_name="copy")
            self.strip.act(_("Guardar como archivo"), self._ask_file, kind="primary", icon_name="download")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.notify("ok", _("Péguelo en un correo o un mensaje."), lead=_("Registro copiado."))

    def _ask_file(self) -> None:
        today = self.context.ws.today()
        name = _("registro-de-envios-{date}.txt").format(date=today.isoformat())
        question = FileQuestion(
            Purpose.LOGS, _("Guardar el registro"), Wanted.NEW_FILE, _("Texto"), (".txt",), name
        )
        ask_for(self, self.context.preferences, question, self._save)

    def _save(self, paths: list[Path]) -> None:
        data = self._text.encode()
        self.context.runner.background(
            lambda: write_durably(paths[0], data), lambda _done: self._saved(paths[0]), self.trouble
        )

    def _saved(self, path: Path) -> None:
        self.notify("ok", str(path), lead=_("Registro guardado."))
