"""What the window hands to every screen: the open profile, how to run work, and where to say things."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.system.translations import current_language
from fieldmonitor.ui.ports import Entry, Glance
from fieldmonitor.ui.preferences import Preferences

if TYPE_CHECKING:
    from pathlib import Path

    from fieldmonitor.app.drafts import Draft
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.sync_bridge import SyncBridge


def _nothing(*_args: object) -> None:
    return None


@dataclass(slots=True)
class UiContext:
    """Shared by all screens of one window; `application` fills in the callables.

    `switch(None)` leaves the profile and asks who uses the laptop; `erase` leaves it for good.
    `trouble` says in words, on whichever screen is shown, what went wrong behind one that was left; `tell`
    (kind, strong words, words) how work ended there, never in a visit.
    `fault` is what kept the profile from being opened. `drafts` holds the open checklists by report;
    `typed` what was typed in a screen that saves nothing yet; `sealed`, by the folder of a profile that is
    locked, the answers that could not be saved in it.
    """

    runner: TaskRunner
    preferences: Preferences
    entry: Entry
    workspace: "Workspace | None" = None
    bridge: "SyncBridge | None" = None
    glance: Glance | None = None
    who: str = ""
    practising: bool = False
    synchronise: Callable[[], object] = _nothing
    lock: Callable[[], object] = _nothing
    undo: Callable[[str, Callable[[], object]], object] = _nothing
    forget_undo: Callable[[], object] = _nothing
    opened: Callable[["Workspace"], object] = _nothing
    practise: Callable[[], object] = _nothing
    restyle: Callable[[], object] = _nothing
    counts_changed: Callable[[], object] = _nothing
    switch: Callable[["Path | None"], object] = _nothing
    erase: Callable[[Callable[[], tuple[str, ...]]], object] = _nothing
    look_again: Callable[[], object] = _nothing
    idle_after: Callable[[int], object] = _nothing
    trouble: Callable[[Exception], None] = _nothing
    tell: Callable[[str, str, str], None] = _nothing
    fault: Exception | None = None
    drafts: "dict[str, Draft]" = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    sealed: "dict[Path, tuple[bytes, ...]]" = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language in force; checklists that lack it fall back to Spanish."""
        return current_language()

    @property
    def ws(self) -> "Workspace":
        """The open profile; screens inside the program exist only while there is one."""
        assert self.workspace is not None, "no profile is open"
        return self.workspace
