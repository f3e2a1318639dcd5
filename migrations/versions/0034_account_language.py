"""The language somebody chose for the pages, kept with the account."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_account_language"), "account", "language IN ('de', 'en')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_account_language"), "account", type_="check")
    op.drop_column("account", "language")
