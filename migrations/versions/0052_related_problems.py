"""Structural problems that are related to one another."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_STEPS = "'said', 'reported', 'taken_up', 'given_back', 'closed', 'reopened', 'merged', 'split'"


def upgrade() -> None:
    op.create_table(
        "structural_relation",
        sa.Column("problem_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint("problem_id < other_id", name=op.f("ck_structural_relation_order")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["structural_problem.id"], name=op.f("fk_structural_relation_problem_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["structural_problem.id"], name=op.f("fk_structural_relation_other_id")
        ),
        sa.PrimaryKeyConstraint("problem_id", "other_id", name=op.f("pk_structural_relation")),
    )
    op.create_index(
        op.f("ix_structural_relation_other_id"), "structural_relation", ["other_id"], unique=False
    )
    op.drop_constraint(op.f("ck_structural_remark_step"), "structural_remark", type_="check")
    op.create_check_constraint(
        op.f("ck_structural_remark_step"), "structural_remark", f"step IN ({_STEPS}, 'related', 'unrelated')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM structural_remark WHERE step IN ('related', 'unrelated')")
    op.drop_constraint(op.f("ck_structural_remark_step"), "structural_remark", type_="check")
    op.create_check_constraint(op.f("ck_structural_remark_step"), "structural_remark", f"step IN ({_STEPS})")
    op.drop_table("structural_relation")
