"""Impact reports: findings, groups of instances of which the same is true, and behind the wall which is in which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def _list(name: str) -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::bigint[]"


_CONDITION = (
    f"{_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
    " WHERE taking_part.case_id = impact_case.case_id AND taking_part.until IS NULL"
    f" AND taking_part.authority_id = ANY ({_list('reads')}))"
    f" OR impact_case.case_id = ANY ({_list('opened')})"
)


def upgrade() -> None:
    op.create_table(
        "impact_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "results",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_impact_report_state"),
        ),
        sa.CheckConstraint(
            "phase IN ('cases', 'scenarios', 'decisions', 'steps')", name=op.f("ck_impact_report_phase")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_impact_report_asked_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_impact_report_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_report")),
    )
    op.create_index("ix_impact_report_proposal_id", "impact_report", ["proposal_id", "id"])
    op.create_index(
        "uq_impact_report_under_way",
        "impact_report",
        ["proposal_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'running')"),
    )
    op.create_table(
        "impact_group",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("findings", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('migrates', 'stops', 'refused', 'stays')", name=op.f("ck_impact_group_outcome")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["impact_report.id"], name=op.f("fk_impact_group_report_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_impact_group_version_id")),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_impact_group")),
    )
    op.create_table(
        "impact_case",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_impact_case_case_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_impact_case_instance_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["impact_report.id"], name=op.f("fk_impact_case_report_id")),
        sa.PrimaryKeyConstraint("report_id", "instance_id", name=op.f("pk_impact_case")),
    )
    op.create_index("ix_impact_case_case_id", "impact_case", ["case_id"])
    op.execute("ALTER TABLE impact_case ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE impact_case FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sight ON impact_case USING ({_CONDITION}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    op.execute("DROP POLICY sight ON impact_case")
    op.drop_index("ix_impact_case_case_id", table_name="impact_case")
    op.drop_table("impact_case")
    op.drop_table("impact_group")
    op.drop_index("uq_impact_report_under_way", table_name="impact_report")
    op.drop_index("ix_impact_report_proposal_id", table_name="impact_report")
    op.drop_table("impact_report")
