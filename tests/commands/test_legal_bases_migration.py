"""Migration 0050 reads beside every version what its process.toml rests on, whatever that file holds."""

from __future__ import annotations

from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from engine.actor import SYSTEM
from engine.state.definition import VERSION
from engine.testing import World
from engine.testing import models as m

_SAID = 'schluessel = "p"\nrechtsgrundlagen = ["§ 25b AufenthG", "§ 82 AufenthG"]\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "bases"),
    [
        (_SAID, ["§ 25b AufenthG", "§ 82 AufenthG"]),
        ("schluessel =", []),  # as somebody left it
        ('rechtsgrundlagen = "§ 10 StAG"', []),
    ],
    ids=["named", "unreadable", "no list"],
)
def test_versions_of_before_name_their_legal_bases(world: World, content: str, bases: list[str]) -> None:
    world.deploy({"p.bpmn": m.tasks("p", "a"), "process.toml": _SAID.encode()})
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url
    world.engine.dispose()
    command.downgrade(configuration, "0049")
    with world.engine.begin(SYSTEM) as tx:
        given = {"content": content.encode()}
        tx.execute(text("UPDATE version_file SET content = :content WHERE path = 'process.toml'"), given)

    world.engine.dispose()
    command.upgrade(configuration, "head")

    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(select(VERSION.c.legal_bases)).scalar_one() == bases
