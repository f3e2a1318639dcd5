"""The milestones of a case on the line from entry to naturalisation, also after a migration."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import commands
from engine.actor import SYSTEM
from engine.testing import models as m


def milestone(id_, name, place):
    properties = (
        f'<zeebe:properties><zeebe:property name="meilenstein" value="{name}" />'
        f'<zeebe:property name="reihe" value="{place}" /></zeebe:properties>'
    )
    return (
        f'<intermediateThrowEvent id="{id_}" name="{name}"><extensionElements>{properties}</extensionElements>'
        "</intermediateThrowEvent>"
    )


def process(*, second="plan", third="ziel"):
    return m.process(
        "weg",
        m.start(),
        milestone("da", "Einreise", 1),
        m.user_task("planen"),
        milestone(second, "Hilfeplan", 2),
        m.user_task("warten"),
        milestone(third, "Einbürgerung", 9),
        m.end("fertig"),
        m.flow("start", "da"),
        m.flow("da", "planen"),
        m.flow("planen", second),
        m.flow(second, "warten"),
        m.flow("warten", third),
        m.flow(third, "fertig"),
    )


@pytest.fixture
def story(world):
    world.deploy({"weg.bpmn": process()})
    return world.open("weg")


def told(story):
    return [(one.name, one.reached) for one in story.file().milestones]


def test_what_is_reached_and_what_lies_ahead(story, world):
    begun = world.clock.moment
    story.pass_time(timedelta(days=30))
    story.complete("planen")

    assert told(story) == [
        ("Einreise", begun),
        ("Hilfeplan", begun + timedelta(days=30)),
        ("Einbürgerung", None),
    ]


def test_what_was_reached_stays_reached_in_a_version_that_names_the_elements_anew(story, world):
    begun = world.clock.moment
    story.complete("planen")
    version = world.deploy({"weg.bpmn": process(second="hilfeplan_steht", third="urkunde")})
    with world.engine.begin(SYSTEM) as tx:
        commands.migration.migrate(tx, story.file().instances[0].id, version, {})

    assert told(story)[:2] == [("Einreise", begun), ("Hilfeplan", begun)]


def test_a_case_without_milestones_shows_none(world):
    parts = (m.start(), m.user_task("a"), m.end(), m.flow("start", "a"), m.flow("a", "end"))
    world.deploy({"ohne.bpmn": m.process("ohne", *parts)})

    assert told(world.open("ohne")) == []


def test_another_element_of_the_same_name_is_no_milestone(world):
    called = m.user_task("planen").replace('name="planen"', 'name="Hilfeplan"')
    parts = (m.start(), called, m.user_task("warten"), milestone("plan", "Hilfeplan", 2), m.end())
    flows = (
        m.flow("start", "planen"),
        m.flow("planen", "warten"),
        m.flow("warten", "plan"),
        m.flow("plan", "end"),
    )
    world.deploy({"weg.bpmn": m.process("weg", *parts, *flows)})
    story = world.open("weg")
    story.complete("planen")

    assert told(story) == [("Hilfeplan", None)]


def test_two_processes_may_call_their_elements_alike(world):
    called = m.process(
        "ruf",
        m.start(),
        milestone("gemeldet", "Bleiberecht", 5),
        m.end(),
        m.flow("start", "gemeldet"),
        m.flow("gemeldet", "end"),
    )
    caller = m.process(
        "weg",
        m.start(),
        m.call("rufen", "ruf"),
        m.user_task("warten"),
        milestone("gemeldet", "Einbürgerung", 9),
        m.end(),
        m.flow("start", "rufen"),
        m.flow("rufen", "warten"),
        m.flow("warten", "gemeldet"),
        m.flow("gemeldet", "end"),
    )
    world.deploy({"weg.bpmn": caller, "z_ruf.bpmn": called})
    story = world.open("weg")

    assert [(name, at is not None) for name, at in told(story)] == [
        ("Bleiberecht", True),
        ("Einbürgerung", False),
    ]


def arrival(said):
    """A process whose first milestone happened on another day than it is passed; its task says on which."""
    named = milestone("da", "Einreise", 1).replace(
        "<zeebe:properties>",
        '<zeebe:properties><zeebe:property name="meilenstein_am" value="einreise_am" />',
    )
    return m.process(
        "weg",
        m.start(),
        named,
        m.user_task("planen", extra=m.io(outputs={"einreise_am": said})),
        m.end(),
        m.flow("start", "da"),
        m.flow("da", "planen"),
        m.flow("planen", "end"),
    )


def days(story):
    return [(one.name, one.reached is not None, one.day) for one in story.file().milestones]


def test_a_milestone_that_happened_before_its_step_has_the_day_it_happened(world):
    world.deploy({"weg.bpmn": arrival('=date("2021-02-10")')})
    story = world.open("weg")

    before = days(story)
    story.complete("planen")

    assert before == [("Einreise", True, None)]
    assert days(story) == [("Einreise", True, date(2021, 2, 10))]


def test_what_is_no_day_is_not_taken_for_one(world):
    world.deploy({"weg.bpmn": arrival('="2021"')})
    story = world.open("weg")

    story.complete("planen")

    assert days(story) == [("Einreise", True, None)]


def test_the_record_says_the_day_of_entry_that_the_process_was_not_told(world):
    world.deploy({"weg.bpmn": arrival('=date("2021-03-01")')})
    story = world.open("weg")
    record = {
        "version": 1,
        "name": "Maryam Muster",
        "birth": "1990-05-17",
        "entry": "2021-02-10",
        "residence": [],
    }
    with world.engine.begin(world.people["ada"]) as tx:
        commands.precheck.save(tx, story.reference, record, 0)

    before = days(story)
    story.complete("planen")

    assert before == [("Einreise", True, date(2021, 2, 10))]
    assert days(story) == [("Einreise", True, date(2021, 3, 1))]


def test_what_names_no_other_day_happened_when_its_step_was_passed(story, world):
    world.clock.moment = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # in Germany it is the next day
    story.complete("planen")

    assert days(story)[1] == ("Hilfeplan", True, date(2026, 12, 2))
