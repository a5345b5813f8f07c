"""Connections that can be broken off from outside: by the watchdog, or because a person said so."""

import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

logging.getLogger("urllib3").setLevel(logging.ERROR)
"""What a broken link does is no warning to anybody: it is judged in `answers`, and told in the sync log."""

UNSENT_BYTES = 8 * 1024
"""What the system may hold unsent, where it can be told: else it swallows a whole file at once, and
neither progress nor a stall can be seen."""
SEND_BUFFER = 128 * 1024

_THIN_LINEAR_TIMEOUTS = 16
"""Linux: with few packets under way, lost ones are repeated at even intervals, not ever more rarely."""
_NOTSENT_LOWAT = {"linux": 25, "darwin": 0x201}


def socket_options() -> list[tuple[int, int, int]]:
    """Return options that keep sending visible and a dead peer noticed."""
    options = [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    if sys.platform == "linux":
        options.append((socket.IPPROTO_TCP, _THIN_LINEAR_TIMEOUTS, 1))
    low_water = _NOTSENT_LOWAT.get(sys.platform)
    if low_water is not None:
        options.append((socket.IPPROTO_TCP, low_water, UNSENT_BYTES))
    else:
        options.append((socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER))
    return options


class LiveSockets:
    """The sockets that are open now; `shut` makes whoever waits on one wake up with an error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def add(self, opened: socket.socket) -> None:
        """Note a new connection, and forget those that were closed."""
        with self._lock:
            self._sockets = [s for s in self._sockets if s.fileno() >= 0]
            self._sockets.append(opened)

    def shut(self) -> None:
        """Break every connection."""
        with self._lock:
            for opened in self._sockets:
                with suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)
            self._sockets.clear()


def adapter(live: LiveSockets, stall: float, pin: bytes | None = None) -> HTTPAdapter:
    """Return a transport adapter whose connections are known to `live`; it never retries by itself.

    With a `pin` (a certificate's SHA-256) that certificate is taken and no other, whoever signed it.

    The time for connecting would otherwise bound each sending, too: `stall` does.
    """

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            live.add(self.sock)

        def send(self, data: Any) -> None:
            if self.sock is not None:
                self.sock.settimeout(stall)
            super().send(data)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            live.add(self.sock)

        def send(self, data: Any) -> None:
            if self.sock is not None:
                self.sock.settimeout(stall)
            super().send(data)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    def equip(manager: PoolManager) -> None:
        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            if pin is not None:
                kwargs |= {"assert_fingerprint": pin.hex(), "assert_hostname": False}
            super().init_poolmanager(*args, socket_options=socket_options(), **kwargs)
            equip(self.poolmanager)

        def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
            manager = super().proxy_manager_for(proxy, socket_options=socket_options(), **kwargs)
            equip(manager)
            return manager

    return Adapter(pool_connections=1, pool_maxsize=1, max_retries=0)


class Watchdog:
    """Calls `bite` when nobody said `alive` for too long. One thread, started when first needed."""

    def __init__(self, bite: Callable[[], None]) -> None:
        self._bite = bite
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self.bitten = False

    def alive(self, seconds: float) -> None:
        """Allow this many seconds from now on."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="sync-watchdog", daemon=True)
                self._thread.start()
            self._deadline = time.monotonic() + seconds
            self._changed.notify()

    def rest(self) -> None:
        """Watch nothing until the next `alive`."""
        with self._changed:
            self._deadline = None

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                if self._deadline is None:
                    self._changed.wait()
                elif (left := self._deadline - time.monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    self._deadline, self.bitten = None, True
                    self._bite()
