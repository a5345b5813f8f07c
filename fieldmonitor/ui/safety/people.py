"""What the window asks about the profiles of one laptop; the first frame needs no more of their safety."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from fieldmonitor.ui.safety.ports import ProfileRow


class People(Protocol):
    """The profiles of one laptop, each with a vault of its own."""

    def profiles(self) -> "list[ProfileRow]":
        """Return the profiles there are, by name; none where the window was given one folder."""
        ...

    def can_add(self) -> bool:
        """Tell whether another person may have a profile beside this one."""
        ...

    def choose(self, folder: "Path") -> None:
        """Stand before another profile; raises `profile.in_use` where another window has it open."""
        ...

    def add(self, name: str) -> "Path":
        """Return the folder for a new person's profile, which the first start will make."""
        ...
