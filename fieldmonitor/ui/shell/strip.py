"""The next-step strip: at the left how things stand, at the right the one thing to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMoveEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QSizePolicy, QWidget

from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.words import Elided, picture, text


class StripButton(Button):
    """Takes no press that was aimed before it stood where it stands: a double click does not skip a page."""

    def __init__(
        self,
        words: str,
        kind: str,
        pressed: Callable[[], object],
        icon_name: str,
        *,
        icon_after: bool = False,
    ) -> None:
        super().__init__(words, kind, self._press, icon_name=icon_name, icon_after=icon_after, strip=True)
        self.like, self.does = (words, kind, icon_name), pressed
        self.appear()

    def _press(self) -> None:
        self.does()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.appear()


class Strip(QFrame):
    """Filled by each screen; it stays while the page scrolls.

    Filled anew, it keeps a button whose words are the same: one that is being pressed is not taken away.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        edge = round(look().margin / look().scale)
        self.setMinimumHeight(look().px(58 if look().narrow else 72))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = row(self, margins=(edge, 6, edge, 6), gap=12)
        self._left = row(gap=16)
        self._right = row(gap=12)
        self._row.addLayout(self._left, 1)
        self._row.addLayout(self._right)
        self.primary: Button | None = None
        self._held = False
        self._kept: list[StripButton] = []

    def reset(self) -> None:
        """Empty the strip; if the keyboard was in it, the next primary button has it again."""
        holder = QApplication.focusWidget()
        self._held = holder is not None and self.isAncestorOf(holder)
        self._keep(self._left)
        self._keep(self._right)
        QTimer.singleShot(0, self, self._drop)
        clear(self._left)
        clear(self._right)
        self.primary = None

    def say(self, title: str, detail: str = "", *, icon_name: str = "", mira: QWidget | None = None) -> None:
        """Say how things stand: a strong line, and a fact below it with a staff if there is progress."""
        if icon_name:
            self._left.addWidget(picture(icon_name, "text", 24))
        words = column(gap=2)
        words.addStretch(1)
        words.addWidget(Elided(title, strong=True))
        if detail or mira is not None:
            facts = row(gap=12)
            if mira is not None:
                facts.addWidget(mira)
            facts.addWidget(Elided(detail, "fact", "secondary"), 1)
            words.addLayout(facts)
        words.addStretch(1)
        self._left.addLayout(words, 1)

    def note(self, words: str) -> None:
        """Say one quiet thing just before the primary button."""
        if look().narrow and look().scale > 1.25:  # more than two lines would be cut by the strip
            self._left.addWidget(Elided(words, tone="secondary"), 1)
            return
        label = text(words, tone="secondary")
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setWordWrap(True)
        if not look().narrow:
            label.setContentsMargins(0, 0, look().px(12), 0)
        self._left.addWidget(label, 1)

    def leading(self, words: str, pressed: Callable[[], object], icon_name: str = "arrow-left") -> Button:
        """Put a way back at the far left."""
        button = self._button(words, "secondary", pressed, icon_name)
        first = self._left.itemAt(0)
        behind = first.widget() if first is not None else None
        self._left.insertWidget(0, button)
        if behind is not None:
            QWidget.setTabOrder(button, behind)
        return button

    def act(
        self, words: str, pressed: Callable[[], object], *, kind: str = "secondary", icon_name: str = ""
    ) -> Button:
        """Add a button at the right; `primary` ones carry an arrow unless they name another icon."""
        primary = kind == "primary"
        sign = icon_name or ("arrow-right" if primary else "")
        button = self._button(words, kind, pressed, sign, icon_after=primary and icon_name != "arrow-left")
        self._right.addWidget(button)
        if primary:
            self.primary = button
            if self._held:
                self._held = False
                button.show()  # the layout would do so later, and what is hidden cannot take the keyboard
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        return button

    def space(self) -> None:
        """Let what follows stand at the right."""
        self._left.addStretch(1)

    # -- private -----------------------------------------------------------------------------------

    def _button(
        self, words: str, kind: str, pressed: Callable[[], object], sign: str, *, icon_after: bool = False
    ) -> StripButton:
        kept = next((button for button in self._kept if button.like == (words, kind, sign)), None)
        if kept is None:
            return StripButton(words, kind, pressed, sign, icon_after=icon_after)
        self._kept.remove(kept)
        kept.does = pressed
        kept.set_words(words)  # others may have been put on it
        kept.setEnabled(True)
        if kept.hasFocus():
            self._held = False
        return kept

    def _keep(self, layout: QBoxLayout) -> None:
        for at in reversed(range(layout.count())):
            item = layout.itemAt(at)
            button = item.widget() if item is not None else None
            if isinstance(button, StripButton):
                layout.takeAt(at)
                self._kept.append(button)

    def _drop(self) -> None:
        """Take away what the strip no longer offers; the keyboard stays on the screen."""
        for button in self._kept:
            screen = self.parentWidget()
            if button.hasFocus() and screen is not None:
                screen.setFocus(Qt.FocusReason.OtherFocusReason)
            button.hide()
            button.deleteLater()
        self._kept.clear()
