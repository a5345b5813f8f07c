"""Names on the map: haloed so that they are read on anything, and never one over the other."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from fieldmonitor.ui.shell.theme import Look, look

_KEPT = 400


class Labels:
    """Draws names and remembers where, so that the next one finds its place free or stays away."""

    def __init__(self) -> None:
        self._taken: list[QRectF] = []
        self.painted = 0

    def begin(self) -> None:
        """Start a new frame."""
        self._taken = []
        self.painted = 0

    def reserve(self, area: QRectF) -> None:
        """Keep names away from a mark or a button."""
        self._taken.append(area)

    def is_free(self, area: QRectF) -> bool:
        """Tell whether nothing was drawn there."""
        return not any(area.intersects(taken) for taken in self._taken)

    def paint(
        self,
        painter: QPainter,
        words: str,
        spot: QPointF,
        *,
        paper: str,
        strong_ink: bool = False,
        beside: float = 0.0,
    ) -> bool:
        """Draw a name in the middle of a spot, or at a distance beside it; return False if there is no room.

        `paper` is the palette role of the halo; `beside` > 0 tries left, right, under and over the spot.
        """
        width, height = _size(words)
        middle = QPointF(spot.x() - width / 2, spot.y() - height / 2)
        across, down = QPointF(beside + width / 2, 0), QPointF(0, beside + height / 2)
        corners = [middle - across, middle + across, middle + down, middle - down] if beside else [middle]
        page = QRectF(0, 0, painter.device().width(), painter.device().height())
        for corner in corners:
            area = QRectF(corner.x(), corner.y(), width, height)
            if page.contains(area) and self.is_free(area.adjusted(-1, -1, 1, 1)):
                self._taken.append(area)
                ratio = painter.device().devicePixelRatioF()
                picture = _drawn(words, paper, strong_ink, ratio, look())
                painter.drawPixmap(QPointF(round(corner.x()), round(corner.y())), picture)
                self.painted += 1
                return True
        return False

    def width(self, words: str) -> float:
        """Return how wide a name is, without drawing it."""
        return QFontMetricsF(_font()).horizontalAdvance(words)


def _font() -> QFont:
    return look().font("fact", strong=True)


def _size(words: str) -> tuple[float, float]:
    """Return how much room a name takes with its halo."""
    metrics, halo = QFontMetricsF(_font()), look().px(2)
    return metrics.horizontalAdvance(words) + 2 * halo, metrics.height() + 2 * halo


@lru_cache(maxsize=_KEPT)
def _drawn(words: str, paper: str, strong_ink: bool, ratio: float, now: Look) -> QPixmap:
    """Return a name's picture, kept from map to map: outlining letters is slow, and the names come again."""
    font, halo = _font(), now.px(2)
    width, height = _size(words)
    picture = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    start = QPointF(halo, halo + QFontMetricsF(font).ascent())
    letters = QPainterPath()
    letters.addText(start, font, words)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(now.color(paper), 2 * halo, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(letters, pen)
    painter.setFont(font)
    painter.setPen(now.color("text" if strong_ink else "text2"))
    painter.drawText(start, words)
    painter.end()
    return picture
