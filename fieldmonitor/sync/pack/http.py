"""A pack over HTTP: small files whole, large ones in pieces, so that a broken link costs one piece."""

from collections.abc import Callable

from fieldmonitor.domain.errors import Offline, Refused, TrustError
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.packs.layout import Readable, checked_name
from fieldmonitor.protocol.packs import PACK_MEDIA_TYPE
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import not_sent, refusal
from fieldmonitor.sync.http.session import HttpSession, NoReply, Reply, Request

PIECE = 256 * 1024


class HttpPack:
    """Reads the pack of one's own region from a server, or a pack that a hub holds, under `prefix`."""

    def __init__(
        self, session: HttpSession, headers: Callable[[], dict[str, str]], prefix: str = "/v1/packs/"
    ) -> None:
        self._session = session
        self._headers = headers
        self._prefix = prefix

    def read(self, name: str, limit: int) -> bytes | None:
        """Return a small file, or None where there is none."""
        reply = self._get(name, {}, limit)
        if reply is not None and len(reply.body) > limit:
            raise TrustError("pack.endless", name=name)
        return reply.body if reply is not None else None

    def open(self, name: str, offset: int) -> Readable | None:
        """Return a file that comes piece by piece, or None where there is none."""
        pieces = _Pieces(lambda start: self._piece(name, start), offset)
        return pieces if pieces.begin() else None

    def has(self, name: str) -> bool:
        """A server has what it has signed; that it lacks a file shows when it is asked for."""
        return True

    def _piece(self, name: str, start: int) -> tuple[bytes, int] | None:
        """Return bytes from a place on, and the size of the whole; None where there is no such file."""
        wanted = {"Range": f"bytes={start}-{start + PIECE - 1}"}
        reply = self._get(name, wanted, PIECE)
        if reply is None:
            return None
        if reply.status == 200 and start == 0:
            return reply.body, len(reply.body)
        size = _whole(reply, start)
        if size is None:
            raise Offline(Trouble.ODD_ANSWER)
        return reply.body, size

    def _get(self, name: str, more: dict[str, str], limit: int) -> Reply | None:
        headers = {**self._headers(), "Accept": PACK_MEDIA_TYPE, "Accept-Encoding": "identity", **more}
        request = Request("GET", self._prefix + checked_name(name), headers, answer_cap=limit + 1)
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            raise _trouble(not_sent(failure)) from failure
        if reply.status in (200, 206, 416) and reply.media_type == PACK_MEDIA_TYPE:
            return reply
        answer: Answer[object] = refusal(reply)
        if answer.code == "pack.unknown":
            return None
        raise _trouble(answer)


class _Pieces:
    """Bytes of a file, fetched when they are asked for."""

    def __init__(self, fetch: Callable[[int], tuple[bytes, int] | None], offset: int) -> None:
        self._fetch = fetch
        self._at = offset
        self._size = offset
        self._held = b""

    def begin(self) -> bool:
        """Fetch the first piece; tell whether there is such a file."""
        found = self._fetch(self._at)
        if found is None:
            return False
        self._held, self._size = found
        return True

    def read(self, size: int, /) -> bytes:
        if not self._held and self._at < self._size:
            found = self._fetch(self._at)
            if found is None or found[1] != self._size:
                raise Offline(Trouble.ODD_ANSWER)  # another file by now: the next try sees which
            self._held = found[0]
        data, self._held = self._held[:size], self._held[size:]
        self._at += len(data)
        return data

    def close(self) -> None:
        """Let go of what was fetched."""
        self._held = b""


def _whole(reply: Reply, start: int) -> int | None:
    """Return the size that a partial answer tells of, if it is the part that was asked for."""
    unit, _, rest = reply.headers.get("Content-Range", "").partition(" ")
    part, _, size = rest.partition("/")
    if unit != "bytes" or not size.isdecimal() or len(size) > 15:
        return None
    if reply.status == 416:
        return int(size)
    last = start + len(reply.body) - 1
    return int(size) if part == f"{start}-{last}" and reply.body else None


def _trouble(answer: Answer[object]) -> Exception:
    code = answer.code or Trouble.ODD_ANSWER
    params = (answer.problem.params if answer.problem else None) or {}
    if answer.outcome in (Outcome.TRANSIENT, Outcome.AUTH):
        return Offline(code, **params)
    return Refused(code, **params)
