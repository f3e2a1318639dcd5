"""Which versions the answer of a consulted party is about: those it was asked about last, for answers given before."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "proposal_party", sa.Column("answered_digest", sa.Text(), server_default="", nullable=False)
    )
    link = op.get_bind()
    answered = sa.text("SELECT DISTINCT proposal_id FROM proposal_party WHERE stance IS NOT NULL")
    for (proposal,) in link.execute(answered).all():
        # as `engine.execution.proposals.digest` does
        total = hashlib.sha256()
        pinned = sa.text(
            "SELECT version_id, pinned_digest FROM proposal_version"
            " WHERE proposal_id = :proposal ORDER BY version_id"
        )
        for version, digest in link.execute(pinned, {"proposal": proposal}):
            total.update(f"{version}\0{digest}\0".encode())
        link.execute(
            sa.text(
                "UPDATE proposal_party SET answered_digest = :digest"
                " WHERE proposal_id = :proposal AND stance IS NOT NULL"
            ),
            {"digest": total.hexdigest(), "proposal": proposal},
        )


def downgrade() -> None:
    op.drop_column("proposal_party", "answered_digest")
