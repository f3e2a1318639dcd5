"""The inbox: every view, filter, order and group against a naive look at the same rows, and words people mistype."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from random import Random

import pytest
from sqlalchemy import insert, select, update

from engine import SYSTEM, Forbidden, Invalid, Membership, Role, commands, queries
from engine.clock import ZONE
from engine.commands.case import CaseOpening
from engine.queries.inbox import (
    InboxFilter,
    InboxGroup,
    InboxOrder,
    InboxView,
    PriorityClass,
    page,
    priority_class,
)
from engine.queries.referrals import ReferralState
from engine.queries.search import words
from engine.queries.supervision import DueClass
from engine.queries.tasks import TaskRow
from engine.state.case import PERSON
from engine.state.referral import REFERRAL
from engine.state.task import TASK, TaskState
from engine.testing import World
from engine.testing import models as m
from engine.testing.statements import statements

_NUMBER = 120
REFERRING = b"""
schluessel = "verweisberatung"
rechtsgrundlagen = ["SGB I", "SGB X"]

[verweis]
thema = "verweis_thema"
anliegen = "verweis_anliegen"
weitergabe = "weitergabe"

[[verweis.schritte]]
element = "ueberleitung_annehmen"
zustand = "angeboten"
bei = "empfaenger"
"""


@pytest.fixture
def rows(world: World) -> World:
    """Open tasks of all kinds: copies, spread at random, always the same; and some that Ada has done."""
    story = world.start({"antrag.bpmn": m.tasks("antrag", "pruefen", "entscheiden")})
    other = world.start(
        {"v.bpmn": m.tasks("verweisberatung", "ueberleitung_annehmen"), "process.toml": REFERRING}
    )
    random = Random(11)  # noqa: S311
    now = world.clock.moment
    ada, ben = (world.people[name].account for name in ("ada", "ben"))
    sources = (story.task("pruefen").id, other.task("ueberleitung_annehmen").id)
    with world.engine.begin(SYSTEM) as tx:
        copied = [dict(tx.execute(select(TASK).where(TASK.c.id == one)).mappings().one()) for one in sources]
        made = []
        for number in range(_NUMBER):
            one = {name: value for name, value in random.choice(copied).items() if name != "id"}
            due = random.choice([None, now + timedelta(hours=random.randrange(-200, 900))])
            one |= {
                "element_instance": 1000 + number,
                "due_at": due,
                "legal_due_at": due if random.random() < 0.5 else None,
                "created_at": now - timedelta(minutes=random.randrange(4) * 50),
                "priority": random.choice([20, 50, 50, 80]),
                "norm": random.choice(["§ 25b AufenthG", "§ 71 AufenthG", None]),
                "assignee_id": random.choice([ada, ben, None]),
                "owner_id": random.choice([ada, None, None]),
                "follow_up_at": random.choice([None, None, now + timedelta(days=random.randrange(-3, 3))]),
                "authority_id": world.elsewhere if random.random() < 0.2 else world.here,
            }
            made.append(one)
        for number in range(6):
            closed = {"state": TaskState.COMPLETED, "closed_by": ada, "element_instance": 3000 + number}
            at = now - timedelta(days=number * 10)
            made.append(made[number] | closed | {"closed_at": at, "created_at": at - timedelta(days=1)})
        for one in made:
            tx.execute(insert(TASK).values(one))
        waiting = [one["element_instance"] for one in made if one["element"] == "ueberleitung_annehmen"]
        tx.execute(update(REFERRAL).values(incoming=REFERRAL.c.incoming.op("||")(waiting)))
    return world


def every(world: World, wanted: InboxFilter, login: str = "ada") -> list[TaskRow]:
    """The pages of a list one after the other."""
    found: list[TaskRow] = []
    after = None
    while True:
        with world.engine.begin(world.people[login]) as tx:
            part = page(tx, replace(wanted, after=after, size=7))
        found += part.tasks
        after = part.next
        if after is None:
            return found


def naive(world: World) -> list[TaskRow]:
    """Every open task Ada can reach, found in another way."""
    with world.engine.begin(SYSTEM) as tx:
        numbers = tx.execute(
            select(TASK.c.id).where(TASK.c.state == TaskState.ACTIVE, TASK.c.authority_id == world.here)
        ).scalars()
        return list(queries.inbox.these(tx, list(numbers)))


Wanted = tuple[InboxFilter, Callable[[TaskRow, World], bool]]
_DAY_END = datetime(2026, 11, 24, tzinfo=ZONE)
VIEWS: list[Wanted] = [
    (InboxFilter(), lambda _row, _world: True),
    (InboxFilter(InboxView.MINE), lambda row, world: row.assignee_id == world.people["ada"].account),
    (InboxFilter(InboxView.UNASSIGNED), lambda row, _world: row.assignee_id is None),
    (InboxFilter(InboxView.STAND_IN), lambda _row, _world: False),  # nobody is away
    (InboxFilter(InboxView.DELEGATED), lambda row, world: row.owner_id == world.people["ada"].account),
    (
        InboxFilter(InboxView.FOLLOW_UP),
        lambda row, world: (
            row.follow_up is not None
            and row.follow_up < _DAY_END
            and row.assignee_id in (None, world.people["ada"].account)
        ),
    ),
    (InboxFilter(InboxView.OVERDUE), lambda row, world: row.due is not None and row.due < world.clock.moment),
    (InboxFilter(InboxView.REFERRALS_IN), lambda row, _world: row.element == "ueberleitung_annehmen"),
    (InboxFilter(process="antrag"), lambda row, _world: row.process == "Test antrag"),
    (InboxFilter(element="pruefen"), lambda row, _world: row.element == "pruefen"),
    (InboxFilter(due=DueClass.NONE), lambda row, _world: row.due is None),
    (
        InboxFilter(due=DueClass.TODAY),
        lambda row, world: row.due is not None and world.clock.moment <= row.due < _DAY_END,
    ),
    (InboxFilter(legal_basis="SGB X"), lambda row, _world: row.process == "Test verweisberatung"),
    (InboxFilter(norm="§ 25b AufenthG"), lambda row, _world: row.norm == "§ 25b AufenthG"),
    (
        InboxFilter(priority=PriorityClass.HIGH),
        lambda row, _world: priority_class(row.priority) is PriorityClass.HIGH,
    ),
    (
        InboxFilter(priority=PriorityClass.LOW),
        lambda row, _world: priority_class(row.priority) is PriorityClass.LOW,
    ),
    (InboxFilter(priority=PriorityClass.NORMAL), lambda row, _world: row.priority == 50),
    (
        InboxFilter(referral=ReferralState.OFFERED),
        lambda row, _world: row.element == "ueberleitung_annehmen",
    ),
    (InboxFilter(referral=ReferralState.ARRIVED), lambda _row, _world: False),
    (InboxFilter(text="prüfen"), lambda row, _world: row.element == "pruefen"),
]


def test_every_view_and_filter_holds_exactly_its_tasks_over_all_pages(rows: World) -> None:
    everything = naive(rows)

    found = [[row.id for row in every(rows, wanted)] for wanted, _holds in VIEWS]

    for (wanted, holds), ids in zip(VIEWS, found, strict=True):
        assert sorted(ids) == sorted(row.id for row in everything if holds(row, rows)), wanted
    with rows.engine.begin(rows.people["ada"]) as tx:
        counts = queries.inbox.counts(tx)
    assert counts.pop(InboxView.DONE) == 4
    assert counts == {
        wanted.view: len(ids)
        for (wanted, _), ids in zip(VIEWS, found, strict=True)
        if wanted == InboxFilter(wanted.view)
    }


def _none_last(value: datetime | None) -> tuple[bool, float]:
    return value is None, 0 if value is None else value.timestamp()


def _latest(value: datetime | None, number: int) -> tuple[bool, float, int]:
    """None last here too, and of the same moment the later task first."""
    missing, moment = _none_last(value)
    return missing, -moment, -number


def test_every_order_and_group_is_total_over_all_pages(rows: World) -> None:
    orders: dict[InboxOrder, Callable[[TaskRow], object]] = {
        InboxOrder.DUE: lambda row: (_none_last(row.due), row.id),
        InboxOrder.DUE_LATEST: lambda row: _latest(row.due, row.id),
        InboxOrder.LEGAL: lambda row: (_none_last(row.legal_due), row.id),
        InboxOrder.LEGAL_LATEST: lambda row: _latest(row.legal_due, row.id),
        InboxOrder.AGREED: lambda row: (_none_last(row.agreed_due), row.id),
        InboxOrder.AGREED_LATEST: lambda row: _latest(row.agreed_due, row.id),
        InboxOrder.FOLLOW_UP: lambda row: (_none_last(row.follow_up), row.id),
        InboxOrder.FOLLOW_UP_LATEST: lambda row: _latest(row.follow_up, row.id),
        InboxOrder.NEWEST: lambda row: (-row.created.timestamp(), -row.id),
        InboxOrder.OLDEST: lambda row: (row.created, row.id),
        InboxOrder.PRIORITY: lambda row: (-row.priority, -row.id),
        InboxOrder.PRIORITY_LOWEST: lambda row: (row.priority, row.id),
        InboxOrder.CASE: lambda row: (row.case_reference, row.id),
        InboxOrder.CASE_NEWEST: lambda row: (-int(row.case_reference.rpartition("-")[2]), -row.id),
    }
    assert set(orders) == set(InboxOrder)
    groups: dict[InboxGroup, Callable[[TaskRow], object]] = {
        InboxGroup.NONE: lambda _row: 0,
        InboxGroup.PROCESS: lambda row: row.process,
        InboxGroup.PERSON: lambda row: row.case_reference,
    }
    everything = naive(rows)

    for group, heading in groups.items():
        for order, key in orders.items():
            if group is not InboxGroup.NONE and order not in (InboxOrder.DUE, InboxOrder.NEWEST):
                continue
            found = every(rows, InboxFilter(order=order, group=group))
            expected = sorted(everything, key=lambda row: (heading(row), key(row)))
            assert [row.id for row in found] == [row.id for row in expected], (group, order)


def test_what_ada_has_done_of_late_comes_newest_first(rows: World) -> None:
    found = every(rows, InboxFilter(InboxView.DONE))

    assert [(rows.clock.moment - row.closed_at).days for row in found if row.closed_at] == [0, 10, 20, 30]
    assert every(rows, InboxFilter(InboxView.DONE), "ben") == []


@pytest.fixture
def done(rows: World) -> World:
    """The same tasks, of which Ada has done every third; no „ueberleitung_annehmen“ waits any more."""
    ada = rows.people["ada"].account
    values = {"state": TaskState.COMPLETED, "closed_by": ada}
    with rows.engine.begin(SYSTEM) as tx:
        for number in tx.execute(select(TASK.c.id).where(TASK.c.authority_id == rows.here)).scalars().all():
            if number % 3 == 0:
                at = rows.clock.moment - timedelta(hours=number % 5)
                tx.execute(update(TASK).where(TASK.c.id == number).values(**values, closed_at=at))
        waits = TASK.c.element == "ueberleitung_annehmen"
        tx.execute(
            update(TASK)
            .where(waits, TASK.c.state == TaskState.ACTIVE)
            .values(state=TaskState.CANCELLED, closed_at=rows.clock.moment)
        )
    return rows


DONE: list[tuple[InboxFilter, Callable[[TaskRow], bool]]] = [
    (InboxFilter(), lambda _row: True),
    (InboxFilter(process="verweisberatung"), lambda row: row.process == "Test verweisberatung"),
    (InboxFilter(element="pruefen"), lambda row: row.element == "pruefen"),
    (InboxFilter(legal_basis="SGB I"), lambda row: row.legal_bases == ("SGB I", "SGB X")),
    (InboxFilter(norm="§ 71 AufenthG"), lambda row: row.norm == "§ 71 AufenthG"),
    (InboxFilter(priority=PriorityClass.HIGH), lambda row: row.priority > 50),
    (InboxFilter(text="prüfen"), lambda row: row.element == "pruefen"),
    # what says nothing of what is done leaves nothing out
    (InboxFilter(due=DueClass.OVERDUE), lambda _row: True),
    (InboxFilter(referral=ReferralState.OFFERED), lambda _row: True),
]


def test_what_is_done_has_every_group_order_and_filter_over_all_pages(done: World) -> None:
    ada = done.people["ada"].account
    with done.engine.begin(SYSTEM) as tx:
        closed = tx.execute(
            select(TASK.c.id).where(
                TASK.c.closed_by == ada, TASK.c.closed_at >= done.clock.moment - timedelta(days=30)
            )
        )
        everything = list(queries.inbox.these(tx, list(closed.scalars())))
    headings: dict[InboxGroup, Callable[[TaskRow], str]] = {
        InboxGroup.NONE: lambda _row: "",
        InboxGroup.PROCESS: lambda row: row.process,
        InboxGroup.PERSON: lambda row: row.case_reference,
        InboxGroup.DUE: lambda _row: "",
    }
    assert len({row.process for row in everything}) == len({row.case_reference for row in everything}) == 2

    for group, heading in headings.items():
        for order in InboxOrder:
            for narrow, holds in DONE:
                wanted = replace(narrow, view=InboxView.DONE, group=group, order=order)
                expected = sorted(
                    filter(holds, everything),
                    key=lambda row: (
                        heading(row),
                        -row.closed_at.timestamp() if row.closed_at else 0,
                        -row.id,
                    ),
                )
                assert [row.id for row in every(done, wanted)] == [row.id for row in expected], wanted


def test_of_what_is_done_the_filters_offer_what_was_done_though_none_of_it_waits(done: World) -> None:
    with done.engine.begin(done.people["ada"]) as tx:
        offered = page(tx, InboxFilter(InboxView.DONE))
        waiting = page(tx, InboxFilter())

    assert ("verweisberatung", "Test verweisberatung") not in waiting.overview.processes
    assert ("verweisberatung", "Test verweisberatung") in offered.overview.processes
    assert ("verweisberatung", "ueberleitung_annehmen") in [one[:2] for one in offered.overview.steps]
    assert offered.counts == waiting.counts
    assert offered.counts[InboxView.DONE] == len(every(done, InboxFilter(InboxView.DONE))) > 4


def test_what_was_done_is_counted_where_nothing_waits(rows: World) -> None:
    with rows.engine.begin(SYSTEM) as tx:
        tx.execute(
            update(TASK)
            .where(TASK.c.state == TaskState.ACTIVE)
            .values(state=TaskState.CANCELLED, closed_at=rows.clock.moment)
        )

    with rows.engine.begin(rows.people["ada"]) as tx:
        counts = queries.inbox.counts(tx)

    assert {view: number for view, number in counts.items() if number} == {InboxView.DONE: 4}


def test_a_page_takes_four_statements_at_most(rows: World) -> None:
    with rows.engine.begin(rows.people["ada"]) as tx:
        page(tx, InboxFilter())  # what a version asks for is looked at once
    for wanted, _holds in [*VIEWS, (InboxFilter(InboxView.DONE), None), (InboxFilter(text="muster 1"), None)]:
        with rows.engine.begin(rows.people["ada"]) as tx, statements() as sent:
            page(tx, wanted)
        assert len(sent) <= (5 if wanted.view is InboxView.DONE else 4), wanted


def test_the_choices_of_the_filters_are_what_waits(rows: World) -> None:
    with rows.engine.begin(rows.people["ada"]) as tx:
        seen = queries.inbox.overview(tx)

    assert seen.processes == (
        ("antrag", "Test antrag"),
        ("verweisberatung", "Test verweisberatung"),
    )
    assert seen.authorities == ((rows.here, "Ausländeramt Hier"),)
    assert {"§ 25b AufenthG", "§ 71 AufenthG"} <= set(seen.norms)
    assert [norm.name for one in seen.legal_bases for norm in one.norms] == ["SGB I", "SGB X"]
    assert ("antrag", "pruefen", "pruefen") in seen.steps


def test_the_choices_are_the_same_for_whoever_reaches_few_places_and_many(
    rows: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = rows.people["ada"]
    both = replace(
        ada, memberships=frozenset(Membership(one, Role.CLERK) for one in (rows.here, rows.elsewhere))
    )
    with rows.engine.begin(both) as tx:
        few = queries.inbox.overview(tx, words("prüfen"))
        monkeypatch.setattr(import_module("engine.queries.inbox.overview"), "_MANY_PLACES", 1)
        many = queries.inbox.overview(tx, words("prüfen"))

    assert {number for number, _name in few.authorities} == {rows.here, rows.elsewhere}
    assert len(few.kinds) > 3
    assert {one.words for one in few.kinds} == {(True,), (False,)}
    assert many == few


CURSORS = [
    "",
    "x",
    "2026-11-23~1",
    "1~2~3",
    "~x",
    "2026-11-23T09:00:00~1",
    "2026-11-23T09:00:00+01:00~" + "9" * 40,
]


@pytest.mark.parametrize("cursor", CURSORS[1:])
def test_a_cursor_no_list_gave_is_refused(world: World, cursor: str) -> None:
    world.start({"p.bpmn": m.tasks("p", "a")})

    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Invalid):
        page(tx, InboxFilter(after=cursor))


def test_the_next_task_is_ones_own_most_urgent_then_one_nobody_has_never_one_laid_aside(rows: World) -> None:
    now = rows.clock.moment
    ready = [row for row in naive(rows) if row.follow_up is None or row.follow_up <= now]
    mine = [row for row in ready if row.assignee_id == rows.people["ada"].account]
    free = [row for row in ready if row.assignee_id is None]

    def urgent(of: list[TaskRow]) -> int:
        return min(of, key=lambda row: (_none_last(row.due), row.id)).id

    def following() -> int | None:
        with rows.engine.begin(rows.people["ada"]) as tx:
            found = queries.inbox.following(tx)
        return None if found is None else found.id

    first = following()
    with rows.engine.begin(SYSTEM) as tx:
        tx.execute(
            update(TASK)
            .where(TASK.c.assignee_id == rows.people["ada"].account)
            .values(assignee_id=rows.people["ben"].account)
        )
    second = following()
    with rows.engine.begin(SYSTEM) as tx:
        tx.execute(update(TASK).values(assignee_id=rows.people["ben"].account))

    assert (first, second, following()) == (urgent(mine), urgent(free), None)


LISTED = [
    # lists somebody works through: views, filters, orders, groups
    InboxFilter(InboxView.OVERDUE),
    InboxFilter(InboxView.MINE, order=InboxOrder.NEWEST),
    InboxFilter(InboxView.UNASSIGNED, priority=PriorityClass.HIGH),
    InboxFilter(InboxView.FOLLOW_UP),
    InboxFilter(InboxView.REFERRALS_IN, order=InboxOrder.PRIORITY),
    InboxFilter(process="antrag", element="pruefen", group=InboxGroup.PROCESS),
    InboxFilter(text="pruefen", order=InboxOrder.OLDEST),
    InboxFilter(norm="§ 71 AufenthG", due=DueClass.OVERDUE, group=InboxGroup.PERSON),
]


@pytest.mark.parametrize("listed", LISTED)
def test_the_next_task_of_a_list_is_the_first_it_shows_that_one_can_do(
    rows: World, listed: InboxFilter
) -> None:
    me = rows.people["ada"]
    with rows.engine.begin(me) as tx:
        shown = page(tx, replace(listed, size=_NUMBER * 2)).tasks
        ready = [row for row in shown if row.follow_up is None or row.follow_up <= tx.now]

        found = queries.inbox.following(tx, listed=listed)

    mine = [row.id for row in ready if row.assignee_id == me.account]
    free = [row.id for row in ready if row.assignee_id is None]
    assert found is not None
    assert found.id == [*mine, *free][0]


def test_of_a_list_of_what_is_done_the_next_task_is_that_of_all(rows: World) -> None:
    with rows.engine.begin(rows.people["ada"]) as tx:
        of_all = queries.inbox.following(tx)

        assert queries.inbox.following(tx, listed=InboxFilter(InboxView.DONE, process="antrag")) == of_all


def test_whoever_has_no_tasks_has_no_inbox(world: World) -> None:
    with world.engine.begin(world.people["adam"]) as tx, pytest.raises(Forbidden):
        page(tx, InboxFilter())


NAMES = [
    # family name, given name
    ("Müller", "Jürgen"),
    ("Weiß", "Zoë"),
    ("Öztürk-Şahin", "Elif"),
    ("O’Neill", "Michael"),
    ("Al-Ḥusainī", "Muḥammad"),
    ("Jovanović", "Đorđe"),
    ("Łukasiewicz", "Łukasz"),
    ("İnanoğlu", "Çağla Yıldız"),
    ("Ţăran", "Ștefan"),
    ("Nguyễn", "Thị Ánh"),
]
SOUGHT = [
    # what is typed, which of the names
    ("Müller", {0}),
    ("Mueller", {0}),
    ("Muller", {0}),
    ("MUELLER juergen", {0}),
    ("mül", {0}),
    ("Mu\u0308ller", {0}),  # as some systems send it: u and two dots
    ("weiss", {1}),
    ("Weiß", {1}),
    ("zoe", {1}),
    ("oeztuerk", {2}),
    ("Sahin", {2}),
    ("Öztürk-Sahin", {2}),
    ("neill", {3}),
    ("Michael", {3}),
    ("husaini muhammad", {4}),
    ("Jovanovic", {5}),
    ("jovanović dorde", {5}),
    ("Lukasz Łukasiewicz", {6}),
    ("lukasiewicz", {6}),
    ("Inanoglu", {7}),
    ("inanoğlu", {7}),
    ("İNANOĞLU", {7}),
    ("Yildiz", {7}),
    ("cagla yıldız", {7}),
    ("Taran Stefan", {8}),
    ("Şefan", set()),
    ("Nguyen Thi Anh", {9}),
    ("al", {4}),  # two letters are a whole word
    ("mu", set()),
    ("Meier", set()),
    ("ende", set()),  # not in the middle of a word
    ("müller weiß", set()),
    ("pruefen", set(range(10))),
    ("Prüfung elif", set()),
    ("%", set()),  # nothing but signs: in no name
    ("') & ':*", set()),
    ('"', set()),
    ("  ", set(range(10))),
]


@pytest.fixture
def named(world: World) -> World:
    world.deploy({"p.bpmn": m.tasks("p", "pruefen", "b")})
    for family, given in NAMES:
        with world.engine.begin(world.people["ada"]) as tx:
            commands.case.open(tx, CaseOpening("p", family, given, None, "05334002"), {})
    return world


def test_a_search_finds_names_however_somebody_heard_them(named: World) -> None:
    people = [f"{family}, {given}" for family, given in NAMES]

    found = {
        text: {people.index(row.person) for row in every(named, InboxFilter(text=text))} for text, _ in SOUGHT
    }

    assert found == dict(SOUGHT)


def test_a_search_finds_a_case_by_its_number_whole_or_without_its_zeros(named: World) -> None:
    reference = every(named, InboxFilter())[0].case_reference
    for text in (reference, reference.lower(), reference[-6:], reference[-6:].lstrip("0"), reference[4:]):
        assert [row.case_reference for row in every(named, InboxFilter(text=text))] == [reference], text
    assert every(named, InboxFilter(text="KIM-1999-000001")) == []


def test_signs_alone_name_no_case(named: World) -> None:
    with named.engine.begin(named.people["ada"]) as tx:
        assert queries.cases.search(tx, "%").cases == ()
        assert len(queries.cases.search(tx, " ").cases) == len(NAMES)


def test_a_name_is_not_found_by_whoever_may_not_read_the_file(named: World) -> None:
    with named.engine.begin(SYSTEM) as tx:
        tx.execute(update(TASK).values(role="process_owner"))

    assert len(every(named, InboxFilter(), "olga")) == len(NAMES)
    assert every(named, InboxFilter(text="Müller"), "olga") == []
    assert len(every(named, InboxFilter(text="pruefen"), "olga")) == len(NAMES)


def test_a_name_that_many_bear_is_found_and_narrowed_by_another_word(named: World) -> None:
    with named.engine.begin(SYSTEM) as tx:
        tx.execute(update(PERSON).where(PERSON.c.given_name != "Elif").values(family_name="Müller"))

    assert len(every(named, InboxFilter(text="mueller"))) == len(NAMES) - 1
    assert len(every(named, InboxFilter(text="mueller pruefen juergen"))) == 1
