"""A document of a work from the comptroller's server, piece by piece; a broken link costs one piece."""

from collections.abc import Callable
from urllib.parse import quote

from fieldmonitor.domain.errors import Offline
from fieldmonitor.media.kinds import PDF
from fieldmonitor.protocol.messages import LENGTH_HEADER
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import not_sent, refusal
from fieldmonitor.sync.http.session import HttpSession, NoReply, Reply, Request
from fieldmonitor.sync.pack.http import trouble

LARGEST = 64 * 1024 * 1024
CAP = 1024 * 1024
TRIES = 3


def http_document(
    session: HttpSession, headers: Callable[[], dict[str, str]], work: str, sha256: str
) -> bytes:
    """Return a document's bytes, unchecked. Raises Offline, Refused `document.unknown`."""
    path, data = f"/v1/works/{quote(work, safe='')}/documents/{sha256}", bytearray()
    while True:
        wanted = {**headers(), "Accept": PDF, "Accept-Encoding": "identity"}
        reply = _asked(
            session, Request("GET", path, wanted, params={"offset": str(len(data))}, answer_cap=CAP)
        )
        if reply.status != 200 or reply.media_type != PDF:
            raise trouble(refusal(reply))
        length = reply.headers.get(LENGTH_HEADER, "")
        if not length.isdecimal() or len(length) > 12:
            raise Offline(Trouble.ODD_ANSWER)
        size = int(length)
        data += reply.body
        if len(data) == size:
            return bytes(data)
        if not reply.body or len(data) > size or size > LARGEST:
            raise Offline(Trouble.ODD_ANSWER)


def _asked(session: HttpSession, request: Request) -> Reply:
    for attempt in range(1, TRIES + 1):
        try:
            return session.exchange(request)
        except NoReply as failure:
            if failure.link_down or attempt == TRIES:
                raise trouble(not_sent(failure)) from failure
    raise AssertionError("the last try returned or raised")
