"""Scenarios that were offered get an answer, which goes back to whoever offered them."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the version before this one goes on offering while this one is installed
    op.add_column("scenario_offer", sa.Column("jurisdiction", sa.Text(), server_default="", nullable=False))
    op.add_column("scenario_offer", sa.Column("answer", sa.Text(), nullable=True))
    op.add_column("scenario_offer", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("scenario_offer", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_scenario_offer_answer"), "scenario_offer", "answer IN ('taken', 'declined')"
    )
    op.create_index("ix_scenario_offer_offered_by", "scenario_offer", ["offered_by", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_scenario_offer_offered_by", table_name="scenario_offer")
    op.execute("DELETE FROM scenario_offer WHERE answer IS NOT NULL")
    op.drop_constraint(op.f("ck_scenario_offer_answer"), "scenario_offer", type_="check")
    for name in ("answered_at", "reason", "answer", "jurisdiction"):
        op.drop_column("scenario_offer", name)
