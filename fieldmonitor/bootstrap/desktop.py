"""The volunteer's app: one window on one profile."""

import sys
from pathlib import Path

from fieldmonitor.bootstrap.entry import ProfileEntry


def run_desktop(folder: Path, *, language: str | None = None) -> int:
    """Show the window on a profile, or on the first start's screens where there is none yet.

    Raises EnvironmentFault where another window has the profile open.
    """
    return run_window(ProfileEntry(folder), language=language)


def run_window(entry: ProfileEntry, *, language: str | None = None) -> int:
    """Show the window on a profile's entry, which nobody else may hold."""
    from fieldmonitor.ui.application import run

    with entry.hold():
        try:
            return run(entry, ["--language", language] if language else [])
        finally:
            entry.close_all()


def qt_is_usable() -> bool:
    """Tell whether a window can be shown here: a display on Linux, always elsewhere."""
    import os

    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )
