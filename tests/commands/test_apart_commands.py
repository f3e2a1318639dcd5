"""A process that concerns nobody begins in a case of its own: nobody comes into the file it was reported from."""

from __future__ import annotations

import pytest

from engine import SYSTEM, queries
from engine.testing import Story, World
from engine.testing import models as m

REPORT = m.process(
    "fall",
    m.start(),
    m.throw("melden", m.message("problem")),
    m.user_task("weiter"),
    m.end(),
    m.flow("start", "melden"),
    m.flow("melden", "weiter"),
    m.flow("weiter", "end"),
    messages={"problem": "=aktenzeichen"},
)
MEETING = m.process(
    "sitzung",
    m.start("eingang", definition=m.message("problem")),
    m.user_task("beraten", group="case_management"),
    m.end(),
    m.flow("eingang", "beraten"),
    m.flow("beraten", "end"),
    messages={"problem": ""},
)
PROPERTY = (
    b'<extensionElements><zeebe:properties><zeebe:property name="ohne_person" value="%s" /></zeebe:properties>'
    b"</extensionElements>"
)


def meeting(value: bytes) -> bytes:
    head, mark, rest = MEETING.partition(b'isExecutable="true">')
    return head + mark + PROPERTY % value + rest


def reported(world: World, value: bytes, ags: str = "05334002") -> tuple[Story, list[Story]]:
    """The person's case, and all cases there are."""
    world.deploy({"sitzung.bpmn": meeting(value)})
    world.deploy({"fall.bpmn": REPORT})
    story = world.open("fall", ags=ags)
    with world.engine.begin(SYSTEM) as tx:
        found = [Story(world, one.reference) for one in queries.case_file.search(tx).cases]
    return story, found


@pytest.mark.parametrize(
    ("ags", "place"),
    [
        ("05334004", "05334000"),
        # the city acts for itself
        ("05334002", "05334002"),
    ],
)
def test_it_begins_in_a_case_of_nobody_at_the_kreis(world: World, ags: str, place: str) -> None:
    story, every = reported(world, b"ja", ags)

    assert story.active() == ("weiter",)
    (other,) = [one for one in every if one.reference != story.reference]
    head = other.file().head
    assert other.active() == ("beraten",)
    assert (head.person, head.ags, head.birth_date) == ("Ohne Person", place, None)
    assert story.reference not in str(other.file().data)


def test_any_other_process_begins_in_the_case(world: World) -> None:
    story, every = reported(world, b"nein")

    assert [one.reference for one in every] == [story.reference]
    assert set(story.active()) == {"weiter", "beraten"}
