"""Where other engines are known to go wrong, most of them in silence: each failure once, done right.

Measured with SpiffWorkflow 3.2.0; each test is named after the failure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine import bpmn
from engine.clock import ZONE
from engine.errors import Conflict, ModelError
from engine.execution import codec
from engine.execution.actions import CompleteElement, DeliverMessage, SetVariables, ThrowError
from engine.execution.changes import ElementCompleted
from engine.execution.instance import SignalSubscription
from engine.execution.offline import Offline
from engine.execution.services import FaultKind
from engine.feel import from_python
from engine.testing import Run, models
from engine.testing import notation as n

DAY = timedelta(days=1)


def _line(*between: str, more: tuple[str, ...] = (), keys: dict[str, str] | None = None) -> Run:
    ids = [one.split('id="', 1)[1].split('"', 1)[0] for one in between]
    return n.run(n.start(), *between, n.end(), *more, *n.chain("start", *ids, "end"), keys=keys)


def _signal(run: Run, name: str) -> Run:
    found = run.instance.subscriptions.values()
    return run.act(
        DeliverMessage(
            next(one.id for one in found if isinstance(one, SignalSubscription) and one.name == name)
        )
    )


def _refused(*elements: str) -> set[str]:
    """The rules that stand against a model."""
    return {
        one.rule for one in bpmn.read(n.model(*elements), "test.bpmn").findings if one.severity == "error"
    }


# -- activities


def test_a_none_task_waits_for_a_human() -> None:
    assert _line(n.activity("task", "t"), n.user("u")).start().waiting() == ("u",)


def test_a_waiting_job_cannot_be_stored() -> None:
    run = _line(n.job("j")).start()

    assert codec.load(codec.dump(run.instance)) == run.instance


def test_a_single_conditional_flow_out_of_a_task_is_always_taken() -> None:
    run = n.run(n.start(), n.user("a"), n.user("b"), *n.chain("start", "a"), models.flow("a", "b", "=n > 1"))

    run.start(n=0).complete("a")

    assert [one.kind for one in run.failures()] == [FaultKind.NO_FLOW]


def test_two_flows_out_of_a_task_are_refused() -> None:
    run = n.run(
        n.start(), n.user("a"), n.user("b"), n.user("c"), *n.chain("start", "a", "b"), *n.chain("a", "c")
    )

    assert run.start().complete("a").waiting() == ("b", "c")


def test_unreachable_elements_are_dropped_in_silence() -> None:
    source = n.model(n.start(), n.end(), n.user("lost"), *n.chain("start", "end"))

    assert any(one.element == "lost" for one in bpmn.read(source, "test.bpmn").findings)


@pytest.mark.parametrize("tag", ["sendTask", "receiveTask"])
def test_a_message_task_without_a_message_completes_at_once(tag: str) -> None:
    assert _refused(n.start(), n.activity(tag, "a"), n.end(), *n.chain("start", "a", "end"))


# -- gateways


def test_a_second_token_on_one_flow_of_a_parallel_join_is_swallowed() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.exclusive("merge"),
        n.user("a"),
        n.user("b"),
        n.parallel("join"),
        n.user("after"),
        *n.chain("start", "fork", "b", "join", "after"),
        models.flow("fork", "merge", id_="one"),
        models.flow("fork", "merge", id_="two"),
        *n.chain("merge", "a", "join"),
    ).start()

    run.complete("a").complete("a").complete("b").complete("after")

    assert not run.instance.ended
    assert [one.kind for one in run.failures()] == [FaultKind.JOIN]


def _fork() -> Run:
    return n.run(
        n.start(),
        n.parallel("fork"),
        n.user("a"),
        n.user("b"),
        n.parallel("join"),
        n.user("after"),
        *n.chain("start", "fork", "a", "join", "after"),
        *n.chain("fork", "b", "join"),
    )


def test_a_stale_value_of_one_branch_overwrites_a_newer_one_at_the_join() -> None:
    run = _fork().start(st="open").complete("a", st="changed").complete("b")

    assert run.variables["st"] == "changed"


def test_the_variables_of_a_branch_are_invisible_in_the_other() -> None:
    run = _fork().start().complete("a", x=1)

    assert run.instance.context(run.number("b"))["x"] == 1


def test_nested_values_are_shared_and_change_what_was() -> None:
    run = _fork().start(akte={"seiten": [1]})
    before = run.instance

    run.complete("a", akte={"seiten": [1, 2]})

    assert before.variables[0]["akte"] == {"seiten": [1]}


def test_of_two_timers_behind_an_event_gateway_the_first_drawn_is_used_for_both() -> None:
    run = n.run(
        n.start(),
        n.element("eventBasedGateway", "race"),
        n.catch("three", n.timer("P3D")),
        n.catch("one", n.timer("P1D")),
        n.user("a"),
        n.user("b"),
        *n.chain("start", "race", "three", "a"),
        *n.chain("race", "one", "b"),
    ).start()

    assert run.pass_time(DAY).waiting() == ("b",)


def test_a_condition_behind_an_event_gateway_never_happens() -> None:
    run = n.run(
        n.start(),
        n.element("eventBasedGateway", "race"),
        n.catch("true", n.conditional("=x = 1")),
        n.catch("late", n.timer("P1D")),
        n.user("a"),
        *n.chain("start", "race", "true", "a"),
        *n.chain("race", "late"),
    ).start(x=0)

    assert run.act(SetVariables({"x": from_python(1)})).waiting() == ("a",)


# -- event sub-processes


HANDLED_LATER = [
    # what starts it; nothing of it has happened yet
    n.error("E"),
    n.escalation("E"),
    "<compensateEventDefinition />",
    n.conditional("=fertig"),
]


@pytest.mark.parametrize("definition", HANDLED_LATER)
def test_an_event_sub_process_starts_at_once_although_nothing_happened(definition: str) -> None:
    inside = n.scope(
        "sub", n.start("s"), n.user("u"), *n.chain("s", "u"), n.event_sub_process("es", definition)
    )

    assert _line(inside).start(fertig=False).waiting() == ("sub", "u")


def test_an_interrupting_event_sub_process_interrupts_nothing() -> None:
    run = _line(n.user("u"), more=(n.event_sub_process("es", n.signal("s")),)).start()

    assert _signal(run, "s").waiting() == ("es", "es_task")


def test_an_event_sub_process_gets_no_data() -> None:
    run = _line(n.user("u"), more=(n.event_sub_process("es", n.signal("s"), interrupting=False),)).start(x=1)

    assert _signal(run, "s").instance.context(run.number("es_task"))["x"] == 1


def test_a_conditional_event_sub_process_never_starts() -> None:
    run = _line(n.user("u"), more=(n.event_sub_process("es", n.conditional("=x = 1")),)).start(x=0)

    assert run.act(SetVariables({"x": from_python(1)})).waiting() == ("es", "es_task")


def test_an_event_sub_process_in_a_sub_process_does_not_hear_its_message() -> None:
    inside = n.scope(
        "sub", n.start("s"), n.user("u"), *n.chain("s", "u"), n.event_sub_process("es", n.message("m"))
    )

    assert _line(inside).start().deliver("m").waiting() == ("sub", "es", "es_task")


def test_one_instance_changes_the_model_of_the_next() -> None:
    graph = n.graph(
        n.model(n.start(), n.user("u"), n.event_sub_process("es", n.signal("s")), *n.chain("start", "u"))
    )
    _signal(Run(graph).start(), "s")

    assert Run(graph).start().waiting() == ("u",)
    assert Run(graph).start().complete("u").instance.ended


# -- ad hoc, multi-instance


def test_an_ad_hoc_sub_process_without_a_condition_raises() -> None:
    run = _line(n.scope("free", n.user("a"), tag="adHocSubProcess"), n.user("after")).start()

    assert run.complete("a").waiting() == ("after",)


def test_the_counters_of_a_multi_instance_activity_are_not_provided() -> None:
    run = _line(n.user("a", n.multi("=2"))).start()

    assert run.instance.context(max(run.instance.elements))["numberOfInstances"] == 2


@pytest.mark.parametrize("marker", [n.collection("=[1]", "x", output="aus", result="=x"), ""])
def test_an_output_that_exists_already_breaks_a_multi_instance_activity(marker: str) -> None:
    again = n.multi("" if marker else "=1", extensions=marker)
    script = '<zeebe:script expression="=1" resultVariable="y" />'
    twice = [n.activity("scriptTask", id_, again, extensions=script) for id_ in ("a", "b")]

    run = _line(*twice).start(aus=["alt"])

    assert run.instance.ended
    assert not run.failures()


# -- events


def test_a_non_interrupting_event_happens_only_once() -> None:
    edge = (n.boundary("edge", "a", n.message("m"), interrupting=False), n.user("b"), *n.chain("edge", "b"))
    run = _line(n.user("a"), more=edge).start().deliver("m").deliver("m")

    assert run.waiting().count("b") == 2


def test_a_non_interrupting_escalation_happens_only_once() -> None:
    twice = (n.throw("x", n.escalation("E")), n.throw("y", n.escalation("E")), n.user("u"))
    inside = n.scope("sub", n.start("s"), *twice, *n.chain("s", "x", "y", "u"))
    edge = (
        n.boundary("edge", "sub", n.escalation("E"), interrupting=False),
        n.user("b"),
        *n.chain("edge", "b"),
    )

    assert _line(inside, more=edge).start().waiting().count("b") == 2


def test_a_signal_caught_inside_is_not_told_to_others() -> None:
    both = n.model(
        n.start(),
        n.parallel("fork"),
        n.throw("call", n.signal("s")),
        n.catch("hear", n.signal("s")),
        *n.chain("start", "fork", "call"),
        *n.chain("fork", "hear"),
    )
    other = n.model(n.start(), n.catch("hear", n.signal("s")), *n.chain("start", "hear"), key="q")
    world = Offline([n.graph(both), n.graph(other)])
    world.start("q")

    world.start("p")

    assert all(one.live.ended for one in world.instances.values())


def test_a_signal_end_event_is_none() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.end("call", n.signal("s")),
        n.catch("hear", n.signal("s")),
        n.user("a"),
        *n.chain("start", "fork", "call"),
        *n.chain("fork", "hear", "a"),
    ).start()

    assert run.waiting() == ("a",)


def test_an_interrupting_cycle_never_takes_its_host_away() -> None:
    edge = (n.boundary("edge", "a", n.timer("R3/P1D", "timeCycle")), n.user("b"), *n.chain("edge", "b"))

    assert _line(n.user("a"), more=edge).start().pass_time(DAY).waiting() == ("b",)


def test_the_open_handlers_of_a_cycle_are_deleted_with_their_host() -> None:
    edge = n.boundary("edge", "a", n.timer("R3/P1D", "timeCycle"), interrupting=False)
    run = _line(n.user("a"), more=(edge, n.user("b"), *n.chain("edge", "b"))).start().pass_time(2 * DAY)

    assert run.complete("a").waiting() == ("b", "b")


def test_a_conditional_event_sees_only_data_objects_of_its_own_scope() -> None:
    edge = n.boundary("edge", "a", n.conditional("=x = 1"))
    inside = n.scope(
        "sub", n.start("s"), n.user("a"), edge, n.user("b"), *n.chain("s", "a"), *n.chain("edge", "b")
    )
    run = _line(inside).start(x=0)

    assert run.act(SetVariables({"x": from_python(1)})).waiting() == ("sub", "b")


def test_a_link_loses_its_token_and_the_process_completes() -> None:
    link = '<linkEventDefinition name="L" />'
    run = n.run(
        n.start(),
        n.throw("go", link),
        n.catch("come", link),
        n.user("a"),
        *n.chain("start", "go"),
        *n.chain("come", "a"),
    )

    assert run.start().waiting() == ("a",)


@pytest.mark.parametrize("position", ["throw", "end"])
def test_compensation_does_nothing(position: str) -> None:
    undo = n.throw("undo", n.compensate()) if position == "throw" else n.end("undo", n.compensate())
    run = n.run(n.start(), n.user("a"), n.compensated("a", "handler"), undo, *n.chain("start", "a", "undo"))

    assert "handler" in run.start().complete("a").waiting()


IMPASSABLE = [
    # what cannot be waited for in the flow
    n.error("E"),
    n.escalation("E"),
    "<cancelEventDefinition />",
    "",
]


@pytest.mark.parametrize("definition", IMPASSABLE)
def test_an_intermediate_catch_of_what_cannot_come_is_passed(definition: str) -> None:
    assert _refused(n.start(), n.catch("c", definition), n.end(), *n.chain("start", "c", "end"))


def test_an_uncaught_error_end_event_is_swallowed() -> None:
    inside = n.scope("sub", n.start("s"), n.end("e", n.error("E")), *n.chain("s", "e"))
    run = _line(inside, n.user("after")).start()

    assert [one.kind for one in run.failures()] == [FaultKind.ERROR]
    assert "after" not in run.waiting()


def test_an_error_at_one_task_hits_every_edge_of_the_process() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        *(n.job(one) for one in ("a", "b")),
        *(n.boundary(f"edge_{one}", one, n.error("E")) for one in ("a", "b")),
        *(n.user(f"after_{one}") for one in ("a", "b")),
        *n.chain("start", "fork", "a"),
        *n.chain("fork", "b"),
        *n.chain("edge_a", "after_a"),
        *n.chain("edge_b", "after_b"),
    ).start()

    run.act(ThrowError(run.number("a"), "E"))

    assert sorted(run.waiting()) == ["after_a", "b"]


def _catching() -> Offline:
    source = n.model(
        n.start(),
        n.catch("hear", n.message("m")),
        n.user("a"),
        *n.chain("start", "hear", "a"),
        keys={"m": "=key"},
    )
    return Offline([n.graph(source)])


def test_a_message_that_comes_before_its_catch_is_lost() -> None:
    world = _catching()
    assert world.publish("m", "k") is None

    number = world.start("p", {"key": "k"})

    assert [one.element for one in world.instances[number].live.elements.values()] == ["p", "a"]


def test_one_message_is_consumed_by_every_catch() -> None:
    world = _catching()
    for _ in range(2):
        world.start("p", {"key": "k"})

    world.publish("m", "k")

    waiting = [
        [one.element for one in running.live.elements.values()] for running in world.instances.values()
    ]
    assert sorted(waiting) == [["p", "a"], ["p", "hear"]]


def test_a_data_store_needs_a_class_or_the_file_is_refused() -> None:
    source = n.model(
        n.start(), n.end(), '<dataStoreReference id="register" name="Register" />', *n.chain("start", "end")
    )

    assert n.graph(source).key == "p"


# -- timers


MONTHS = [
    # start, period, due (§ 188 BGB: the end of a shorter month)
    ((2027, 1, 31), "P1M", (2027, 2, 28)),
    ((2027, 1, 30), "P1M", (2027, 2, 28)),
    ((2027, 1, 31), "P3M", (2027, 4, 30)),
    ((2026, 8, 31), "P6M", (2027, 2, 28)),
    ((2028, 2, 29), "P1Y", (2029, 2, 28)),
]


@pytest.mark.parametrize(("begin", "period", "due"), MONTHS)
def test_a_month_from_its_last_day_ends_in_the_one_after_next(
    begin: tuple[int, int, int], period: str, due: tuple[int, int, int]
) -> None:
    run = _line(n.catch("wait", n.timer(period)))
    run.services.now = datetime(*begin, 12, tzinfo=ZONE)

    assert run.start().timers()[0].due == datetime(*due, 12, tzinfo=ZONE)


def test_a_monthly_cycle_becomes_one_of_31_days() -> None:
    edge = n.boundary("edge", "a", n.timer("R/P1M", "timeCycle"), interrupting=False)
    run = _line(n.user("a"), more=(edge, n.user("b"), *n.chain("edge", "b")))
    run.services.now = datetime(2027, 1, 15, 12, tzinfo=ZONE)
    run.start().pass_time(timedelta(days=60))

    assert run.timers()[0].due == datetime(2027, 4, 15, 12, tzinfo=ZONE)


def test_a_day_is_24_hours_over_the_clock_change() -> None:
    run = _line(n.catch("wait", n.timer("P1D")))
    run.services.now = datetime(2026, 3, 28, 22, tzinfo=ZONE)

    assert run.start().timers()[0].due.astimezone(ZONE) == datetime(2026, 3, 29, 22, tzinfo=ZONE)


def test_a_date_without_a_zone_has_the_offset_of_the_start_of_the_program() -> None:
    run = _line(n.catch("wait", n.timer("2027-07-15T00:00:00", "timeDate")))
    run.services.now = datetime(2026, 12, 1, tzinfo=ZONE)

    assert run.start().timers()[0].due.utcoffset() == timedelta(hours=2)


def test_a_cron_line_is_refused() -> None:
    edge = n.boundary("edge", "a", n.timer("0 0 9 * * *", "timeCycle"), interrupting=False)
    run = _line(n.user("a"), more=(edge, n.user("b"), *n.chain("edge", "b"))).start()

    assert not run.failures()
    assert run.timers()[0].due.astimezone(ZONE).hour == 9


# -- robustness


def test_a_task_that_has_no_token_yet_can_be_run() -> None:
    run = _line(n.user("a"), n.user("b")).start()

    with pytest.raises(Conflict):
        run.act(CompleteElement(run.number("a") + 1))


def test_the_values_of_a_retry_are_lost() -> None:
    run = _line(models.script_task("s", "=x + 1", "y")).start(x="a")
    assert run.failures()

    assert run.resolve("s", x=1).variables["y"] == 2


def test_python_in_a_diagram_is_executed() -> None:
    with pytest.raises(ModelError):
        _line(models.script_task("s", "=__import__('os').getcwd()", "x"))


STORED = [
    # what a form may send
    {"typename": "x"},
    {"typename": "timedelta", "days": 1},
    {"": 1, "a b": [None, {"c": Decimal("1.10")}]},
    datetime(2026, 1, 1, tzinfo=ZONE).date(),
    Decimal("0.1"),
]


@pytest.mark.parametrize("value", STORED)
def test_a_value_makes_the_stored_instance_unreadable(value: object) -> None:
    run = _line(n.user("a")).start(x=value)

    assert codec.load(codec.dump(run.instance)) == run.instance


def test_which_flows_were_taken_is_not_kept() -> None:
    run = _line(n.user("a")).start()

    assert [one.flows for one in run.changes if isinstance(one, ElementCompleted)] == [("start_a",)]


def test_a_join_in_a_loop_slows_down_until_the_instance_is_lost() -> None:
    run = n.run(
        n.start(),
        n.exclusive("merge"),
        n.parallel("fork"),
        models.script_task("a", "=n + 1", "n"),
        n.activity("task", "b"),
        n.parallel("join"),
        n.exclusive("again", default="again_end"),
        n.end(),
        *n.chain("start", "merge", "fork", "a", "join", "again", "end"),
        *n.chain("fork", "b", "join"),
        models.flow("again", "merge", "=n < 400"),
    ).start(n=0)

    assert run.instance.ended
    assert run.variables["n"] == 400
