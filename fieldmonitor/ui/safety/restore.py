"""A copy becomes a profile again: choose it, open it, see what it holds, and only then restore it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QVBoxLayout

from fieldmonitor.domain.errors import Cancelled, InputError
from fieldmonitor.system.formats import moment_comma, size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.entry.frame import NarrowScreen
from fieldmonitor.ui.pace import Pace
from fieldmonitor.ui.safety.passphrases import NewPassphrase
from fieldmonitor.ui.safety.ports import Secret
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField, PassphraseRow
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, rule
from fieldmonitor.ui.widgets.progress import Progress
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.care import Copy
    from fieldmonitor.app.restoring import Inside
    from fieldmonitor.ui.context import UiContext


class RestoreScreen(NarrowScreen):
    """Three steps on one page, each appearing when the one before is done."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._found: list[Copy] = []
        self._chosen: Copy | None = None
        self._rows: list[ChoiceRow] = []
        self._passphrase: PassphraseRow | None = None
        self._code: FieldRow | None = None
        self._new: NewPassphrase | None = None
        self._pace = Pace()
        self._restoring = False
        self._far: Progress | None = None
        self.setAcceptDrops(True)
        self.lines.addWidget(text(_("Restaurar una copia"), "title", wrap=True))
        why = _("Una copia se restaura en una carpeta nueva. El perfil que hay en la laptop no se toca.")
        self.lines.addWidget(paragraph(why))
        self._copies, self._opening, self._inside = column(gap=8), column(gap=12), column(gap=8)
        for part in (self._copies, self._opening, self._inside):
            self.lines.addLayout(part)
        self.lines.addStretch(1)
        self._steps()

    def start(self) -> None:
        self.ask(self.context.entry.safekeeping.backups, partial(self.show_copies, elsewhere=False))

    def close_screen(self) -> None:
        super().close_screen()
        self._pace.cancel()  # who leaves, or locks, gets no profile behind their back

    def escape(self) -> bool:
        if self._restoring:
            self._cancel()
            return True
        if self.context.workspace is not None:
            return False
        self.context.look_again()
        return True

    # -- which copy --------------------------------------------------------------------------------

    def show_copies(self, found: "list[Copy]", *, elsewhere: bool = True) -> None:
        """List the copies of a place, newest first."""
        self._found, self._chosen = found, None
        for part in (self._copies, self._opening, self._inside):
            clear(part)
        self._forget_fields()
        title = _("Copias en esa carpeta") if elsewhere else _("Copias en esta laptop")
        self._copies.addWidget(text(title, "heading"))
        self._rows = []
        for backup in found:
            words = _("{when}, {size}").format(when=moment_comma(backup.made_at), size=size(backup.size))
            option = ChoiceRow(words)
            option.clicked.connect(lambda _on=False, backup=backup: self._choose(backup))
            self._rows.append(option)
            self._copies.addWidget(option)
        if not found:
            self._copies.addWidget(
                paragraph(_("No hay copias aquí. Busque en la memoria donde las guarda."), tone="secondary")
            )
        self._copies.addWidget(
            Button(_("Buscar en otra carpeta"), "secondary", self._look_elsewhere, icon_name="folder-open")
        )
        self._steps()
        if self._rows:
            self._rows[0].setFocus()

    def _look_elsewhere(self) -> None:
        question = FileQuestion(Purpose.BACKUP, _("Carpeta de las copias"), Wanted.FOLDER)
        ask_for(self, self.context.preferences, question, lambda paths: self._look_in(paths[0]))

    def _look_in(self, folder: Path) -> None:
        keep = self.context.entry.safekeeping
        self.ask(lambda: keep.backups(folder), self.show_copies)

    def _choose(self, backup: "Copy") -> None:
        self._chosen = backup
        for option, one in zip(self._rows, self._found, strict=True):
            option.choose(one is backup)
        self._ask_passphrase()

    # -- what opens it -----------------------------------------------------------------------------

    def _ask_passphrase(self) -> None:
        self._fresh(self._opening)
        self._passphrase = PassphraseRow(
            _("Frase clave de la copia"), _("La que usted tenía cuando se hizo la copia.")
        )
        self._passphrase.field.returnPressed.connect(self._look)
        self._opening.addWidget(self._passphrase)
        self._opening.addWidget(link(_("Usar la hoja de recuperación"), self._ask_code))
        self._passphrase.field.setFocus()
        self._steps()

    def _ask_code(self) -> None:
        self._fresh(self._opening)
        code = LineField()
        self._code = FieldRow(
            _("Código de la hoja"), code, _("36 letras y números. No importan los guiones ni las mayúsculas.")
        )
        self._new = NewPassphrase(self._look)
        code.returnPressed.connect(self._new.first.field.setFocus)
        self._opening.addWidget(self._code)
        self._opening.addWidget(self._new)
        self._opening.addWidget(link(_("Usar la frase clave"), self._ask_passphrase))
        code.setFocus()
        self._steps()

    def _secret(self) -> tuple[Secret, str] | None:
        """Return what was typed, or say at the field what is missing."""
        if self._passphrase is not None:
            words = self._passphrase.field.text()
            self._passphrase.show_error("" if words else _("Escriba la frase clave."))
            return (Secret(passphrase=words), "") if words else None
        assert self._code is not None and self._new is not None
        assert isinstance(self._code.editor, LineField)
        code = self._code.editor.text().strip()
        self._code.show_error("" if code else _("Escriba el código de su hoja."))
        new = self._new.checked() if code else None
        return (Secret(code=code), new) if new is not None else None

    # -- what it holds -----------------------------------------------------------------------------

    def _look(self) -> None:
        secret = self._secret()
        if secret is None or self._chosen is None:
            return
        keep, folder = self.context.entry.safekeeping, self._chosen.folder
        self.notify("info", _("Abriendo la copia."))
        self.ask(lambda: keep.look_inside(folder, secret[0]), self.show_inside, slow=True)

    def show_inside(self, inside: "Inside") -> None:
        """Show what the copy holds; the next step is to restore it."""
        self.notify("", "")
        self._fresh(self._inside, fields=False)
        lines = self._inside
        lines.addWidget(text(_("La copia contiene"), "heading"))
        lines.addWidget(rule("ruleStrong"))
        reports = ngettext("{n} informe enviado", "{n} informes enviados", inside.sent).format(n=inside.sent)
        waiting = ngettext("{n} por enviar", "{n} por enviar", inside.ready).format(n=inside.ready)
        drafts = ngettext("{n} borrador", "{n} borradores", inside.drafts).format(n=inside.drafts)
        for name, value in (
            (_("Hecha el"), moment_comma(inside.made_at)),
            (_("Código"), inside.volunteer or _("Sin inscribir")),
            (_("Informes"), f"{drafts}, {waiting}, {reports}"),
            (_("Fotos y archivos"), str(inside.evidence)),
            (_("Tamaño"), size(inside.size)),
        ):
            lines.addWidget(pair(name, text(value, wrap=True)))
        note = _("Lo que hizo después de esa fecha no está en ella. Lo enviado sigue en la Contraloría.")
        lines.addWidget(Banner("info", note))
        self._steps(seen=True)
        if self.strip.primary is not None:
            self.strip.primary.setFocus()

    def _restore(self) -> None:
        secret = self._secret()
        if secret is None or self._chosen is None:
            return
        keep, folder = self.context.entry.safekeeping, self._chosen.folder
        work = self._pace.begin()
        self._rest(True)
        self._far = Progress(self._pace, _("Revisando la copia."), framed=True)
        self.dock(self._far)
        self.notify("info", _("No apague la laptop. Lo que hay en ella no se toca."), lead=_("Restaurando."))
        self.ask(lambda: keep.restore(folder, *secret, work), self._restored, slow=True)

    def _cancel(self) -> None:
        self._pace.cancel()
        self.notify("info", _("Cancelando: se quita lo que se empezó a restaurar."))

    def _restored(self, folder: Path) -> None:
        self._rest(False)
        self.context.switch(folder)

    def _rest(self, restoring: bool) -> None:
        """Let everything but Cancelar rest while a copy is restored."""
        self._restoring = restoring
        if self._far is not None:
            self.undock(self._far)
            self._far = None
        page = self.page.body
        for widget in (*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)):
            widget.setEnabled(not restoring)
        self._steps(seen=True)
        if self.strip.primary is not None:
            self.strip.primary.setFocus()

    def refused(self, error: Exception) -> None:
        from fieldmonitor.app.messages import words_for

        self.notify("", "")
        if self._restoring:
            self._rest(False)
        said = words_for(error)
        words = f"{said.what} {said.next_step}".strip()
        if isinstance(error, Cancelled):
            self.notify("info", said.next_step, lead=said.what)
        elif isinstance(error, InputError) and error.code.startswith("recovery.") and self._code is not None:
            self._code.show_error(words)
            self._code.editor.setFocus()
        elif isinstance(error, InputError) and error.code.startswith("vault.") and self._passphrase:
            self._passphrase.show_error(words)
            self._passphrase.field.setFocus()
        else:
            self.trouble(error)

    # -- a folder that is dropped ------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = self._dropped(event)
        if folder is not None:
            event.acceptProposedAction()
            self._look_in(folder)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        folder = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
        return folder if folder is not None and folder.is_dir() and not self._restoring else None

    # -- private -----------------------------------------------------------------------------------

    def _steps(self, *, seen: bool = False) -> None:
        self.strip.reset()
        if self._restoring:
            self.strip.space()
            self.strip.act(_("Cancelar"), self._cancel, icon_name="circle-x").setFocus()
            return
        self.strip.leading(_("Volver"), self._leave)
        self.strip.space()
        if seen:
            self.strip.act(_("Restaurar esta copia"), self._restore, kind="primary")
        elif self._chosen is not None:
            self.strip.act(_("Ver qué contiene"), self._look, kind="primary")

    def _leave(self) -> None:
        if not self.escape():
            self.back.emit()

    def _fresh(self, part: QVBoxLayout, *, fields: bool = True) -> None:
        clear(part)
        if fields:
            clear(self._inside)
            self._forget_fields()
        self.notify("", "")

    def _forget_fields(self) -> None:
        self._passphrase, self._code, self._new = None, None, None
