"""A hub on this machine, its own road to the server, and a laptop's road to a hub."""

import logging
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import EnvironmentFault, FieldMonitorError, InputError, Refused, TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.messages import TOKEN_CONTEXT, EnrolmentRequest, ServerInfo
from fieldmonitor.sync.addresses import server_address
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.hub.carrier import dial as dial_hub
from fieldmonitor.sync.hub.forwarding import Forwarded, Kept, forward
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.rotation import ReceiptKeys, followed_all

if TYPE_CHECKING:
    from fieldmonitor.hub.depot import Depot
    from fieldmonitor.hub.runner import HubHandle

PARTS = ("starlette", "uvicorn")
"""What a hub needs beyond a volunteer's installation."""

SERVER_FILE = "server.json"
__all__ = ["dial_hub", "enrol_hub", "forward_now", "hub_report", "require_hub", "serve_hub"]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HubServer:
    """The server that a hub is enrolled with; `receipt_key` (base64) is pinned."""

    url: str
    name: str
    receipt_key: str


@dataclass(frozen=True, slots=True)
class HubReport:
    """How a hub stands: laptops paired, bundles that wait, were answered, were refused, and bytes kept."""

    paired: int
    waiting: int
    answered: int
    refused: int
    bytes: int
    server: str


def serve_hub(
    folder: Path,
    *,
    name: str,
    host: str,
    port: int,
    packs: Path | None,
    ready: "Callable[[HubHandle], None]",
    forwarded: Callable[[Forwarded], None],
) -> None:
    """Serve a hub until interrupted; `ready` hears its address, code and QR code's text.

    Once a minute what waits is passed on, where there is a network; `forwarded` hears what came of it.
    """
    require_hub()
    from fieldmonitor.hub.runner import HubHandle, HubSettings

    def pass_on(depot: "Depot") -> None:
        try:
            if (folder / SERVER_FILE).exists() and (done := _forward(folder, depot)) != Forwarded():
                forwarded(done)
        except FieldMonitorError as error:
            _log.info("nothing was passed on: %s", error.code)
        except Exception as error:  # noqa: BLE001 - the hub serves on, and tries again
            _log.error("passing on failed", exc_info=error)

    with (
        suppress(KeyboardInterrupt),
        HubHandle(HubSettings(folder, name, packs), host=host, port=port, forward=pass_on) as hub,
    ):
        ready(hub)
        hub.wait()


def require_hub() -> None:
    """Raise EnvironmentFault `server.not_installed` where what a hub needs is not there."""
    missing = next((part for part in PARTS if find_spec(part) is None), None)
    if missing is not None:
        raise EnvironmentFault("server.not_installed", missing=missing)


def enrol_hub(folder: Path, url: str, code: str, name: str) -> HubServer:
    """Make a hub known to the server by a one-time code for hubs; may be asked again."""
    require_hub()
    from fieldmonitor.hub.identity import hub_identity

    url, key = server_address(url), hub_identity(folder).key
    with closing(HttpCarrier(HttpSession(url))) as carrier:
        info = carrier.server_info().required()
        answer = carrier.enrol(EnrolmentRequest(code.strip(), to_text(key.public), name)).required()
    if answer.device != key.id or answer.receipt_key != info.receipt_key:
        raise TrustError("enrolment.contradiction")
    server = HubServer(url, answer.server_name, answer.receipt_key)
    write_durably(folder / SERVER_FILE, encode(server))
    return server


def forward_now(folder: Path) -> Forwarded:
    """Pass on what waits, once. Raises Offline, Refused, InputError `hub.not_enrolled`."""
    require_hub()
    from fieldmonitor.hub.depot import Depot

    with hold_folder(folder):
        return _forward(folder, Depot(folder))


def hub_report(folder: Path) -> HubReport:
    """Return how a hub stands; it may be serving meanwhile."""
    require_hub()
    from fieldmonitor.hub.depot import Depot
    from fieldmonitor.hub.guests import paired_in

    depot = Depot(folder)
    bundles = list(depot.bundles())
    waiting = depot.waiting()
    return HubReport(
        paired=len(paired_in(folder)),
        waiting=len(waiting),
        answered=sum(depot.answer_of(bundle.bundle) is not None for bundle in bundles),
        refused=sum(depot.refusal_of(bundle.bundle) is not None for bundle in bundles),
        bytes=sum(bundle.size for bundle in waiting),
        server=_server(folder).url if (folder / SERVER_FILE).exists() else "",
    )


def _forward(folder: Path, depot: Kept) -> Forwarded:
    from fieldmonitor.hub.identity import hub_identity

    server = _server(folder)
    with closing(HttpCarrier(HttpSession(server.url))) as known:
        if not _same_server(server, known.server_info().required()):
            raise Refused(Trouble.OTHER_SERVER, server=server.url)
    with closing(BundleCarrier(HttpSession(server.url), TOKEN_CONTEXT)) as road:
        return forward(road, hub_identity(folder).key, depot)


def _same_server(server: HubServer, info: ServerInfo) -> bool:
    """Tell whether a server has the pinned key, or one that the pinned one names."""
    try:
        keys = followed_all(ReceiptKeys(from_text(server.receipt_key)), info.rotations)
    except TrustError:
        return False
    return to_text(keys.current) == info.receipt_key


def _server(folder: Path) -> HubServer:
    try:
        return decode((folder / SERVER_FILE).read_bytes(), HubServer)
    except FileNotFoundError as error:
        raise InputError("hub.not_enrolled") from error
