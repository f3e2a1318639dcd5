"""Referrals to another authority: who owns each, and the stops on its way, behind the wall."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STATES = (
    "state IN ('vorbereitet', 'angeboten', 'rueckfrage', 'angenommen', 'abgelehnt', 'angekommen', 'gemeldet',"
    " 'zurueckgezogen', 'gestoppt')"
)
_PARTIES = "party IN ('absender', 'empfaenger', 'koordination', 'erster_traeger', 'daneben')"
_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def _list(name: str) -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::bigint[]"


def _of_case(table: str, authorities: str) -> str:
    return (
        f"{_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
        f" WHERE taking_part.case_id = {table}.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({authorities}))"
        f" OR {table}.case_id = ANY ({_list('opened')})"
    )


_POLICIES = {
    # the inbox filters by its state, also for roles that have tasks and read no files
    "referral": _of_case("referral", _list("works")),
    "referral_stop": _of_case("referral_stop", _list("reads")),
}


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("receiver_id", sa.BigInteger(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("incoming", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("given", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("offers", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_referral_state")),
        sa.CheckConstraint(_PARTIES, name=op.f("ck_referral_party")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (owner_id IS NOT NULL)", name=op.f("ck_referral_one_owner")
        ),
        sa.CheckConstraint(
            "party NOT IN ('erster_traeger', 'daneben')", name=op.f("ck_referral_owned_by_a_side")
        ),
        sa.CheckConstraint(
            "reason IN ('nicht_zustaendig', 'keine_kapazitaet', 'ohne_einwilligung')",
            name=op.f("ck_referral_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_referral_instance_id_process_instance")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_case_id_case")),
        sa.ForeignKeyConstraint(["owner_id"], ["authority.id"], name=op.f("fk_referral_owner_id_authority")),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["authority.id"], name=op.f("fk_referral_sender_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["authority.id"], name=op.f("fk_referral_receiver_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index("uq_referral_instance_id", "referral", ["instance_id"], unique=True)
    op.create_index("ix_referral_case_id", "referral", ["case_id"], unique=False)
    op.create_index("ix_referral_receiver_id", "referral", ["receiver_id"], unique=False)
    op.create_index("ix_referral_sender_id", "referral", ["sender_id", "since", "id"], unique=False)
    op.create_index(
        "ix_referral_owner_id",
        "referral",
        ["owner_id", "state", "since", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_referral_state",
        "referral",
        ["state", "instance_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "referral_stop",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("given", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_referral_stop_state")),
        sa.CheckConstraint(_PARTIES, name=op.f("ck_referral_stop_party")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_stop_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_stop_case_id_case")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["authority.id"], name=op.f("fk_referral_stop_owner_id_authority")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_referral_stop_actor_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_stop")),
    )
    op.create_index("ix_referral_stop_referral_id", "referral_stop", ["referral_id"], unique=False)
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sight ON {table} USING ({condition}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    op.drop_table("referral_stop")
    op.drop_table("referral")
