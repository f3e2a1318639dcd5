"""Many tasks back to their group or agreed on for another day in one go, and what is left lying by authority."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("assignment", "assignee_id", nullable=True)
    op.add_column("assignment", sa.Column("due", sa.Date(), nullable=True))
    op.add_column("assignment", sa.Column("reason", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_assignment_deed"),
        "assignment",
        "(due IS NULL) = (reason IS NULL) AND (due IS NULL OR assignee_id IS NULL)",
    )
    op.create_index(
        "ix_escalation_told",
        "escalation",
        ["authority_id", "target", "task_id"],
        postgresql_where=sa.text("target IN ('koordination', 'fallfuehrung')"),
    )


def downgrade() -> None:
    op.drop_index("ix_escalation_told", table_name="escalation")
    op.execute("DELETE FROM assignment WHERE assignee_id IS NULL")
    op.drop_constraint(op.f("ck_assignment_deed"), "assignment", type_="check")
    op.drop_column("assignment", "reason")
    op.drop_column("assignment", "due")
    op.alter_column("assignment", "assignee_id", nullable=False)
