"""Rows that are added as one goes: their number, and the buttons that add one or take the last away."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldmonitor.forms import NodeView
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, about
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import text


def row_head(shown: NodeView) -> QWidget:
    """Return the line above a row, with its number."""
    box = QWidget()
    lines = column(box, margins=(0, 12, 0, 0), gap=6)
    lines.addWidget(rule())
    lines.addWidget(text(_("N.º {n}").format(n=shown.index), strong=True))
    return box


def row_tools(repeat: NodeView, add: Callable[[], object], drop: Callable[[], object]) -> QWidget:
    """Return the buttons below the rows of a repeat; each says what it is about."""
    box = QWidget()
    lines = (
        column(box, margins=(0, 12, 0, 0), gap=8) if look().scale > 1.25 else row(box, margins=(0, 12, 0, 0))
    )
    count = sum(child.kind == "repeat-instance" for child in repeat.children)
    more = Button(_("Agregar otro") if count else _("Agregar"), "secondary", add, icon_name="plus")
    more.setAccessibleName(about(_("Agregar"), repeat.label))
    lines.addWidget(more)
    if count:
        last = Button(_("Quitar el último"), "quiet", drop)
        last.setAccessibleName(about(_("Quitar el último"), repeat.label))
        lines.addWidget(last)
    lines.addStretch(1)
    return box
