"""A hub, as a volunteer meets it: paired once, handed what waits, asked for what came back.

What a hub keeps is not yet at the comptroller's: nothing here moves a report or the outbox. Receipts do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, Offline, TrustError
from fieldmonitor.packs.layout import pack_folder_name
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.enrolment import REGION, enrolment
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.hub.carrier import BundleCarrier, dial
from fieldmonitor.sync.hub.delivery import sign_in
from fieldmonitor.sync.hub.outgoing import HubVisit, Outgoing
from fieldmonitor.sync.hub.packs import hub_pack
from fieldmonitor.sync.hub.pairing import Dial, KnownHub, known_hub
from fieldmonitor.sync.hub.pairing import pair as pair_with
from fieldmonitor.sync.hub.road import Watch
from fieldmonitor.sync.pack.pieces import PieceSource
from fieldmonitor.sync.ports import Files
from fieldmonitor.trust.pairing import PairingLink, read_link

__all__ = [
    "HubStatus",
    "HubVisit",
    "KnownHub",
    "collect",
    "deliver",
    "dial",
    "files",
    "packs",
    "pair",
    "status",
    "typed",
]

OUTGOING = "hub-out"
"""The profile's folder of what is sealed and not yet handed over."""


@dataclass(frozen=True, slots=True)
class HubStatus:
    """The hub that this laptop knows (empty names: none), and what lies where.

    `waiting` messages are not handed over to anybody, `kept` are with a hub or a coordinator; neither is
    receipted whole.
    """

    name: str
    address: str
    waiting: int
    kept: int


def pair(ws: Workspace, link: PairingLink, device_name: str, dial: Dial) -> KnownHub:
    """Pair with a hub, by what its QR code says or by its address and code; the one before is replaced."""
    with _named(link.address):
        return pair_with(ws.store, ws.device, link, device_name, dial)


def typed(text: str, code: str | None) -> PairingLink:
    """Return what was typed or scanned: a QR code's text, or an address and a code."""
    return read_link(text) if code is None else PairingLink(text, code)


def files(ws: Workspace) -> Files:
    """Return a profile's kept files, as they are sealed."""
    return StoredFiles(ws.store, ws.blobs)


def deliver(
    ws: Workspace,
    files: Files,
    dial: Dial,
    *,
    watch: Watch = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
) -> HubVisit:
    """Bring home what the hub has for this laptop, then hand over what waits. Goes on where it stopped."""
    with _at_the_hub(ws, files, dial) as (side, road):
        return side.visit(road, watch=watch, stop=stop)


def collect(ws: Workspace, files: Files, dial: Dial) -> HubVisit:
    """Bring home receipts only."""
    with _at_the_hub(ws, files, dial) as (side, road):
        return side.collect(road)


@contextmanager
def packs(ws: Workspace, files: Files, dial: Dial) -> Iterator[list[PieceSource]]:
    """Give the packs that the hub may hold for this laptop; signatures are the reader's concern."""
    with ws.store.read() as uow:
        region = uow.settings.get(REGION) or ""
    with _at_the_hub(ws, files, dial) as (_side, road):
        sign_in(road, ws.device)
        yield [hub_pack(road), hub_pack(road, f"{pack_folder_name(region)}/")]


def status(ws: Workspace) -> HubStatus:
    """Return the hub that this laptop knows, and how much lies with it or waits."""
    with ws.store.read() as uow:
        hub = known_hub(uow.settings)
        pending = uow.overview.queue.waiting_keys()
        bundles = {note.bundle for note in uow.custody.list()}
        kept = len(pending.intersection(key for bundle in bundles for key in uow.custody.messages_of(bundle)))
    return HubStatus(hub.name if hub else "", hub.address if hub else "", len(pending) - kept, kept)


@contextmanager
def _at_the_hub(ws: Workspace, files: Files, dial: Dial) -> Iterator[tuple[Outgoing, BundleCarrier]]:
    with ws.store.read() as uow:
        hub, known = known_hub(uow.settings), enrolment(uow.settings)
    if known is None:
        raise InputError("profile.not_enrolled")
    if hub is None:
        raise InputError("hub.not_paired")
    road = dial(hub.address, hub.certificate)
    try:
        with _named(hub.address):
            yield Outgoing(ws.store, files, known, hub, outgoing_folder(ws), ws.clock.now), road
    finally:
        road.close()


def outgoing_folder(ws: Workspace) -> Path:
    """Return where sealed bundles wait for a hub."""
    return ws.folder / OUTGOING


@contextmanager
def _named(address: str) -> Iterator[None]:
    """Say of a hub what is otherwise said of the comptroller's server."""
    try:
        yield
    except Offline as error:
        if error.code == Trouble.CERTIFICATE:
            raise TrustError("hub.other_hub") from error
        if error.code == Trouble.OFFLINE:
            raise Offline("hub.offline", address=address) from error
        raise
