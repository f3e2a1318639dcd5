"""Rollouts: the running cases of a proposal that came into force follow into its versions, and can be put back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def upgrade() -> None:
    op.create_table(
        "rollout",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("limit_percent", sa.SmallInteger(), server_default="5", nullable=False),
        sa.Column("by_hand", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("excused", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "mapping",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rule IN ('keep', 'next_phase', 'all', 'selected')", name=op.f("ck_rollout_rule")),
        sa.CheckConstraint(
            "state IN ('gathering', 'choosing', 'running', 'paused', 'waiting', 'stopped', 'done', 'ended')",
            name=op.f("ck_rollout_state"),
        ),
        sa.CheckConstraint("limit_percent BETWEEN 0 AND 100", name=op.f("ck_rollout_limit_percent")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_rollout_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_rollout_proposal_id")),
    )
    op.create_table(
        "rollout_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("rollout_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'undoing', 'undone')", name=op.f("ck_rollout_batch_state")
        ),
        sa.ForeignKeyConstraint(["rollout_id"], ["rollout.id"], name=op.f("fk_rollout_batch_rollout_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_rollout_batch_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_batch")),
        sa.UniqueConstraint("rollout_id", "number", name=op.f("uq_rollout_batch_rollout_id_number")),
    )
    op.create_index(
        "uq_rollout_batch_open",
        "rollout_batch",
        ["rollout_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'undoing')"),
    )
    op.create_table(
        "rollout_case",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("rollout_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column(
            "refusals",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("left_because", sa.Text(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'due', 'moved', 'refused', 'halted', 'gone', 'undone')",
            name=op.f("ck_rollout_case_state"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["rollout_batch.id"], name=op.f("fk_rollout_case_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rollout_case_case_id")),
        sa.ForeignKeyConstraint(["rollout_id"], ["rollout.id"], name=op.f("fk_rollout_case_rollout_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_rollout_case_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_case")),
        sa.UniqueConstraint("rollout_id", "case_id", name=op.f("uq_rollout_case_rollout_id_case_id")),
    )
    op.create_index(op.f("ix_rollout_case_batch_id"), "rollout_case", ["batch_id"], unique=False)
    op.create_index(
        "ix_rollout_case_turn", "rollout_case", ["rollout_id", "stage", "state", "id"], unique=False
    )
    op.create_index(
        "ix_rollout_case_waiting",
        "rollout_case",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "rollout_before",
        sa.Column("rollout_case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rollout_before_case_id")),
        sa.ForeignKeyConstraint(
            ["rollout_case_id"], ["rollout_case.id"], name=op.f("fk_rollout_before_rollout_case_id")
        ),
        sa.PrimaryKeyConstraint("rollout_case_id", name=op.f("pk_rollout_before")),
    )
    op.create_index("ix_rollout_before_at", "rollout_before", ["at"], unique=False)
    # the values a case held: nobody reads them but the engine
    op.execute("ALTER TABLE rollout_before ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE rollout_before FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sight ON rollout_before USING ({_ENGINE}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    for table in ("rollout_before", "rollout_case", "rollout_batch", "rollout"):
        op.drop_table(table)
