"""Structural problems that processes report, merged with one another, with what was done with them."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_STATES = "'open', 'in_discussion', 'proposed', 'closed'"
_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_STEPS = "'said', 'reported', 'taken_up', 'given_back', 'closed', 'reopened', 'merged', 'split'"


def upgrade() -> None:
    op.add_column("structural_problem", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.add_column("structural_problem", sa.Column("earlier_id", sa.BigInteger(), nullable=True))
    for name in ("merged_into_id", "earlier_id"):
        op.create_foreign_key(
            op.f(f"fk_structural_problem_{name}"), "structural_problem", "structural_problem", [name], ["id"]
        )
    op.create_index(
        op.f("ix_structural_problem_merged_into_id"), "structural_problem", ["merged_into_id"], unique=False
    )
    op.drop_constraint(op.f("ck_structural_problem_state"), "structural_problem", type_="check")
    op.create_check_constraint(
        op.f("ck_structural_problem_state"), "structural_problem", f"state IN ({_STATES}, 'merged')"
    )
    # the version before this one goes on speaking while this one is installed
    op.add_column("structural_remark", sa.Column("step", sa.Text(), server_default="said", nullable=False))
    op.create_check_constraint(op.f("ck_structural_remark_step"), "structural_remark", f"step IN ({_STEPS})")
    op.create_table(
        "structural_topic",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("problem_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["structural_problem.id"], name=op.f("fk_structural_topic_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structural_topic")),
        sa.UniqueConstraint("jurisdiction", "topic", name=op.f("uq_structural_topic_jurisdiction_topic")),
    )
    op.create_table(
        "structural_origin",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("problem_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reports", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["structural_problem.id"], name=op.f("fk_structural_origin_problem_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_structural_origin_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structural_origin")),
        sa.UniqueConstraint(
            "problem_id",
            "version_id",
            "element",
            name=op.f("uq_structural_origin_problem_id_version_id_element"),
        ),
    )
    op.create_table(
        "structural_origin_case",
        sa.Column("origin_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_structural_origin_case_case_id")),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["structural_origin.id"], name=op.f("fk_structural_origin_case_origin_id")
        ),
        sa.PrimaryKeyConstraint("origin_id", "case_id", name=op.f("pk_structural_origin_case")),
    )
    op.create_index(
        op.f("ix_structural_origin_case_case_id"), "structural_origin_case", ["case_id"], unique=False
    )
    op.execute("ALTER TABLE structural_origin_case ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE structural_origin_case FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sight ON structural_origin_case USING ({_ENGINE}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    op.execute("DROP POLICY sight ON structural_origin_case")
    op.drop_table("structural_origin_case")
    op.drop_table("structural_origin")
    op.drop_table("structural_topic")
    op.drop_column("structural_remark", "step")
    op.execute("UPDATE structural_problem SET state = 'open' WHERE state = 'merged'")
    op.drop_constraint(op.f("ck_structural_problem_state"), "structural_problem", type_="check")
    op.create_check_constraint(
        op.f("ck_structural_problem_state"), "structural_problem", f"state IN ({_STATES})"
    )
    op.drop_index(op.f("ix_structural_problem_merged_into_id"), table_name="structural_problem")
    op.drop_column("structural_problem", "earlier_id")
    op.drop_column("structural_problem", "merged_into_id")
