"""Which messages lie in which sealed bundle, and who keeps it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "bundle_messages",
        sa.Column("bundle", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("message_version", sa.Integer, primary_key=True),
        sa.Column("written_at", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["message_id", "message_version"], ["messages.id", "messages.version"]),
    )
    op.create_index("bundles_of_message", "bundle_messages", ["message_id", "message_version"])
    op.create_table(
        "custody",
        sa.Column("bundle", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("custody")
    op.drop_index("bundles_of_message", "bundle_messages")
    op.drop_table("bundle_messages")
