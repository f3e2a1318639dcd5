"""Who manages a case by name, at the authority that leads it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("manager_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_case_manager_id"), "case", "account", ["manager_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_case_manager_id"), "case", type_="foreignkey")
    op.drop_column("case", "manager_id")
