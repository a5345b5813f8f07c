"""The volunteer's app: one window on one profile."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from fieldmonitor.bootstrap.entry import ProfileEntry
from fieldmonitor.bootstrap.unhandled import Unhandled
from fieldmonitor.domain.records import Activity
from fieldmonitor.system.paths import log_folder, profiles_root


def run_desktop(folder: Path, *, language: str | None = None) -> int:
    """Show the window on a profile, or on the first start's screens where there is none yet.

    A profile that another window has open is said in the window, with a way to try again.
    """
    root = folder.parent if folder.parent == profiles_root() else None
    return run_window(ProfileEntry(folder, root=root, exclusive=True), language=language)


def run_window(entry: ProfileEntry, *, language: str | None = None, practise: bool = False) -> int:
    """Show the window on a profile's entry."""
    from fieldmonitor.ui.application import run

    unhandled = Unhandled()
    unhandled.install(log_folder())

    def ready(tell: Callable[[BaseException], object]) -> None:
        unhandled.tell = tell

    try:
        return run(entry, ["--language", language] if language else [], practise=practise, ready=ready)
    finally:
        entry.close_all()
        unhandled.uninstall()


def run_preview(file: Path) -> int:
    """Show an XLSForm as a volunteer would see it: a practice visit, thrown away afterwards."""
    from fieldmonitor.forms import Checklist
    from fieldmonitor.packs.checklists import own_checklist

    compiled = Checklist.from_xlsform(file)
    checklist = own_checklist(compiled.xml.decode(), Activity.SITE_VISIT, compiled.title)
    with tempfile.TemporaryDirectory(prefix="fieldmonitor-preview-") as place:
        return run_window(ProfileEntry(Path(place), checklist=checklist), practise=True)
