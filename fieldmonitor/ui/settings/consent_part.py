"""Withdrawing one's consent, and giving it again: what each changes is said beside the button."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fieldmonitor.app import consent
from fieldmonitor.app.consent import Consent
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import clear, column
from fieldmonitor.ui.widgets.words import paragraph

if TYPE_CHECKING:
    from fieldmonitor.ui.settings.section import Section


class ConsentPart:
    """A part of a section's page; `start` reads how consent stands."""

    def __init__(self, section: "Section") -> None:
        self._section = section
        self._pressed = False
        section.heading(_("Su consentimiento"))
        self._lines = column(gap=8)
        section.lines.addLayout(self._lines)

    def start(self) -> None:
        """Read how consent stands, and show it."""
        ws = self._section.context.ws
        self._section.ask(lambda: consent.consent(ws), self._show)

    def _show(self, now: Consent) -> None:
        clear(self._lines)
        if now.withdrawn is not None:
            words = _("No se inicia, no se firma y no se envía nada. Sus borradores siguen en esta laptop.")
            lead = _("Usted lo retiró el {date}.").format(date=day(now.withdrawn))
            self._lines.addWidget(Banner("warn", words, lead=lead))
            self._lines.addSpacing(look().px(4))
            self._offer(Button(_("Volver a dar mi consentimiento"), "secondary", self._give))
            return
        given = _("Usted lo dio el {date}.").format(date=day(now.given)) if now.given else ""
        what = _(
            "Si lo retira, no se inicia, no se firma y no se envía nada desde esta laptop. "
            "Lo ya enviado sigue en la Contraloría; pida a su coordinación que borren allí su identidad."
        )
        self._lines.addWidget(paragraph(f"{given} {what}".strip()))
        self._offer(Button(_("Retirar mi consentimiento"), "secondary", self._withdraw))

    def _offer(self, button: Button) -> None:
        """Lay out the way back, with the keyboard where the other button had it."""
        self._lines.addWidget(button)
        if self._pressed:
            self._pressed = False
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self) -> None:
        ws = self._section.context.ws
        self._section.ask(lambda: consent.withdraw_consent(ws), lambda _done: self._changed(given=False))

    def _give(self) -> None:
        ws = self._section.context.ws
        self._section.ask(lambda: consent.give_consent(ws), lambda _done: self._changed(given=True))

    def _changed(self, *, given: bool) -> None:
        if given:
            words = _("Lo que se detuvo espera en la Bandeja hasta que usted lo deje seguir.")
            self._section.owner.notify("ok", words, lead=_("Dio su consentimiento otra vez."))
        else:
            words = _("Puede volver a darlo aquí cuando quiera.")
            self._section.owner.notify("info", words, lead=_("Retiró su consentimiento."))
        self._pressed = True
        self._section.context.counts_changed()
        self.start()
