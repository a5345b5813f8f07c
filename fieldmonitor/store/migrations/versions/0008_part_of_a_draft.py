"""A draft keeps in which part of how many it stands, so that home can say so without its checklist."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NAMES = ("part", "parts")


def upgrade() -> None:
    for name in NAMES:
        op.add_column("reports", sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    for name in reversed(NAMES):
        op.drop_column("reports", name)
