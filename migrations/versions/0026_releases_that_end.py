"""When a release was found to be over by its date, and mails that stop with it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STATES = "'waiting', 'sending', 'sent', 'failed'"


def upgrade() -> None:
    op.add_column("consent", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_consent_until",
        "consent",
        ["until", "id"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL AND ended_at IS NULL AND until IS NOT NULL"),
    )
    _states(f"{_STATES}, 'stopped'")
    op.create_index(
        "ix_mail_stopped",
        "mail",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'stopped'"),
    )


def _states(states: str) -> None:
    op.drop_constraint(op.f("ck_mail_state"), "mail", type_="check")
    op.create_check_constraint(op.f("ck_mail_state"), "mail", f"state IN ({states})")


def downgrade() -> None:
    op.drop_index("ix_mail_stopped", "mail")
    op.execute(
        "UPDATE notification SET mail_id = NULL FROM mail WHERE mail.id = mail_id AND mail.state = 'stopped'"
    )
    op.execute("DELETE FROM mail WHERE state = 'stopped'")
    _states(_STATES)
    op.drop_index("ix_consent_until", "consent")
    op.drop_column("consent", "ended_at")
