"""How old the pack is that a profile works with; light enough to be asked whenever home is shown."""

from dataclasses import dataclass
from datetime import datetime

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.packs.age import EXPIRED, notices
from fieldmonitor.sync.conversation import LAST_SYNC
from fieldmonitor.sync.pack.memory import LoadedPack, loaded_pack


@dataclass(frozen=True, slots=True)
class PackStanding:
    """The pack that this profile works with, and what is to be said of its age today."""

    pack: LoadedPack
    notices: tuple[str, ...]


def standing(ws: Workspace) -> PackStanding | None:
    """Return the pack that was loaded last; None before the first."""
    with ws.store.read() as uow:
        pack = loaded_pack(uow.settings)
    if pack is None:
        return None
    return PackStanding(pack, notices(pack.built_at, pack.expires, ws.clock.now()))


def overdue(ws: Workspace) -> PackStanding | None:
    """Return the pack if a person should be told of its age wherever they begin.

    Whoever has synchronised since it expired has newer works than it brought, and is left in peace.
    """
    told = standing(ws)
    if told is None or not told.notices:
        return None
    if EXPIRED not in told.notices:
        return told
    with ws.store.read() as uow:
        last = uow.settings.get(LAST_SYNC)
    return None if last and datetime.fromisoformat(last) >= told.pack.expires else told
