"""The deadlines of the tasks within reach, by day: both clocks, filters, many on one day, days off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, Invalid, commands, queries
from engine.clock import ZONE
from engine.commands.calendar import Closing
from engine.queries.deadlines import Entry, EntryKind, FreeDay, Wanted, Whose
from engine.testing import World
from engine.testing import models as m

#: today is Monday, 23.11.2026
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def deployed(world: World) -> None:
    world.deploy({"antrag.bpmn": m.tasks("antrag", "pruefen")})


def _at(day: int, hour: int = 23, minute: int = 59) -> datetime:
    return datetime(2026, 11, day, hour, minute, 59, tzinfo=ZONE)


def _task(world: World, **columns: object) -> int:
    """An open task of Ada's authority with these columns."""
    number = world.open("antrag").task("pruefen").id
    names = ", ".join(f"{name} = :{name}" for name in columns)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text(f"UPDATE user_task SET {names} WHERE id = :id"), {**columns, "id": number})  # noqa: S608
    return number


def _days(world: World, who: str = "ada", wanted: Wanted = Wanted(), each: int = 3) -> dict[date, list[str]]:  # noqa: B008
    with world.engine.begin(world.people[who]) as tx:
        found = queries.deadlines.days(tx, wanted, FIRST, LAST, each)
    return {day: [_said(one) for one in shown.entries] for day, shown in found.items()}


def _said(entry: Entry) -> str:
    return f"{entry.task_id} {entry.kind}" + (" overdue" if entry.overdue else "")


def test_each_clock_is_an_entry_on_its_day_by_the_wall_clock(world: World) -> None:
    task = _task(
        world,
        legal_due_at=_at(27),
        agreed_due_at=_at(25),
        due_at=_at(25),
        follow_up_at=_at(24, 0, 0),
    )

    assert _days(world) == {
        date(2026, 11, 24): [f"{task} follow_up"],
        date(2026, 11, 25): [f"{task} agreed"],
        date(2026, 11, 27): [f"{task} legal"],
    }


def test_both_clocks_on_one_day_are_one_legal_entry(world: World) -> None:
    task = _task(world, legal_due_at=_at(27), agreed_due_at=_at(27, 12), due_at=_at(27, 12))

    assert _days(world) == {date(2026, 11, 27): [f"{task} legal"]}


def test_a_due_date_of_neither_clock_counts_as_agreed(world: World) -> None:
    task = _task(world, due_at=_at(20), legal_due_at=None, agreed_due_at=None)

    assert _days(world) == {date(2026, 11, 20): [f"{task} agreed overdue"]}


def test_a_follow_up_is_never_overdue(world: World) -> None:
    task = _task(world, follow_up_at=_at(2))

    assert _days(world) == {date(2026, 11, 2): [f"{task} follow_up"]}


def test_the_first_and_the_last_day_belong_to_the_month_and_the_next_does_not(world: World) -> None:
    one = _task(world, agreed_due_at=_at(1, 0, 0), due_at=_at(1, 0, 0))
    other = _task(world, agreed_due_at=_at(30), due_at=_at(30))
    _task(world, agreed_due_at=_at(30) + timedelta(seconds=1), due_at=_at(30))

    assert _days(world) == {FIRST: [f"{one} agreed overdue"], LAST: [f"{other} agreed"]}


def test_many_on_a_day_are_counted_and_few_shown(world: World) -> None:
    made = [_task(world, agreed_due_at=_at(26), due_at=_at(26)) for _ in range(4)]
    made.append(_task(world, legal_due_at=_at(26), due_at=_at(26)))
    with world.engine.begin(world.people["ada"]) as tx:
        (day,) = queries.deadlines.days(tx, Wanted(), FIRST, LAST, 2).values()

    # what the law says is not hidden behind what was agreed
    assert [one.task_id for one in day.entries] == [made[4], made[0]]
    assert (day.agreed, day.legal, day.follow_up, day.total) == (4, 1, 0, 5)


def test_the_list_goes_on_where_the_page_ended(world: World) -> None:
    made = [_task(world, agreed_due_at=_at(day), due_at=_at(day)) for day in (27, 24, 25, 25)]
    _task(world, agreed_due_at=_at(22), due_at=_at(22))
    shown: list[int] = []
    after = None
    for _ in range(3):
        with world.engine.begin(world.people["ada"]) as tx:
            found = queries.deadlines.page(tx, Wanted(), date(2026, 11, 23), after, 2)
        shown += [one.task_id for one in found.entries]
        after = found.next
        if after is None:
            break

    assert shown == [made[1], made[2], made[3], made[0]]
    with pytest.raises(Invalid), world.engine.begin(world.people["ada"]) as tx:
        queries.deadlines.page(tx, Wanted(), None, "gestern~1~legal")


def test_only_what_is_open_and_within_reach_is_shown(world: World) -> None:
    task = _task(world, agreed_due_at=_at(26), due_at=_at(26))
    done = _task(world, agreed_due_at=_at(26), due_at=_at(26), state="completed")

    for who in ("ada", "ben", "lea"):
        assert _days(world, who) == {date(2026, 11, 26): [f"{task} agreed"]}, done
    assert _days(world, "carla") == {}
    with pytest.raises(Forbidden):
        _days(world, "adam")


def test_the_filter_names_authority_person_and_process(world: World) -> None:
    mine = _task(world, agreed_due_at=_at(26), due_at=_at(26), assignee_id=world.people["ada"].account)
    free = _task(world, agreed_due_at=_at(26), due_at=_at(26))

    def ids(wanted: Wanted) -> list[str]:
        return [said.split()[0] for said in _days(world, "ada", wanted).get(date(2026, 11, 26), [])]

    assert ids(Wanted(whose=Whose.MINE)) == [str(mine)]
    assert ids(Wanted(whose=Whose.NOBODY)) == [str(free)]
    assert ids(Wanted(person=world.people["ada"].account)) == [str(mine)]
    assert ids(Wanted(person=world.people["ben"].account)) == []
    assert ids(Wanted(process="antrag")) == [str(mine), str(free)]
    assert ids(Wanted(process="anderes")) == []
    assert ids(Wanted(authority_id=world.here)) == [str(mine), str(free)]
    assert ids(Wanted(authority_id=world.elsewhere)) == []


def test_overdue_tasks_are_counted_by_the_same_filter(world: World) -> None:
    _task(world, agreed_due_at=_at(20), due_at=_at(20))
    _task(world, agreed_due_at=_at(26), due_at=_at(26))
    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.deadlines.overdue(tx, Wanted()) == 1
        assert queries.deadlines.overdue(tx, Wanted(whose=Whose.MINE)) == 0


def test_days_off_are_holidays_and_closures_with_the_authority_where_they_differ(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("INSERT INTO membership (account_id, authority_id, role) VALUES (:a, :b, 'clerk')"),
            {"a": world.people["ada"].account, "b": world.elsewhere},
        )
        commands.calendar.enter_closure(
            tx, [world.here], Closing(date(2026, 12, 24), date(2026, 12, 28), "Weihnachtswoche")
        )
        ada = queries.account.get(tx, world.people["ada"].account or 0)
    assert ada is not None
    with world.engine.begin(ada.actor) as tx:
        both = queries.deadlines.free_days(tx, Wanted(), date(2026, 12, 23), date(2026, 12, 29))
        one = queries.deadlines.free_days(
            tx, Wanted(authority_id=world.here), date(2026, 12, 28), date(2026, 12, 28)
        )

    closed = (FreeDay("Weihnachtswoche (Ausländeramt Hier)", is_closure=True),)
    assert both[date(2026, 12, 24)] == closed
    # a holiday is named as such, also in a closure
    assert both[date(2026, 12, 25)] == (FreeDay("Erster Weihnachtstag", is_closure=False),)
    assert both[date(2026, 12, 28)] == closed
    assert date(2026, 12, 23) not in both
    assert date(2026, 12, 29) not in both
    assert one == {date(2026, 12, 28): (FreeDay("Weihnachtswoche", is_closure=True),)}


def test_a_team_lead_is_offered_the_people_of_the_team_and_a_clerk_none(world: World) -> None:
    with world.engine.begin(world.people["lea"]) as tx:
        offered = queries.deadlines.choices(tx)
    assert offered.authorities == ((world.here, "Ausländeramt Hier"),)
    assert "Ada Öztürk" in [name for _number, name in offered.people]
    assert "Carla Weiß" not in [name for _number, name in offered.people]
    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.deadlines.choices(tx).people == ()


def test_an_entry_knows_when_its_clocks_were_last_changed(world: World) -> None:
    changed = datetime(2026, 11, 20, 9, tzinfo=ZONE)
    clocks = f'{{"changes": [{{"at": "{changed.isoformat()}"}}]}}'
    task = _task(world, agreed_due_at=_at(26), due_at=_at(26))
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET clocks = CAST(:clocks AS jsonb), created_at = :made WHERE id = :id"),
            {"clocks": clocks, "made": changed - timedelta(days=1), "id": task},
        )
    with world.engine.begin(world.people["ada"]) as tx:
        (entry,) = queries.deadlines.page(tx, Wanted()).entries

    assert entry.kind is EntryKind.AGREED
    assert entry.changed_at == changed
