"""The register of authorities with validity, posts and a log of changes; why a task is where it is; moves of a person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROLES = (
    "'clerk', 'case_manager', 'team_lead', {}'process_owner', 'coordinator', 'steering_member', "
    "'administrator', 'auditor', 'guest'"
)


def upgrade() -> None:
    _authorities()
    _competences()
    _posts()
    _changes()
    _cases()
    op.drop_constraint(op.f("ck_membership_role"), "membership", type_="check")
    op.create_check_constraint(
        op.f("ck_membership_role"),
        "membership",
        f"role IN ({_ROLES.format(chr(39) + 'head_of_office' + chr(39) + ', ')})",
    )


def _json(name: str, default: str) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(), server_default=sa.text(f"'{default}'::jsonb"), nullable=False)


def _authorities() -> None:
    op.add_column("authority", sa.Column("kind", sa.Text(), server_default="", nullable=False))
    op.add_column("authority", sa.Column("parent_id", sa.BigInteger(), nullable=True))
    op.add_column("authority", sa.Column("office_number", sa.Text(), server_default="", nullable=False))
    op.add_column("authority", _json("territories", "[]"))
    op.add_column("authority", _json("contact", "{}"))
    op.add_column("authority", _json("attributes", "{}"))
    op.add_column("authority", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("authority", sa.Column("valid_to", sa.Date(), nullable=True))
    op.add_column("authority", sa.Column("successor", sa.Text(), server_default="", nullable=False))
    op.add_column("authority", sa.Column("official", postgresql.JSONB(), nullable=True))
    op.add_column("authority", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.create_foreign_key(op.f("fk_authority_parent_id"), "authority", "authority", ["parent_id"], ["id"])
    op.create_table(
        "doubt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_doubt_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
        sa.UniqueConstraint("subject", "text", name=op.f("uq_doubt_subject_text")),
    )
    op.create_table(
        "register_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("rules", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_state")),
    )
    op.execute("INSERT INTO register_state (id, mark) VALUES (1, gen_random_uuid()::text)")


def _competences() -> None:
    op.add_column("competence", _json("groups", "[]"))


def _posts() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), server_default="", nullable=False),
        sa.Column("share", sa.Numeric(4, 2), nullable=False),
        sa.Column("seat_id", sa.BigInteger(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_to", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("substitution", sa.Text(), nullable=False),
        sa.Column("substitute_post_id", sa.BigInteger(), nullable=True),
        sa.Column("substitute_authority_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "substitution IN ('none', 'team_lead', 'post', 'authority')", name=op.f("ck_post_substitution")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_post_authority_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["authority.id"], name=op.f("fk_post_seat_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["account.id"], name=op.f("fk_post_holder_id")),
        sa.ForeignKeyConstraint(["substitute_post_id"], ["post.id"], name=op.f("fk_post_substitute_post_id")),
        sa.ForeignKeyConstraint(
            ["substitute_authority_id"], ["authority.id"], name=op.f("fk_post_substitute_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_authority_id"), "post", ["authority_id"])


def _changes() -> None:
    op.create_table(
        "register_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("competence_id", sa.BigInteger(), nullable=True),
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("after_task", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('authority', 'closing', 'competence', 'competence_end', 'post', 'doubt', 'load')",
            name=op.f("ck_register_change_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'effective', 'undone')", name=op.f("ck_register_change_state")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_register_change_actor_id")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_register_change_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_register_change_competence_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_register_change_post_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_register_change_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
    )
    op.create_index(op.f("ix_register_change_authority_id"), "register_change", ["authority_id"])
    op.create_index(
        "ix_register_change_planned",
        "register_change",
        ["effective_on", "id"],
        postgresql_where=sa.text("state = 'planned'"),
    )


def _cases() -> None:
    op.add_column("case", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column("case_participant", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_case_participant_case_id_authority_id"), "case_participant", type_="unique")
    op.create_index(
        "uq_case_participant_current",
        "case_participant",
        ["case_id", "authority_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.add_column("process_instance", sa.Column("ags", sa.CHAR(8), nullable=True))
    for name, kind in (
        ("norm", sa.Text()),
        ("rule", sa.Text()),
        ("reason", postgresql.JSONB()),
        ("question", postgresql.JSONB()),
    ):
        op.add_column("user_task", sa.Column(name, kind, nullable=True))
    op.add_column("incident", sa.Column("told_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_incident_told_id"), "incident", "authority", ["told_id"], ["id"])
    op.create_table(
        "residence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.CHAR(8), nullable=False),
        sa.Column("ags", sa.CHAR(8), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_residence_case_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_residence_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence")),
    )
    op.create_index("ix_residence_case_id", "residence", ["case_id", "id"])
    op.create_table(
        "retained_competence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("ags", sa.CHAR(8), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_retained_competence_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retained_competence")),
        sa.UniqueConstraint("instance_id", "topic", name=op.f("uq_retained_competence_instance_id_topic")),
    )


def downgrade() -> None:
    op.drop_table("retained_competence")
    op.drop_table("residence")
    op.drop_constraint(op.f("fk_incident_told_id"), "incident", type_="foreignkey")
    op.drop_column("incident", "told_id")
    for name in ("question", "reason", "rule", "norm"):
        op.drop_column("user_task", name)
    op.drop_column("process_instance", "ags")
    op.execute("DELETE FROM case_participant WHERE until IS NOT NULL")
    op.drop_index("uq_case_participant_current", "case_participant")
    op.drop_column("case_participant", "until")
    op.create_unique_constraint(
        op.f("uq_case_participant_case_id_authority_id"), "case_participant", ["case_id", "authority_id"]
    )
    op.drop_column("case", "revision")
    op.drop_table("register_change")
    op.drop_table("post")
    op.drop_column("competence", "groups")
    op.drop_table("register_state")
    op.drop_table("doubt")
    op.drop_constraint(op.f("fk_authority_parent_id"), "authority", type_="foreignkey")
    for name in (
        "revision",
        "official",
        "successor",
        "valid_to",
        "valid_from",
        "attributes",
        "contact",
        "territories",
        "office_number",
        "parent_id",
        "kind",
    ):
        op.drop_column("authority", name)
    op.execute("DELETE FROM membership WHERE role = 'head_of_office'")
    op.drop_constraint(op.f("ck_membership_role"), "membership", type_="check")
    op.create_check_constraint(op.f("ck_membership_role"), "membership", f"role IN ({_ROLES.format('')})")
