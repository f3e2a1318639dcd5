"""Reads from outside: an auditor's is one of its own kind, and not for a task that they may not open.

Expand: what runs before writes none of these.
"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_NAME = "ck_case_read_purpose"
_BEFORE = "'lead', 'task', 'norm', 'consent', 'break_glass', 'impersonal', 'system'"
_AFTER = "'lead', 'task', 'norm', 'consent', 'audit', 'break_glass', 'impersonal', 'system'"


def upgrade() -> None:
    op.drop_constraint(op.f(_NAME), "case_read", type_="check")
    op.create_check_constraint(op.f(_NAME), "case_read", f"purpose IN ({_AFTER})")


def downgrade() -> None:
    # what for is lost, that they read is not: a task without a name
    op.execute(
        "DELETE FROM case_read AS later USING case_read AS earlier WHERE later.purpose = 'audit'"
        " AND earlier.purpose = 'task' AND later.case_id = earlier.case_id AND later.day = earlier.day"
        " AND later.account_id = earlier.account_id AND later.basis = earlier.basis"
    )
    op.execute("UPDATE case_read SET purpose = 'task' WHERE purpose = 'audit'")
    op.drop_constraint(op.f(_NAME), "case_read", type_="check")
    op.create_check_constraint(op.f(_NAME), "case_read", f"purpose IN ({_BEFORE})")
