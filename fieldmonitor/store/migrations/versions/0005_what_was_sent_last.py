"""What was sent last is found without reading every receipt."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("receipts_by_time", "receipts", ["kind", "received_at"])


def downgrade() -> None:
    op.drop_index("receipts_by_time", "receipts")
