"""Finding a case by its person's name: who is found by whom, and that every change of name or participant counts."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine import SYSTEM, queries
from engine.queries.inbox import InboxFilter
from engine.state.case import CASE, PARTICIPANT, PERSON, by_reference, join
from engine.testing import Story, World
from engine.testing import models as m


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


def found(story: Story, said: str, login: str = "ada") -> bool:
    """Whether the case list and the inbox give the case; both must say the same of their own cases."""
    with story.world.engine.begin(story.world.people[login]) as tx:
        cases = {one.reference for one in queries.case_file.search(tx, said).cases}
        tasks = {one.case_reference for one in queries.inbox.page(tx, InboxFilter(text=said)).tasks}
    assert (story.reference in cases) == (story.reference in tasks)
    return story.reference in cases


def number_of(story: Story) -> int:
    """The number of its case in the database."""
    with story.world.engine.begin(SYSTEM) as tx:
        return by_reference(tx, story.reference).id


def rename(story: Story, family_name: str, given_name: str) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(update(PERSON).values(family_name=family_name, given_name=given_name))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Öztürk", True),
        ("oeztuerk", True),  # as it is written where there is no ö
        ("ozturk", True),
        ("özt", True),  # the beginning of a part
        ("öz", False),  # two letters are a whole word
        ("türk", False),  # not from the middle
        ("Al-Hassan", True),
        ("hassan", True),
        ("Elif Öztürk", True),  # each word
        ("Elif Muster", False),
        ("%", False),  # signs alone are in no name
        ("özt%", True),
        ("Elif-Öztürk", True),  # parts of one word, wherever they stand
        ("Elif-Muster", False),
    ],
)
def test_a_name_is_found_by_the_beginnings_of_its_parts(story: Story, said: str, expected: bool) -> None:
    rename(story, "Öztürk Al-Hassan", "Elif")

    assert found(story, said) is expected


def test_a_new_name_counts_at_once_and_the_old_one_no_longer(story: Story) -> None:
    assert found(story, "Muster")

    rename(story, "Beispiel", "Maryam")

    assert not found(story, "Muster")
    assert found(story, "Beispiel Maryam")


def test_only_who_takes_part_finds_the_case_by_name_and_only_as_long(story: Story) -> None:
    world = story.world
    assert not found(story, "Muster", "carla")

    number = number_of(story)
    with world.engine.begin(SYSTEM) as tx:
        join(tx, number, [world.elsewhere])
    with world.engine.begin(world.people["carla"]) as tx:
        assert [one.reference for one in queries.case_file.search(tx, "Muster").cases] == [story.reference]

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            update(PARTICIPANT).where(PARTICIPANT.c.authority_id == world.elsewhere).values(until=tx.now)
        )
    assert not found(story, "Muster", "carla")
    assert found(story, "Muster")


def test_a_case_that_gets_another_person_is_found_by_that_one(story: Story) -> None:
    world = story.world
    other = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    number = number_of(other)
    with world.engine.begin(SYSTEM) as tx:
        person = tx.insert(PERSON.insert().values(family_name="Novak", given_name="Ana", created_at=tx.now))
        tx.execute(update(CASE).where(CASE.c.id == number).values(person_id=person))

    assert found(other, "Novak")
    assert not found(other, "Muster")
    assert found(story, "Muster")
