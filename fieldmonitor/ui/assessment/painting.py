"""What the matrix paints: cells, items, phases and portals, in the tokens' inks."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from fieldmonitor.app.assessment import Cell
from fieldmonitor.ui.assessment.words import cell_sign
from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import look

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_TOP = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


def paint_cell(
    painter: QPainter,
    area: QRect,
    cell: Cell | None,
    *,
    chosen: bool,
    over: bool,
    focused: bool,
    mark: str = "",
) -> None:
    """Paint one cell, `mark` an icon at its end; a cell that the checklist does not ask stays empty."""
    now, px = look(), look().px
    painter.fillRect(area, now.color("surface"))
    _under(painter, area, "line")
    if cell is None:
        return
    sun = now.palette.sun
    inside = area.adjusted(2, 2, -2, -3)
    if chosen or over:
        painter.fillRect(inside, now.color("selected" if chosen else "hover"))
    sign = cell_sign(cell.status)
    ink = "selected_text" if chosen and sun else sign.tone
    words = (
        "selected_text"
        if chosen and (sun or cell.status is None)
        else "text2"
        if cell.status is None
        else "text"
    )
    painter.drawPixmap(
        area.left() + px(10), area.top() + (area.height() - px(20)) // 2, icon_pixmap(sign.icon, ink, 20)
    )
    painter.setFont(now.font("text", strong=chosen))
    painter.setPen(now.color(words))
    text = area.adjusted(px(38), 0, -px(28 if mark else 4), 0)
    shown = painter.fontMetrics().elidedText(sign.word, Qt.TextElideMode.ElideRight, text.width())
    painter.drawText(text, _LEFT, shown)
    if mark:
        _paint_mark(painter, area, mark, "selected_text" if chosen and sun else "warn")
    if chosen:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(now.color(_ring(sun) if focused else "accent"), 3 if focused else 2))
        painter.drawRoundedRect(QRectF(inside).adjusted(1, 1, -1, -1), 4, 4)


def paint_item(painter: QPainter, area: QRect, words: str, fact: str, left: int) -> None:
    """Paint an item's name and, below it, when it was looked at."""
    now, px = look(), look().px
    painter.fillRect(area, now.color("surface"))
    _under(painter, area, "line")
    inner = area.adjusted(left, px(6), -px(12), -px(6))
    facts = QFontMetrics(now.font("fact")).lineSpacing()
    painter.setFont(now.font())
    painter.setPen(now.color("text"))
    if not fact:
        painter.drawText(inner, _LEFT | int(Qt.TextFlag.TextWordWrap), words)
        return
    painter.drawText(inner.adjusted(0, 0, 0, -facts), _TOP, words)
    painter.setFont(now.font("fact"))
    painter.setPen(now.color("text2"))
    painter.drawText(QRect(inner.left(), inner.bottom() - facts, inner.width(), facts + px(2)), _LEFT, fact)


def paint_phase(painter: QPainter, area: QRect, words: str, *, strong: bool, left: int = 0) -> None:
    """Paint a phase's head: its name at the left, its score over the portals."""
    now, px = look(), look().px
    painter.fillRect(area, now.color("window"))
    _under(painter, area, "control")
    painter.setFont(now.font("fact", strong=strong))
    painter.setPen(now.color("text" if strong else "text2"))
    painter.drawText(area.adjusted(left or px(10), 0, -px(8), 0), _LEFT, words)


def paint_portal(painter: QPainter, area: QRect, name: str, score: str) -> None:
    """Paint a portal's name above the score of its column."""
    now, px = look(), look().px
    painter.fillRect(area, now.color("surface"))
    _under(painter, area, "control")
    strong = QFontMetrics(now.font("text", strong=True)).lineSpacing()
    facts = QFontMetrics(now.font("fact")).lineSpacing()
    top = area.top() + (area.height() - strong - facts) // 2
    painter.setFont(now.font("text", strong=True))
    painter.setPen(now.color("text"))
    painter.drawText(QRect(area.left() + px(10), top, area.width() - px(12), strong), _LEFT, name)
    painter.setFont(now.font("fact"))
    painter.setPen(now.color("text2"))
    painter.drawText(QRect(area.left() + px(10), top + strong, area.width() - px(12), facts), _LEFT, score)


def _ring(sun: bool) -> str:
    return "ring_gap" if sun else "ring"  # in the sun a chosen cell is as black as the ring


def _paint_mark(painter: QPainter, area: QRect, mark: str, ink: str) -> None:
    px = look().px
    top = area.top() + (area.height() - px(16)) // 2
    painter.drawPixmap(area.right() - px(24), top, icon_pixmap(mark, ink, 16))


def _under(painter: QPainter, area: QRect, role: str) -> None:
    now = look()
    painter.fillRect(
        QRect(area.left(), area.bottom() - now.border + 1, area.width(), now.border), now.color(role)
    )
