"""What protects the profile: locking by itself, the passphrase, the keyring, the recovery sheet, wiping."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from fieldmonitor.app import care
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.safety.passphrases import NewPassphrase
from fieldmonitor.ui.safety.ports import Protection
from fieldmonitor.ui.safety.sheet import SheetView
from fieldmonitor.ui.settings.section import Confirmed, Section
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.words import StateLabel, paragraph

WIPE_AFTER = 10


@dataclass(frozen=True, slots=True)
class _Read:
    protection: Protection
    idle: int


class SecuritySection(Section):
    """Whatever weakens or strengthens the protection asks for the passphrase first."""

    def build(self) -> None:
        self._code = ""
        self._about = column(gap=8)
        self.lines.addLayout(self._about)

    def start(self) -> None:
        ws, keep = self.context.ws, self.context.entry.safekeeping
        self.ask(lambda: _Read(keep.protection(ws), care.idle_minutes(ws)), self._show)

    def _show(self, read: _Read) -> None:
        lines = self._about
        clear(lines)
        self._lock(lines, read.idle)
        self._passphrase(lines, read.protection)
        self._sheet(lines, read.protection)
        self._wipe(lines, read.protection)
        if self._code:
            self._made.take_keyboard()

    # -- locking -----------------------------------------------------------------------------------

    def _lock(self, lines: QVBoxLayout, now: int) -> None:
        self.heading(_("Bloqueo"), lines)
        why = _("Al bloquearse, el perfil se cierra. También con Ctrl+L y cuando la laptop se suspende.")
        lines.addWidget(paragraph(why, tone="secondary"))
        options = [
            (str(minutes), ngettext("{n} minuto", "{n} minutos", minutes).format(n=minutes))
            for minutes in care.IDLE_CHOICES
        ]
        lines.addWidget(paragraph(_("Bloquear si nadie la usa durante:")))
        lines.addWidget(self.options(options, str(now), self._lock_after, 3 if look().compact else 5))

    def _lock_after(self, minutes: str) -> None:
        ws, wanted = self.context.ws, int(minutes)
        self.ask(lambda: care.set_idle_minutes(ws, wanted), lambda _nothing: self.context.idle_after(wanted))

    # -- passphrase and keyring --------------------------------------------------------------------

    def _passphrase(self, lines: QVBoxLayout, now: Protection) -> None:
        self.heading(_("Frase clave"), lines)
        if now.keyring:
            lines.addWidget(
                StateLabel(_("Protegida también por el llavero de este equipo"), "shield-check", "ok")
            )
        elif not now.keyring_here:
            words = _("Solo su frase clave protege el perfil. Que sea larga: cuatro palabras sueltas o más.")
            lines.addWidget(Banner("info", words, lead=_("Este equipo no tiene un llavero seguro.")))
        else:
            words = _("Cambie la frase clave y el llavero de este equipo la protegerá también.")
            lines.addWidget(Banner("info", words))
        buttons = row(gap=12)
        buttons.addWidget(
            Button(_("Cambiar la frase clave"), "secondary", self._change, icon_name="key-round")
        )
        if now.remembered:
            buttons.addWidget(Button(_("Dejar de recordarla"), "secondary", self._forget))
        buttons.addStretch(1)
        lines.addLayout(buttons)
        self._new = NewPassphrase(self._ask_old)
        self._new.hide()
        lines.addWidget(self._new)
        self._next = Button(_("Seguir"), "secondary", self._ask_old)
        self._next.hide()
        lines.addWidget(self._next)
        self._old = Confirmed(self)
        lines.addWidget(self._old)

    def _change(self) -> None:
        self._new.show()
        self._next.show()
        self._new.first.field.setFocus()

    def _ask_old(self) -> None:
        new = self._new.checked()
        if new is None:
            return
        keep = self.context.entry.safekeeping
        self._old.ask(
            _("Confirmar el cambio"),
            lambda old: self.ask(
                lambda: keep.change_passphrase(old, new), self._changed, failed=self._old.refused
            ),
        )

    def _changed(self, _nothing: None) -> None:
        self.owner.notify(
            "ok",
            _("Las copias hechas antes se abren con la frase anterior."),
            lead=_("La frase clave cambió."),
        )
        self.start()

    def _forget(self) -> None:
        keep = self.context.entry.safekeeping
        self.ask(keep.forget_remembered, lambda _nothing: self.start())

    # -- recovery sheet ----------------------------------------------------------------------------

    def _sheet(self, lines: QVBoxLayout, now: Protection) -> None:
        self.heading(_("Hoja de recuperación"), lines)
        if now.sheet:
            lines.addWidget(StateLabel(_("Usted tiene una hoja"), "file-check", "ok"))
            why = _(
                "Abre el perfil si olvida la frase clave. Si la perdió, haga otra: la anterior no servirá."
            )
        elif now.sheet_refused:
            lines.addWidget(StateLabel(_("Usted no quiso una hoja"), "circle-minus"))
            why = _("Si olvida la frase clave, nadie podrá abrir el perfil. Puede hacer una cuando quiera.")
        else:
            words = _("Si olvida la frase clave, nadie podrá abrir el perfil.")
            lines.addWidget(Banner("warn", words, lead=_("No tiene hoja de recuperación.")))
            why = _("Es un código en papel que abre el perfil sin la frase clave.")
        lines.addWidget(paragraph(why, tone="secondary"))
        buttons = row(gap=12)
        make = _("Hacer otra hoja") if now.sheet else _("Hacer la hoja")
        buttons.addWidget(Button(make, "secondary", self._make_sheet, icon_name="printer"))
        if now.sheet or not now.sheet_refused:
            drop = _("Anular la hoja") if now.sheet else _("No la quiero")
            buttons.addWidget(Button(drop, "secondary", self._drop_sheet))
        buttons.addStretch(1)
        lines.addLayout(buttons)
        self._owner = Confirmed(self)
        lines.addWidget(self._owner)
        if self._code:
            words = _("Este código no se vuelve a mostrar. Imprímalo o cópielo a mano ahora.")
            lines.addWidget(paragraph(words))
            self._made = SheetView(self.owner, self._code)
            lines.addWidget(self._made)

    def _make_sheet(self) -> None:
        ws, keep = self.context.ws, self.context.entry.safekeeping
        self._owner.ask(
            _("Hacer la hoja ahora"),
            lambda words: self.ask(
                lambda: keep.make_sheet(ws, words), self._show_sheet, failed=self._owner.refused
            ),
        )

    def _show_sheet(self, code: str) -> None:
        self._code = code
        self.start()

    def _drop_sheet(self) -> None:
        ws, keep = self.context.ws, self.context.entry.safekeeping
        self._owner.ask(
            _("Confirmar que no la quiero"),
            lambda words: self.ask(
                lambda: keep.refuse_sheet(ws, words),
                lambda _nothing: self.start(),
                failed=self._owner.refused,
            ),
        )

    # -- wiping ------------------------------------------------------------------------------------

    def _wipe(self, lines: QVBoxLayout, now: Protection) -> None:
        self.heading(_("Borrado por intentos fallidos"), lines)
        why = _(
            "Con esta opción, diez frases equivocadas seguidas destruyen las claves del perfil y de sus "
            "copias en esta laptop. Es para quien teme que le quiten la laptop. Normalmente está apagada."
        )
        lines.addWidget(paragraph(why, tone="secondary"))
        switch = ChoiceRow(_("Borrar el perfil después de {n} intentos").format(n=WIPE_AFTER), several=True)
        switch.choose(now.wipe_after is not None)
        lines.addWidget(switch)
        self._wiper = Confirmed(self)
        lines.addWidget(self._wiper)
        switch.clicked.connect(lambda on: self._ask_wipe(switch, bool(on)))

    def _ask_wipe(self, switch: ChoiceRow, on: bool) -> None:
        switch.choose(not on)  # until the passphrase says so
        keep = self.context.entry.safekeeping
        tries = WIPE_AFTER if on else None
        self._wiper.ask(
            _("Activar el borrado") if on else _("Apagar el borrado"),
            lambda words: self.ask(
                lambda: keep.set_wipe(words, tries), lambda _nothing: self.start(), failed=self._wiper.refused
            ),
        )
