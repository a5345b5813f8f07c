"""Photos as cards: picture, caption, when and where; painted alike in a button and in the gallery."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRect, QRectF, QSize, Qt, SignalInstance
from PySide6.QtGui import QEnterEvent, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import look

WIDE, RATIO, EDGE, GAP, LEAST = 216, 0.69, 8, 6, 190


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """What a card shows; `warn` marks a fact that a volunteer should look at, `odd_time` says why to look at
    the time too.

    `picture` names the thumbnail where its bytes are read only once the card is seen: its hash.
    `ticked` is None where there is nothing to tick.
    """

    id: str
    thumbnail: bytes
    title: str
    when: str
    fact: str
    fact_icon: str
    warn: bool = False
    picture: str = ""
    ticked: bool | None = None
    odd_time: str = ""

    @property
    def spoken(self) -> str:
        """The card as screen readers say it."""
        odd = self.odd_time if self.odd_time != self.fact else ""
        return ". ".join(part for part in (self.title, self.when, odd, self.fact) if part)


@dataclass(frozen=True, slots=True)
class CardState:
    """How a card stands: chosen, under the mouse, holding the keyboard."""

    chosen: bool = False
    over: bool = False
    focused: bool = False


class Pictures(Protocol):
    """Where a card's picture comes from once it is seen; `arrived` names the one that has come."""

    @property
    def arrived(self) -> SignalInstance: ...

    def image(self, card: PhotoCard) -> QImage | None: ...


class PhotoButton(QAbstractButton):
    """One card with the words beside its picture; the picture is fetched when it is first seen."""

    def __init__(self, card: PhotoCard, pictures: Pictures | None = None) -> None:
        super().__init__()
        self.card = card
        self._image: QImage | None = None
        self._pictures = pictures
        if pictures is not None:
            pictures.arrived.connect(self._repaint)
        self.setCheckable(True)
        self.setAccessibleName(card.spoken)
        self.setToolTip(card.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Stay as the screen says."""

    def sizeHint(self) -> QSize:
        px = look().px
        return QSize(px(240), max(px(84), text_height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        state = CardState(self.isChecked(), self.underMouse())
        painter = QPainter(self)
        _smooth(painter)
        _paint_frame(painter, self.rect(), state)
        _paint_picture(painter, QRect(0, 0, px(108), px(81)), self._seen())
        words = QRect(px(116), 0, self.width() - px(116), self.height())
        _paint_words(painter, words, self.card, state)
        painter.end()

    def _seen(self) -> QImage | None:
        if self._pictures is not None:
            return self._pictures.image(self.card)
        if self._image is None:
            self._image = QImage.fromData(self.card.thumbnail)
        return self._image

    def _repaint(self, picture: str) -> None:
        if picture == self.card.picture:
            self.update()


def card_height(width: int) -> int:
    """Return the height of a card with the words below its picture, in pixels."""
    px = look().px
    return round((width - 2 * px(EDGE)) * RATIO) + text_height() + px(6) + 2 * px(EDGE)


def paint_card(painter: QPainter, area: QRect, card: PhotoCard, image: QImage | None, now: CardState) -> None:
    """Paint a card with the words below its picture; no image means that it is on its way."""
    px = look().px
    _smooth(painter)
    _paint_frame(painter, area, now)
    inner = area.adjusted(px(EDGE), px(EDGE), -px(EDGE), -px(EDGE))
    picture = QRect(inner.left(), inner.top(), inner.width(), round(inner.width() * RATIO))
    _paint_picture(painter, picture, image)
    if card.ticked is not None:
        _paint_tick(painter, picture, card.ticked)
    top = picture.bottom() + px(6)
    _paint_words(painter, QRect(inner.left(), top, inner.width(), area.bottom() - top), card, now)


def _smooth(painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)


def _paint_frame(painter: QPainter, area: QRect, state: CardState) -> None:
    now = look()
    inside = QRectF(area).adjusted(1, 1, -1, -1)
    if state.chosen or state.over:
        painter.setPen(QPen(now.color("accent" if state.chosen else "control"), 2 if state.chosen else 1))
        painter.setBrush(now.color("selected" if state.chosen else "hover"))
        painter.drawRoundedRect(inside, 4, 4)
    if state.focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(now.color("ring"), 3))
        painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)


def _paint_picture(painter: QPainter, area: QRect, image: QImage | None) -> None:
    if image is None:
        painter.fillRect(area, look().color("window"))
        return
    if image.isNull():
        painter.fillRect(area, look().color("window"))
        side = look().px(24)
        corner = area.center()
        icon = icon_pixmap("image", "text2", 24)
        painter.drawPixmap(corner.x() - side // 2, corner.y() - side // 2, icon)
        return
    wanted = area.width() / area.height()
    width, height = image.width(), image.height()
    if width / height > wanted:
        source = QRectF((width - height * wanted) / 2, 0, height * wanted, height)
    else:
        source = QRectF(0, (height - width / wanted) / 2, width, width / wanted)
    painter.drawImage(QRectF(area), image, source)


def _paint_tick(painter: QPainter, area: QRect, ticked: bool) -> None:
    """Paint a box to tick in the picture's corner, as the rows of choices have it."""
    now, side = look(), look().px(26)
    box = QRectF(area.left() + look().px(6), area.top() + look().px(6), side, side)
    painter.setPen(QPen(now.color("accent" if ticked else "text"), 2))
    painter.setBrush(now.color("accent" if ticked else "surface"))
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        icon = icon_pixmap("check", "accent_text", 20)
        inset = (side - look().px(20)) // 2
        painter.drawPixmap(round(box.left()) + inset, round(box.top()) + inset, icon)


def _paint_words(painter: QPainter, area: QRect, card: PhotoCard, state: CardState) -> None:
    now, px = look(), look().px
    inverse = state.chosen and now.palette.sun
    top = area.top()
    for words, strong, tone, icon in (
        (card.title, True, "text", ""),
        (card.when, False, "warn" if card.odd_time else "text2", "clock" if card.odd_time else ""),
        (card.fact, card.warn, "warn" if card.warn else "text2", card.fact_icon),
    ):
        if not words:
            continue
        painter.setFont(now.font("fact", strong=strong))
        tone = "selected_text" if inverse else tone
        painter.setPen(now.color(tone))
        metrics = painter.fontMetrics()
        inset = px(20) if icon else 0
        if icon:
            middle = top + (metrics.lineSpacing() - px(16)) // 2
            painter.drawPixmap(area.left(), middle, icon_pixmap(icon, tone, 16))
        line = QRect(area.left() + inset, top, area.width() - inset, metrics.lineSpacing())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), shown)
        top += metrics.lineSpacing() + px(1)


def text_height() -> int:
    """Return the height of a card's three lines of words, in pixels."""
    px = look().px
    return 3 * (QFontMetrics(look().font("fact", strong=True)).lineSpacing() + px(1)) + px(2)
