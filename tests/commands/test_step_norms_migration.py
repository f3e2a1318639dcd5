"""Migration 0058 finds beside every version what its steps rest on, as a deployment of today writes it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from engine.actor import SYSTEM
from engine.citations import read
from engine.state.definition import VERSION
from engine.testing import World

_PROCESS = Path(__file__).parents[2] / "processes" / "bleiberecht_25b"


def _files() -> dict[str, bytes]:
    inside = (
        one
        for one in _PROCESS.rglob("*")
        if one.is_file() and one.suffix in {".bpmn", ".form", ".dmn", ".toml"}
    )
    return {str(one.relative_to(_PROCESS)): one.read_bytes() for one in inside}


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["", "process.toml", "bleiberecht_25b.bpmn"])
def test_versions_of_before_have_what_their_steps_rest_on(world: World, broken: str) -> None:
    world.deploy(_files())
    with world.engine.begin(SYSTEM) as tx:
        today = tx.execute(select(VERSION.c.step_norms)).scalar_one()
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url
    world.engine.dispose()
    command.downgrade(configuration, "0057")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE version_file SET content = 'x =' WHERE path = :path"), {"path": broken})

    world.engine.dispose()
    command.upgrade(configuration, "head")

    with world.engine.begin(SYSTEM) as tx:
        found = tx.execute(select(VERSION.c.step_norms)).scalar_one()
    assert today["entscheiden"][0].startswith("§ 75 S. 2 VwGO")
    assert "§ 86 AufenthG" in str(today)
    match broken:
        case "":
            assert found == today
        case "process.toml":
            assert found["entscheiden"] == today["entscheiden"][:1]
            assert "§ 86 AufenthG" not in str(found)
        case _:
            assert found == {}
    assert all(read(norm).norms for norms in found.values() for norm in norms)
