"""The audit log of the ODK specification: what was done when, for forms that ask for it in ``meta/audit``."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

FILE_NAME = "audit.csv"
COLUMNS = ("event", "node", "start", "end")
CHANGE_COLUMNS = ("old-value", "new-value")
MAX_EVENTS = 100_000

AuditEvent: TypeAlias = Literal[
    "form start", "form resume", "question", "add repeat", "delete repeat", "form save", "form finalize"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; times are milliseconds since 1970."""

    event: AuditEvent
    node: str
    start: int
    old: str = ""
    new: str = ""


class AuditLog:
    """Keeps the log of one session. ``changes``: answers are logged too, as the form may ask."""

    def __init__(self, *, wanted: bool, changes: bool) -> None:
        self._wanted = wanted
        self._changes = changes
        self._entries: list[Entry] = []

    def add(self, event: AuditEvent, now: datetime, node: str = "", old: str = "", new: str = "") -> None:
        """Note an event, if the form wants a log at all."""
        if self._wanted and len(self._entries) < MAX_EVENTS:
            self._entries.append(Entry(event, node, int(now.timestamp() * 1000), old, new))

    def to_csv(self) -> bytes:
        """Return the log as ``audit.csv``; empty if the form wants none."""
        if not self._wanted:
            return b""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS + (CHANGE_COLUMNS if self._changes else ()))
        for number, entry in enumerate(self._entries):
            following = self._entries[number + 1].start if number + 1 < len(self._entries) else entry.start
            end = str(following) if entry.event == "question" else ""
            row = [entry.event, entry.node, str(entry.start), end]
            writer.writerow([*row, _cell(entry.old), _cell(entry.new)] if self._changes else row)
        return out.getvalue().encode()


def _cell(text: str) -> str:
    """Spreadsheets run what begins with these: a leading quote makes it text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
