"""Migration 0025 moves drafts and what messages bring, and takes them back; nothing typed is lost on the way."""

from __future__ import annotations

from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from engine import commands, queries
from engine.actor import SYSTEM
from engine.commands.message import Publication
from engine.testing import World
from engine.testing import models as m


@pytest.mark.slow
def test_drafts_and_messages_survive_the_way_behind_the_wall_and_back(world: World) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    row = story.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.save_draft(tx, row.id, row.revision + 1, {"vermerk": ["angefangen"]})
    with world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("post", "K", {"wert": 4711}))
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url

    world.engine.dispose()
    command.downgrade(configuration, "0024")
    with world.engine.begin(SYSTEM) as tx:
        before = tx.execute(text("SELECT draft->'vermerk'->>0 FROM user_task")).scalar_one()
        brought = tx.execute(text("SELECT length(variables) FROM message")).scalar_one()
    world.engine.dispose()
    command.upgrade(configuration, "head")

    assert before == "angefangen"
    assert brought > 0
    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.inbox.show(tx, row.id).draft == {"vermerk": ["angefangen"]}
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT length(variables) FROM message_content")).scalar_one() == brought
