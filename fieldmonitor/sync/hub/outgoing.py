"""Sealed bundles that wait on this laptop for a hub, and what came back for those handed over.

A bundle is sealed once and kept in a folder, so that its sending can go on where it stopped. With the
hub's note it goes; the report stays pending, here and in the outbox, until the comptroller's receipt.
"""

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.domain.errors import InputError, Offline, Refused, TrustError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.protocol.bundles import BundleFiles
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import CUSTODY_TYPE, BundleState, CustodyNote, CustodyRole
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.sync.bundle.export import export_bundle, waiting
from fieldmonitor.sync.bundle.reading import Acknowledged, bundles_in, read_index, take_acknowledgement
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.core import MessageKey
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.hub.delivery import deliver, required, sign_in
from fieldmonitor.sync.hub.pairing import KnownHub
from fieldmonitor.sync.hub.road import BundleRoad, Watch
from fieldmonitor.sync.ports import Files, Store, Unit
from fieldmonitor.sync.settling import held_back
from fieldmonitor.trust.bundles import open_bundle
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import from_text, key_id

UNKNOWN = "bundle.unknown"
SPOILT = frozenset(
    {
        "bundle.damaged",
        "bundle.incomplete",
        "bundle.bad_index",
        "evidence.hash_mismatch",
        "sync.local_file_damaged",
        "disk.missing",
        "disk.failing",
    }
)
"""What a hub or the server says of a bundle that no waiting will mend: it is sealed and handed over anew."""


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """A bundle in the laptop's folder, as it is handed over."""

    path: Path
    index: bytes
    files: BundleFiles

    @property
    def bundle(self) -> str:
        """Its name: the hash of its index."""
        return digest(self.index)

    @property
    def sizes(self) -> dict[str, int]:
        """Its parts and their sizes."""
        return {part.sha256: part.size for part in self.files.index.parts}

    def open_part(self, sha256: str) -> BinaryIO:
        """Open a part."""
        part = next(part for part in self.files.index.parts if part.sha256 == sha256)
        return self.files.path(part).open("rb")

    def discard(self) -> None:
        """Let it go: the index first, without which it is no bundle."""
        self.path.unlink(missing_ok=True)
        for part in self.files.index.parts:
            self.files.path(part).unlink(missing_ok=True)


@dataclass(slots=True)
class HubVisit:
    """What a visit to a hub did: bundles and messages handed over, and receipts brought home."""

    bundles: int = 0
    bytes: int = 0
    messages: list[MessageKey] = field(default_factory=list)
    complete: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A laptop's side of a hub. `folder` holds what is sealed and not yet handed over: ciphertext only."""

    store: Store[Unit]
    files: Files
    enrolment: Enrolment
    hub: KnownHub
    folder: Path
    now: Callable[[], datetime]
    coordinator: bytes | None = None

    def visit(
        self,
        road: BundleRoad,
        *,
        watch: Watch = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> HubVisit:
        """Bring home what came for this laptop, then hand over what waits.

        Raises Offline (what is there stays there; the next visit goes on) or Refused.
        """
        sign_in(road, self.enrolment.device_key)
        done = HubVisit()
        self._collect(road, done)
        self._seal()
        for sealed in self.sealed():
            state = deliver(road, sealed, watch=watch, stop=stop)
            self._take_custody(sealed, state)
            done.bundles += 1
            done.bytes += sum(sealed.sizes.values())
            with self.store.read() as unit:
                done.messages += unit.custody.messages_of(sealed.bundle)
            sealed.discard()
        return done

    def collect(self, road: BundleRoad) -> HubVisit:
        """Only bring home what came for this laptop."""
        sign_in(road, self.enrolment.device_key)
        done = HubVisit()
        self._collect(road, done)
        return done

    def sealed(self) -> list[SealedBundle]:
        """Return the bundles that wait for a hub.

        One whose messages are all receipted is let go; so is one that a kill left before its messages were
        noted, and one with a message that a person holds back since: what else it holds is sealed anew.
        """
        found = []
        for path in bundles_in(self.folder):
            index = path.read_bytes()
            sealed = SealedBundle(path, index, read_index(path))
            if self._settled(sealed.bundle) or self._holds_back(sealed.bundle):
                sealed.discard()
            else:
                found.append(sealed)
        return found

    def _seal(self) -> None:
        """Seal what waits and lies neither with this hub nor in the folder."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ready = {sealed.bundle for sealed in self.sealed()}
        holder = key_id(self.hub.key)
        with self.store.read() as unit:
            here = {key for bundle in ready for key in unit.custody.messages_of(bundle)}
            wanted = [
                (message.id, message.version)
                for message in waiting(unit)
                if (message.id, message.version) not in here
                and not any(n.holder == holder for n in unit.custody.for_message(message.id, message.version))
            ]
        if wanted:
            with suppress(InputError):  # all of it was receipted meanwhile
                export_bundle(
                    self.store,
                    self.files,
                    self.enrolment,
                    self.folder,
                    self.now(),
                    coordinator=self.coordinator,
                    only=wanted,
                )

    def _take_custody(self, sealed: SealedBundle, state: BundleState) -> None:
        note = verify_custody(state.custody, self.hub.key, sealed.bundle, sum(sealed.sizes.values()))
        with self.store.write() as unit:
            unit.custody.add(note)
            count = len(unit.custody.messages_of(sealed.bundle))
            unit.log.add(LogEntry(self.now(), LogCode.CUSTODY, {"name": note.name, "messages": count}))

    def _collect(self, road: BundleRoad, done: HubVisit) -> None:
        holder = key_id(self.hub.key)
        with self.store.read() as unit:
            notes = [note for note in unit.custody.list() if note.holder == holder]
        for note in notes:
            if self._settled(note.bundle):
                continue
            try:
                state = required(road.bundle_state(note.bundle))
            except Refused as refusal:
                if refusal.code != UNKNOWN:
                    raise
                self._lost(note)
                done.problems.append(UNKNOWN)
                continue
            if state.answer is None and (state.missing or state.problem in SPOILT):  # signed for, lost since
                self._lost(note)
                done.problems.append(state.problem or UNKNOWN)
                continue
            if state.problem is not None:
                done.problems.append(state.problem)
            if state.answer is not None:
                done.complete += self._take_answer(state.answer, done).complete

    def _take_answer(self, text: str, done: HubVisit) -> Acknowledged:
        """Open what the comptroller sealed to us; whatever else a hub gives is left, and told."""
        clear = io.BytesIO()
        try:
            open_bundle(io.BytesIO(from_text(text)), clear, self.enrolment.device_key)
            envelope = decode(clear.getvalue(), Envelope)
            return take_acknowledgement(self.store, self.enrolment, envelope, self.now())
        except TrustError as error:
            done.problems.append(error.code)
            return Acknowledged(0, 0)

    def _lost(self, note: StoredCustody) -> None:
        with self.store.write() as unit:
            unit.custody.remove(note.bundle, note.holder)
            unit.log.add(LogEntry(self.now(), LogCode.CUSTODY_LOST, {"name": note.name}))

    def _settled(self, bundle: str) -> bool:
        with self.store.read() as unit:
            keys = unit.custody.messages_of(bundle)
            return all(
                any(receipt.kind == ReceiptKind.COMPLETE for receipt in unit.receipts.for_message(*key))
                for key in keys
            )

    def _holds_back(self, bundle: str) -> bool:
        with self.store.read() as unit:
            return any(held_back(unit, key) for key in unit.custody.messages_of(bundle))


def verify_custody(envelope: Envelope | None, key: bytes, bundle: str, size: int) -> StoredCustody:
    """Read a custody note for a bundle; TrustError `custody.not_given` for anything else."""
    if envelope is None:
        raise Offline("custody.not_given")
    note = unseal(envelope, CUSTODY_TYPE, key, CustodyNote)
    if (note.bundle, note.size) != (bundle, size):
        raise TrustError("custody.not_given")
    role = CustodyRole(note.role)
    return StoredCustody(bundle, key_id(key), role, note.name[:100], note.at, encode(envelope))
