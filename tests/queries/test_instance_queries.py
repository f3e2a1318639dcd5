"""What operators see: instances by state, where each stands, its variables by scope, what it can become."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import SYSTEM, Forbidden, Invalid, NotFound, commands, queries
from engine.commands.message import Publication
from engine.feel import from_python
from engine.queries.instance import InstanceFilter, InstancePage, InstanceView
from engine.queries.instance_waits import WaitKind
from engine.testing import Story, World
from engine.testing import models as m

FORM = b"""{"type": "default", "id": "person", "schemaVersion": 18, "components": [
  {"type": "number", "key": "alter", "label": "Alter", "id": "F1"}]}"""
FILES = {
    "forms/person.form": FORM,
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.sub_process(
            "teil",
            m.start("beginn"),
            m.user_task("a", form="person"),
            m.boundary("erinnerung", "a", m.timer("P14D"), interrupting=False),
            m.end("erinnert"),
            m.end("teilende"),
            m.flow("beginn", "a"),
            m.flow("a", "teilende"),
            m.flow("erinnerung", "erinnert"),
        ),
        m.exclusive("weiche"),
        m.catch("warten", m.message("unterlagen")),
        m.end(),
        m.flow("start", "teil"),
        m.flow("teil", "weiche"),
        m.flow("weiche", "warten", "=alter > 16"),
        m.flow("weiche", "end", "=alter <= 16", "kind"),
        m.flow("warten", "end"),
        messages={"unterlagen": "=aktenzeichen"},
        name="Antrag",
    ),
}


REPEATED = """<multiInstanceLoopCharacteristics><extensionElements>
  <zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="n"/>
</extensionElements></multiInstanceLoopCharacteristics>"""


@pytest.fixture
def story(world: World) -> Story:
    return world.start(FILES)


def _page(world: World, login: str = "lea", **wanted: object) -> InstancePage:
    with world.engine.begin(world.people[login]) as tx:
        return queries.instance.page(tx, InstanceFilter(**wanted))  # type: ignore[arg-type]


def _number(story: Story) -> int:
    return story.file().instances[0].id


def test_instances_are_counted_by_state_and_listed_with_where_they_stand(story: Story) -> None:
    world = story.world
    stopped, suspended, ended = world.open("p"), world.open("p"), world.open("p")
    stopped.complete("a")
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _number(suspended))
        commands.instance.cancel(tx, _number(ended))

    found = _page(world)

    assert dict(found.counts) == {"running": 3, "suspended": 1, "failed": 1, "ended": 1, "all": 4}
    assert [(one.reference, one.waiting, one.incidents, one.is_suspended) for one in found.instances] == [
        (suspended.reference, ("a",), 0, True),
        (stopped.reference, ("weiche",), 1, False),
        (story.reference, ("a",), 0, False),
    ]
    for view, expected in (
        (InstanceView.SUSPENDED, suspended),
        (InstanceView.FAILED, stopped),
        (InstanceView.ENDED, ended),
    ):
        assert [one.reference for one in _page(world, view=view).instances] == [expected.reference]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"key": "p"}, 2),
        ({"key": "q"}, 0),
        ({"element": "a"}, 1),  # a task
        ({"element": "erinnerung"}, 1),  # a timer
        ({"element": "weiche"}, 1),  # an incident
        ({"element": "warten"}, 0),
        ({"text": "kim-2026"}, 2),
        ({"text": "kim 4711"}, 0),
        ({"text": "%"}, 0),
        ({"version_id": 4711}, 0),
    ],
)
def test_instances_are_found_by_process_version_element_and_number(
    story: Story, wanted: dict[str, object], found: int
) -> None:
    story.world.open("p").complete("a")

    assert len(_page(story.world, **wanted).instances) == found


def test_pages_follow_each_other_and_a_foreign_cursor_is_refused(story: Story) -> None:
    others = [story.world.open("p") for _ in range(2)]

    first = _page(story.world, size=2)
    second = _page(story.world, size=2, after=first.next)

    assert [one.reference for one in (*first.instances, *second.instances)] == [
        others[1].reference, others[0].reference, story.reference,
    ]  # fmt: skip
    assert second.next is None
    with pytest.raises(Invalid):
        _page(story.world, after="x")


def test_only_those_who_may_repair_see_instances_and_only_their_own(story: Story) -> None:
    for login in ("ada", "carla", "stefan"):
        with pytest.raises(Forbidden):
            _page(story.world, login)
    world = story.world
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Forbidden):
        queries.instance_view.show(tx, _number(story))
    with world.engine.begin(SYSTEM) as tx, pytest.raises(NotFound):
        queries.instance_view.show(tx, 4711)


def test_one_instance_says_what_each_step_waits_for(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        seen = queries.instance_view.show(tx, _number(story))

    scope, task = seen.waiting
    assert (scope.element, scope.is_scope, scope.depth) == ("teil", True, 0)
    assert (task.element, task.is_scope, task.depth) == ("a", False, 1)
    assert [(one.kind, one.name) for one in task.waits] == [
        (WaitKind.TASK, "Ausländeramt Hier"),
        (WaitKind.TIMER, "erinnerung"),
    ]
    assert task.waits[1].due == story.world.clock.moment + timedelta(days=14)
    assert (seen.active, seen.failed, seen.is_running) == (("a",), (), True)


def test_values_are_shown_only_to_those_who_may_read_the_case(story: Story) -> None:
    world = story.world
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, _number(story), {"alter": from_python(17)})

    shown = {}
    for login in ("lea", "adam"):
        with world.engine.begin(world.people[login]) as tx:
            (process,) = queries.instance_view.show(tx, _number(story)).scopes
        shown[login] = {one.name: one.value for one in process.variables}

    assert shown["lea"]["alter"] == from_python(17)
    assert shown["adam"] == dict.fromkeys(shown["lea"])


def test_a_step_can_be_entered_where_no_event_has_to_happen_first(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        found = queries.instance_view.targets(tx, _number(story))

    assert [(one.id, one.place) for one in found] == [
        ("teil", ""), ("weiche", ""), ("warten", ""), ("end", ""),
        ("a", "teil"), ("erinnert", "teil"), ("teilende", "teil"),
    ]  # fmt: skip
    for one in found:
        with story.world.engine.begin(SYSTEM) as tx:
            commands.instance.modify(tx, _number(story.world.open("p")), activate=((one.element, one.scope),))


def test_of_several_runs_of_a_sub_process_one_is_chosen(world: World) -> None:
    turns = m.sub_process(
        "teil",
        REPEATED,
        m.start("beginn"),
        m.user_task("a"),
        m.user_task("b"),
        m.end("teilende"),
        m.flow("beginn", "a"),
        m.flow("a", "b"),
        m.flow("b", "teilende"),
    )
    story = world.start(
        {"p.bpmn": m.process("p", m.start(), turns, m.end(), m.flow("start", "teil"), m.flow("teil", "end"))}
    )
    with world.engine.begin(SYSTEM) as tx:
        number = _number(story)
        found = [one for one in queries.instance_view.targets(tx, number) if one.element == "b"]
        assert len(found) == 2
        commands.instance.modify(tx, number, activate=((found[1].element, found[1].scope),))
        seen = queries.instance_view.show(tx, number)

    assert seen.counts == {"a": 2}
    assert [[row.name for row in one.variables] for one in seen.scopes if one.id] == [
        [
            "numberOfActiveInstances",
            "numberOfCompletedInstances",
            "numberOfInstances",
            "numberOfTerminatedInstances",
        ],
        ["loopCounter", "n"],
        ["loopCounter", "n"],
    ]


def test_a_proposal_says_what_each_place_becomes(story: Story) -> None:
    world = story.world
    other = m.tasks("p", "pruefen")  # fmt: skip
    target = world.deploy({"p.bpmn": other})
    foreign = world.deploy({"q.bpmn": m.process("q", m.start(), m.end(), m.flow("start", "end"))})
    number = _number(story)

    with world.engine.begin(world.people["lea"]) as tx:
        (choice,) = queries.migration.choices(tx, number)
        proposal = queries.migration.propose(tx, number, target, {"a": "pruefen"})
        with pytest.raises(Invalid):
            queries.migration.propose(tx, number, foreign)

    assert choice.id == target
    assert [(one.element, one.count, one.target) for one in proposal.places] == [
        ("teil", 1, None),
        ("a", 1, "pruefen"),
    ]
    assert [one.element for one in proposal.places[1].options] == ["pruefen"]


def test_processes_are_listed_with_what_runs_of_them(story: Story) -> None:
    world = story.world
    world.open("p").complete("a")
    with world.engine.begin(world.people["adam"]) as tx:
        commands.definition.suspend(tx, "p")
        (one,) = queries.definition.running(tx)

    assert (one.key, one.name, one.suspended_at) == ("p", "Antrag", world.clock.moment)
    assert [(version.running, version.failed) for version in one.versions] == [(2, 1)]


def test_incidents_come_page_by_page_and_one_is_found_by_its_number(story: Story) -> None:
    world = story.world
    for one in (story, world.open("p"), world.open("p")):
        one.complete("a")
    with world.engine.begin(world.people["lea"]) as tx:
        first = queries.incident.page(tx, size=2)
        second = queries.incident.page(tx, after=first.next, size=2)
        none = queries.incident.page(tx, key="q")
        found = queries.incident.find(tx, second.incidents[0].id)
        with pytest.raises(Invalid):
            queries.incident.page(tx, after="x")
        with pytest.raises(NotFound):
            queries.incident.find(tx, 4711)

    assert (len(first.incidents), len(second.incidents), first.total, second.next) == (2, 1, 3, None)
    assert (none.incidents, none.total) == ((), 0)
    assert found == second.incidents[0]


def test_a_failed_job_is_listed_once_with_its_incident(world: World) -> None:
    files = {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.service_task("post", "post"),
            m.end(),
            m.flow("start", "post"),
            m.flow("post", "end"),
        )
    }
    story = world.start(files)
    for _again in range(2):
        with world.engine.begin(SYSTEM) as tx:
            (fetched,) = commands.job.fetch_and_lock(tx, "post", "versand")
            commands.job.fail(tx, fetched.id, "versand", 0, "Drucker aus")
        (incident,) = [one for one in story.file().incidents if one.state == "open"]
        with world.engine.begin(SYSTEM) as tx:
            (row,) = queries.job.overview(tx)
            assert (row.state, row.failure, row.incident_id) == ("failed", "Drucker aus", incident.id)
            commands.incident.resolve(tx, incident.id)

    with world.engine.begin(SYSTEM) as tx:
        (row,) = queries.job.overview(tx)
        commands.message.publish(tx, Publication("niemand", "x"))
        (message,) = queries.message.unclaimed(tx)
    assert (row.state, row.incident_id) == ("created", None)
    assert message.name == "niemand"
