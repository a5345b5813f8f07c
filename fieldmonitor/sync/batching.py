"""Several requests in one: what goes in, and how each answer is settled."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Never

from fieldmonitor.domain.local import OutboundMessage, OutboxItem
from fieldmonitor.domain.outbox import Lane, OutboxState, Outcome
from fieldmonitor.protocol.frames import Frame, FrameAnswer, Method
from fieldmonitor.protocol.messages import MessageAnswer, MessageStatus, MissingFile, Problem
from fieldmonitor.sync.carrier import Answer, Readable, refused
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.core import MessageKey, key_of
from fieldmonitor.sync.ports import Files, Unit
from fieldmonitor.sync.settling import items_of

Part = tuple[OutboxItem, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch: its parts, the messages that they belong to, and whose receipts they will have earned."""

    parts: tuple[Part, ...]
    messages: dict[MessageKey, OutboundMessage]
    asking: tuple[MessageKey, ...]

    def frames(self) -> list[Frame]:
        """Return the frames in order: every part, then the questions."""
        sent = [_frame(item, length, self.messages[key_of(item)]) for item, length in self.parts]
        return sent + [Frame(Method.GET, id, version) for id, version in self.asking]

    def opener(self, files: Files, wrap: Callable[[Readable], Readable]) -> Callable[[int], Readable]:
        """Return what opens the body of the frame with an index."""

        def open_body(index: int) -> Readable:
            item, _length = self.parts[index]
            if item.sha256 is None:
                return io.BytesIO(self.messages[key_of(item)].envelope)
            source = files.open(item.sha256)
            source.seek(item.confirmed)
            return wrap(source)

        return open_body


def _frame(item: OutboxItem, length: int, message: OutboundMessage) -> Frame:
    if item.sha256 is None:
        return Frame(Method.PUT, message.id, message.version, len(message.envelope))
    return Frame(Method.PATCH, item.sha256, item.confirmed, length)


def plan(unit: Unit, parts: Sequence[Part]) -> Plan:
    """Return a batch of those parts whose message is here; ask for receipts that it will have earned."""
    messages: dict[MessageKey, OutboundMessage] = {}
    for item, _length in parts:
        key = key_of(item)
        if key not in messages and (message := unit.messages.get(*key)) is not None:
            messages[key] = message
    kept = tuple((item, length) for item, length in parts if key_of(item) in messages)
    whole = {item.id for item, length in kept if item.confirmed + length == item.size}
    asking = [
        key
        for key in dict.fromkeys(key_of(item) for item, _ in kept if item.sha256 is not None)
        if _earns(items_of(unit, messages[key]), whole)
    ]
    return Plan(kept, messages, tuple(asking))


def _earns(items: Sequence[OutboxItem], whole: set[int]) -> bool:
    """Tell whether a message has earned a receipt once the items in `whole` are through."""
    left = [item for item in items if item.state is not OutboxState.DONE and item.id not in whole]
    small = any(item.id in whole and item.lane <= Lane.SMALL for item in items)
    return not left or (small and all(item.lane > Lane.SMALL for item in left))


def as_message_answer(frame: FrameAnswer) -> Answer[MessageAnswer]:
    """Return what a PUT or GET alone would have come back as."""
    if frame.message is not None and frame.status in (200, 201, 208):
        created = frame.message.status is MessageStatus.CREATED
        return Answer(Outcome.ACCEPTED if created else Outcome.ALREADY, frame.message)
    return _refused(frame)


def as_file_answer(frame: FrameAnswer, item: OutboxItem) -> Answer[MissingFile]:
    """Return what a PATCH alone would have come back as."""
    if frame.file is not None and frame.status == 200:
        return Answer(Outcome.PROGRESS, frame.file)
    if frame.problem is not None and frame.problem.code == "evidence.offset":
        offset = (frame.problem.params or {}).get("offset")
        if isinstance(offset, int) and item.sha256 is not None:
            return Answer(Outcome.PROGRESS, MissingFile(item.sha256, item.size, offset), frame.problem)
    return _refused(frame)


def _refused(frame: FrameAnswer) -> Answer[Never]:
    if frame.problem is None or not frame.problem.code:
        return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
    return refused(frame.status, frame.problem)
