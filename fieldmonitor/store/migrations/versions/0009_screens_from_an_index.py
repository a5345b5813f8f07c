"""What a screen asks is found by an index and read before the answers, however long the years grow.

Home asks for the changes that were published last, so a work's line says when its own last one was. What
migration 0008 added to reports stood behind the answers: every list would have walked over their pages.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

LAST_CHANGE = """
UPDATE works SET last_change = coalesce((
    SELECT max(change.value ->> '$.on') FROM records, json_each(records.body, '$.changes') AS change
    WHERE records.kind = 'work' AND records.id = works.id), '')
"""
TRIGGER = """
CREATE TRIGGER search_report_changed AFTER UPDATE OF answers_xml, findings ON reports
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('report', NEW.id || '/' || NEW.version) ON CONFLICT DO NOTHING;
END
"""
TRASHED = sa.text("trashed_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("works", sa.Column("last_change", sa.Text, nullable=False, server_default=""))
    op.execute(LAST_CHANGE)
    op.create_index("works_by_change", "works", ["last_change", "id"])
    _answers_last()
    op.create_index("reports_of_work", "reports", ["work_id", "checklist_id", "signed_at"])
    op.create_index("reports_in_trash", "reports", ["trashed_at"], sqlite_where=TRASHED)
    op.create_index("evidence_in_trash", "evidence", ["trashed_at"], sqlite_where=TRASHED)
    op.create_index("messages_by_type", "messages", ["payload_type", "id", "version"])


def downgrade() -> None:
    op.drop_index("messages_by_type", "messages")
    op.drop_index("evidence_in_trash", "evidence")
    op.drop_index("reports_in_trash", "reports")
    op.drop_index("reports_of_work", "reports")
    op.drop_index("works_by_change", "works")
    op.drop_column("works", "last_change")


def _answers_last() -> None:
    """Write the answers anew behind the other columns: a new column goes to the end."""
    op.execute("DROP TRIGGER search_report_changed")
    empty = sa.text("x''")
    op.add_column("reports", sa.Column("answers", sa.LargeBinary, nullable=False, server_default=empty))
    op.execute("UPDATE reports SET answers = answers_xml")
    op.drop_column("reports", "answers_xml")
    op.execute("ALTER TABLE reports RENAME COLUMN answers TO answers_xml")
    op.execute(TRIGGER)
