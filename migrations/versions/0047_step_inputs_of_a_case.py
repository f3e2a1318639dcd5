"""What was kept of what the steps of a case were given, found for its export and its erasure."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_step_input_case_id", "step_input", ["case_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_step_input_case_id", table_name="step_input")
