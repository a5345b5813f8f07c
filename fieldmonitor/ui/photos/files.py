"""Files that are no photos: what they are, their size and hash; shown from memory, or taken out knowingly."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from fieldmonitor.app import attachments
from fieldmonitor.domain.local import Evidence
from fieldmonitor.media.kinds import HEIC, HTML, MHTML, PDF
from fieldmonitor.system.formats import moment_comma, size
from fieldmonitor.system.translations import _
from fieldmonitor.ui.names import Sign
from fieldmonitor.ui.photos.detail import NAMES
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import Page, clear
from fieldmonitor.ui.widgets.lists import RowLines, RowList, RowsModel
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import in_eights

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class FileList(RowList[Evidence]):
    """The files of a report; `picked` names the one that one stands on."""

    picked = Signal(str)

    def __init__(self, model: RowsModel[Evidence], name: str) -> None:
        super().__init__(model, name)
        self.chosen.connect(self._tell)

    def _tell(self) -> None:
        row = self.current_row()
        if row is not None:
            self.picked.emit(row.id)


class FilesPane(Page):
    """The chosen file beside the list, which stands in the gallery's place."""

    def __init__(
        self,
        context: "UiContext",
        go: Callable[[str, str, str], object],
        trash: Callable[[Evidence], object],
    ) -> None:
        side = 24 if look().narrow else 40
        super().__init__(margins=(side, 20, side, 20))
        self._context, self._go, self._trash = context, go, trash
        self._report = ""
        self._dialog: QFileDialog | None = None
        self._model: RowsModel[Evidence] = RowsModel(_lines, lambda row: row.id)
        self.list = FileList(self._model, _("Archivos de la visita"))
        self.list.opened.connect(self._open)

    def show_files(self, files: list[Evidence], chosen: str, report: str) -> None:
        """Show these files, standing on one."""
        self._report = report
        self._model.show_rows(files)
        at = next((index for index, row in enumerate(files) if row.id == chosen), 0)
        self.list.choose(at)
        self.show_file(files[at] if files else None)

    def show_file(self, row: Evidence | None) -> None:
        """Show what one file is."""
        clear(self.column)
        if row is None:
            return
        lines = self.column
        lines.addWidget(text(row.name or kind_words(row), "heading", wrap=True))
        for name, value in (
            (_("Tipo"), kind_words(row)),
            (_("Tamaño"), size(row.size)),
            (_("Agregado"), moment_comma(row.added_at)),
            (_("Huella"), in_eights(row.sha256)),
        ):
            lines.addWidget(pair(name, text(value, wrap=True), width=NAMES))
        lines.addSpacing(look().px(8))
        if row.media_type == PDF:
            read = partial(self._go, "file", self._report, row.id)
            lines.addWidget(Button(_("Ver las páginas"), "secondary", read, icon_name="file-text"))
        else:
            lines.addWidget(paragraph(_("Este programa lo guarda y lo envía, pero no lo abre."), "fact"))
        lines.addWidget(TakeOut(self._context, row))
        sign = "" if look().scale > 1.25 else "trash-2"  # large letters need the room
        trash = Button(_("Enviar a la papelera"), "danger", partial(self._trash, row), icon_name=sign)
        lines.addWidget(trash)
        lines.addStretch(1)

    def _open(self) -> None:
        row = self.list.current_row()
        if row is not None and row.media_type == PDF:
            self._go("file", self._report, row.id)


class TakeOut(Page):
    """A file leaves the vault only after one has read that it does."""

    def __init__(self, context: "UiContext", row: Evidence) -> None:
        super().__init__(margins=(0, 0, 0, 0))
        self._context, self._row = context, row
        self._ask()

    def _ask(self) -> None:
        clear(self.column)
        words = _("Abrir con otro programa") if look().scale <= 1.25 else _("Abrir afuera")
        self.column.addWidget(Button(words, "secondary", self._warn, icon_name="external-link"))
        self._fit()

    def _warn(self) -> None:
        clear(self.column)
        said = _("La copia quedará sin cifrar donde la guarde, y cualquiera podrá abrirla.")
        self.column.addWidget(Banner("warn", said, lead=_("Sale de la bóveda.")))
        self.column.addWidget(Button(_("Guardar la copia fuera"), "secondary", self._choose))
        self.column.addWidget(Button(_("Dejarlo en la bóveda"), "quiet", self._ask))
        self._fit()

    def _choose(self) -> None:
        ending = Path(self._row.name).suffix
        question = FileQuestion(
            Purpose.DOCUMENTS,
            _("Guardar la copia fuera"),
            Wanted.NEW_FILE,
            kind=kind_words(self._row),
            endings=(ending,) if ending else (),
            name=self._row.name,
        )
        self._dialog = ask_for(self, self._context.preferences, question, self._save)

    def _save(self, paths: list[Path]) -> None:
        ws, wanted, target = self._context.ws, self._row.id, paths[0]
        self._context.runner.background(
            lambda: attachments.export_to(ws, wanted, target), lambda _done: self._saved(target), self._failed
        )

    def _saved(self, target: Path) -> None:
        self._ask()
        self.column.addWidget(paragraph(_("Copia guardada en {place}.").format(place=target), "fact"))
        self._fit()

    def _failed(self, error: Exception) -> None:
        from fieldmonitor.app.messages import words_for

        self._ask()
        words = words_for(error)
        self.column.addWidget(Banner("error", words.next_step, lead=words.what))
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(self.column.sizeHint().height(), look().px(44)))


def kind_words(row: Evidence) -> str:
    """Return a file's kind in words."""
    kind = row.media_type
    named = {
        PDF: _("Documento PDF"),
        HTML: _("Página guardada"),
        MHTML: _("Página guardada"),
        HEIC: _("Foto HEIC"),
    }
    if kind in named:
        return named[kind]
    return {"audio": _("Audio"), "video": _("Video")}.get(kind.split("/")[0], kind)


def _lines(row: Evidence) -> RowLines:
    icon = {"audio": "play", "video": "play", "image": "image"}.get(row.media_type.split("/")[0], "file-text")
    return RowLines(
        title=row.caption or row.name or kind_words(row),
        second=kind_words(row),
        sign=Sign(_("Guardado sin cambios"), icon),
        right_title=size(row.size),
    )
