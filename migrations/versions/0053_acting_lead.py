"""Somebody acts in place of the only team lead of an authority, with their rights while they are away.

Expand: what runs before writes none of these and gives nobody a right for one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("substitute", sa.Column("acting", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    # whoever acts could do nothing as a mere substitute
    op.execute("DELETE FROM substitute WHERE acting")
    op.drop_column("substitute", "acting")
