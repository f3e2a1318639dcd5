"""How long tasks take: from the tasks, from the counts, and what is told to whom."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from engine import SYSTEM, Actor, Forbidden, Invalid, Membership, Role
from engine.clock import ZONE
from engine.commands import account, authority
from engine.queries import bottleneck
from engine.queries.bottleneck import Ages, Figures, Measure, Selection, Span, StepTimes
from engine.queries.bottleneck.quantiles import of_counts
from engine.state.rollup import BOUNDS
from engine.state.task import TASK
from engine.testing import World
from engine.testing import models as m

ROW = m.tasks("reihe", "a", "b")
#: the second version: a step less, one more, one inside a sub-process
OTHER = m.process(
    "reihe",
    m.start(),
    m.user_task("a"),
    m.sub_process(
        "teil", m.start("innen"), m.user_task("c"), m.end("aus"), m.flow("innen", "c"), m.flow("c", "aus")
    ),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "teil"),
    m.flow("teil", "end"),
)


def _step(world: World, version: int, element: str = "a", **chosen: object) -> StepTimes:
    return next(step for step in _figures(world, version, **chosen).steps if step.element == element)


def _figures(
    world: World,
    version: int,
    weeks: int = 12,
    at: int | None = None,
    actor: Actor = SYSTEM,
    until: date | None = None,
) -> Figures:
    with world.engine.begin(actor) as tx:
        span = Span.around(until or tx.today, weeks)
        authorities = None if at is None else frozenset({at})
        return bottleneck.show(tx, Selection(version, span, authorities))


def _done_after(world: World, version: int, *hours: float, taken: float = 0) -> None:
    """Cases whose first task was completed so many hours after it began; somebody took it after `taken` of them."""
    for span in hours:
        story = world.open("reihe")
        task = story.task("a")
        with world.engine.begin(SYSTEM) as tx:
            begun = tx.now - timedelta(hours=span)
            tx.execute(
                update(TASK)
                .where(TASK.c.id == task.id)
                .values(created_at=begun, claimed_at=begun + timedelta(hours=taken))
            )
        story.complete("a")


def test_times_at_an_authority_are_those_of_its_tasks(world: World) -> None:
    version = world.deploy({"r.bpmn": ROW})
    _done_after(world, version, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, taken=1)

    step = _step(world, version, at=world.here)

    assert (step.done, step.open) == (10, 0)
    assert step.waiting == bottleneck.Quantiles(timedelta(hours=1), timedelta(hours=1))
    assert step.working == bottleneck.Quantiles(timedelta(hours=9), timedelta(hours=17))
    assert _step(world, version, "b", at=world.here) == StepTimes(
        "b", "b", (), 0, 10, None, None, Ages(timedelta(), timedelta())
    )


def test_times_of_all_authorities_come_from_counts_and_are_near(world: World) -> None:
    version = world.deploy({"r.bpmn": ROW})
    _done_after(world, version, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, taken=1)

    figures, exact = _figures(world, version), _figures(world, version, at=world.here)

    assert (figures.exact, exact.exact) == (False, True)
    for counted, measured in zip(figures.steps, exact.steps, strict=True):
        assert (counted.done, counted.open) == (measured.done, measured.open)
        for measure in (Measure.WAITING_MEDIAN, Measure.WAITING_P90, Measure.WORKING_P90):
            near, true = counted.value(measure), measured.value(measure)
            assert (near is None) == (true is None)
            assert near is None or true is None or abs(near / true - 1) <= bottleneck.TOLERANCE / 100


def test_a_step_where_nothing_is_done_shows_how_old_its_open_tasks_are(world: World) -> None:
    version = world.deploy({"r.bpmn": ROW})
    for days in (1, 2, 3, 10, 40):
        task = world.open("reihe").task("a")
        with world.engine.begin(SYSTEM) as tx:
            begun = tx.now.astimezone(UTC) - timedelta(days=days)
            tx.execute(update(TASK).where(TASK.c.id == task.id).values(created_at=begun))

    here, anywhere = _step(world, version, at=world.here), _step(world, version)

    assert (here.done, here.open, here.waiting) == (0, 5, None)
    assert here.ages == Ages(oldest=timedelta(days=40), median=timedelta(days=3))
    assert here.value(Measure.AGE_OLDEST) == 40 * 86400
    assert here.value(Measure.AGE_MEDIAN) == 3 * 86400
    assert anywhere.ages is not None
    assert anywhere.ages.oldest == timedelta(days=40)
    assert abs(anywhere.ages.median / timedelta(days=3) - 1) <= bottleneck.TOLERANCE / 100


@given(st.lists(st.integers(0, 5 * 365 * 86400), min_size=1, max_size=60))
def test_a_quantile_of_counts_lies_in_the_bucket_of_the_true_one(seconds: list[int]) -> None:
    found = of_counts(Counter(bisect_right(BOUNDS, one) for one in seconds))

    ordered = sorted(seconds)
    assert found is not None
    for share, near in ((0.5, found.median), (0.9, found.p90)):
        true = ordered[math.ceil(share * len(ordered)) - 1]
        # half a second is what rounding may move it over a bound
        assert bisect_right(BOUNDS, true) in {
            bisect_right(BOUNDS, near.total_seconds() + step) for step in (-0.5, 0, 0.5)
        }


def test_of_no_tasks_there_is_no_quantile() -> None:
    assert of_counts({}) is None


def test_weeks_begin_and_end_at_midnight_in_germany(world: World) -> None:
    version = world.deploy({"r.bpmn": ROW})
    monday = date(2026, 11, 23)
    for minutes in (-1, 0, 7 * 24 * 60 - 1, 7 * 24 * 60):
        world.clock.moment = world.clock.moment.replace(
            year=2026, month=11, day=23, hour=0, minute=0, tzinfo=ZONE
        )
        story = world.open("reihe")
        world.clock.moment += timedelta(minutes=minutes)
        story.complete("a")

    for at in (None, world.here):
        assert _step(world, version, weeks=1, at=at, until=monday).done == 2
        assert _step(world, version, weeks=1, at=at, until=monday - timedelta(days=1)).done == 1
        assert _step(world, version, weeks=3, at=at, until=monday + timedelta(days=7)).done == 4


def test_periods_are_whole_weeks() -> None:
    span = Span.around(date(2026, 11, 25), 4)

    assert (span.first, span.last, span.end) == (date(2026, 11, 2), date(2026, 11, 29), date(2026, 11, 30))
    assert span.before == Span(date(2026, 10, 5), 4)
    for first, weeks in ((date(2026, 11, 3), 4), (date(2026, 11, 2), 0), (date(2026, 11, 2), 105)):
        with pytest.raises(Invalid, match="weeks from a Monday on"):
            Span(first, weeks)


def test_two_versions_are_compared_step_by_step(world: World) -> None:
    old = world.deploy({"r.bpmn": ROW})
    _done_after(world, old, 2)
    new = world.deploy({"r.bpmn": OTHER})
    _done_after(world, new, 5)

    pairs = bottleneck.compare(_figures(world, new, at=world.here), _figures(world, old, at=world.here))

    assert [(pair.element, pair.one is None, pair.other is None) for pair in pairs] == [
        ("a", False, False),
        ("c", False, True),
        ("b", True, False),
    ]
    assert pairs[0].difference(Measure.WORKING_MEDIAN) == 3 * 3600
    assert pairs[0].difference(Measure.DONE) == 0
    assert pairs[1].difference(Measure.DONE) is None
    assert pairs[1].one is not None
    assert pairs[1].one.inside == ("teil",)
    assert pairs[1].one.value(Measure.OPEN) == 1


def test_of_few_tasks_at_authorities_of_others_nothing_is_told(world: World) -> None:
    version = world.deploy({"r.bpmn": ROW})
    lea, olga = world.people["lea"], world.people["olga"]
    _done_after(world, version, 2, 4, 6, 8)

    assert _step(world, version, at=world.here, actor=lea).done == 4
    hidden = StepTimes("a", "a", (), None, 0, None, None, None)
    assert _step(world, version, at=world.here, actor=olga) == hidden
    assert _step(world, version, actor=lea) == hidden
    assert _step(world, version, "b", actor=lea).open is None

    _done_after(world, version, 10)

    for one in (
        _step(world, version, at=world.here, actor=olga),
        _step(world, version, actor=lea),
        _step(world, version, actor=olga),
    ):
        assert one.done == 5
        assert one.waiting
        assert one.working
    assert _step(world, version, "b", actor=lea).open == 5


def test_who_may_read_the_times_of_which_authority(world: World) -> None:
    version = world.deploy({"r.bpmn": ROW})
    people = world.people

    for login in ("ada", "carla", "adam"):
        with pytest.raises(Forbidden), world.engine.begin(people[login]) as tx:
            bottleneck.places(tx)
        with pytest.raises(Forbidden):
            _figures(world, version, actor=people[login])
        with pytest.raises(Forbidden), world.engine.begin(people[login]) as tx:
            bottleneck.latest_version(tx)
    for login, supervised in (("lea", True), ("olga", False), ("stefan", False)):
        with world.engine.begin(people[login]) as tx:
            assert [(one.id, one.supervised) for one in bottleneck.places(tx)] == [(world.here, supervised)]
        with pytest.raises(Forbidden, match="times of an authority"):
            _figures(world, version, at=world.elsewhere, actor=people[login])
    with world.engine.begin(SYSTEM) as tx:
        assert {one.id for one in bottleneck.places(tx)} >= {world.here, world.elsewhere}


def test_an_officer_reads_the_authorities_of_the_territory(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        land = authority.create(tx, "kim", "KIM-Koordination", "05")
        member = Membership(land, Role.COORDINATOR)
        number = account.create(tx, "kim", "Kim Koç", "ein-langes-kennwort", [member])
    kim = replace(world.people["ada"], account=number, memberships=frozenset({member}))

    with world.engine.begin(kim) as tx:
        assert {one.id for one in bottleneck.places(tx)} == {world.here, world.elsewhere, land}


def test_the_version_a_task_was_completed_of_last(world: World) -> None:
    first = world.deploy({"r.bpmn": ROW})
    with world.engine.begin(SYSTEM) as tx:
        assert bottleneck.latest_version(tx) is None
    _done_after(world, first, 1)
    world.deploy({"x.bpmn": m.tasks("anders", "x")})

    # by the tasks of one's own authority, by the counts of all, and where none was done yet by those too
    for login in ("lea", "olga"):
        with world.engine.begin(world.people[login]) as tx:
            assert bottleneck.latest_version(tx) == first
    lead = Membership(world.elsewhere, Role.TEAM_LEAD)
    with world.engine.begin(replace(world.people["carla"], memberships=frozenset({lead}))) as tx:
        assert bottleneck.latest_version(tx) == first
