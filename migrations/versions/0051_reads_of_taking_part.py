"""Reads from outside: who has no task there reads because their authority takes part, and not for a task without name.

Expand: what runs before writes none of these.
"""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_NAME = "ck_case_read_purpose"
_BEFORE = "'lead', 'task', 'norm', 'consent', 'audit', 'break_glass', 'impersonal', 'system'"
_AFTER = "'lead', 'task', 'part', 'norm', 'consent', 'audit', 'break_glass', 'impersonal', 'system'"


def upgrade() -> None:
    op.drop_constraint(op.f(_NAME), "case_read", type_="check")
    op.create_check_constraint(op.f(_NAME), "case_read", f"purpose IN ({_AFTER})")
    # what the topics were that day is not known any more
    op.execute("UPDATE case_read SET purpose = 'part' WHERE purpose = 'task' AND basis = ''")


def downgrade() -> None:
    op.execute(
        "DELETE FROM case_read AS later USING case_read AS earlier WHERE later.purpose = 'part'"
        " AND earlier.purpose IN ('part', 'task') AND (earlier.purpose = 'task' AND earlier.basis = ''"
        " OR earlier.purpose = 'part' AND earlier.id < later.id) AND later.case_id = earlier.case_id"
        " AND later.day = earlier.day AND later.account_id = earlier.account_id"
    )
    op.execute("UPDATE case_read SET purpose = 'task', basis = '' WHERE purpose = 'part'")
    op.drop_constraint(op.f(_NAME), "case_read", type_="check")
    op.create_check_constraint(op.f(_NAME), "case_read", f"purpose IN ({_BEFORE})")
