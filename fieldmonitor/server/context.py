"""What every service needs, built once per server and handed in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fieldmonitor.domain.clock import lima
from fieldmonitor.hub.depot import Depot
from fieldmonitor.server.blobs import BlobStore, open_store
from fieldmonitor.server.database import Database
from fieldmonitor.server.keys import Rotated, identity_key, receipt_key, rotated
from fieldmonitor.server.services import rotations
from fieldmonitor.server.services.rows import EPOCH, ensure_fact
from fieldmonitor.server.settings import ServerSettings
from fieldmonitor.server.uploads import Uploads
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.trust.rotation import ReceiptKeys, chain_of


def utc_now() -> datetime:
    """Return the present in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """A server's settings, database, keys, files and clock; `relayed` holds bundles that hubs pass on."""

    settings: ServerSettings
    db: Database
    key: SigningKey
    rotated: Rotated
    identity_key: bytes
    blobs: BlobStore
    uploads: Uploads
    relayed: Depot
    now: Callable[[], datetime] = utc_now

    @property
    def keys(self) -> ReceiptKeys:
        """The public keys that receipts of this server are signed with."""
        return chain_of(self.key.public, self.rotated.rotations)

    def close(self) -> None:
        """Let go of the database and the file store."""
        self.db.close()
        self.blobs.close()

    def today(self) -> date:
        """Return the day in Lima: deadlines and validity are counted there."""
        return lima(self.now()).date()


def open_context(settings: ServerSettings, now: Callable[[], datetime] = utc_now) -> Context:
    """Open (and at first make) a server's data folder and bring its database up to date."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = Database(settings.database or f"sqlite:///{settings.data / 'server.db'}")
    db.migrate()
    replaced = rotated(settings.data)
    with db.write() as session:
        ensure_fact(session, EPOCH, secrets.token_hex(8))
        rotations.publish(session, replaced.rotations)
    blobs = open_store(settings.blobs, settings.data)
    return Context(
        settings=settings,
        db=db,
        key=receipt_key(settings.data),
        rotated=replaced,
        identity_key=identity_key(settings.data),
        blobs=blobs,
        uploads=Uploads(settings.data / "staging", blobs),
        relayed=Depot(settings.data / "relayed"),
        now=now,
    )
