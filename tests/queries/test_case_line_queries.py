"""The line from entry to naturalisation above a case file: its own, that of the person's main case, or one that lies
ahead.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from engine import commands, queries
from engine.commands.case import CaseOpening
from engine.queries.case_file import CaseFront, Line, MilestoneRow, RelationKind
from engine.testing import Story, World
from engine.testing import models as m


def milestone(name: str, place: int) -> str:
    return (
        f'<intermediateThrowEvent id="{name}" name="{name}"><extensionElements><zeebe:properties>'
        f'<zeebe:property name="meilenstein" value="{name}" /><zeebe:property name="reihe" value="{place}" />'
        "</zeebe:properties></extensionElements></intermediateThrowEvent>"
    )


FRAME = m.process(
    "fallrahmen",
    m.start(),
    milestone("Einreise", 1),
    m.user_task("begleiten"),
    milestone("Ziel", 2),
    m.end(),
    m.flow("start", "Einreise"),
    m.flow("Einreise", "begleiten"),
    m.flow("begleiten", "Ziel"),
    m.flow("Ziel", "end"),
)


@pytest.fixture
def main(world: World) -> Story:
    """The case of a person that is accompanied; another process is in force, too."""
    world.deploy({"p.bpmn": m.tasks("p", "a", "b")})
    world.deploy({"fallrahmen.bpmn": FRAME})
    return world.open("fallrahmen")


def front(story: Story, login: str = "ada") -> CaseFront:
    with story.world.engine.begin(story.world.people[login]) as tx:
        return queries.case_file.front(tx, story.reference)


def ahead(story: Story) -> list[str]:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        above = queries.case_file.front(tx, story.reference)
        return [one.name for one in queries.case_file.ahead(tx, above.head, above.sight, above.line)]


def relate(one: Story, other: Story, kind: RelationKind) -> None:
    with one.world.engine.begin(one.world.people["ada"]) as tx:
        commands.relation.relate(tx, one.reference, other.reference, kind)


def test_a_part_stands_on_the_line_of_the_whole(world: World, main: Story) -> None:
    part = world.open("p")
    relate(main, part, RelationKind.PART)

    line = front(part).line

    assert line.of is not None
    assert line.of.reference == main.reference
    assert [(one.name, one.reached is not None) for one in line.milestones] == [
        ("Einreise", True),
        ("Ziel", False),
    ]
    assert front(main).line == Line(line.milestones)
    assert ahead(part) == []


@pytest.mark.parametrize(
    ("given", "born", "shown"),
    [
        ("Maryam", date(1990, 5, 17), True),  # entered as household, and yet the same person
        ("Maryam", None, False),  # may be somebody else
        ("Tom", date(1990, 5, 17), False),
    ],
)
def test_a_relative_has_a_line_of_their_own(
    world: World, main: Story, given: str, born: date | None, shown: bool
) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        opening = CaseOpening("p", "Muster", given, born, "05334002")
        other = Story(world, commands.case.open(tx, opening, {}).reference)
    relate(main, other, RelationKind.HOUSEHOLD)

    assert bool(front(other).line.milestones) is shown


def test_a_case_outside_the_frame_has_the_whole_line_ahead(world: World, main: Story) -> None:
    other = world.open("p")

    assert front(other).line == Line(())
    assert ahead(other) == ["Einreise", "Ziel"]
    assert ahead(main) == []


def test_where_no_frame_is_in_force_no_line_lies_ahead(world: World) -> None:
    assert ahead(world.start({"p.bpmn": m.tasks("p", "a", "b")})) == []


def test_what_was_passed_over_does_not_come_next(world: World) -> None:
    reached = world.clock.moment
    a, b, c = (MilestoneRow("a", None), MilestoneRow("b", reached), MilestoneRow("c", None))

    assert (Line((a, b, c)).last, Line((a, b, c)).next) == (b, c)
    assert (Line((a, b)).next, Line((a, c)).next, Line(()).next) == (None, a, None)


def test_outside_the_frame_what_other_processes_reached_stands_among_its_milestones(
    world: World, main: Story
) -> None:
    steps = ("start", "a", "Ziel", "end")
    flows = [m.flow(one, other) for one, other in pairwise(steps)]
    world.deploy(
        {"q.bpmn": m.process("q", m.start(), m.user_task("a"), milestone("Ziel", 2), m.end(), *flows)}
    )
    other = world.open("q")
    assert (front(other).line, ahead(other)) == (Line(()), ["Einreise", "Ziel"])

    other.complete("a")

    line = front(other).line
    assert [(one.name, one.day) for one in line.milestones] == [
        ("Einreise", None),
        ("Ziel", world.clock.moment.date()),
    ]
    assert (line.is_partial, line.next, line.of) == (True, None, None)
    relate(main, other, RelationKind.PART)
    joined = front(other).line
    assert [one.reached is not None for one in joined.milestones] == [True, True]
    assert (joined.is_partial, joined.of is not None) == (False, True)
