"""Redacted copies cite their original; pictures known from elsewhere can be told again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("evidence", sa.Column("original_sha256", sa.Text))
    op.create_index("evidence_by_original", "evidence", ["original_sha256"])
    op.create_table(
        "known_pictures",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("difference_hash", sa.Integer, nullable=False),
        sa.Column("work_id", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("known_pictures")
    op.drop_index("evidence_by_original", "evidence")
    op.drop_column("evidence", "original_sha256")
