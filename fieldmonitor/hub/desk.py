"""What a hub does with bundles and packs: the rules, without HTTP."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldmonitor.hub.depot import Announced, Depot, OutOfTurn
from fieldmonitor.hub.problems import Refusal
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.bundles import BundlePart
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import CUSTODY_TYPE, PACK_PIECE, BundleState, CustodyNote, CustodyRole
from fieldmonitor.protocol.messages import MissingFile
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, key_id, to_text

_PIECE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a pack's file from an offset on, and the whole file's size."""

    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A hub's depot and packs; `key` signs custody."""

    depot: Depot
    key: SigningKey
    name: str
    packs: Path | None
    now: Callable[[], datetime]

    def announce(self, writer: bytes, index: bytes) -> BundleState:
        """Take the index of a bundle from the laptop that wrote it."""
        return self._state(self.depot.announce(index, writer))

    def state(self, writer: bytes, bundle: str) -> BundleState:
        """Say how far a laptop's own bundle is; one that is whole gets its custody note here."""
        return self._state(self._own(writer, bundle))

    def part(self, writer: bytes, bundle: str, sha256: str) -> BundlePart:
        """Return a part that a laptop announced, or refuse: `evidence.not_expected`."""
        for part in self._own(writer, bundle).parts:
            if part.sha256 == sha256:
                return part
        raise Refusal("evidence.not_expected")

    def append(self, part: BundlePart, offset: int, data: bytes) -> int:
        """Write bytes of a part; return its new end."""
        try:
            return self.depot.append(part, offset, data)
        except OutOfTurn as error:
            raise Refusal("evidence.offset", offset=error.offset) from error

    def finish(self, part: BundlePart) -> MissingFile:
        """Keep a part that is whole, and say how far it is."""
        return MissingFile(part.sha256, part.size, self.depot.finish(part))

    def piece(self, name: str, offset: int) -> Piece:
        """Return a piece of a pack's file; packs are signed and sealed, and a hub can read none."""
        path = self._pack_file(name)
        try:
            with path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(min(offset, size))
                return Piece(file.read(PACK_PIECE), size)
        except OSError as error:
            raise Refusal("pack.unknown", name=name) from error

    def _own(self, writer: bytes, bundle: str) -> Announced:
        announced = self.depot.find(bundle)
        if announced.writer != key_id(writer):
            raise Refusal("bundle.unknown")
        return announced

    def _state(self, announced: Announced) -> BundleState:
        bundle = announced.bundle
        for part in announced.parts:
            if self.depot.answer_of(bundle) is None:
                self.depot.finish(part)  # a kill may have come between the last byte and here
        missing = self.depot.missing(announced)
        answer = self.depot.answer_of(bundle)
        return BundleState(
            bundle,
            missing,
            None if missing else self._custody(announced),
            None if answer is None else to_text(answer),
            self.depot.refusal_of(bundle),
        )

    def _custody(self, announced: Announced) -> Envelope:
        held = self.depot.custody_of(announced.bundle)
        if held is not None:
            return decode(held, Envelope)
        note = CustodyNote(VERSION, announced.bundle, announced.size, CustodyRole.HUB, self.name, self.now())
        envelope = seal(note, CUSTODY_TYPE, self.key)
        self.depot.keep_custody(announced.bundle, encode(envelope))
        return envelope

    def _pack_file(self, name: str) -> Path:
        steps = name.split("/")
        if self.packs is None or len(steps) > DEEPEST or not all(map(_PIECE_NAME.fullmatch, steps)):
            raise Refusal("pack.unknown", name=name[:200])
        path = self.packs.joinpath(*steps)
        if (
            any(folder.is_symlink() for folder in (path, *path.parents[: len(steps) - 1]))
            or not path.is_file()
        ):
            raise Refusal("pack.unknown", name=name)
        return path
