"""Called processes, external jobs, signals, start events of messages and signals, suspension."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = (
    ("process_instance", "'active', 'completed'", "'active', 'completed', 'cancelled'"),
    (
        "timer",
        "'armed', 'queued', 'fired', 'cancelled'",
        "'armed', 'queued', 'fired', 'cancelled', 'held'",
    ),
    ("message", "'buffered', 'correlated', 'expired'", "'buffered', 'correlated', 'started', 'expired'"),
)


def upgrade() -> None:
    for table, _old, new in _STATES:
        _check(table, new)
    op.add_column("process_instance", sa.Column("parent_id", sa.BigInteger(), nullable=True))
    op.add_column("process_instance", sa.Column("parent_element", sa.Integer(), nullable=True))
    op.add_column("process_instance", sa.Column("root_id", sa.BigInteger(), nullable=True))
    op.add_column("process_instance", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    for column in ("parent_id", "root_id"):
        op.create_foreign_key(
            op.f(f"fk_process_instance_{column}"), "process_instance", "process_instance", [column], ["id"]
        )
    op.create_index(
        "ix_process_instance_parent_id",
        "process_instance",
        ["parent_id", "parent_element"],
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index(
        "ix_process_instance_root_id",
        "process_instance",
        ["root_id"],
        postgresql_where=sa.text("root_id IS NOT NULL"),
    )
    op.create_index("ix_timer_held", "timer", ["instance_id"], postgresql_where=sa.text("state = 'held'"))
    op.create_index(
        "ix_message_expires",
        "message",
        ["expires_at", "id"],
        postgresql_where=sa.text("state IN ('buffered', 'expired')"),
    )
    op.add_column("definition", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("version", sa.Column("tag", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "start_trigger",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_start_trigger_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_trigger")),
        sa.UniqueConstraint(
            "version_id",
            "process_key",
            "element",
            "kind",
            "name",
            name=op.f("uq_start_trigger_version_id_process_key_element_kind_name"),
        ),
    )
    op.create_index("ix_start_trigger_kind_name", "start_trigger", ["kind", "name"])
    op.create_table(
        "signal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("thrown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_signal_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    op.create_table(
        "signal_subscription",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("subscription", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pending_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'received', 'cancelled')", name=op.f("ck_signal_subscription_state")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_signal_subscription_instance_id")
        ),
        sa.ForeignKeyConstraint(
            ["pending_id"], ["signal.id"], name=op.f("fk_signal_subscription_pending_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_subscription")),
        sa.UniqueConstraint(
            "instance_id", "subscription", name=op.f("uq_signal_subscription_instance_id_subscription")
        ),
    )
    op.create_index(
        "ix_signal_subscription_open",
        "signal_subscription",
        ["name", "id"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('created', 'locked', 'completed', 'failed', 'cancelled')", name=op.f("ck_job_state")
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_job_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_fetch",
        "job",
        ["type", "available_at", "id"],
        postgresql_where=sa.text("state IN ('created', 'locked')"),
    )
    op.create_index("ix_job_instance_id", "job", ["instance_id", "element_instance"])


def downgrade() -> None:
    for table in ("job", "signal_subscription", "signal", "start_trigger"):
        op.drop_table(table)
    op.drop_column("version", "tag")
    op.drop_column("definition", "suspended_at")
    op.drop_index("ix_message_expires", table_name="message")
    op.drop_index("ix_timer_held", table_name="timer")
    for column in ("suspended_at", "root_id", "parent_element", "parent_id"):
        op.drop_column("process_instance", column)
    for table, old, _new in _STATES:
        _check(table, old)


def _check(table: str, states: str) -> None:
    name = op.f(f"ck_{table}_state")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"state IN ({states})")
