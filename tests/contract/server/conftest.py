"""The same server over SQLite and over PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import open_context
from fieldmonitor.server.runner import ServerHandle

USER = "postgres"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest first, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("pg_ctl")
    candidates = [*folders, *([Path(found).resolve().parent] if found else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def create_database(url: str, name: str, template: str) -> str:
    """Copy a database, and return the copy's URL."""
    with psycopg.connect(url.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return url.format(name=name)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL of our own on a socket in a temporary folder, with a migrated database to copy.

    It does not run as root, so root hands it to the user that the system's package made for it.
    """
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
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

    data = str(place / "data")
    try:
        run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", str(place / "log"), "-o", options, "start")
        try:
            url = f"postgresql://{USER}@/{{name}}?host={place}"
            create_database(url, "migrated", "template1")
            with tempfile.TemporaryDirectory() as unused:
                open_context(ServerSettings(Path(unused), url.format(name="migrated"))).db.close()
            yield url
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """A fresh, migrated database's URL; None is the data folder's own SQLite."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgresql")
    return create_database(url, f"t{uuid4().hex}", "migrated")


@pytest.fixture
def server(database: str | None, tmp_path: Path) -> Iterator[ServerHandle]:
    with ServerHandle(ServerSettings(tmp_path / "server", database)) as handle:
        yield handle
