"""The real server's own rules in this process: services, database and staging, without HTTP between."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, func, select

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import (
    TOKEN_CONTEXT,
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedPage,
    LogProof,
    MessageAnswer,
    MessageStatus,
    MissingFile,
    Problem,
    ServerInfo,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import Context, open_context
from fieldmonitor.server.models import Device, Message, MessageFile, Token
from fieldmonitor.server.models import Evidence as EvidenceRow
from fieldmonitor.server.problems import STATUS, Refusal
from fieldmonitor.server.services import enrolment, evidence, feed, intake, log, tokens
from fieldmonitor.server.services.enrolment import CodeRequest
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from tests.fakes.clock import SimClock

T = TypeVar("T")
Key = tuple[str, int]

OUTCOMES = {401: Outcome.AUTH, 410: Outcome.GONE, 429: Outcome.TRANSIENT}


class ServiceComptroller:
    """What `Comptroller` offers, by the services that the HTTP routes call."""

    def __init__(self, folder: Path, clock: SimClock) -> None:
        self.clock = clock
        self.context: Context = open_context(ServerSettings(folder), now=self._now)
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self.context.db.close()
        self._loop.close()

    def _now(self) -> datetime:
        return self.clock.now()

    @property
    def key(self) -> SigningKey:
        return self.context.key

    def new_code(self, **wanted: str) -> str:
        with self.context.db.write() as session:
            return enrolment.issue_code(session, self.context, CodeRequest(region="LIMA", **wanted)).code  # type: ignore[arg-type]

    def info(self) -> Answer[ServerInfo]:
        key = to_text(self.context.key.public)
        return Answer(Outcome.ACCEPTED, ServerInfo("Contraloría", VERSION, key, self._now()))

    def enrol(self, request: EnrolmentRequest) -> Answer[EnrolmentAnswer]:
        def ask() -> Answer[EnrolmentAnswer]:
            new, answer = enrolment.enrol(self.context, request, "test")
            return Answer(Outcome.ACCEPTED if new else Outcome.ALREADY, answer)

        return _refusals(ask)

    def token(self, key: SigningKey) -> Answer[TokenAnswer]:
        def ask() -> Answer[TokenAnswer]:
            nonce = tokens.new_nonce(self.context, key.id).nonce
            signature = to_text(key.sign(TOKEN_CONTEXT + from_text(nonce)))
            return Answer(
                Outcome.ACCEPTED, tokens.new_token(self.context, TokenRequest(key.id, nonce, signature))
            )

        return _refusals(ask)

    def expire_tokens(self) -> None:
        with self.context.db.write() as session:
            session.execute(delete(Token))

    def put(self, id: str, version: int, body: bytes, token: str | None) -> Answer[MessageAnswer]:
        def ask() -> Answer[MessageAnswer]:
            answer = intake.put(self.context, self._caller(token), id, version, body)
            new = answer.status is MessageStatus.CREATED
            return Answer(Outcome.ACCEPTED if new else Outcome.ALREADY, answer)

        return _refusals(ask)

    def get(self, id: str, version: int, token: str | None) -> Answer[MessageAnswer]:
        return _refusals(
            lambda: Answer(Outcome.ACCEPTED, intake.get(self.context, self._caller(token), id, version))
        )

    def offset(self, sha256: str, token: str | None) -> Answer[MissingFile]:
        def ask() -> Answer[MissingFile]:
            progress = evidence.progress(self.context, self._caller(token), sha256)
            return Answer(Outcome.PROGRESS, progress.as_message())

        return _refusals(ask)

    def patch(self, sha256: str, offset: int, data: bytes, token: str | None) -> Answer[MissingFile]:
        async def chunks() -> AsyncIterator[bytes]:
            yield data

        def ask() -> Answer[MissingFile]:
            before = evidence.progress(self.context, self._caller(token), sha256)
            if before.offset != offset:
                return Answer(Outcome.PROGRESS, before.as_message(), Problem("evidence.offset"))
            receive = self.context.uploads.receive(sha256, before.size, offset, chunks())
            self._loop.run_until_complete(receive)
            return Answer(Outcome.PROGRESS, evidence.finish(self.context, sha256, before.size).as_message())

        return _refusals(ask)

    def feed(self, cursor: str | None, limit: int, token: str | None) -> Answer[FeedPage]:
        def ask() -> Answer[FeedPage]:
            caller = self._caller(token)
            with self.context.db.read() as session:
                return Answer(Outcome.ACCEPTED, feed.page(session, caller.volunteer, cursor, limit))

        return _refusals(ask)

    def checkpoint(self) -> Answer[Envelope]:
        with self.context.db.read() as session:
            return Answer(Outcome.ACCEPTED, log.checkpoint(session, self.context))

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        def ask() -> Answer[LogProof]:
            with self.context.db.read() as session:
                return Answer(Outcome.ACCEPTED, log.consistency(session, old, new))

        return _refusals(ask)

    def inclusion(self, id: str, version: int, kind: str, size: int, token: str | None) -> Answer[LogProof]:
        def ask() -> Answer[LogProof]:
            caller = self._caller(token)
            with self.context.db.read() as session:
                proof = log.inclusion_of(session, caller, id, version, kind, size)
            return Answer(Outcome.ACCEPTED, proof)

        return _refusals(ask)

    def publish(self, kind: RecordKind, id: str, body: object, volunteer: str) -> None:
        with self.context.db.write() as session:
            feed.put_record(session, kind, id, body)
            feed.show(session, kind, id, [volunteer])

    def revoke(self, device: str) -> None:
        with self.context.db.write() as session:
            session.get_one(Device, device).revoked_at = self._now()

    def copies(self, key: Key) -> int:
        """Count how often a message is here."""
        with self.context.db.read() as session:
            rows = select(func.count()).where(Message.id == key[0], Message.version == key[1])
            return session.scalar(rows) or 0

    def holds(self, key: Key) -> bool:
        """Tell whether a message is here with every file."""
        with self.context.db.read() as session:
            if session.get(Message, key) is None:
                return False
            named = select(MessageFile.sha256).where(
                MessageFile.message_id == key[0], MessageFile.message_version == key[1]
            )
            held = set(session.scalars(select(EvidenceRow.sha256).where(EvidenceRow.sha256.in_(named))))
            return held == set(session.scalars(named))

    def bytes_of(self, sha256: str) -> bytes:
        with self.context.blobs.open(sha256) as source:
            return source.read()

    def _caller(self, token: str | None) -> tokens.Caller:
        return tokens.caller(self.context, f"Bearer {token}" if token else None)


def _refusals(ask: Callable[[], Answer[T]]) -> Answer[T]:
    try:
        return ask()
    except Refusal as refusal:
        outcome = OUTCOMES.get(STATUS[refusal.code], Outcome.REJECTED)
        if refusal.code == "message.different":
            outcome = Outcome.CONFLICT
        return Answer(outcome, problem=Problem(refusal.code))
