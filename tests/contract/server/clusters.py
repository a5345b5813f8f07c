"""A PostgreSQL of our own on a socket in a temporary folder, for tests and benches."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import open_context

USER = "postgres"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest first, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("pg_ctl")
    candidates = [*folders, *([Path(found).resolve().parent] if found else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def cluster(fsync: bool = False) -> Iterator[Callable[[], str]]:
    """Run a cluster; each call of what it gives returns the URL of a fresh, migrated database.

    PostgreSQL does not run as root, so root hands it to the user that the system's package made for it.
    """
    folder = programs()
    assert folder is not None
    place = Path(tempfile.mkdtemp(prefix="fm-pg-"))
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        shutil.chown(place, USER)

    def run(*command: str) -> None:
        subprocess.run(
            [str(folder / command[0]), *command[1:]],
            user=USER if root else None,
            cwd=place,
            check=True,
            capture_output=True,
            timeout=120,
        )

    def create(name: str, template: str) -> str:
        with psycopg.connect(url.format(name="postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return url.format(name=name)

    data, url = str(place / "data"), f"postgresql://{USER}@/{{name}}?host={place}"
    options = (
        f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync={'on' if fsync else 'off'}"
    )
    try:
        run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", data, "-w", "-l", str(place / "log"), "-o", options, "start")
        try:
            create("migrated", "template1")
            with tempfile.TemporaryDirectory() as unused:
                open_context(ServerSettings(Path(unused), url.format(name="migrated"))).close()
            yield lambda: create(f"t{uuid4().hex}", "migrated")
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
