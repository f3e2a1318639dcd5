"""What each step of a version rests on beside it, for lists that choose by a norm; read once from the files of every version."""

import json
import tomllib

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from engine import xml
from engine.errors import ModelError

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_SAID = ("rechtsfrist_norm", "uebermittlung_norm")


def upgrade() -> None:
    op.add_column("version", sa.Column("step_norms", JSONB(), server_default="{}", nullable=False))
    link = op.get_bind()
    files = link.execute(
        sa.text(
            "SELECT version_id, path, content FROM version_file WHERE path = 'process.toml' OR path LIKE '%.bpmn'"
            " ORDER BY version_id, path"
        )
    ).all()
    groups = {version: _groups(bytes(content)) for version, path, content in files if path == "process.toml"}
    found: dict[int, dict[str, list[str]]] = {}
    for version, path, content in files:
        if path != "process.toml":
            found.setdefault(version, {}).update(_steps(bytes(content), groups.get(version, [])))
    for version, steps in found.items():
        if steps:
            link.execute(
                sa.text("UPDATE version SET step_norms = CAST(:steps AS jsonb) WHERE id = :version"),
                {"steps": json.dumps(steps), "version": version},
            )


def _groups(content: bytes) -> list[dict[str, object]]:
    """The data groups; a draft may hold any file: what cannot be read has none."""
    try:
        said = tomllib.loads(content.decode()).get("daten")
    except ValueError:
        return []
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def _steps(content: bytes, groups: list[dict[str, object]]) -> dict[str, list[str]]:
    try:
        root = xml.read(content, "")
    except ModelError:
        return {}
    found = {}
    for task in root.iter(f"{_BPMN}userTask"):
        element = task.get("id", "")
        form = next((one.get("formId", "") for one in task.iter(f"{_ZEEBE}formDefinition")), "")
        properties = {one.get("name"): one.get("value", "") for one in task.iter(f"{_ZEEBE}property")}
        own = [one for one in groups if element in _list(one, "elemente")]
        own = own or [one for one in groups if form in _list(one, "formulare")] or groups[:1]
        said = [properties.get(name, "").strip() for name in _SAID]
        said = [one for one in said if not one.startswith("=")]
        said += [str(one.get("rechtsgrundlage", "")).strip() for one in own]
        named = [one for one in dict.fromkeys(said) if "§" in one or "Art." in one]
        if named:
            found[element] = named
    return found


def _list(group: dict[str, object], name: str) -> list[object]:
    said = group.get(name)
    return said if isinstance(said, list) else []


def downgrade() -> None:
    op.drop_column("version", "step_norms")
