"""The letters of a first pack, compared by eye: the part that both screens of packs share."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import text


class LettersPanel(QWidget):
    """The letters of a first pack, to be compared with those on paper."""

    def __init__(self, letters: str, same: Callable[[], object], other: Callable[[], object]) -> None:
        super().__init__()
        lines = column(self, gap=12)
        words = _("Compare estas letras con las de su papel, una por una.")
        lines.addWidget(Banner("info", words, lead=_("Es el primer paquete de esta laptop.")))
        shown = text(letters, "title", wrap=True)
        shown.setAccessibleName(_("Letras del paquete: {letters}").format(letters=" ".join(letters)))
        lines.addWidget(shown)
        across = row(gap=12)
        across.addWidget(Button(_("Son las de mi papel"), "secondary", same, icon_name="check"))
        across.addWidget(Button(_("Son otras"), "quiet", other, icon_name="x"))
        across.addStretch(1)
        lines.addLayout(across)
        lines.addSpacing(look().px(8))
