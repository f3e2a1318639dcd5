"""Who reads a case from outside: another ground on the same day is a line of its own, the same one says when last."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.actor import SYSTEM, Actor, Membership, Role
from engine.queries.reads import ReadFilter, ReadRow
from engine.sight import Purpose
from engine.state import case
from engine.testing import Story, World
from engine.testing import models as m

_FIRST, _SECOND = "Notfall in der Nacht, die Person ist hier.", "Zweiter Notfall am selben Tag, andere Sache."


@pytest.fixture
def story(world: World) -> Story:
    """Two tasks of one case that another authority leads."""
    both = m.process(
        "p",
        m.start(),
        m.parallel("beide"),
        m.user_task("eins"),
        m.user_task("zwei"),
        m.parallel("zusammen"),
        m.end(),
        m.flow("start", "beide"),
        m.flow("beide", "eins"),
        m.flow("beide", "zwei"),
        m.flow("eins", "zusammen"),
        m.flow("zwei", "zusammen"),
        m.flow("zusammen", "end"),
    )
    return world.start({"p.bpmn": both})


def reads(story: Story, purpose: Purpose = Purpose.TASK) -> list[ReadRow]:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        return list(queries.reads.of(tx, story.reference, ReadFilter(purpose=purpose)).reads)


def look(story: Story, element: str) -> None:
    with story.world.engine.begin(story.world.people["carla"]) as tx:
        queries.inbox.show(tx, story.task(element).id)


@pytest.fixture
def elsewhere(story: Story, world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET authority_id = :there"), {"there": world.elsewhere})
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})


@pytest.mark.usefixtures("elsewhere")
def test_each_task_by_which_somebody_reads_is_a_line(story: Story) -> None:
    look(story, "eins")
    look(story, "zwei")

    assert [(one.purpose, one.basis, one.last) for one in reads(story)] == [
        (Purpose.TASK, "zwei", None),
        (Purpose.TASK, "eins", None),
    ]


@pytest.mark.usefixtures("elsewhere")
def test_the_same_again_the_same_day_says_when_last_and_the_next_day_is_another_line(
    story: Story, world: World
) -> None:
    began = world.clock.moment
    for minutes in (0, 3, 90, 91):  # what comes within five minutes is one look
        world.clock.moment = began + timedelta(minutes=minutes)
        look(story, "eins")
    same_day = reads(story)
    world.clock.moment = began + timedelta(days=1)
    look(story, "eins")

    assert [(one.at, one.last, one.looks) for one in same_day] == [(began, began + timedelta(minutes=90), 2)]
    assert [one.at for one in reads(story)] == [began + timedelta(days=1), began]


def test_a_second_break_glass_for_another_reason_is_a_line_of_its_own(story: Story, world: World) -> None:
    for reason in (_FIRST, _SECOND):
        with world.engine.begin(world.people["carla"]) as tx:
            commands.break_glass.read(tx, story.reference, reason)
        with world.engine.begin(world.people["carla"]) as tx:
            queries.case_file.front(tx, story.reference)
            commands.break_glass.end(tx, story.reference)
        world.clock.moment += timedelta(hours=1)

    noted = reads(story, Purpose.BREAK_GLASS)

    assert [(one.purpose, one.basis) for one in noted] == [
        (Purpose.BREAK_GLASS, _SECOND),
        (Purpose.BREAK_GLASS, _FIRST),
    ]


def as_elsewhere(world: World, *roles: Role) -> Actor:
    """Carla, were these her roles at the other authority."""
    members = frozenset(Membership(world.elsewhere, role) for role in roles)
    return replace(world.people["carla"], memberships=members)


def lines(story: Story) -> list[tuple[Purpose, str, str]]:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        found = queries.reads.of(tx, story.reference, ReadFilter()).reads
    return [(one.purpose, one.basis, one.authority) for one in found]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("roles", "purpose", "basis"),
    [
        ((Role.CLERK,), Purpose.TASK, "zwei"),  # the one that is hers; the other is for another role
        ((Role.TEAM_LEAD,), Purpose.TASK, "eins"),
        ((Role.HEAD_OF_OFFICE,), Purpose.TASK, "eins"),
        ((Role.CASE_MANAGER,), Purpose.TASK, "eins"),
        ((Role.AUDITOR,), Purpose.AUDIT, ""),
        ((Role.AUDITOR, Role.ADMINISTRATOR), Purpose.AUDIT, ""),
        ((Role.AUDITOR, Role.CLERK), Purpose.TASK, "zwei"),
    ],
)
def test_a_file_is_read_for_a_task_of_ones_own_and_by_an_auditor_for_none(
    story: Story, world: World, roles: tuple[Role, ...], purpose: Purpose, basis: str
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET topic = 'jobcenter'"))  # opens no person record
        tx.execute(text("UPDATE user_task SET role = 'case_manager' WHERE element = 'eins'"))

    with world.engine.begin(as_elsewhere(world, *roles)) as tx:
        queries.case_file.front(tx, story.reference)

    assert lines(story) == [(purpose, basis, "Ausländeramt Dort")]


@pytest.mark.usefixtures("elsewhere")
def test_whoever_has_no_task_of_their_own_there_reads_because_their_authority_takes_part(
    story: Story, world: World
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET role = 'case_manager', topic = 'jobcenter'"))

    with world.engine.begin(as_elsewhere(world, Role.CLERK)) as tx:
        queries.case_file.front(tx, story.reference)

    assert lines(story) == [(Purpose.PART, "Jobcenter", "Ausländeramt Dort")]


def test_an_authority_that_has_had_no_task_takes_part_all_the_same(story: Story, world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})

    with world.engine.begin(as_elsewhere(world, Role.CLERK)) as tx:
        queries.case_file.front(tx, story.reference)

    assert lines(story) == [(Purpose.PART, "noch ohne Aufgabe", "Ausländeramt Dort")]


@pytest.mark.usefixtures("elsewhere")
def test_an_auditor_looks_at_a_task_as_auditor(story: Story, world: World) -> None:
    with world.engine.begin(as_elsewhere(world, Role.AUDITOR)) as tx:
        queries.inbox.show(tx, story.task("eins").id)

    assert lines(story) == [(Purpose.AUDIT, "eins", "Ausländeramt Dort")]
