"""What a press or the pointer means: the nearest mark, its tooltip, a choice by name where works coincide."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMenu, QWidget

from fieldmonitor.app.map import Marker
from fieldmonitor.ui.map import words
from fieldmonitor.ui.map.marks import Shape, hit_area, mark_area
from fieldmonitor.ui.map.scene import Mark, PhotoMark
from fieldmonitor.ui.shell.theme import look

_LISTED = 40


def mark_at(marks: Sequence[Mark], spot: QPointF) -> Mark | None:
    """Return the mark that a press there means: the nearest within 44 px."""
    hits = [mark for mark in marks if hit_area(mark.shape, QPointF(mark.x, mark.y)).contains(spot)]
    return min(
        hits,
        key=lambda mark: _distance(mark_area(mark.shape, QPointF(mark.x, mark.y)).center(), spot),
        default=None,
    )


def tooltip_at(marks: Sequence[Mark], photos: Sequence[PhotoMark], spot: QPointF) -> str:
    """Return what hovering there says: whole names, as HTML with everything escaped."""
    mark = mark_at(marks, spot)
    if mark is not None:
        return words.tooltip(mark.markers)
    for photo in photos:
        if hit_area(Shape.PHOTO, QPointF(photo.x, photo.y)).contains(spot):
            return words.photo_tooltip(photo.photos)
    return ""


def names_menu(parent: QWidget, markers: Sequence[Marker], taken: Callable[[Marker], object]) -> QMenu:
    """Return a menu of works; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    metrics = parent.fontMetrics()
    for marker in markers[:_LISTED]:
        name = metrics.elidedText(marker.name, Qt.TextElideMode.ElideRight, look().px(360))
        action = menu.addAction(name.replace("&", "&&"))
        action.setToolTip(words.tooltip([marker]))
        action.triggered.connect(lambda _checked=False, marker=marker: taken(marker))
    return menu


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
