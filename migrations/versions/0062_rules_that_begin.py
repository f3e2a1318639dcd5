"""What follows from the first and the last day of a rule of substitution is done once; tasks nobody is there for."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("begun_at", "over_at"):
        op.add_column("substitute", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # those of before are not told anew
    op.execute("UPDATE substitute SET begun_at = entered_at WHERE first_day <= current_date")
    op.execute("UPDATE substitute SET over_at = entered_at WHERE last_day < current_date")
    op.create_index(
        "ix_substitute_unsaid",
        "substitute",
        ["first_day"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NULL AND over_at IS NULL"),
    )
    op.create_index(
        "ix_user_task_unresolved",
        "user_task",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'active' AND unresolved"),
    )


def downgrade() -> None:
    op.drop_index("ix_user_task_unresolved", "user_task")
    op.drop_index("ix_substitute_unsaid", "substitute")
    for name in ("over_at", "begun_at"):
        op.drop_column("substitute", name)
