"""Since when nobody has a task that somebody had, or that came from elsewhere; rungs that have reached nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_task", sa.Column("open_since", sa.DateTime(timezone=True), nullable=True))
    # what was given back before had no ladder any more: its time begins now, so that nobody is flooded
    op.execute(
        "UPDATE user_task SET open_since = now(), escalate_at = now()"
        " WHERE state = 'active' AND assignee_id IS NULL AND claimed_at IS NOT NULL"
    )
    op.create_index(
        "ix_escalation_untold",
        "escalation",
        ["at", "id"],
        unique=False,
        postgresql_where=sa.text("recipients = 0 AND target <> 'niemand'"),
    )


def downgrade() -> None:
    op.drop_index("ix_escalation_untold", table_name="escalation")
    op.drop_column("user_task", "open_since")
