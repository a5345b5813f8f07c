"""A technical word that opens its meaning below itself: dotted underline, by mouse and keyboard."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import about
from fieldmonitor.ui.widgets.layout import column
from fieldmonitor.ui.widgets.words import text

_FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
_FLAGS_LOW = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class Term(QAbstractButton):
    """The word itself; it is checked while its meaning is shown. `low`: something stands right below it."""

    def __init__(self, words: str, tone: str = "text", *, low: bool = False) -> None:
        super().__init__()
        self._tone = tone
        self._low = low
        self.setText(words)
        self.setCheckable(True)
        self.setAccessibleName(about(_("Qué significa"), words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(look().font())
        return QSize(metrics.horizontalAdvance(self.text()) + look().px(4), look().px(44))

    def minimumSizeHint(self) -> QSize:
        longest = max(self.text().split(), key=len)
        return QSize(QFontMetrics(look().font()).horizontalAdvance(longest) + look().px(4), look().px(44))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(look().font())
        return max(look().px(44), metrics.boundingRect(0, 0, width, 10_000, _FLAGS, self.text()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        painter.setFont(now.font())
        painter.setPen(now.color("accent" if self.underMouse() else self._tone))
        low = self._low or self.isChecked()
        area = QRectF(self.rect()).adjusted(0, 0, 0, -now.px(4) if low else 0)
        flags = _FLAGS_LOW if low else _FLAGS
        painter.drawText(area, flags, self.text())
        under = painter.boundingRect(area, flags, self.text())
        painter.setPen(QPen(now.color(self._tone), now.border, Qt.PenStyle.DotLine))
        painter.drawLine(under.bottomLeft(), under.bottomRight())
        painter.end()


def term(words: str, meaning: str, *, tone: str = "text", low: bool = False) -> QWidget:
    """Return a word with its meaning folded below it; without a meaning, the word alone."""
    if not meaning:
        return text(words, tone="" if tone == "text" else "secondary", wrap=True)
    box = QWidget()
    lines = column(box, gap=0)
    word, said = Term(words, tone, low=low), text(meaning, "fact", "secondary", wrap=True)
    said.hide()
    word.toggled.connect(said.setVisible)
    lines.addWidget(word)
    lines.addWidget(said)
    return box
