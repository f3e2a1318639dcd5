"""Every save of a draft with its files, each content kept once; a discarded draft can be had back."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("version", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("version", sa.Column("discarded_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_version_discarded_by"), "version", "account", ["discarded_by"], ["id"])
    op.create_table(
        "file_content",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.BigInteger(), nullable=True),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["file_content.id"], name=op.f("fk_file_content_base_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_content")),
        sa.UniqueConstraint("digest", name=op.f("uq_file_content_digest")),
    )
    op.create_table(
        "draft_save",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('begun', 'saved', 'automatic', 'restored', 'brought_in')",
            name=op.f("ck_draft_save_kind"),
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_draft_save_version_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_draft_save_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_save")),
        sa.UniqueConstraint("version_id", "revision", name=op.f("uq_draft_save_version_id_revision")),
    )
    op.create_table(
        "draft_save_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("save_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["save_id"], ["draft_save.id"], name=op.f("fk_draft_save_file_save_id")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["file_content.id"], name=op.f("fk_draft_save_file_content_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_save_file")),
        sa.UniqueConstraint("save_id", "path", name=op.f("uq_draft_save_file_save_id_path")),
    )
    op.create_index("ix_draft_save_file_content_id", "draft_save_file", ["content_id"], unique=False)


def downgrade() -> None:
    op.drop_table("draft_save_file")
    op.drop_table("draft_save")
    op.drop_table("file_content")
    op.drop_column("version", "discarded_by")
    op.drop_column("version", "discarded_at")
