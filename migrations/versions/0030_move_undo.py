"""A move keeps what it has changed, so that it can be taken back while nothing has happened since."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("residence", sa.Column("undo", postgresql.JSONB(), nullable=True))
    op.add_column("residence", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("residence", "undone_at")
    op.drop_column("residence", "undo")
