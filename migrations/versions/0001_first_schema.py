"""The first schema: definitions, cases, instances, tasks, timers, messages, records, accounts, authorities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_number")))
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("session_mark", sa.Integer(), server_default="0", nullable=False),
        sa.Column("demo", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "authority",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("land", sa.CHAR(length=2), server_default="NW", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("key", name=op.f("uq_authority_key")),
    )
    op.create_table(
        "definition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("key", name=op.f("uq_definition_key")),
    )
    op.create_table(
        "municipality",
        sa.Column("ags", sa.CHAR(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ags", name=op.f("pk_municipality")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_family_name_given_name", "person", ["family_name", "given_name"], unique=False)
    op.create_table(
        "case",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("ags", sa.CHAR(length=8), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_case_state")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_case_authority_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_reference")),
    )
    op.create_index(op.f("ix_case_authority_id"), "case", ["authority_id"], unique=False)
    op.create_index(op.f("ix_case_person_id"), "case", ["person_id"], unique=False)
    op.create_table(
        "competence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_competence_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competence")),
    )
    op.create_index(op.f("ix_competence_authority_id"), "competence", ["authority_id"], unique=False)
    op.create_index("ix_competence_topic_territory", "competence", ["topic", "territory"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('clerk', 'case_manager', 'team_lead', 'process_owner', 'coordinator', 'steering_member', 'administrator', 'auditor', 'guest')",
            name=op.f("ck_membership_role"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_membership_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "account_id", "authority_id", "role", name=op.f("uq_membership_account_id_authority_id_role")
        ),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(op.f("ix_membership_authority_id"), "membership", ["authority_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("main_path", sa.Text(), nullable=False),
        sa.Column("error_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("warning_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'final')", name=op.f("ck_version_state")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_version_created_by")),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_version_definition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("definition_id", "number", name=op.f("uq_version_definition_id_number")),
    )
    op.create_index(op.f("ix_version_digest"), "version", ["digest"], unique=False)
    op.create_table(
        "adoption",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["adopted_by"], ["account.id"], name=op.f("fk_adoption_adopted_by")),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_adoption_definition_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_adoption_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
    )
    op.create_index(
        "ix_adoption_definition_id_valid_from", "adoption", ["definition_id", "valid_from"], unique=False
    )
    op.create_index(op.f("ix_adoption_version_id"), "adoption", ["version_id"], unique=False)
    op.create_table(
        "case_participant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_case_participant_authority_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_participant_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_participant")),
        sa.UniqueConstraint("case_id", "authority_id", name=op.f("uq_case_participant_case_id_authority_id")),
    )
    op.create_index(
        op.f("ix_case_participant_authority_id"), "case_participant", ["authority_id"], unique=False
    )
    op.create_table(
        "process_instance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('active', 'completed')", name=op.f("ck_process_instance_state")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_process_instance_case_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_process_instance_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instance")),
    )
    op.create_index(op.f("ix_process_instance_case_id"), "process_instance", ["case_id"], unique=False)
    op.create_index(op.f("ix_process_instance_version_id"), "process_instance", ["version_id"], unique=False)
    op.create_table(
        "version_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_file_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_file")),
        sa.UniqueConstraint("version_id", "path", name=op.f("uq_version_file_version_id_path")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_decision_instance_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_decision_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_case_id"), "decision", ["case_id"], unique=False)
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("element_name", sa.Text(), server_default="", nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=True),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_history_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_history_case_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_history_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index("ix_history_case_id", "history", ["case_id", "id"], unique=False)
    op.create_index("ix_history_instance_id", "history", ["instance_id", "id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("element_name", sa.Text(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f("ck_incident_state")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_incident_case_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_incident_instance_id")
        ),
        sa.ForeignKeyConstraint(["resolved_by"], ["account.id"], name=op.f("fk_incident_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_case_id"), "incident", ["case_id"], unique=False)
    op.create_index(
        "ix_incident_open", "incident", ["at", "id"], unique=False, postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('buffered', 'correlated', 'expired')", name=op.f("ck_message_state")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_message_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("name", "message_id", name=op.f("uq_message_name_message_id")),
    )
    op.create_index(
        "ix_message_buffered",
        "message",
        ["name", "correlation_key", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'buffered'"),
    )
    op.create_table(
        "message_subscription",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("subscription", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'correlated', 'cancelled')", name=op.f("ck_message_subscription_state")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_message_subscription_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_subscription")),
        sa.UniqueConstraint(
            "instance_id", "subscription", name=op.f("uq_message_subscription_instance_id_subscription")
        ),
    )
    op.create_index(
        "ix_message_subscription_open",
        "message_subscription",
        ["name", "correlation_key", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "timer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("subscription", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('armed', 'queued', 'fired', 'cancelled')", name=op.f("ck_timer_state")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_timer_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("instance_id", "subscription", name=op.f("uq_timer_instance_id_subscription")),
    )
    op.create_index(
        "ix_timer_due", "timer", ["due_at", "id"], unique=False, postgresql_where=sa.text("state = 'armed'")
    )
    op.create_index(
        "ix_timer_queued", "timer", ["changed_at"], unique=False, postgresql_where=sa.text("state = 'queued'")
    )
    op.create_table(
        "user_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), server_default="50", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("draft", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('active', 'completed', 'cancelled')", name=op.f("ck_user_task_state")),
        sa.ForeignKeyConstraint(["assignee_id"], ["account.id"], name=op.f("fk_user_task_assignee_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_user_task_authority_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_user_task_case_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_user_task_closed_by")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_user_task_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_task")),
        sa.UniqueConstraint(
            "instance_id", "element_instance", name=op.f("uq_user_task_instance_id_element_instance")
        ),
    )
    op.create_index(
        "ix_user_task_assignee",
        "user_task",
        ["assignee_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(op.f("ix_user_task_case_id"), "user_task", ["case_id"], unique=False)
    op.create_index(
        "ix_user_task_inbox",
        "user_task",
        ["authority_id", "role", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
    )


def downgrade() -> None:
    op.drop_index("ix_user_task_inbox", table_name="user_task", postgresql_where=sa.text("state = 'active'"))
    op.drop_index(op.f("ix_user_task_case_id"), table_name="user_task")
    op.drop_index(
        "ix_user_task_assignee", table_name="user_task", postgresql_where=sa.text("state = 'active'")
    )
    op.drop_table("user_task")
    op.drop_index("ix_timer_queued", table_name="timer", postgresql_where=sa.text("state = 'queued'"))
    op.drop_index("ix_timer_due", table_name="timer", postgresql_where=sa.text("state = 'armed'"))
    op.drop_table("timer")
    op.drop_index(
        "ix_message_subscription_open",
        table_name="message_subscription",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("message_subscription")
    op.drop_index("ix_message_buffered", table_name="message", postgresql_where=sa.text("state = 'buffered'"))
    op.drop_table("message")
    op.drop_index("ix_incident_open", table_name="incident", postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f("ix_incident_case_id"), table_name="incident")
    op.drop_table("incident")
    op.drop_index("ix_history_instance_id", table_name="history")
    op.drop_index("ix_history_case_id", table_name="history")
    op.drop_table("history")
    op.drop_index(op.f("ix_decision_case_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_table("version_file")
    op.drop_index(op.f("ix_process_instance_version_id"), table_name="process_instance")
    op.drop_index(op.f("ix_process_instance_case_id"), table_name="process_instance")
    op.drop_table("process_instance")
    op.drop_index(op.f("ix_case_participant_authority_id"), table_name="case_participant")
    op.drop_table("case_participant")
    op.drop_index(op.f("ix_adoption_version_id"), table_name="adoption")
    op.drop_index("ix_adoption_definition_id_valid_from", table_name="adoption")
    op.drop_table("adoption")
    op.drop_index(op.f("ix_version_digest"), table_name="version")
    op.drop_table("version")
    op.drop_index(op.f("ix_membership_authority_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_account_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index("ix_competence_topic_territory", table_name="competence")
    op.drop_index(op.f("ix_competence_authority_id"), table_name="competence")
    op.drop_table("competence")
    op.drop_index(op.f("ix_case_person_id"), table_name="case")
    op.drop_index(op.f("ix_case_authority_id"), table_name="case")
    op.drop_table("case")
    op.drop_index("ix_person_family_name_given_name", table_name="person")
    op.drop_table("person")
    op.drop_table("municipality")
    op.drop_table("definition")
    op.drop_table("authority")
    op.drop_table("account")
    op.execute(sa.schema.DropSequence(sa.Sequence("case_number")))
