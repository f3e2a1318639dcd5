"""Reads from outside: another ground on the same day is another row, and the same one says when it was last.

Expand: what runs before writes no last time, and does nothing where a row is there, whatever the constraint.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_BEFORE = "uq_case_read_case_id_account_id_purpose_day"
_AFTER = "uq_case_read_case_id_account_id_purpose_day_basis"
_KEYS = ["case_id", "account_id", "purpose", "day"]


def upgrade() -> None:
    op.add_column("case_read", sa.Column("last_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(op.f(_AFTER), "case_read", [*_KEYS, "basis"])
    op.drop_constraint(op.f(_BEFORE), "case_read", type_="unique")


def downgrade() -> None:
    op.execute(
        "DELETE FROM case_read AS later USING case_read AS earlier WHERE later.case_id = earlier.case_id"
        " AND later.account_id = earlier.account_id AND later.purpose = earlier.purpose AND later.day = earlier.day"
        " AND later.id > earlier.id"
    )
    op.create_unique_constraint(op.f(_BEFORE), "case_read", _KEYS)
    op.drop_constraint(op.f(_AFTER), "case_read", type_="unique")
    op.drop_column("case_read", "last_at")
