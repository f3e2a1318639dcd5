"""The cases of a rollout in the order in which they have their turn, and those that stayed before."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_rollout_case_turn", table_name="rollout_case")
    op.create_index("ix_rollout_case_turn", "rollout_case", ["rollout_id", "stage", "state", "tries", "id"])
    op.create_index(
        "ix_rollout_case_again",
        "rollout_case",
        ["rollout_id", "tries", "id"],
        postgresql_where=sa.text("state = 'due' AND refusals <> '[]'::jsonb"),
    )


def downgrade() -> None:
    op.drop_index("ix_rollout_case_again", table_name="rollout_case")
    op.drop_index("ix_rollout_case_turn", table_name="rollout_case")
    op.create_index("ix_rollout_case_turn", "rollout_case", ["rollout_id", "stage", "state", "id"])
