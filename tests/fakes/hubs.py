"""A real hub for tests, with a quick pairing code, and laptops at it."""

from collections.abc import Callable
from pathlib import Path

from fieldmonitor.hub.depot import DepotLimits
from fieldmonitor.hub.runner import HubHandle, HubSettings
from fieldmonitor.protocol.hub import HUB_TOKEN_CONTEXT
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.hub.outgoing import HubVisit, Outgoing
from fieldmonitor.sync.hub.pairing import KnownHub, known_hub, pair
from fieldmonitor.trust.pairing import CodeCost, PairingLink
from tests.fakes.real_laptop import RealLaptop

QUICK = CodeCost(memory=64, time=1, lanes=1)
SMALL_RESERVE = DepotLimits(reserve=0)


def hub_at(folder: Path, **options: object) -> HubHandle:
    """A hub on a free port."""
    limits = options.pop("limits", SMALL_RESERVE)
    packs = options.pop("packs", None)
    settings = HubSettings(folder, "Posta de Caraz", packs, limits, QUICK)  # type: ignore[arg-type]
    return HubHandle(settings, **options)  # type: ignore[arg-type]


def dial(address: str, certificate: bytes) -> BundleCarrier:
    session = HttpSession(address, timeouts=Timeouts(2.0, 4.0), pin=certificate)
    return BundleCarrier(session, HUB_TOKEN_CONTEXT + certificate)


def pair_with(laptop: RealLaptop, link: PairingLink) -> KnownHub:
    return pair(laptop.store, laptop.enrolment.device_key, link, "laptop de Rosa", dial, cost=QUICK)


def outgoing(laptop: RealLaptop, folder: Path, coordinator: bytes | None = None) -> Outgoing:
    with laptop.store.read() as unit:
        hub = known_hub(unit.settings)
    assert hub is not None
    files = StoredFiles(laptop.store, laptop.blobs)
    return Outgoing(laptop.store, files, laptop.enrolment, hub, folder, laptop.clock.now, coordinator)


def visit(
    laptop: RealLaptop, folder: Path, through: Callable[[str], str] = lambda address: address
) -> HubVisit:
    """Hand over what waits and bring home what came."""
    side = outgoing(laptop, folder)
    road = dial(through(side.hub.address), side.hub.certificate)
    try:
        return side.visit(road)
    finally:
        road.close()
