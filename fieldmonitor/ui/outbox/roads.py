"""Other ways to send and receive: the roads that need no internet, each a line with its button."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, about
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import picture, text


def roads(go: Callable[[str], object]) -> QWidget:
    """Return the roads; `go` is told which place a person wants."""
    box = QWidget()
    lines = column(box, gap=0)
    lines.addWidget(text(_("Otras formas de enviar y recibir"), "heading", wrap=True))
    lines.addSpacing(look().px(2))
    said = _("Valen igual que la red: recibirá la misma constancia.")
    lines.addWidget(text(said, "fact", "secondary", wrap=True))
    lines.addSpacing(look().px(8))
    for place, icon, name, what in (
        ("stick", "usb", _("Memoria USB"), _("Lleve informes y traiga constancias.")),
        ("hub", "server", _("Centro de acopio"), _("Entregue en la red de su comunidad.")),
        ("packs", "folder-open", _("Paquete"), _("Reciba obras y avisos sin internet.")),
    ):
        lines.addWidget(rule())
        lines.addWidget(_road(icon, name, what, partial(go, place)))
    lines.addWidget(rule())
    return box


def _road(icon: str, name: str, what: str, pressed: Callable[[], object]) -> QWidget:
    box = QWidget()
    across = row(box, margins=(0, 8, 0, 8), gap=12)
    across.addWidget(picture(icon, "text", 20), 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=0)
    words.addWidget(text(name, strong=True, wrap=True))
    words.addWidget(text(what, "fact", "secondary", wrap=True))
    across.addLayout(words, 1)
    button = Button(_("Abrir"), "quiet", pressed, icon_name="chevron-right", icon_after=True)
    button.setAccessibleName(about(_("Abrir"), name))
    across.addWidget(button)
    return box
