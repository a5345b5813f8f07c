"""What the window needs from `bootstrap` before and beside an open profile.

`bootstrap.desktop` fulfils `Entry` and hands it to `ui.application.run`. Every method but `folder` may be
slow and is called on the database's thread, never on the window's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.ui.safety.people import People

if TYPE_CHECKING:
    from fieldmonitor.app.packs import PackLoaded
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.domain.activity import Activity
    from fieldmonitor.ui.safety.ports import Safekeeping


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How an exchange stands; `message_id` is empty between messages.

    `in_flight` are bytes of the message that have left and that nobody has confirmed yet; `rate` is what the
    server confirmed a second lately, `remaining` an estimate for all that waits: None where it is too early.
    `settled` tells that something was written down since the last word: queue, receipts, log.
    """

    message_id: str = ""
    in_flight: int = 0
    rate: float | None = None
    remaining: timedelta | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class SyncEnd:
    """How an exchange ended; `changed` when anything came down or a receipt arrived."""

    online: bool
    changed: bool
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class GlanceDraft:
    """The draft that was saved last: its report's key as text, its work and how far it is.

    `part` of `parts`, from 1 on, is where the person stands; 0 of 0 in a draft of an older program.
    """

    key: str
    work_name: str
    answered: int
    questions: int
    saved_at: datetime
    practice: bool
    activity: "Activity"
    part: int = 0
    parts: int = 0


@dataclass(frozen=True, slots=True)
class GlanceCounts:
    """The four counted lists and what waits: the numbers of `domain.local.Counts`, light to import."""

    to_do: int
    drafts: int
    ready: int
    sent: int
    pending_bytes: int
    unread_feedback: int


@dataclass(frozen=True, slots=True)
class Glance:
    """The home screen's numbers, read before the store's library is there."""

    volunteer: str | None
    counts: GlanceCounts
    next_due: date | None
    last_sync: datetime | None
    draft: GlanceDraft | None


class Exchange(Protocol):
    """One open profile's exchange with the comptroller, run on a thread of its own."""

    def run(self, progress: Callable[[SyncProgress], None]) -> SyncEnd:
        """Send and fetch until nothing is left to do, the network fails or `stop` is called."""
        ...

    def stop(self) -> None:
        """End `run` soon; safe from any thread."""
        ...


class Entry(People, Protocol):
    """The profile on this laptop, closed or open."""

    @property
    def safekeeping(self) -> "Safekeeping":
        """The vault of this profile: what protects it, its copies, its end."""
        ...

    @property
    def folder(self) -> Path:
        """Where the profile and the window's preferences lie; known at once."""
        ...

    def exists(self) -> bool:
        """Tell whether a profile was made here."""
        ...

    def keyring_available(self) -> bool:
        """Tell whether this system can remember the passphrase safely."""
        ...

    def glance(self) -> Glance | None:
        """Return home's numbers by what the keyring remembers, without loading the store's library."""
        ...

    def open_remembered(self) -> "Workspace | None":
        """Open the profile with what the keyring remembers, or return None to ask for the passphrase."""
        ...

    def open(self, passphrase: str) -> "Workspace":
        """Open the profile; raises InputError with the wait where the passphrase is wrong."""
        ...

    def create(self, passphrase: str, *, remember: bool) -> "Workspace":
        """Make a profile and open it; raises InputError where the passphrase is too short."""
        ...

    def enrol(self, workspace: "Workspace", server: str, code: str) -> None:
        """Enrol this laptop; raises Offline, Refused or InputError."""
        ...

    def fetch_pack(self, workspace: "Workspace", *, hub: bool = False) -> "PackLoaded":
        """Load the pack of one's region from the server, or from the hub that this laptop is paired with.

        Raises Offline, Refused or TrustError.
        """
        ...

    def fetch_document(self, workspace: "Workspace", work_id: str, sha256: str) -> None:
        """Bring a document of an assigned work here; raises Offline, Refused or TrustError."""
        ...

    def practice(self) -> "tuple[Workspace, str]":
        """Open a throw-away practice profile and return it with its one assignment's id."""
        ...

    def close(self, workspace: "Workspace") -> None:
        """Close a profile's database and forget its keys."""
        ...

    def exchange(self, workspace: "Workspace") -> Exchange:
        """Return the exchange of an open profile."""
        ...
