"""The profile on this laptop as the window meets it: made, unlocked, enrolled, practised in, closed."""

import os
import tempfile
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.bootstrap.remembered import remembered_name, remembered_passphrase
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.system.secrets import Keyring
from fieldmonitor.trust.vault import Argon2, has_vault, open_vault

if TYPE_CHECKING:
    from fieldmonitor.app.packs import PackLoaded
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.bootstrap.exchange import DesktopExchange
    from fieldmonitor.bootstrap.safekeeping import ProfileSafekeeping
    from fieldmonitor.domain.records import ChecklistRecord
    from fieldmonitor.ui.ports import Glance
    from fieldmonitor.ui.safety.ports import ProfileRow

# The database, the network and the checklists are imported when they are first needed: together they take
# longer to load than the window takes to be there.

QUICK = Argon2(memory=8, time=1, lanes=1)
"""For the practice profile, whose key is random and thrown away with it."""


@dataclass
class ProfileEntry:
    """Fulfils `ui.ports.Entry`; holds the profile's folder for as long as the window lives.

    `checklist` replaces the shipped one in practice visits: a coordinator's preview. `root` holds the
    profiles of this system's user, where one may be chosen. An `exclusive` entry keeps every other program
    away from the profile that it stands before.
    """

    folder: Path
    checklist: "ChecklistRecord | None" = None
    root: Path | None = None
    exclusive: bool = False
    _open: "dict[Path, AbstractContextManager[Workspace]]" = field(default_factory=dict)
    _practice: list[tempfile.TemporaryDirectory[str]] = field(default_factory=list)
    _held: ExitStack = field(default_factory=ExitStack)
    _holding: Path | None = None
    _key: bytes | None = None  # of a glance, until the store is opened right after it

    @property
    def safekeeping(self) -> "ProfileSafekeeping":
        from fieldmonitor.bootstrap.safekeeping import ProfileSafekeeping

        return ProfileSafekeeping(self)

    def exists(self) -> bool:
        self._hold()
        return has_vault(self.folder)

    def profiles(self) -> "list[ProfileRow]":
        if self.root is None:
            return []
        from fieldmonitor.bootstrap.people import profiles_in

        return profiles_in(self.root)

    def can_add(self) -> bool:
        return self.root is not None

    def choose(self, folder: Path) -> None:
        before, self.folder = self.folder, folder
        try:
            self._hold()
        except FieldMonitorError:
            self.folder = before
            self._hold()
            raise
        self._key = None

    def add(self, name: str) -> Path:
        from fieldmonitor.bootstrap.people import new_folder

        assert self.root is not None, "no other profile was offered"
        return new_folder(self.root, name)

    def keyring_available(self) -> bool:
        return Keyring().available

    def glance(self) -> "Glance | None":
        remembered = self._remembered()
        if remembered is None:
            return None
        from fieldmonitor.bootstrap.glance import glance

        try:
            self._key = open_vault(self.folder, remembered, Keyring())
        except FieldMonitorError:
            return None  # asking for the passphrase will say what is wrong
        return glance(self.folder / "store.db", self._key)

    def open_remembered(self) -> "Workspace | None":
        remembered = self._remembered()
        if remembered is None:
            return None
        key, self._key = self._key, None
        try:
            return self._unlock(self.folder, remembered, key)
        except FieldMonitorError:
            return None  # the passphrase was changed elsewhere: ask for it

    def open(self, passphrase: str) -> "Workspace":
        return self._unlock(self.folder, passphrase)

    def open_with(self, key: bytes) -> "Workspace":
        """Open the profile with its vault key, which a recovery sheet has just given."""
        return self._unlock(self.folder, "", key)

    def create(self, passphrase: str, *, remember: bool) -> "Workspace":
        from fieldmonitor.bootstrap.profile import create_profile

        create_profile(self.folder, passphrase)
        if remember and self.keyring_available():
            Keyring().set(remembered_name(self.folder), passphrase)
        return self.open(passphrase)

    def enrol(self, workspace: "Workspace", server: str, code: str) -> None:
        import socket

        from fieldmonitor.app.enrolment import enrol
        from fieldmonitor.bootstrap.profile import carrier_for

        enrol(workspace, carrier_for(server), server, code, socket.gethostname())

    def fetch_pack(self, workspace: "Workspace", *, hub: bool = False) -> "PackLoaded":
        from fieldmonitor.app.packs import fetch, load_from
        from fieldmonitor.bootstrap.profile import carrier_of, files_of

        if not hub:
            return fetch(workspace, carrier_of(workspace))
        from fieldmonitor.app.hub import packs
        from fieldmonitor.bootstrap.hub import dial_hub

        with packs(workspace, files_of(workspace), dial_hub) as sources:
            return load_from(workspace, sources)

    def fetch_document(self, workspace: "Workspace", work_id: str, sha256: str) -> None:
        from fieldmonitor.app.work_documents import fetch
        from fieldmonitor.bootstrap.profile import carrier_of

        fetch(workspace, carrier_of(workspace), work_id, sha256)

    def practice(self) -> "tuple[Workspace, str]":
        from fieldmonitor.bootstrap.profile import create_profile
        from fieldmonitor.demo.practice import fill_practice

        holder = tempfile.TemporaryDirectory(prefix="fieldmonitor-practice-")
        self._practice.append(holder)
        folder = Path(holder.name) / "profile"
        words = os.urandom(16).hex()
        create_profile(folder, words, cost=QUICK)
        workspace = self._unlock(folder, words)
        return workspace, fill_practice(workspace, self.checklist)

    def close(self, workspace: "Workspace") -> None:
        opened = self._open.pop(workspace.folder, None)
        if opened is not None:
            opened.__exit__(None, None, None)

    def close_all(self) -> None:
        """Close whatever is open, and forget the practice profiles."""
        for opened in list(self._open.values()):
            opened.__exit__(None, None, None)
        self._open.clear()
        for holder in self._practice:
            holder.cleanup()
        self._practice.clear()
        self._held.close()
        self._holding = None

    def exchange(self, workspace: "Workspace") -> "DesktopExchange":
        from fieldmonitor.bootstrap.exchange import DesktopExchange

        return DesktopExchange(workspace)

    def _hold(self) -> None:
        if not self.exclusive or self._holding == self.folder:
            return
        self._held.close()
        self._holding = None
        self._held.enter_context(hold_folder(self.folder))
        self._holding = self.folder

    def _remembered(self) -> str | None:
        return remembered_passphrase(self.folder)

    def _unlock(self, folder: Path, passphrase: str, key: bytes | None = None) -> "Workspace":
        from fieldmonitor.bootstrap.profile import unlock

        opened = unlock(folder, passphrase, key)
        workspace = opened.__enter__()
        self._open[folder] = opened
        return workspace


class DemoEntry(ProfileEntry):
    """A demo's profile: it opens by itself, and its passphrase is no secret."""

    def __init__(self, folder: Path, passphrase: str, *, exclusive: bool = False) -> None:
        super().__init__(folder, exclusive=exclusive)
        self._passphrase = passphrase

    def _remembered(self) -> str | None:
        return self._passphrase
