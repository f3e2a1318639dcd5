"""The figures of supervision against a naive count of the same rows, and who may see which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from engine import SYSTEM, Actor, Forbidden, Invalid, Membership, Role
from engine.actor import LED
from engine.clock import ZONE
from engine.commands import account
from engine.queries import inbox, supervision
from engine.queries.supervision import Clock, DueClass, Nobody, Order, Signal, TaskFilter
from engine.queries.supervision import scope as scope_module
from engine.state.definition import DEFINITION, VERSION
from engine.state.post import POST
from engine.state.record import INCIDENT
from engine.state.task import TASK, TaskState
from engine.testing import PASSWORD, World
from engine.testing import models as m

#: what a task is copied with
_ROLES = (Role.CLERK, Role.CASE_MANAGER, Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.COORDINATOR)
_NUMBER = 300
_KEYS = select(VERSION.c.id, DEFINITION.c.key).join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)


def _person(world: World, login: str, *members: Membership) -> Actor:
    with world.engine.begin(SYSTEM) as tx:
        number = account.create(tx, login, f"Person {login}", PASSWORD, list(members))
    return Actor(number, f"Person {login}", frozenset(members))


@pytest.fixture
def rows(world: World) -> list[Any]:
    """Tasks of all kinds at both authorities: copies of one, spread at random, always the same."""
    story = world.start({"antrag.bpmn": m.tasks("antrag", "pruefen", "entscheiden")})
    other = world.start({"umzug.bpmn": m.tasks("umzug", "pruefen")})
    random = Random(7)  # noqa: S311
    now = world.clock.moment
    people = [world.people[name].account for name in ("ada", "ben", "lea")]
    with world.engine.begin(SYSTEM) as tx:
        first, second = (
            dict(tx.execute(select(TASK).where(TASK.c.id == one.task("pruefen").id)).mappings().one())
            for one in (story, other)
        )
        made = []
        for number in range(_NUMBER):
            source = {name: value for name, value in random.choice((first, second)).items() if name != "id"}
            created = now - timedelta(hours=random.randrange(24 * 230))
            closed = created + timedelta(hours=random.randrange(24 * 40))
            done = random.random() < 0.4 and closed <= now
            legal, agreed = (_moment(random, closed if done else now) for _ in range(2))
            made.append(
                source
                | {
                    "element_instance": 1000 + number,
                    "element": random.choice(("pruefen", "entscheiden")),
                    "authority_id": random.choice((world.here, world.here, world.elsewhere)),
                    "role": random.choice(_ROLES),
                    "topic": random.choice(("auslaenderbehoerde", "case_management")),
                    "assignee_id": random.choice((None, *people)),
                    "legal_due_at": legal,
                    "agreed_due_at": agreed,
                    "due_at": min((one for one in (legal, agreed) if one), default=None),
                    "created_at": created,
                    "closed_at": closed if done else None,
                    "state": random.choice((TaskState.COMPLETED,) * 4 + (TaskState.CANCELLED,))
                    if done
                    else TaskState.ACTIVE,
                    "escalation_level": random.choice((0, 0, 0, 1, 2, 4)),
                }
            )
        tx.execute(insert(TASK), made)
        return list(tx.execute(select(TASK).order_by(TASK.c.id)))


def _moment(random: Random, now: datetime) -> datetime | None:
    """A due date: somewhere near, on one of the borders, or none."""
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0)
    borders = (now, midnight + timedelta(days=1), midnight + timedelta(days=7), midnight + timedelta(days=14))
    return random.choice(
        (None, random.choice(borders), now + timedelta(minutes=random.randrange(-40_000, 40_000)))
    )


def _class(due: datetime | None, now: datetime) -> DueClass:
    """The class of a due date, day by day: nothing of the query's code is used."""
    if due is None:
        return DueClass.NONE
    if due < now:
        return DueClass.OVERDUE
    today, day = now.astimezone(ZONE).date(), due.astimezone(ZONE).date()
    if day == today:
        return DueClass.TODAY
    this, that = today.isocalendar(), day.isocalendar()
    if (this.year, this.week) == (that.year, that.week):
        return DueClass.WEEK
    following = (today + timedelta(days=7)).isocalendar()
    return (
        DueClass.NEXT_WEEK if (following.year, following.week) == (that.year, that.week) else DueClass.LATER
    )


def _seen(world: World, rows: list[Any]) -> list[Any]:
    """What Lea supervises of them."""
    return [row for row in rows if row.authority_id == world.here and row.role in LED]


def _open(rows: list[Any]) -> list[Any]:
    return [row for row in rows if row.state == TaskState.ACTIVE]


@pytest.mark.parametrize("many", [100, 0], ids=["each authority", "one pass"])
def test_figures_are_what_a_naive_count_says(
    world: World, rows: list[Any], monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(scope_module, "_MANY", many)
    now, mine = world.clock.moment, _open(_seen(world, rows))

    with world.engine.begin(world.people["lea"]) as tx:
        found = supervision.due_figures(tx, supervision.choose(tx))

    columns = {Clock.EARLIER: "due_at", Clock.LEGAL: "legal_due_at", Clock.AGREED: "agreed_due_at"}
    for clock, column in columns.items():
        expected = Counter(_class(getattr(row, column), now) for row in mine)
        assert found.by_clock[clock] == {due: expected[due] for due in DueClass}
        assert all(expected[due] for due in DueClass), "the rows hold every class"
    assert found.open == len(mine)
    assert found.unassigned == sum(row.assignee_id is None for row in mine)
    levels = Counter(row.escalation_level for row in mine if row.escalation_level)
    assert found.levels == tuple(sorted(levels.items()))


def _naive(rows: list[Any], now: datetime) -> tuple[int, ...]:
    due = Counter(_class(row.due_at, now) for row in rows)
    legal = Counter(_class(row.legal_due_at, now) for row in rows)
    return (
        len(rows),
        due[DueClass.OVERDUE],
        legal[DueClass.OVERDUE],
        legal[DueClass.TODAY],
        due[DueClass.TODAY],
        due[DueClass.WEEK],
        sum(row.assignee_id is None for row in rows),
        sum(row.escalation_level > 0 for row in rows),
    )


def _figures(counts: supervision.Counts) -> tuple[int, ...]:
    names = ("open", "overdue", "legal_overdue", "legal_today", "today", "week", "unassigned", "escalated")
    return tuple(getattr(counts, name) for name in names)


def _by(rows: list[Any], key: Callable[[Any], Any], now: datetime) -> dict[Any, tuple[int, ...]]:
    return {one: _naive([row for row in rows if key(row) == one], now) for one in {key(row) for row in rows}}


def test_processes_steps_and_teams_are_what_a_naive_count_says(world: World, rows: list[Any]) -> None:
    now, mine = world.clock.moment, _open(_seen(world, rows))
    with world.engine.begin(world.people["lea"]) as tx:
        scope = supervision.choose(tx)
        keys = {row.id: row.key for row in tx.execute(_KEYS)}
        processes = supervision.by_process(tx, scope)
        steps = supervision.by_step(tx, scope)
        teams = supervision.by_team(tx, scope)

    assert {one.key: _figures(one.counts) for one in processes} == _by(
        mine, lambda row: keys[row.version_id], now
    )
    assert {one.name for one in processes} == {"Test antrag", "Test umzug"}
    assert {(one.process_key, one.element): _figures(one.counts) for one in steps} == _by(
        mine, lambda row: (keys[row.version_id], row.element), now
    )
    assert {(one.authority_id, one.role, one.topic): _figures(one.counts) for one in teams} == _by(
        mine, lambda row: (row.authority_id, Role(row.role), row.topic), now
    )
    for found in (processes, steps, teams):
        late = [one.counts.legal_overdue for one in found]
        assert late == sorted(late, reverse=True)


def test_steps_of_two_versions_are_counted_together(world: World) -> None:
    world.start({"antrag.bpmn": m.tasks("antrag", "pruefen")})
    world.start({"antrag.bpmn": m.tasks("antrag", "pruefen", "entscheiden")})

    with world.engine.begin(world.people["lea"]) as tx:
        (step,) = supervision.by_step(tx, supervision.choose(tx))
        (process,) = supervision.by_process(tx, supervision.choose(tx))

    assert (step.element, step.counts.open, process.counts.open) == ("pruefen", 2, 2)


def test_the_age_of_open_tasks_is_counted_in_calendar_days(world: World, rows: list[Any]) -> None:
    now, mine = world.clock.moment, _open(_seen(world, rows))
    today = now.astimezone(ZONE).date()

    with world.engine.begin(world.people["lea"]) as tx:
        found = supervision.ageing(tx, supervision.choose(tx))

    days = {row.id: (today - row.created_at.astimezone(ZONE).date()).days for row in mine}
    for one in found:
        inside = [row for row in mine if one.first <= days[row.id] <= (one.last or 10_000)]
        assert one.open == len(inside) > 0
        assert one.overdue == sum(row.due_at is not None and row.due_at < now for row in inside)
    assert sum(one.open for one in found) == len(mine)
    assert [one.first for one in found] == [0, 8, 15, 31, 61, 91, 181]


def test_twelve_weeks_are_what_a_naive_count_says(world: World, rows: list[Any]) -> None:
    mine = _seen(world, rows)

    with world.engine.begin(world.people["lea"]) as tx:
        found = supervision.trend(tx, supervision.choose(tx))

    assert [one.monday for one in found] == [date(2026, 9, 7) + timedelta(weeks=n) for n in range(12)]
    done = [row for row in mine if row.state == TaskState.COMPLETED]
    for week in found:
        received = [row for row in mine if _week(row.created_at) == week.monday]
        completed = [row for row in done if _week(row.closed_at) == week.monday]
        late = [row for row in completed if row.due_at is not None and row.closed_at > row.due_at]
        assert (week.received, week.completed, week.late) == (len(received), len(completed), len(late))
    assert sum(one.late for one in found) > 0


def _week(at: datetime) -> date:
    day = at.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())


def test_a_week_begins_at_midnight_in_germany_also_after_the_clock_change(world: World) -> None:
    """25 October 2026 is 25 hours long; its last one belongs to the week before Monday the 26th."""
    story = world.start({"antrag.bpmn": m.tasks("antrag", "pruefen")})
    last = datetime(2026, 10, 25, 23, 30, tzinfo=ZONE)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(TASK.update().where(TASK.c.id == story.task("pruefen").id).values(created_at=last))

    with world.engine.begin(world.people["lea"]) as tx:
        found = supervision.trend(tx, supervision.choose(tx))

    assert [one.monday for one in found if one.received] == [date(2026, 10, 19)]


def test_an_authority_is_listed_also_when_nothing_is_open_and_says_what_is_wrong_there(
    world: World, rows: list[Any]
) -> None:
    head = _person(
        world,
        "hanne",
        Membership(world.here, Role.HEAD_OF_OFFICE),
        Membership(world.elsewhere, Role.HEAD_OF_OFFICE),
    )
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(TASK.delete().where(TASK.c.authority_id == world.elsewhere))

    with world.engine.begin(head) as tx:
        here, elsewhere = supervision.by_authority(tx, supervision.choose(tx))

    everything = [row for row in _open(rows) if row.authority_id == world.here]
    assert _figures(here.counts) == _naive(everything, world.clock.moment)
    assert here.counts.signal is Signal.CRITICAL
    assert (elsewhere.counts.open, elsewhere.counts.signal) == (0, Signal.EMPTY)


@pytest.mark.parametrize(
    ("counts", "signal"),
    [
        (supervision.Counts(), Signal.EMPTY),
        (supervision.Counts(open=1), Signal.FINE),
        (supervision.Counts(open=1, today=1), Signal.FINE),
        (supervision.Counts(open=1, overdue=1), Signal.WARNING),
        (supervision.Counts(open=1, today=1, legal_today=1), Signal.WARNING),
        (supervision.Counts(open=1, overdue=1, legal_overdue=1), Signal.CRITICAL),
    ],
)
def test_a_missed_legal_deadline_weighs_more_than_a_missed_agreed_time(
    counts: supervision.Counts, signal: Signal
) -> None:
    assert counts.signal is signal


def test_vacant_and_absent_posts_leave_more_tasks_to_those_who_are_there(
    world: World, rows: list[Any]
) -> None:
    ada, ben = (world.people[name].account for name in ("ada", "ben"))
    with world.engine.begin(SYSTEM) as tx:
        for holder, share in ((ada, "1"), (ben, "0.5"), (None, "0.75")):
            tx.execute(
                insert(POST).values(
                    authority_id=world.here,
                    seat_id=world.here,
                    title="Sachbearbeitung",
                    role=Role.CLERK,
                    share=Decimal(share),
                    holder_id=holder,
                    valid_from=date(2020, 1, 1),
                    substitution="none",
                )
            )
    world.away("ben", last=date(2026, 12, 4))
    mine = _open(_seen(world, rows))

    with world.engine.begin(world.people["lea"]) as tx:
        scope = supervision.choose(tx)
        roles = {one.role: one for one in supervision.workload(tx, scope)}
        people = {one.account: one for one in supervision.by_person(tx, scope)}

    clerks = roles[Role.CLERK]
    assert (clerks.planned, clerks.absent, clerks.vacant, clerks.present) == (
        Decimal("2.25"),
        Decimal("0.5"),
        Decimal("0.75"),
        Decimal(1),
    )
    assert clerks.open == sum(row.role == Role.CLERK for row in mine)
    assert clerks.per_post == clerks.open
    assert roles[Role.TEAM_LEAD].per_post is None
    assert (people[ben].absent, people[ben].absent_until) == (True, date(2026, 12, 4))
    assert people[ben].per_post == 2 * Decimal(people[ben].counts.open)
    assert people[world.people["lea"].account].share is None
    for number, one in people.items():
        assert _figures(one.counts) == _naive(
            [row for row in mine if row.assignee_id == number], world.clock.moment
        )


@pytest.mark.parametrize(
    ("wanted", "keep"),
    [
        (TaskFilter(), lambda row, now: True),
        (TaskFilter(due=DueClass.OVERDUE), lambda row, now: row.due_at is not None and row.due_at < now),
        (TaskFilter(due=DueClass.WEEK), lambda row, now: _class(row.due_at, now) is DueClass.WEEK),
        (
            TaskFilter(due=DueClass.TODAY, clock=Clock.LEGAL),
            lambda row, now: _class(row.legal_due_at, now) is DueClass.TODAY,
        ),
        # a clock without a class: the tasks that have it
        (TaskFilter(clock=Clock.AGREED), lambda row, now: row.agreed_due_at is not None),
        (TaskFilter(due=DueClass.NONE, clock=Clock.LEGAL), lambda row, now: row.legal_due_at is None),
        (TaskFilter(element="entscheiden"), lambda row, now: row.element == "entscheiden"),
        (TaskFilter(role=Role.CASE_MANAGER), lambda row, now: row.role == Role.CASE_MANAGER),
        (TaskFilter(topic="case_management"), lambda row, now: row.topic == "case_management"),
        (TaskFilter(person=Nobody.NOBODY), lambda row, now: row.assignee_id is None),
        (TaskFilter(level=2), lambda row, now: row.escalation_level == 2),
        (
            TaskFilter(age=2),
            lambda row, now: 15 <= (now.date() - row.created_at.astimezone(ZONE).date()).days <= 30,
        ),
        (
            TaskFilter(age=6),
            lambda row, now: (now.date() - row.created_at.astimezone(ZONE).date()).days > 180,
        ),
        (TaskFilter(text="muster pruefen"), lambda row, now: row.name == "pruefen"),
        (TaskFilter(text="gibt es nicht"), lambda row, now: False),
        (TaskFilter(process="nirgends"), lambda row, now: False),
    ],
)
def test_a_filter_lists_the_tasks_behind_its_figure(
    world: World, rows: list[Any], wanted: TaskFilter, keep: Callable[[Any, datetime], bool]
) -> None:
    expected = {row.id for row in _open(_seen(world, rows)) if keep(row, world.clock.moment)}

    with world.engine.begin(world.people["lea"]) as tx:
        scope = supervision.supervised(tx)
        found = list(supervision.every(tx, scope, wanted, 10_000))
        number = supervision.total(tx, scope, wanted)

    assert [one.id for one in found if one.id not in expected] == []
    assert len(found) == len(expected) == number


def test_a_process_and_a_person_can_be_filtered(world: World, rows: list[Any]) -> None:
    ben = world.people["ben"].account
    with world.engine.begin(world.people["lea"]) as tx:
        scope = supervision.supervised(tx)
        per_process = {one.key: one.counts.open for one in supervision.by_process(tx, scope)}
        totals = {key: supervision.total(tx, scope, TaskFilter(process=key)) for key in per_process}
        of_ben = supervision.total(tx, scope, TaskFilter(person=ben))

    assert totals == per_process
    assert of_ben == sum(row.assignee_id == ben for row in _open(_seen(world, rows)))


@pytest.mark.parametrize("order", Order)
def test_pages_hold_every_task_once_in_the_order_asked_for(
    world: World, rows: list[Any], order: Order
) -> None:
    head = _person(
        world,
        "hanne",
        Membership(world.here, Role.HEAD_OF_OFFICE),
        Membership(world.elsewhere, Role.HEAD_OF_OFFICE),
    )
    column, highest = {
        Order.DUE: ("due_at", False),
        Order.LEGAL: ("legal_due_at", False),
        Order.AGREED: ("agreed_due_at", False),
        Order.OLDEST: ("created_at", False),
        Order.NEWEST: ("created_at", True),
        Order.LEVEL: ("escalation_level", True),
    }[order]
    far = datetime(9999, 1, 1, tzinfo=ZONE)

    def key(row: Any) -> tuple[Any, int]:
        value = getattr(row, column)
        return (far if value is None else value, row.id)

    seen: list[int] = []
    after = None
    with world.engine.begin(head) as tx:
        scope = supervision.supervised(tx)
        while True:
            part = supervision.page(tx, scope, TaskFilter(order=order, after=after, size=37))
            seen.extend(one.id for one in part.tasks)
            after = part.next
            if after is None:
                break

    assert seen == [row.id for row in sorted(_open(rows), key=key, reverse=highest)]


@pytest.mark.parametrize("cursor", ["x", "~", "2026~x", "2026-01-01T00:00~3", "gestern~3"])
def test_a_cursor_nobody_gave_is_refused(world: World, rows: list[Any], cursor: str) -> None:
    assert rows
    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Invalid, match="cursor"):
        supervision.page(tx, supervision.supervised(tx), TaskFilter(after=cursor))


def test_an_export_ends_where_it_may(world: World, rows: list[Any]) -> None:
    with world.engine.begin(world.people["lea"]) as tx:
        scope = supervision.supervised(tx)
        some = list(supervision.every(tx, scope, TaskFilter(), 7))
        first = supervision.page(tx, scope, TaskFilter(size=7)).tasks

    assert [one.id for one in some] == [one.id for one in first]


def test_a_clerk_and_a_team_lead_of_another_authority_see_nothing_of_ours(
    world: World, rows: list[Any]
) -> None:
    stranger = _person(world, "sven", Membership(world.elsewhere, Role.TEAM_LEAD))

    for actor in (world.people["ada"], world.people["olga"], world.people["adam"]):
        with world.engine.begin(actor) as tx, pytest.raises(Forbidden):
            supervision.choose(tx)
    with world.engine.begin(stranger) as tx:
        with pytest.raises(Forbidden, match="no role there permits it"):
            supervision.choose(tx, [world.here])
        scope = supervision.supervised(tx)
        listed = {one.authority_id for one in supervision.every(tx, scope, TaskFilter(), 10_000)}

    assert scope.ids == [world.elsewhere]
    assert listed == {world.elsewhere}


def test_a_head_of_office_and_an_auditor_see_the_tasks_of_every_role(world: World, rows: list[Any]) -> None:
    expected = {row.id for row in _open(rows) if row.authority_id == world.here}
    head_only = min(expected)  # the task of a case that really is there
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(TASK.update().where(TASK.c.id == head_only).values(role=Role.HEAD_OF_OFFICE))

    for role in (Role.HEAD_OF_OFFICE, Role.AUDITOR):
        actor = _person(world, role.value, Membership(world.here, role))
        with world.engine.begin(actor) as tx:
            scope = supervision.supervised(tx)
            found = {one.id for one in supervision.every(tx, scope, TaskFilter(), 10_000)}
            view = inbox.show(tx, head_only)
        assert found == expected
        assert view.may_assign is (role is Role.HEAD_OF_OFFICE)
    with world.engine.begin(world.people["lea"]) as tx, pytest.raises(Forbidden):
        inbox.show(tx, head_only)


def test_a_coordination_reads_the_figures_of_its_territory_and_no_tasks(
    world: World, rows: list[Any]
) -> None:
    coordinator = _person(world, "kim", Membership(world.here, Role.COORDINATOR))
    with world.engine.begin(coordinator) as tx:
        scope = supervision.choose(tx)
        assert [(one.id, one.figures_only) for one in scope.places] == [(world.here, True)]
        figures = supervision.due_figures(tx, scope)
        stopped = supervision.stopped(tx, scope)
        with pytest.raises(Forbidden):
            supervision.supervised(tx)

    assert figures.open == sum(row.authority_id == world.here for row in _open(rows))
    assert stopped.rows == ()


def test_who_supervises_and_coordinates_sees_tasks_only_where_they_supervise(
    world: World, rows: list[Any]
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE authority SET territory = '05' WHERE id = :id"), {"id": world.here})
    both = _person(
        world, "petra", Membership(world.here, Role.COORDINATOR), Membership(world.here, Role.TEAM_LEAD)
    )

    with world.engine.begin(both) as tx:
        everything = supervision.reach(tx)
        usual = supervision.choose(tx)
        both_of_them = supervision.choose(tx, [world.here, world.elsewhere])
        with pytest.raises(Forbidden, match="permits only figures"):
            supervision.supervised(tx, [world.here, world.elsewhere])

    assert [(one.id, one.figures_only) for one in everything] == [
        (world.elsewhere, True),
        (world.here, False),
    ]
    assert usual.ids == [world.here]
    assert both_of_them.figures_only
    assert both_of_them.is_all and not usual.is_all


def test_incidents_are_those_of_cases_in_which_the_authority_takes_part(world: World) -> None:
    story = world.start({"antrag.bpmn": m.tasks("antrag", "pruefen")})
    row = story.task("pruefen")
    stranger = _person(world, "sven", Membership(world.elsewhere, Role.TEAM_LEAD))
    with world.engine.begin(SYSTEM) as tx:
        task = tx.execute(select(TASK).where(TASK.c.id == row.id)).one()
        tx.execute(
            insert(INCIDENT).values(
                case_id=task.case_id,
                instance_id=task.instance_id,
                element="pruefen",
                element_name="Prüfen",
                element_instance=task.element_instance,
                kind="unresolved",
                state="open",
                at=tx.now,
            )
        )

    with world.engine.begin(world.people["lea"]) as tx:
        scope = supervision.choose(tx)
        stopped = supervision.stopped(tx, scope)
        (here,) = supervision.by_authority(tx, scope)
    with world.engine.begin(stranger) as tx:
        theirs = supervision.stopped(tx, supervision.choose(tx))

    assert (stopped.number, [one.element_name for one in stopped.rows]) == (1, ["Prüfen"])
    assert here.incidents == 1
    assert (theirs.number, theirs.since, theirs.rows) == (0, None, ())


def _post(world: World, holder: int | None, **values: object) -> int:
    given = {
        "authority_id": world.here,
        "seat_id": world.here,
        "title": "Stelle",
        "role": Role.CLERK,
        "share": Decimal(1),
        "holder_id": holder,
        "valid_from": date(2020, 1, 1),
        "substitution": "none",
        **values,
    }
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(insert(POST).values(**given).returning(POST.c.id)).scalar_one())


def test_a_person_is_represented_by_the_rule_of_each_post(world: World) -> None:
    ada, ben, lea, carla = (world.people[name].account for name in ("ada", "ben", "lea", "carla"))
    other = _post(world, ben)
    away = _post(world, carla)
    for values in (
        {"title": "A", "substitution": "team_lead"},
        {"title": "B", "substitution": "post", "substitute_post_id": other},
        {"title": "C", "substitution": "post", "substitute_post_id": away},
        {"title": "D", "substitution": "authority", "substitute_authority_id": world.elsewhere},
        {"title": "E"},
    ):
        _post(world, ada, **values)
    _post(world, ada, title="vorbei", valid_to=date(2025, 1, 1))
    world.away("carla")
    world.away("ada", last=date(2026, 11, 30))

    with world.engine.begin(world.people["lea"]) as tx:
        found = supervision.represented(tx, supervision.supervised(tx), int(ada or 0))

    assert {one.title: [deputy.account for deputy in one.deputies] for one in found.posts} == {
        "A": [lea],
        "B": [ben],
        "C": [],
        "D": [],
        "E": [],
    }
    assert all(one.absent for one in found.posts)


def test_the_system_sees_every_authority_that_has_tasks(world: World, rows: list[Any]) -> None:
    with world.engine.begin(SYSTEM) as tx:
        scope = supervision.choose(tx)
        number = tx.execute(select(func.count()).where(TASK.c.state == TaskState.ACTIVE)).scalar_one()
        found = supervision.due_figures(tx, scope)

    assert set(scope.ids) == {world.here, world.elsewhere}
    assert found.open == number == len(_open(rows))
