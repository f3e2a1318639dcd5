"""Whatever is done to a valid file, reading it ends in findings or graphs, never in another exception."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn import Checked, Graph, compile_graphs, outline, parse, read
from engine.errors import LaufwegError, NotFound
from engine.execution.offline import Offline
from engine.feel import from_python
from engine.testing import models
from engine.testing import notation as n

SNIPPETS = (
    b"<",
    b">",
    b'"',
    b"&",
    b"&#0;",
    b"\x00",
    b"\xff",
    b"=",
    b"<bpmn:task />",
    b"<!DOCTYPE a>",
    b"<![CDATA[",
    b"</bpmn:process>",
    b"antrag",
    b"",
)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_survives_mutations(model, data):
    source = bytearray(model("antrag"))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source) - 1))
        length = data.draw(st.integers(0, 60))
        source[start : start + length] = data.draw(st.sampled_from(SNIPPETS))

    checked = read(bytes(source), "p.bpmn")

    assert isinstance(checked, Checked)
    assert checked.graphs or checked.findings
    for graph in checked.graphs:
        assert len(outline(graph)) == len(graph.nodes) - 1


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_survives_swapped_names_and_references(model, data):
    text = model("antrag").decode()
    words = (
        "startEvent",
        "endEvent",
        "userTask",
        "subProcess",
        "boundaryEvent",
        "parallelGateway",
        "exclusiveGateway",
        "sequenceFlow",
        "transaction",
        "timeDuration",
        "vollstaendigkeit",
        "bearbeitung",
        "ruecknahme",
        "f1",
        "b2",
        "isExecutable",
    )
    for _ in range(data.draw(st.integers(1, 3))):
        text = text.replace(data.draw(st.sampled_from(words)), data.draw(st.sampled_from(words)))

    checked = read(text.encode(), "p.bpmn")

    assert checked.graphs or checked.findings
    for graph in checked.graphs:
        assert len(outline(graph)) == len(graph.nodes) - 1


#: every kind of element and event once, to be mutated
WHOLE_NOTATION = n.model(
    n.start(),
    n.parallel("fork"),
    n.user("a", n.multi("=n", until="=numberOfCompletedInstances > 1")),
    n.boundary("edge", "a", n.timer("R3/P1D", "timeCycle"), interrupting=False),
    n.compensated("a", "undo"),
    n.job("b", n.loop("=n < 3", loopMaximum="2"), retries="2"),
    n.boundary("failed", "b", n.error("E")),
    n.element("inclusiveGateway", "either", default="either_join"),
    n.scope(
        "buy",
        n.start("s"),
        n.element("endEvent", "give_up", "<cancelEventDefinition />"),
        *n.chain("s", "give_up"),
        n.event_sub_process("es", n.escalation("E"), interrupting=False),
        tag="transaction",
    ),
    n.boundary("cancelled", "buy", "<cancelEventDefinition />"),
    n.scope("free", n.user("x"), n.activity("task", "y"), tag="adHocSubProcess", ordering="Sequential"),
    n.element("eventBasedGateway", "race"),
    n.catch("late", n.timer("P1D")),
    n.catch("told", n.message("m")),
    n.catch("heard", n.conditional("=n > 3") + n.signal("t")),
    n.throw("call", n.signal("s"), models.io({"k": "=n"})),
    n.throw("undone", n.compensate("a", wait=False)),
    n.activity("callActivity", "child", extensions='<zeebe:calledElement processId="other" />'),
    models.script_task("count", "=n + 1", "n"),
    n.element("complexGateway", "join"),
    n.end("end", n.escalation("E")),
    models.end("stop", terminate=True),
    n.event_sub_process("handler", n.signal("s")),
    *n.chain("start", "fork", "a", "either", "join", "undone", "end"),
    *n.chain("fork", "b", "buy", "free", "count", "join"),
    *n.chain("fork", "race", "late", "call", "join"),
    *n.chain("race", "told", "child", "join"),
    *n.chain("race", "heard", "stop"),
    models.flow("either", "count", "=n > 2"),
    *(flow for edge in ("edge", "failed", "cancelled") for flow in n.chain(edge, "stop")),
    keys={"m": "=n"},
).decode()
_PIECES = re.findall(r'(?<=[ <"/])[\w:]+(?=[ ="/>])', WHOLE_NOTATION)
_VALUES = ("", "0", "-1", "true", "=", "=n", "=[n]", "=now", "P1D", "R/P0D", "2026-13-45", "fork", "p")


def _mutated(dice: random.Random) -> bytes:
    """The whole notation with words exchanged, elements moved, doubled and lost, and values that fit nowhere."""
    text = WHOLE_NOTATION
    for _ in range(dice.randint(1, 4)):
        match dice.randrange(4):
            case 0:
                text = text.replace(dice.choice(_PIECES), dice.choice(_PIECES), dice.choice([1, 1, -1]))
            case 1:
                text = re.sub(
                    rf'{dice.choice(_PIECES)}="[^"]*"',
                    lambda found: f'{found[0].split("=")[0]}="{dice.choice(_VALUES)}"',
                    text,
                    count=1,
                )
            case 2:
                parts = list(re.finditer(r"<(\w+) [^>]*/>|<(\w+)[^<]*</\2>", text))
                lost, goal = dice.choice(parts), dice.choice(parts).start()
                moved = text[:goal] + lost[0] + text[goal:]
                text = moved if dice.random() < 0.5 else text[: lost.start()] + text[lost.end() :]
            case _:
                text = re.sub(r">[^<\s][^<]*<", f">{dice.choice(_VALUES)}<", text, count=dice.randint(1, 4))
    return text.encode()


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_can_be_read_can_be_started(seed: int) -> None:
    source = _mutated(random.Random(seed))  # noqa: S311  hypothesis chooses the seed
    checked = read(source, "p.bpmn")

    assert checked.graphs or checked.findings
    try:
        graphs = compile_graphs(parse(source, "p.bpmn"))  # whatever style rules it breaks
    except LaufwegError:
        return
    for graph in graphs:
        _play(graph)


@pytest.mark.parametrize("name", ["globalTask", "globalUserTask", "globalScriptTask"])
def test_a_global_task_without_id_has_an_outline(name: str) -> None:
    """Found by the fuzzer: its process had no key, stood in itself, and the outline had no end."""
    script = '<extensionElements><zeebe:script expression="=1" resultVariable="x" /></extensionElements>'
    source = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        f'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><{name}>{script if "Script" in name else ""}</{name}>'
        f'<{name} id="{name}">{script if "Script" in name else ""}</{name}></definitions>'
    )

    graphs = compile_graphs(parse(source.encode(), "p.bpmn"))

    assert [len(outline(graph)) for graph in graphs] == [1, 1]
    assert len({graph.key for graph in graphs} | {""}) == 3


def test_the_whole_notation_can_be_read_and_started() -> None:
    graph = n.graph(WHOLE_NOTATION.encode())

    assert len({node.kind for node in graph.nodes.values()}) > 15
    _play(graph)


class _Shallow(Offline):
    """A process may come to call itself without end; here it may not."""

    def _create(self, *arguments, **options):
        if len(self.instances) > 10:
            raise NotFound("Expected to start a process, but too many run")
        return super()._create(*arguments, **options)


def _play(graph: Graph) -> None:
    """Start it and let time pass; whatever is refused is refused by one of our errors."""
    for value in (0, 1, 5):
        world = _Shallow([graph], budget=200)
        try:
            number = world.start(graph.key, {"n": from_python(value)})
            for due in world.timers()[:3]:
                world.fire(due)
            for one in list(world.instances[number].live.elements.values()):
                if one.id in world.instances[number].live.elements and one.element in ("a", "b", "x"):
                    world.complete(number, one.id)
        except LaufwegError:
            continue
