"""A TCP proxy that fails on purpose, between a laptop and the server: seeded, no byte forged."""

import random
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


@dataclass
class Faults:
    """Shares of connections' exchanges, from 0 to 1, that suffer each fault.

    `drop_answer`: the request goes through whole, the answer never comes back. `cut_request`: the
    connection dies after some bytes of the request. `cut_answer`: after some bytes of the answer.
    `refuse`: the connection is reset at once.
    """

    drop_answer: float = 0.0
    cut_request: float = 0.0
    cut_answer: float = 0.0
    refuse: float = 0.0


class FaultProxy:
    """Listens on a loopback port and relays to another, misbehaving as `faults` says."""

    def __init__(self, port: int, faults: Faults, seed: int = 0) -> None:
        self.faults = faults
        self._target = port
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.injected = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "FaultProxy":
        self._spawn(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for opened in self._open:
                with suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, run: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._spawn(self._relay, client)

    def _share(self, name: str) -> bool:
        with self._lock:
            hit = self._random.random() < getattr(self.faults, name)
            self.injected += hit
        return hit

    def _somewhere(self, upto: int) -> int:
        with self._lock:
            return self._random.randrange(max(1, upto))

    def _relay(self, client: socket.socket) -> None:
        with client:
            if self._share("refuse"):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._target)) as server:
                with self._lock:
                    self._open |= {client, server}
                try:
                    self._pump(client, server)
                finally:
                    with self._lock:
                        self._open -= {client, server}

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        """Relay both ways; the plan is drawn anew whenever a request follows an answer."""
        selector = selectors.DefaultSelector()
        selector.register(client, selectors.EVENT_READ)
        selector.register(server, selectors.EVENT_READ)
        answering = True
        cut_up = cut_down = None
        dropped = False
        with selector:
            while True:
                for key, _ in selector.select():
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    data = source.recv(65536)
                    if not data:
                        return
                    if source is client:
                        if answering:
                            answering = False
                            cut_up = self._somewhere(120_000) if self._share("cut_request") else None
                            cut_down = self._somewhere(400) if self._share("cut_answer") else None
                            dropped = self._share("drop_answer")
                        if cut_up is not None:
                            if len(data) > cut_up:
                                server.sendall(data[:cut_up])
                                return
                            cut_up -= len(data)
                        server.sendall(data)
                    else:
                        answering = True
                        if dropped:
                            return
                        if cut_down is not None:
                            client.sendall(data[:cut_down])
                            return
                        client.sendall(data)
