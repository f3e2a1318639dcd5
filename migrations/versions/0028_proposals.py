"""Proposals to the steering group: versions, consultation, what was measured, what happened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("legal_basis", sa.Text(), server_default="", nullable=False),
        sa.Column("jurisdictions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("migration_rule", sa.Text(), nullable=False),
        sa.Column("review_months", sa.Integer(), server_default="12", nullable=False),
        sa.Column(
            "parameters",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("repeals_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("review_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "migration_rule IN ('keep', 'next_phase', 'all', 'selected')",
            name=op.f("ck_proposal_migration_rule"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_consultation', 'ready', 'adopted', 'rejected', 'returned', 'in_force', 'superseded', 'repealed', 'withdrawn')",
            name=op.f("ck_proposal_state"),
        ),
        sa.CheckConstraint("review_months BETWEEN 0 AND 60", name=op.f("ck_proposal_review_months")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_proposal_created_by")),
        sa.ForeignKeyConstraint(["repeals_id"], ["proposal.id"], name=op.f("fk_proposal_repeals_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_proposal_year_serial")),
    )
    op.create_index("ix_proposal_state", "proposal", ["state", "id"], unique=False)
    op.create_table(
        "proposal_acknowledgement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_proposal_acknowledgement_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_acknowledgement_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_acknowledgement")),
        sa.UniqueConstraint(
            "proposal_id", "digest", name=op.f("uq_proposal_acknowledgement_proposal_id_digest")
        ),
    )
    op.create_table(
        "proposal_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "results",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'running', 'done', 'failed')", name=op.f("ck_proposal_check_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_proposal_check_asked_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_check_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_check")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_proposal_check_proposal_id")),
    )
    op.create_table(
        "proposal_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_proposal_event_actor_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_event_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_event")),
    )
    op.create_index("ix_proposal_event_proposal_id", "proposal_event", ["proposal_id", "id"], unique=False)
    op.create_table(
        "proposal_party",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("stance", sa.Text(), nullable=True),
        sa.Column("statement", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('aliens_authority', 'naturalisation_authority', 'job_centre', 'youth_office', 'welfare', 'data_protection', 'staff_council', 'other')",
            name=op.f("ck_proposal_party_kind"),
        ),
        sa.CheckConstraint("stance IN ('agree', 'object', 'abstain')", name=op.f("ck_proposal_party_stance")),
        sa.CheckConstraint("(stance IS NULL) = (answered_at IS NULL)", name=op.f("ck_proposal_party_answer")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_proposal_party_answered_by")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_proposal_party_authority_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_party_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_party")),
    )
    op.create_index("ix_proposal_party_proposal_id", "proposal_party", ["proposal_id", "id"], unique=False)
    op.create_index(
        "uq_proposal_party_authority",
        "proposal_party",
        ["proposal_id", "kind", "authority_id"],
        unique=True,
        postgresql_where=sa.text("authority_id IS NOT NULL"),
    )
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "times",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("pinned_revision", sa.Integer(), nullable=True),
        sa.Column("pinned_digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_proposal_version_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint(
            "proposal_id", "version_id", name=op.f("uq_proposal_version_proposal_id_version_id")
        ),
    )
    op.create_index(op.f("ix_proposal_version_version_id"), "proposal_version", ["version_id"], unique=False)
    op.create_table(
        "proposal_comment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("element_name", sa.Text(), server_default="", nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('taken_up', 'not_taken_up', 'noted')", name=op.f("ck_proposal_comment_outcome")
        ),
        sa.CheckConstraint(
            "element IS NULL OR version_id IS NOT NULL", name=op.f("ck_proposal_comment_place")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_proposal_comment_answered_by")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_proposal_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["proposal_party.id"], name=op.f("fk_proposal_comment_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_comment_proposal_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_proposal_comment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_comment")),
    )
    op.create_index(
        "ix_proposal_comment_proposal_id", "proposal_comment", ["proposal_id", "id"], unique=False
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% is never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
        " END $$"
    )
    op.execute(
        "CREATE TRIGGER proposal_event_stays BEFORE UPDATE OR DELETE ON proposal_event"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_index("ix_proposal_comment_proposal_id", table_name="proposal_comment")
    op.drop_table("proposal_comment")
    op.drop_index(op.f("ix_proposal_version_version_id"), table_name="proposal_version")
    op.drop_table("proposal_version")
    op.drop_index(
        "uq_proposal_party_authority",
        table_name="proposal_party",
        postgresql_where=sa.text("authority_id IS NOT NULL"),
    )
    op.drop_index("ix_proposal_party_proposal_id", table_name="proposal_party")
    op.drop_table("proposal_party")
    op.drop_index("ix_proposal_event_proposal_id", table_name="proposal_event")
    op.drop_table("proposal_event")
    op.drop_table("proposal_check")
    op.drop_table("proposal_acknowledgement")
    op.drop_index("ix_proposal_state", table_name="proposal")
    op.drop_table("proposal")
    op.execute("DROP FUNCTION refuse_change()")
