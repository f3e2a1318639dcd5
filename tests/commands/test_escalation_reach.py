"""Escalation always reaches somebody: tasks given back, moved, of people who are away, and where nobody is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, commands, queries
from engine.actor import Membership, Role
from engine.commands import account
from engine.deadlines import LocalHoliday, LocalKind
from engine.execution import assignment
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.notices import lines, sentence
from engine.state import account as accounts
from engine.state import open_task, post, register_change, task
from engine.testing import Story, World
from engine.testing import models as m

PROFILE = b"""
schluessel = "p"
titel = "p"
"""


def _start(world: World, due: str = "", profile: str = "") -> Story:
    model = m.process(
        "p",
        m.start(),
        m.user_task("a", group="auslaenderbehoerde", due=due),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )
    files = {"p.bpmn": model}
    if profile:
        files["process.toml"] = PROFILE + profile.encode()
    return world.start(files)


IN_TEN_DAYS = '=today() + duration("P10D")'


def _rows(world: World, question: str, **values: Any) -> list[tuple[Any, ...]]:
    with world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(question), values)]


def _rungs(world: World) -> list[tuple[Any, ...]]:
    return _rows(world, "SELECT kind, level, target, recipients FROM escalation ORDER BY id")


def _told(world: World) -> list[tuple[Any, ...]]:
    return _rows(
        world,
        "SELECT login, kind FROM notification JOIN account ON account.id = account_id"
        " WHERE kind NOT IN ('assigned', 'taken_away', 'stand_in', 'team_absence', 'uncovered')"
        " ORDER BY notification.id, login",
    )


def _run(world: World, statement: str, **values: Any) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text(statement), values)


def _after(world: World, days: float) -> None:
    world.clock.advance(timedelta(days=days))
    world.climb()


def _as(story: Story, login: str, command: Any) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        command(tx, row.id, row.revision)


def _person(world: World, login: str, role: Role, place: int | None = None) -> int:
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(place or world.here, role)
        return account.create(tx, login, login.title(), "ein-langes-kennwort", [member])


def _post(world: World, login: str, **values: object) -> int:
    kept: Mapping[str, object] = {
        "authority_id": world.here,
        "seat_id": world.here,
        "title": "Stelle",
        "topic": "",
        "role": Role.CLERK,
        "share": "1",
        "holder_id": world.people[login].account,
        "valid_from": date(2020, 1, 1),
        "substitution": "none",
        **values,
    }
    with world.engine.begin(world.people["adam"]) as tx:
        register_change.touch(tx)  # what is kept of the register is read anew
        return post.create(tx, kept)


def test_a_task_that_is_released_is_unclaimed_again_after_three_working_days_each_time(world: World) -> None:
    story = _start(world)
    for _ in range(2):
        _as(story, "ada", commands.task.claim)
        _after(world, 10)
        _as(story, "ada", commands.task.release)
        _after(world, 6)
        world.climb()

    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)] * 2
    assert _told(world) == [("lea", "unclaimed")] * 2


def test_a_task_claimed_in_time_after_its_release_is_told_to_nobody(world: World) -> None:
    story = _start(world)
    _as(story, "ada", commands.task.claim)
    _after(world, 10)
    _as(story, "ada", commands.task.release)
    _after(world, 1)
    _as(story, "ben", commands.task.claim)
    _after(world, 20)

    assert _rungs(world) == []


def test_a_task_handed_to_the_group_behind_its_due_date_escalates_again(world: World) -> None:
    rungs = "".join(f"[[leiter]]\nstufe = {one}\naus = true\n" for one in (1, 2, 4, 5))
    story = _start(world, IN_TEN_DAYS, rungs + '[[leiter]]\nstufe = 3\nneu_zuweisen = "gruppe"\n')
    _as(story, "ada", commands.task.claim)
    _after(world, 11)
    assert story.task("a").assignee_id is None
    world.climb()
    _after(world, 6)

    assert [(kind, level) for kind, level, *_ in _rungs(world)] == [("vereinbart", 3), ("uebernahme", 1)]


def test_an_assignment_taken_back_goes_on_from_when_nobody_had_the_task(world: World) -> None:
    story = _start(world)
    _after(world, 4)
    ben = world.people["ben"].account
    assert ben is not None
    with world.engine.begin(world.people["lea"]) as tx:
        found = task.get(tx, story.task("a").id)
        revision = assignment.hand_over(tx, found, accounts.get(tx, ben))
        changed = task.get(tx, found.id)
        assert changed.revision == revision
        assignment.hand_back(tx, changed, None, None, had_left=False)
    _after(world, 10)

    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]


def test_a_task_of_somebody_who_left_is_unclaimed_from_then_on(world: World) -> None:
    story = _start(world)
    _as(story, "ada", commands.task.claim)
    _after(world, 10)
    with world.engine.begin(SYSTEM) as tx:
        (one,) = open_task.lock_these(tx, [story.task("a").id])
        open_task.change(tx, one, {"assignee_id": None}, 1)
    world.climb()
    before = _rungs(world)
    _after(world, 6)

    assert before == []
    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]


def test_a_task_that_moves_begins_anew_by_the_calendar_of_the_other_authority(world: World) -> None:
    _person(world, "till", Role.TEAM_LEAD, world.elsewhere)
    _run(
        world,
        "INSERT INTO closure (authority_id, first_day, last_day, name, entered_at)"
        " VALUES (:there, '2026-12-01', '2026-12-04', 'Umzug', now())",
        there=world.elsewhere,
    )
    story = _start(world)
    _run(world, 'UPDATE "case" SET authority_id = :there', there=world.elsewhere)
    _after(world, 4)  # unclaimed here, told on Thursday
    with world.engine.begin(SYSTEM) as tx:
        (one,) = open_task.lock_these(tx, [story.task("a").id])
        values = {"authority_id": world.elsewhere, "role": Role.CLERK, "assignee_id": None}
        open_task.change(tx, one, values, 1)
    world.climb()
    (planned,) = _rows(world, "SELECT escalate_at FROM user_task")
    _after(world, 20)

    # Friday; the Monday after is open, then four days are not, so the third working day is Tuesday, the 8th
    assert planned[0].date() == date(2026, 12, 8)
    assert [(kind, recipients) for kind, _, _, recipients in _rungs(world)][1:] == [("uebernahme", 1)]
    assert ("till", "unclaimed") in _told(world)


def test_a_closure_that_is_called_off_brings_the_rung_forward(world: World) -> None:
    closing = commands.calendar.Closing(date(2026, 11, 24), date(2026, 12, 4), "Umzug")
    with world.engine.begin(world.people["lea"]) as tx:
        (number,) = commands.calendar.enter_closure(tx, [world.here], closing)
    _start(world)
    _after(world, 3.1)  # looked at by chance, found to be due in December
    with world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.remove_closures(tx, {number: 1})
    world.climb()

    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]


def test_a_local_holiday_that_is_taken_back_brings_the_rung_forward(world: World) -> None:
    feast = LocalHoliday(LocalKind.ONCE, "Ortsfest", date(2026, 11, 26))
    with world.engine.begin(world.people["adam"]) as tx:
        number = commands.local_holiday.enter(tx, world.here, feast, "§ 9 Ortsrecht", "Satzung")
    _start(world)
    _after(world, 3)  # Thursday, the feast: looked at, found to be due on Friday
    assert _rungs(world) == []
    with world.engine.begin(world.people["adam"]) as tx:
        commands.local_holiday.end(tx, number, 1, date(2026, 11, 25), "aufgehoben")
    world.climb()

    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]


def test_where_nobody_is_the_administrator_sees_it_and_it_is_told_as_soon_as_somebody_is_there(
    world: World,
) -> None:
    story = _start(world, IN_TEN_DAYS)
    _as(story, "ada", commands.task.claim)
    _run(world, "UPDATE account SET active = false WHERE login = 'lea'")
    _after(world, 11)
    _after(world, 1.1)  # nobody is there yet, and nothing is written again
    (planned,) = _rows(world, "SELECT escalate_at FROM user_task")
    assert planned[0] == world.clock.moment + timedelta(days=1)
    with world.engine.begin(world.people["adam"]) as tx:
        seen = queries.escalation.untold(tx)
    before = _rungs(world)

    _run(world, "UPDATE account SET active = true WHERE login = 'lea'")
    with world.engine.begin(world.people["adam"]) as tx:
        assert commands.escalation.try_again(tx) == 1
    world.climb()
    with world.engine.begin(world.people["adam"]) as tx:
        left = queries.escalation.untold(tx), commands.escalation.try_again(tx)

    assert before == [("vereinbart", 3, "koordination", 0)]
    assert [(one.task, one.authority, one.level) for one in seen.rows] == [("a", "Ausländeramt Hier", 3)]
    assert seen.total == 1
    assert (left[0].rows, left[0].total, left[1]) == ((), 0, 0)
    assert _rungs(world) == [("vereinbart", 3, "teamleitung", 1)]
    assert _told(world) == [("ada", "due"), ("adam", "nobody_there"), ("lea", "due")]


def test_what_reached_nobody_is_told_by_itself_a_day_later_and_gives_the_task_away_once(world: World) -> None:
    story = _start(world, IN_TEN_DAYS, '[[leiter]]\nstufe = 3\nneu_zuweisen = "gruppe"\n')
    _as(story, "ada", commands.task.claim)
    _run(world, "UPDATE account SET active = false WHERE login = 'lea'")
    _after(world, 11)
    _as(story, "ben", commands.task.claim)
    _run(world, "UPDATE account SET active = true WHERE login = 'lea'")
    _after(world, 1.1)

    assert _rungs(world) == [("vereinbart", 3, "teamleitung", 1)]
    assert story.task("a").assignee_id == world.people["ben"].account


def test_only_administrators_see_what_reached_nobody(world: World) -> None:
    for login in ("ada", "lea"):
        with world.engine.begin(world.people[login]) as tx:
            with pytest.raises(Forbidden):
                queries.escalation.untold(tx)
            with pytest.raises(Forbidden):
                commands.escalation.try_again(tx)


def test_whoever_stands_in_for_an_absent_assignee_is_reminded_too(world: World) -> None:
    stand_in = _post(world, "ben")
    _post(world, "ada", substitution="post", substitute_post_id=stand_in)
    world.away("ada")
    story = _start(world, IN_TEN_DAYS)
    _as(story, "ada", commands.task.claim)
    _after(world, 5.5)

    assert sorted(_told(world)) == [("ada", "reminder"), ("ben", "reminder")]
    said = [one.text for one in story.file().history if "Eskalationsstufe" in one.text]
    assert "Sachbearbeitung (Ausländeramt Hier) und wer vertritt benachrichtigt." in said[0]


def test_where_nobody_stands_in_for_an_absent_assignee_the_team_lead_is_told(world: World) -> None:
    story = _start(world, IN_TEN_DAYS)
    _as(story, "ada", commands.task.claim)
    world.away("ada")
    _after(world, 5.5)

    assert sorted(_told(world)) == [("ada", "reminder"), ("lea", "reminder")]


def test_an_assignee_who_is_back_is_reminded_alone(world: World) -> None:
    story = _start(world, IN_TEN_DAYS)
    _as(story, "ada", commands.task.claim)
    world.away("ada", last=date(2026, 11, 24))
    _after(world, 5.5)

    assert _told(world) == [("ada", "reminder")]


def test_when_the_team_lead_is_away_the_head_hears_of_it_too(world: World) -> None:
    _person(world, "hanna", Role.HEAD_OF_OFFICE)
    world.away("lea")
    _start(world)
    _after(world, 4)

    assert sorted(_told(world)) == [("hanna", "unclaimed"), ("lea", "unclaimed")]


def test_when_the_head_is_away_the_team_lead_hears_of_a_legal_deadline_that_is_over(world: World) -> None:
    hanna = _person(world, "hanna", Role.HEAD_OF_OFFICE)
    world.away(hanna)
    story = _start(world, due=IN_TEN_DAYS)
    _run(world, "UPDATE user_task SET legal_due_at = due_at, agreed_due_at = NULL, clocks = NULL")
    _as(story, "ada", commands.task.claim)
    for days in (5.5, 3, 2.5):
        _after(world, days)

    assert _rungs(world)[-1] == ("gesetzlich", 3, "amtsleitung", 2)
    assert sorted(_told(world)[-2:]) == [("hanna", "due"), ("lea", "due")]


def test_when_the_coordination_is_away_the_head_hears_of_what_it_is_told_too(world: World) -> None:
    kim = _person(world, "kim", Role.COORDINATOR)
    _person(world, "hanna", Role.HEAD_OF_OFFICE)
    world.away(kim)
    story = _start(world, due=IN_TEN_DAYS)
    _as(story, "ada", commands.task.claim)
    for days in (5.5, 3, 2.5, 7, 7):
        _after(world, days)

    assert _rungs(world)[-1] == ("vereinbart", 5, "koordination", 2)
    assert {login for login, kind in _told(world) if kind == "structural"} == {"kim", "hanna"}


def test_after_an_outage_one_summary_names_every_kind_and_what_was_passed_by(world: World) -> None:
    told = [(NoticeKind.OVERDUE, {"passed": {"1": 1, "2": 1}})] * 4 + [(NoticeKind.UNCLAIMED, {})] * 3
    number = world.people["lea"].account
    assert number is not None
    for some in (told[:3], told[3:], told):  # the first are told singly, then go into the summary
        with world.engine.begin(SYSTEM) as tx:
            notify_all(tx, [(number, Notice(kind, detail=detail)) for kind, detail in some])

    ((kind, stands_for, detail),) = _rows(world, "SELECT kind, stands_for, detail FROM notification")

    assert (kind, stands_for) == ("summary", 14)
    assert detail["kinds"] == {"overdue": 8, "unclaimed": 6}
    assert detail["passed"] == {"1": 8, "2": 8}
    assert lines("de", detail) == (
        ("overdue", "8 Aufgaben sind überfällig."),
        ("unclaimed", "6 Aufgaben hat noch niemand übernommen."),
    )
    assert sentence(kind, "de", detail, stands_for) == (
        "8 Aufgaben sind überfällig. 6 Aufgaben hat noch niemand übernommen."
        " Zugleich erreicht: Stufe 1 (8 Aufgaben), Stufe 2 (8 Aufgaben)."
    )


def test_a_ladder_without_the_rung_of_the_team_lead_tells_the_coordination_of_a_foreign_house(
    world: World,
) -> None:
    _person(world, "kim", Role.COORDINATOR)
    model = m.process(
        "p",
        m.start(),
        m.user_task(
            "a", group='=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})', due=IN_TEN_DAYS
        ),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )
    story = world.start({"p.bpmn": model, "process.toml": PROFILE + b"[[leiter]]\nstufe = 3\naus = true\n"})
    _as(story, "carla", commands.task.claim)
    for days in (5.5, 3, 2.5, 7):
        _after(world, days)

    assert [row for row in _rungs(world) if row[1] > 2] == [("vereinbart", 4, "koordination", 1)]
