"""Consents, break-glass, logged reads, disclosures, and row-level security on what is in a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def _list(name: str) -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::bigint[]"


def _taking_part(table: str, authorities: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM case_participant AS taking_part"
        f" WHERE taking_part.case_id = {table}.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({authorities}))"
    )


def _about_nobody(table: str) -> str:
    return (
        'EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
        " ON taking_part.case_id = about_nobody.id"
        f" WHERE about_nobody.id = {table}.case_id AND about_nobody.person_id IS NULL"
        f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_list('impersonal')}))"
    )


def _of_case(table: str, authorities: str) -> str:
    return (
        f"{_ENGINE} OR {_taking_part(table, authorities)}"
        f" OR {table}.case_id = ANY ({_list('opened')}) OR {_about_nobody(table)}"
    )


def _person() -> str:
    return (
        f'{_ENGINE} OR EXISTS (SELECT 1 FROM "case" AS own JOIN case_participant AS taking_part'
        " ON taking_part.case_id = own.id WHERE own.person_id = person.id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({_list('reads')}))"
        f' OR EXISTS (SELECT 1 FROM "case" AS own WHERE own.person_id = person.id'
        f" AND own.id = ANY ({_list('opened')}))"
    )


_POLICIES = {
    "person": _person(),
    **{
        table: _of_case(table, _list("reads"))
        for table in ("decision", "person_record", "precheck", "consent", "disclosure")
    },
    # names and dates, no values: also for whoever repairs what has stopped
    "history": _of_case("history", f"({_list('reads')} || {_list('repairs')})"),
    # on tasks, which other roles have as well
    "comment": _of_case("comment", _list("works")),
}


def upgrade() -> None:
    _tables()
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # the application's role owns its tables, and an owner is exempt unless forced
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sight ON {table} USING ({condition}) WITH CHECK ({_ENGINE})")


def _tables() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.JSONB(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consent_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_case_id", "consent", ["case_id", "id"], unique=False)
    op.create_table(
        "break_glass",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_break_glass_case_id_case")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_break_glass_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index(
        "ix_break_glass_account_id", "break_glass", ["account_id", "case_id", "until"], unique=False
    )
    op.create_index("ix_break_glass_case_id", "break_glass", ["case_id"], unique=False)
    op.create_table(
        "case_read",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('lead', 'task', 'norm', 'consent', 'break_glass', 'impersonal', 'system')",
            name=op.f("ck_case_read_purpose"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_read_case_id_case")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_read_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_read")),
        sa.UniqueConstraint(
            "case_id",
            "account_id",
            "purpose",
            "day",
            name=op.f("uq_case_read_case_id_account_id_purpose_day"),
        ),
    )
    op.create_table(
        "disclosure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.JSONB(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("bar", sa.Text(), nullable=True),
        sa.CheckConstraint("answer IN ('disclosed', 'partly', 'refused')", name=op.f("ck_disclosure_answer")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_disclosure_case_id_case")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_disclosure_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_case_id", "disclosure", ["case_id"], unique=False)


def downgrade() -> None:
    for table in _POLICIES:
        op.execute(f"DROP POLICY sight ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.drop_table("disclosure")
    op.drop_table("case_read")
    op.drop_table("break_glass")
    op.drop_table("consent")
