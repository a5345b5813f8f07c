"""The demo, composed: an embedded server, a fresh profile, and the story or the window."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.entry import QUICK, DemoEntry
from fieldmonitor.bootstrap.profile import carrier_for, create_profile, engine_for, open_profile
from fieldmonitor.bootstrap.server import require_server
from fieldmonitor.demo.steps import run_steps
from fieldmonitor.demo.story import Story
from fieldmonitor.demo.world import World
from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.instance import LOCK_FILE, hold_folder, take_lock
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.server.runner import ServerHandle

PREFIX = "fieldmonitor-demo-"


def run_story(
    folder: Path | None = None, on_step: Callable[[dict[str, object]], None] | None = None
) -> dict[str, object]:
    """Walk the whole story without a window and return `{"ok", "steps"}`."""
    passphrase = secrets.token_hex(16)
    with demo_folder(folder) as place, _server(place) as server:
        create_profile(place / "laptop", passphrase, cost=QUICK)
        with open_profile(place / "laptop", passphrase) as workspace:
            return run_steps(Story(_world(place, server, workspace, passphrase)).steps(), on_step)


@contextmanager
def demo_folder(folder: Path | None) -> Iterator[Path]:
    """Give a fresh folder; one that was not named is thrown away at the end.

    It is held by a lock, so that the next demo can tell the folder of one that was killed, and clears it.
    """
    if folder is not None:
        if folder.exists() and any(folder.iterdir()):
            raise EnvironmentFault("demo.folder_not_empty", folder=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    clear_dead_demos(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name, hold_folder(Path(name)):
        yield Path(name)


def clear_dead_demos(within: Path) -> None:
    """Throw away the folders, with their keys, of demos that ended without doing it themselves."""
    for place in within.glob(f"{PREFIX}*"):
        lock_file = place / LOCK_FILE
        if place.is_symlink() or not lock_file.is_file() or not os.access(lock_file, os.W_OK):
            continue
        lock = take_lock(lock_file)
        if lock is not None:
            lock.close()  # before the folder goes: Windows removes no open file
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _server(place: Path) -> Iterator["ServerHandle"]:
    require_server()
    from fieldmonitor.server.runner import ServerHandle
    from fieldmonitor.server.settings import ServerSettings

    with ServerHandle(ServerSettings(data=place / "server")) as server:
        yield server


def _world(place: Path, server: "ServerHandle", workspace: Workspace, passphrase: str) -> World:
    return World(
        folder=place,
        server=server,
        add_user=lambda name, password, role: _add_user(server, name, password, role),
        workspace=workspace,
        passphrase=passphrase,
        carrier=carrier_for,
        engine=engine_for,
    )


def _add_user(server: "ServerHandle", name: str, password: str, role: str) -> None:
    """The first account of a server is made on its own machine, as `fieldmonitor admin create-user` does."""
    from fieldmonitor.server.roles import Role
    from fieldmonitor.server.services.users import NewUser, create_user

    assert server.context is not None
    with server.context.db.write() as session:
        create_user(session, server.context, NewUser(name=name, password=password, role=Role(role)), "setup")


def run_demo_window(
    folder: Path | None = None,
    *,
    language: str | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> int:
    """Start a server, enrol a demo volunteer with assignments waiting, and show the window on them."""
    from fieldmonitor.bootstrap.desktop import run_window
    from fieldmonitor.demo.preparation import ANALYST
    from fieldmonitor.demo.volunteer import DEMO_PASSPHRASE, settle_in

    with demo_folder(folder) as place, _server(place) as server:
        create_profile(place / "laptop", DEMO_PASSPHRASE, cost=QUICK)
        with open_profile(place / "laptop", DEMO_PASSPHRASE) as workspace:
            password = settle_in(_world(place, server, workspace, DEMO_PASSPHRASE))
        say(_("Servidor de demostración: {url}").format(url=server.url))
        say(
            _("Portal del personal: {url}/portal (usuario {user}, contraseña {password})").format(
                url=server.url, user=ANALYST, password=password
            )
        )
        say(_("Frase clave de la demostración: {words}").format(words=DEMO_PASSPHRASE))
        say(_how_long(folder))
        return run_window(DemoEntry(place / "laptop", DEMO_PASSPHRASE, exclusive=True), language=language)


def _how_long(folder: Path | None) -> str:
    if folder is None:
        return _("Al cerrar la ventana se borra todo. Para conservarlo: fieldmonitor demo --folder CARPETA")
    again = _("Queda en {folder}. Para abrirlo otra vez: fieldmonitor --profile {profile}")
    return again.format(folder=folder, profile=folder / "laptop")
