"""Looking after a profile: backups by themselves, the check of what is kept, letting go what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import EnvironmentFault, FieldMonitorError, InputError
from fieldmonitor.store.backup import Backup, back_up, backups, beside
from fieldmonitor.store.retention import ORIGINALS_DAYS, Freeable, Tidied, free, freeable, tidy
from fieldmonitor.system.disk import RESERVE_BYTES, VISIT_BYTES, Space, space
from fieldmonitor.system.long_work import LongWork

Copy = Backup
Freed = Freeable
FREED_AFTER_DAYS = ORIGINALS_DAYS
"""What screens name; they know nothing of the store."""

SECOND_PLACE = "backup_place"
"""Setting: a folder on another disk that gets every backup too; none if it is not there."""

LAST_BACKUP = "last_backup"
LAST_CHECK = "last_check"
IDLE_MINUTES = "idle_minutes"
"""Setting: after how long without a key or a move of the pointer the profile locks itself."""

IDLE_CHOICES = (2, 5, 10, 20, 30)
IDLE_DEFAULT = 10
EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup asked for by a person came to; `missed` says why the second place got none."""

    made: tuple[Backup, ...]
    missed: FieldMonitorError | None = None


@dataclass(frozen=True, slots=True)
class Safety:
    """How a profile's copies stand; times in UTC."""

    last: datetime | None
    second: Path | None
    second_there: bool
    kept: tuple[Backup, ...]
    checked: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found, and how much it looked at; no problem means that all is well."""

    problems: tuple[str, ...]
    files: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SpaceWarning:
    """The disk is too full for a visit (`free` and `needed` in bytes), or so full that saving may fail."""

    free: int
    needed: int
    critical: bool


@dataclass(frozen=True, slots=True)
class Storage:
    """Bytes: on the disk, in the profile's files, and what may be let go because it was receipted whole."""

    disk: Space
    files: int
    freeable: Freeable


def own_place(ws: Workspace) -> Path:
    """Return where a profile's backups lie when nobody named a place: beside the profile, not inside."""
    return beside(ws.folder)


def back_up_now(ws: Workspace, place: Path | None = None, work: LongWork | None = None) -> Backup:
    """Back up to a place, or to the profile's own."""
    made = back_up(ws.store, ws.folder, place or own_place(ws), ws.clock.now(), work=work)
    with ws.store.write() as uow:
        uow.settings.set(LAST_BACKUP, made.made_at.isoformat())
    return made


def back_up_everywhere(ws: Workspace, work: LongWork | None = None) -> BackedUp:
    """Back up to the profile's own place, and to the second one where one is named."""
    first = back_up_now(ws, work=work)
    second = ws.setting(SECOND_PLACE)
    if not second:
        return BackedUp((first,))
    if not Path(second).is_dir():
        return BackedUp((first,), EnvironmentFault("disk.missing", path=second))
    try:
        return BackedUp((first, back_up(ws.store, ws.folder, Path(second), ws.clock.now(), work=work)))
    except FieldMonitorError as error:
        return BackedUp((first,), error)


def choose_second_place(ws: Workspace, place: Path | None) -> None:
    """Name the second place for backups, or none; a place inside the profile would be lost with it."""
    if place is not None and place.resolve().is_relative_to(ws.folder.resolve()):
        raise InputError("backup.place_inside", folder=str(place))
    with ws.store.write() as uow:
        uow.settings.set(SECOND_PLACE, str(place) if place else "")


def kept_backups(ws: Workspace) -> list[Backup]:
    """Return the backups in the profile's own place and the second one, newest first."""
    second = ws.setting(SECOND_PLACE)
    places = {own_place(ws), *([Path(second)] if second else [])}
    return sorted((b for place in places for b in backups(place)), key=lambda b: b.made_at, reverse=True)


def safety(ws: Workspace) -> Safety:
    """Return how the copies of a profile stand."""
    with ws.store.read() as uow:
        last, second, checked = (uow.settings.get(name) for name in (LAST_BACKUP, SECOND_PLACE, LAST_CHECK))
    place = Path(second) if second else None
    return Safety(
        datetime.fromisoformat(last) if last else None,
        place,
        place is not None and place.is_dir(),
        tuple(kept_backups(ws)),
        datetime.fromisoformat(checked) if checked else None,
    )


def daily_care(ws: Workspace) -> Tidied | None:
    """Back up and let go what is due, once a day; a second place that is not there today is no trouble."""
    last = ws.setting(LAST_BACKUP)
    if last and abs(ws.clock.now() - datetime.fromisoformat(last)) < EVERY:
        return None
    # Where the stick is full or was pulled out, the backup in the first place is whole.
    back_up_everywhere(ws)
    return tidy(ws.store, ws.blobs, ws.clock.now())


def free_space(ws: Workspace) -> Space:
    """Return the room on the profile's disk; a visit should not be begun without `enough_for_visit`."""
    return space(ws.folder)


def space_warning(ws: Workspace) -> SpaceWarning | None:
    """Return what to say before a visit where the disk is too full for one; None where there is room."""
    room = free_space(ws)
    if room.enough_for_visit:
        return None
    return SpaceWarning(room.free, VISIT_BYTES, room.free < 2 * RESERVE_BYTES)


def storage(ws: Workspace) -> Storage:
    """Return what a profile takes up, and what of it may be let go."""
    with ws.store.read() as uow:
        return Storage(free_space(ws), uow.blobs.total_bytes(), freeable(uow))


def free_receipted(ws: Workspace) -> Freeable:
    """Let go the originals that a complete receipt covers; their small copies stay."""
    return free(ws.store, ws.blobs)


def check(ws: Workspace, work: LongWork | None = None) -> list[str]:
    """Return what is wrong with the database and the kept files; nothing, if all is well."""
    return [*ws.store.integrity(), *ws.blobs.verify(ws.store, work)]


def check_up(ws: Workspace, work: LongWork | None = None) -> Health:
    """Check everything that is kept, and remember when; one that was ended counts for nothing."""
    problems = tuple(check(ws, work))
    now = ws.clock.now()
    with ws.store.write() as uow:
        files = len(uow.blobs.all())
        uow.settings.set(LAST_CHECK, now.isoformat())
    return Health(problems, files, now)


def idle_minutes(ws: Workspace) -> int:
    """Return after how many quiet minutes the profile locks itself."""
    held = ws.setting(IDLE_MINUTES)
    return int(held) if held and held.isdecimal() and int(held) in IDLE_CHOICES else IDLE_DEFAULT


def set_idle_minutes(ws: Workspace, minutes: int) -> None:
    """Choose after how many quiet minutes the profile locks itself; there is no never."""
    if minutes not in IDLE_CHOICES:
        raise InputError("settings.idle_minutes", minutes=minutes)
    with ws.store.write() as uow:
        uow.settings.set(IDLE_MINUTES, str(minutes))
