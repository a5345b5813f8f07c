"""Handing a sealed bundle over, piece by piece; broken off anywhere, it goes on where the other side is."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import BinaryIO, Protocol

from fieldmonitor.domain.errors import Offline, Refused
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import digest
from fieldmonitor.protocol.hub import BundleState
from fieldmonitor.protocol.messages import MissingFile, Problem
from fieldmonitor.sync.carrier import Answer, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.hub.road import BundleRoad, Watch
from fieldmonitor.trust.keys import SigningKey

CHUNK = 1024 * 1024
MOST_TURNS = 20
"""Of a part whose offset keeps moving under us, or that does not become whole: the other side is odd."""


class Sealed(Protocol):
    """A bundle on this machine: its index as signed, and its parts by their hashes."""

    @property
    def index(self) -> bytes: ...

    @property
    def sizes(self) -> dict[str, int]: ...

    def open_part(self, sha256: str) -> BinaryIO: ...


def deliver(
    road: BundleRoad,
    sealed: Sealed,
    *,
    watch: Watch = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
) -> BundleState:
    """Hand a bundle over and return how it stands there: no part missing.

    Raises Offline (again later; what is there stays there) or Refused with the other side's code.
    """
    state = _announced(road, sealed)
    total = sum(sealed.sizes.values())
    for _turn in range(MOST_TURNS):
        if not state.missing:
            watch(total, total)
            return state
        held = total - sum(entry.size - entry.offset for entry in state.missing)
        for entry in state.missing:
            if sealed.sizes.get(entry.sha256) != entry.size or not 0 <= entry.offset <= entry.size:
                raise Offline(Trouble.ODD_ANSWER)
            _send(road, state.bundle, sealed, entry, partial(_tell, watch, held, total), stop)
            held += entry.size - entry.offset
        state = _known(road.bundle_state(state.bundle), state.bundle)
    raise Offline(Trouble.NO_PROGRESS)


def sign_in(road: BundleRoad, key: SigningKey) -> None:
    """Sign in. A nonce that was spent by a lost answer is trouble of the moment: Offline, not Refused."""
    answer = road.sign_in(key)
    if answer.outcome is Outcome.AUTH:
        raise Offline(answer.code or Trouble.NO_ANSWER)
    answer.required()


def _announced(road: BundleRoad, sealed: Sealed) -> BundleState:
    return _known(road.announce(sealed.index), digest(sealed.index))


def _known(answer: Answer[BundleState], bundle: str) -> BundleState:
    state = required(answer)
    if state.bundle != bundle:
        raise Offline(Trouble.ODD_ANSWER)
    return state


def required(answer: Answer[BundleState]) -> BundleState:
    """Return what was answered; a sign-in that ran out is trouble of the moment."""
    if answer.outcome is Outcome.AUTH:
        raise Offline(answer.code or Trouble.NO_ANSWER)
    return answer.required()


def _send(
    road: BundleRoad,
    bundle: str,
    sealed: Sealed,
    entry: MissingFile,
    watch: Callable[[int], None],
    stop: Callable[[], bool],
) -> None:
    offset, turns = entry.offset, 0
    with closing(sealed.open_part(entry.sha256)) as source:
        while offset < entry.size:
            source.seek(offset)
            length = min(CHUNK, entry.size - offset)
            told = partial(_tell_more, watch, offset - entry.offset)
            chunk = Chunk(entry.sha256, entry.size, offset, length, source, told, stop)
            after = _moved(road.send_part(bundle, chunk))
            turns = 0 if after == offset + length else turns + 1
            if turns >= MOST_TURNS or not 0 <= after <= entry.size:
                raise Offline(Trouble.NO_PROGRESS)
            offset = after


def _tell(watch: Watch, held: int, total: int, sent: int) -> None:
    watch(held + sent, total)


def _tell_more(watch: Callable[[int], None], before: int, sent: int) -> None:
    watch(before + sent)


def _moved(answer: Answer[MissingFile]) -> int:
    if answer.value is not None:
        return answer.value.offset
    if answer.outcome in (Outcome.TRANSIENT, Outcome.AUTH):
        raise Offline(answer.code or Trouble.NO_ANSWER)
    problem = answer.problem or Problem(Trouble.ODD_ANSWER)
    if problem.code == "evidence.hash_mismatch":  # spoilt on the way: from the start, another time
        raise Offline(problem.code)
    raise Refused(problem.code, **(problem.params or {}))
