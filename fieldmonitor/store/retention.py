"""What may go, and when: the trash after thirty days, originals long after a complete receipt.

Time for this runs by a clock of its own, which moves at most a day for each day the program is used. A
laptop whose clock jumps ten years ahead must not empty the trash of this morning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fieldmonitor.store.blob_rows import BlobRow
from fieldmonitor.store.blobs import Blobs
from fieldmonitor.store.engine import Store
from fieldmonitor.store.settings import Settings
from fieldmonitor.store.unit_of_work import UnitOfWork

TRASH_DAYS = 30
ORIGINALS_DAYS = 180
ORIGINALS_SETTING = "keep_originals_days"
"""How long originals stay after the complete receipt, in days; "never" keeps them."""

NEVER = "never"

_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
_CLOCK, _STEP = "retention_clock", "retention_step"
_DAY, _NEARLY_A_DAY = timedelta(days=1), timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was let go: reports out of the trash, and files with their clear size."""

    reports: int
    files: int
    size: int


def tidy(store: Store, blobs: Blobs, now: datetime) -> Tidied:
    """Let go what is due; call it once after unlocking. Nothing unsent or unreceipted is ever due."""
    with store.write() as uow:
        time = retention_time(uow.settings, now)
        gone = uow.reports.purge(time - timedelta(days=TRASH_DAYS))
        uow.evidence.purge(time - timedelta(days=TRASH_DAYS))
        doomed = [*uow.blobs.unused(), *_receipted_originals(uow, time)]
        rows = _kept(uow, doomed)
        for row in rows:
            uow.blobs.destroy(row.sha256)
    # Only now, when no rollback can bring their keys back.
    for row in rows:
        blobs.remove(row.path)
    blobs.sweep(store)
    return Tidied(len(gone), len(rows), sum(row.size for row in rows))


@dataclass(frozen=True, slots=True)
class Freeable:
    """Originals that a complete receipt covers and that have a small copy here: how many, and their bytes."""

    files: int
    size: int


def freeable(uow: UnitOfWork) -> Freeable:
    """Return what `free` would let go."""
    rows = _kept(uow, uow.evidence.receipted_originals(_ALWAYS))
    return Freeable(len(rows), sum(row.size for row in rows))


def free(store: Store, blobs: Blobs) -> Freeable:
    """Let receipted originals go before their time, because a person asked; nothing else is touched."""
    with store.write() as uow:
        rows = _kept(uow, uow.evidence.receipted_originals(_ALWAYS))
        for row in rows:
            uow.blobs.destroy(row.sha256)
    for row in rows:
        blobs.remove(row.path)
    return Freeable(len(rows), sum(row.size for row in rows))


def _kept(uow: UnitOfWork, hashes: Sequence[str]) -> list[BlobRow]:
    return uow.blobs.among(hashes)


def retention_time(settings: Settings, now: datetime) -> datetime:
    """Move the clock of retention by at most a day, once for each day of use, and return it."""
    held, stepped = _time(settings, _CLOCK), _time(settings, _STEP)
    if held is None or stepped is None or now < held:
        held = now
    elif abs(now - stepped) >= _NEARLY_A_DAY:
        held = min(now, held + _DAY)
    else:
        return held
    settings.set(_CLOCK, held.isoformat())
    settings.set(_STEP, now.isoformat())
    return held


def _receipted_originals(uow: UnitOfWork, time: datetime) -> Sequence[str]:
    chosen = uow.settings.get(ORIGINALS_SETTING, str(ORIGINALS_DAYS))
    if chosen is None or not chosen.isdecimal():
        return []
    return uow.evidence.receipted_originals(time - timedelta(days=int(chosen)))


def _time(settings: Settings, key: str) -> datetime | None:
    text = settings.get(key)
    return datetime.fromisoformat(text) if text else None
