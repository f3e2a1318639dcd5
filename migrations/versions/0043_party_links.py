"""One-time links by which consulted parties without accounts answer, and who answered as they named themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal_party", sa.Column("answered_name", sa.Text(), server_default="", nullable=False))
    op.add_column("proposal_comment", sa.Column("author_name", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "party_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guesses", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'answered', 'withdrawn', 'locked')",
            name=op.f("ck_party_link_state"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_party_link_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["proposal_party.id"], name=op.f("fk_party_link_party_id_proposal_party")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_party_link_created_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_party_link_digest")),
    )
    op.create_index("ix_party_link_proposal_id", "party_link", ["proposal_id"], unique=False)
    op.create_index("ix_party_link_party_id", "party_link", ["party_id", "id"], unique=False)
    op.create_index(
        "ix_party_link_due",
        "party_link",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_party_link_open",
        "party_link",
        ["party_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'sent')"),
    )


def downgrade() -> None:
    op.drop_table("party_link")
    op.drop_column("proposal_comment", "author_name")
    op.drop_column("proposal_party", "answered_name")
