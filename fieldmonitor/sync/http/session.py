"""The one way to speak HTTP here: no request without timeouts, no redirect, no answer without an end."""

import logging
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError
from urllib3.exceptions import HTTPError as Urllib3Error
from urllib3.exceptions import NewConnectionError

from fieldmonitor.sync.addresses import is_loopback
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.body import Body, SourceBroken, Stopped
from fieldmonitor.sync.http.connections import LiveSockets, adapter
from fieldmonitor.sync.http.pace import Pace, Timeouts
from fieldmonitor.sync.http.watchdog import Watchdog

ANSWER_CAP = 4 * 1024 * 1024
"""Bytes that an answer may have where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: nothing in it is believed yet."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes


class NoReply(Exception):
    """Why there was no answer; `link_down` says that no connection came about."""

    def __init__(self, trouble: Trouble, *, link_down: bool = False) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.link_down = link_down


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `path` under the server's address; `body` makes the body of a try.

    `replayable` says that a second try may be made at once, with a body from the start.
    """

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: Callable[[Callable[[bool], None]], Body] | None = None
    params: dict[str, str] = field(default_factory=dict)
    answer_cap: int = ANSWER_CAP
    replayable: bool = True


_log = logging.getLogger(__name__)
_READ = 16 * 1024
_SLOWEST = 256
"""Bytes a second below which an answer counts as stalled, however steadily it drips."""


class HttpSession:
    """Requests to one server over one kept connection. `abort` may be called from any thread."""

    def __init__(
        self,
        address: str,
        *,
        timeouts: Timeouts | None = None,
        proxy: str | None = None,
        ca: str | None = None,
        pin: bytes | None = None,
    ) -> None:
        self._address = address
        self._timeouts = timeouts or Timeouts()
        self._pace = Pace(self._timeouts)
        self._live = LiveSockets()
        self._watchdog = Watchdog(self._live)
        self._requests = requests.Session()
        for scheme in ("https://", "http://"):
            self._requests.mount(scheme, adapter(self._live, self._timeouts.stall, pin))
        self._requests.headers.clear()
        self._requests.trust_env = proxy is None and not is_loopback(urlsplit(address).hostname or "")
        self._requests.auth = _NoAuth()
        if proxy is not None:
            self._requests.proxies = {"http": proxy, "https": proxy}
        if ca is not None:
            self._requests.verify = ca
        if pin is not None:  # the pin says more than any authority could
            self._requests.verify = False
            self._requests.trust_env = False
        self._aborted = False

    def close(self) -> None:
        """Close the connection."""
        self._watchdog.close()
        self._requests.close()

    def abort(self) -> None:
        """Break off the request under way."""
        self._aborted = True
        self._live.shut()

    def exchange(self, request: Request) -> Reply:
        """Send a request and return the whole answer; raise NoReply when there is none.

        A kept connection that the other side closed meanwhile fails at once; that alone is tried again.
        """
        self._aborted = self._watchdog.bitten = False
        began = time.monotonic()
        try:
            return self._counted(request)
        except NoReply as failure:
            quick = time.monotonic() - began < 1.0 and not self._aborted
            if not request.replayable or failure.trouble is not Trouble.NO_ANSWER or not quick:
                raise
        return self._counted(request)

    def _counted(self, request: Request) -> Reply:
        try:
            reply = self._once(request)
        except NoReply as failure:
            self._pace.ended(failure.trouble, gap=self._watchdog.gap)
            raise
        self._pace.ended(None)
        return reply

    def _once(self, request: Request) -> Reply:
        body = request.body(self._moved) if request.body else None
        connect = self._pace.begin()
        self._watchdog.alive(self._pace.answering().longer(connect))
        try:
            with self._requests.request(
                request.method,
                self._address + request.path,
                params=request.params,
                data=body,
                headers={"Accept-Encoding": "gzip", **request.headers},
                timeout=(connect, self._timeouts.stall),
                allow_redirects=False,
                stream=True,
            ) as response:
                self._alive()
                return self._whole(response, request.answer_cap)
        except Stopped as stop:
            raise NoReply(Trouble.INTERRUPTED) from stop
        except SourceBroken as broken:
            raise NoReply(Trouble.LOCAL_FILE) from broken
        except (RequestException, Urllib3Error, OSError, ValueError) as error:
            _log.debug("%s %s: %r", request.method, request.path, error)
            raise self._failure(error) from error
        finally:
            self._watchdog.rest()

    def _moved(self, finished: bool) -> None:
        self._watchdog.alive(self._pace.moved(finished))

    def _alive(self) -> None:
        self._watchdog.alive(self._pace.answering())

    def _whole(self, response: requests.Response, cap: int) -> Reply:
        raw = response.raw
        packed = bytearray()
        began = time.monotonic()
        while block := raw.read(_READ, decode_content=False):
            packed += block
            self._alive()
            slow = time.monotonic() - began - self._timeouts.stall
            if len(packed) > cap or slow > len(packed) / _SLOWEST:
                response.close()
                raise NoReply(Trouble.ODD_ANSWER)
        body = _unpacked(bytes(packed), response.headers.get("Content-Encoding", ""), cap)
        media_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        return Reply(response.status_code, media_type, response.headers, body)

    def _failure(self, error: Exception) -> NoReply:
        if self._aborted:
            return NoReply(Trouble.INTERRUPTED)
        if isinstance(error, SSLError):
            return NoReply(Trouble.CERTIFICATE, link_down=True)
        if isinstance(error, ProxyError):
            return NoReply(Trouble.PROXY, link_down=True)
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError):
            return NoReply(Trouble.OFFLINE, link_down=True)
        return NoReply(Trouble.NO_ANSWER)


class _NoAuth(requests.auth.AuthBase):
    """Keeps requests from sending what it finds in a .netrc file."""

    def __call__(self, request: Any) -> Any:
        return request


def _unpacked(data: bytes, encoding: str, cap: int) -> bytes:
    """Undo gzip, but never beyond the cap: a few bytes can stand for gigabytes."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return data
    if encoding != "gzip":
        raise NoReply(Trouble.ODD_ANSWER)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(data, cap + 1)
    except zlib.error as error:
        raise NoReply(Trouble.ODD_ANSWER) from error
    if len(body) > cap or not unpacker.eof:
        raise NoReply(Trouble.ODD_ANSWER)
    return body
