"""When a visit was prepared, begun and left; and full text over what is kept.

Triggers only note what the index has yet to take in; its words are made by the program, which can read a
checklist's answers. So the index is never behind what a search sees, and saving an answer stays as quick.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TRIGGERS = """
CREATE TRIGGER search_record_new AFTER INSERT ON records
WHEN NEW.kind IN ('work', 'course', 'feedback', 'notice')
BEGIN
    INSERT INTO search_due (kind, ref) VALUES (NEW.kind, NEW.id) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_record_changed AFTER UPDATE ON records
WHEN NEW.kind IN ('work', 'course', 'feedback', 'notice')
BEGIN
    INSERT INTO search_due (kind, ref) VALUES (NEW.kind, NEW.id) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_report_new AFTER INSERT ON reports
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('report', NEW.id || '/' || NEW.version) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_report_changed AFTER UPDATE OF answers_xml, findings ON reports
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('report', NEW.id || '/' || NEW.version) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_report_trashed AFTER UPDATE OF trashed_at ON reports
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('report', NEW.id || '/' || NEW.version) ON CONFLICT DO NOTHING;
    INSERT INTO search_due (kind, ref)
    SELECT 'photo', id FROM evidence WHERE report_id = NEW.id AND report_version = NEW.version
    ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_report_gone AFTER DELETE ON reports
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('report', OLD.id || '/' || OLD.version) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_photo_new AFTER INSERT ON evidence
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('photo', NEW.id) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_photo_changed AFTER UPDATE OF caption, name, trashed_at ON evidence
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('photo', NEW.id) ON CONFLICT DO NOTHING;
END
;;
CREATE TRIGGER search_photo_gone AFTER DELETE ON evidence
BEGIN
    INSERT INTO search_due (kind, ref) VALUES ('photo', OLD.id) ON CONFLICT DO NOTHING;
END
"""
NAMES = (
    "record_new", "record_changed", "report_new", "report_changed", "report_trashed", "report_gone",
    "photo_new", "photo_changed", "photo_gone",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "visit_marks",
        sa.Column("report_id", sa.Text, primary_key=True),
        sa.Column("report_version", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("utc_offset_minutes", sa.Integer, nullable=False),
        sa.Column("error_seconds", sa.Float),
        sa.ForeignKeyConstraint(
            ["report_id", "report_version"], ["reports.id", "reports.version"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "search_due",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("ref", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_places",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
    )
    op.create_index("search_places_once", "search_places", ["kind", "owner", "ref"], unique=True)
    op.execute(
        "CREATE VIRTUAL TABLE search_text USING fts5("
        "kind, title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '3')"
    )
    _take_in_what_is_there()
    for trigger in TRIGGERS.split(";;"):
        op.execute(trigger.strip())


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TRIGGER search_{name}")
    for table in ("search_text", "search_places", "search_due", "visit_marks"):
        op.drop_table(table)


def _take_in_what_is_there() -> None:
    op.execute(
        "INSERT INTO search_due (kind, ref) SELECT kind, id FROM records"
        " WHERE kind IN ('work', 'course', 'feedback', 'notice')"
    )
    op.execute("INSERT INTO search_due (kind, ref) SELECT 'report', id || '/' || version FROM reports")
    op.execute("INSERT INTO search_due (kind, ref) SELECT 'photo', id FROM evidence")
