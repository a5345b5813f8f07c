"""A forward proxy, as an office has one: CONNECT for TLS, whole requests without; it keeps what it saw."""

import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.fakes.tls_front import relay, shut


class ForwardProxy:
    """Listens on a loopback port; `seen` holds method and target of every request, in order."""

    def __init__(self, *, refuse: int | None = None) -> None:
        self.seen: list[tuple[str, str]] = []
        self.live: list[socket.socket] = []
        self.refuse = refuse
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "ForwardProxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        shut(*self.live)
        self._server.server_close()
        self._thread.join(5)
        for opened in self.live:
            opened.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: ForwardProxy

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_CONNECT(self) -> None:
        if self._refused():
            return
        host, _, port = self.path.rpartition(":")
        server = socket.create_connection((host, int(port)))
        self.owner.live += [self.connection, server]
        self.send_response(200)
        self.end_headers()
        thread = threading.Thread(target=relay, args=(server, self.connection), daemon=True)
        thread.start()
        relay(self.connection, server)
        thread.join(5)
        self.close_connection = True

    def forward(self) -> None:
        """Ask the server in the laptop's stead."""
        if self._refused():
            return
        target = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = http.client.HTTPConnection(target.hostname or "", target.port or 80, timeout=20)
        path = target.path + (f"?{target.query}" if target.query else "")
        headers = {name: value for name, value in self.headers.items() if not name.startswith("Proxy-")}
        asked.request(self.command, path, body or None, headers)
        said = asked.getresponse()
        content = said.read()
        self.send_response(said.status)
        for name, value in said.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        asked.close()

    do_GET = do_PUT = do_POST = do_PATCH = do_HEAD = forward  # noqa: N815 - the names are http.server's

    def _refused(self) -> bool:
        self.owner.seen.append((self.command, self.path))
        if self.owner.refuse is None:
            return False
        self.send_response(self.owner.refuse)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True
