"""Carrying a bundle on: a coordinator with a network replays it as its writer would have sent it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fieldmonitor.domain.errors import Offline
from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.bundles import (
    ACK_SUFFIX,
    ACK_TYPE,
    INDEX_SUFFIX,
    BundleAck,
    FrameBody,
    Refused,
    frames_in,
)
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import Frame, Method
from fieldmonitor.protocol.messages import MessageAnswer, MissingFile, Problem
from fieldmonitor.sync.bundle.reading import read_index
from fieldmonitor.sync.carrier import Answer, Carrier, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.core import MessageKey
from fieldmonitor.system.durable import write_durably
from fieldmonitor.trust.bundles import opened_bundle
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text

CHUNK = 1024 * 1024
_EPOCH = datetime.fromtimestamp(0, UTC)
"""A relayed message was never queued here."""


@dataclass(slots=True)
class _Relay:
    carrier: Carrier
    missing: dict[str, MissingFile] = field(default_factory=dict)
    taken: list[MessageKey] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def put(self, frame: Frame, body: FrameBody) -> None:
        envelope = body.read_all()
        sealed = decode(envelope, Envelope)
        payload = from_text(sealed.payload)
        message = OutboundMessage(
            frame.id, frame.number, sealed.payloadType, envelope, digest(payload), "", _EPOCH
        )
        answer = self.carrier.put_message(message)
        if answer.value is None:
            self.refused.append(Refused(frame.id, frame.number, _refusal(answer)))
            return
        self.taken.append((frame.id, frame.number))
        self.missing.update((entry.sha256, entry) for entry in answer.value.missing)

    def patch(self, frame: Frame, body: FrameBody) -> None:
        wanted = self.missing.pop(frame.id, None)
        if wanted is None or wanted.size != frame.size:
            return
        source, offset = _Pulled(body), wanted.offset
        source.skip(offset)
        while offset < wanted.size:
            length = min(CHUNK, wanted.size - offset)
            chunk = Chunk(frame.id, wanted.size, offset, length, source, lambda _n: None, lambda: False)
            answer = self.carrier.send_chunk(chunk)
            if answer.value is None and answer.outcome is not Outcome.TRANSIENT:
                return
            if answer.value is None or answer.value.offset != offset + length:
                raise Offline(answer.code or Trouble.NO_PROGRESS)
            offset += length


def relay_bundle(path: Path, key: SigningKey, carrier: Carrier, writer: bytes | None = None) -> BundleAck:
    """Replay a bundle that this key can open over a carrier, and write the receipts beside it.

    May be broken off and begun again: the server says what it has. Raises Offline when the network ends
    it, TrustError or EnvironmentFault as `verify_bundle` does. The device signs the acknowledgement; only
    the comptroller's receipts in it prove anything.
    """
    bundle = read_index(path, writer)
    bundle.check()
    carrier.sign_in(key).required()
    relay = _Relay(carrier)
    with closing(bundle.open()) as sealed, opened_bundle(sealed, key) as clear:
        for frame, body in frames_in(clear):
            if frame.method is Method.PUT:
                relay.put(frame, body)
            elif frame.method is Method.PATCH and frame.number == 0:
                relay.patch(frame, body)
    answers = tuple(_state(carrier, name) for name in relay.taken)
    ack = BundleAck(path.name, answers, tuple(relay.refused))
    envelope = encode(seal(ack, ACK_TYPE, key))
    write_durably(path.with_name(path.name.removesuffix(INDEX_SUFFIX) + ACK_SUFFIX), envelope)
    return ack


def _state(carrier: Carrier, key: MessageKey) -> MessageAnswer:
    return carrier.get_message(*key).required()


def _refusal(answer: Answer[MessageAnswer]) -> Problem:
    """Return why the server refused; raise Offline when it was not the server that did."""
    if answer.outcome in (Outcome.TRANSIENT, Outcome.AUTH):
        raise Offline(answer.code or Trouble.NO_ANSWER)
    return answer.problem or Problem(Trouble.ODD_ANSWER)


class _Pulled:
    """A frame's bytes, read as a file is: only forwards."""

    def __init__(self, body: FrameBody) -> None:
        self._blocks: Iterator[bytes] = body.blocks()
        self._buffer = b""

    def read(self, size: int, /) -> bytes:
        while len(self._buffer) < size and (block := next(self._blocks, b"")):
            self._buffer += block
        part, self._buffer = self._buffer[:size], self._buffer[size:]
        return part

    def skip(self, count: int) -> None:
        """Pass over bytes that the server has."""
        while count and (part := self.read(min(count, CHUNK))):
            count -= len(part)
