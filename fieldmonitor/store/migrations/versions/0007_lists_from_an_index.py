"""Lists and counts of reports are read from an index alone, not from the pages that hold answers."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_index("reports_by_state", "reports")
    covering = ["state", "saved_at", "practice", "trashed_at", "id", "version"]
    op.create_index("reports_by_state", "reports", covering)


def downgrade() -> None:
    op.drop_index("reports_by_state", "reports")
    op.create_index("reports_by_state", "reports", ["state", "saved_at"])
