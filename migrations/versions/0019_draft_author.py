"""Whose a task's draft is, when it was saved, and its number; a draft outlives a task that somebody else finished."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_task", sa.Column("draft_number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("user_task", sa.Column("draft_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_task", sa.Column("draft_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_user_task_draft_by"), "user_task", "account", ["draft_by"], ["id"])
    # whoever has the task is the likeliest to have typed it
    op.execute("UPDATE user_task SET draft_by = assignee_id WHERE draft IS NOT NULL")
    op.create_index(
        "ix_user_task_old_draft",
        "user_task",
        ["closed_at", "id"],
        unique=False,
        postgresql_where=sa.text("draft IS NOT NULL AND state <> 'active'"),
    )


def downgrade() -> None:
    op.drop_index("ix_user_task_old_draft", table_name="user_task")
    op.drop_constraint(op.f("fk_user_task_draft_by"), "user_task", type_="foreignkey")
    op.drop_column("user_task", "draft_by")
    op.drop_column("user_task", "draft_at")
    op.drop_column("user_task", "draft_number")
