"""The original of a covered picture may leave, if the volunteer says so: sealed to the comptroller alone."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column(
        "evidence", sa.Column("share_original", sa.Boolean, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("evidence", sa.Column("sealed_sha256", sa.Text))
    op.create_index("evidence_by_sealed", "evidence", ["sealed_sha256"])


def downgrade() -> None:
    op.drop_index("evidence_by_sealed", "evidence")
    op.drop_column("evidence", "sealed_sha256")
    op.drop_column("evidence", "share_original")
