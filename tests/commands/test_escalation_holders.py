"""No task lies with somebody who cannot do it: those who have left lose it, of those who are away somebody hears."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.actor import Membership, Role
from engine.commands import account
from engine.execution.holders import free
from engine.state import post, register_change
from engine.testing import Story, World
from engine.testing import models as m


@pytest.fixture
def story(world: World) -> Story:
    """A task without a due date that Ada has."""
    story = _start(world)
    _as(story, "ada", commands.task.claim)
    return story


def _start(world: World, due: str = "", group: str = "auslaenderbehoerde") -> Story:
    model = m.process(
        "p",
        m.start(),
        m.user_task("a", group=group, due=due),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )
    return world.start({"p.bpmn": model})


def _as(story: Story, login: str, command: Any, *rest: Any) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        command(tx, row.id, row.revision, *rest)


def _morning(world: World, days: float = 0) -> None:
    """So many days later, what is done in the morning and then by the worker."""
    world.clock.advance(timedelta(days=days))
    more = True
    while more:
        with world.engine.begin(SYSTEM) as tx:
            more = commands.escalation.look_after_holders(tx)
    world.climb()


def _run(world: World, statement: str, **values: Any) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text(statement), values)


def _rows(world: World, question: str) -> list[tuple[Any, ...]]:
    with world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(question))]


def _rungs(world: World) -> list[tuple[Any, ...]]:
    return _rows(world, "SELECT kind, level, target, recipients FROM escalation ORDER BY id")


def _told(world: World) -> list[tuple[Any, ...]]:
    return _rows(
        world,
        "SELECT login, kind FROM notification JOIN account ON account.id = account_id"
        " WHERE kind NOT IN ('assigned', 'taken_away', 'stand_in', 'team_absence', 'uncovered')"
        " ORDER BY notification.id, login",
    )


def _post(world: World, login: str, role: Role = Role.CLERK, **values: object) -> int:
    with world.engine.begin(world.people["adam"]) as tx:
        register_change.touch(tx)  # what is kept of the register is read anew
        kept: dict[str, object] = {
            "authority_id": world.here,
            "seat_id": world.here,
            "title": "Stelle",
            "topic": "",
            "role": role,
            "share": "1",
            "holder_id": world.people[login].account,
            "valid_from": date(2020, 1, 1),
            "substitution": "none",
        }
        return post.create(tx, kept | values)


def _back(world: World, on: date) -> None:
    """From that day on everybody is there again."""
    with world.engine.begin(world.people["adam"]) as tx:
        tx.execute(text("UPDATE absence SET last_day = :on"), {"on": on - timedelta(days=1)})
        register_change.touch(tx)


MONDAY = date(2026, 11, 30)


def test_the_team_lead_hears_of_a_task_that_lies_with_somebody_away_three_working_days_on(
    world: World, story: Story
) -> None:
    _morning(world, 4)
    world.away("ada", MONDAY)
    _morning(world, 3)
    before = _rungs(world)
    _morning(world, 3)
    _morning(world, 1)
    _morning(world, 20)

    assert before == []
    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]
    assert _told(world) == [("lea", "holder_away")]
    assert story.task("a").assignee_id == world.people["ada"].account
    said = [one.text for one in story.file().history if "Eskalationsstufe" in one.text]
    assert said == [
        "Aufgabe „a“: Eskalationsstufe 1 (wer sie hat, ist abwesend). Teamleitung (Ausländeramt Hier) benachrichtigt."
    ]


def test_whoever_stands_in_hears_of_it_too(world: World, story: Story) -> None:
    stand_in = _post(world, "ben")
    _post(world, "ada", substitution="post", substitute_post_id=stand_in)
    world.away("ada")

    _morning(world, 4)

    assert sorted(_told(world)) == [("ben", "holder_away"), ("lea", "holder_away")]


def test_somebody_who_is_back_in_time_is_told_of_to_nobody_and_away_again_it_begins_anew(
    world: World, story: Story
) -> None:
    world.away("ada", last=date(2026, 11, 24))
    _morning(world, 1)
    _morning(world, 5)
    before = _rungs(world)
    world.away("ada", date(2026, 12, 7))
    _morning(world, 8)
    _morning(world, 3)

    assert before == []
    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]


def test_who_is_away_from_another_authority_is_not_away_here(world: World, story: Story) -> None:
    away = world.away("ada")
    _run(world, "UPDATE absence SET authority_id = :there WHERE id = :it", there=world.elsewhere, it=away)
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)

    _morning(world, 10)

    assert _rungs(world) == []


def test_a_task_with_a_due_date_keeps_to_the_ladder_of_its_clock(world: World) -> None:
    story = _start(world, '=today() + duration("P90D")')
    _as(story, "ada", commands.task.claim)
    world.away("ada")

    _morning(world, 10)

    assert _rungs(world) == []


def test_where_nobody_is_there_either_it_stands_with_what_reached_nobody_until_somebody_is_back(
    world: World, story: Story
) -> None:
    world.away("ada")
    _run(world, "UPDATE account SET active = false WHERE login = 'lea'")
    _morning(world, 4)
    with world.engine.begin(world.people["adam"]) as tx:
        seen = queries.escalation.untold(tx)
    _back(world, date(2026, 11, 27))
    _morning(world, 2)
    with world.engine.begin(world.people["adam"]) as tx:
        left = queries.escalation.untold(tx)

    assert [(one.task, one.level) for one in seen.rows] == [("a", 1)]
    assert _told(world) == [("adam", "nobody_there")]
    assert left.total == 0


def test_a_task_of_somebody_who_has_left_is_the_groups_and_unclaimed_from_then_on(
    world: World, story: Story
) -> None:
    _run(world, "UPDATE account SET active = false WHERE login = 'ada'")
    _morning(world, 10)
    freed = story.task("a").assignee_id
    before = _rungs(world)
    _morning(world, 5)

    assert freed is None
    assert before == []
    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]
    assert "Aufgabe „a“ freigegeben" in [one.text for one in story.file().history]


def test_whoever_has_no_role_there_any_more_has_left(world: World, story: Story) -> None:
    _run(world, "DELETE FROM membership WHERE account_id = :it", it=world.people["ada"].account)

    _morning(world, 1)

    assert story.task("a").assignee_id is None


def test_a_delegated_task_goes_back_to_whoever_delegated_it(world: World, story: Story) -> None:
    _as(story, "ada", commands.delegation.delegate, world.people["ben"].account)
    _run(world, "UPDATE account SET active = false WHERE login = 'ben'")

    _morning(world, 1)

    assert story.task("a").assignee_id == world.people["ada"].account


def test_nobody_who_is_there_loses_a_task_and_many_are_freed_in_parts(world: World, story: Story) -> None:
    others = [world.open("p") for _ in range(3)]
    for one in others:
        _as(one, "ben", commands.task.claim)
    _run(world, "UPDATE account SET active = false WHERE login = 'ben'")
    parts = []
    for _ in range(2):
        with world.engine.begin(SYSTEM) as tx:
            parts.append(free(tx, 2))

    assert parts == [True, False]
    assert [one.task("a").assignee_id for one in others] == [None] * 3
    assert story.task("a").assignee_id == world.people["ada"].account


def test_a_task_in_another_house_asks_whoever_leads_the_case(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        account.create(tx, "cem", "Cem", "ein-langes-kennwort", [Membership(world.here, Role.CASE_MANAGER)])
    story = _start(world, group='=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})')
    _as(story, "carla", commands.task.claim)
    world.away("carla")

    _morning(world, 4)

    assert _told(world) == [("cem", "referral_unanswered")]
