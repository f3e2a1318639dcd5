"""Feeds as commands: whose they are, what is kept of a token, when one is noted as used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.state.feed import FeedScope
from engine.state.task import TASK
from engine.testing import World
from engine.testing import models as m


def _make(world: World, who: str = "ada", name: str = " Arbeits  platz ") -> str:
    with world.engine.begin(world.people[who]) as tx:
        return commands.feed.create(tx, name, FeedScope.MINE)


def test_a_token_finds_its_feed_and_nothing_else_does(world: World) -> None:
    first, second = _make(world), _make(world, "ben")
    assert first != second

    with world.engine.begin(SYSTEM) as tx:
        found = commands.feed.use(tx, first)
        assert (found.account_id, found.name) == (world.people["ada"].account, "Arbeits platz")
        for wrong in ("", first[:-1], first + "x", first.swapcase()):
            with pytest.raises(NotFound):
                commands.feed.use(tx, wrong)


def test_a_program_that_asks_often_is_noted_once_a_minute(world: World) -> None:
    token = _make(world)
    noted = []
    for seconds in (0, 30, 61):
        with world.engine.begin(SYSTEM) as tx:
            commands.feed.use(tx, token)
        with world.engine.begin(world.people["ada"]) as tx:
            noted.append(queries.feed.own(tx)[0].used_at)
        world.clock.moment += timedelta(seconds=61 - seconds if seconds else 30)

    assert noted[0] == noted[1]
    assert noted[2] > noted[1]  # type: ignore[operator]  # both were noted


def test_only_the_owner_ends_a_feed_and_only_once(world: World) -> None:
    _make(world)
    with world.engine.begin(world.people["ada"]) as tx:
        number = queries.feed.own(tx)[0].id
    with pytest.raises(Conflict), world.engine.begin(world.people["ben"]) as tx:
        commands.feed.revoke(tx, number)
    with world.engine.begin(world.people["ada"]) as tx:
        commands.feed.revoke(tx, number)
        assert queries.feed.own(tx) == ()
    with pytest.raises(Conflict), world.engine.begin(world.people["ada"]) as tx:
        commands.feed.revoke(tx, number)


def test_whoever_has_no_tasks_has_no_feed_and_the_system_is_no_person(world: World) -> None:
    with pytest.raises(Forbidden):
        _make(world, "adam")
    with world.engine.begin(world.people["adam"]) as tx:
        assert queries.feed.entries(tx, FeedScope.GROUP) == ()
    with world.engine.begin(SYSTEM) as tx:
        assert queries.feed.own(tx) == ()
        with pytest.raises(Forbidden):
            commands.feed.create(tx, "x", FeedScope.MINE)
        with pytest.raises(Forbidden):
            commands.feed.revoke(tx, 1)


def test_what_is_overdue_never_pushes_what_is_to_come_out_of_a_feed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = world.start({"antrag.bpmn": m.tasks("antrag", "pruefen")})
    monkeypatch.setattr("engine.queries.feed.MOST_ENTRIES", 4)
    number = story.task("pruefen").id
    with world.engine.begin(SYSTEM) as tx:
        source = dict(tx.execute(select(TASK).where(TASK.c.id == number)).mappings().one())
        source |= {"legal_due_at": None, "agreed_due_at": None, "follow_up_at": None}
        del source["id"]
        days = (-9, -8, -7, -6, -5, 0, 1, 2)
        dues = [tx.now + timedelta(days=day, minutes=1) for day in days]
        tx.execute(
            insert(TASK),
            [source | {"element_instance": 9000 + at.day, "legal_due_at": at, "due_at": at} for at in dues],
        )
        tx.execute(delete(TASK).where(TASK.c.id == number))

    with world.engine.begin(world.people["ada"]) as tx:
        found = queries.feed.entries(tx, FeedScope.GROUP)

    assert [one.at for one in found] == [dues[0], *dues[5:]]


def test_an_ended_feed_makes_room_for_another(world: World) -> None:
    for number in range(commands.feed.MOST_FEEDS):
        _make(world, name=f"Gerät {number}")
    with pytest.raises(Invalid):
        _make(world)
    with world.engine.begin(world.people["ada"]) as tx:
        commands.feed.revoke(tx, queries.feed.own(tx)[0].id)
    _make(world)
