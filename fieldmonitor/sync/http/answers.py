"""From an answer as it came to what it means; whatever is not exactly ours means "not sent"."""

from collections.abc import Callable, Mapping
from typing import Never, TypeVar

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.messages import JSON_TYPE, Problem
from fieldmonitor.sync.carrier import Answer, refused
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.session import NoReply, Reply

T = TypeVar("T")

LONGEST_RETRY_AFTER = 3600.0


def not_sent(failure: NoReply) -> Answer[Never]:
    """Return the answer that stands for no answer."""
    return Answer(Outcome.TRANSIENT, problem=Problem(failure.trouble), link_down=failure.link_down)


def interpret(reply: Reply, expected: Mapping[int, Outcome], read: Callable[[bytes], T]) -> Answer[T]:
    """Read an answer: a status that was expected, our media type, and a body that reads as it must."""
    outcome = expected.get(reply.status)
    if outcome is not None and reply.media_type == JSON_TYPE:
        try:
            return Answer(outcome, read(reply.body))
        except TrustError as error:
            return _odd(Trouble.ODD_ANSWER, reason=str(error.params.get("reason", ""))[:200])
    return refusal(reply)


def refusal(reply: Reply) -> Answer[Never]:
    """Return what an answer means that is not the one hoped for."""
    problem = _problem(reply)
    return _not_ours(reply) if problem is None else refused(reply.status, problem, _retry_after(reply))


def _problem(reply: Reply) -> Problem | None:
    if reply.media_type != JSON_TYPE or reply.status < 400:
        return None
    try:
        problem = decode(reply.body, Problem)
    except TrustError:
        return None
    return problem if problem.code else None


def _not_ours(reply: Reply) -> Answer[Never]:
    """Name who may have answered instead of the server."""
    if reply.status == 407:
        return _odd(Trouble.PROXY, status=reply.status)
    html = reply.media_type in ("text/html", "application/xhtml+xml")
    if reply.status == 511 or 300 <= reply.status < 400 or (html and reply.status < 500):
        return _odd(Trouble.CAPTIVE_PORTAL, status=reply.status)
    if reply.status == 429 or reply.status >= 500:
        busy = Problem(Trouble.SERVER_BUSY, params={"status": reply.status})
        return Answer(Outcome.TRANSIENT, problem=busy, retry_after=_retry_after(reply))
    return _odd(Trouble.ODD_ANSWER, status=reply.status)


def _odd(trouble: Trouble, **params: str | int) -> Answer[Never]:
    return Answer(Outcome.TRANSIENT, problem=Problem(trouble, params=params))


def _retry_after(reply: Reply) -> float | None:
    text = reply.headers.get("Retry-After", "")
    return min(float(text), LONGEST_RETRY_AFTER) if text.isascii() and text.isdigit() else None
