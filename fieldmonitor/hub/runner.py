"""Running a hub: TLS with its own certificate; a thread passes bundles on when there is a network."""

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

import uvicorn

from fieldmonitor.hub.app import Hub, create_app
from fieldmonitor.hub.depot import Depot, DepotLimits
from fieldmonitor.hub.desk import Desk
from fieldmonitor.hub.guests import Guests
from fieldmonitor.hub.identity import HubIdentity, hub_identity
from fieldmonitor.serving.web_server import STARTED_WITHIN, WebServer, configured, listen, written_host
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.trust.pairing import CODE_COST, CodeCost, PairingLink, code_key, new_code

MOST_CONNECTIONS = 64
SALT_SIZE = 16
PROBES = ("192.0.2.1", "10.42.0.2", "192.168.137.2", "192.168.2.2", "192.168.0.2", "192.168.1.2", "10.0.0.2")
"""Addresses whose way there tells one's own: a way out first, then usual small networks."""


def utc_now() -> datetime:
    """Return the present in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Where a hub keeps its things and what it is called; `packs` is a folder that it hands down.

    `cost` is that of a guess at the pairing code: both sides must have the same.
    """

    folder: Path
    name: str
    packs: Path | None = None
    limits: DepotLimits = field(default_factory=DepotLimits)
    cost: CodeCost = CODE_COST


class HubHandle:
    """A hub in a thread: for as long as a `with` block runs, or until `stop`. The code is this run's.

    `forward` is called every `every` seconds in a thread of its own, with the depot; what it raises is
    its own concern.
    """

    def __init__(
        self,
        settings: HubSettings,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        forward: Callable[[Depot], None] | None = None,
        every: float = 60.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.settings, self.host, self.port = settings, host, port
        self.code = new_code()
        self.identity: HubIdentity = hub_identity(settings.folder)
        self.depot = Depot(settings.folder, settings.limits)
        self._forward, self._every, self._now = forward, every, now
        self._held = hold_folder(settings.folder)
        self._server: WebServer | None = None
        self._forwarder: Thread | None = None
        self._ending = Event()

    def __enter__(self) -> "HubHandle":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where laptops find it."""
        host = self.host if self.host not in ("0.0.0.0", "::") else own_address()  # noqa: S104
        return f"https://{written_host(host)}:{self.port}"

    @property
    def link(self) -> PairingLink:
        """What its QR code says."""
        return PairingLink(self.address, self.code, self.identity.certificate)

    def start(self) -> None:
        """Serve; returns once requests are answered. One program at a time holds a hub's folder."""
        self._held.__enter__()
        try:
            listener = listen(self.host, self.port)
            self.port = listener.getsockname()[1]
            self._server = WebServer(self._config())
            self._server.begin(listener, "hub")
        except BaseException:
            self._held.__exit__(None, None, None)
            raise
        if self._forward is not None:
            self._forwarder = Thread(
                target=self._forwarding, args=(self._forward,), name="hub-forward", daemon=True
            )
            self._forwarder.start()

    def stop(self) -> None:
        """Stop answering and let the folder go."""
        self._ending.set()
        if self._server is not None:
            self._server.end()
        if self._forwarder is not None:
            self._forwarder.join(STARTED_WITHIN)
        self._held.__exit__(None, None, None)

    def wait(self) -> None:
        """Return when the hub has ended."""
        while self._server is not None and self._server.running and not self._ending.wait(1.0):
            pass

    def _forwarding(self, forward: Callable[[Depot], None]) -> None:
        while not self._ending.is_set():
            forward(self.depot)
            self._ending.wait(self._every)

    def _config(self) -> uvicorn.Config:
        settings, salt = self.settings, secrets.token_bytes(SALT_SIZE)
        key = code_key(self.code, salt, settings.cost)
        guests = Guests(settings.folder, self.identity, settings.name, key, self._now)
        desk = Desk(self.depot, self.identity.key, settings.name, settings.packs, self._now)
        return configured(
            create_app(Hub(desk, guests, salt)),
            largest_head=16 * 1024,
            most_connections=MOST_CONNECTIONS,
            tls_file=self.identity.tls_file,
        )


def own_address() -> str:
    """Return this machine's address in its network; a datagram's socket knows it, and sends nothing.

    A laptop that is itself the access point has no way out, only its own small network: that of Linux, of
    Windows and of macOS are asked for by name.
    """
    for other in PROBES:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
            probe.connect((other, 9))
            address: str = probe.getsockname()[0]
            if not address.startswith("127."):
                return address
    return "127.0.0.1"
