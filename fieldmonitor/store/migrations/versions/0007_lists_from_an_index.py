"""Lists and counts of reports are read from indexes alone, not from the pages that hold answers."""

from alembic import op

revision = "0007"
down_revision = "0006"

COVERING = {
    "reports_by_state": (["state", "saved_at"], ["practice", "trashed_at", "id", "version"]),
    "reports_of_assignment": (["assignment_id"], ["practice", "trashed_at", "started_at", "version"]),
}


def upgrade() -> None:
    for name, (before, more) in COVERING.items():
        op.drop_index(name, "reports")
        op.create_index(name, "reports", [*before, *more])


def downgrade() -> None:
    for name, (before, _more) in COVERING.items():
        op.drop_index(name, "reports")
        op.create_index(name, "reports", before)
