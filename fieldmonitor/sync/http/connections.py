"""Connections that can be looked after and broken off from outside: by the watchdog, or by a person."""

import logging
import socket
import sys
import threading
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

if sys.platform == "linux":
    import fcntl
    import termios

logging.getLogger("urllib3").setLevel(logging.ERROR)
"""What a broken link does is no warning to anybody: it is judged in `answers`, and told in the sync log."""

UNSENT_BYTES = 8 * 1024
"""What the system may hold unsent, where it can be told: else it swallows a whole file at once, and
neither progress nor a stall can be seen."""
SEND_BUFFER = 128 * 1024

_THIN_LINEAR_TIMEOUTS = 16
"""Linux: with few packets under way, lost ones are repeated at even intervals, not ever more rarely."""
_NOTSENT_LOWAT = {"linux": 25, "darwin": 0x201}
_USER_TIMEOUT, _LONGEST_SILENCE_MS = 18, 300_000
_RTO_MAX_MS, _HURRIED_MS, _UNHURRIED_MS = 44, 1_500, 6_000
"""Linux from 6.15 on: the longest wait between two tries to get a lost packet through."""


def socket_options() -> list[tuple[int, int, int]]:
    """Return options that keep sending visible and a dead peer noticed."""
    options = [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    ]
    if sys.platform == "linux":
        options.append((socket.IPPROTO_TCP, _THIN_LINEAR_TIMEOUTS, 1))
        options.append((socket.IPPROTO_TCP, _USER_TIMEOUT, _LONGEST_SILENCE_MS))
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
            _repeat_within(opened, _UNHURRIED_MS)

    def hurry(self, on: bool, /) -> None:
        """Have what is lost repeated at short, even intervals, where the system can be told so."""
        with self._lock:
            for opened in self._sockets:
                _repeat_within(opened, _HURRIED_MS if on else _UNHURRIED_MS)

    def knock(self, timeout: float, /) -> bool:
        """Tell whether a new connection to the other side of the last one comes about."""
        with self._lock:
            opened = self._sockets[-1] if self._sockets else None
        if opened is None:
            return False
        try:
            with socket.create_connection(opened.getpeername()[:2], timeout):
                return True
        except OSError:
            return False

    def under_way(self) -> int | None:
        """Return the bytes sent but not yet confirmed by the far system; None where ours cannot say."""
        if sys.platform != "linux":
            return None
        with self._lock:
            opened = self._sockets[-1] if self._sockets else None
        if opened is None:
            return None
        try:
            left = fcntl.ioctl(opened.fileno(), termios.TIOCOUTQ, bytes(4))
        except (OSError, ValueError):
            return None
        return int.from_bytes(left, sys.byteorder)

    def shut(self) -> None:
        """Break every connection."""
        with self._lock:
            for opened in self._sockets:
                with suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)
            self._sockets.clear()


def _repeat_within(opened: socket.socket, milliseconds: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            opened.setsockopt(socket.IPPROTO_TCP, _RTO_MAX_MS, milliseconds)


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

    class Secure(Plain, HTTPSConnection):
        """The same over TLS."""

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
