"""Running the server: in a thread beside a program (demo, tests, hub), or as a program of its own."""

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import IO

import uvicorn

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.server.app import create_app
from fieldmonitor.server.context import Context, open_context
from fieldmonitor.server.settings import ServerSettings

STARTED_WITHIN = 20.0
LOCK = "server.lock"


class ServerHandle:
    """A server on 127.0.0.1 in a thread. It may be stopped and started again: same port, same data.

    `context` is the running server's, for staff services called from the same process.
    """

    def __init__(self, settings: ServerSettings, port: int = 0) -> None:
        self.settings = settings
        self.port = port
        self.context: Context | None = None
        self._server: _Server | None = None
        self._thread: Thread | None = None
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> "ServerHandle":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Open the data folder and serve; returns once requests are answered."""
        if self._server is not None:
            return
        listener = _listen("127.0.0.1", self.port)
        try:
            self._lock = lock_data(self.settings.data)
            self.context = open_context(self.settings)
            self._server = _Server(_config(self.settings, self.context))
        except BaseException:
            listener.close()
            self._unlock()
            raise
        self.port = listener.getsockname()[1]
        self._thread = Thread(target=self._server.run, args=([listener],), name="server", daemon=True)
        self._thread.start()
        self._server.ready.wait(STARTED_WITHIN)
        if not self._server.started:
            self.stop()
            raise EnvironmentFault("server.not_started", port=self.port)

    def stop(self) -> None:
        """Stop answering, cut open connections, and let the data folder go."""
        if self._server is None or self._thread is None:
            return
        self._server.stop()
        self._thread.join(STARTED_WITHIN)
        if self.context is not None:
            self.context.close()
        self._server = self._thread = self.context = None
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


class _Server(uvicorn.Server):
    """Tells when it answers, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()
        self.on_ready: Callable[[], None] | None = None
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """Stop now, from another thread."""
        self.should_exit = self.force_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()
        if self.started and self.on_ready is not None:
            self.on_ready()

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for requests under way when asked to end; when told to stop, cut them off."""
        if not self.force_exit:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.ready.set()


def serve(
    settings: ServerSettings,
    host: str = "127.0.0.1",
    port: int = 8460,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted. In front of it stands a web server with TLS and limits.

    `ready` hears the server's address once requests are answered.
    """
    with _listen(host, port) as listener, lock_data(settings.data):
        context = open_context(settings)
        server = _Server(_config(settings, context))
        if ready is not None:
            shown = f"[{host}]" if ":" in host else host
            server.on_ready = partial(ready, f"http://{shown}:{listener.getsockname()[1]}")
        try:
            server.run([listener])
        finally:
            context.close()


def lock_data(data: Path) -> IO[bytes]:
    """Own a data folder for as long as the returned file is open: two servers would mix up its files."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (data / LOCK).open("ab")
    try:
        _lock(file)
    except OSError as error:
        file.close()
        raise EnvironmentFault("server.data_in_use", path=str(data)) from error
    return file


def _config(settings: ServerSettings, context: Context) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings, context),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=64 * 1024,
    )


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


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
