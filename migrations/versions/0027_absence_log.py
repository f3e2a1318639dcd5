"""Who entered, changed and ended an absence, and who named and removed a substitute."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_DEEDS = "'entered', 'changed', 'ended', 'withdrawn', 'reopened', 'named', 'removed', 'restored', 'reordered'"


def upgrade() -> None:
    op.create_table(
        "absence_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("last_before", sa.Date(), nullable=True),
        sa.Column("substitute_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"deed IN ({_DEEDS})", name=op.f("ck_absence_log_deed")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_absence_log_account_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_absence_log_actor_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_absence_log_authority_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["account.id"], name=op.f("fk_absence_log_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_log")),
    )
    op.create_index(op.f("ix_absence_log_account_id"), "absence_log", ["account_id"], unique=False)
    # what is known of what was done before
    op.execute(
        "INSERT INTO absence_log (account_id, authority_id, at, actor_id, deed, first_day, last_day)"
        " SELECT account_id, authority_id, entered_at, entered_by, 'entered', first_day, last_day FROM absence"
        " ORDER BY entered_at, id"
    )
    op.execute(
        "INSERT INTO absence_log (account_id, authority_id, at, actor_id, deed, first_day, last_day, substitute_id)"
        " SELECT account_id, authority_id, entered_at, entered_by, 'named', first_day, last_day, substitute_id"
        " FROM substitute ORDER BY entered_at, id"
    )


def downgrade() -> None:
    op.drop_table("absence_log")
