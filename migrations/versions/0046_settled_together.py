"""Cases that stay in a rollout are settled together, with a reason."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rollout_settlement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("rollout_id", sa.BigInteger(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("passed_over", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_rollout_settlement_actor_id")),
        sa.ForeignKeyConstraint(
            ["rollout_id"], ["rollout.id"], name=op.f("fk_rollout_settlement_rollout_id")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_rollout_settlement_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_settlement")),
        sa.UniqueConstraint(
            "rollout_id", "submission", name=op.f("uq_rollout_settlement_rollout_id_submission")
        ),
    )
    op.add_column("rollout_case", sa.Column("settlement_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_rollout_case_settlement_id"), "rollout_case", "rollout_settlement", ["settlement_id"], ["id"]
    )
    op.create_index(
        "ix_rollout_case_settlement_id",
        "rollout_case",
        ["settlement_id"],
        unique=False,
        postgresql_where=sa.text("settlement_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_rollout_case_settlement_id", table_name="rollout_case")
    op.drop_column("rollout_case", "settlement_id")
    op.drop_table("rollout_settlement")
