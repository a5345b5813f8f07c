"""Looking after a profile: backups by themselves, the check of what is kept, letting go what is due."""

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.store.backup import Backup, back_up, backups, beside
from fieldmonitor.store.retention import Tidied, tidy
from fieldmonitor.system.disk import Space, space

SECOND_PLACE = "backup_place"
"""Setting: a folder on another disk that gets every backup too; none if it is not there."""

LAST_BACKUP = "last_backup"
EVERY = timedelta(days=1)


def own_place(ws: Workspace) -> Path:
    """Return where a profile's backups lie when nobody named a place: beside the profile, not inside."""
    return beside(ws.folder)


def back_up_now(ws: Workspace, place: Path | None = None) -> Backup:
    """Back up to a place, or to the profile's own."""
    made = back_up(ws.store, ws.folder, place or own_place(ws), ws.clock.now())
    with ws.store.write() as uow:
        uow.settings.set(LAST_BACKUP, made.made_at.isoformat())
    return made


def kept_backups(ws: Workspace) -> list[Backup]:
    """Return the backups in the profile's own place and the second one, newest first."""
    second = ws.setting(SECOND_PLACE)
    places = [own_place(ws), *([Path(second)] if second else [])]
    return sorted((b for place in places for b in backups(place)), key=lambda b: b.made_at, reverse=True)


def daily_care(ws: Workspace) -> Tidied | None:
    """Back up and let go what is due, once a day; a second place that is not there today is no trouble."""
    last = ws.setting(LAST_BACKUP)
    if last and abs(ws.clock.now() - datetime.fromisoformat(last)) < EVERY:
        return None
    back_up_now(ws)
    second = ws.setting(SECOND_PLACE)
    if second and Path(second).is_dir():
        # The stick is full or was pulled out: the backup in the first place is whole.
        with contextlib.suppress(EnvironmentFault):
            back_up(ws.store, ws.folder, Path(second), ws.clock.now())
    return tidy(ws.store, ws.blobs, ws.clock.now())


def free_space(ws: Workspace) -> Space:
    """Return the room on the profile's disk; a visit should not be begun without `enough_for_visit`."""
    return space(ws.folder)


def check(ws: Workspace) -> list[str]:
    """Return what is wrong with the database and the kept files; nothing, if all is well."""
    return [*ws.store.integrity(), *ws.blobs.verify(ws.store)]
