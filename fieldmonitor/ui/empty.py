"""Empty states: why there is nothing here, and the ways to get something, beside a drawing of the level."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, picture, text

WIDTH, HEIGHT = 360, 330
"""The drawing's own measures."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of emptiness: an icon, when it applies, what it does, and its button."""

    icon: str
    title: str
    detail: str
    action: str
    pressed: Callable[[], object]

    @classmethod
    def online(cls, detail: str, synchronise: Callable[[], object]) -> "Way":
        """Return the way that needs a network: what is missing comes with the next synchronisation."""
        return cls("refresh-cw", _("Si tiene internet"), detail, _("Sincronizar"), synchronise)


def ways_before_works(synchronise: Callable[[], object], to_the_course: Callable[[], object]) -> list[Way]:
    """Return what one may do who has no work yet."""
    return [
        Way.online(_("Sincronice para traer sus obras."), synchronise),
        Way(
            "graduation-cap",
            _("Mientras espera"),
            _("Lea las lecciones y dé la prueba sin conexión."),
            _("Seguir el curso"),
            to_the_course,
        ),
    ]


class LevelDrawing(QWidget):
    """A surveyor's level sighting a staff: the one drawing of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(look().px(380), look().px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.height() / HEIGHT, self.width() / WIDTH)  # smaller where the page is low
        painter.scale(scale, scale)
        painter.translate(max(0.0, (self.width() / scale - WIDTH) / 2), 8)
        ink = QPen(now.color("text"), 2)
        painter.setPen(ink)
        painter.setBrush(now.color("surface"))
        painter.drawLines([QLineF(116, 136, 70, 312), QLineF(124, 136, 128, 312), QLineF(132, 136, 184, 312)])
        for box in (
            (108, 88, 32, 8),
            (92, 96, 64, 32),
            (80, 106, 12, 12),
            (156, 104, 18, 18),
            (104, 128, 40, 8),
        ):
            painter.drawRoundedRect(QRectF(*box), 2, 2)
        painter.drawEllipse(QPointF(124, 112), 6, 6)
        painter.setPen(QPen(now.color("text2"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(180, 112), QPointF(266, 112))
        self._paint_staff(painter, ink)
        painter.setPen(QPen(now.color("accent"), 4))
        painter.drawLine(QPointF(268, 112), QPointF(281, 112))
        painter.setPen(QPen(now.color("control"), 2))
        painter.drawLine(QPointF(0, 312), QPointF(360, 312))
        painter.end()

    @staticmethod
    def _paint_staff(painter: QPainter, ink: QPen) -> None:
        painter.setPen(ink)
        painter.drawRect(QRectF(282, 0, 26, 312))
        for index in range(13):
            left = 295 if index % 2 == 0 else 282
            painter.fillRect(QRectF(left, index * 24, 13, 12), ink.color())


def empty_page(title: str, why: str, ways: list[Way], *, drawing: bool = True) -> QWidget:
    """Return an empty state: words and ways at the left, the drawing at the right where there is room.

    A list beside something else has no room for it: `drawing` is False there.
    """
    box = QWidget()
    across = QHBoxLayout(box)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(look().px(40))
    lines = column(gap=0)
    lines.addWidget(text(title, "heading", wrap=True))
    lines.addSpacing(look().px(4))
    lines.addWidget(paragraph(why, tone="secondary"))
    lines.addSpacing(look().px(20))
    if ways:
        lines.addWidget(rule("ruleStrong"))
    for way in ways:
        lines.addWidget(_way(way))
        lines.addWidget(rule())
    lines.addStretch(1)
    across.addLayout(lines, 72)
    if drawing and not look().compact:
        across.addWidget(LevelDrawing(), 48, Qt.AlignmentFlag.AlignTop)
    return box


def _way(way: Way) -> QWidget:
    box = QWidget()
    across = row(box, margins=(0, 14, 0, 14), gap=16)
    across.addWidget(picture(way.icon, "text", 24))
    words = column(gap=0)
    words.addWidget(text(way.title, strong=True, wrap=True))
    words.addWidget(text(way.detail, tone="secondary", wrap=True))
    across.addLayout(words, 1)
    across.addWidget(Button(way.action, "quiet", way.pressed, icon_name="chevron-right", icon_after=True))
    return box
