"""What held where a proposal is to hold when its parties were asked: another version since then is told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("asked_about", JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("proposal", "asked_about")
