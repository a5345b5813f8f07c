"""Photos as cards: the picture, its caption, when and where; in as many columns as fit."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import look

WIDE, RATIO, EDGE, GAP, LEAST = 216, 0.69, 8, 6, 190


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """What a card shows; `warn` marks a fact that a volunteer should look at."""

    id: str
    thumbnail: bytes
    title: str
    when: str
    fact: str
    fact_icon: str
    warn: bool = False

    @property
    def spoken(self) -> str:
        """The card as screen readers say it."""
        return ". ".join(part for part in (self.title, self.when, self.fact) if part)


class PhotoButton(QAbstractButton):
    """One card; `small` ones put the words beside the picture."""

    def __init__(self, card: PhotoCard, *, small: bool = False) -> None:
        super().__init__()
        self.card = card
        self._small = small
        self._image = QImage.fromData(card.thumbnail)
        self._wide = look().px(WIDE)
        self.setCheckable(True)
        self.setAccessibleName(card.spoken)
        self.setToolTip(card.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        vertical = QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding if small else QSizePolicy.Policy.Fixed, vertical)

    def nextCheckState(self) -> None:
        """Stay as the screen says."""

    def set_width(self, width: int) -> None:
        """Give the whole card a width in pixels."""
        self._wide = width - 2 * look().px(EDGE)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        px = look().px
        if self._small:
            return QSize(px(240), max(px(84), self._text_height()))
        picture = round(self._wide * RATIO)
        return QSize(self._wide + 2 * px(EDGE), picture + self._text_height() + px(6) + 2 * px(EDGE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = look(), look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.isChecked() or self.underMouse():
            edge = 2 if self.isChecked() else 1
            painter.setPen(QPen(now.color("accent" if self.isChecked() else "control"), edge))
            painter.setBrush(now.color("selected" if self.isChecked() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        if self._small:
            picture = QRect(0, 0, px(112), px(84))
            words = QRect(px(124), 0, self.width() - px(124), self.height())
        else:
            picture = QRect(px(EDGE), px(EDGE), self._wide, round(self._wide * RATIO))
            top = picture.bottom() + px(6)
            words = QRect(px(EDGE), top, self._wide, self.height() - top)
        self._paint_picture(painter, picture)
        self._paint_words(painter, words)
        painter.end()

    def _paint_picture(self, painter: QPainter, area: QRect) -> None:
        if self._image.isNull():
            painter.fillRect(area, look().color("window"))
            side = look().px(24)
            painter.drawPixmap(
                area.center().x() - side // 2,
                area.center().y() - side // 2,
                icon_pixmap("image", "text2", 24),
            )
            return
        wanted = area.width() / area.height()
        width, height = self._image.width(), self._image.height()
        if width / height > wanted:
            source = QRectF((width - height * wanted) / 2, 0, height * wanted, height)
        else:
            source = QRectF(0, (height - width / wanted) / 2, width, width / wanted)
        painter.drawImage(QRectF(area), self._image, source)

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        now, px = look(), look().px
        inverse = self.isChecked() and now.palette.sun
        top = area.top()
        for words, strong, tone in ((self.card.title, True, "text"), (self.card.when, False, "text2")):
            painter.setFont(now.font("fact", strong=strong))
            painter.setPen(now.color("selected_text" if inverse else tone))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            line = QRect(area.left(), top, area.width(), metrics.lineSpacing())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), shown)
            top += metrics.lineSpacing() + px(1)
        if not self.card.fact:
            return
        tone = "selected_text" if inverse else "warn" if self.card.warn else "text2"
        painter.drawPixmap(area.left(), top + px(1), icon_pixmap(self.card.fact_icon, tone, 16))
        painter.setFont(now.font("fact", strong=self.card.warn))
        painter.setPen(now.color(tone))
        rest = QRect(area.left() + px(22), top, area.width() - px(22), painter.fontMetrics().lineSpacing())
        shown = painter.fontMetrics().elidedText(self.card.fact, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignLeft), shown)

    def _text_height(self) -> int:
        return 3 * (QFontMetrics(look().font("fact", strong=True)).lineSpacing() + look().px(1)) + look().px(
            2
        )


class PhotoGrid(QWidget):
    """Cards side by side; pressing one tells its id."""

    def __init__(
        self, cards: list[PhotoCard], pressed: Callable[[str], object] | None = None, chosen: str = ""
    ) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look().px(GAP))
        self._columns = 0
        self.buttons = [PhotoButton(card) for card in cards]
        for button in self.buttons:
            button.setChecked(button.card.id == chosen)
            if pressed is None:
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            else:
                button.clicked.connect(lambda _c=False, id_=button.card.id: pressed(id_))
        self._arrange(3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def minimumSizeHint(self) -> QSize:
        one = self.buttons[0].sizeHint() if self.buttons else QSize(0, 0)
        rows = -(-len(self.buttons) // max(1, self._columns))
        return QSize(look().px(LEAST), rows * (one.height() + look().px(GAP)))

    def choose(self, chosen: str) -> None:
        """Mark one card as the current one."""
        for button in self.buttons:
            button.setChecked(button.card.id == chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.buttons:
            gap = look().px(GAP)
            least = look().px(LEAST) + gap
            columns = max(1, (self.width() + gap) // least)
            width = min((self.width() + gap) // columns - gap, look().px(WIDE) + 2 * look().px(EDGE))
            for button in self.buttons:
                button.set_width(width)
            self._arrange(columns)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, button in enumerate(self.buttons):
            self._grid.addWidget(button, index // columns, index % columns)
        for index in range(self._grid.columnCount()):
            self._grid.setColumnStretch(index, 0)
        self._grid.setColumnStretch(columns, 1)
        self.updateGeometry()
