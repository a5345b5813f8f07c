"""The status bar: how the exchange stands, when it last worked, what waits, and the one button for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtWidgets import QFrame, QWidget

from fieldmonitor.system.formats import moment
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import row, vrule
from fieldmonitor.ui.widgets.words import Elided, StateLabel


class SyncState(StrEnum):
    """The states of the exchange; none is shown by colour alone."""

    UP_TO_DATE = "up_to_date"
    PENDING = "pending"
    SENDING = "sending"
    OFFLINE = "offline"
    ATTENTION = "attention"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class SyncView:
    """What the status bar shows; `last` is the last success in UTC."""

    state: SyncState
    last: datetime | None
    pending: int


def state_words(state: SyncState) -> tuple[str, str, str]:
    """Return a state's word, icon and tone."""
    return {
        SyncState.UP_TO_DATE: (_("Al día"), "cloud-check", "ok"),
        SyncState.PENDING: (_("Pendiente"), "clock", "text"),
        SyncState.SENDING: (_("Enviando"), "upload", "text"),
        SyncState.OFFLINE: (_("Sin conexión"), "cloud-off", "text"),
        SyncState.ATTENTION: (_("Requiere atención"), "triangle-alert", "error"),
        SyncState.WITHHELD: (_("No se envía nada"), "circle-pause", "warn"),
    }[state]


class StatusBar(QFrame):
    """Always there; never a green word without a time."""

    def __init__(self, synchronise: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(look().px(44) + look().border)
        edge = round(look().margin / look().scale)
        self._row = row(self, margins=(edge, 0, edge - 1, 0), gap=20)
        self._state: QWidget = StateLabel("", "cloud-off", strong=True)
        self._row.addWidget(self._state)
        self._row.addWidget(vrule(20))
        self._last = Elided("", "fact")
        self._row.addWidget(self._last)
        self._row.addWidget(vrule(20))
        self._pending = Elided("", "fact")
        self._row.addWidget(self._pending)
        self._space = Elided("", "fact", "error", strong=True)
        self._space.hide()
        self._row.addWidget(self._space)
        self._row.addStretch(1)
        self.button = Button(_("Sincronizar"), "quiet", synchronise, icon_name="refresh-cw")
        self._row.addWidget(self.button)
        if look().narrow and look().scale > 1.5:  # its word would be cut: the icon says it, readers the word
            self.button.setText("")
            self.button.setToolTip(self.button.accessibleName())

    def show_space(self, words: str) -> None:
        """Warn that the disk is nearly full, or stop warning."""
        self._space.set_words(words)
        self._space.setVisible(bool(words))

    def show_view(self, view: SyncView) -> None:
        """Show a new state."""
        word, icon_name, tone = state_words(view.state)
        fresh = StateLabel(word, icon_name, tone, strong=True, role="fact")
        self._row.replaceWidget(self._state, fresh)
        self._state.hide()
        self._state.deleteLater()
        self._state = fresh
        self._last.set_words(
            _("Última sincronización: {when}").format(when=moment(view.last))
            if view.last
            else _("Todavía no se ha sincronizado")
        )
        self._pending.set_words(_waiting(view))


def _waiting(view: SyncView) -> str:
    if view.state is SyncState.WITHHELD:
        if not view.pending:
            return _("Retiró su consentimiento")
        return _("Retiró su consentimiento: {n} en espera").format(n=view.pending)
    return ngettext("{n} pendiente", "{n} pendientes", view.pending).format(n=view.pending)
