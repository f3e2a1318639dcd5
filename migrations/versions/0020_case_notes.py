"""Notes in a case file and relations between cases, both behind the wall."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_KINDS = "'spouse', 'parent', 'child', 'sibling', 'guardian', 'ward', 'household', 'whole', 'part'"
_TABLES = ("case_note", "case_relation")


def _list(name: str) -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::bigint[]"


def _condition(table: str) -> str:
    return (
        f"{_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
        f" WHERE taking_part.case_id = {table}.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({_list('reads')}))"
        f" OR {table}.case_id = ANY ({_list('opened')})"
        ' OR EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
        " ON taking_part.case_id = about_nobody.id"
        f" WHERE about_nobody.id = {table}.case_id AND about_nobody.person_id IS NULL"
        f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_list('impersonal')}))"
    )


def upgrade() -> None:
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.Column("data_group", sa.Text(), nullable=True),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_note_case_id_case")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_case_note_instance_id_process_instance")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_case_note_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_case_note_author_id_account")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["case_note.id"], name=op.f("fk_case_note_corrects_id_case_note")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_case_note_corrects_id")),
    )
    op.create_index("ix_case_note_case_id", "case_note", ["case_id", "id"], unique=False)
    op.create_table(
        "case_relation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_case_relation_kind")),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_case_relation_two_cases")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_relation_case_id_case")),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"], name=op.f("fk_case_relation_other_id_case")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_case_relation_actor_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_relation")),
    )
    op.create_index(op.f("ix_case_relation_other_id"), "case_relation", ["other_id"], unique=False)
    op.create_index(
        "uq_case_relation_current",
        "case_relation",
        ["case_id", "other_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # the application's role owns its tables, and an owner is exempt unless forced
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sight ON {table} USING ({_condition(table)}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    op.drop_table("case_relation")
    op.drop_table("case_note")
