"""Events in every position (BPMN 10.5, 13.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.execution import codec
from engine.execution.actions import DeliverMessage, SetVariables
from engine.execution.changes import (
    ElementCompleted,
    ElementTerminated,
    ErrorThrown,
    EscalationThrown,
    InstanceCompleted,
    MessageThrown,
)
from engine.execution.instance import SignalSubscription
from engine.execution.offline import Offline
from engine.execution.services import FaultKind
from engine.feel import from_python
from engine.testing import Run, models
from engine.testing import notation as n

DAY = timedelta(days=1)


def _edge(definition: str, *, interrupting: bool, **attributes: str) -> Run:
    """A task `a` with an event at its edge that leads to `b`."""
    event = n.boundary("edge", "a", definition, interrupting=interrupting)
    for name, value in attributes.items():
        event = event.replace("<boundaryEvent ", f'<boundaryEvent {name}="{value}" ', 1)
    ways = (*n.chain("start", "a", "end"), *n.chain("edge", "b", "end2"))
    return n.run(n.start(), n.user("a"), event, n.user("b"), n.end(), n.end("end2"), *ways)


def _signal(run: Run, name: str, **variables: object) -> Run:
    """Let one catch of the signal hear it."""
    catch = next(
        one
        for one in run.instance.subscriptions.values()
        if isinstance(one, SignalSubscription) and one.name == name
    )
    return run.act(DeliverMessage(catch.id, {key: from_python(value) for key, value in variables.items()}))


def test_a_non_interrupting_signal_is_heard_again_and_again() -> None:
    run = _signal(_signal(_edge(n.signal("s"), interrupting=False).start(), "s"), "s", n=2)

    assert sorted(run.waiting()) == ["a", "b", "b"]
    assert run.variables["n"] == 2


def test_handlers_of_a_non_interrupting_event_outlive_their_host() -> None:
    run = _signal(_edge(n.signal("s"), interrupting=False).start(), "s").complete("a")

    assert run.waiting() == ("b",)
    assert not run.complete("b").failures()
    assert run.instance.ended


def test_an_interrupting_cycle_takes_the_host_away_at_its_first_turn() -> None:
    run = _edge(n.timer("R3/P1D", "timeCycle"), interrupting=True).start().pass_time(9 * DAY)

    assert run.waiting() == ("b",)


def test_any_trigger_of_a_multiple_event_is_enough() -> None:
    first = _edge(n.signal("s") + n.timer("P1D"), interrupting=True).start()
    second = _edge(n.signal("s") + n.timer("P1D"), interrupting=True).start()

    _signal(first, "s")
    second.pass_time(DAY)

    assert first.waiting() == second.waiting() == ("b",)
    assert first.instance.subscriptions == second.instance.subscriptions == {}


def test_every_trigger_of_a_parallel_multiple_event_is_needed() -> None:
    run = _edge(n.signal("s") + n.timer("P1D"), interrupting=True, parallelMultiple="true").start()

    assert _signal(run, "s").waiting() == ("a",)
    assert codec.load(codec.dump(run.instance)) == run.instance
    assert run.pass_time(DAY).waiting() == ("b",)


def test_a_parallel_multiple_event_that_half_happened_does_not_keep_its_host() -> None:
    inside = (n.start("s"), n.user("a"), n.end("e"), *n.chain("s", "a", "e"))
    event = n.boundary("edge", "sub", n.signal("x") + n.signal("y"))
    run = n.run(
        n.start(),
        n.scope("sub", *inside),
        event.replace("<boundaryEvent ", '<boundaryEvent parallelMultiple="true" '),
        n.end(),
        n.end("end2"),
        *n.chain("start", "sub", "end"),
        *n.chain("edge", "end2"),
    ).start()

    _signal(run, "x").complete("a")

    assert run.instance.outcome == "end"


def test_a_link_goes_on_at_the_catch_of_its_name() -> None:
    link = '<linkEventDefinition name="weiter" />'
    run = n.run(
        n.start(),
        n.throw("go", link),
        n.catch("come", link),
        n.user("a"),
        n.end(),
        *n.chain("start", "go"),
        *n.chain("come", "a", "end"),
    ).start()

    assert run.waiting() == ("a",)


def test_two_links_may_lead_to_one_catch() -> None:
    link = '<linkEventDefinition name="weiter" />'
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.throw("one", link),
        n.throw("two", link),
        n.catch("come", link),
        n.user("a"),
        n.end(),
        *n.chain("start", "fork", "one"),
        *n.chain("fork", "two"),
        *n.chain("come", "a", "end"),
    ).start()

    assert run.waiting() == ("a", "a")


@pytest.mark.parametrize("position", ["throw", "end"])
def test_a_signal_is_heard_by_the_catches_of_its_own_instance(position: str) -> None:
    thrower = n.throw("call", n.signal("s")) if position == "throw" else n.end("call", n.signal("s"))
    way = n.chain("fork", "call", "end") if position == "throw" else n.chain("fork", "call")
    run = n.run(
        n.start(),
        n.parallel("fork"),
        thrower,
        n.catch("hear", n.signal("s")),
        n.user("a"),
        n.end(),
        *n.chain("start", "fork", "hear", "a", "end"),
        *way,
    ).start()

    assert run.waiting() == ("a",)


def test_a_signal_reaches_every_waiting_instance_and_starts_the_processes_it_starts() -> None:
    hearing = n.graph(
        n.model(
            n.start(),
            n.catch("hear", n.signal("s")),
            n.user("a"),
            n.end(),
            *n.chain("start", "hear", "a", "end"),
        )
    )
    starting = n.graph(
        n.model(
            models.start("start", definition=n.signal("s")),
            n.user("b"),
            n.end(),
            *n.chain("start", "b", "end"),
            key="q",
        )
    )
    throwing = n.graph(n.model(n.start(), n.end("end", n.signal("s")), *n.chain("start", "end"), key="r"))
    world = Offline([hearing, starting, throwing])
    for _ in range(3):
        world.start("p")

    world.start("r")

    waiting = [
        [one.element for one in running.live.elements.values()] for running in world.instances.values()
    ]
    assert waiting == [["p", "a"], ["p", "a"], ["p", "a"], [], ["q", "b"]]


def test_a_thrown_message_reaches_one_catch_with_its_key() -> None:
    catching = n.graph(
        n.model(
            n.start(),
            n.catch("hear", n.message("post")),
            n.user("a"),
            n.end(),
            *n.chain("start", "hear", "a", "end"),
            keys={"post": "=key"},
        )
    )
    throwing = n.graph(
        n.model(
            n.start(),
            n.throw("send", n.message("post"), models.io({"inhalt": '="Brief"'})),
            n.end(),
            *n.chain("start", "send", "end"),
            key="q",
            keys={"post": "=key"},
        )
    )
    world = Offline([catching, throwing])
    one, two = (world.start("p", {"key": key}) for key in ("x", "y"))

    world.start("q", {"key": "y"})

    assert [world.instances[number].live.variables[0].get("inhalt") for number in (one, two)] == [
        None,
        "Brief",
    ]


def test_a_message_is_thrown_when_everything_else_rests() -> None:
    """Whoever is about to listen does so before anybody speaks."""
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.end("call", n.message("post")),
        models.script_task("slow", "=1", "n"),
        n.user("a"),
        n.end(),
        *n.chain("start", "fork", "call"),
        *n.chain("fork", "slow", "a", "end"),
    ).start()

    facts = [type(one).__name__ + one.element for one in run.changes if hasattr(one, "element")]
    assert facts.index("UserTaskActivateda") < facts.index("MessageThrowncall")
    assert any(isinstance(one, MessageThrown) for one in run.changes)


def _thrower(definition: str, edge: str, *, interrupting: bool, end: str = "end") -> Run:
    """A sub-process that throws, an event at its edge."""
    thrower = n.throw("raise", definition) if end == "throw" else n.end("raise", definition)
    way = n.chain("s", "raise", "c", "e") if end == "throw" else n.chain("s", "raise")
    rest = (n.user("c"), n.end("e")) if end == "throw" else ()
    return n.run(
        n.start(),
        n.scope("sub", n.start("s"), thrower, *rest, *way),
        n.boundary("edge", "sub", edge, interrupting=interrupting),
        n.user("a"),
        n.user("b"),
        n.end(),
        *n.chain("start", "sub", "a", "end"),
        *n.chain("edge", "b", "end"),
    )


ESCALATIONS = [
    # what the edge catches, interrupting, where it is thrown, the waiting elements afterwards
    (n.escalation("E"), True, "throw", ["b"]),
    (n.escalation("E"), False, "throw", ["b", "c", "sub"]),
    (n.escalation("E"), True, "end", ["b"]),
    (n.escalation("E"), False, "end", ["a", "b"]),
    (n.escalation(), True, "end", ["b"]),
    (n.escalation("F"), True, "throw", ["c", "sub"]),  # another code
]


@pytest.mark.parametrize(("edge", "interrupting", "end", "expected"), ESCALATIONS)
def test_an_escalation_travels_to_the_edge(
    edge: str, interrupting: bool, end: str, expected: list[str]
) -> None:
    run = _thrower(n.escalation("E"), edge, interrupting=interrupting, end=end).start()

    assert sorted(run.waiting()) == expected
    assert not run.failures()


def test_an_uncaught_escalation_has_no_consequence() -> None:
    run = n.run(
        n.start(),
        n.throw("raise", n.escalation("E")),
        n.user("a"),
        n.end(),
        *n.chain("start", "raise", "a", "end"),
    )

    run.start()

    assert run.waiting() == ("a",)
    assert [one.catcher for one in run.changes if isinstance(one, EscalationThrown)] == [None]


ERRORS = [
    # what the edge catches, whether it does
    (n.error("E"), True),
    ("<errorEventDefinition />", True),
    (n.error("F"), False),
]


@pytest.mark.parametrize(("edge", "is_caught"), ERRORS)
def test_an_error_is_caught_by_its_code_or_stops_as_an_incident(edge: str, is_caught: bool) -> None:
    run = _thrower(n.error("E"), edge, interrupting=True).start()

    assert run.waiting() == (("b",) if is_caught else ("sub", "raise"))
    assert [one.kind for one in run.failures()] == ([] if is_caught else [FaultKind.ERROR])


def test_an_error_end_is_over_once() -> None:
    run = _thrower(n.error("E"), n.error("E"), interrupting=True).start()
    number = next(one.element_instance for one in run.changes if isinstance(one, ErrorThrown))

    over = [
        type(one)
        for one in run.changes
        if isinstance(one, ElementCompleted | ElementTerminated) and one.element_instance == number
    ]

    assert over == [ElementCompleted]


def test_the_catch_with_the_code_goes_before_the_one_for_all() -> None:
    run = n.run(
        n.start(),
        n.scope("sub", n.start("s"), n.end("raise", n.error("E")), *n.chain("s", "raise")),
        n.boundary("any", "sub", "<errorEventDefinition />"),
        n.boundary("exact", "sub", n.error("E")),
        n.user("a"),
        n.user("b"),
        n.end(),
        *n.chain("start", "sub", "end"),
        *n.chain("any", "a", "end"),
        *n.chain("exact", "b", "end"),
    ).start()

    assert run.waiting() == ("b",)


def test_a_non_interrupting_condition_happens_at_each_change_to_true() -> None:
    run = _edge(n.conditional("=n > 5"), interrupting=False).start(n=1)

    for value in (6, 7, 2, 8):
        run.act(SetVariables({"n": from_python(value)}))

    assert run.waiting().count("b") == 2


def test_a_condition_that_already_holds_happens_at_once() -> None:
    assert _edge(n.conditional("=n > 5"), interrupting=True).start(n=9).waiting() == ("b",)


def test_a_condition_on_other_variables_is_not_touched_by_a_change() -> None:
    run = _edge(n.conditional("=fehlt > 5"), interrupting=True).start(n=9).act(SetVariables({"n": 8}))

    assert run.waiting() == ("a",)
    assert not run.failures()


CATCHES = [
    # what the event waits for, what makes it happen
    (n.timer("P1D"), lambda run: run.pass_time(DAY)),
    (n.timer("2026-12-01T00:00:00", "timeDate"), lambda run: run.pass_time(30 * DAY)),
    (n.message("post"), lambda run: run.deliver("post")),
    (n.signal("s"), lambda run: _signal(run, "s")),
    (n.conditional("=n > 1"), lambda run: run.act(SetVariables({"n": from_python(2)}))),
]


@pytest.mark.parametrize(("definition", "happen"), CATCHES)
def test_an_intermediate_event_holds_the_token_until_it_happens(definition: str, happen: object) -> None:
    run = n.run(
        n.start(), n.catch("wait", definition), n.user("a"), n.end(), *n.chain("start", "wait", "a", "end")
    ).start(n=0)
    assert run.waiting() == ("wait",)

    happen(run)  # type: ignore[operator]  # a function of the run

    assert run.waiting() == ("a",)
    assert run.instance.subscriptions == {}


@pytest.mark.parametrize(("definition", "happen"), CATCHES)
@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_at_the_edge_happens(definition: str, happen: object, interrupting: bool) -> None:
    run = _edge(definition, interrupting=interrupting).start(n=0)

    happen(run)  # type: ignore[operator]  # a function of the run

    assert sorted(run.waiting()) == (["b"] if interrupting else ["a", "b"])


def test_an_intermediate_catch_with_a_counted_cycle_lets_a_token_go_on_each_time() -> None:
    run = n.run(
        n.start(),
        n.catch("wait", n.timer("R3/P1D", "timeCycle")),
        n.user("a"),
        n.end(),
        *n.chain("start", "wait", "a", "end"),
    ).start()

    run.pass_time(9 * DAY)

    assert run.waiting() == ("a", "a", "a")


def test_terminate_in_a_sub_process_ends_only_that_and_its_inside() -> None:
    nested = n.scope("deep", n.start("s3"), n.user("c"), n.end("e3"), *n.chain("s3", "c", "e3"))
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.user("other"),
        n.scope(
            "sub",
            n.start("s"),
            n.parallel("f2"),
            n.user("a"),
            nested,
            models.end("stop", terminate=True),
            n.end("e"),
            *n.chain("s", "f2", "a", "stop"),
            *n.chain("f2", "deep", "e"),
        ),
        n.user("after"),
        n.end(),
        *n.chain("start", "fork", "sub", "after", "end"),
        *n.chain("fork", "other", "end"),
    ).start()

    run.complete("a")

    assert sorted(run.waiting()) == ["after", "other"]


def test_the_last_end_event_is_the_outcome() -> None:
    run = (
        n.run(n.start(), n.user("a"), n.end("fertig"), *n.chain("start", "a", "fertig")).start().complete("a")
    )

    assert run.instance.outcome == "fertig"
    assert run.changes[-1] == InstanceCompleted("fertig")
