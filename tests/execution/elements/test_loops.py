"""Standard loops and multi-instance activities (BPMN 13.3.6, 13.3.7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.errors import ModelError
from engine.execution.actions import CompleteElement, Resolve
from engine.execution.changes import ElementCompleted, MessageThrown, SignalThrown, StepFailed
from engine.execution.instance import ROOT
from engine.execution.services import FaultKind
from engine.feel import from_python
from engine.testing import Run, models
from engine.testing import notation as n


def _one(activity: str, *more: str) -> Run:
    after = (n.user("after"), n.end(), *n.chain("start", "a", "after", "end"))
    return n.run(n.start(), activity, *more, *after)


def _script(marker: str, expression: str = "=n + 1", result: str = "n") -> str:
    script = f'<zeebe:script expression="{expression}" resultVariable="{result}" />'
    return n.activity("scriptTask", "a", marker, extensions=script)


LOOPS = [
    # condition, attributes, n before, n after
    ("=n &lt; 3", {}, 0, 3),  # repeats while it holds
    ("=n &lt; 3", {}, 9, 10),  # tested after: once at least
    ("=n &lt; 3", {"testBefore": "true"}, 9, 9),  # tested before: not at all
    ("=n &lt; 3", {"testBefore": "true"}, 1, 3),
    ("=true", {"loopMaximum": "4"}, 0, 4),  # at most so often
    ("=n &lt; 2", {"loopMaximum": "4"}, 0, 2),
    ("", {"loopMaximum": "3"}, 0, 3),
    ("=true", {"loopMaximum": "2", "testBefore": "true"}, 0, 2),
]


@pytest.mark.parametrize(("condition", "attributes", "before", "after"), LOOPS)
def test_a_standard_loop_repeats(condition: str, attributes: dict[str, str], before: int, after: int) -> None:
    run = _one(_script(n.loop(condition.replace("&lt;", "<"), **attributes))).start(n=before)

    assert run.variables["n"] == after
    assert run.waiting() == ("after",)


def test_a_loop_condition_without_a_value_is_an_incident_and_can_be_resolved() -> None:
    run = _one(n.user("a", n.loop("=weiter"))).start()
    inner = max(run.instance.elements)
    run.act(_complete(inner))

    assert [one.kind for one in run.failures()] == [FaultKind.LOOP]
    failed = run.failures()[0].element_instance
    run.act(Resolve(failed, {"weiter": False}))
    assert run.waiting() == ("after",)


def _complete(number: int, **variables: object) -> CompleteElement:
    return CompleteElement(number, {name: from_python(value) for name, value in variables.items()})


def _turns(run: Run) -> list[int]:
    """The turns of `a` that are under way, first ones first."""
    found = [one for one in run.instance.elements.values() if one.element == "a"]
    outer = found[0].id
    return [one.id for one in found if one.scope == outer]


def test_parallel_turns_all_begin_at_once_and_sequential_ones_in_turn() -> None:
    parallel = _one(n.user("a", n.multi("=3"))).start()
    sequential = _one(n.user("a", n.multi("=3", isSequential="true"))).start()

    assert len(_turns(parallel)) == 3
    for _ in range(3):
        (turn,) = _turns(sequential)
        sequential.act(_complete(turn))
    assert sequential.waiting() == ("after",)


def test_the_output_collection_keeps_the_order_of_the_input_whatever_is_done_first() -> None:
    marker = n.multi(
        extensions=n.collection("=stellen", "stelle", output="antworten", result="=stelle + antwort")
    )
    run = _one(n.user("a", marker)).start(stellen=["x", "y", "z"])

    for turn, answer in zip(reversed(_turns(run)), ("3", "2", "1"), strict=True):
        run.act(_complete(turn, antwort=answer))

    assert run.variables["antworten"] == ["x1", "y2", "z3"]
    assert run.waiting() == ("after",)


def test_the_same_output_collection_can_be_written_twice() -> None:
    marker = n.multi(extensions=n.collection("=liste", "x", output="liste", result="=x + 1"))
    run = _one(_script(marker, "=x", "egal")).start(liste=[1, 2])

    assert run.variables["liste"] == [2, 3]


def test_every_turn_knows_its_number_and_all_know_how_many_there_are() -> None:
    run = _one(n.user("a", n.multi("=3"))).start()
    first, second, _third = _turns(run)

    run.act(_complete(first))

    seen = run.instance.context(second)
    assert seen["loopCounter"] == 2
    names = ("numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances")
    assert [seen[name] for name in (*names, "numberOfTerminatedInstances")] == [3, 2, 1, 0]


def test_the_counters_are_gone_with_the_activity() -> None:
    run = _one(_script(n.multi("=2"))).start(n=0)

    assert set(run.variables) == {"n"}


def test_the_completion_condition_takes_the_other_turns_away() -> None:
    run = _one(n.user("a", n.multi("=3", until="=numberOfCompletedInstances = 2"))).start()
    first, second, _third = _turns(run)

    run.act(_complete(first)).act(_complete(second))

    assert run.waiting() == ("after",)


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_no_turn_at_all_goes_on_with_an_empty_result(sequential: str) -> None:
    marker = n.multi(extensions=n.collection("=[]", "x", output="aus", result="=x"), isSequential=sequential)
    run = _one(n.user("a", marker)).start()

    assert run.waiting() == ("after",)
    assert run.variables["aus"] == []


NOT_A_NUMBER = [
    # how often, as the variable n says
    -1,
    1.5,
    "viele",
    None,
    30_000,  # more than a step may enter
    Decimal("1E+5000"),  # more digits than can be written out
    "9" * 5_000,
    "--5",
]


@pytest.mark.parametrize("times", NOT_A_NUMBER)
def test_a_senseless_number_of_turns_is_an_incident(times: object) -> None:
    run = _one(n.user("a", n.multi("=n"))).start(n=times)

    assert [one.kind for one in run.failures()] == [FaultKind.LOOP]
    assert run.resolve("a", n=0).waiting() == ("after",)


def test_what_is_no_list_is_an_incident() -> None:
    run = _one(n.user("a", n.multi(extensions=n.collection("=n", "x")))).start(n="x")

    assert [one.kind for one in run.failures()] == [FaultKind.LOOP]


BEHAVIORS = [
    # behaviour, its event, how often it is thrown for three turns
    ({"behavior": "All"}, "", 0),
    ({"behavior": "None", "noneBehaviorEventRef": "told"}, "", 3),
    ({"behavior": "One", "oneBehaviorEventRef": "told"}, "", 1),
    ({"behavior": "Complex"}, "=numberOfCompletedInstances > 1", 2),
]


@pytest.mark.parametrize(("attributes", "condition", "thrown"), BEHAVIORS)
def test_a_repeated_activity_tells_about_its_turns(
    attributes: dict[str, str], condition: str, thrown: int
) -> None:
    complex_ = (
        '<complexBehaviorDefinition><condition xsi:type="tFormalExpression">'
        f'{condition.replace(">", "&gt;")}</condition><event id="implicit">{n.signal("s")}</event>'
        "</complexBehaviorDefinition>"
        if condition
        else ""
    )
    source = n.model(
        n.start(),
        _script(n.multi("=3", complex_, **attributes)),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "after", "end"),
    )
    told = b'<signalEventDefinition id="told" signalRef="signal_s" />'
    source = (
        source.replace(b"<process", told + b'<signal id="signal_s" name="s" /><process', 1)
        if (not condition)
        else source
    )
    run = Run(n.graph(source)).start(n=0)

    assert sum(isinstance(one, SignalThrown) for one in run.changes) == thrown
    assert run.waiting() == ("after",)


def test_a_fault_in_what_a_turn_throws_is_an_incident_of_the_activity() -> None:
    told = b'<signal id="x" name="=fehlt" /><signalEventDefinition id="told" signalRef="x" />'
    source = n.model(
        n.start(),
        _script(n.multi("=2", behavior="None", noneBehaviorEventRef="told")),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "after", "end"),
    ).replace(b"<process", told + b"<process", 1)

    run = Run(n.graph(source)).start(n=0)

    assert all(isinstance(one, StepFailed) for one in run.failures())
    assert run.failures()
    assert "after" not in run.waiting()


def test_a_result_that_cannot_be_kept_is_an_incident() -> None:
    marker = n.multi(extensions=n.collection("=[1]", "x", output="aus", result="=now"))
    run = _one(_script(marker, "=x", "y")).start()

    assert [one.kind for one in run.failures()] == [FaultKind.EXPRESSION]


def test_a_repeated_sub_process_runs_its_inside_in_a_scope_of_each_turn() -> None:
    inside = (n.start("s"), n.user("b"), n.end("e"), *n.chain("s", "b", "e"))
    marker = n.multi(extensions=n.collection("=[1, 2]", "x", output="aus", result="=x * 10"))
    run = _one(n.scope("a", marker, *inside)).start()
    seen = [run.instance.context(one.id)["x"] for one in run.instance.elements.values() if one.element == "b"]

    run.complete("b").complete("b")

    assert seen == [1, 2]
    assert run.variables["aus"] == [10, 20]


def test_an_event_at_the_edge_takes_every_turn_away() -> None:
    late = n.boundary("late", "a", n.timer("P1D"))
    run = _one(
        n.user("a", n.multi("=3")), late, n.user("b"), n.end("e2"), *n.chain("late", "b", "e2")
    ).start()
    run.pass_time(timedelta(days=1))

    assert run.waiting() == ("b",)
    assert run.instance.repeats == {}
    assert [one.id for one in run.instance.elements.values() if one.scope != ROOT] == []


def test_a_sequential_activity_may_run_a_thousand_times_in_one_step() -> None:
    run = _one(_script(n.multi("=1000", isSequential="true"))).start(n=0)

    assert run.variables["n"] == 1000
    assert run.waiting() == ("after",)


def test_each_turn_is_left_once() -> None:
    run = _one(_script(n.multi("=3"))).start(n=0)
    done = [
        one.element_instance
        for one in run.changes
        if isinstance(one, ElementCompleted) and one.element == "a"
    ]

    assert len(done) == len(set(done)) == 4


def test_mappings_of_a_repeated_activity_belong_to_each_turn() -> None:
    mapping = models.io({"doppelt": "=x * 2"}, {"zuletzt": "=doppelt"})
    marker = n.multi(extensions=n.collection("=[1, 2]", "x"), isSequential="true")
    run = _one(n.user("a", marker, extensions=mapping)).start()
    run.act(_complete(_turns(run)[0]))

    assert run.variables["zuletzt"] == 2
    assert run.instance.context(_turns(run)[0])["doppelt"] == 4


def _telling(definition: str, edge: str, *, interrupting: bool = True) -> Run:
    """Three turns, each of which tells the edge of the activity; `definition` has the id `told`."""
    source = n.model(
        n.start(),
        n.user("before"),
        n.compensated("before", "undo_before"),
        n.user("a", n.multi("=3", behavior="None", noneBehaviorEventRef="told")),
        n.boundary("heard", "a", edge, interrupting=interrupting) if edge else "",
        *(n.chain("heard", "hearing", "end2") if edge else ()),
        n.user("hearing") if edge else "",
        n.end("end2") if edge else "",
        n.user("after"),
        n.end(),
        *n.chain("start", "before", "a", "after", "end"),
        keys={"m": "=1"},
    )
    declared = (
        f'{definition}<signal id="signal_s" name="s" /><escalation id="escalation_E" name="E" escalationCode="E" />'
        '<message id="message_m" name="m"><extensionElements><zeebe:subscription correlationKey="=1" />'
        "</extensionElements></message>"
    )
    head, body = source.decode().split("<process", 1)
    head = head[: head.index(">") + 1]
    return Run(n.graph(f"{head}{declared}<process{body}".encode())).start().complete("before")


TOLD = [
    # what each turn throws, what the edge of the activity waits for
    ('<signalEventDefinition id="told" signalRef="signal_s" />', n.signal("s")),
    ('<messageEventDefinition id="told" messageRef="message_m" />', n.message("m")),
    ('<escalationEventDefinition id="told" escalationRef="escalation_E" />', n.escalation("E")),
    ('<escalationEventDefinition id="told" escalationRef="escalation_E" />', n.escalation()),
]


@pytest.mark.parametrize(("definition", "edge"), TOLD)
@pytest.mark.parametrize("interrupting", [True, False])
def test_the_edge_of_a_repeated_activity_hears_each_turn_and_the_activity_goes_on(
    definition: str, edge: str, *, interrupting: bool
) -> None:
    run = _telling(definition, edge, interrupting=interrupting)

    for _ in range(3):
        run.act(_complete(_turns(run)[0]))

    assert sorted(run.waiting()) == ["after", "hearing", "hearing", "hearing"]
    assert run.instance.subscriptions == {}


def test_what_the_edge_hears_by_message_nobody_else_receives() -> None:
    run = _telling(TOLD[1][0], TOLD[1][1])
    run.act(_complete(_turns(run)[0]))
    assert [one for one in run.changes if isinstance(one, MessageThrown)] == []

    run = _telling(TOLD[1][0], "")
    run.act(_complete(_turns(run)[0]))
    assert [(one.name, one.key) for one in run.changes if isinstance(one, MessageThrown)] == [("m", "1")]


def test_a_turn_can_undo_what_was_done_before_without_waiting_for_it() -> None:
    run = _telling('<compensateEventDefinition id="told" />', "")

    run.act(_complete(_turns(run)[0]))
    assert sorted(run.waiting()) == ["a", "a", "a", "undo_before"]
    run.complete("undo_before")
    for _ in range(2):
        run.act(_complete(_turns(run)[0]))

    assert run.waiting() == ("after",)


@pytest.mark.parametrize(
    "definition",
    [
        '<errorEventDefinition id="told" />',
        '<terminateEventDefinition id="told" />',
        '<linkEventDefinition id="told" name="x" />',
        '<timerEventDefinition id="told"><timeDuration>P1D</timeDuration></timerEventDefinition>',
    ],
)
def test_a_turn_throws_nothing_that_would_say_the_activity_is_over_or_that_nobody_can_hear(
    definition: str,
) -> None:
    with pytest.raises(ModelError) as refused:
        _telling(definition, "")

    assert [one.rule for one in refused.value.findings] == ["loop-event"]


def test_before_the_first_turn_the_loop_condition_reads_a_loop_counter_of_nothing() -> None:
    run = _one(_script(n.loop("=loopCounter < 3", testBefore="true"))).start(n=0)

    assert (run.variables, run.waiting()) == ({"n": 3}, ("after",))


def _a_turn_ends(run: Run) -> None:
    run.act(CompleteElement(max(one.id for one in run.instance.elements.values() if one.element == "a")))


@pytest.mark.parametrize("condition", ["=numberOfCompletedInstances >= 2", "=count(ys[item != null]) >= 2"])
def test_a_condition_at_the_edge_follows_the_counters_and_results_of_the_turns(condition: str) -> None:
    each = n.collection("=xs", "x", output="ys", result="=x")
    run = _one(
        n.user("a", n.multi(extensions=each)),
        n.boundary("enough", "a", n.conditional(condition)),
        n.user("stopped"),
        *n.chain("enough", "stopped", "end"),
    ).start(xs=[1, 2, 3])

    _a_turn_ends(run)
    assert run.waiting() == ("a", "a", "a")
    _a_turn_ends(run)
    assert run.waiting() == ("stopped",)
