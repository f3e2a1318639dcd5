"""The inbox: delegation, reason of a follow-up, bulk actions, saved filters, columns, what was seen, search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'active'")
_COUNTED = [
    "role",
    "topic",
    "assignee_id",
    "legal_due_at",
    "agreed_due_at",
    "created_at",
    "version_id",
    "element",
    "escalation_level",
]
_INBOX = ["case_id", "norm", "priority", "owner_id", "follow_up_at"]
# ä, ae and a are one, as are ß and ss, é and e: names are written as somebody heard them. An apostrophe parts words,
# the signs that stand for Arabic letters go.
_FOLDED = """
    CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN replace(replace(replace(replace(translate(
        regexp_replace(normalize(lower($1), NFKD), U&'[\\0300-\\036F]', '', 'g'),
        'øłđðıəþ’‘ʿʾʼ', 'olddiet  '), 'ß', 'ss'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u')"""


def upgrade() -> None:
    op.execute(_FOLDED)
    op.add_column(
        "user_task",
        sa.Column("owner_id", sa.BigInteger(), sa.ForeignKey("account.id", name="fk_user_task_owner_id")),
    )
    op.add_column("user_task", sa.Column("follow_up_reason", sa.Text(), nullable=True))
    _count(_COUNTED + _INBOX)
    op.create_index(
        "ix_user_task_owner",
        "user_task",
        ["owner_id", "due_at", "id"],
        postgresql_where=sa.text("state = 'active' AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "ix_user_task_closer",
        "user_task",
        ["closed_by", "closed_at", "id"],
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.create_index(
        "ix_person_words",
        "person",
        [sa.text("to_tsvector('simple'::regconfig, folded((family_name || ' '::text) || given_name))")],
        postgresql_using="gin",
    )
    op.create_index(
        "ix_case_number", "case", [sa.text("ltrim(substring(reference, '[0-9]+$'::text), '0'::text)")]
    )
    _kept()


def _count(include: list[str]) -> None:
    op.drop_index("ix_user_task_supervision", table_name="user_task")
    op.create_index(
        "ix_user_task_supervision",
        "user_task",
        ["authority_id", "due_at", "id"],
        postgresql_where=_OPEN,
        postgresql_include=include,
    )


def _kept() -> None:
    op.create_table(
        "inbox_setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("account_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint("account_id"),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("account_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), sa.ForeignKey("authority.id"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("account_id", "name"),
    )
    op.create_index(
        "ix_saved_filter_authority_id",
        "saved_filter",
        ["authority_id"],
        postgresql_where=sa.text("authority_id IS NOT NULL"),
    )
    op.create_table(
        "task_seen",
        sa.Column("account_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("task_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_task_seen_task_id", "task_seen", ["task_id"])
    op.create_table(
        "bulk_action",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("results", postgresql.JSONB(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone", postgresql.JSONB(), nullable=True),
        sa.UniqueConstraint("actor_id", "key"),
        sa.CheckConstraint(
            "kind IN ('claim', 'release', 'assign', 'delegate', 'return', 'follow_up', 'priority', 'comment')",
            name="kind",
        ),
    )


def downgrade() -> None:
    for table in ("bulk_action", "task_seen", "saved_filter", "inbox_setting"):
        op.drop_table(table)
    op.drop_index("ix_case_number", table_name="case")
    op.drop_index("ix_person_words", table_name="person")
    op.drop_index("ix_user_task_closer", table_name="user_task")
    op.drop_index("ix_user_task_owner", table_name="user_task")
    _count(_COUNTED)
    op.drop_column("user_task", "follow_up_reason")
    op.drop_column("user_task", "owner_id")
    op.execute("DROP FUNCTION folded(text)")
