"""The log of receipts over HTTP, for whoever holds it to account: a device, or an auditor with an account."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import JSON_TYPE, LogProof, ServerInfo
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.http.answers import interpret, not_sent
from fieldmonitor.sync.http.body import Body
from fieldmonitor.sync.http.session import HttpSession, NoReply, Request

T = TypeVar("T")

_DONE: Mapping[int, Outcome] = {200: Outcome.ACCEPTED, 201: Outcome.ACCEPTED}


@dataclass(frozen=True, slots=True)
class _SignedIn:
    token: str


class LogCarrier:
    """Asks one server about its log. Only reading the receipts themselves needs an auditor's account."""

    def __init__(self, session: HttpSession) -> None:
        self._session = session
        self._token: str | None = None

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def sign_in(self, user: str, password: str) -> Answer[object]:
        """Sign in as an auditor."""
        answer = self._post("/v1/staff/sessions", {"user": user, "password": password}, {}, _SignedIn)
        if answer.value is not None:
            self._token = answer.value.token
        return Answer(answer.outcome, answer.value, answer.problem, answer.link_down)

    def server_info(self) -> Answer[ServerInfo]:
        """Ask who answers, with the chain of its keys."""
        return self._get("/v1/server", {}, ServerInfo)

    def checkpoint(self) -> Answer[Envelope]:
        """Ask for the signed state of the log."""
        return self._get("/v1/log/checkpoint", {}, Envelope)

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        """Ask for the proof that the log of `new` receipts begins with the log of `old`."""
        return self._get("/v1/log/consistency", {"old": str(old), "new": str(new)}, LogProof)

    def prove(self, receipt: Envelope, size: int) -> Answer[LogProof]:
        """Ask for the proof that a receipt is in the log of `size` receipts."""
        return self._post("/v1/log/proofs", receipt, {"size": str(size)}, LogProof)

    def entries(self, start: int, limit: int) -> Answer[list[Envelope]]:
        """Ask for the receipts from a place of the log on."""
        params = {"start": str(start), "limit": str(limit)}
        return self._get("/v1/staff/log/entries", params, list[Envelope])

    def _get(self, path: str, params: dict[str, str], kind: type[T]) -> Answer[T]:
        return self._ask(Request("GET", path, self._headers(), params=params), kind)

    def _post(self, path: str, message: object, params: dict[str, str], kind: type[T]) -> Answer[T]:
        data = encode(message)

        def body(alive: Callable[[bool], None]) -> Body:
            return Body(io.BytesIO(data), len(data), alive)

        headers = {**self._headers(), "Content-Type": JSON_TYPE}
        return self._ask(Request("POST", path, headers, body, params=params), kind)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": JSON_TYPE}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _ask(self, request: Request, kind: type[T]) -> Answer[T]:
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        return interpret(reply, _DONE, lambda body: decode(body, kind))
