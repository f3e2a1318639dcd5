"""Timers that start instances, cases without a person, how many catches a signal was thrown to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("case", "person_id", nullable=True)
    op.add_column("signal", sa.Column("hearers", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "start_timer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("adoption_id", sa.BigInteger(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('armed', 'queued', 'fired', 'cancelled', 'held')", name=op.f("ck_start_timer_state")
        ),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoption.id"], name=op.f("fk_start_timer_adoption_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_timer")),
        sa.UniqueConstraint(
            "adoption_id",
            "process_key",
            "element",
            "position",
            name=op.f("uq_start_timer_adoption_id_process_key_element_position"),
        ),
    )
    op.create_index(
        "ix_start_timer_due", "start_timer", ["due_at", "id"], postgresql_where=sa.text("state = 'armed'")
    )
    op.create_index(
        "ix_start_timer_queued", "start_timer", ["changed_at"], postgresql_where=sa.text("state = 'queued'")
    )


def downgrade() -> None:
    op.drop_table("start_timer")
    op.drop_column("signal", "hearers")
    op.alter_column("case", "person_id", nullable=False)
