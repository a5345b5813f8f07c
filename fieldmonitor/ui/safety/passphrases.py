"""A new passphrase, typed twice: the same check wherever one is chosen."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.fields import PassphraseRow
from fieldmonitor.ui.widgets.layout import column

SHORTEST = 8
"""Least length of a passphrase; the vault checks it again."""


class NewPassphrase(QWidget):
    """Two rows; `checked` returns the passphrase, or says at the field what is wrong."""

    def __init__(self, done: Callable[[], object], label: str = "") -> None:
        super().__init__()
        hint = _("Al menos {n} letras, con los espacios.").format(n=SHORTEST)
        self.first = PassphraseRow(label or _("Frase clave nueva"), hint)
        self.second = PassphraseRow(_("Escríbala otra vez"))
        lines = column(self, gap=12)
        lines.addWidget(self.first)
        lines.addWidget(self.second)
        again = self.second.field
        self.first.field.returnPressed.connect(lambda: again.setFocus(Qt.FocusReason.TabFocusReason))
        again.returnPressed.connect(done)

    def checked(self) -> str | None:
        """Return the passphrase if it is long enough and typed twice alike."""
        one, again = self.first.field, self.second.field
        short = len(one.text()) < SHORTEST
        self.first.show_error(_("Use al menos {n} letras.").format(n=SHORTEST) if short else "")
        differ = not short and one.text() != again.text()
        self.second.show_error(_("Las dos frases no son iguales.") if differ else "")
        if short or differ:
            (one if short else again).setFocus()
            return None
        return one.text()

    def clear(self) -> None:
        """Forget what was typed."""
        for typed in (self.first, self.second):
            typed.field.clear()
            typed.show_error("")
