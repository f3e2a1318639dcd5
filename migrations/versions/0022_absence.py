"""Who is away and who stands in: absences and substitutes of people, tasks done for somebody who is away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KINDS = (
    "'authority', 'closing', 'competence', 'competence_end', 'post', 'doubt', 'load', 'closure', 'office_hours',"
    " 'local_holiday'"
)


def _represented(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, "account", [column], ["id"])


def _kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_register_change_kind"), "register_change", type_="check")
    op.create_check_constraint(op.f("ck_register_change_kind"), "register_change", f"kind IN ({kinds})")


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name=op.f("ck_absence_days")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_absence_account_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_absence_authority_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_absence_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_account_id"), "absence", ["account_id"], unique=False)
    op.create_index(
        "ix_absence_unsaid",
        "absence",
        ["first_day"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL AND over_at IS NULL"),
    )
    op.create_table(
        "substitute",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("substitute_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("process", sa.Text(), server_default="", nullable=False),
        sa.Column("element", sa.Text(), server_default="", nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name=op.f("ck_substitute_days")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_substitute_account_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["account.id"], name=op.f("fk_substitute_substitute_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_substitute_authority_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_substitute_entered_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_substitute_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute")),
    )
    op.create_index(op.f("ix_substitute_account_id"), "substitute", ["account_id"], unique=False)
    op.create_index(op.f("ix_substitute_substitute_id"), "substitute", ["substitute_id"], unique=False)
    _represented("user_task", "stand_in_id")
    op.add_column(
        "user_task", sa.Column("stand_in_draft", postgresql.JSONB(none_as_null=True), nullable=True)
    )
    _represented("history", "for_id")
    _represented("comment", "for_id")
    _kinds(f"{_KINDS}, 'absence'")
    # an absence was that of a post; it is its holder's, where the post sits
    op.execute(
        "INSERT INTO absence (account_id, authority_id, first_day, last_day, entered_at, begun_at)"
        " SELECT DISTINCT holder_id, seat_id, absent_from, absent_to, now(),"
        " CASE WHEN absent_from <= current_date THEN now() END"
        " FROM post WHERE holder_id IS NOT NULL AND absent_from IS NOT NULL"
        " AND (absent_to IS NULL OR (absent_to >= current_date AND absent_to >= absent_from))"
    )
    op.execute("UPDATE register_state SET mark = gen_random_uuid()::text")


def downgrade() -> None:
    op.execute("DELETE FROM register_change WHERE kind = 'absence'")
    _kinds(_KINDS)
    for table, column in (("comment", "for_id"), ("history", "for_id"), ("user_task", "stand_in_id")):
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        op.drop_column(table, column)
    op.drop_column("user_task", "stand_in_draft")
    op.drop_table("substitute")
    op.drop_table("absence")
