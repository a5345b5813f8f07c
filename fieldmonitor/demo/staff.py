"""The comptroller's staff in the demo: the same HTTP routes that any staff program uses."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import requests

from fieldmonitor.domain.errors import Refused
from fieldmonitor.protocol.codec import decode, encode, to_plain
from fieldmonitor.protocol.messages import JSON_TYPE, Problem

TIMEOUT = (5, 30)
"""Seconds to connect, and between bytes of an answer."""


class Staff:
    """One signed-in member of the staff."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._base = f"{url}/v1/staff"
        self._http = requests.Session()
        self._http.trust_env = False
        signed_in = self.post("/sessions", {"user": user, "password": password})
        self._http.headers["Authorization"] = f"Bearer {signed_in['token']}"

    def get(self, path: str) -> Any:
        """Read something."""
        return self._ask("GET", path)

    def post(self, path: str, body: object) -> Any:
        """Make something."""
        return self._ask("POST", path, body)

    def put(self, path: str, body: object) -> Any:
        """Publish something."""
        return self._ask("PUT", path, body)

    def read_file(self, report: Mapping[str, Any], sha256: str) -> bytes:
        """Return a file of a report."""
        return self._send("GET", f"/reports/{report['id']}/{report['version']}/files/{sha256}").content

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    def _ask(self, method: str, path: str, body: object | None = None) -> Any:
        return self._send(method, path, body).json()

    def _send(self, method: str, path: str, body: object | None = None) -> requests.Response:
        data = None if body is None else encode(to_plain(body))
        headers = {"Content-Type": JSON_TYPE, "X-Request-Id": str(uuid4())}
        answer = self._http.request(
            method, self._base + path, data=data, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
        if answer.status_code >= 300:
            problem = decode(answer.content, Problem)
            raise Refused(problem.code, **(problem.params or {}))
        return answer
