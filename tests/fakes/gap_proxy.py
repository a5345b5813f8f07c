"""A relay to the server that goes away for a while, as a link does: whoever waits loses nothing.

In a gap nobody connects and nothing passes. A connection that outlives it goes on with every byte; of one
that its owner gave up meanwhile, what was under way is lost.
"""

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Lock, Thread, Timer

BUFFER = 16 * 1024
BLOCK = 4096


class GapProxy:
    """Listens on a loopback port; after each of these counts of bytes sent up there is a gap of `seconds`."""

    def __init__(self, port: int, gaps: Sequence[int], seconds: float) -> None:
        self._target = port
        self._gaps = list(gaps)
        self._seconds = seconds
        self._passed = 0
        self._lock = Lock()
        self._passable = Event()
        self._passable.set()
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])
        self._live: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._timer: Timer | None = None
        self._closed = False
        self.gaps_made = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "GapProxy":
        self._spawn(self._accept, self._listener)
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            timer = self._timer
        if timer is not None:
            timer.cancel()
        self._passable.set()
        _shut(self._listener, *self._live)
        for thread in self._threads:
            thread.join(5)
        for opened in [self._listener, *self._live]:
            opened.close()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        return listener

    def _spawn(self, run: object, *args: object) -> None:
        thread = Thread(target=run, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._live += [client, server]
            self._spawn(self._up, client, server)
            self._spawn(self._down, client, server)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(BLOCK):
                if not self._passable.is_set():
                    self._passable.wait()
                    data += _waiting(client)
                server.sendall(data)
                self._count(len(data))
        _shut(client, server)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(BLOCK):
                self._passable.wait()
                client.sendall(data)
        _shut(client, server)

    def _count(self, size: int) -> None:
        with self._lock:
            self._passed += size
            if not self._gaps or self._passed < self._gaps[0] or self._closed:
                return
            self._gaps.pop(0)
            self.gaps_made += 1
            self._passable.clear()
            self._timer = threading.Timer(self._seconds, self._return)
            self._timer.start()
        _shut(self._listener)
        self._listener.close()

    def _return(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._listener = self._listen(self.port)
            self._spawn(self._accept, self._listener)
        self._passable.set()


def _shut(*sockets: socket.socket) -> None:
    for opened in sockets:
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)


def _waiting(client: socket.socket) -> bytes:
    """Return what waits to be read; ConnectionError if its sender gave the connection up meanwhile."""
    client.setblocking(False)
    data = b""
    try:
        while block := client.recv(BUFFER):
            data += block
        raise ConnectionError
    except BlockingIOError:
        return data
    finally:
        client.setblocking(True)
