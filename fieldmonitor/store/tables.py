"""The tables as queries see them. Migrations are their one source; a test holds the two together."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)


class UtcTime(TypeDecorator[datetime]):
    """Aware times as text of one length in UTC, so that their order is the text's order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone: {value}")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text),
)

checklists = Table(
    "checklists",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

works = Table(
    "works",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("cui", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("search", Text, nullable=False),
    Column("last_change", Text, nullable=False, server_default=text("''")),
    Index("works_by_name", "name_key"),
    Index("works_by_change", "last_change", "id"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("work_id", Text, nullable=False),
    Column("activity", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("visit_number", Integer, nullable=False),
    Index("assignments_by_due", "due", "id"),
    Index("assignments_of_work", "work_id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("record_id", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("read_version", Integer, nullable=False, server_default=text("0")),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("activity", Text, nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("work_id", Text, nullable=False),
    Column("checklist_id", Text, nullable=False),
    Column("checklist_version", Text, nullable=False),
    Column("position", Text),
    Column("findings", Text, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Column("signed_at", UtcTime),
    Column("manifest_sha256", Text, unique=True),
    Column("replaces", Text),
    Column("reason", Text, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("trashed_at", UtcTime),
    Column("part", Integer, nullable=False, server_default=text("0")),
    Column("parts", Integer, nullable=False, server_default=text("0")),
    Column("answers_xml", LargeBinary, nullable=False),  # last, so that lists need not walk over it
    CheckConstraint("practice = 0 OR state = 'draft'", name="practice_is_never_signed"),
    CheckConstraint("trashed_at IS NULL OR state = 'draft'", name="only_drafts_in_trash"),
    # These two cover what lists and counts ask, so that they need not read the answers' pages.
    Index("reports_by_state", "state", "saved_at", "practice", "trashed_at", "id", "version"),
    Index("reports_of_assignment", "assignment_id", "practice", "trashed_at", "started_at", "version"),
    Index("reports_of_work", "work_id", "checklist_id", "signed_at"),
    Index("reports_in_trash", "trashed_at", sqlite_where=text("trashed_at IS NOT NULL")),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Text, primary_key=True),
    Column("report_id", Text, nullable=False),
    Column("report_version", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("small_sha256", Text),
    Column("small_size", Integer),
    Column("thumbnail_sha256", Text),
    Column("question_ref", Text),
    Column("caption", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("name", Text, nullable=False),
    Column("difference_hash", Integer),
    Column("trashed_at", UtcTime),
    Column("original_sha256", Text),
    Column("share_original", Boolean, nullable=False, server_default=text("0")),
    Column("sealed_sha256", Text),
    ForeignKeyConstraint(
        ["report_id", "report_version"], ["reports.id", "reports.version"], ondelete="CASCADE"
    ),
    Index("evidence_of_report", "report_id", "report_version", "added_at"),
    Index("evidence_by_sha256", "sha256"),
    Index("evidence_by_small", "small_sha256"),
    Index("evidence_by_thumbnail", "thumbnail_sha256"),
    Index("evidence_by_original", "original_sha256"),
    Index("evidence_by_sealed", "sealed_sha256"),
    Index("evidence_in_trash", "trashed_at", sqlite_where=text("trashed_at IS NOT NULL")),
    Index(
        "evidence_by_difference_hash",
        "difference_hash",
        "id",
        sqlite_where=text("difference_hash IS NOT NULL"),
    ),
)

known_pictures = Table(
    "known_pictures",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("difference_hash", Integer, nullable=False),
    Column("work_id", Text, nullable=False),
    Column("origin", Text, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("path", Text, unique=True),
    Column("key", LargeBinary),
    CheckConstraint("(path IS NULL) = (key IS NULL)", name="key_with_path"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("payload_type", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Index("messages_by_type", "payload_type", "id", "version"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Text, nullable=False),
    Column("message_version", Integer, nullable=False),
    Column("sha256", Text),
    Column("size", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", UtcTime, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("problem", Text),
    ForeignKeyConstraint(["message_id", "message_version"], ["messages.id", "messages.version"]),
    Index("outbox_in_order", "state", "lane", "attempts", "id"),
    Index("outbox_by_time", "state", "next_try"),
    Index(
        "outbox_once_per_message",
        "message_id",
        "message_version",
        unique=True,
        sqlite_where=text("sha256 IS NULL"),
    ),
    Index("outbox_once_per_file", "message_id", "message_version", "sha256", unique=True),
)

receipts = Table(
    "receipts",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("message_version", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    ForeignKeyConstraint(["message_id", "message_version"], ["messages.id", "messages.version"]),
    Index("receipts_by_time", "kind", "received_at"),
)

log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("code", Text, nullable=False),
    Column("params", Text, nullable=False),
)

visit_marks = Table(
    "visit_marks",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("report_version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("utc_offset_minutes", Integer, nullable=False),
    Column("error_seconds", Float),
    ForeignKeyConstraint(
        ["report_id", "report_version"], ["reports.id", "reports.version"], ondelete="CASCADE"
    ),
)

search_due = Table(
    "search_due",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    sqlite_with_rowid=False,
)

search_places = Table(
    "search_places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Index("search_places_once", "kind", "owner", "ref", unique=True),
)

bundle_messages = Table(
    "bundle_messages",
    metadata,
    Column("bundle", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("message_version", Integer, primary_key=True),
    Column("written_at", UtcTime, nullable=False),
    ForeignKeyConstraint(["message_id", "message_version"], ["messages.id", "messages.version"]),
    Index("bundles_of_message", "message_id", "message_version"),
)

custody = Table(
    "custody",
    metadata,
    Column("bundle", Text, primary_key=True),
    Column("holder", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
)

FULL_TEXT = "search_text"
"""The full-text table, and the prefix of the tables SQLite keeps for it; SQLAlchemy has no word for them."""
