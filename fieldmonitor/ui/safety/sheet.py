"""The recovery code, once: to be printed or copied by hand. It is shown nowhere else and never again."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from fieldmonitor.ui.shell.navigation import Screen

FILE_NAME = "hoja-de-recuperacion.pdf"


def advice() -> list[str]:
    """Return what one must know of the sheet."""
    return [
        _("Guárdela lejos de la laptop, como guarda sus documentos."),
        _("Quien tenga esta hoja y la laptop puede abrir sus informes."),
        _("No le tome foto ni la envíe por mensaje."),
        _("Para usarla, elija «Olvidé mi frase clave» al abrir el programa."),
    ]


class SheetView(QWidget):
    """The code in groups, and the ways to put it on paper."""

    def __init__(self, screen: "Screen", code: str) -> None:
        super().__init__()
        self._screen, self._code = screen, code
        lines = column(self, gap=12)
        lines.addWidget(self._groups())
        for words in advice():
            lines.addWidget(text(words, wrap=True))
        buttons = row(gap=12)
        self._button = Button(_("Imprimir"), "secondary", self._print, icon_name="printer")
        buttons.addWidget(self._button)
        buttons.addWidget(Button(_("Guardar como PDF"), "secondary", self._ask_file, icon_name="file-text"))
        buttons.addStretch(1)
        lines.addLayout(buttons)
        self._said = Banner(
            "warn",
            _("Guárdela en otra memoria, no en esta laptop: quien la robe tendría las dos cosas."),
            lead=_("Un archivo sale de la parte cifrada."),
        )
        lines.addWidget(self._said)

    def take_keyboard(self) -> None:
        """Let the keyboard go on at the way to paper, which brings the code into sight."""
        self._button.setFocus()

    def _groups(self) -> QWidget:
        box = QWidget()
        box.setAccessibleName(_("Código de la hoja"))
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(32))
        grid.setVerticalSpacing(look().px(8))
        for number, group in enumerate(self._code.split("-")):
            cell = QWidget()
            line = row(cell, gap=10)
            line.addWidget(text(str(number + 1), "fact", "secondary", figures=True))
            line.addWidget(text(group, "heading", figures=True), 1)
            grid.addWidget(cell, number // 3, number % 3)
        grid.setColumnStretch(3, 1)
        return box

    def _ask_file(self) -> None:
        question = FileQuestion(
            Purpose.BACKUP, _("Guardar la hoja de recuperación"), Wanted.NEW_FILE, "PDF", (".pdf",), FILE_NAME
        )
        ask_for(self, self._screen.context.preferences, question, lambda paths: self._save(paths[0]))

    def _save(self, path: Path) -> None:
        context, code = self._screen.context, self._code
        workspace, language = context.ws, context.language

        def write() -> None:
            from fieldmonitor.app.documents import make_recovery
            from fieldmonitor.system.durable import write_durably

            write_durably(path, make_recovery(workspace, code, language))

        context.runner.background(write, lambda _nothing: self._saved(path), self._screen.trouble)

    def _saved(self, path: Path) -> None:
        lead = _("Guardada en {name}.").format(name=path.name)
        self._said.say(_("Cuando la imprima, borre el archivo."), lead)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.setModal(True)
        dialog.show()

    def print_on(self, printer: "QPrinter") -> None:
        """Draw the sheet; it names nobody, for whoever finds it must not learn what it opens."""
        said = "".join(f"<p>{escape(words)}</p>" for words in advice())
        groups = " &nbsp; ".join(f"<b>{escape(group)}</b>" for group in self._code.split("-"))
        page = QTextDocument()
        title = escape(_("Hoja de recuperación"))
        page.setHtml(f"<h1>{title}</h1><p style='font-size:20pt'>{groups}</p>{said}")
        page.print_(printer)
        self._said.say(_("Revise que se lea bien antes de seguir."), _("Enviada a la impresora."))
