"""Running a hub: TLS with its own certificate; a thread passes bundles on when there is a network."""

import asyncio
import os
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

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.hub.app import Hub, create_app
from fieldmonitor.hub.depot import Depot, DepotLimits
from fieldmonitor.hub.desk import Desk
from fieldmonitor.hub.guests import Guests
from fieldmonitor.hub.identity import HubIdentity, hub_identity
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.trust.pairing import CODE_COST, CodeCost, PairingLink, code_key, new_code

STARTED_WITHIN = 20.0
MOST_CONNECTIONS = 64
SALT_SIZE = 16
DEFAULT_PORT = 8480
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
        self._server: _Server | None = None
        self._threads: list[Thread] = []
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
        return f"https://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def link(self) -> PairingLink:
        """What its QR code says."""
        return PairingLink(self.address, self.code, self.identity.certificate)

    def start(self) -> None:
        """Serve; returns once requests are answered. One program at a time holds a hub's folder."""
        self._held.__enter__()
        try:
            listener = _listen(self.host, self.port)
        except BaseException:
            self._held.__exit__(None, None, None)
            raise
        self.port = listener.getsockname()[1]
        self._server = _Server(self._config())
        self._begin("hub", lambda server: server.run([listener]), self._server)
        self._server.ready.wait(STARTED_WITHIN)
        if not self._server.started:
            self.stop()
            raise EnvironmentFault("server.not_started", port=self.port)
        if self._forward is not None:
            self._begin("hub-forward", self._forwarding, self._forward)

    def stop(self) -> None:
        """Stop answering and let the folder go."""
        self._ending.set()
        if self._server is not None:
            self._server.stop()
        for thread in self._threads:
            thread.join(STARTED_WITHIN)
        self._threads.clear()
        self._held.__exit__(None, None, None)

    def wait(self) -> None:
        """Return when the hub has ended."""
        while not self._ending.wait(1.0):
            if not self._threads[0].is_alive():
                return

    def _forwarding(self, forward: Callable[[Depot], None]) -> None:
        while not self._ending.is_set():
            forward(self.depot)
            self._ending.wait(self._every)

    def _begin(self, name: str, run: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=run, args=arguments, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _config(self) -> uvicorn.Config:
        settings, salt = self.settings, secrets.token_bytes(SALT_SIZE)
        key = code_key(self.code, salt, settings.cost)
        guests = Guests(settings.folder, self.identity, settings.name, key, self._now)
        desk = Desk(self.depot, self.identity.key, settings.name, settings.packs, self._now)
        return uvicorn.Config(
            create_app(Hub(desk, guests, salt)),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=75,
            h11_max_incomplete_event_size=16 * 1024,
            ssl_certfile=self.identity.tls_file,
            ssl_keyfile=self.identity.tls_file,
        )


class _Server(uvicorn.Server):
    """Tells when it answers, or that it never will; stops at once when told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()

    def stop(self) -> None:
        self.should_exit = self.force_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.ready.set()


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


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let another program take the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise EnvironmentFault("server.port_in_use", port=port) from error
    return listener
