"""Who ever took part in a case, found without reading of all cases."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_participant_case_id", "case_participant", ["case_id"])


def downgrade() -> None:
    op.drop_index("ix_case_participant_case_id", table_name="case_participant")
