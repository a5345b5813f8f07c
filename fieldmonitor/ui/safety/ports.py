"""What the window asks of `bootstrap` about the vault of a profile, its copies and its neighbours.

`bootstrap.safekeeping` fulfils it. Every method may be slow and is called on the database's thread.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.system.long_work import LongWork
from fieldmonitor.ui.safety.people import People as People

if TYPE_CHECKING:
    from fieldmonitor.app.care import Copy
    from fieldmonitor.app.restoring import Inside
    from fieldmonitor.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Protection:
    """What protects a profile. `keyring_here` tells of this system, `keyring` of this profile."""

    keyring_here: bool
    keyring: bool
    remembered: bool
    sheet: bool
    sheet_refused: bool
    wipe_after: int | None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile of this system's user, as its owner named it; the name can be read without opening it."""

    folder: Path
    name: str


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a vault: its passphrase, or the code of its recovery sheet."""

    passphrase: str = ""
    code: str = ""


class Safekeeping(Protocol):
    """The vault of the profile that the window stands before, closed or open."""

    def protection(self, workspace: "Workspace") -> Protection:
        """Return what protects an open profile."""
        ...

    def change_passphrase(self, old: str, new: str) -> None:
        """Give the profile another passphrase; a keyring that remembered the old one remembers the new."""
        ...

    def forget_remembered(self) -> None:
        """Let the system's keyring forget the passphrase."""
        ...

    def make_sheet(self, workspace: "Workspace", passphrase: str) -> str:
        """Return a new recovery code; the one before stops working."""
        ...

    def refuse_sheet(self, workspace: "Workspace", passphrase: str) -> None:
        """Note that the owner wants no recovery sheet, and make an earlier one useless."""
        ...

    def set_wipe(self, passphrase: str, tries: int | None) -> None:
        """Wish the profile destroyed after so many wrong tries in a row, or never."""
        ...

    def has_sheet(self) -> bool:
        """Tell whether the closed profile can be opened with a recovery sheet."""
        ...

    def recover(self, code: str, new: str) -> "Workspace":
        """Open the profile with its recovery sheet and give it a new passphrase."""
        ...

    def backups(self, place: Path | None = None) -> "list[Copy]":
        """Return the backups in a folder, or in the profile's own place; a backup's own folder is one."""
        ...

    def look_inside(self, backup: Path, secret: Secret) -> "Inside":
        """Return what a backup holds, without changing anything."""
        ...

    def restore(self, backup: Path, secret: Secret, new: str = "", work: LongWork | None = None) -> Path:
        """Make a profile out of a backup and return its folder; an existing profile is never touched.

        After opening with a recovery sheet, `new` becomes the passphrase. Raises Cancelled, leaving nothing.
        """
        ...

    def erase(self, workspace: "Workspace", passphrase: str) -> tuple[str, ...]:
        """Destroy the open profile and its backups; return the places that could not be reached."""
        ...
