"""A profile on disk into an open workspace: `vault.json`, `store.db`, `blobs/`, one lock."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.remembered import forget_passphrase, remember_anew
from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.protocol.messages import TOKEN_CONTEXT
from fieldmonitor.store import Blobs, Store, open_store
from fieldmonitor.store.backup import beside, forget_all, forget_keys, restore
from fieldmonitor.sync.addresses import server_address
from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.enrolment import Enrolment, device_key, enrolment
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.log import LogCarrier
from fieldmonitor.sync.http.session import HttpSession
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.policy import Policy, kept_policy, kept_proxy
from fieldmonitor.system.clock import SystemClock
from fieldmonitor.system.instance import LOCK_FILE, hold_folder
from fieldmonitor.system.limits import forbid_core_dumps
from fieldmonitor.system.secrets import Keyring
from fieldmonitor.trust.recovery import add_recovery, remove_recovery
from fieldmonitor.trust.vault import (
    Argon2,
    change_passphrase,
    create_vault,
    destroy_vault,
    has_vault,
    open_vault,
    purpose_key,
    read_vault,
)

STORE_FILE = "store.db"
BLOBS_FOLDER = "blobs"
SHORTEST_PASSPHRASE = 8


def create_profile(folder: Path, passphrase: str, *, cost: Argon2 | None = None) -> None:
    """Make an empty profile; an existing one with the same passphrase is left as it is."""
    require_length(passphrase)
    secrets = Keyring()
    if has_vault(folder):
        key = open_vault(folder, passphrase, secrets)
    else:
        key = create_vault(folder, passphrase, secrets, *([cost] if cost else []))
    open_store(folder / STORE_FILE, key, create=True).close()


@contextmanager
def open_profile(folder: Path, passphrase: str) -> Iterator[Workspace]:
    """Unlock a profile for as long as the block runs; one program at a time may hold it."""
    if not has_vault(folder):
        raise InputError("profile.missing", folder=str(folder))
    with ExitStack() as stack:
        stack.enter_context(hold_folder(folder))
        yield stack.enter_context(unlock(folder, passphrase))


@contextmanager
def unlock(folder: Path, passphrase: str, known_key: bytes | None = None) -> Iterator[Workspace]:
    """Open a profile whose folder the caller holds already (the window locks and unlocks many times).

    `known_key` is the profile's key where the caller has opened the vault just now.
    """
    forbid_core_dumps()  # from here on this process holds the key
    secrets = Keyring()
    key = known_key or _vault_key(folder, passphrase, secrets)
    # Where files are kept there was a store: an empty one in its place would hide the loss.
    store = open_store(folder / STORE_FILE, key, create=not (folder / BLOBS_FOLDER).exists())
    with ExitStack() as stack:
        stack.callback(store.close)
        pictures = PictureGuard()
        stack.callback(pictures.close)
        yield Workspace(
            folder=folder,
            store=store,
            blobs=Blobs(folder / BLOBS_FOLDER),
            clock=SystemClock(),
            device=device_key(store),
            pictures=pictures,
            confirm=lambda words: _confirm(folder, words, secrets),
            put_by_key=purpose_key(key, "put by"),
        )


def _vault_key(folder: Path, passphrase: str, secrets: Keyring) -> bytes:
    try:
        return open_vault(folder, passphrase, secrets)
    except InputError as error:
        if error.code == "vault.wiped":
            forget_keys(beside(folder))
        raise


def _confirm(folder: Path, passphrase: str, secrets: Keyring) -> None:
    open_vault(folder, passphrase, secrets)


def restore_profile(backup: Path, folder: Path, passphrase: str) -> None:
    """Make a profile out of a backup, which opens with the passphrase it was made under."""
    restore(backup, folder, open_vault(backup, passphrase, Keyring()))


def change_profile_passphrase(folder: Path, old: str, new: str) -> None:
    """Give a profile another passphrase; its data stay as they are."""
    require_length(new)
    change_passphrase(folder, old, new, Keyring())
    remember_anew(folder, new)


def require_length(passphrase: str) -> None:
    """Raise InputError where a new passphrase is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError("passphrase.too_short", minimum=SHORTEST_PASSPHRASE)


def erase_profile(folder: Path, second: Path | None = None) -> tuple[str, ...]:
    """Destroy a closed profile with its keys, files and backups; return the places not reached.

    The keys go first: whatever interrupts this, what is left is noise.
    """
    own = read_vault(folder).id if has_vault(folder) else None
    if own is not None:
        destroy_vault(folder, Keyring())
    forget_passphrase(folder)
    forget_all(beside(folder), own)
    missed: tuple[str, ...] = ()
    if second is not None and second != beside(folder):
        if second.is_dir():
            forget_all(second, own)
        else:
            missed = (str(second),)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != LOCK_FILE:
            path.unlink(missing_ok=True)
    return missed


def make_recovery(folder: Path, passphrase: str) -> str:
    """Return a new recovery code for a profile; the one before stops working."""
    return add_recovery(folder, open_vault(folder, passphrase, Keyring()))


def unmake_recovery(folder: Path, passphrase: str) -> None:
    """Make a profile's recovery code useless."""
    open_vault(folder, passphrase, Keyring())
    remove_recovery(folder)


def carrier_for(server: str, proxy: str | None = None) -> HttpCarrier:
    """Return the road to a server by HTTP, over a proxy if one is named."""
    return HttpCarrier(HttpSession(server_address(server), proxy=proxy))


def bundle_road_of(workspace: Workspace) -> BundleCarrier:
    """Return the road for sealed bundles to the server that a profile is enrolled with."""
    with workspace.store.read() as uow:
        proxy = kept_proxy(uow.settings)
    session = HttpSession(server_address(_known(workspace).server_url), proxy=proxy)
    return BundleCarrier(session, TOKEN_CONTEXT)


def log_of(server: str) -> LogCarrier:
    """Return the road to a server's log of receipts."""
    return LogCarrier(HttpSession(server_address(server)))


def engine_for(workspace: Workspace, policy: Policy | None = None) -> SyncEngine:
    """Return the exchange's engine for an enrolled profile, within the limits that a person chose."""
    known = _known(workspace)
    carrier = carrier_of(workspace)
    if policy is None:
        with workspace.store.read() as uow:
            policy = kept_policy(uow.settings)
    return SyncEngine(workspace.store, files_of(workspace), carrier, known, workspace.clock, policy=policy)


def carrier_of(workspace: Workspace) -> HttpCarrier:
    """Return the road to the server that a profile is enrolled with."""
    with workspace.store.read() as uow:
        proxy = kept_proxy(uow.settings)
    return carrier_for(_known(workspace).server_url, proxy)


def files_of(workspace: Workspace) -> "BlobFiles":
    """Return a profile's kept files, as the exchange opens them."""
    return BlobFiles(workspace.blobs, workspace.store)


def _known(workspace: Workspace) -> Enrolment:
    with workspace.store.read() as uow:
        known = enrolment(uow.settings)
    if known is None:
        raise InputError("profile.not_enrolled")
    return known


@dataclass(frozen=True, slots=True)
class BlobFiles:
    """The kept files, as the exchange opens them."""

    blobs: Blobs
    store: Store

    def open(self, sha256: str) -> BinaryIO:
        """Open a kept file in the clear."""
        return self.blobs.open(self.store, sha256)
