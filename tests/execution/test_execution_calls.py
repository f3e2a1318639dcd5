"""Called processes through the real database: versions, variables, errors, cancellation, incidents."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from engine import SYSTEM, Conflict, commands
from engine.execution import codec
from engine.execution.instance import ROOT
from engine.execution.offline import Offline
from engine.feel import from_python
from engine.state.instance import STATE
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing import notation as n
from engine.testing.statements import statements


def _caller(attributes: str = "", extra: str = "", **declared: tuple[str, ...]) -> bytes:
    return m.process(
        "aussen",
        m.start(),
        m.call("ruf", "innen", extra, attributes),
        m.user_task("danach"),
        m.end(),
        m.boundary("fehler", "ruf", m.error("E1")),
        m.end("gescheitert"),
        m.boundary("schluss", "ruf", m.message("schluss")),
        m.end("abgebrochen"),
        m.flow("start", "ruf"),
        m.flow("ruf", "danach"),
        m.flow("danach", "end"),
        m.flow("fehler", "gescheitert"),
        m.flow("schluss", "abgebrochen"),
        errors=("E1",),
        messages={"schluss": "=aktenzeichen"},
    )


INNER = m.tasks("innen", "pruefen")
FAILING = m.process(
    "innen",
    m.start(),
    m.user_task("pruefen"),
    m.end("end", m.error("E1")),
    m.flow("start", "pruefen"),
    m.flow("pruefen", "end"),
    errors=("E1",),
)


def _started(world: World, inner: bytes = INNER) -> Story:
    world.deploy({"innen.bpmn": inner})
    return world.start({"aussen.bpmn": _caller()})


def _states(story: Story) -> list[str]:
    return [one.state for one in story.file().instances]


def test_the_caller_goes_on_when_the_called_process_is_over(world: World) -> None:
    story = _started(world)
    story.is_waiting_at("ruf", "pruefen")

    story.complete("pruefen").is_waiting_at("danach")

    assert _states(story) == ["active", "completed"]
    story.complete("danach").has_ended_at("end")


def test_what_the_called_process_left_is_handed_to_the_caller(world: World) -> None:
    world.deploy(
        {
            "innen.bpmn": m.process(
                "innen",
                m.start(),
                m.script_task("rechnen", "=kinder + 1", "personen"),
                m.end(),
                m.flow("start", "rechnen"),
                m.flow("rechnen", "end"),
            )
        }
    )
    caller = m.process(
        "aussen",
        m.start(),
        m.script_task("vorher", "=2", "kinder"),
        m.call("ruf", "innen"),
        m.user_task("danach"),
        m.end(),
        m.flow("start", "vorher"),
        m.flow("vorher", "ruf"),
        m.flow("ruf", "danach"),
        m.flow("danach", "end"),
    )

    story = world.start({"aussen.bpmn": caller})

    story.is_waiting_at("danach")
    data = {row.key: row.value for row in story.file().data}
    assert data["personen"] == "3"
    assert data["aktenzeichen"] == story.reference


def test_an_error_of_the_called_process_is_caught_by_the_caller(world: World) -> None:
    story = _started(world, FAILING)

    story.complete("pruefen")

    story.has_ended_at("gescheitert")
    assert _states(story) == ["completed", "cancelled"]


def _end_with_reason() -> str:
    mapping = f"<extensionElements>{m.io({'grund': '=befund'})}</extensionElements>"
    return m.end("end", mapping + m.error("E1"))


ENDINGS = [
    # how the called process ends, what of its variables the caller gets
    (m.end("end", m.error("E1")), {}),  # given up: what it had is gone with it
    (_end_with_reason(), {"grund": "verjährt"}),  # what the error says of itself goes on with it
    (m.end(), {"befund": "verjährt"}),
]


@pytest.mark.parametrize(("end", "handed"), ENDINGS)
def test_of_a_called_process_that_ends_with_an_error_only_what_the_error_carries_is_handed_over(
    world: World, end: str, handed: dict[str, str]
) -> None:
    inner = m.process(
        "innen",
        m.start(),
        m.script_task("pruefen", '="verjährt"', "befund"),
        end,
        m.flow("start", "pruefen"),
        m.flow("pruefen", "end"),
        errors=("E1",),
    )
    outer = m.process(
        "aussen",
        m.start(),
        m.call("ruf", "innen"),
        m.boundary("fehler", "ruf", m.error("E1")),
        m.user_task("danach"),
        m.end(),
        m.flow("start", "ruf"),
        m.flow("ruf", "danach"),
        m.flow("fehler", "danach"),
        m.flow("danach", "end"),
        errors=("E1",),
    )
    memory = Offline([n.graph(inner), n.graph(outer)])
    number = memory.start("aussen")
    world.deploy({"innen.bpmn": inner})

    story = world.start({"aussen.bpmn": outer})

    story.is_waiting_at("danach")
    caller = story.file().instances[0].id
    with world.engine.begin(SYSTEM) as tx:
        stored = codec.load(
            tx.execute(select(STATE.c.tokens).where(STATE.c.instance_id == caller)).scalar_one()
        )
    assert memory.instances[number].live.variables[ROOT] == handed
    assert {
        key: value for key, value in stored.variables[ROOT].items() if key in ("befund", "grund")
    } == handed


def test_the_called_process_is_given_up_when_the_call_is_interrupted(world: World) -> None:
    story = _started(world)

    assert story.send("schluss")

    story.has_ended_at("abgebrochen")
    assert _states(story) == ["completed", "cancelled"]
    assert all(row.state != "active" for row in story.file().tasks)


def test_a_process_that_is_not_in_force_is_an_incident_and_can_be_tried_again(world: World) -> None:
    story = world.start({"aussen.bpmn": _caller()})
    (incident,) = story.file().incidents
    assert (incident.element, incident.kind) == ("ruf", "call")
    assert "innen" in incident.message

    world.deploy({"innen.bpmn": INNER})
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, incident.id)

    story.is_waiting_at("ruf", "pruefen").complete("pruefen").is_waiting_at("danach")


def test_the_binding_deployment_runs_the_process_of_the_same_files(world: World) -> None:
    world.deploy({"innen.bpmn": FAILING})

    story = world.start({"a.bpmn": _caller('bindingType="deployment"'), "b.bpmn": INNER})

    story.is_waiting_at("ruf", "pruefen").complete("pruefen").is_waiting_at("danach")


def test_the_binding_by_tag_runs_the_version_with_that_tag(world: World) -> None:
    tagged = INNER.replace(
        b'isExecutable="true">',
        b'isExecutable="true"><extensionElements><zeebe:versionTag value="v1" /></extensionElements>',
    )
    world.deploy({"innen.bpmn": tagged})
    world.deploy({"innen.bpmn": FAILING})

    story = world.start({"aussen.bpmn": _caller('bindingType="versionTag" versionTag="v1"')})

    story.complete("pruefen").is_waiting_at("danach")


def test_a_process_that_calls_itself_for_ever_ends_in_one_incident(world: World) -> None:
    story = world.start(
        {
            "p.bpmn": m.process(
                "p", m.start(), m.call("ruf", "p"), m.end(), m.flow("start", "ruf"), m.flow("ruf", "end")
            )
        }
    )

    (incident,) = story.file().incidents
    assert "zu oft" in incident.message


def test_cancelling_the_caller_ends_what_it_called(world: World) -> None:
    story = _started(world)
    outer, inner = story.file().instances

    with world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.instance.cancel(tx, inner.id)
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.cancel(tx, outer.id)

    assert _states(story) == ["cancelled", "cancelled"]
    assert story.file().head.state == "closed"


def test_a_simple_completion_takes_seven_statements_and_one_that_counts_its_times(world: World) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    task = story.task("a")

    with statements() as sent, world.engine.begin(SYSTEM) as tx:
        commands.task.complete(tx, task.id, task.revision, {})

    assert len(sent) <= 8, sent
    assert "task_time" in sent[-1]  # behind every other write, so that its row is locked for the commit alone


def test_a_value_written_in_the_called_process_never_reaches_the_history(world: World) -> None:
    world.deploy({"innen.bpmn": INNER})
    story = world.start(
        {
            "aussen.bpmn": m.process(
                "aussen",
                m.start(),
                m.script_task("vorher", '="Geheimnis"', "name"),
                m.call("ruf", "innen"),
                m.end(),
                m.flow("start", "vorher"),
                m.flow("vorher", "ruf"),
                m.flow("ruf", "end"),
            )
        }
    )
    (_, inner) = story.file().instances
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, inner.id, {"name": from_python("Geheimnis 2")})
    story.complete("pruefen").has_ended_at("end")

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT detail::text || element_name FROM history")).scalars().all()
    assert not [row for row in rows if "Geheimnis" in row]


EVENT_ONLY = m.process(
    "innen",
    m.start("eingang", definition=m.message("post")),
    m.user_task("pruefen"),
    m.end(),
    m.flow("eingang", "pruefen"),
    m.flow("pruefen", "end"),
    messages={"post": ""},
)


def test_a_process_that_only_an_event_starts_cannot_be_called(world: World) -> None:
    story = _started(world, EVENT_ONLY)

    (incident,) = story.file().incidents
    assert "Ereignis" in incident.message


def test_a_case_can_begin_by_hand_at_the_only_start_event(world: World) -> None:
    world.start({"innen.bpmn": EVENT_ONLY}).is_waiting_at("pruefen")


def test_a_suspended_process_is_not_called(world: World) -> None:
    world.deploy({"innen.bpmn": INNER})
    with world.engine.begin(SYSTEM) as tx:
        commands.definition.suspend(tx, "innen")

    story = world.start({"aussen.bpmn": _caller()})

    (incident,) = story.file().incidents
    assert "ausgesetzt" in incident.message


def test_an_escalation_of_the_called_process_is_caught_by_the_caller(world: World) -> None:
    thrown = '<escalationEventDefinition escalationRef="eskalation" />'
    declared = b'<escalation id="eskalation" name="hilfe" escalationCode="hilfe" /><process'
    inner = m.process(
        "innen",
        m.start(),
        m.throw("melden", thrown),
        m.user_task("pruefen"),
        m.end(),
        m.flow("start", "melden"),
        m.flow("melden", "pruefen"),
        m.flow("pruefen", "end"),
    ).replace(b"<process", declared, 1)
    outer = m.process(
        "aussen",
        m.start(),
        m.call("ruf", "innen"),
        m.boundary("gemeldet", "ruf", thrown, interrupting=False),
        m.user_task("helfen"),
        m.end("end2"),
        m.end(),
        m.flow("start", "ruf"),
        m.flow("ruf", "end"),
        m.flow("gemeldet", "helfen"),
        m.flow("helfen", "end2"),
    ).replace(b"<process", declared, 1)
    world.deploy({"innen.bpmn": inner})

    world.start({"aussen.bpmn": outer}).is_waiting_at("ruf", "pruefen", "helfen")
