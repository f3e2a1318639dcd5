"""The text that a first signature is on, and the paper on which an answer rests that somebody has noted for a party.

A later release that writes more into the text of a resolution does not void a signature on the kept one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("resolution_draft", sa.Column("content", sa.Text(), nullable=True))
    op.add_column("proposal_party", sa.Column("answered_paper", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("proposal_party", "answered_paper")
    op.drop_column("resolution_draft", "content")
