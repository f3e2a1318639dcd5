"""The only team lead is away: who answers for her names somebody to act in her place, only while she is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import Forbidden, Invalid, Role, commands, queries
from engine.actor import SYSTEM, Actor, Membership
from engine.commands import absence
from engine.commands.absence import Naming
from engine.queries.inbox import InboxFilter, InboxView
from engine.state import account, post, register_change
from engine.testing import Story, World
from engine.testing import models as m

TODAY = date(2026, 11, 23)
LAST = TODAY + timedelta(days=1)
FILES = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("leiten", group="auslaenderbehoerde.teamleitung"),
        m.end(),
        m.flow("start", "leiten"),
        m.flow("leiten", "end"),
    )
}


def _number(world: World, login: str) -> int:
    return world.people[login].account or 0


def _name(world: World, by: str, whom: str = "lea", substitute: str = "ben", **more: object) -> int:
    naming = {"authority": world.here, "acting": True, **more}
    with world.engine.begin(world.people[by]) as tx:
        return absence.name(tx, _number(world, whom), Naming(_number(world, substitute), TODAY, **naming))  # type: ignore[arg-type]


def _away(world: World) -> int:
    with world.engine.begin(world.people["adam"]) as tx:
        (number,) = absence.enter(tx, _number(world, "lea"), TODAY, LAST, "Anruf heute früh")
    return number


def _today(world: World, login: str) -> Actor:
    """The person as they come in today."""
    with world.engine.begin(SYSTEM) as tx:
        return account.get(tx, _number(world, login)).actor


def _leads(world: World) -> list[str]:
    """Who has the rights of a team lead today, but for Lea."""
    return [one for one in ("ada", "ben") if Role.TEAM_LEAD in _today(world, one).roles(world.here)]


@pytest.fixture
def hers(world: World) -> Story:
    """Lea has a task of a team lead."""
    story = world.start(FILES)
    row = story.task("leiten")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return story


def test_who_acts_does_her_tasks_and_hands_out_and_the_history_names_both(world: World, hers: Story) -> None:
    _name(world, "adam")
    _away(world)
    ben = _today(world, "ben")
    row = hers.task("leiten")

    with world.engine.begin(ben) as tx:
        found = queries.inbox.page(tx, InboxFilter(InboxView.STAND_IN)).tasks
    with world.engine.begin(ben) as tx:
        commands.task.claim(tx, row.id, row.revision)
    row = hers.task("leiten")
    with world.engine.begin(ben) as tx:
        commands.task.complete(tx, row.id, row.revision, {})

    assert [one.id for one in found] == [row.id]
    assert (row.assignee, row.stand_in) == ("Lea Groß", "Ben Krüger")
    assert ben.may_hand_out(world.here, Role.CLERK)
    said = {one.kind: one.who for one in hers.file().history}
    assert said["user_task_completed"] == "Ben Krüger i. V. für Lea Groß"


def test_the_rights_begin_with_the_absence_and_end_with_its_last_day(world: World, hers: Story) -> None:
    _name(world, "adam")
    before = _today(world, "ben").roles()
    _away(world)
    during = _today(world, "ben").roles(world.here)
    row = hers.task("leiten")

    world.clock.moment += timedelta(days=2)
    after = _today(world, "ben")

    assert (before, after.roles()) == ({Role.CLERK}, {Role.CLERK})
    assert during == {Role.CLERK, Role.TEAM_LEAD}
    with pytest.raises(Forbidden), world.engine.begin(after) as tx:
        commands.task.claim(tx, row.id, row.revision)


def test_they_end_when_she_is_back_and_when_somebody_says_so(world: World) -> None:
    rule = _name(world, "adam")
    number = _away(world)
    roles = [Role.TEAM_LEAD in _today(world, "ben").roles()]
    with world.engine.begin(world.people["lea"]) as tx:
        absence.end(tx, number, 1)
    roles.append(Role.TEAM_LEAD in _today(world, "ben").roles())
    with world.engine.begin(world.people["lea"]) as tx:
        absence.reopen(tx, number, 2, LAST)
    roles.append(Role.TEAM_LEAD in _today(world, "ben").roles())
    with world.engine.begin(world.people["adam"]) as tx:
        absence.remove(tx, rule)
    roles.append(Role.TEAM_LEAD in _today(world, "ben").roles())

    assert roles == [True, False, True, False]


def test_every_day_is_covered_also_before_it_begins(world: World) -> None:
    _name(world, "adam")
    with world.engine.begin(world.people["lea"]) as tx:
        absence.enter(tx, _number(world, "lea"), TODAY + timedelta(days=3), TODAY + timedelta(days=4))
        (coming,) = queries.absence.show(tx, _number(world, "lea")).absences

    assert coming.uncovered == ()


@pytest.mark.parametrize(
    ("by", "more", "said"),
    [
        # she says herself who stands in, not who gets her rights
        ("lea", {}, "Amtsleitung oder die Administration"),
        ("adam", {"authority": None}, "Amtsleitung oder die Administration"),
        ("adam", {"topic": "auslaenderbehoerde"}, "vertritt sie ganz"),
        ("adam", {"substitute": "carla"}, "arbeitet nicht bei dieser Behörde"),
        ("adam", {"whom": "ada"}, "einzige Teamleitung"),
    ],
)
def test_who_acts_is_named_by_whoever_answers_for_the_only_lead_and_wholly(
    world: World, by: str, more: dict[str, str], said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _name(world, by, **more)

    assert said in refused.value.fields["substitute"]


def test_while_somebody_acts_another_is_named_but_not_by_whoever_acts(world: World) -> None:
    _name(world, "adam")
    _away(world)
    ben = _today(world, "ben")
    naming = Naming(_number(world, "ada"), TODAY, authority=world.here, acting=True)

    with pytest.raises(Forbidden), world.engine.begin(ben) as tx:
        absence.name(tx, _number(world, "lea"), naming)
    _name(world, "adam", substitute="ada")

    assert _leads(world) == ["ben"]


@pytest.mark.parametrize("whom", ["lea", "ada"])
def test_who_acts_changes_no_absence_that_lets_them(world: World, whom: str) -> None:
    """Neither the lead's, nor that of somebody who would act before them."""
    _name(world, "adam", substitute="ada")
    _name(world, "adam")
    number = {"lea": _away(world), "ada": world.away("ada", last=LAST)}[whom]
    ben = _today(world, "ben")
    later = LAST + timedelta(days=1)

    with pytest.raises(Forbidden), world.engine.begin(ben) as tx:
        absence.change(tx, number, 1, LAST + timedelta(days=9))
    with pytest.raises(Forbidden), world.engine.begin(ben) as tx:
        absence.enter(tx, _number(world, whom), later, later, "krank")
    with world.engine.begin(world.people["adam"]) as tx:
        absence.change(tx, number, 1, later)
    with world.engine.begin(world.people[whom]) as tx:
        absence.change(tx, number, 2, LAST)

    assert ben.may_hand_out(world.here, Role.CLERK)


def test_who_acts_enters_the_absence_of_a_colleague(world: World) -> None:
    _name(world, "adam")
    _away(world)

    with world.engine.begin(_today(world, "ben")) as tx:
        assert absence.enter(tx, _number(world, "ada"), TODAY, LAST, "Anruf heute früh")


def test_the_next_acts_only_while_the_first_is_away_too_or_has_left(world: World) -> None:
    _name(world, "adam")
    _name(world, "adam", substitute="ada")
    _away(world)
    found = [_leads(world)]
    number = world.away("ben", last=LAST)
    found.append(_leads(world))
    with world.engine.begin(world.people["ben"]) as tx:
        absence.end(tx, number, 1)
    found.append(_leads(world))
    with world.engine.begin(SYSTEM) as tx:
        account.change(tx, _number(world, "ben"), active=False)
    found.append(_leads(world))

    assert found == [["ben"], ["ada"], ["ben"], ["ada"]]


def test_nobody_acts_twice_on_the_same_day(world: World) -> None:
    rule = _name(world, "adam", last=LAST)
    with pytest.raises(Invalid) as refused:
        _name(world, "adam")
    with world.engine.begin(world.people["adam"]) as tx:
        absence.remove(tx, rule)
    _name(world, "adam")

    assert "schon kommissarisch eingetragen" in refused.value.fields["substitute"]
    with pytest.raises(Invalid, match="restore"), world.engine.begin(world.people["adam"]) as tx:
        absence.restore(tx, rule)


def _post(world: World) -> None:
    """Lea's, without a rule of its own."""
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)
        values = {"title": "Teamleitung", "role": Role.TEAM_LEAD, "share": "1", "substitution": "none"}
        values |= {"authority_id": world.here, "seat_id": world.here, "holder_id": _number(world, "lea")}
        post.create(tx, {**values, "valid_from": date(2020, 1, 1)})


def _stopped(world: World, story: Story) -> list[str]:
    world.work_off()
    return [one.message for one in story.file().incidents if one.resolved_at is None]


def test_her_free_tasks_wait_for_whoever_acts_and_no_incident_says_otherwise(world: World) -> None:
    _post(world)
    story = world.start(FILES)
    _name(world, "adam")
    _away(world)
    found = _stopped(world, story), _stopped(world, world.open("p"))
    world.away("ben", last=LAST)
    alone = _stopped(world, story)
    _name(world, "adam", substitute="ada")

    assert found == ([], [])
    assert len(alone) == 1
    assert _stopped(world, story) == []
    row = story.task("leiten")
    with world.engine.begin(_today(world, "ada")) as tx:
        commands.task.claim(tx, row.id, row.revision)


def test_the_incident_of_a_free_task_is_over_when_somebody_acts_or_she_is_back(world: World) -> None:
    _post(world)
    story = world.start(FILES)
    number = _away(world)
    found = [len(_stopped(world, story))]
    rule = _name(world, "adam")
    found.append(len(_stopped(world, story)))
    with world.engine.begin(world.people["adam"]) as tx:
        absence.remove(tx, rule)
    found.append(len(_stopped(world, story)))
    with world.engine.begin(world.people["lea"]) as tx:
        absence.end(tx, number, 1)
    found.append(len(_stopped(world, story)))

    assert found == [1, 0, 1, 0]
    assert not story.task("leiten").assignee


def _turn(world: World) -> None:
    """What the worker does every five minutes."""
    with world.engine.begin(SYSTEM) as tx:
        absence.turn(tx)
    world.work_off()


def _acted_from(world: World, first: date, last: date | None = None) -> Story:
    """Lea is away for twelve days, and Ben acts on some of them."""
    _post(world)
    story = world.start(FILES)
    with world.engine.begin(world.people["adam"]) as tx:
        naming = Naming(_number(world, "ben"), first, last, world.here, acting=True)
        absence.name(tx, _number(world, "lea"), naming)
        absence.enter(tx, _number(world, "lea"), TODAY, TODAY + timedelta(days=11), "Anruf heute früh")
    return story


def test_her_free_tasks_go_where_they_belong_when_a_rule_begins_and_ends_in_her_absence(world: World) -> None:
    story = _acted_from(world, TODAY + timedelta(days=2), TODAY + timedelta(days=3))
    found = []
    for _day in range(5):
        _turn(world)
        found.append((len(_stopped(world, story)), _leads(world)))
        kept = len(story.file().history)
        _turn(world)
        assert len(story.file().history) == kept, "a second turn finds nothing to do"
        world.clock.moment += timedelta(days=1)

    assert found == [(1, []), (1, []), (0, ["ben"]), (0, ["ben"]), (1, [])]


@pytest.mark.parametrize(
    ("days", "stopped"),
    [
        (3, 0),  # it has begun
        (6, 1),  # and is over again
    ],
)
def test_what_a_rule_would_have_done_while_no_worker_ran_is_made_up(
    world: World, days: int, stopped: int
) -> None:
    story = _acted_from(world, TODAY + timedelta(days=2), TODAY + timedelta(days=4))
    assert len(_stopped(world, story)) == 1

    world.clock.moment += timedelta(days=days)
    _turn(world)

    assert len(_stopped(world, story)) == stopped


def test_whoever_acts_is_told_on_the_day_it_begins_and_ends(world: World) -> None:
    _acted_from(world, TODAY + timedelta(days=2), TODAY + timedelta(days=3))
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("DELETE FROM notification"))
    told = []
    for _day in range(5):
        _turn(world)
        told.append(_told(world))
        world.clock.moment += timedelta(days=1)

    assert told == [
        [],
        [],
        [("ben", "25.11.2026")],
        [("ben", "25.11.2026")],
        [("ben", "25.11.2026"), ("ben", "")],
    ]


def _told(world: World) -> list[tuple[str, str]]:
    statement = (
        "SELECT login, coalesce(to_char((detail->>'due')::date, 'DD.MM.YYYY'), '') FROM notification"
        " JOIN account ON account.id = account_id WHERE kind = 'stand_in' ORDER BY notification.id"
    )
    with world.engine.begin(SYSTEM) as tx:
        return [(one[0], one[1]) for one in tx.execute(text(statement))]


def test_of_several_who_act_the_next_does_when_an_account_is_closed(world: World) -> None:
    _post(world)
    story = world.start(FILES)
    _name(world, "adam")
    _away(world)
    found = [len(_stopped(world, story))]
    with world.engine.begin(world.people["adam"]) as tx:
        commands.account.close(tx, "ben")
    found.append(len(_stopped(world, story)))
    _name(world, "adam", substitute="ada")
    found.append(len(_stopped(world, story)))

    assert found == [0, 1, 0]
    assert _leads(world) == ["ada"]


def test_where_another_leads_too_nobody_acts(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        account.grant(tx, _number(world, "ada"), [Membership(world.here, Role.TEAM_LEAD)])

    with pytest.raises(Invalid, match="faults"):
        _name(world, "adam")


@pytest.mark.parametrize("by", ["ben", "carla"])
def test_a_colleague_and_a_stranger_name_nobody(world: World, by: str) -> None:
    with pytest.raises(Forbidden):
        _name(world, by)


def test_the_head_of_office_acts_herself(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        number = commands.account.create(
            tx, "hanna", "Hanna Brück", "ein langes Kennwort", [Membership(world.here, Role.HEAD_OF_OFFICE)]
        )
        hanna = account.get(tx, number).actor
    with world.engine.begin(hanna) as tx:
        absence.name(tx, _number(world, "lea"), Naming(number, TODAY, authority=world.here, acting=True))
    _away(world)

    with world.engine.begin(SYSTEM) as tx:
        assert Role.TEAM_LEAD in account.get(tx, number).actor.roles(world.here)
