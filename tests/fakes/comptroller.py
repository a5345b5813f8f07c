"""A comptroller in memory: the server's rules without a server, and a network that can fail."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from fieldmonitor.domain.errors import FieldMonitorError, TrustError
from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.frames import BatchAnswer
from fieldmonitor.protocol.manifests import MANIFESTS, FileEntry, FileRole
from fieldmonitor.protocol.messages import (
    Checkpoint,
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedPage,
    LogProof,
    MessageAnswer,
    MessageStatus,
    MissingFile,
    Problem,
    Receipt,
    ReceiptKind,
    Record,
    ServerInfo,
    TokenAnswer,
)
from fieldmonitor.sync.carrier import Answer, Batch, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.trust import log
from fieldmonitor.trust.envelopes import payload_of, seal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.rotation import seal_rotation
from tests.fakes.clock import SimClock
from tests.fakes.replay import replay
from tests.fakes.rules import Rules

T = TypeVar("T")
Key = tuple[str, int]


@dataclass
class Held:
    """A message as the comptroller holds it."""

    envelope: bytes
    manifest_sha256: str
    files: tuple[FileEntry, ...]
    receipts: dict[ReceiptKind, Envelope] = field(default_factory=dict)


class Comptroller:
    """Holds messages, staged and whole files, records. `dedup` off is a negative control."""

    def __init__(self, clock: SimClock, *, dedup: bool = True) -> None:
        self.clock = clock
        self.key = SigningKey.generate()
        self.rotations: tuple[Envelope, ...] = ()
        self.dedup = dedup
        self.devices: dict[str, bytes] = {}
        self.codes: dict[str, str | None] = {}
        self.messages: dict[Key, Held] = {}
        self.arrivals: list[Key] = []
        self.staged: dict[str, bytearray] = {}
        self.whole: dict[str, bytes] = {}
        self.withdrawn: set[Key] = set()
        self.changes: list[Record] = []
        self.tokens: set[str] = set()
        self.leaves: list[tuple[Key, ReceiptKind]] = []
        self.nodes: dict[tuple[int, int], bytes] = {}

    def info(self) -> Answer[ServerInfo]:
        receipt_key = to_text(self.key.public)
        return _ok(
            ServerInfo("Contraloría de prueba", VERSION, receipt_key, self.clock.now(), self.rotations)
        )

    def rotate(self) -> Envelope:
        """Sign with a new key from now on, as the old one confirms."""
        new = SigningKey.generate()
        word = seal_rotation(len(self.rotations) + 1, self.key, new, self.clock.now())
        self.key, self.rotations = new, (*self.rotations, word)
        return word

    def enrol(self, request: EnrolmentRequest) -> Answer[EnrolmentAnswer]:
        if request.code not in self.codes:
            return _no(Outcome.REJECTED, "enrolment.code_unknown")
        owner = self.codes[request.code]
        if owner not in (None, request.device_key):
            return _no(Outcome.REJECTED, "enrolment.code_used")
        self.codes[request.code] = request.device_key
        public = from_text(request.device_key)
        device = hashlib.sha256(public).hexdigest()
        self.devices[device] = public
        answer = EnrolmentAnswer(device, "MC-0001", "Contraloría de prueba", to_text(self.key.public), "15")
        return Answer(Outcome.ALREADY if owner else Outcome.ACCEPTED, answer)

    def token(self, key: SigningKey) -> Answer[TokenAnswer]:
        if key.id not in self.devices:
            return _no(Outcome.REJECTED, "device.unknown")
        token = f"token-{len(self.tokens)}"
        self.tokens.add(token)
        return _ok(TokenAnswer(token, 3600))

    def put(self, id: str, version: int, body: bytes, token: str | None) -> Answer[MessageAnswer]:
        if token not in self.tokens:
            return _no(Outcome.AUTH, "token.expired")
        key = (id, version)
        envelope = decode(body, Envelope)
        signer = self.devices.get(envelope.signatures[0].keyid)
        try:
            payload = payload_of(envelope, signer or b"")
            manifest = decode(payload, MANIFESTS[envelope.payloadType])
        except (TrustError, KeyError):
            return _no(Outcome.REJECTED, "message.bad_signature")
        if key in self.withdrawn:
            return _no(Outcome.GONE, "message.withdrawn")
        held = self.messages.get(key)
        if held is not None and held.manifest_sha256 != digest(payload):
            return _no(Outcome.CONFLICT, "message.different")
        if held is None or not self.dedup:
            self.arrivals.append(key)
        if held is None:
            self.messages[key] = Held(body, digest(payload), manifest.files)
            return Answer(Outcome.ACCEPTED, self._answer(key, MessageStatus.CREATED))
        return Answer(Outcome.ALREADY, self._answer(key, MessageStatus.ALREADY))

    def get(self, id: str, version: int, token: str | None) -> Answer[MessageAnswer]:
        if token not in self.tokens:
            return _no(Outcome.AUTH, "token.expired")
        if (id, version) not in self.messages:
            return _no(Outcome.REJECTED, "message.unknown")
        return _ok(self._answer((id, version), MessageStatus.ALREADY))

    def offset(self, sha256: str, token: str | None) -> Answer[MissingFile]:
        if token not in self.tokens:
            return _no(Outcome.AUTH, "token.expired")
        entry = self._entry(sha256)
        if entry is None:
            return _no(Outcome.REJECTED, "evidence.not_expected")
        return Answer(Outcome.PROGRESS, MissingFile(sha256, entry.size, self._have(sha256)))

    def patch(self, sha256: str, offset: int, data: bytes, token: str | None) -> Answer[MissingFile]:
        if token not in self.tokens:
            return _no(Outcome.AUTH, "token.expired")
        entry = self._entry(sha256)
        if entry is None:
            return _no(Outcome.REJECTED, "evidence.not_expected")
        if offset != self._have(sha256):
            right = MissingFile(sha256, entry.size, self._have(sha256))
            return Answer(Outcome.PROGRESS, right, Problem("evidence.offset"))
        staged = self.staged.setdefault(sha256, bytearray())
        staged += data
        if len(staged) > entry.size:
            del staged[offset:]
            return _no(Outcome.REJECTED, "evidence.too_long")
        if len(staged) == entry.size:
            del self.staged[sha256]
            if hashlib.sha256(staged).hexdigest() != sha256:
                return _no(Outcome.REJECTED, "evidence.hash_mismatch")
            self.whole[sha256] = bytes(staged)
        return Answer(Outcome.PROGRESS, MissingFile(sha256, entry.size, self._have(sha256)))

    def feed(self, cursor: str | None, limit: int, token: str | None) -> Answer[FeedPage]:
        if token not in self.tokens:
            return _no(Outcome.AUTH, "token.expired")
        start = int(cursor) if cursor else 0
        if start > len(self.changes):
            return _no(Outcome.GONE, "feed.cursor_unknown")
        end = min(len(self.changes), start + limit)
        return _ok(FeedPage(tuple(self.changes[start:end]), str(end), end < len(self.changes)))

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def new_code(self) -> str:
        code = f"code-{len(self.codes)}"
        self.codes[code] = None
        return code

    def publish(self, kind: RecordKind, id: str, version: int, body: dict[str, object] | None) -> None:
        self.changes.append(Record(kind, id, version, body))

    def holds(self, key: Key) -> bool:
        """Tell whether a message is here with every file."""
        held = self.messages.get(key)
        return held is not None and all(entry.sha256 in self.whole for entry in held.files)

    def _entry(self, sha256: str) -> FileEntry | None:
        entries = (entry for held in self.messages.values() for entry in held.files)
        return next((entry for entry in entries if entry.sha256 == sha256), None)

    def _have(self, sha256: str) -> int:
        return len(self.whole.get(sha256, self.staged.get(sha256, b"")))

    def _answer(self, key: Key, status: MessageStatus) -> MessageAnswer:
        held = self.messages[key]
        missing = tuple(
            MissingFile(entry.sha256, entry.size, self._have(entry.sha256))
            for entry in held.files
            if entry.sha256 not in self.whole
        )
        small = [e for e in held.files if e.role is FileRole.SMALL]
        if all(entry.sha256 in self.whole for entry in small):
            self._receipt(key, held, ReceiptKind.CONTENT)
        if not missing:
            self._receipt(key, held, ReceiptKind.COMPLETE)
        return MessageAnswer(
            status, key[0], key[1], held.manifest_sha256, missing, tuple(held.receipts.values())
        )

    def _receipt(self, key: Key, held: Held, kind: ReceiptKind) -> None:
        if kind not in held.receipts:
            files = tuple(entry.sha256 for entry in held.files if entry.sha256 in self.whole)
            number = f"R-{len(self.messages)}-{kind.value}"
            receipt = Receipt(kind, number, key[0], key[1], held.manifest_sha256, files, self.clock.now())
            held.receipts[kind] = seal(receipt, RECEIPT_TYPE, self.key)
            self._append((key, kind), encode(held.receipts[kind]))

    def _append(self, name: tuple[Key, ReceiptKind], receipt: bytes) -> None:
        for level, place, value in log.new_nodes(len(self.leaves), log.leaf_hash(receipt), self._node):
            self.nodes[(level, place)] = value
        self.leaves.append(name)

    def _node(self, level: int, place: int) -> bytes:
        return self.nodes[(level, place)]

    def checkpoint(self) -> Answer[Envelope]:
        size = len(self.leaves)
        root = to_text(log.root(size, self._node))
        return _ok(seal(Checkpoint("prueba", size, root, self.clock.now()), CHECKPOINT_TYPE, self.key))

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        if not 0 < old <= new <= len(self.leaves):
            return _no(Outcome.REJECTED, "log.no_such_size")
        path = log.consistency_proof(old, new, self._node)
        return _ok(LogProof(old, new, tuple(map(to_text, path))))

    def inclusion(self, id: str, version: int, kind: str, size: int, token: str | None) -> Answer[LogProof]:
        if token not in self.tokens:
            return _no(Outcome.AUTH, "token.expired")
        name = ((id, version), ReceiptKind(kind))
        if name not in self.leaves[:size]:
            return _no(Outcome.REJECTED, "log.no_such_leaf")
        index = self.leaves.index(name)
        path = log.inclusion_proof(index, size, self._node)
        return _ok(LogProof(index, size, tuple(map(to_text, path))))


@dataclass
class Weather:
    """What the network does, decided by a seeded generator: shares of requests, from 0 to 1."""

    rng: Random
    down: bool = False
    lose_request: float = 0.0
    lose_answer: float = 0.0
    cut_body: float = 0.0
    odd: float = 0.0
    expire_token: float = 0.0
    bytes_per_second: float = 100_000.0
    round_trip: float = 0.2

    def clear(self) -> None:
        """Good weather from now on."""
        self.down = False
        self.lose_request = self.lose_answer = self.cut_body = self.odd = self.expire_token = 0.0


class FakeCarrier:
    """A carrier over the simulated network; time passes as bytes do."""

    def __init__(self, comptroller: Rules, clock: SimClock, weather: Weather | None = None) -> None:
        self.comptroller = comptroller
        self.clock = clock
        self.weather = weather or Weather(Random(0))
        self.token: str | None = None
        self.before: Callable[[str], None] = lambda _what: None
        self.sent_bytes = 0

    def abort(self) -> None: ...

    def server_info(self) -> Answer[ServerInfo]:
        return self._travel("server_info", 200, self.comptroller.info)

    def rotate(self) -> Envelope:
        """Sign with a new key from now on, as the old one confirms."""
        new = SigningKey.generate()
        word = seal_rotation(len(self.rotations) + 1, self.key, new, self.clock.now())
        self.key, self.rotations = new, (*self.rotations, word)
        return word

    def enrol(self, request: EnrolmentRequest) -> Answer[EnrolmentAnswer]:
        return self._travel("enrol", 400, lambda: self.comptroller.enrol(request))

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        answer = self._travel("sign_in", 600, lambda: self.comptroller.token(key))
        self.token = answer.value.token if answer.value else None
        return answer

    def put_message(self, message: OutboundMessage) -> Answer[MessageAnswer]:
        size = len(message.envelope)
        return self._signed_in(
            "put_message",
            size,
            lambda: self.comptroller.put(message.id, message.version, message.envelope, self.token),
        )

    def get_message(self, id: str, version: int) -> Answer[MessageAnswer]:
        return self._signed_in("get_message", 300, lambda: self.comptroller.get(id, version, self.token))

    def evidence_offset(self, sha256: str) -> Answer[MissingFile]:
        return self._signed_in("evidence_offset", 200, lambda: self.comptroller.offset(sha256, self.token))

    def send_chunk(self, chunk: Chunk) -> Answer[MissingFile]:
        data = bytearray()
        while len(data) < chunk.length and not chunk.stop():
            block = chunk.source.read(min(8192, chunk.length - len(data)))
            if not block:
                return _no(Outcome.TRANSIENT, Trouble.LOCAL_FILE)
            data += block
            chunk.watch(len(data))
        interrupted = len(data) < chunk.length
        rng = self.weather.rng
        cut = interrupted or rng.random() < self.weather.cut_body
        if cut and not interrupted:
            del data[rng.randrange(len(data)) :]
        self.sent_bytes += len(data)
        answer = self._signed_in(
            "send_chunk",
            len(data),
            lambda: self.comptroller.patch(chunk.sha256, chunk.offset, bytes(data), self.token),
        )
        if interrupted:
            return _no(Outcome.TRANSIENT, Trouble.INTERRUPTED)
        return _no(Outcome.TRANSIENT, Trouble.NO_ANSWER) if cut and not answer.link_down else answer

    def send_batch(self, batch: Batch) -> Answer[BatchAnswer]:
        data = bytearray()
        while len(data) < batch.length and not batch.stop():
            try:
                block = batch.source.read(min(8192, batch.length - len(data)))
            except (FieldMonitorError, EOFError):
                return _no(Outcome.TRANSIENT, Trouble.LOCAL_FILE)
            data += block
        interrupted = len(data) < batch.length
        rng = self.weather.rng
        cut = interrupted or rng.random() < self.weather.cut_body
        if cut and not interrupted:
            del data[rng.randrange(len(data)) :]
        self.sent_bytes += len(data)
        sent = bytes(data)

        def ask() -> Answer[BatchAnswer]:
            if self.comptroller.get("", 1, self.token).outcome is Outcome.AUTH:
                return _no(Outcome.AUTH, "token.expired")
            answers = replay(sent, self.comptroller, self.token)
            return Answer(Outcome.PROGRESS, BatchAnswer(tuple(answers)))

        answer = self._signed_in("send_batch", len(sent), ask)
        if interrupted:
            return _no(Outcome.TRANSIENT, Trouble.INTERRUPTED)
        return _no(Outcome.TRANSIENT, Trouble.NO_ANSWER) if cut and not answer.link_down else answer

    def feed(self, cursor: str | None, limit: int) -> Answer[FeedPage]:
        return self._signed_in("feed", 300, lambda: self.comptroller.feed(cursor, limit, self.token))

    def checkpoint(self) -> Answer[Envelope]:
        return self._travel("checkpoint", 200, self.comptroller.checkpoint)

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        return self._travel("consistency", 200, lambda: self.comptroller.consistency(old, new))

    def inclusion(self, id: str, version: int, kind: str, size: int) -> Answer[LogProof]:
        return self._signed_in(
            "inclusion", 200, lambda: self.comptroller.inclusion(id, version, kind, size, self.token)
        )

    def _signed_in(self, what: str, size: int, ask: Callable[[], Answer[T]]) -> Answer[T]:
        if self.weather.rng.random() < self.weather.expire_token:
            self.comptroller.expire_tokens()
        return self._travel(what, size, ask)

    def _travel(self, what: str, size: int, ask: Callable[[], Answer[T]]) -> Answer[T]:
        weather, rng = self.weather, self.weather.rng
        self.before(what)
        if weather.down:
            self.clock.pass_time(1.0)
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.OFFLINE), link_down=True)
        self.clock.pass_time(weather.round_trip + size / weather.bytes_per_second)
        if rng.random() < weather.lose_request:
            return _no(Outcome.TRANSIENT, Trouble.NO_ANSWER)
        if rng.random() < weather.odd:
            return _no(Outcome.TRANSIENT, Trouble.CAPTIVE_PORTAL)
        answer = ask()
        self.before(f"answer to {what}")
        if rng.random() < weather.lose_answer:
            return _no(Outcome.TRANSIENT, Trouble.NO_ANSWER)
        return answer


def _ok(value: T) -> Answer[T]:
    return Answer(Outcome.ACCEPTED, value)


def _no(outcome: Outcome, code: str) -> Answer[T]:
    return Answer(outcome, problem=Problem(code))
