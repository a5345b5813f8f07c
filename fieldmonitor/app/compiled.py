"""Checklists, compiled once: every report on one opens with the same, and compiling takes the longest."""

from functools import lru_cache

from fieldmonitor.forms import Checklist

KEPT = 4
"""More than one goes through in a day: visit, stopped work, assessment, practice."""


@lru_cache(maxsize=KEPT)
def compiled(xform: str) -> Checklist:
    """Return a checklist from which sessions start; it holds no answers."""
    return Checklist.from_xform(xform)
