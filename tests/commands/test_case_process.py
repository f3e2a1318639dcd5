"""A process is started by hand in a case that runs already."""

from __future__ import annotations

import pytest

from engine import Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.testing import Story, World
from engine.testing import models as m

FORM = (
    b'{"type": "default", "id": "wunsch", "components": [{"type": "textfield", "key": "wunsch", "label": "Wunsch", '
    b'"validate": {"required": true}}]}'
)


def process(key: str, start: str) -> bytes:
    return m.process(key, start, m.user_task("tun"), m.end(), m.flow("start", "tun"), m.flow("tun", "end"))


@pytest.fixture
def story(world: World) -> Story:
    world.deploy({"mehr.bpmn": process("mehr", m.start(form="wunsch")), "wunsch.form": FORM})
    nobody = process("niemand", m.start()).replace(
        b'isExecutable="true">',
        b'isExecutable="true"><extensionElements><zeebe:properties>'
        b'<zeebe:property name="ohne_person" value="ja" /></zeebe:properties></extensionElements>',
    )
    world.deploy({"niemand.bpmn": nobody})
    world.deploy({"dort.bpmn": process("dort", m.start())}, "05158")
    return world.start({"p.bpmn": m.tasks("p", "a")})


def begin(story: Story, key: str, values: dict[str, object], login: str = "ada", reason: str = "") -> int:
    with story.world.engine.begin(story.world.people[login]) as tx:
        return commands.case_process.begin(tx, story.reference, key, values, reason)


def test_it_runs_beside_the_others_and_the_history_says_who_and_why(story: Story) -> None:
    number = begin(story, "mehr", {"wunsch": "schnell"}, "ben", "Die Person hat angerufen")

    story.is_waiting_at("a", "tun")
    (fact,) = [one for one in story.file().history if one.kind == "process_started_by_hand"]
    assert fact.text == "Ablauf „Test mehr“ von Hand gestartet. Grund: Die Person hat angerufen"
    assert fact.actor == "Ben Krüger"
    assert number == story.file().instances[-1].id
    story.complete("tun").complete("a")
    story.has_ended_at("end")


def test_what_can_be_started_is_in_force_there_and_about_a_person(story: Story) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        found = queries.case_file.beginnings(tx, story.reference)

    assert [(one.key, one.running_since is not None) for one in found.processes] == [
        ("mehr", False),
        ("p", True),
    ]


@pytest.mark.parametrize(
    ("key", "values", "error"),
    [
        # the form asks for more
        ("mehr", {}, Invalid),
        # not in force at the place, unknown, about nobody
        ("dort", {}, Conflict),
        ("unbekannt", {}, NotFound),
        ("niemand", {}, Conflict),
    ],
)
def test_what_does_not_fit_is_refused(
    story: Story, key: str, values: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        begin(story, key, values)

    assert len(story.file().instances) == 1


@pytest.mark.parametrize("login", ["carla", "olga", "adam"])
def test_a_stranger_starts_nothing(story: Story, login: str) -> None:
    with pytest.raises(Forbidden):
        begin(story, "p", {}, login)
    with story.world.engine.begin(story.world.people[login]) as tx, pytest.raises(Forbidden):
        queries.case_file.beginnings(tx, story.reference)


def test_nothing_is_started_in_a_closed_case(story: Story) -> None:
    story.complete("a")

    with pytest.raises(Conflict, match="closed"):
        begin(story, "p", {})
    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Conflict):
        queries.case_file.beginnings(tx, story.reference)
