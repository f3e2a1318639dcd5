"""What people type about a case lies behind the wall: whoever has no part in it finds not a word by plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from engine import commands, queries, wall
from engine.actor import SYSTEM
from engine.commands.case import Relocation
from engine.state import METADATA
from engine.testing import Story, World
from engine.testing import models as m
from engine.transaction import Transaction

#: nobody says it by chance
_WORD = "Gartenzwerg"
_SAID = f"die Person sammelt {_WORD}e"
_DUE = date(2026, 12, 10)


@pytest.fixture
def story(world: World) -> Story:
    dated = m.user_task("a", due='=fristende(date("2026-12-01"))')
    parts = (m.start(), dated, m.end(), m.flow("start", "a"), m.flow("a", "end"))
    return world.start({"p.bpmn": m.process("p", *parts)})


def _agree(tx: Transaction, story: Story) -> None:
    row = story.task("a")
    commands.task.change_agreed_time(tx, row.id, row.revision, _DUE, _SAID)


def _release(tx: Transaction, story: Story) -> None:
    row = story.task("a")
    commands.task.claim(tx, row.id, row.revision)
    commands.task.release(tx, row.id, row.revision + 1, _SAID)


def _agree_many(tx: Transaction, story: Story) -> None:
    row = story.task("a")
    commands.assignment.agree(tx, "k", {row.id: row.revision}, _DUE, _SAID)


def _lay_aside(tx: Transaction, story: Story) -> None:
    commands.follow_up.lay_aside(tx, story.task("a").id, _DUE, _SAID)


def _comment(tx: Transaction, story: Story) -> None:
    commands.task.comment(tx, story.task("a").id, _SAID)


def _close(tx: Transaction, story: Story) -> None:
    commands.case_state.close(tx, story.reference, _SAID, _SAID)


def _suspend(tx: Transaction, story: Story) -> None:
    commands.case_state.suspend(tx, story.reference, _SAID)


def _move(tx: Transaction, story: Story) -> None:
    head = queries.cases.case_head(tx, story.reference)
    moved = Relocation("05158008", date(2026, 11, 20), _SAID, {"auslaenderbehoerde": _SAID})
    commands.case.relocate(tx, story.reference, head.revision, moved)


@pytest.mark.parametrize(
    "said",
    [_agree, _agree_many, _release, _lay_aside, _comment, _close, _suspend, _move],
    ids=lambda one: one.__name__,
)
def test_what_is_typed_about_a_case_is_in_no_row_that_others_read(
    story: Story, said: Callable[[Transaction, Story], None]
) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        said(tx, story)

    engine = create_engine(story.world.engine.url)
    with engine.begin() as raw:
        raw.execute(wall.OPEN, wall.settings(SYSTEM))
        assert _told(raw)
        # Carla works elsewhere, and leads the case that was moved there; Stefan is here, in a role that reads no file
        for name in ("stefan",) if said is _move else ("carla", "stefan"):
            raw.execute(wall.OPEN, wall.settings(story.world.people[name]))
            assert _told(raw) == set()
    engine.dispose()


def _told(raw: Connection) -> set[str]:
    """The tables in which the word is, as far as the connection reads them."""
    return {
        name
        for name in METADATA.tables
        if raw.execute(
            text(f'SELECT count(*) FROM "{name}" AS one WHERE one::text LIKE :word'),  # noqa: S608  names of the schema
            {"word": f"%{_WORD}%"},
        ).scalar_one()
    }


def test_whoever_reads_the_file_is_told_all_the_same(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        _agree(tx, story)

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        assert [one.reason for one in queries.inbox.show(tx, story.task("a").id).row.agreed_changes] == [
            _SAID
        ]
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        _close(tx, story)
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        assert queries.cases.case_head(tx, story.reference).outcome == _SAID
        assert [one.outcome for one in queries.cases.search(tx).cases] == [_SAID]


@pytest.mark.slow
def test_reasons_survive_the_way_behind_the_wall_and_back(story: Story) -> None:
    world = story.world
    for days, said in enumerate(("zuerst", "danach: noch später")):
        with world.engine.begin(world.people["lea"]) as tx:
            row = story.task("a")
            commands.task.change_agreed_time(tx, row.id, row.revision, _DUE + timedelta(days=days), said)
    before = story.task("a").agreed_changes
    with world.engine.begin(world.people["lea"]) as tx:
        _close(tx, story)
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url

    world.engine.dispose()
    command.downgrade(configuration, "0056")
    with world.engine.begin(SYSTEM) as tx:
        # as the code of that time wrote it
        tx.execute(
            text(
                "UPDATE user_task SET clocks = jsonb_set(clocks, '{agreed,steps,3}',"
                " '\"geändert auf 10.12.2026, Donnerstag: zuerst\"')"
            )
        )
        kept = tx.execute(text("SELECT clocks FROM user_task")).scalar_one()
        outcome = tx.execute(text('SELECT outcome FROM "case"')).scalar_one()
    world.engine.dispose()
    command.upgrade(configuration, "head")

    assert [one["reason"] for one in kept["changes"]] == ["zuerst", "danach: noch später"]
    assert outcome == _SAID
    with world.engine.begin(SYSTEM) as tx:
        row = queries.inbox.show(tx, tx.execute(text("SELECT id FROM user_task")).scalar_one()).row
        clocks = tx.execute(text("SELECT clocks::text FROM user_task")).scalar_one()
    assert row.agreed_changes == before
    assert "reason" not in clocks and "zuerst" not in clocks
