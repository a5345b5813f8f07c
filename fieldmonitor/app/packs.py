"""Assignment packs and enrolment without a network, as a person asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldmonitor.app.pack_age import PackStanding, standing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.packs.layout import PackFolder, PackSource, Trusted, packs_in
from fieldmonitor.packs.trusted import first_root, verify_pack
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.pack.loading import PackLoaded, PackLoader
from fieldmonitor.sync.pack.memory import MAPS, trusted_packs
from fieldmonitor.sync.pack.paper import write_request
from fieldmonitor.trust.introductions import fingerprint as letters_of

__all__ = [
    "PackChecked",
    "PackLoaded",
    "PackStanding",
    "check",
    "fetch",
    "load",
    "load_from",
    "maps_folder",
    "request",
    "standing",
]

NOT_OURS = frozenset({"pack.not_for_us", "pack.other_root", "pack.missing"})
"""Why a pack is left for the next one, where there are several."""


@dataclass(frozen=True, slots=True)
class PackChecked:
    """A pack whose signatures hold; `known` where it is held to the root that this profile trusts."""

    folder: Path
    region: str
    version: int
    built_at: datetime
    expires: datetime
    fingerprint: str
    files: int
    known: bool
    notices: tuple[str, ...]


def maps_folder(ws: Workspace) -> Path:
    """Return where a profile keeps encrypted map pictures."""
    return ws.folder / MAPS


def load(ws: Workspace, folder: Path, fingerprint: str | None = None) -> PackLoaded:
    """Load the pack in a folder or on a stick; of several, the one that is for this laptop.

    `fingerprint` is what a person read on paper, where the root of the pack is not known yet.
    """
    return _load_first(ws, [PackFolder(found) for found in _found(folder)], fingerprint)


def fetch(ws: Workspace, carrier: HttpCarrier) -> PackLoaded:
    """Load the pack of one's region from the comptroller's server; what broke off goes on."""
    carrier.sign_in(ws.device).required()
    return _load_first(ws, [carrier.packs()], None)


def load_from(ws: Workspace, sources: Sequence[PackSource]) -> PackLoaded:
    """Load the first of some packs, from a hub for example, that is for this laptop."""
    return _load_first(ws, sources, None)


def check(ws: Workspace | None, folder: Path, now: datetime) -> list[PackChecked]:
    """Check every pack in a folder; with a profile, against the root that it trusts."""
    trusted = None
    if ws is not None:
        with ws.store.read() as uow:
            trusted = trusted_packs(uow.settings)
    return [_checked(found, trusted, now) for found in _found(folder)]


def request(ws: Workspace, path: Path, device_name: str, code: str | None = None) -> str:
    """Write this laptop's request for enrolment; return the letters that both sides can compare."""
    return write_request(ws.store, path, device_name, ws.clock.now(), code)


def _load_first(ws: Workspace, sources: Sequence[PackSource], fingerprint: str | None) -> PackLoaded:
    loader = PackLoader(ws.store, ws.blobs, maps_folder(ws))
    refused: TrustError | None = None
    for source in sources:
        try:
            return loader.load(source, ws.clock.now(), fingerprint)
        except TrustError as error:
            if error.code not in NOT_OURS:
                raise
            refused = refused or error
    assert refused is not None
    raise refused


def _found(folder: Path) -> list[Path]:
    found = packs_in(folder if folder.is_dir() else folder.parent)
    if not found:
        raise InputError("pack.none", path=str(folder))
    return found


def _checked(folder: Path, trusted: Trusted | None, now: datetime) -> PackChecked:
    source = PackFolder(folder)
    pack = verify_pack(source, trusted or first_root(source), now)
    return PackChecked(
        folder=folder,
        region=pack.region,
        version=pack.version,
        built_at=pack.built_at,
        expires=pack.expires,
        fingerprint=letters_of(pack.trusted.root),
        files=len(pack.targets),
        known=trusted is not None,
        notices=pack.notices,
    )
