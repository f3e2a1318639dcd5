"""Person records of cases with their pre-checks; re-evaluations over all open cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_person_record_case_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_person_record_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_record")),
        sa.UniqueConstraint("case_id", "revision", name=op.f("uq_person_record_case_id_revision")),
    )
    op.create_table(
        "precheck",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("application", sa.Date(), nullable=True),
        sa.Column("known", sa.Date(), nullable=True),
        sa.Column("rule_sets", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_precheck_case_id")),
        sa.ForeignKeyConstraint(["record_id"], ["person_record.id"], name=op.f("fk_precheck_record_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_precheck_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precheck")),
    )
    op.create_index("ix_precheck_case_id", "precheck", ["case_id", "id"])
    op.create_table(
        "reevaluation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("known_before", sa.Date(), nullable=True),
        sa.Column("known_after", sa.Date(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("after_case", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'cancelled')", name=op.f("ck_reevaluation_state")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_reevaluation_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reevaluation")),
    )
    op.create_index(
        "uq_reevaluation_running",
        "reevaluation",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "reevaluation_result",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reevaluation_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reevaluation_id"], ["reevaluation.id"], name=op.f("fk_reevaluation_result_reevaluation_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reevaluation_result_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reevaluation_result")),
        sa.UniqueConstraint(
            "reevaluation_id",
            "case_id",
            "title",
            name=op.f("uq_reevaluation_result_reevaluation_id_case_id_title"),
        ),
    )


def downgrade() -> None:
    op.drop_table("reevaluation_result")
    op.drop_table("reevaluation")
    op.drop_table("precheck")
    op.drop_table("person_record")
