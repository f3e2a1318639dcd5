"""Resolutions that nobody changes, what they set, and structural problems."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

#: what the database lets nobody change or take away
_FIXED = ("resolution", "adopted_parameter")
_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def _list(name: str) -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::bigint[]"


def _condition(table: str) -> str:
    return (
        f"{_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
        f" WHERE taking_part.case_id = {table}.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({_list('reads')}))"
        f" OR {table}.case_id = ANY ({_list('opened')})"
    )


def upgrade() -> None:
    op.create_table(
        "proposal_document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.CHAR(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('annex', 'minutes', 'rules')", name=op.f("ck_proposal_document_purpose")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_proposal_document_actor_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_document_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_document")),
        sa.UniqueConstraint("submission", name=op.f("uq_proposal_document_submission")),
    )
    op.create_index("ix_proposal_document_digest", "proposal_document", ["digest"], unique=False)
    op.create_index(
        "ix_proposal_document_proposal_id", "proposal_document", ["proposal_id", "id"], unique=False
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.CHAR(length=64), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_by", sa.BigInteger(), nullable=True),
        sa.Column("second_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "ruling IN ('adopted', 'rejected', 'returned')", name=op.f("ck_resolution_ruling")
        ),
        sa.CheckConstraint("first_by <> second_by", name=op.f("ck_resolution_two_people")),
        sa.ForeignKeyConstraint(["first_by"], ["account.id"], name=op.f("fk_resolution_first_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_resolution_proposal_id")),
        sa.ForeignKeyConstraint(["second_by"], ["account.id"], name=op.f("fk_resolution_second_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint("digest", name=op.f("uq_resolution_digest")),
        sa.UniqueConstraint("previous", name=op.f("uq_resolution_previous")),
    )
    op.create_index(op.f("ix_resolution_proposal_id"), "resolution", ["proposal_id"], unique=False)
    op.create_table(
        "resolution_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("votes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("conditions", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("digest", sa.CHAR(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "ruling IN ('adopted', 'rejected', 'returned')", name=op.f("ck_resolution_draft_ruling")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_resolution_draft_proposal_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name=op.f("fk_resolution_draft_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_draft")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_resolution_draft_proposal_id")),
    )
    op.create_table(
        "structural_problem",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column("mentions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'in_discussion', 'proposed', 'closed')",
            name=op.f("ck_structural_problem_state"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_structural_problem_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_structural_problem_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structural_problem")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_structural_problem_year_serial")),
    )
    op.create_table(
        "adopted_parameter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("resolution_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_adopted_parameter_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_parameter")),
    )
    op.create_index("ix_adopted_parameter_name", "adopted_parameter", ["name", "valid_from"], unique=False)
    op.create_table(
        "structural_mention",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("problem_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_structural_mention_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_structural_mention_case_id")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["structural_problem.id"], name=op.f("fk_structural_mention_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structural_mention")),
        sa.UniqueConstraint("problem_id", "case_id", name=op.f("uq_structural_mention_problem_id_case_id")),
    )
    op.create_index(op.f("ix_structural_mention_case_id"), "structural_mention", ["case_id"], unique=False)
    op.create_table(
        "structural_remark",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("problem_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_structural_remark_actor_id")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["structural_problem.id"], name=op.f("fk_structural_remark_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structural_remark")),
    )
    op.create_index(
        "ix_structural_remark_problem_id", "structural_remark", ["problem_id", "id"], unique=False
    )
    op.add_column("adoption", sa.Column("resolution_id", sa.BigInteger(), nullable=True))
    op.add_column("adoption", sa.Column("repealed_from", sa.Date(), nullable=True))
    op.create_index(op.f("ix_adoption_resolution_id"), "adoption", ["resolution_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_adoption_resolution_id"), "adoption", "resolution", ["resolution_id"], ["id"]
    )
    for table in _FIXED:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute("ALTER TABLE structural_mention ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE structural_mention FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY sight ON structural_mention USING ({_condition('structural_mention')})"
        f" WITH CHECK ({_ENGINE})"
    )


def downgrade() -> None:
    op.execute("DROP POLICY sight ON structural_mention")
    op.drop_constraint(op.f("fk_adoption_resolution_id"), "adoption", type_="foreignkey")
    op.drop_index(op.f("ix_adoption_resolution_id"), table_name="adoption")
    op.drop_column("adoption", "repealed_from")
    op.drop_column("adoption", "resolution_id")
    op.drop_index("ix_structural_remark_problem_id", table_name="structural_remark")
    op.drop_table("structural_remark")
    op.drop_index(op.f("ix_structural_mention_case_id"), table_name="structural_mention")
    op.drop_table("structural_mention")
    op.drop_index("ix_adopted_parameter_name", table_name="adopted_parameter")
    op.drop_table("adopted_parameter")
    op.drop_table("structural_problem")
    op.drop_table("resolution_draft")
    op.drop_index(op.f("ix_resolution_proposal_id"), table_name="resolution")
    op.drop_table("resolution")
    op.drop_index("ix_proposal_document_proposal_id", table_name="proposal_document")
    op.drop_index("ix_proposal_document_digest", table_name="proposal_document")
    op.drop_table("proposal_document")
