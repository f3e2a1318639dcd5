"""Long chains, many turns, deep nesting: no recursion, and a state that does not grow."""

from __future__ import annotations

import pytest

from engine.bpmn import Flow, Graph, Kind, Node, compile_graphs, parse
from engine.execution import codec
from engine.execution.changes import ElementCompleted
from engine.execution.offline import Offline
from engine.testing import Run, models
from engine.testing import notation as n


@pytest.mark.slow
def test_ten_thousand_elements_in_a_row_are_passed_in_one_step() -> None:
    run = Run(_chain(10_000))

    run.start()

    assert run.instance.ended
    assert sum(isinstance(one, ElementCompleted) for one in run.changes) == 10_000


def _chain(length: int) -> Graph:
    """Longer than a file may be."""
    flows = [Flow(f"f{number}", f"t{number - 1}", f"t{number}") for number in range(1, length)]
    nodes = {
        f"t{number}": Node(
            f"t{number}",
            Kind.TASK,
            "p",
            incoming=tuple(flows[number - 1 : number]) if number else (),
            outgoing=tuple(flows[number : number + 1]),
        )
        for number in range(length)
    }
    root = Node("p", Kind.PROCESS, "", entries=("t0",))
    return Graph("p", "", {"p": root, **nodes}, {flow.id: flow for flow in flows})


def _loop(work: str) -> Run:
    """The work again and again until n is 100,000."""
    return n.run(
        n.start(),
        work,
        n.user("after"),
        n.end(),
        *n.chain("start", "work"),
        models.flow("work", "work", "=n < 100000"),
        models.flow("work", "after", "=n >= 100000"),
        *n.chain("after", "end"),
    )


@pytest.mark.slow
def test_a_hundred_thousand_turns_in_one_step_leave_nothing_behind() -> None:
    run = _loop(models.script_task("work", "=n + 1", "n"))
    run.budget = 200_000

    run.start(n=0)

    assert run.variables["n"] == 100_000
    assert len(codec.dump(run.instance)) < 300


@pytest.mark.slow
def test_a_thousand_turns_with_a_person_leave_a_state_as_small_as_ten() -> None:
    edge = n.boundary("edge", "work", n.timer("P1D"), interrupting=False)
    run = _loop(n.user("work") + edge + n.user("b") + "".join(n.chain("edge", "b"))).start(n=0)
    for _ in range(10):
        run.complete("work")
    early = len(codec.dump(run.instance))

    for _ in range(1000):
        run.complete("work")
        run.changes.clear()

    assert len(codec.dump(run.instance)) - early < 20  # numbers have become longer


@pytest.mark.parametrize("depth", [150])
def test_a_hundred_and_fifty_sub_processes_in_one_another_are_entered_and_left(depth: int) -> None:
    inside = n.user("work")
    name = "work"
    for level in range(depth):
        ways = n.chain(f"s{level}", name, f"e{level}")
        name = f"sub{level}"
        inside = n.scope(name, n.start(f"s{level}"), inside, n.end(f"e{level}"), *ways)
    run = n.run(n.start(), inside, n.end(), *n.chain("start", name, "end")).start()
    assert codec.load(codec.dump(run.instance)) == run.instance

    run.complete("work", x=1)

    assert run.instance.ended
    assert run.variables["x"] == 1


def test_a_process_that_calls_itself_without_end_stops_with_an_incident() -> None:
    itself = models.process(
        "p", models.start("s"), models.call("again", "p"), models.end("e"), *n.chain("s", "again", "e")
    )
    world = Offline(compile_graphs(parse(itself, "p.bpmn")))

    world.start("p")

    ((number, fault),) = world.incidents()
    assert (number, fault.kind) == (len(world.instances), "call")
    assert len(world.instances) == 101
