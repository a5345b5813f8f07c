"""A coordinator takes the bundles on a stick into custody, and passes them on; their writers learn of it.

Nothing here clears a queue: only the comptroller's receipts do, and they come back sealed to the writer.
"""

import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.domain.errors import EnvironmentFault, Refused, TrustError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.bundles import INDEX_SUFFIX, BundleFiles
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import (
    CARD_TYPE,
    CUSTODY_TYPE,
    LARGEST_ANSWER,
    CarrierCard,
    CustodyNote,
    CustodyPaper,
    CustodyRole,
)
from fieldmonitor.sync.bundle.reading import Acknowledged, bundles_in, read_index, take_acknowledgement
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.hub.delivery import deliver, sign_in
from fieldmonitor.sync.hub.forwarding import Forwarded
from fieldmonitor.sync.hub.road import BundleRoad
from fieldmonitor.sync.ports import Store, Unit
from fieldmonitor.system.disk import require_space
from fieldmonitor.system.durable import private_folder, sync_file, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.bundles import open_bundle
from fieldmonitor.trust.envelopes import seal, unseal
from fieldmonitor.trust.keys import SigningKey, from_text, key_id, to_text

CUSTODY_SUFFIX, ANSWER_SUFFIX, CARD_FILE = ".custody.json", ".answer", "coordinacion.card.json"
LARGEST_PAPER = 256 * 1024


@dataclass(frozen=True, slots=True)
class Collected:
    """What a coordinator took from a stick: bundles and bytes; those known before; answers left on it."""

    bundles: int = 0
    bytes: int = 0
    known: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle in a coordinator's folder: index and parts as they lay on the stick."""

    path: Path
    files: BundleFiles

    @property
    def index(self) -> bytes:
        """The index as its writer signed it."""
        return self.path.read_bytes()

    @property
    def sizes(self) -> dict[str, int]:
        """Its parts and their sizes."""
        return {part.sha256: part.size for part in self.files.index.parts}

    @property
    def answer(self) -> Path:
        """Where the comptroller's sealed answer lies, once there is one."""
        return self.path.parent / "answer"

    def open_part(self, sha256: str) -> BinaryIO:
        """Open a part."""
        return (self.path.parent / sha256).open("rb")


def collect(stick: Path, into: Path, key: SigningKey, card: Envelope, now: datetime) -> Collected:
    """Take every whole bundle on a stick: copied, read back, noted on the stick; and leave what came for it.

    The card stays on the stick, so that what is written to it next is sealed to this coordinator too.
    Raises TrustError `bundle.damaged`, EnvironmentFault `bundle.incomplete`, `disk.full` or the disk's.
    """
    done = [_collect_one(path, into, key, card, now) for path in bundles_in(stick)]
    write_durably(stick / CARD_FILE, encode(card))
    return Collected(
        sum(new for new, _size, _answer in done),
        sum(size for new, size, _answer in done if new),
        sum(not new for new, _size, _answer in done),
        sum(answer for _new, _size, answer in done),
    )


def _collect_one(
    path: Path, into: Path, key: SigningKey, card: Envelope, now: datetime
) -> tuple[bool, int, bool]:
    found = read_index(path)
    found.check()
    index = path.read_bytes()
    size = sum(part.size for part in found.index.parts)
    folder = into / digest(index)
    stem = path.name.removesuffix(INDEX_SUFFIX)
    new = not (folder / f"bundle{INDEX_SUFFIX}").exists()
    if new:
        require_space(into, size)
        private_folder(folder)
        for part in found.index.parts:
            _copy(found.path(part), folder / part.sha256)
        BundleFiles(folder, found.envelope, found.index, by_hash=True).check()
        write_durably(folder / f"bundle{INDEX_SUFFIX}", index)
    name = decode(from_text(card.payload), CarrierCard).name
    note = CustodyNote(VERSION, digest(index), size, CustodyRole.COORDINATOR, name, now)
    paper = CustodyPaper(seal(note, CUSTODY_TYPE, key), card)
    write_durably(path.with_name(stem + CUSTODY_SUFFIX), encode(paper))
    answer = folder / "answer"
    if answer.exists():
        write_durably(path.with_name(stem + ANSWER_SUFFIX), answer.read_bytes())
    return new, size, answer.exists()


def _copy(source: Path, target: Path) -> None:
    part = target.with_suffix(".part")
    try:
        with source.open("rb") as given, part.open("wb") as taken:
            shutil.copyfileobj(given, taken, 1 << 20)
            sync_file(taken)
        part.replace(target)
    except OSError as error:
        raise disk_fault(error, target) from error


def kept_in(into: Path) -> Iterator[Kept]:
    """Give the bundles that a coordinator keeps."""
    for path in sorted(into.glob(f"*/bundle{INDEX_SUFFIX}")):
        found = read_index(path)
        yield Kept(path, BundleFiles(path.parent, found.envelope, found.index, by_hash=True))


def carry_on(road: BundleRoad, key: SigningKey, into: Path) -> Forwarded:
    """Pass on what a coordinator keeps, sealed as it is; the answers wait for their sticks.

    Raises Offline when the network ends it. What the server refuses stays, and stops nothing else.
    """
    waiting = [kept for kept in kept_in(into) if not kept.answer.exists()]
    if not waiting:
        return Forwarded()
    sign_in(road, key)
    answered = refused = 0
    for kept in waiting:
        try:
            state = deliver(road, kept)
        except (Refused, EnvironmentFault):
            refused += 1
            continue
        if state.answer is not None:
            write_durably(kept.answer, from_text(state.answer))
            answered += 1
            for sha256 in kept.sizes:
                with suppress(OSError):
                    (kept.path.parent / sha256).unlink()
        else:
            refused += state.problem is not None
    return Forwarded(answered, refused, len(waiting) - answered - refused)


def coordinator_on(stick: Path, enrolment: Enrolment) -> bytes | None:
    """Return the key of the coordinator whose card lies on a stick, if comptroller and region are ours."""
    path = stick / CARD_FILE
    if not path.is_file():
        return None
    try:
        card = _card(decode(_bounded(path), Envelope), enrolment)
    except TrustError:
        return None
    return from_text(card.device_key)


def take_notes(store: Store[Unit], enrolment: Enrolment, stick: Path, now: datetime) -> int:
    """Learn from a stick who has taken this laptop's bundles; return how many notes were new."""
    new = 0
    for path in sorted(stick.glob(f"*{CUSTODY_SUFFIX}")):
        with suppress(TrustError):
            note = _note(decode(_bounded(path), CustodyPaper), enrolment)
            with store.write() as unit:
                messages = unit.custody.messages_of(note.bundle)
                known = {(held.bundle, held.holder) for held in unit.custody.list()}
                if not messages or (note.bundle, note.holder) in known:
                    continue
                unit.custody.add(note)
                params: dict[str, object] = {"name": note.name, "messages": len(messages)}
                unit.log.add(LogEntry(now, LogCode.CUSTODY, params))
                new += 1
    return new


def take_answers(store: Store[Unit], enrolment: Enrolment, stick: Path, now: datetime) -> Acknowledged:
    """Take the comptroller's answers that a coordinator brought back; another's are left."""
    complete = others = 0
    for path in sorted(stick.glob(f"*{ANSWER_SUFFIX}")):
        clear = io.BytesIO()
        try:
            open_bundle(io.BytesIO(_bounded(path, LARGEST_ANSWER)), clear, enrolment.device_key)
            taken = take_acknowledgement(store, enrolment, decode(clear.getvalue(), Envelope), now)
        except TrustError:
            others += 1
            continue
        complete, others = complete + taken.complete, others + taken.others
    return Acknowledged(complete, others)


def _card(envelope: Envelope, enrolment: Enrolment) -> CarrierCard:
    card = unseal(envelope, CARD_TYPE, enrolment.receipt_key, CarrierCard)
    if card.role is not CustodyRole.COORDINATOR or card.region not in ("", enrolment.region):
        raise TrustError("custody.stranger")
    return card


def _note(paper: CustodyPaper, enrolment: Enrolment) -> StoredCustody:
    card = _card(paper.card, enrolment)
    key = from_text(card.device_key)
    note = unseal(paper.note, CUSTODY_TYPE, key, CustodyNote)
    if note.role is not CustodyRole.COORDINATOR:
        raise TrustError("custody.stranger")
    return StoredCustody(note.bundle, key_id(key), note.role, card.name[:100], note.at, encode(paper.note))


def _bounded(path: Path, limit: int = LARGEST_PAPER) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise disk_fault(error, path) from error
    if len(data) > limit:
        raise TrustError("protocol.malformed", kind=path.suffix, reason="size")
    return data


def card_text(card: Envelope) -> str:
    """Return a card as a setting keeps it."""
    return to_text(encode(card))


def read_card(text: str) -> Envelope:
    """Read a card as a setting keeps it."""
    return decode(from_text(text), Envelope)
