"""Documents of cases with their versions, and exports of whole case files."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("data_group", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("latest", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_document_instance_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_document_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_case_id", "document", ["case_id", "id"])
    op.create_index(
        "ix_document_task_id",
        "document",
        ["task_id", "id"],
        postgresql_where=sa.text("task_id IS NOT NULL"),
    )
    op.create_table(
        "document_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.CHAR(64), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "scan IN ('clean', 'waiting', 'infected', 'unscanned')", name=op.f("ck_document_version_scan")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_document_version_actor_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
        sa.UniqueConstraint("submission", name=op.f("uq_document_version_submission")),
    )
    op.create_index("ix_document_version_digest", "document_version", ["digest"])
    op.create_index(
        "ix_document_version_waiting",
        "document_version",
        ["id"],
        postgresql_where=sa.text("scan = 'waiting'"),
    )
    op.create_table(
        "case_export",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('pdf', 'zip')", name=op.f("ck_case_export_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_case_export_state")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_export_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_export_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_export")),
        sa.UniqueConstraint("submission", name=op.f("uq_case_export_submission")),
    )
    op.create_index("ix_case_export_case_id", "case_export", ["case_id", "account_id", "id"])
    op.create_index("ix_case_export_requested_at", "case_export", ["requested_at"])


def downgrade() -> None:
    op.drop_table("case_export")
    op.drop_table("document_version")
    op.drop_table("document")
