"""A fault of the model stops one element, visibly; nothing is lost, and a person lets it try again."""

from __future__ import annotations

import pytest

from engine import SYSTEM, Conflict, Forbidden, commands, queries
from engine.commands.authority import Competence
from engine.feel import from_python
from engine.testing import Story, World
from engine.testing import models as m

FORM = b"""{"type": "default", "id": "person", "schemaVersion": 18, "components": [
  {"type": "number", "key": "alter", "label": "Alter", "id": "F1"}]}"""
CHOICE = {
    "forms/person.form": FORM,
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a", form="person"),
        m.exclusive("weiche"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "weiche"),
        m.flow("weiche", "b", "=alter >= 16"),
        m.flow("weiche", "end", "=alter < 16", "kind"),
        m.flow("b", "end"),
    ),
}


@pytest.fixture
def stopped(world: World) -> Story:
    """The age was left empty, and the gateway asks for it."""
    return world.start(CHOICE).complete("a")


def test_the_case_waits_at_the_broken_element_and_says_why(stopped: Story) -> None:
    (incident,) = stopped.file().incidents

    assert (incident.element, incident.state) == ("weiche", "open")
    assert "„alter“" in incident.message
    stopped.is_waiting_at("weiche")


def test_resolving_with_the_missing_value_lets_the_case_go_on(stopped: Story) -> None:
    (incident,) = stopped.file().incidents

    with stopped.world.engine.begin(stopped.world.people["lea"]) as tx:
        commands.incident.resolve(tx, incident.id, {"alter": from_python(17)}, reason="Nachgereicht")

    stopped.is_waiting_at("b")
    assert "Eingriff begründet: Nachgereicht" in [row.text for row in stopped.file().history]
    (resolved,) = stopped.file().incidents
    assert (resolved.state, resolved.resolved_by) == ("resolved", "Lea Groß")


def test_resolving_without_a_cure_leaves_one_open_incident(stopped: Story) -> None:
    (incident,) = stopped.file().incidents

    with stopped.world.engine.begin(stopped.world.people["lea"]) as tx:
        commands.incident.resolve(tx, incident.id)

    assert sorted(one.state for one in stopped.file().incidents) == ["open", "resolved"]


def test_an_incident_is_resolved_once(stopped: Story) -> None:
    (incident,) = stopped.file().incidents
    with stopped.world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, incident.id, {"alter": from_python(17)})

    with stopped.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.incident.resolve(tx, incident.id)


@pytest.mark.parametrize("login", ["ada", "carla"])
def test_clerks_and_strangers_do_not_resolve(stopped: Story, login: str) -> None:
    (incident,) = stopped.file().incidents

    with stopped.world.engine.begin(stopped.world.people[login]) as tx, pytest.raises(Forbidden):
        commands.incident.resolve(tx, incident.id)


def test_supervisors_see_it_and_strangers_do_not(stopped: Story) -> None:
    world = stopped.world

    with world.engine.begin(world.people["lea"]) as tx:
        assert [one.element for one in queries.incident.overview(tx)] == ["weiche"]
    with world.engine.begin(world.people["carla"]) as tx, pytest.raises(Forbidden):
        queries.incident.overview(tx)


def test_a_task_nobody_is_competent_for_waits_until_someone_is(world: World) -> None:
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.user_task("a", group="jobcenter"),
                m.end(),
                m.flow("start", "a"),
                m.flow("a", "end"),
            )
        }
    )
    (incident,) = story.file().incidents
    assert "„jobcenter“" in incident.message

    with world.engine.begin(SYSTEM) as tx:
        commands.authority.add_competence(
            tx, world.here, Competence("jobcenter", "05334", "§ 6 SGB II", world.clock.moment.date())
        )
        commands.incident.resolve(tx, incident.id)

    assert story.task("a").authority_id == world.here
