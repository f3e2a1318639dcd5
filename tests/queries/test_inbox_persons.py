"""Grouped by person, the tasks of a case and of its parts stand together, for whoever may open them all."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine import commands
from engine.actor import SYSTEM
from engine.queries.cases import case_head
from engine.queries.inbox import InboxFilter, InboxGroup, InboxPage, InboxView, page
from engine.state.case import PARTICIPANT
from engine.state.relation import RelationKind
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements

BY_PERSON = InboxFilter(group=InboxGroup.PERSON)


@pytest.fixture
def family(world: World) -> tuple[Story, Story, Story, Story]:
    """A main case, another person's, and a part of the main case with a part of its own, opened in this order."""
    world.deploy({"p.bpmn": m.tasks("p", "a", "b")})
    main, other, part, inner = (world.open("p") for _ in range(4))
    relate(main, part, RelationKind.PART)
    relate(part, inner, RelationKind.PART)
    relate(main, other, RelationKind.SPOUSE)
    return main, other, part, inner


def relate(one: Story, other: Story, kind: RelationKind) -> None:
    with one.world.engine.begin(one.world.people["ada"]) as tx:
        commands.relation.relate(tx, one.reference, other.reference, kind)


def number(story: Story) -> int:
    with story.world.engine.begin(SYSTEM) as tx:
        return case_head(tx, story.reference).id


def listed(world: World, wanted: InboxFilter, login: str = "ada") -> InboxPage:
    with world.engine.begin(world.people[login]) as tx:
        return page(tx, wanted)


def test_the_tasks_of_a_person_stand_together(
    world: World, family: tuple[Story, Story, Story, Story]
) -> None:
    main, other, part, inner = family

    found = listed(world, BY_PERSON)

    assert [row.case_reference for row in found.tasks] == [
        one.reference for one in (main, part, inner, other)
    ]
    assert list(found.persons.values()) == [number(main)] * 3 + [number(other)]


def test_they_stand_together_over_all_pages_and_among_what_is_done(
    world: World, family: tuple[Story, Story, Story, Story]
) -> None:
    main, other, part, inner = family
    for one in family:
        one.complete("a", as_=world.people["ada"])

    numbers, after = [], None
    for _ in family:
        found = listed(world, InboxFilter(group=InboxGroup.PERSON, size=1, after=after))
        numbers += [row.case_reference for row in found.tasks]
        after = found.next
    done = listed(world, InboxFilter(InboxView.DONE, group=InboxGroup.PERSON))

    assert after is None
    assert numbers == [one.reference for one in (main, part, inner, other)]
    assert {row.case_reference for row in done.tasks[:3]} == {one.reference for one in (main, part, inner)}
    assert len(set(done.persons.values())) == 2


def test_whoever_may_not_open_one_of_them_is_not_told_that_they_belong_together(
    world: World, family: tuple[Story, Story, Story, Story]
) -> None:
    main, other, part, inner = family
    with world.engine.begin(SYSTEM) as tx:
        tx.act()
        left = (PARTICIPANT.c.case_id == number(part)) & (PARTICIPANT.c.authority_id == world.here)
        tx.execute(update(PARTICIPANT).where(left).values(until=tx.now))

    found = listed(world, BY_PERSON)

    assert [row.case_reference for row in found.tasks] == [
        one.reference for one in (main, other, part, inner)
    ]
    assert len(set(found.persons.values())) == 4


def test_cases_that_are_no_longer_related_stand_apart(
    world: World, family: tuple[Story, Story, Story, Story]
) -> None:
    main, _other, part, inner = family
    with world.engine.begin(world.people["ada"]) as tx:
        commands.relation.end(tx, main.reference, part.reference)

    found = listed(world, BY_PERSON)

    assert found.persons[inner.task("a").id] == number(part)
    assert found.persons[main.task("a").id] == number(main)


def test_it_asks_no_more_than_the_list_does(world: World, family: tuple[Story, Story, Story, Story]) -> None:
    def asked(wanted: InboxFilter) -> int:
        with world.engine.begin(world.people["ada"]) as tx, statements() as said:
            page(tx, wanted)
        return len(said)

    assert asked(BY_PERSON) == asked(InboxFilter()) <= 5
