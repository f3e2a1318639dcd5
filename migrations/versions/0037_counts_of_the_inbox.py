"""What the inbox counts: which tasks are those with which a referral waits, and what the engine has not followed yet.

Kept by a trigger, so that code from before keeps it, too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_INCLUDED = [
    "role",
    "topic",
    "assignee_id",
    "legal_due_at",
    "agreed_due_at",
    "created_at",
    "version_id",
    "element",
    "escalation_level",
    "case_id",
    "norm",
    "priority",
    "owner_id",
    "follow_up_at",
]
_OVER = "withdrawn_at IS NOT NULL OR ended_at IS NOT NULL"


def upgrade() -> None:
    op.add_column(
        "user_task", sa.Column("incoming", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.execute(
        "UPDATE user_task SET incoming = true FROM referral"
        " WHERE referral.instance_id = user_task.instance_id AND referral.closed_at IS NULL"
        " AND user_task.state = 'active' AND user_task.element_instance = ANY (referral.incoming)"
    )
    op.execute(
        """CREATE FUNCTION referral_marks_its_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE user_task SET incoming = NOT incoming
                WHERE instance_id = NEW.instance_id AND state = 'active'
                AND incoming <> (NEW.closed_at IS NULL AND element_instance = ANY (NEW.incoming));
                RETURN NULL;
            END $$"""
    )
    op.execute(
        "CREATE TRIGGER marks_its_tasks AFTER INSERT OR UPDATE OF incoming, closed_at ON referral"
        " FOR EACH ROW EXECUTE FUNCTION referral_marks_its_tasks()"
    )
    _index([*_INCLUDED, "incoming"])
    op.add_column("consent", sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True))
    # the job that follows was enqueued with each; what it has not done yet it does
    op.execute(f"UPDATE consent SET followed_at = coalesce(ended_at, withdrawn_at) WHERE {_OVER}")
    op.create_index(
        "ix_consent_unfollowed",
        "consent",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text(f"followed_at IS NULL AND ({_OVER})"),
    )


def _index(included: list[str]) -> None:
    op.drop_index("ix_user_task_supervision", table_name="user_task")
    op.create_index(
        "ix_user_task_supervision",
        "user_task",
        ["authority_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
        postgresql_include=included,
    )


def downgrade() -> None:
    op.drop_index("ix_consent_unfollowed", "consent")
    op.drop_column("consent", "followed_at")
    op.execute("DROP TRIGGER marks_its_tasks ON referral")
    op.execute("DROP FUNCTION referral_marks_its_tasks()")
    _index(_INCLUDED)
    op.drop_column("user_task", "incoming")
