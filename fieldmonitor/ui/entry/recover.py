"""A forgotten passphrase: the recovery sheet opens the profile, and a new passphrase closes it again."""

from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.translations import _
from fieldmonitor.ui.entry.frame import NarrowScreen
from fieldmonitor.ui.safety.passphrases import NewPassphrase
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext


def ways() -> list[tuple[str, str]]:
    """Return what is left to do without a recovery sheet, best first."""
    return [
        (
            _("Recuerde"),
            _("Pruebe con mayúsculas, tildes y espacios. La espera entre intentos crece, pero no se acaban."),
        ),
        (
            _("Restaure una copia"),
            _("Una copia antigua se abre con la frase clave que usted tenía cuando se hizo."),
        ),
        (
            _("Empiece de nuevo"),
            _(
                "Pida un código nuevo a su coordinación y haga otro perfil. Lo enviado está a salvo. "
                "Lo que no se envió queda cifrado."
            ),
        ),
    ]


class RecoverScreen(NarrowScreen):
    """Asks for the code on the sheet and a new passphrase; without a sheet it says what is left."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.lines.addWidget(text(_("Olvidé mi frase clave"), "title", wrap=True))
        self._code: LineField | None = None
        self._row: FieldRow | None = None
        self._new: NewPassphrase | None = None
        self.strip.leading(_("Volver"), self.escape)
        self.strip.space()

    def start(self) -> None:
        self.ask(self.context.entry.safekeeping.has_sheet, self.show_way)

    def show_way(self, has_sheet: bool) -> None:
        """Show the fields, or what is left where no sheet was made."""
        if has_sheet:
            self._with_sheet()
        else:
            self._without_sheet()
        self.lines.addStretch(1)

    def escape(self) -> bool:
        self.context.look_again()
        return True

    def _with_sheet(self) -> None:
        why = _("Busque la hoja de recuperación que imprimió. Su código abre el perfil sin la frase clave.")
        self.lines.addWidget(paragraph(why))
        self._code = LineField()
        hint = _("36 letras y números. No importan los guiones ni las mayúsculas.")
        self._row = FieldRow(_("Código de la hoja"), self._code, hint)
        self.lines.addWidget(self._row)
        self._new = NewPassphrase(self._open)
        self.lines.addWidget(self._new)
        note = _("La hoja sigue sirviendo. Si otra persona la vio, haga una nueva en Ajustes, Seguridad.")
        self.lines.addWidget(paragraph(note, tone="secondary"))
        self.strip.act(_("Abrir con la hoja"), self._open, kind="primary")
        self._code.setFocus()

    def _without_sheet(self) -> None:
        words = _("Sin la hoja, nadie puede abrirlo sin la frase clave, tampoco la Contraloría.")
        self.lines.addWidget(Banner("warn", words, lead=_("Este perfil no tiene hoja de recuperación.")))
        self.lines.addSpacing(look().px(8))
        self.lines.addWidget(rule("ruleStrong"))
        for title, said in ways():
            self.lines.addWidget(pair(title, paragraph(said)))
        if self.context.entry.can_add():
            self.strip.act(_("Hacer otro perfil"), lambda: self.go("people"))
        self.strip.act(_("Restaurar una copia"), lambda: self.go("restore"), kind="primary")

    def _open(self) -> None:
        assert self._code is not None and self._row is not None and self._new is not None
        code = self._code.text().strip()
        self._row.show_error("" if code else _("Escriba el código de su hoja."))
        if not code:
            self._code.setFocus()
            return
        new = self._new.checked()
        if new is None:
            return
        keep = self.context.entry.safekeeping
        self.ask(lambda: keep.recover(code, new), self._opened)

    def _opened(self, workspace: "Workspace") -> None:
        self.context.opened(workspace)

    def refused(self, error: Exception) -> None:
        from fieldmonitor.app.messages import words_for

        if isinstance(error, EnvironmentFault):
            self.context.fault = error
            self.go("fault")
        elif self._row is not None and self._code is not None:
            said = words_for(error)
            self._row.show_error(f"{said.what} {said.next_step}".strip())
            self._code.setFocus()
        else:
            self.trouble(error)
