"""A memory stick as the window uses it: what fits, copying with progress, receipts brought back."""

from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.app import bundles
from fieldmonitor.app.bundles import BroughtIn
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.sync.bundle.export import Exported
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.system.disk import Space, space
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.system.volumes import Volume, volume_name, volumes


@dataclass(frozen=True, slots=True)
class Load:
    """What waits to be carried: messages, and their bytes with and without the originals."""

    messages: int
    whole: int
    light: int


def load(ws: Workspace) -> Load:
    """Return what a copy would hold now."""
    with ws.store.read() as uow:
        queue = uow.overview.queue
        waiting, held = queue.waiting_count()
        return Load(
            waiting - held,
            queue.waiting_size(originals=True),
            queue.waiting_size(originals=False),
        )


def plugged_in() -> tuple[Volume, ...]:
    """Return the memories that are plugged in."""
    return volumes()


def at(folder: Path) -> Volume:
    """Return a folder that a person chose as a place to copy to."""
    return Volume(folder, volume_name(folder) if folder.parent == folder else str(folder), room(folder))


def room(folder: Path) -> Space:
    """Return the space where a folder lies."""
    return space(folder)


def copy_to(ws: Workspace, folder: Path, work: LongWork, *, originals: bool) -> Exported:
    """Write what waits, sealed and read back; raises Cancelled, and then nothing of it is left there."""
    files = StoredFiles(ws.store, ws.blobs)
    return bundles.export(ws, files, folder, originals=originals, progress=work.stands)


def take_from(ws: Workspace, folder: Path) -> BroughtIn:
    """Take the receipts that lie on a stick; others' bundles stay as they are."""
    return bundles.bring_in(ws, folder, None)
