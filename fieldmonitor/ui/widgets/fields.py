"""Typed answers: a label above, a hint, the error in words above the field and a bar at its left."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPlainTextEdit, QSizePolicy, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.icons import icon, icon_pixmap
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, about
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import picture, text

SEARCH_ICON = 20


class FieldRow(QFrame):
    """A label, an optional hint and one editor; `show_error("")` takes the error away."""

    def __init__(self, label: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._name = label
        self._layout = column(self, gap=4)
        self._label = text(label, strong=True, wrap=True)
        self._label.setBuddy(editor)
        self._layout.addWidget(self._label)
        if hint:
            self._layout.addWidget(text(hint, "fact", "secondary", wrap=True))
        self._error = QFrame()
        line = row(self._error, gap=8)
        line.addWidget(picture("triangle-alert", "error", 20), 0, Qt.AlignmentFlag.AlignTop)
        self._words = text("", tone="error", strong=True, wrap=True)
        line.addWidget(self._words, 1)
        self._error.hide()
        self._layout.addWidget(self._error)
        self._layout.addSpacing(
            look().px(3)
        )  # with the gap above: the ring of the keyboard keeps off the words
        fixed = editor.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute  # a sign after words turns sides
        self._layout.addWidget(editor, 0, left if fixed else Qt.AlignmentFlag(0))
        name_editor(editor, label, hint)

    def show_error(self, words: str) -> None:
        """Show what is wrong and how to put it right, or nothing."""
        self._words.setText(words)
        self._error.setVisible(bool(words))
        self.setObjectName("fieldError" if words else "")
        self._layout.setContentsMargins(look().px(12) if words else 0, 0, 0, 0)
        self.editor.setProperty("invalid", "true" if words else "false")
        self.editor.setAccessibleDescription(words)
        for widget in (self, self.editor):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    @property
    def error(self) -> str:
        """The error shown, or nothing."""
        return self._words.text()


def name_editor(editor: QWidget, label: str, hint: str = "") -> None:
    """Tell screen readers what an editor is for."""
    editor.setAccessibleName(label)
    if hint:
        editor.setAccessibleDescription(hint)


class LineField(QLineEdit):
    """One line of text, with a width in design pixels if it should be short."""

    def __init__(self, value: str = "", *, width: int | None = None, big: bool = False) -> None:
        super().__init__(value)
        if width is not None:
            self.setFixedWidth(look().px(width))
        if big:
            self.setProperty("big", "true")


class PassphraseField(QLineEdit):
    """A hidden passphrase; never logged, never offered for completion. `PassphraseRow` lets it be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)


class PassphraseRow(FieldRow):
    """A passphrase with a button beside it that shows what was typed."""

    def __init__(self, label: str, hint: str = "") -> None:
        self.field = PassphraseField()
        super().__init__(label, self.field, hint)
        self._layout.removeWidget(self.field)
        across = row(gap=8)
        across.addWidget(self.field, 1)
        self._button = Button(_("Mostrar"), "secondary", self._toggle, icon_name="eye")
        self._button.setAccessibleName(about(_("Mostrar"), label))
        across.addWidget(self._button)
        self._layout.addLayout(across)

    def _toggle(self) -> None:
        hidden = self.field.echoMode() == QLineEdit.EchoMode.Password
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._button.set_words(_("Ocultar") if hidden else _("Mostrar"))
        self._button.setIcon(icon("eye-off" if hidden else "eye"))
        self.field.setFocus()


class SearchField(QLineEdit):
    """Search as one types; the one place where a placeholder stands for a label."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setTextMargins(look().px(SEARCH_ICON + 8), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = look().px(SEARCH_ICON)
        glass = icon_pixmap("search", "text2", SEARCH_ICON)
        painter.drawPixmap(look().px(12), (self.height() - side) // 2, glass)
        painter.end()


class LongField(QPlainTextEdit):
    """Several lines of text that grow with what is written; Tab leaves the field."""

    left = Signal()

    def __init__(self, value: str = "", rows: int = 3) -> None:
        super().__init__(value)
        self._rows = rows
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._grow)
        self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), self.height())

    def _grow(self) -> None:
        lines = max(self._rows, self.document().lineCount())
        self.setFixedHeight(round(lines * self.fontMetrics().lineSpacing()) + look().px(26))


class Options(Button):
    """A choice among a few named things, as "Por vencimiento"; the words on it say what is chosen."""

    def __init__(
        self, name: str, options: list[tuple[str, str]], chosen: Callable[[str], object], now: str = ""
    ) -> None:
        words = dict(options)
        super().__init__(words.get(now, options[0][1]), icon_name="chevron-down", icon_after=True)
        self._name = name
        self._menu = menu = QMenu(self)
        for key, said in options:
            action = menu.addAction(said)
            action.triggered.connect(lambda _checked=False, key=key: self._choose(key, words[key], chosen))
        self.clicked.connect(lambda _checked=False: menu.popup(self.mapToGlobal(self.rect().bottomLeft())))
        self.setAccessibleDescription(name)

    def _choose(self, key: str, words: str, chosen: Callable[[str], object]) -> None:
        self.set_words(words)
        chosen(key)
