"""What a version rests on beside it, for lists that show and choose by it; read once from every process.toml."""

import tomllib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("version", sa.Column("legal_bases", ARRAY(sa.Text()), server_default="{}", nullable=False))
    link = op.get_bind()
    profiles = sa.text("SELECT version_id, content FROM version_file WHERE path = 'process.toml'")
    for version, content in link.execute(profiles).all():
        bases = _named(bytes(content))
        if bases:
            link.execute(
                sa.text("UPDATE version SET legal_bases = :bases WHERE id = :version"),
                {"bases": bases, "version": version},
            )


def _named(content: bytes) -> list[str]:
    """A draft may hold any file: what cannot be read names nothing."""
    try:
        said = tomllib.loads(content.decode())
    except ValueError:
        return []
    bases = said.get("rechtsgrundlagen")
    return [one for one in bases if isinstance(one, str)] if isinstance(bases, list) else []


def downgrade() -> None:
    op.drop_column("version", "legal_bases")
