"""The pack of one's own region from the comptroller's server."""

from collections.abc import Callable

from fieldmonitor.domain.errors import Offline, Refused
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.packs import PACK_MEDIA_TYPE
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import not_sent, refusal
from fieldmonitor.sync.http.session import HttpSession, NoReply, Reply, Request
from fieldmonitor.sync.pack.pieces import Piece, PieceSource

PIECE = 256 * 1024


def http_pack(
    session: HttpSession, headers: Callable[[], dict[str, str]], prefix: str = "/v1/packs/"
) -> PieceSource:
    """Return the pack that a server gives under a path, in parts (`Range`)."""

    def fetch(name: str, offset: int) -> Piece | None:
        wanted = {
            **headers(),
            "Accept": PACK_MEDIA_TYPE,
            "Accept-Encoding": "identity",
            "Range": f"bytes={offset}-{offset + PIECE - 1}",
        }
        try:
            reply = session.exchange(Request("GET", prefix + name, wanted, answer_cap=PIECE))
        except NoReply as failure:
            raise trouble(not_sent(failure)) from failure
        if reply.status in (200, 206) and reply.media_type == PACK_MEDIA_TYPE:
            return _piece(reply, offset)
        answer: Answer[object] = refusal(reply)
        if answer.code == "pack.unknown":
            return None
        raise trouble(answer)

    return PieceSource(fetch)


def trouble(answer: Answer[object]) -> Offline | Refused:
    """Return the error that an answer without a file stands for."""
    code = answer.code or Trouble.ODD_ANSWER
    params = (answer.problem.params if answer.problem else None) or {}
    kind = Offline if answer.outcome in (Outcome.TRANSIENT, Outcome.AUTH) else Refused
    return kind(code, **params)


def _piece(reply: Reply, offset: int) -> Piece:
    """Return the part that was asked for; a whole file stands for itself."""
    if reply.status == 200 and offset == 0:
        return reply.body, len(reply.body)
    unit, _, rest = reply.headers.get("Content-Range", "").partition(" ")
    part, _, size = rest.partition("/")
    expected = f"{offset}-{offset + len(reply.body) - 1}"
    if unit != "bytes" or part != expected or not size.isdecimal() or len(size) > 15:
        raise Offline(Trouble.ODD_ANSWER)
    return reply.body, int(size)
