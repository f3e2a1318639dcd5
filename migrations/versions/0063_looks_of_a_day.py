"""How often somebody from outside has read a case for the same on a day; of the days before it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_read", sa.Column("looks", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("case_read", "looks")
