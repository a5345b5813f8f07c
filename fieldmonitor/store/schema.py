"""Which schema this program knows, and how an older store is brought to it.

Alembic is imported only when there is something to do: a store that is up to date opens without it.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.durable import private_folder, settle_folder

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Every released schema, oldest first; a test holds this against the scripts."""

HEAD = REVISIONS[-1]
SCRIPTS = Path(__file__).resolve().parent / "migrations"


def revision_of(connection: Any) -> str | None:
    """Return a store's schema by its own word; None for an empty one. Takes a DBAPI connection."""
    known = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).fetchone()
    if not known[0]:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def require_known(revision: str | None) -> None:
    """Refuse a store that a newer program has written."""
    if revision is not None and revision not in REVISIONS:
        raise EnvironmentFault("store.newer", revision=revision)


def upgrade(engine: Engine, target: str = HEAD) -> None:
    """Bring a store to a schema, in one transaction: a kill leaves the old one whole."""
    _run(engine, "upgrade", target)


def downgrade(engine: Engine, target: str) -> None:
    """Take a store back to an older schema, where that schema's script can."""
    _run(engine, "downgrade", target)


def back_up_before_upgrade(source: Any, path: Path, revision: str) -> Path:
    """Copy a store beside itself, under its own key, and return where."""
    from fieldmonitor.store.copies import copy_database

    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = private_folder(path.parent / "backups")
    target = folder / f"before-{HEAD}-from-{revision}-{stamp}.db"
    copy_database(source, target)
    settle_folder(path.parent)
    return target


def _run(engine: Engine, direction: str, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        getattr(command, direction)(config, target)
