"""What a server is started with."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request or one message may bring; sizes in bytes."""

    message: int = 4 * 1024 * 1024
    small_body: int = 64 * 1024
    import_body: int = 64 * 1024 * 1024
    file: int = 512 * 1024 * 1024
    files_per_message: int = 600
    feed_page: int = 500


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where a server keeps its things and how it is called.

    `database` is an SQLAlchemy URL (default: SQLite in `data`); `blobs` a folder or `s3://bucket/prefix`
    (default: a folder in `data`). Files on their way in always live in `data`, on local disk.
    """

    data: Path
    database: str | None = None
    blobs: str | None = None
    name: str = "Contraloría General de la República"
    limits: Limits = field(default_factory=Limits)
