"""Running the server: in a thread beside a program (demo, tests, hub), or as a program of its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO

import uvicorn

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.server.app import create_app
from fieldmonitor.server.context import Context, open_context
from fieldmonitor.server.settings import ServerSettings
from fieldmonitor.serving.web_server import WebServer, configured, listen, written_host
from fieldmonitor.system.instance import take_lock

LOCK = "server.lock"


class ServerHandle:
    """A server on 127.0.0.1 in a thread. It may be stopped and started again: same port, same data.

    `context` is the running server's, for staff services called from the same process.
    """

    def __init__(self, settings: ServerSettings, port: int = 0) -> None:
        self.settings = settings
        self.port = port
        self.context: Context | None = None
        self._server: WebServer | None = None
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
        listener = listen("127.0.0.1", self.port)
        try:
            self._lock = lock_data(self.settings.data)
            self.context = open_context(self.settings)
            self._server = WebServer(_config(self.settings, self.context))
        except BaseException:
            listener.close()
            self._unlock()
            raise
        self.port = listener.getsockname()[1]
        try:
            self._server.begin(listener, "server")
        except EnvironmentFault:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop answering, cut open connections, and let the data folder go."""
        if self._server is None:
            return
        self._server.end()
        if self.context is not None:
            self.context.close()
        self._server = self.context = None
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def serve(
    settings: ServerSettings,
    host: str = "127.0.0.1",
    port: int = 8460,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted. In front of it stands a web server with TLS and limits.

    `ready` hears the server's address once requests are answered.
    """
    with listen(host, port) as listener, lock_data(settings.data):
        context = open_context(settings)
        server = WebServer(_config(settings, context))
        if ready is not None:
            server.on_ready = partial(ready, f"http://{written_host(host)}:{listener.getsockname()[1]}")
        try:
            server.run([listener])
        finally:
            context.close()


def lock_data(data: Path) -> IO[bytes]:
    """Own a data folder for as long as the returned file is open: two servers would mix up its files."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = take_lock(data / LOCK)
    if lock is None:
        raise EnvironmentFault("server.data_in_use", path=str(data))
    return lock


def _config(settings: ServerSettings, context: Context) -> uvicorn.Config:
    return configured(create_app(settings, context), largest_head=64 * 1024)
