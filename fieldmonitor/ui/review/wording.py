"""A text that is looked at as it is written: words that accuse are named below it, and what to write."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QFrame

from fieldmonitor.app.wording import advice, warnings
from fieldmonitor.domain.records import Work
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.editors import TYPING_MS
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.fields import FieldRow, LongField
from fieldmonitor.ui.widgets.layout import clear, column

MOST = 3
"""Warnings shown at once below one field."""


class WordedField(QFrame):
    """Several lines with a label. `changed` carries what was written, after a pause and on leaving.

    Warnings never block: a volunteer may be quoting a sign. An empty text is an error, and is not taken.
    """

    changed = Signal(str)

    def __init__(self, name: str, hint: str, value: str, work: Work) -> None:
        super().__init__()
        self._work = work
        self._given = value
        lines = column(self, gap=6)
        self.editor = LongField(value, rows=2)
        self._row = FieldRow(name, self.editor, hint)
        lines.addWidget(self._row)
        self._below = column(gap=6)
        lines.addLayout(self._below)
        self._shown: tuple[str, ...] = ()
        self._marks = _Marks(self.editor.document(), work)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self.flush)
        self.editor.textChanged.connect(self._timer.start)
        self.editor.left.connect(self.flush)
        self.editor.cursorPositionChanged.connect(self._look)
        self._look()

    @property
    def marked(self) -> int:
        """How many words are marked."""
        return len(warnings(self.editor.toPlainText(), self._work))

    def flush(self) -> None:
        """Hand over what was written."""
        self._timer.stop()
        words = self.editor.toPlainText().strip()
        self._row.show_error("" if words else _("Escriba una frase."))
        self._look()
        if words != self._given:
            self._given = words
            self.changed.emit(words)

    def _look(self) -> None:
        """Explain what is underlined, beginning with the word that the cursor stands in."""
        at = self.editor.textCursor().position()
        found = sorted(
            warnings(self.editor.toPlainText(), self._work), key=lambda one: not one.start <= at <= one.end
        )
        said = tuple(dict.fromkeys(advice(one) for one in found))
        if said == self._shown:
            return
        self._shown = said
        clear(self._below)
        if said:
            lines = [("", words) for words in said[:MOST]]
            if len(said) > MOST:
                more = _("Para lo demás que está subrayado, ponga el cursor en la palabra.")
                lines.append(("", more))
            self._below.addWidget(Banner("warn", "", more=lines))


class _Marks(QSyntaxHighlighter):
    """Underlines what is warned of, at its place in the text."""

    def __init__(self, document: QTextDocument, work: Work) -> None:
        super().__init__(document)
        self._work = work

    def highlightBlock(self, text: str) -> None:
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(QColor(look().color("warn")))
        for one in warnings(text, self._work):
            self.setFormat(one.start, one.end - one.start, form)
