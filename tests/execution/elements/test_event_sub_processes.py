"""Event sub-processes: interrupting or not, by every trigger (BPMN 13.5.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.execution.actions import DeliverMessage, SetVariables, ThrowError
from engine.execution.instance import SignalSubscription
from engine.execution.services import FaultKind
from engine.feel import from_python
from engine.testing import Run, models
from engine.testing import notation as n

DAY = timedelta(days=1)


def _signal(run: Run, name: str) -> Run:
    catch = next(
        one
        for one in run.instance.subscriptions.values()
        if isinstance(one, SignalSubscription) and one.name == name
    )
    return run.act(DeliverMessage(catch.id))


TRIGGERS = [
    # what starts it, what makes that happen
    (n.timer("P1D"), lambda run: run.pass_time(DAY)),
    (n.message("post"), lambda run: run.deliver("post")),
    (n.signal("s"), lambda run: _signal(run, "s")),
    (n.conditional("=n > 1"), lambda run: run.act(SetVariables({"n": from_python(2)}))),
    (n.escalation("E"), lambda run: run.complete("loud")),
]


def _process(definition: str, *, interrupting: bool) -> Run:
    return n.run(
        n.start(),
        n.parallel("fork"),
        n.user("loud"),
        n.throw("shout", n.escalation("E")),
        n.user("a"),
        n.end(),
        n.event_sub_process("es", definition, interrupting=interrupting),
        *n.chain("start", "fork", "loud", "shout", "end"),
        *n.chain("fork", "a", "end"),
    )


@pytest.mark.parametrize(("definition", "happen"), TRIGGERS)
def test_nothing_starts_before_it_happens(definition: str, happen: object) -> None:
    run = _process(definition, interrupting=True).start(n=0)

    assert sorted(run.waiting()) == ["a", "loud"]


@pytest.mark.parametrize(("definition", "happen"), TRIGGERS)
def test_an_interrupting_one_ends_everything_else_of_its_scope(definition: str, happen: object) -> None:
    run = _process(definition, interrupting=True).start(n=0)

    happen(run)  # type: ignore[operator]  # a function of the run
    assert run.waiting() == ("es", "es_task")
    assert run.instance.subscriptions == {}
    run.complete("es_task")

    assert run.instance.ended


@pytest.mark.parametrize(("definition", "happen"), TRIGGERS)
def test_a_non_interrupting_one_runs_beside_the_rest_and_sees_its_variables(
    definition: str, happen: object
) -> None:
    run = _process(definition, interrupting=False).start(n=0, x="da")

    happen(run)  # type: ignore[operator]  # a function of the run

    assert {"a", "es", "es_task"} <= set(run.waiting())
    assert run.instance.context(run.number("es_task"))["x"] == "da"


REPEATED = [
    (n.message("post"), lambda run: run.deliver("post")),
    (n.signal("s"), lambda run: _signal(run, "s")),
    (n.timer("R3/P1D", "timeCycle"), lambda run: run.pass_time(DAY)),
]


@pytest.mark.parametrize(("definition", "happen"), REPEATED)
def test_a_non_interrupting_one_runs_once_per_trigger(definition: str, happen: object) -> None:
    run = _process(definition, interrupting=False).start(n=0)

    for _ in range(2):
        happen(run)  # type: ignore[operator]  # a function of the run

    assert run.waiting().count("es_task") == 2


def test_the_instance_waits_for_the_handlers_that_run() -> None:
    run = _process(n.signal("s"), interrupting=False).start(n=0)
    _signal(run, "s").complete("loud").complete("a")
    assert run.waiting() == ("es", "es_task")

    run.complete("es_task")

    assert run.instance.ended


def _inner(definition: str, *, interrupting: bool = True) -> Run:
    """An event sub-process in a sub-process beside other work."""
    return n.run(
        n.start(),
        n.parallel("fork"),
        n.user("outside"),
        n.scope(
            "sub",
            n.start("s"),
            n.job("work"),
            n.end("e"),
            n.event_sub_process("es", definition, interrupting=interrupting),
            *n.chain("s", "work", "e"),
        ),
        n.user("after"),
        n.end(),
        *n.chain("start", "fork", "sub", "after", "end"),
        *n.chain("fork", "outside", "end"),
    )


def test_one_in_a_sub_process_ends_only_that_and_the_flow_goes_on_behind_it() -> None:
    run = _signal(_inner(n.signal("s")).start(), "s")
    assert sorted(run.waiting()) == ["es", "es_task", "outside", "sub"]

    run.complete("es_task")

    assert sorted(run.waiting()) == ["after", "outside"]


def test_an_error_starts_the_handler_of_the_scope_it_is_thrown_in() -> None:
    run = _inner(n.error("E")).start()

    run.act(ThrowError(run.number("work"), "E"))

    assert sorted(run.waiting()) == ["es", "es_task", "outside", "sub"]


def test_an_error_thrown_by_the_handler_goes_outwards_and_not_to_itself() -> None:
    run = n.run(
        n.start(),
        n.job("work"),
        n.end(),
        n.event_sub_process("es", n.error("E"), n.throw("x", n.signal("s")), n.job("again")),
        *n.chain("start", "work", "end"),
    ).start()
    run.act(ThrowError(run.number("work"), "E"))

    run.act(ThrowError(run.number("again"), "E"))

    assert [one.kind for one in run.failures()] == [FaultKind.ERROR]
    assert run.waiting() == ("es", "again")


def test_a_parallel_multiple_start_that_half_happened_does_not_keep_the_process() -> None:
    run = n.run(
        n.start(),
        n.user("a"),
        n.end(),
        n.event_sub_process("es", n.signal("s") + n.signal("t")).replace(
            'id="es_start"', 'id="es_start" parallelMultiple="true"'
        ),
        *n.chain("start", "a", "end"),
    ).start()

    _signal(run, "s").complete("a")

    assert run.instance.ended


def test_a_handler_that_cannot_be_entered_is_an_incident_and_starts_when_that_is_resolved() -> None:
    handler = n.event_sub_process("es", n.message("post")).replace(
        'triggeredByEvent="true">',
        f'triggeredByEvent="true"><extensionElements>{models.io({"y": "=fehlt.x"})}</extensionElements>',
        1,
    )
    run = n.run(n.start(), n.user("a"), n.end(), handler, *n.chain("start", "a", "end")).start()
    run.deliver("post", inhalt="Brief")
    assert [one.kind for one in run.failures()] == [FaultKind.EXPRESSION]

    run.resolve("es", fehlt={"x": 1})

    assert run.waiting() == ("es", "es_task")
    assert run.variables["inhalt"] == "Brief"


def test_a_process_whose_handler_cannot_be_armed_waits_with_an_incident() -> None:
    run = _process(n.timer("=frist"), interrupting=True).start(n=0)
    assert [one.kind for one in run.failures()] == [FaultKind.TIMER]
    assert run.waiting() == ()

    run.resolve("p", frist="bald")
    assert len(run.failures()) == 2
    run.resolve("p", frist="P1D")

    assert sorted(run.waiting()) == ["a", "loud"]
    assert len(run.timers()) == 1


def test_an_interrupted_ad_hoc_sub_process_ends_with_its_handler() -> None:
    run = n.run(
        n.start(),
        n.scope(
            "free",
            n.user("a"),
            n.event_sub_process("es", n.signal("s")),
            '<completionCondition xsi:type="tFormalExpression">=fertig</completionCondition>',
            tag="adHocSubProcess",
        ),
        n.user("after"),
        n.end(),
        *n.chain("start", "free", "after", "end"),
    ).start(fertig=False)

    _signal(run, "s").complete("es_task")

    assert run.waiting() == ("after",)
