"""A found thing: the whole row is the target; arrows go to the next one."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldmonitor.ui.shell.theme import look

HEIGHT = 60


class ResultRow(QAbstractButton):
    """Two lines, each shortened where it does not fit; read aloud whole."""

    def __init__(self, title: str, detail: str, opened: Callable[[], object]) -> None:
        super().__init__()
        self._detail = detail
        self.setText(title)
        self.setAccessibleName(f"{title}. {detail}" if detail else title)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: opened())

    def sizeHint(self) -> QSize:
        lines = QFontMetrics(look().font(strong=True)).height() + QFontMetrics(look().font("fact")).height()
        return QSize(look().px(200), max(look().px(HEIGHT), lines + look().px(20)))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        over = self.underMouse()
        if over:
            painter.fillRect(self.rect(), now.color("hover"))
        strong, fact = now.font(strong=True), now.font("fact")
        first, second = QFontMetrics(strong), QFontMetrics(fact)
        width = self.width()
        top = (self.height() - first.height() - second.height()) // 2
        painter.setFont(strong)
        painter.setPen(now.color("accent_hover" if over else "accent"))
        said = first.elidedText(self.text(), Qt.TextElideMode.ElideRight, width)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(0, top, width, first.height()), left, said)
        painter.setFont(fact)
        painter.setPen(now.color("text2"))
        detail = second.elidedText(self._detail, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(0, top + first.height(), width, second.height()), left, detail)
        painter.fillRect(QRect(0, self.height() - now.border, self.width(), now.border), now.color("line"))
        painter.end()
