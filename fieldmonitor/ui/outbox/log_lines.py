"""The sync log as a person reads it: day by day, the newest first."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout

from fieldmonitor.app.sync_words import line
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.system.formats import clock_time, day
from fieldmonitor.ui.names import short_work
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import text


def words(entry: LogEntry) -> str:
    """Return an entry as a sentence; a work goes by its short name."""
    if "title" in entry.params:
        entry = replace(entry, params={**entry.params, "title": short_work(str(entry.params["title"]))})
    return line(entry)


def log_text(entries: Sequence[LogEntry]) -> str:
    """Return entries as plain text, oldest first, for the clipboard or a file."""
    return "".join(f"{day(entry.at)} {clock_time(entry.at)}  {words(entry)}\n" for entry in entries)


def log_lines(entries: Sequence[LogEntry]) -> QVBoxLayout:
    """Return a few entries, oldest first as they are kept, as lines with the newest on top."""
    lines = column(gap=0)
    previous = ""
    width = QFontMetrics(look().font("fact", figures=True)).horizontalAdvance("00:00") + 4
    for entry in reversed(entries):
        if day(entry.at) != previous:
            previous = day(entry.at)
            head = text(previous, "fact", "secondary", strong=True)
            head.setMinimumHeight(look().px(32))
            lines.addWidget(head)
        across = row(margins=(0, 6, 0, 6), gap=16)
        time = text(clock_time(entry.at), "fact", "secondary", figures=True)
        time.setMinimumWidth(width)
        across.addWidget(time)
        across.addWidget(text(words(entry), "fact", wrap=True), 1)
        lines.addLayout(across)
        lines.addWidget(rule())
    return lines
