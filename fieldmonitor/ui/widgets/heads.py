"""The head of a page one comes to from another: the way back, the title, and what stands beside it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import text


def page_edges() -> tuple[int, int, int, int]:
    """Return the margins of a page that begins with the way back, in design pixels."""
    edge = round(look().margin / look().scale)
    return edge, 8, edge, 24


def page_head(back: Button, title: str, *under: str, beside: QWidget | None = None) -> QVBoxLayout:
    """Return the way back, the title below it, quiet lines below that; `beside` stands at the right above."""
    lines = column(gap=0)
    above = row(gap=16)
    above.addWidget(back)
    above.addStretch(1)
    if beside is not None:
        above.addWidget(beside)
    lines.addLayout(above)
    lines.addSpacing(look().px(4))  # the ring of the keyboard keeps off the title
    lines.addWidget(text(title, "title", wrap=True))
    for words in under:
        lines.addSpacing(look().px(4))
        lines.addWidget(text(words, tone="secondary", wrap=True))
    return lines
