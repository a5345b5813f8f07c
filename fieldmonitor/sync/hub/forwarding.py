"""Passing a hub's bundles on to the server, and keeping what it answers for the laptops that wrote them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from fieldmonitor.domain.errors import EnvironmentFault, Offline, Refused
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.hub.delivery import deliver, sign_in
from fieldmonitor.sync.hub.road import BundleRoad
from fieldmonitor.trust.keys import SigningKey, from_text

SPOILT = frozenset({"evidence.hash_mismatch", Trouble.LOCAL_FILE})
"""Troubles that lie in the bundle's bytes here, and in no network."""


class Part(Protocol):
    """A part of a bundle."""

    @property
    def sha256(self) -> str: ...

    @property
    def size(self) -> int: ...


class Announced(Protocol):
    """A bundle that a hub keeps."""

    @property
    def bundle(self) -> str: ...

    @property
    def parts(self) -> Sequence[Part]: ...


class Kept(Protocol):
    """A hub's folder of bundles."""

    def waiting(self) -> Sequence[Announced]: ...

    def index_of(self, bundle: str, /) -> bytes: ...

    def open_part(self, sha256: str, /) -> BinaryIO: ...

    def keep_answer(self, bundle: str, answer: bytes, /) -> None: ...

    def keep_refusal(self, bundle: str, code: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What a pass did: bundles answered, refused, and left for the next pass."""

    answered: int = 0
    refused: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Sealed:
    kept: Kept
    announced: Announced

    @property
    def index(self) -> bytes:
        return self.kept.index_of(self.announced.bundle)

    @property
    def sizes(self) -> dict[str, int]:
        return {part.sha256: part.size for part in self.announced.parts}

    def open_part(self, sha256: str) -> BinaryIO:
        return self.kept.open_part(sha256)


def forward(
    road: BundleRoad, key: SigningKey, kept: Kept, stop: Callable[[], bool] = lambda: False
) -> Forwarded:
    """Pass on what waits. Raises Offline when the network ends it (the next pass goes on) or Refused when
    the server does not know this hub. A bundle that the server refuses stays, and stops no other.
    """
    bundles = kept.waiting()
    if not bundles:
        return Forwarded()
    sign_in(road, key)
    answered = refused = left = 0
    for announced in bundles:
        try:
            state = deliver(road, _Sealed(kept, announced), stop=stop)
        except Refused as refusal:
            kept.keep_refusal(announced.bundle, refusal.code)
            refused += 1
            continue
        except (EnvironmentFault, Offline) as trouble:
            if isinstance(trouble, Offline) and trouble.code not in SPOILT:
                raise
            kept.keep_refusal(announced.bundle, trouble.code)  # the hub's own disk: its writer is told
            refused += 1
            continue
        if state.answer is not None:
            kept.keep_answer(announced.bundle, from_text(state.answer))
            answered += 1
        elif state.problem is not None:
            kept.keep_refusal(announced.bundle, state.problem)
            refused += 1
        else:
            left += 1
    return Forwarded(answered, refused, left)
