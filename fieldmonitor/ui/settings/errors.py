"""The error report: read here, then saved as a file; nothing is sent by itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from fieldmonitor.app.error_report import error_report, save_report
from fieldmonitor.system.clock import SystemClock
from fieldmonitor.system.paths import log_folder
from fieldmonitor.system.translations import _
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.words import paragraph


class ErrorsSection(Section):
    """What is read is what is saved, letter by letter."""

    def build(self) -> None:
        why = _(
            "Si el programa falla, guarde este informe y entréguelo a su coordinación. "
            "No contiene nombres, respuestas, fotos ni obras: léalo antes."
        )
        self.lines.addWidget(paragraph(why))
        self._shown = QPlainTextEdit()
        self._shown.setReadOnly(True)
        self._shown.setAccessibleName(_("Informe de errores"))
        self._shown.setMinimumHeight(look().px(300))
        self._shown.setTabChangesFocus(True)
        self.lines.addWidget(self._shown, 1)
        self._text = ""

    def start(self) -> None:
        ws = self.context.ws
        screen = QGuiApplication.primaryScreen()
        size, ratio = screen.size(), screen.devicePixelRatio()
        dress = f"{look().palette.name}, {look().scale:g}"
        more = (
            _("Ventana: {words}").format(words=f"Qt {qVersion()}, {QGuiApplication.platformName()}"),
            _("Pantalla: {words}").format(words=f"{size.width()}×{size.height()} ({ratio:g}), {dress}"),
        )
        self.ask(lambda: error_report(log_folder(), SystemClock().now(), ws, more), self._show)

    def primary(self) -> tuple[str, Callable[[], object], str] | None:
        return (_("Guardar el informe"), self._ask_file, "file-text") if self._text else None

    def _show(self, words: str) -> None:
        self._text = words
        self._shown.setPlainText(words)
        self.owner.refresh_strip()

    def _ask_file(self) -> None:
        question = FileQuestion(
            Purpose.LOGS, _("Guardar el informe de errores"), Wanted.NEW_FILE, _("Texto"), (".txt",),
            "informe-de-errores.txt",
        )  # fmt: skip
        ask_for(self, self.context.preferences, question, lambda paths: self._save(paths[0]))

    def _save(self, path: Path) -> None:
        words = self._text
        self.ask(lambda: save_report(words, path), lambda _nothing: self._saved(path), slow=True)

    def _saved(self, path: Path) -> None:
        self.owner.notify("ok", _("Guardado como {name}.").format(name=path.name))
