"""Line icons, drawn in the colour of the word beside them and crisp at every scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fieldmonitor.system.resources import resource
from fieldmonitor.ui.shell.theme import look


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float, stroke: float) -> QPixmap:
    svg = (
        _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    )
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def icon_pixmap(name: str, colour: str, size: int = 20) -> QPixmap:
    """Return an icon as a picture.

    Args:
        name: file name in resources/icons, without its ending.
        colour: a palette role ("text") or #RRGGBB.
        size: side in design pixels; the user's scale and the screen's density are applied here.
    """
    current = look()
    ink = colour if colour.startswith("#") else getattr(current.palette, colour)
    ratio = QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    return _drawn(name, ink, current.px(size), ratio, 2.5 if current.palette.sun else 2)


def icon(
    name: str,
    colour: str = "text",
    size: int = 20,
    *,
    disabled: str = "disabled",
    room: int = 0,
    before: bool = False,
) -> QIcon:
    """Return an icon for a button, with its own colour when the button is disabled.

    `room` pixels are left empty at its right, or at its left with `before`.
    """
    result = QIcon(_with_room(icon_pixmap(name, colour, size), room, before))
    result.addPixmap(_with_room(icon_pixmap(name, disabled, size), room, before), QIcon.Mode.Disabled)
    return result


def _with_room(drawn: QPixmap, room: int, before: bool) -> QPixmap:
    if not room:
        return drawn
    ratio = drawn.devicePixelRatio()
    wider = QPixmap(drawn.width() + round(room * ratio), drawn.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(room if before else 0, 0, drawn)
    painter.end()
    return wider


def logo(colour: str = "text", size: int = 24) -> QPixmap:
    """Return the plumb bob, the program's mark."""
    return icon_pixmap("plomada", colour, size)


def app_icon() -> QIcon:
    """Return the window's icon: the plumb bob on paper, in the sizes that desktops ask for."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(size, size)
        pixmap.fill(QColor("#F4F1EA"))
        painter = QPainter(pixmap)
        svg = _source("plomada").replace("currentColor", "#16140F")
        inset = size * 0.12
        box = QRectF(inset, inset, size - 2 * inset, size - 2 * inset)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, box)
        painter.end()
        result.addPixmap(pixmap)
    return result
