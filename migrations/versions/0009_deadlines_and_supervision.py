"""Two clocks per task, escalation levels, notifications and mail, calendars, comments, times per element."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tasks()
    _escalation()
    _notifications()
    _calendars()
    _beside()
    _assignments()
    _times()


def _tasks() -> None:
    op.add_column("user_task", sa.Column("version_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE user_task SET version_id = process_instance.version_id FROM process_instance"
        " WHERE process_instance.id = user_task.instance_id"
    )
    op.alter_column("user_task", "version_id", nullable=False)
    op.add_column("user_task", sa.Column("legal_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_task", sa.Column("agreed_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_task", sa.Column("clocks", postgresql.JSONB(), nullable=True))
    op.add_column(
        "user_task", sa.Column("escalation_level", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.add_column("user_task", sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_task", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_user_task_completed",
        "user_task",
        ["authority_id", "closed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'completed'"),
        postgresql_include=["role", "due_at", "version_id", "element", "created_at", "claimed_at"],
    )
    op.create_index(
        "ix_user_task_step",
        "user_task",
        ["version_id", "element", "authority_id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "ix_user_task_follow_up",
        "user_task",
        ["authority_id", "follow_up_at"],
        unique=False,
        postgresql_where=sa.text("state = 'active' AND follow_up_at IS NOT NULL"),
    )
    op.create_index(
        "ix_user_task_created",
        "user_task",
        ["authority_id", "created_at"],
        unique=False,
        postgresql_include=["role"],
    )
    op.create_index(
        "ix_user_task_supervision",
        "user_task",
        ["authority_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
        postgresql_include=[
            "role",
            "topic",
            "assignee_id",
            "legal_due_at",
            "agreed_due_at",
            "created_at",
            "version_id",
            "element",
            "escalation_level",
        ],
    )
    op.create_index(
        "ix_user_task_escalation",
        "user_task",
        ["escalate_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_foreign_key(op.f("fk_user_task_version_id"), "user_task", "version", ["version_id"], ["id"])
    # until then every due date without the words of a law was an agreed one; the ladder looks at open tasks once
    op.execute("UPDATE user_task SET agreed_due_at = due_at")
    op.execute("UPDATE user_task SET escalate_at = now() WHERE state = 'active' AND due_at IS NOT NULL")


def _escalation() -> None:
    op.create_table(
        "watch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("escalation_level", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('title', 'age')", name=op.f("ck_watch_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_watch_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("case_id", "kind", "subject", name=op.f("uq_watch_case_id_kind_subject")),
    )
    op.create_index("ix_watch_escalation", "watch", ["escalate_at", "id"], unique=False)
    op.create_table(
        "escalation_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("up_to", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["adopted_by"], ["account.id"], name=op.f("fk_escalation_agreement_adopted_by")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_escalation_agreement_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_agreement")),
    )
    op.create_index(
        op.f("ix_escalation_agreement_authority_id"), "escalation_agreement", ["authority_id"], unique=False
    )
    op.create_table(
        "escalation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("watch_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("reassigned_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_escalation_authority_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_escalation_case_id")),
        sa.ForeignKeyConstraint(["reassigned_to"], ["account.id"], name=op.f("fk_escalation_reassigned_to")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_escalation_task_id")),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_escalation_watch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint(
            "task_id",
            "watch_id",
            "kind",
            "level",
            "anchor_at",
            name="uq_escalation_rung",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_escalation_at", "escalation", ["at", "id"], unique=False)
    op.create_index(op.f("ix_escalation_case_id"), "escalation", ["case_id"], unique=False)


def _notifications() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('notice', 'digest')", name=op.f("ck_mail_kind")),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name=op.f("ck_mail_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index(op.f("ix_mail_account_id"), "mail", ["account_id"], unique=False)
    op.create_index(
        "ix_mail_failed",
        "mail",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(
        "ix_mail_due",
        "mail",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index(
        "uq_mail_waiting",
        "mail",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "notification_setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), server_default="de", nullable=False),
        sa.Column("mail", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("muted", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("quiet_days_off", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notification_setting_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_setting")),
    )
    op.create_index("uq_notification_setting_account_id", "notification_setting", ["account_id"], unique=True)
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("summary", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("stands_for", sa.Integer(), server_default="1", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notification_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notification_case_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notification_mail_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_notification_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_account_id", "notification", ["account_id", "at", "id"], unique=False)
    op.create_index(op.f("ix_notification_mail_id"), "notification", ["mail_id"], unique=False)
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["account_id", "at", "id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index("ix_notification_at", "notification", ["at"], unique=False)
    op.create_index(
        "ix_notification_read",
        "notification",
        ["read_at"],
        unique=False,
        postgresql_where=sa.text("read_at IS NOT NULL"),
    )
    op.create_index(
        "uq_notification_summary",
        "notification",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text("summary AND read_at IS NULL"),
    )


def _calendars() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_closure_authority_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_closure_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index("ix_closure_authority_id", "closure", ["authority_id", "first_day"], unique=False)
    op.create_table(
        "office_hours",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_office_hours_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
        sa.UniqueConstraint(
            "authority_id", "weekday", "opens", name=op.f("uq_office_hours_authority_id_weekday_opens")
        ),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope IN ('mine', 'group')", name=op.f("ck_feed_scope")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feed_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_digest")),
    )
    op.create_index(op.f("ix_feed_account_id"), "feed", ["account_id"], unique=False)
    _kinds_of_change(*_KINDS, "closure", "office_hours")


#: what the log of the register could hold before
_KINDS = ("authority", "closing", "competence", "competence_end", "post", "doubt", "load")


def _kinds_of_change(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_register_change_kind"), "register_change", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_register_change_kind"), "register_change", f"kind IN ({listed})")


def _beside() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("turn", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("name", "turn", name=op.f("uq_duty_name_turn")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_comment_case_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_comment_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_case_id", "comment", ["case_id"], unique=False)
    op.create_index("ix_comment_task_id", "comment", ["task_id", "id"], unique=False)
    op.create_table(
        "task_time",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("working", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_task_time_version_id")),
        sa.PrimaryKeyConstraint("version_id", "week", "element", "bucket", name=op.f("pk_task_time")),
        postgresql_with={"fillfactor": 70},
    )


def _times() -> None:
    """When somebody first took each task, which history knows, and the counts of the tasks that are done."""
    op.execute(
        "UPDATE user_task SET claimed_at = taken.at"
        " FROM (SELECT instance_id, element_instance, min(at) AS at FROM history"
        "       WHERE kind IN ('user_task_claimed', 'user_task_assigned') GROUP BY 1, 2) AS taken"
        " WHERE user_task.instance_id = taken.instance_id"
        "   AND user_task.element_instance = taken.element_instance"
    )
    bounds = ",".join(str(round(60 * 2 ** (step / 3))) for step in range(64))
    op.execute(
        f"""
        INSERT INTO task_time (version_id, week, element, bucket, waiting, working)
        SELECT version_id, date_trunc('week', closed_at AT TIME ZONE 'Europe/Berlin')::date, element,
               width_bucket(extract(epoch FROM span)::float8, '{{{bounds}}}'::float8[]),
               sum(waiting), sum(working)
        FROM user_task
        CROSS JOIN LATERAL (VALUES (coalesce(claimed_at, closed_at) - created_at, 1, 0),
                                   (closed_at - coalesce(claimed_at, closed_at), 0, 1))
                           AS took (span, waiting, working)
        WHERE state = 'completed'
        GROUP BY 1, 2, 3, 4
        """
    )


def _assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=False),
        sa.Column("results", postgresql.JSONB(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_assignment_actor_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["account.id"], name=op.f("fk_assignment_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("key", name=op.f("uq_assignment_key")),
    )
    op.create_index(op.f("ix_assignment_actor_id"), "assignment", ["actor_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM register_change WHERE kind IN ('closure', 'office_hours')")
    _kinds_of_change(*_KINDS)
    for table in (
        "assignment",
        "task_time",
        "comment",
        "duty",
        "feed",
        "office_hours",
        "closure",
        "notification",
        "notification_setting",
        "mail",
        "escalation",
        "escalation_agreement",
        "watch",
    ):
        op.drop_table(table)
    for name in (
        "ix_user_task_escalation",
        "ix_user_task_completed",
        "ix_user_task_created",
        "ix_user_task_step",
        "ix_user_task_follow_up",
        "ix_user_task_supervision",
    ):
        op.drop_index(name, table_name="user_task")
    for name in (
        "claimed_at",
        "escalate_at",
        "escalation_level",
        "clocks",
        "agreed_due_at",
        "legal_due_at",
        "version_id",
    ):
        op.drop_column("user_task", name)
