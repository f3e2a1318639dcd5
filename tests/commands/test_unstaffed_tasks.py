"""A task begins while nobody of its role is there: it has an owner all the same, and is placed by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, NotFound, commands, queries
from engine.actor import Role
from engine.commands import absence, account, task
from engine.commands.absence import Naming
from engine.execution.amendment import Effective
from engine.state import authority, post, register_change
from engine.testing import Story, World
from engine.testing import models as m

TODAY = date(2026, 11, 23)
LAST = TODAY + timedelta(days=9)
FILES = {"p.bpmn": m.tasks("p", "a", "b")}


def _number(world: World, login: str) -> int:
    return world.people[login].account or 0


def _post(world: World, login: str | None, **more: Any) -> int:
    given: Mapping[str, Any] = {
        "authority_id": world.here,
        "seat_id": world.here,
        "title": "Sachbearbeitung 1",
        "role": Role.CLERK,
        "share": "1",
        "holder_id": None if login is None else _number(world, login),
        "valid_from": date(2020, 1, 1),
        "substitution": "none",
        **more,
    }
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)
        return post.create(tx, given)


def _name(world: World, whom: str, substitute: str, first: date = TODAY, last: date | None = None) -> int:
    with world.engine.begin(world.people[whom]) as tx:
        return absence.name(tx, _number(world, whom), Naming(_number(world, substitute), first, last))


def _turn(world: World) -> None:
    """What the worker does every five minutes."""
    for work in (absence.turn, commands.register.place_waiting):
        more = True
        while more:
            with world.engine.begin(SYSTEM) as tx:
                more = work(tx)
    world.work_off()


def _open(story: Story) -> list[str]:
    return [one.message for one in story.file().incidents if one.resolved_at is None]


def _is_missing(story: Story) -> tuple[bool, int]:
    """Whether the first task says that nobody is there, and how many incidents do."""
    return story.task("a").unstaffed, len(_open(story))


@pytest.fixture
def story(world: World) -> Story:
    """Ada has the only post, and is away, when the first task begins."""
    _post(world, "ada")
    world.away("ada", last=LAST)
    return world.start(FILES)


def test_the_task_stands_with_its_authority_and_whoever_leads_is_told(world: World, story: Story) -> None:
    row = story.is_waiting_at("a").task("a")

    assert (row.authority_id, row.role, row.assignee, row.unstaffed) == (world.here, Role.CLERK, None, True)
    (said,) = _open(story)
    assert said.startswith("Für „a“ ist niemand da. Ausländeramt Hier ist zuständig, aber niemand ist da:")
    with world.engine.begin(world.people["lea"]) as tx:
        told = queries.notification.page(tx)
    assert [one.kind for one in told.notices if one.task_id == row.id] == ["nobody_there"]
    assert [one.text for one in story.file().history if "niemand ist da" in one.text] == [
        "Aufgabe „a“ bleibt bei Ausländeramt Hier. Ausländeramt Hier ist zuständig, aber niemand ist da: "
        "Die Stelle „Sachbearbeitung 1“ ist bis 02.12.2026 abwesend. Eine Vertretung ist nicht geregelt."
    ]


def test_a_colleague_without_a_post_does_it_and_the_incident_is_over(world: World, story: Story) -> None:
    row = story.task("a")
    with world.engine.begin(world.people["ben"]) as tx:
        task.claim(tx, row.id, row.revision)
    row = story.task("a")
    assert not row.unstaffed
    with world.engine.begin(world.people["ben"]) as tx:
        task.complete(tx, row.id, row.revision, {})

    assert [one.element for one in story.file().incidents if one.resolved_at is None] == ["b"]


def test_who_has_begun_it_keeps_it_and_nothing_is_looked_at_for_ever(world: World, story: Story) -> None:
    row = story.task("a")
    with world.engine.begin(world.people["ben"]) as tx:
        task.claim(tx, row.id, row.revision)
    _post(world, "lea")
    _turn(world)
    found = story.task("a").assignee, _open(story)
    before = _changes(world)
    _turn(world)

    assert found == ("Ben Krüger", [])
    assert _changes(world) == before


def _changes(world: World) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(text("SELECT count(*) FROM register_change")).scalar_one())


def test_it_is_placed_when_the_absence_is_ended(world: World, story: Story) -> None:
    found = [_is_missing(story)]
    with world.engine.begin(world.people["ada"]) as tx:
        (away,) = queries.absence.show(tx, _number(world, "ada")).absences
        absence.end(tx, away.id, away.revision)
    world.work_off()
    found.append(_is_missing(story))

    assert found == [(True, 1), (False, 0)]


def test_it_is_placed_when_the_last_day_is_over_also_after_days_without_a_worker(
    world: World, story: Story
) -> None:
    world.clock.moment += timedelta(days=14)
    _turn(world)

    assert _is_missing(story) == (False, 0)


def test_it_is_placed_when_somebody_is_named_and_not_any_more_when_they_are_removed(
    world: World, story: Story
) -> None:
    rule = _name(world, "ada", "ben")
    world.work_off()
    found = [_is_missing(story)]
    with world.engine.begin(world.people["ada"]) as tx:
        absence.remove(tx, rule)
    world.work_off()
    found.append(_is_missing(story))

    assert found == [(False, 0), (True, 1)]


def test_it_is_placed_when_the_one_who_is_named_is_back(world: World, story: Story) -> None:
    world.away("ben", last=TODAY)
    _name(world, "ada", "ben")
    _turn(world)
    found = [_is_missing(story)]
    world.clock.moment += timedelta(days=1)
    _turn(world)
    found.append(_is_missing(story))

    assert found == [(True, 1), (False, 0)]


@pytest.mark.parametrize("limit", [{"process": "p"}, {"topic": "case_management"}])
def test_somebody_named_for_a_part_is_not_there_for_the_rest(
    world: World, story: Story, limit: dict[str, str]
) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        absence.name(tx, _number(world, "ada"), Naming(_number(world, "ben"), TODAY, **limit))  # type: ignore[arg-type]
    _turn(world)

    assert _is_missing(story) == (True, 1)


def test_it_is_placed_when_a_post_is_filled(world: World, story: Story) -> None:
    values = {"title": "Neu", "role": Role.CLERK, "share": 1, "seat_id": world.here, "substitution": "none"}
    values["holder_id"] = _number(world, "ben")
    with world.engine.begin(SYSTEM) as tx:
        revision = authority.get(tx, world.here).revision
        commands.post.change(tx, world.here, revision, None, values, Effective(TODAY, "Stellenplan"))
    world.work_off()

    assert _is_missing(story) == (False, 0)


def test_it_is_placed_when_whoever_does_it_for_another_post_is_back(world: World) -> None:
    """Nothing of that person's own post has the topic: the turn finds it."""
    other = _post(world, "ben", topic="case_management")
    _post(world, None, substitution="post", substitute_post_id=other)
    world.away("ben", last=TODAY)
    story = world.start(FILES)
    found = [_is_missing(story)]
    world.clock.moment += timedelta(days=1)
    _turn(world)

    assert found == [(True, 1)]
    assert story.task("a").assignee == "Ben Krüger"
    assert _open(story) == []


def test_it_is_placed_at_once_when_the_team_lead_is_back_who_does_it_for_a_vacant_post(world: World) -> None:
    """No turn of the worker is needed, though nothing of the lead's own post has the task."""
    _post(world, None, substitution="team_lead")
    _post(world, "lea", title="Teamleitung", role=Role.TEAM_LEAD)
    number = world.away("lea", last=LAST)
    story = world.start(FILES)
    found = [_is_missing(story)]
    with world.engine.begin(world.people["lea"]) as tx:
        absence.end(tx, number, 1)
    world.work_off()
    found.append(_is_missing(story))

    assert found == [(True, 1), (False, 0)]
    assert story.task("a").role is Role.TEAM_LEAD


def test_a_task_keeps_its_dates_while_nobody_is_there(world: World, story: Story) -> None:
    before = story.task("a")
    _name(world, "ada", "ben")
    world.work_off()
    after = story.task("a")

    assert (before.id, before.due, before.created) == (after.id, after.due, after.created)


def test_a_rule_counts_from_its_first_to_its_last_day_each_once(world: World, story: Story) -> None:
    first = TODAY + timedelta(days=2)
    _name(world, "ada", "ben", first, first)
    found = []
    for _day in range(4):
        _turn(world)
        found.append(_is_missing(story))
        kept = len(story.file().history), _changes(world)
        _turn(world)
        assert (len(story.file().history), _changes(world)) == kept
        world.clock.moment += timedelta(days=1)

    assert found == [(True, 1), (True, 1), (False, 0), (True, 1)]


def test_a_closed_account_holds_no_post_and_stands_in_for_nobody(world: World) -> None:
    _post(world, "ada")
    story = world.start(FILES)
    row = story.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        task.claim(tx, row.id, row.revision)
    found = [(story.task("a").assignee, _is_missing(story))]
    with world.engine.begin(world.people["adam"]) as tx:
        account.close(tx, "ada")
    world.work_off()
    _turn(world)
    found.append((story.task("a").assignee, _is_missing(story)))
    with world.engine.begin(world.people["lea"]) as tx:
        (team,) = queries.absence.team(tx)
    with world.engine.begin(world.people["adam"]) as tx:
        account.reopen(tx, "ada")
    world.work_off()
    found.append((story.task("a").assignee, _is_missing(story)))

    assert found == [("Ada Öztürk", (False, 0)), (None, (True, 1)), (None, (False, 0))]
    assert [one.title for one in team.vacancies] == ["Sachbearbeitung 1"]


def test_a_closed_account_that_is_named_is_passed_over(world: World, story: Story) -> None:
    _name(world, "ada", "ben")
    world.work_off()
    found = [_is_missing(story)]
    with world.engine.begin(world.people["adam"]) as tx:
        account.close(tx, "ben")
    world.work_off()
    found.append(_is_missing(story))
    with world.engine.begin(world.people["lea"]) as tx:
        shown = queries.absence.show(tx, _number(world, "ada"))

    assert found == [(False, 0), (True, 1)]
    assert [one.able for one in shown.rules] == [False]
    assert shown.absences[0].uncovered, "and the calendar says that nobody stands in"


def test_nobody_closes_their_own_account_nor_one_that_is_none(world: World) -> None:
    with pytest.raises(Conflict), world.engine.begin(world.people["adam"]) as tx:
        account.close(tx, "adam")
    with pytest.raises(NotFound), world.engine.begin(world.people["adam"]) as tx:
        account.close(tx, "niemand")
    with pytest.raises(Forbidden), world.engine.begin(world.people["lea"]) as tx:
        account.reopen(tx, "ada")
