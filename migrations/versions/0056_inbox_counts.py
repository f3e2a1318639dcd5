"""What the inbox counts its views by, the calendar its days, and which kinds of tasks there are: by narrow indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'active'")


def upgrade() -> None:
    _index(["assignee_id", "owner_id", "follow_up_at", "incoming", "legal_due_at", "agreed_due_at"])
    op.create_index(
        "ix_user_task_kind",
        "user_task",
        ["authority_id", "role", "version_id", "element", sa.text("coalesce(norm, '')")],
        unique=False,
        postgresql_where=_OPEN,
    )


def _index(included: list[str] | None) -> None:
    op.drop_index("ix_user_task_inbox", "user_task")
    op.create_index(
        "ix_user_task_inbox",
        "user_task",
        ["authority_id", "role", "due_at", "id"],
        unique=False,
        postgresql_where=_OPEN,
        postgresql_include=included,
    )


def downgrade() -> None:
    op.drop_index("ix_user_task_kind", "user_task")
    _index(None)
