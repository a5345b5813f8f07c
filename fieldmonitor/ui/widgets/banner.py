"""A sentence that must not be missed, with at most one button."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy

from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.buttons import Button, Tool
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import paragraph, picture, set_paragraph

ICONS = {"info": "info", "warn": "triangle-alert", "error": "octagon-alert", "ok": "circle-check"}
_INKS = {"info": "info", "warn": "warn_text", "error": "error", "ok": "ok"}


class Banner(QFrame):
    """Kind is info, warn, error or ok; `lead` is set strong before the words, `more` adds lines of both.

    An error's `code` stands small after its words, the same everywhere. `close` puts it away at its right.
    """

    def __init__(
        self,
        kind: str,
        words: str,
        *,
        lead: str = "",
        code: str = "",
        button: Button | None = None,
        more: Sequence[tuple[str, str]] = (),
        close: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("kind", kind)
        bare = button is None and close is None
        pad = 12 if bare else 8  # a button is high enough by itself
        layout = row(self, margins=(16, pad, 16 if bare else 8, pad), gap=12)
        layout.addWidget(picture(ICONS[kind], _INKS[kind], 24), 0, Qt.AlignmentFlag.AlignVCenter)
        self._label = paragraph(words, lead=lead, code=code)
        said = column(gap=4)
        if words or lead:
            said.addWidget(self._label)
        for strong, rest in more:
            said.addWidget(paragraph(rest, lead=strong))
        layout.addLayout(said, 1)
        if button is not None:
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if close is not None:
            shut = Tool(_("Cerrar el aviso"), "x", close)
            shut.show_words(False)
            layout.addWidget(shut, 0, Qt.AlignmentFlag.AlignVCenter)
        spoken = [self._label.accessibleName(), *(" ".join(pair) for pair in more)]
        self.setAccessibleName(" ".join(spoken).strip())
        # Not Fixed: its hint is for one width, and words that need another line elsewhere would be cut to it.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, words: str, lead: str = "") -> None:
        """Change the sentence."""
        set_paragraph(self._label, words, lead=lead)
        self.setAccessibleName(f"{lead} {words}".strip())
