"""Answers that could not be saved, kept sealed while their profile is locked.

They are not written anywhere: what keeps the store from taking them, as a full disk, may keep any file from
it. So they stay in memory, where only the vault's own key opens them again.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from fieldmonitor.app.drafts import Draft, Snapshot, open_draft, save
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import FieldMonitorError, InputError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.trust.sealing import open_sealed, seal_stream


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What was sealed, after unlocking: `drafts` still wait to be saved, `sealed` could not be opened."""

    drafts: dict[str, Draft]
    sealed: tuple[bytes, ...]


def put_by(ws: Workspace, snapshots: Iterable[Snapshot]) -> tuple[bytes, ...]:
    """Save drafts before their profile closes, and return sealed those that the store does not take."""
    return tuple(_sealed(ws, snapshot) for snapshot in snapshots if not _settled(ws, snapshot))


def take_up(ws: Workspace, sealed: Iterable[bytes], language: str = "es") -> TakenUp:
    """Save what was put by; what the store still does not take is opened as a draft that waits for it."""
    drafts: dict[str, Draft] = {}
    closed: list[bytes] = []
    for held in sealed:
        try:
            snapshot = _opened(ws, held)
            if not _settled(ws, snapshot):
                draft = open_draft(ws, snapshot.key, language, instead=snapshot)
                draft.unsaved = True
                drafts[str(snapshot.key)] = draft
        except FieldMonitorError:
            closed.append(held)  # whoever unlocks next tries again
    return TakenUp(drafts, tuple(closed))


def _settled(ws: Workspace, snapshot: Snapshot) -> bool:
    """Save a draft; return False if it must wait. One that is signed or gone takes no answer any more."""
    try:
        save(ws, snapshot)
    except InputError:
        return True
    except Exception:  # noqa: BLE001 - whatever keeps it from being written, the answer is kept
        return False
    return True


def _sealed(ws: Workspace, snapshot: Snapshot) -> bytes:
    target = io.BytesIO()
    seal_stream(io.BytesIO(encode(snapshot)), target, ws.put_by_key)
    return target.getvalue()


def _opened(ws: Workspace, sealed: bytes) -> Snapshot:
    with open_sealed(io.BytesIO(sealed), ws.put_by_key) as clear:
        return decode(clear.read(), Snapshot)
