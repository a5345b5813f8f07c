"""Typed answers: a label above, a hint, the error in words above the field and a bar at its left."""

from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.icons import icon
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import picture, text


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
        self._layout.addWidget(editor)
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
    """A hidden passphrase that its owner may look at; never logged, never offered for completion."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._eye = QAction(icon("eye", "text2"), _("Mostrar la frase clave"), self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        for button in self.findChildren(QWidget):
            button.setAccessibleName(_("Mostrar la frase clave"))

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setIcon(icon("eye-off" if shown else "eye", "text2"))


class SearchField(QLineEdit):
    """Search as one types; the one place where a placeholder stands for a label."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)


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


class DateField(QDateEdit):
    """A date as it is written in Peru, 22/11/2026, that may be empty until somebody chooses."""

    EMPTY = QDate(1900, 1, 1)

    def __init__(self) -> None:
        super().__init__()
        self.setDisplayFormat("dd/MM/yyyy")
        self.setCalendarPopup(False)
        self.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        self.setLocale(QLocale(QLocale.Language.Spanish, QLocale.Country.Peru))
        self.setMinimumDate(self.EMPTY)
        self.setSpecialValueText(_("dd/mm/aaaa"))
        self.setFixedWidth(look().px(168))


class Options(QComboBox):
    """A choice among a few named things, as "Por vencimiento"."""

    def __init__(self, name: str, options: list[tuple[str, str]], chosen: Callable[[str], object]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        for key, words in options:
            self.addItem(words, key)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda index: chosen(str(self.itemData(index))))

    def choose(self, key: str) -> None:
        """Show an option as chosen, telling nobody."""
        self.setCurrentIndex(max(0, self.findData(key)))
