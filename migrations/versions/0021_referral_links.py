"""One-time links by which a receiving side without accounts answers; who answered stands on the way."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def _list(name: str) -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::bigint[]"


_POLICY = (
    f"{_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
    " WHERE taking_part.case_id = referral_link.case_id AND taking_part.until IS NULL"
    f" AND taking_part.authority_id = ANY ({_list('reads')}))"
    f" OR referral_link.case_id = ANY ({_list('opened')})"
)


def upgrade() -> None:
    # the order of the list, so that a page of it is read and no more
    op.drop_index("ix_referral_owner_id", table_name="referral")
    op.create_index(
        "ix_referral_owner_id",
        "referral",
        ["owner_id", "since", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("ix_referral_receiver_id", table_name="referral")
    op.create_index("ix_referral_receiver_id", "referral", ["receiver_id", "since", "id"], unique=False)
    op.add_column("referral_stop", sa.Column("actor_name", sa.Text(), nullable=True))
    op.create_table(
        "referral_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=False),
        sa.Column("offer", sa.SmallInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
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
            name=op.f("ck_referral_link_state"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_link_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_link_case_id_case")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_referral_link_created_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_referral_link_digest")),
    )
    op.create_index("ix_referral_link_referral_id", "referral_link", ["referral_id", "id"], unique=False)
    op.create_index(
        "ix_referral_link_due",
        "referral_link",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_referral_link_open",
        "referral_link",
        ["referral_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'sent')"),
    )
    op.execute("ALTER TABLE referral_link ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE referral_link FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sight ON referral_link USING ({_POLICY}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    op.drop_table("referral_link")
    op.drop_column("referral_stop", "actor_name")
    op.drop_index("ix_referral_receiver_id", table_name="referral")
    op.create_index("ix_referral_receiver_id", "referral", ["receiver_id"], unique=False)
    op.drop_index("ix_referral_owner_id", table_name="referral")
    op.create_index(
        "ix_referral_owner_id",
        "referral",
        ["owner_id", "state", "since", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
