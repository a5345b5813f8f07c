"""A web server that is bound before it runs, says when it answers, and stops when it is told."""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp

from fieldmonitor.domain.errors import EnvironmentFault

STARTED_WITHIN = 20.0


class WebServer(uvicorn.Server):
    """Runs as the program itself (`run`), or in a thread beside one (`begin` and `end`)."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.on_ready: Callable[[], None] | None = None
        self._ready = Event()
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    def begin(self, listener: socket.socket, name: str) -> None:
        """Serve in a thread; returns once requests are answered. Raises `server.not_started`."""
        self._thread = Thread(target=self.run, args=([listener],), name=name, daemon=True)
        self._thread.start()
        self._ready.wait(STARTED_WITHIN)
        if not self.started:
            port = listener.getsockname()[1]
            self.end()
            raise EnvironmentFault("server.not_started", port=port)

    def end(self) -> None:
        """Stop now, from another thread: open connections are cut."""
        self.should_exit = self.force_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # its loop is closed: it has ended already
                self._loop.call_soon_threadsafe(self._stopped.set)
        if self._thread is not None:
            self._thread.join(STARTED_WITHIN)

    @property
    def running(self) -> bool:
        """Whether its thread still runs."""
        return self._thread is not None and self._thread.is_alive()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self._ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._ready.set()
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
        await asyncio.sleep(0)  # TLS says goodbye on the loop's next turn


def configured(
    app: ASGIApp, *, largest_head: int, most_connections: int | None = None, tls_file: Path | None = None
) -> uvicorn.Config:
    """Return how both serve: HTTP/1.1 alone, no log of who asks, no word of what answers.

    `largest_head` is in bytes. `tls_file` holds certificate and key.
    """
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
        limit_concurrency=most_connections,
        h11_max_incomplete_event_size=largest_head,
        ssl_certfile=tls_file,
        ssl_keyfile=tls_file,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; port 0 takes a free one. Raises `server.port_in_use`."""
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


def written_host(host: str) -> str:
    """Return a host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
