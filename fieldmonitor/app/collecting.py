"""A coordinator with other people's sticks: taken into custody, passed on, the answers brought back."""

from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.sync.bundle import custody
from fieldmonitor.sync.bundle.custody import Collected, carry_on, kept_in
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.hub.delivery import sign_in
from fieldmonitor.sync.hub.forwarding import Forwarded

CARD = "carrier.card"
COLLECTED = "collected"


def collect(ws: Workspace, stick: Path) -> Collected:
    """Take the bundles on a stick, sign for them, and leave the answers that came for it.

    Raises InputError `custody.no_card` until this laptop has fetched its card (`fetch_card`).
    """
    if not stick.is_dir():
        raise InputError("disk.missing", path=str(stick))
    text = ws.setting(CARD)
    if text is None:
        raise InputError("custody.no_card")
    folder = ws.folder / COLLECTED
    folder.mkdir(exist_ok=True, mode=0o700)
    return custody.collect(stick, folder, ws.device, custody.read_card(text), ws.clock.now())


def fetch_card(ws: Workspace, road: BundleCarrier) -> None:
    """Fetch the comptroller's word that this is a coordinator's laptop. Raises Offline, Refused."""
    sign_in(road, ws.device)
    card = road.card().required()
    with ws.store.write() as uow:
        uow.settings.set(CARD, custody.card_text(card))


def pass_on(ws: Workspace, road: BundleCarrier) -> Forwarded:
    """Pass on what was collected, sealed as it came; and fetch the card if there is none. Raises Offline."""
    if ws.setting(CARD) is None:
        fetch_card(ws, road)
    return carry_on(road, ws.device, ws.folder / COLLECTED)


def waiting(ws: Workspace) -> int:
    """Return how many bundles are in this coordinator's custody, and not yet answered."""
    return sum(not kept.answer.exists() for kept in kept_in(ws.folder / COLLECTED))
