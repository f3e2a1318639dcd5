"""Disclosures that a step made: which one, and without an account where nobody acted."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("disclosure", "account_id", nullable=True)
    op.add_column("disclosure", sa.Column("instance_id", sa.BigInteger(), nullable=True))
    op.add_column("disclosure", sa.Column("element", sa.Text(), nullable=True))
    op.add_column("disclosure", sa.Column("element_name", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_disclosure_instance_id_process_instance"),
        "disclosure",
        "process_instance",
        ["instance_id"],
        ["id"],
    )


def downgrade() -> None:
    op.execute("DELETE FROM disclosure WHERE account_id IS NULL")
    op.drop_constraint(op.f("fk_disclosure_instance_id_process_instance"), "disclosure", type_="foreignkey")
    for column in ("element_name", "element", "instance_id"):
        op.drop_column("disclosure", column)
    op.alter_column("disclosure", "account_id", nullable=False)
