"""Absence and substitution: Ada is away, Ben stands in, Carla is a stranger, Lea leads the team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.actor import SYSTEM, Membership, Role
from engine.clock import midnight
from engine.commands import absence, account, bulk, handling, task
from engine.commands.absence import Naming
from engine.errors import Conflict, Forbidden, Invalid
from engine.queries.inbox import InboxFilter, InboxView
from engine.state import comment, post, record, register_change
from engine.state.bulk import BulkKind
from engine.testing import Story, World
from engine.testing import models as m

TODAY = date(2026, 11, 23)  # a Monday, 9 o'clock
FILES = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
    )
}


def _number(world: World, login: str) -> int:
    number = world.people[login].account
    assert number is not None
    return number


def _enter(
    world: World, as_: str, whom: str, first: date = TODAY, last: date | None = None, reason: str = "Anruf"
) -> tuple[int, ...]:
    with world.engine.begin(world.people[as_]) as tx:
        return absence.enter(tx, _number(world, whom), first, last, reason)


def _name(world: World, as_: str, whom: str, substitute: str, first: date = TODAY, **more: Any) -> int:
    with world.engine.begin(world.people[as_]) as tx:
        return absence.name(tx, _number(world, whom), Naming(_number(world, substitute), first, **more))


def _ada_has(world: World) -> Story:
    story = world.start(FILES)
    _claim(story, "ada")
    return story


def _claim(story: Story, login: str) -> None:
    row = story.task(story.active()[0])
    with story.world.engine.begin(story.world.people[login]) as tx:
        task.claim(tx, row.id, row.revision)


def _complete(story: Story, login: str) -> None:
    row = story.task(story.active()[0])
    with story.world.engine.begin(story.world.people[login]) as tx:
        task.complete(tx, row.id, row.revision, {})


def _seen(world: World, login: str) -> list[str]:
    with world.engine.begin(world.people[login]) as tx:
        found = queries.inbox.page(tx, InboxFilter(InboxView.STAND_IN))
    assert found.counts[InboxView.STAND_IN] == len(found.tasks)
    return [one.element for one in found.tasks]


def _told(world: World, *kinds: str) -> list[tuple[str, str]]:
    statement = (
        "SELECT login, kind FROM notification JOIN account ON account.id = account_id"
        " WHERE kind = ANY (:kinds) ORDER BY notification.id"
    )
    with world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(statement), {"kinds": list(kinds)})]


def _person(world: World, login: str, role: Role, place: int | None = None) -> None:
    member = Membership(place or world.here, role)
    with world.engine.begin(SYSTEM) as tx:
        number = account.create(tx, login, login.title(), "ein-langes-kennwort", [member])
        found = queries.account.get(tx, number)
    assert found is not None
    people: dict[str, Any] = dict(world.people)
    people[login] = found.actor
    object.__setattr__(world, "people", people)


def _post(world: World, login: str | None, **values: Any) -> int:
    given: Mapping[str, Any] = {
        "authority_id": world.here,
        "seat_id": world.here,
        "title": "Stelle",
        "role": Role.CLERK,
        "share": "1",
        "holder_id": None if login is None else _number(world, login),
        "valid_from": date(2020, 1, 1),
        "substitution": "none",
        **values,
    }
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)
        return post.create(tx, given)


def test_the_substitute_does_the_task_and_the_history_names_both(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")

    assert (_seen(world, "ben"), _seen(world, "lea"), _seen(world, "carla")) == (["a"], [], [])
    _claim(story, "ben")
    assert story.task("a").assignee == "Ada Öztürk", "it stays hers"
    _complete(story, "ben")

    said = {one.kind: one.who for one in story.file().history if one.element == "a"}
    assert said["user_task_completed"] == "Ben Krüger i. V. für Ada Öztürk"
    assert story.is_waiting_at("b").task("b").assignee is None


def test_nobody_else_does_it(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")

    with pytest.raises(Conflict):
        _claim(story, "dora")
    with pytest.raises(Forbidden):
        _claim(story, "carla")
    with pytest.raises(Conflict):
        _complete(story, "ben")  # has not begun it


def test_without_an_absence_a_substitute_may_do_nothing(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")

    assert _seen(world, "ben") == []
    with pytest.raises(Conflict):
        _claim(story, "ben")


@pytest.mark.parametrize(
    ("last", "until_midnight"),
    [
        (TODAY, timedelta(hours=15)),
        # the day the clock goes back has 25 hours
        (date(2027, 10, 31), None),
        # the day it goes forward has 23
        (date(2027, 3, 28), None),
    ],
)
def test_an_absence_ends_with_its_last_day_by_the_wall_clock(
    world: World, last: date, until_midnight: timedelta | None
) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada", last=last)
    end = midnight(last + timedelta(days=1))
    if until_midnight is not None:
        assert end - world.clock.moment == until_midnight

    world.clock.moment = end - timedelta(seconds=1)
    _claim(story, "ben")
    world.clock.moment = end
    with pytest.raises(Conflict):
        _complete(story, "ben")
    assert _seen(world, "ben") == []
    _complete(story, "ada")

    said = {one.kind: one.who for one in story.file().history if one.element == "a"}
    assert said["user_task_completed"] == "Ada Öztürk"


def test_an_absence_begins_with_its_first_day(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada", first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=3))

    with pytest.raises(Conflict):
        _claim(story, "ben")
    world.clock.moment += timedelta(hours=15)
    _claim(story, "ben")


def test_an_absence_gets_no_days_that_another_one_has(world: World) -> None:
    days = [TODAY + timedelta(days=one) for one in range(12)]
    (first,) = _enter(world, "ada", "ada", days[0], days[2])
    (later,) = _enter(world, "ada", "ada", days[5], days[6])

    for last in (days[5], None):
        with pytest.raises(Invalid) as refused, world.engine.begin(world.people["ada"]) as tx:
            absence.change(tx, first, 1, last)
        assert "schon eine Abwesenheit" in refused.value.fields["last_day"]
    with world.engine.begin(world.people["ada"]) as tx:
        absence.change(tx, first, 1, days[4])
        absence.change(tx, first, 2, days[3])
    with world.engine.begin(world.people["ada"]) as tx:
        absence.end(tx, later, 1)
    _enter(world, "ada", "ada", days[4], days[8])
    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["ada"]) as tx:
        absence.reopen(tx, later, 2, days[6])

    assert "schon eine Abwesenheit" in refused.value.fields["last_day"]


def test_a_rule_is_there_already_only_where_it_says_all_of_the_days(world: World) -> None:
    days = [TODAY + timedelta(days=one) for one in range(12)]
    _name(world, "ada", "ada", "ben", days[5], last=days[9])
    _name(world, "ada", "ada", "ben", days[0], last=days[9])
    _name(world, "ada", "ada", "ben", days[9])

    for first, last in (
        (days[5], days[8]),
        (days[0], days[9]),
        (days[10], None),
        (TODAY - timedelta(1), days[2]),
    ):
        with pytest.raises(Invalid) as refused:
            _name(world, "ada", "ada", "ben", first, last=last)
        assert refused.value.fields == {"substitute": "Diese Vertretung ist schon eingetragen."}


@pytest.mark.parametrize("role", [Role.GUEST, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("by", ["gerda", "adam"])
def test_who_has_no_tasks_has_no_absence_and_no_substitute(world: World, role: Role, by: str) -> None:
    _person(world, "gerda", role)

    with pytest.raises(Forbidden, match="no role of theirs has tasks"):
        _enter(world, by, "gerda")
    with pytest.raises(Forbidden, match="no role of theirs has tasks"):
        _name(world, by, "gerda", "ben")
    with world.engine.begin(world.people[by]) as tx:
        assert not queries.absence.show(tx, _number(world, "gerda")).has_tasks


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.PROCESS_OWNER, Role.STEERING_MEMBER, Role.HEAD_OF_OFFICE]
)
def test_who_has_tasks_of_any_role_enters_when_they_are_away(world: World, role: Role) -> None:
    _person(world, "gerda", role)

    assert _enter(world, "gerda", "gerda")


def test_neither_sees_what_the_other_has_typed(world: World) -> None:
    story = _ada_has(world)
    row = story.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        task.save_draft(tx, row.id, row.revision, {"x": ["von Ada"]})
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")

    with world.engine.begin(world.people["ben"]) as tx:
        assert queries.inbox.show(tx, row.id).draft is None
    _claim(story, "ben")
    with world.engine.begin(world.people["ben"]) as tx:
        view = queries.inbox.show(tx, row.id)
        assert (view.stands_in, view.in_place, view.draft) == (True, True, None)
        task.save_draft(tx, row.id, view.row.revision, {"x": ["von Ben"]})
    with world.engine.begin(world.people["ben"]) as tx:
        assert queries.inbox.show(tx, row.id).draft == {"x": ["von Ben"]}
    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.inbox.show(tx, row.id).draft == {"x": ["von Ada"]}


def test_what_was_typed_in_her_place_is_there_when_she_is_back(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    (number,) = _enter(world, "ada", "ada")
    _claim(story, "ben")
    row = story.task("a")
    with world.engine.begin(world.people["ben"]) as tx:
        task.save_draft(tx, row.id, row.revision, {"x": ["von Ben"]})

    with world.engine.begin(world.people["ada"]) as tx:
        absence.end(tx, number, 1)

    with world.engine.begin(world.people["ada"]) as tx:
        view = queries.inbox.show(tx, row.id)
    assert (view.draft, view.row.stand_in) == ({"x": ["von Ben"]}, None)
    with pytest.raises(Conflict):
        _complete(story, "ben")


@pytest.mark.parametrize("own", [False, True])
def test_what_was_typed_in_her_place_goes_with_the_task_when_it_is_given_to_somebody(
    world: World, own: bool
) -> None:
    story = _ada_has(world)
    row = story.task("a")
    if own:
        with world.engine.begin(world.people["ada"]) as tx:
            task.save_draft(tx, row.id, row.revision, {"x": ["von Ada"]})
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    _claim(story, "ben")
    with world.engine.begin(world.people["ben"]) as tx:
        task.save_draft(tx, row.id, story.task("a").revision, {"x": ["von Ben"]})

    with world.engine.begin(world.people["lea"]) as tx:
        task.assign(tx, row.id, story.task("a").revision, world.people["ben"].account or 0)

    with world.engine.begin(world.people["ben"]) as tx:
        view = queries.inbox.show(tx, row.id)
    assert view.mine
    assert view.draft == {"x": ["von Ada" if own else "von Ben"]}
    assert view.draft_by == ("Ada Öztürk" if own else None)  # one's own has no name


def test_what_both_have_typed_stays_and_the_next_stand_in_goes_on_with_it(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    story = _ada_has(world)
    row = story.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        task.save_draft(tx, row.id, row.revision, {"x": ["von Ada"]})
    _name(world, "ada", "ada", "ben")
    _name(world, "ada", "ada", "dora")
    (number,) = _enter(world, "ada", "ada")
    _claim(story, "ben")
    with world.engine.begin(world.people["ben"]) as tx:
        task.save_draft(tx, row.id, story.task("a").revision, {"x": ["von Ben"]})
        assert queries.inbox.show(tx, row.id).left is None
    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.inbox.show(tx, row.id).left is None, "Ben is at work on it"
    with world.engine.begin(world.people["ben"]) as tx:
        task.release(tx, row.id, story.task("a").revision)
    _enter(world, "lea", "ben")

    _claim(story, "dora")
    with world.engine.begin(world.people["dora"]) as tx:
        view = queries.inbox.show(tx, row.id)
    assert (view.draft, view.draft_by, view.left) == ({"x": ["von Ben"]}, "Ben Krüger", None)
    with world.engine.begin(world.people["ada"]) as tx:
        absence.end(tx, number, 1)

    with world.engine.begin(world.people["ada"]) as tx:
        view = queries.inbox.show(tx, row.id)
    assert (view.draft, view.left) == ({"x": ["von Ada"]}, ("Ben Krüger", {"x": ["von Ben"]}))
    with world.engine.begin(world.people["lea"]) as tx:
        assert queries.inbox.show(tx, row.id).left is None


def test_giving_it_back_leaves_it_with_its_assignee(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    _claim(story, "ben")
    row = story.task("a")

    with world.engine.begin(world.people["ben"]) as tx:
        task.release(tx, row.id, row.revision)

    found = story.task("a")
    assert (found.assignee, found.stand_in) == ("Ada Öztürk", None)
    with pytest.raises(Conflict):
        _complete(story, "ben")


def test_a_comment_says_in_whose_place(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    row = story.task("a")
    with world.engine.begin(world.people["ben"]) as tx:
        task.comment(tx, row.id, "Ich sehe es mir an.")
    _claim(story, "ben")
    with world.engine.begin(world.people["ben"]) as tx:
        task.comment(tx, row.id, "Unterlagen fehlen.")

    with world.engine.begin(world.people["ben"]) as tx:
        beside = queries.inbox.beside(tx, queries.inbox.show(tx, row.id))
        said = [(one.author, one.represented) for one in beside.comments]
        whole = [one.who for one in beside.comments]
    assert said == [("Ben Krüger", None), ("Ben Krüger", "Ada Öztürk")]
    assert whole == ["Ben Krüger", "Ben Krüger i. V. für Ada Öztürk"]


def test_the_next_in_the_order_steps_in_when_the_first_is_away_too(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _name(world, "ada", "ada", "dora")
    _name(world, "ben", "ben", "lea")
    _enter(world, "ada", "ada")
    assert (_seen(world, "ben"), _seen(world, "dora")) == (["a"], [])

    _enter(world, "lea", "ben")

    assert (_seen(world, "ben"), _seen(world, "dora")) == ([], ["a"])
    assert _seen(world, "lea") == [], "who stands in for Ben does not stand in for Ada"


def test_where_the_only_substitute_is_away_nobody_steps_in_for_the_substitute(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _name(world, "ben", "ben", "dora")
    _enter(world, "lea", "ben")

    _enter(world, "lea", "ada")

    assert [_seen(world, one) for one in ("ben", "dora", "lea")] == [[], [], []]


def test_a_rule_is_limited_to_a_step(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    story = _ada_has(world)
    other = world.open("p")
    other.complete("a", as_=world.people["ben"])
    _claim(other, "ada")
    _name(world, "ada", "ada", "ben", process="p", element="b")
    _name(world, "ada", "ada", "dora")
    _enter(world, "ada", "ada")

    assert (_seen(world, "ben"), _seen(world, "dora")) == (["b"], ["a"])
    with pytest.raises(Conflict):
        _claim(story, "ben")
    with pytest.raises(Conflict):
        _claim(other, "dora")


@pytest.mark.parametrize(
    ("limit", "seen"),
    [
        ({"topic": "auslaenderbehoerde"}, ["a"]),
        ({"topic": "case_management"}, []),
        ({"process": "p"}, ["a"]),
        ({"process": "q"}, []),
        ({"last": TODAY}, ["a"]),
        ({"first": TODAY + timedelta(days=1)}, []),
    ],
)
def test_a_rule_holds_within_its_limits(world: World, limit: dict[str, Any], seen: list[str]) -> None:
    _ada_has(world)
    _name(world, "ada", "ada", "ben", **limit)
    _enter(world, "ada", "ada")

    assert _seen(world, "ben") == seen


def test_the_rule_of_the_post_counts_where_nobody_is_named(world: World) -> None:
    story = _ada_has(world)
    _post(world, "ada", substitution="team_lead")
    _enter(world, "ada", "ada")

    assert (_seen(world, "lea"), _seen(world, "ben")) == (["a"], [])
    _claim(story, "lea")
    _complete(story, "lea")

    assert story.active() == ("b",)


def test_of_two_who_stand_in_one_does_it(world: World) -> None:
    _person(world, "lars", Role.TEAM_LEAD)
    story = _ada_has(world)
    _post(world, "ada", substitution="team_lead")
    _enter(world, "ada", "ada")
    _claim(story, "lea")

    with pytest.raises(Conflict, match="Lea Groß"):
        _claim(story, "lars")


def test_whoever_has_no_fitting_role_is_no_substitute(world: World) -> None:
    for one in ("carla", "olga"):
        with pytest.raises(Invalid) as refused:
            _name(world, "ada", "ada", one)
        assert set(refused.value.fields) == {"substitute"}
    with pytest.raises(Invalid):
        _name(world, "ada", "ada", "ada")


def test_a_substitute_who_has_lost_the_role_does_nothing(world: World) -> None:
    _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("DELETE FROM membership WHERE account_id = :one"), {"one": _number(world, "ben")})

    assert _seen(world, "ben") == [], "Ben still thinks he is a clerk"


def test_people_who_are_away_together_do_not_stand_in_for_each_other(world: World) -> None:
    _enter(world, "ada", "ada", last=TODAY + timedelta(days=9))
    _enter(world, "ben", "ben", first=TODAY + timedelta(days=5), last=TODAY + timedelta(days=20))
    _name(world, "ada", "ada", "ben")

    with pytest.raises(Invalid) as refused:
        _name(world, "ben", "ben", "ada")

    assert "28.11.2026" in refused.value.fields["substitute"]
    # when Ada is back, she may
    _name(world, "ben", "ben", "ada", first=TODAY + timedelta(days=10))


def test_a_ring_of_three_is_refused(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    for one in ("ada", "ben", "dora"):
        _enter(world, "lea", one)
    _name(world, "lea", "ada", "ben")
    _name(world, "lea", "ben", "dora")

    with pytest.raises(Invalid) as refused:
        _name(world, "lea", "dora", "ada")

    assert set(refused.value.fields) == {"substitute"}


def test_two_may_name_each_other_when_they_are_not_away_together(world: World) -> None:
    _name(world, "ada", "ada", "ben")

    assert _name(world, "ben", "ben", "ada")


def test_who_enters_it_for_somebody_else_leads_them_and_says_why(world: World) -> None:
    for one in ("ben", "carla", "olga", "stefan"):
        with pytest.raises(Forbidden):
            _enter(world, one, "ada")
        with pytest.raises(Forbidden):
            _name(world, one, "ada", "ben")
    with pytest.raises(Invalid) as refused:
        _enter(world, "lea", "ada", reason=" ")
    assert set(refused.value.fields) == {"reason"}
    assert _enter(world, "lea", "ada")
    assert _enter(world, "adam", "ben"), "an administrator of the territory may"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - timedelta(days=32), None, "first_day"),
        (date(2029, 1, 1), None, "first_day"),
        (TODAY, TODAY - timedelta(days=1), "last_day"),
        (TODAY - timedelta(days=5), TODAY - timedelta(days=1), "last_day"),
        (TODAY, date(2030, 1, 1), "last_day"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    world: World, first: date, last: date | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _enter(world, "ada", "ada", first, last)

    assert set(refused.value.fields) == {field}


def test_the_same_days_are_entered_once(world: World) -> None:
    _enter(world, "ada", "ada", last=TODAY + timedelta(days=3))

    with pytest.raises(Invalid):
        _enter(world, "ada", "ada", last=TODAY + timedelta(days=2))


def test_days_of_two_absences_do_not_overlap(world: World) -> None:
    _enter(world, "ada", "ada", first=TODAY + timedelta(days=2), last=TODAY + timedelta(days=9))

    with pytest.raises(Invalid) as refused:
        _enter(world, "ada", "ada", first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=2))
    before = _enter(world, "ada", "ada", first=TODAY, last=TODAY + timedelta(days=1))
    after = _enter(world, "ada", "ada", first=TODAY + timedelta(days=10), last=TODAY + timedelta(days=11))

    assert "einen Teil dieser Tage" in refused.value.fields["first_day"]
    assert before
    assert after


def test_ending_and_taking_it_back(world: World) -> None:
    _ada_has(world)
    _name(world, "ada", "ada", "ben")
    (number,) = _enter(world, "ada", "ada", first=TODAY - timedelta(days=1))
    with world.engine.begin(world.people["ada"]) as tx:
        absence.end(tx, number, 1)
    assert _seen(world, "ben") == []
    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Conflict):
        absence.end(tx, number, 2)

    with world.engine.begin(world.people["lea"]) as tx:
        absence.reopen(tx, number, 2, TODAY + timedelta(days=2))

    assert _seen(world, "ben") == ["a"]
    world.clock.moment += timedelta(days=3)
    assert _seen(world, "ben") == []


def test_an_absence_of_today_that_is_ended_never_was(world: World) -> None:
    (number,) = _enter(world, "ada", "ada")

    with world.engine.begin(world.people["ada"]) as tx:
        absence.end(tx, number, 1)
        view = queries.absence.show(tx, _number(world, "ada"))

    assert view.absences == ()


def test_removing_a_rule_and_taking_it_back(world: World) -> None:
    _ada_has(world)
    number = _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    with world.engine.begin(world.people["ada"]) as tx:
        absence.remove(tx, number)
    assert _seen(world, "ben") == []
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Conflict):
        absence.remove(tx, number)

    with world.engine.begin(world.people["ada"]) as tx:
        absence.restore(tx, number)

    assert _seen(world, "ben") == ["a"]


def test_who_leads_at_one_authority_changes_nothing_that_holds_at_another(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        roles = [Membership(world.here, Role.CLERK), Membership(world.elsewhere, Role.CLERK)]
        zoe = account.create(tx, "zoe", "Zoe Zwei", "ein-langes-kennwort", roles)
        found = queries.account.get(tx, zoe)
    assert found is not None
    with world.engine.begin(found.actor) as tx:
        there = absence.name(tx, zoe, Naming(_number(world, "carla"), TODAY, authority=world.elsewhere))
        everywhere = absence.name(tx, zoe, Naming(_number(world, "ben"), TODAY))
        here = absence.name(tx, zoe, Naming(_number(world, "lea"), TODAY, authority=world.here))

    for rule in (there, everywhere):
        for deed in (absence.remove, absence.earlier):
            with pytest.raises(Forbidden), world.engine.begin(world.people["lea"]) as tx:
                deed(tx, rule)
    with world.engine.begin(world.people["lea"]) as tx:
        shown = {one.id: one.may_change for one in queries.absence.show(tx, zoe).rules}
        assert shown == {there: False, everywhere: False, here: True}
        absence.remove(tx, here)
        absence.restore(tx, here)


def test_the_order_can_be_changed(world: World) -> None:
    _ada_has(world)
    _name(world, "ada", "ada", "ben")
    second = _name(world, "ada", "ada", "lea")
    _enter(world, "ada", "ada")

    with world.engine.begin(world.people["ada"]) as tx:
        absence.earlier(tx, second)

    assert (_seen(world, "ben"), _seen(world, "lea")) == ([], ["a"])


def test_those_whom_it_concerns_are_told_when_it_begins_and_ends_once(world: World) -> None:
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada", first=TODAY + timedelta(days=2), last=TODAY + timedelta(days=3))
    planned = _told(world, "stand_in", "team_absence", "uncovered")
    assert planned == [("ben", "stand_in"), ("lea", "team_absence")]

    for days in (2, 2, 1):  # it begins, it is over, nothing more
        world.clock.moment += timedelta(days=days)
        for _ in range(2):
            with world.engine.begin(SYSTEM) as tx:
                absence.turn(tx)

    assert _told(world, "stand_in", "team_absence", "uncovered") == planned * 3


def test_the_team_lead_is_told_when_nobody_stands_in(world: World) -> None:
    _enter(world, "ada", "ada")

    assert _told(world, "stand_in", "team_absence", "uncovered") == [("lea", "uncovered")]


def test_the_person_is_told_what_others_enter_for_them_and_not_what_they_enter_themselves(
    world: World,
) -> None:
    _name(world, "ada", "ada", "ben")
    (number,) = _enter(world, "ada", "ada", last=TODAY + timedelta(days=2))
    assert _told(world, "own_absence") == []

    with world.engine.begin(world.people["lea"]) as tx:
        absence.change(tx, number, 1, TODAY + timedelta(days=5))
    _name(world, "lea", "ada", "lea")

    assert _told(world, "own_absence") == [("ada", "own_absence")] * 2


def test_a_task_given_to_somebody_who_is_away_is_told_to_whoever_stands_in(world: World) -> None:
    story = world.start(FILES)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    row = story.task("a")

    with world.engine.begin(world.people["lea"]) as tx:
        task.assign(tx, row.id, row.revision, _number(world, "ada"))

    assert _told(world, "assigned", "stand_in_task") == [("ada", "assigned"), ("ben", "stand_in_task")]


def test_open_tasks_of_the_only_post_go_to_whoever_stands_in_and_come_back(world: World) -> None:
    _post(world, "ada", substitution="team_lead")
    story = world.start(FILES)
    (number,) = _enter(world, "ada", "ada", first=TODAY - timedelta(days=1))
    world.work_off()
    assert story.task("a").role is Role.TEAM_LEAD

    with world.engine.begin(world.people["ada"]) as tx:
        absence.end(tx, number, 1)
    world.work_off()

    assert story.task("a").role is Role.CLERK


def test_a_second_pair_of_eyes_can_ask_who_acted_for_whom(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    _claim(story, "ben")
    _complete(story, "ben")
    ada, ben = _number(world, "ada"), _number(world, "ben")

    with world.engine.begin(SYSTEM) as tx:
        case_id = tx.execute(text('SELECT id FROM "case"')).scalar_one()
        assert record.acted_for(tx, case_id, ben, ada)
        assert record.acted_for(tx, case_id, ben, ada, "a")
        assert not record.acted_for(tx, case_id, ben, ada, "b")
        assert not record.acted_for(tx, case_id, ada, ben)


def test_old_absences_are_forgotten(world: World) -> None:
    _enter(world, "ada", "ada", last=TODAY)
    _name(world, "ada", "ada", "ben", last=TODAY)
    world.clock.moment += timedelta(days=absence.KEPT_DAYS + 2)

    with world.engine.begin(SYSTEM) as tx:
        commands.absence.forget(tx)
        left = tx.execute(text("SELECT (SELECT count(*) FROM absence), (SELECT count(*) FROM substitute)"))
        assert tuple(left.one()) == (0, 0)


def _bulk(world: World, login: str, story: Story, kind: BulkKind, **more: Any) -> int:
    row = story.task("a")
    if kind is BulkKind.RELEASE:
        more.setdefault("reason", "Termin")
    with world.engine.begin(world.people[login]) as tx:
        step = handling.step(tx, kind, **more)
        return bulk.act(tx, f"{kind}-{row.revision}-{login}", {row.id: row.revision}, step)


def _effects(world: World, login: str, number: int) -> list[str]:
    with world.engine.begin(world.people[login]) as tx:
        view = queries.inbox.made(tx, number)
    return [one.effect.value for one in view.undone or view.results]


def test_many_tasks_are_taken_over_given_back_and_that_is_undone(world: World) -> None:
    _person(world, "dora", Role.CLERK)
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")

    assert _effects(world, "dora", _bulk(world, "dora", story, BulkKind.CLAIM)) == ["held"]
    taken = _bulk(world, "ben", story, BulkKind.CLAIM)
    assert (_effects(world, "ben", taken), story.task("a").stand_in) == (["done"], "Ben Krüger")
    given = _bulk(world, "ben", story, BulkKind.RELEASE)
    assert (_effects(world, "ben", given), story.task("a").stand_in) == (["done"], None)
    with world.engine.begin(SYSTEM) as tx:
        (said,) = comment.of_task(tx, story.task("a").id)
    assert (said.text, said.author, said.represented) == ("Termin", "Ben Krüger", "Ada Öztürk")
    with world.engine.begin(world.people["ben"]) as tx:
        bulk.take_back(tx, given)
    row = story.task("a")
    assert (row.assignee, row.stand_in) == ("Ada Öztürk", "Ben Krüger")


def test_whoever_stands_in_lays_aside_and_sets_the_priority_of_what_they_do(world: World) -> None:
    story = _ada_has(world)
    _name(world, "ada", "ada", "ben")
    _enter(world, "ada", "ada")
    assert _effects(world, "ben", _bulk(world, "ben", story, BulkKind.PRIORITY, priority=80)) == ["held"]
    _claim(story, "ben")

    more = {"day": TODAY + timedelta(days=2), "reason": "Unterlagen fehlen"}
    assert _effects(world, "ben", _bulk(world, "ben", story, BulkKind.PRIORITY, priority=80)) == ["done"]
    assert _effects(world, "ben", _bulk(world, "ben", story, BulkKind.FOLLOW_UP, **more)) == ["done"]

    said = {one.kind: one.who for one in story.file().history}
    assert said["priority_changed"] == said["follow_up_set"] == "Ben Krüger i. V. für Ada Öztürk"
    lea = _number(world, "lea")
    assert _effects(world, "ben", _bulk(world, "ben", story, BulkKind.DELEGATE, account_id=lea)) == ["held"]
