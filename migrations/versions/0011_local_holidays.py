"""Statutory holidays of one place, entered by an administrator."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: what the log of the register could hold before
_KINDS = (
    "authority",
    "closing",
    "competence",
    "competence_end",
    "post",
    "doubt",
    "load",
    "closure",
    "office_hours",
)


def upgrade() -> None:
    op.create_table(
        "local_holiday",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('once', 'yearly', 'of_land', 'not_here')", name=op.f("ck_local_holiday_kind")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_local_holiday_authority_id")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_local_holiday_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_holiday")),
    )
    op.create_index(op.f("ix_local_holiday_authority_id"), "local_holiday", ["authority_id"], unique=False)
    _kinds_of_change(*_KINDS, "local_holiday")


def downgrade() -> None:
    op.execute("DELETE FROM register_change WHERE kind = 'local_holiday'")
    _kinds_of_change(*_KINDS)
    op.drop_table("local_holiday")


def _kinds_of_change(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_register_change_kind"), "register_change", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_register_change_kind"), "register_change", f"kind IN ({listed})")
