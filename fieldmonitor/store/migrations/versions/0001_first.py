"""The first schema: records, reports, evidence, files, the outbox and its receipts, settings, the log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _records()
    _reports()
    _evidence()
    _exchange()


def downgrade() -> None:
    for table in (
        "log", "receipts", "outbox", "messages", "blobs", "evidence", "reports",
        "feedback", "assignments", "works", "checklists", "records", "settings",
    ):  # fmt: skip
        op.drop_table(table)


def _records() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text),
    )
    op.create_table(
        "checklists",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "works",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("district", sa.Text, nullable=False),
        sa.Column("cui", sa.Text),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("search", sa.Text, nullable=False),
    )
    op.create_index("works_by_name", "works", ["name_key"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("work_id", sa.Text, nullable=False),
        sa.Column("activity", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("visit_number", sa.Integer, nullable=False),
    )
    op.create_index("assignments_by_due", "assignments", ["due", "id"])
    op.create_index("assignments_of_work", "assignments", ["work_id"])
    op.create_table(
        "feedback",
        sa.Column("report_id", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Text, nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("read_version", sa.Integer, nullable=False, server_default=sa.text("0")),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("activity", sa.Text, nullable=False),
        sa.Column("assignment_id", sa.Text, nullable=False),
        sa.Column("work_id", sa.Text, nullable=False),
        sa.Column("checklist_id", sa.Text, nullable=False),
        sa.Column("checklist_version", sa.Text, nullable=False),
        sa.Column("position", sa.Text),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.Column("signed_at", sa.Text),
        sa.Column("manifest_sha256", sa.Text, unique=True),
        sa.Column("replaces", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("trashed_at", sa.Text),
        sa.Column("answers_xml", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("practice = 0 OR state = 'draft'", name="practice_is_never_signed"),
        sa.CheckConstraint("trashed_at IS NULL OR state = 'draft'", name="only_drafts_in_trash"),
    )
    op.create_index("reports_by_state", "reports", ["state", "saved_at"])
    op.create_index("reports_of_assignment", "reports", ["assignment_id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("report_id", sa.Text, nullable=False),
        sa.Column("report_version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("small_sha256", sa.Text),
        sa.Column("small_size", sa.Integer),
        sa.Column("thumbnail_sha256", sa.Text),
        sa.Column("question_ref", sa.Text),
        sa.Column("caption", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("difference_hash", sa.Integer),
        sa.Column("trashed_at", sa.Text),
        sa.ForeignKeyConstraint(
            ["report_id", "report_version"], ["reports.id", "reports.version"], ondelete="CASCADE"
        ),
    )
    op.create_index("evidence_of_report", "evidence", ["report_id", "report_version", "added_at"])
    op.create_index("evidence_by_sha256", "evidence", ["sha256"])
    op.create_index("evidence_by_small", "evidence", ["small_sha256"])
    op.create_index("evidence_by_thumbnail", "evidence", ["thumbnail_sha256"])
    hashed = sa.text("difference_hash IS NOT NULL")
    op.create_index("evidence_by_difference_hash", "evidence", ["difference_hash", "id"], sqlite_where=hashed)
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("path", sa.Text, unique=True),
        sa.Column("key", sa.LargeBinary),
        sa.CheckConstraint("(path IS NULL) = (key IS NULL)", name="key_with_path"),
    )


def _exchange() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("payload_type", sa.Text, nullable=False),
        sa.Column("manifest_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("message_version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("confirmed", sa.Integer, nullable=False),
        sa.Column("lane", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("problem", sa.Text),
        _of_message(),
    )
    op.create_index("outbox_in_order", "outbox", ["state", "lane", "attempts", "id"])
    op.create_index("outbox_by_time", "outbox", ["state", "next_try"])
    whose = ["message_id", "message_version"]
    itself = sa.text("sha256 IS NULL")
    op.create_index("outbox_once_per_message", "outbox", whose, unique=True, sqlite_where=itself)
    op.create_index("outbox_once_per_file", "outbox", [*whose, "sha256"], unique=True)
    op.create_table(
        "receipts",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("message_version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        _of_message(),
    )
    op.create_table(
        "log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
    )


def _of_message() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["message_id", "message_version"], ["messages.id", "messages.version"])
