"""Every kind of state goes to a version with other ids and back, and is what it was; then it goes on to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.execution import codec
from engine.execution.actions import CompleteElement, DeliverMessage, Modify, Start
from engine.execution.instance import ROOT, SignalSubscription
from engine.execution.migration import MigrationRefused, Rule, migrate, plan
from engine.testing import Run, models
from engine.testing import notation as n
from engine.testing.versions import renamed

DAY = timedelta(days=1)


def hear(run: Run, name: str) -> Run:
    """Deliver a signal to its first catch."""
    for one in run.instance.subscriptions.values():
        if isinstance(one, SignalSubscription) and one.name == name:
            return run.act(DeliverMessage(one.id))
    raise AssertionError(f"Expected a catch for {name}")


def undoing() -> Run:
    """Two activities are to be undone; the handler of the second one is under way."""
    inside = (
        n.start("s"),
        n.user("b"),
        n.compensated("b", "undo_b"),
        n.end("e"),
        *n.chain("s", "b", "e"),
    )
    run = n.run(
        n.start(),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.scope("sub", *inside),
        n.user("c"),
        n.throw("back", n.compensate()),
        n.end(),
        *n.chain("start", "a", "sub", "c", "back", "end"),
    )
    return run.start().complete("a").complete("b").complete("c")


def half_happened() -> Run:
    """Of a parallel multiple event one trigger has happened."""
    event = n.boundary("edge", "a", n.signal("s") + n.timer("P1D"))
    run = n.run(
        n.start(),
        n.user("a"),
        event.replace("<boundaryEvent ", '<boundaryEvent parallelMultiple="true" '),
        n.end(),
        n.end("end2"),
        *n.chain("start", "a", "end"),
        *n.chain("edge", "end2"),
    )
    return hear(run.start(), "s")


def racing() -> Run:
    """A parallel event-based gateway that started the process waits for its second event."""
    gateway = n.element("eventBasedGateway", "race", instantiate="true", eventGatewayType="Parallel")
    return n.run(
        gateway,
        n.catch("a", n.message("a")),
        n.catch("b", n.message("b")),
        n.end(),
        *n.chain("race", "a", "end"),
        *n.chain("race", "b", "end"),
    ).act(Start({}, "a"))


def joined() -> Run:
    """A complex gateway has gone on with two of three tokens."""
    condition = (
        '<activationCondition xsi:type="tFormalExpression">=activationCount &gt;= 2</activationCondition>'
    )
    return (
        n.run(
            n.start(),
            n.parallel("fork"),
            *(n.user(one) for one in ("a", "b", "c")),
            n.element("complexGateway", "join", condition),
            n.user("after"),
            n.end(),
            *n.chain("start", "fork"),
            *(flow for one in ("a", "b", "c") for flow in n.chain("fork", one, "join")),
            *n.chain("join", "after", "end"),
        )
        .start()
        .complete("a")
        .complete("b")
    )


def counted() -> Run:
    """An activity needs two tokens and has one."""
    return (
        n.run(
            n.start(),
            n.parallel("fork"),
            n.user("x"),
            n.user("y"),
            n.user("a", startQuantity="2"),
            n.end(),
            *n.chain("start", "fork", "x", "a", "end"),
            *n.chain("fork", "y", "a"),
        )
        .start()
        .complete("x")
    )


def repeated() -> Run:
    """A repeated sub-process of which one turn is over."""
    inside = (n.start("s"), n.user("a"), n.end("e"), *n.chain("s", "a", "e"))
    run = n.run(
        n.start(),
        n.scope("sub", *inside, n.multi("3")),
        n.end(),
        *n.chain("start", "sub", "end"),
    )
    return run.start().complete("a")


def interrupted() -> Run:
    """An interrupting event sub-process runs; the other one of its scope waits no longer."""
    run = n.run(
        n.start(),
        n.user("a"),
        n.end(),
        *n.chain("start", "a", "end"),
        n.event_sub_process("es", n.timer("P1D")),
    )
    return run.start().pass_time(2 * DAY)


STATES = [undoing, half_happened, racing, joined, counted, repeated, interrupted]


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_a_state_goes_there_and_back_and_on(state: Callable[[], Run]) -> None:
    run = state()
    other = renamed(run.graph)
    there = plan(run.graph, other, {one: f"neu_{one}" for one in run.graph.nodes})
    back = plan(other, run.graph, {new: old for old, new in there.elements.items() if old != run.graph.key})

    instance, _ = migrate(run.graph, other, there, run.instance, run.services)
    home, _ = migrate(other, run.graph, back, instance, run.services)

    assert home == run.instance
    assert codec.load(codec.dump(instance)) == instance
    assert {one.element for one in instance.elements.values()} != {
        one.element for one in run.instance.elements.values()
    }
    _to_the_end(Run(other, run.services, instance))


def _to_the_end(run: Run) -> None:
    """Do whatever can be done until nothing is left."""
    for _ in range(50):
        if run.instance.ended:
            return
        waiting = [
            one for one in run.graph.nodes.values() if one.kind == "userTask" and one.id in run.waiting()
        ]
        if run.timers():
            run.pass_time(DAY)
        elif waiting:
            numbers = [
                one.id
                for one in run.instance.elements.values()
                if one.element == waiting[0].id and one.stage == 1
            ]
            run.act(CompleteElement(numbers[-1]))
        else:
            run.deliver("b")
    raise AssertionError(f"Expected an end, but the tokens are at {run.waiting()}")


def test_a_stopped_token_before_a_join_needs_its_flow() -> None:
    def model(*middle: str) -> Run:
        return n.run(
            n.start(),
            n.parallel("fork"),
            *(n.job(one) for one in middle),
            n.parallel("join"),
            n.end(),
            *n.chain("start", "fork"),
            *(flow for one in middle for flow in n.chain("fork", one, "join")),
            *n.chain("join", "end"),
        )

    run, other = model("a", "b").start(), model("c", "b")
    run.instance.parked.append((ROOT, "join", "a_join"))

    with pytest.raises(MigrationRefused) as refused:
        migrate(run.graph, other.graph, plan(run.graph, other.graph), run.instance, run.services)

    assert (Rule.PARKED_TOKEN_LOST, "join") in {(one.rule, one.element) for one in refused.value.refusals}


def test_events_that_happened_behind_a_parallel_gateway_bind_the_new_version() -> None:
    run = racing()
    gateway = n.element("eventBasedGateway", "race", instantiate="true", eventGatewayType="Parallel")
    target = n.graph(
        n.model(
            gateway,
            *(n.catch(one, n.message(one)) for one in "abc"),
            n.end(),
            *(flow for one in "abc" for flow in n.chain("race", one, "end")),
        )
    )

    with pytest.raises(MigrationRefused) as refused:
        migrate(run.graph, target, plan(run.graph, target), run.instance, run.services)

    assert [(one.rule, one.element) for one in refused.value.refusals] == [(Rule.EVENT_CHANGED, "race")]


def test_a_join_that_becomes_another_kind_is_gone() -> None:
    run = counted()
    target = n.graph(
        n.model(
            n.start(),
            n.parallel("fork"),
            n.user("x"),
            n.user("y"),
            n.user("a"),
            n.end(),
            *n.chain("start", "fork", "x", "a", "end"),
            *n.chain("fork", "y", "a"),
        )
    )

    with pytest.raises(MigrationRefused) as refused:
        migrate(run.graph, target, plan(run.graph, target), run.instance, run.services)

    assert [(one.rule, one.element) for one in refused.value.refusals] == [(Rule.JOIN_GONE, "a")]


def test_an_activity_that_needs_fewer_tokens_begins_with_those_that_wait() -> None:
    def model(number: str) -> Run:
        return n.run(
            n.start(),
            n.parallel("fork"),
            *(n.user(one) for one in "xyz"),
            n.user("a", startQuantity=number),
            n.end(),
            *n.chain("start", "fork"),
            *(flow for one in "xyz" for flow in n.chain("fork", one, "a")),
            *n.chain("a", "end"),
        )

    run, other = model("3").start().complete("x").complete("y"), model("2")

    instance, _ = migrate(run.graph, other.graph, plan(run.graph, other.graph), run.instance, run.services)

    assert sorted(Run(other.graph, run.services, instance).waiting()) == ["a", "z"]


def test_an_ad_hoc_sub_process_in_sequence_goes_on_with_the_new_names() -> None:
    def model(*tasks: str) -> Run:
        inside = [n.user(one) for one in tasks]
        chosen = '<zeebe:adHoc activeElementsCollection="=wahl" />'
        ad_hoc = n.scope("ah", *inside, tag="adHocSubProcess", ordering="Sequential", extensions=chosen)
        return n.run(n.start(), ad_hoc, n.end(), *n.chain("start", "ah", "end"))

    run, other = model("a", "b").start(wahl=["a", "b"]), model("eins", "zwei")
    mapping = plan(run.graph, other.graph, {"a": "eins", "b": "zwei"})

    instance, _ = migrate(run.graph, other.graph, mapping, run.instance, run.services)

    after = Run(other.graph, run.services, instance)
    assert after.waiting() == ("ah", "eins")
    assert after.complete("eins").waiting() == ("ah", "zwei")


def test_a_step_an_operator_entered_can_be_migrated() -> None:
    run = n.run(n.start(), n.user("a"), n.user("b"), n.end(), *n.chain("start", "a", "b", "end")).start()
    run.act(Modify(activate=(("b", None),)))

    instance, _ = migrate(run.graph, run.graph, plan(run.graph, run.graph), run.instance, run.services)

    assert instance == run.instance


def _refused(run: Run, target: Run) -> list[tuple[Rule, str]]:
    with pytest.raises(MigrationRefused) as refused:
        migrate(run.graph, target.graph, plan(run.graph, target.graph), run.instance, run.services)
    return [(one.rule, one.element) for one in refused.value.refusals]


def test_an_event_sub_process_that_runs_must_stay_one() -> None:
    run = interrupted()
    inside = (
        n.start("es_start"),
        n.user("es_task"),
        n.end("es_end"),
        *n.chain("es_start", "es_task", "es_end"),
    )
    target = n.run(
        n.start(),
        n.scope("es", *inside),
        n.end(),
        *n.chain("start", "es"),
        models.flow("es", "end", id_="last"),
    )

    assert (Rule.KIND_CHANGED, "es") in _refused(run, target)


def test_a_handler_that_runs_must_stay_one() -> None:
    run = undoing()
    assert "undo_b" in run.waiting()
    target = n.run(n.start(), n.user("a"), n.user("undo_b"), n.end(), *n.chain("start", "a", "undo_b", "end"))

    assert (Rule.KIND_CHANGED, "undo_b") in _refused(run, target)


def test_what_a_compensation_event_sub_process_would_undo_must_stay_so() -> None:
    def model(*handler: str) -> Run:
        inside = (n.start("s"), n.user("b"), n.end("e"), *n.chain("s", "b", "e"), *handler)
        return n.run(
            n.start(), n.scope("sub", *inside), n.user("c"), n.end(), *n.chain("start", "sub", "c", "end")
        )

    run = model(n.event_sub_process("es", n.compensate())).start().complete("b")

    assert _refused(run, model()) == [(Rule.COMPENSATION_LOST, "sub")]


def test_a_transaction_that_is_being_cancelled_waits_for_nothing_new() -> None:
    def model(*more: str) -> Run:
        cancel = "<cancelEventDefinition />"
        inside = (
            n.start("s"),
            n.user("a"),
            n.compensated("a", "undo_a"),
            n.element("endEvent", "giveup", cancel),
            *n.chain("s", "a", "giveup"),
        )
        return n.run(
            n.start(),
            n.scope("tx", *inside, tag="transaction"),
            n.boundary("given_up", "tx", cancel),
            n.end(),
            n.end("end2"),
            *n.chain("start", "tx", "end"),
            *n.chain("given_up", "end2"),
            *more,
        )

    run = model().start().complete("a")
    assert "undo_a" in run.waiting()
    late = (n.boundary("late", "tx", n.timer("P1D")), n.end("end3"), *n.chain("late", "end3"))
    other = model(*late)

    instance, _ = migrate(run.graph, other.graph, plan(run.graph, other.graph), run.instance, run.services)

    after = Run(other.graph, run.services, instance)
    assert after.timers() == []
    assert after.complete("undo_a").instance.outcome == "end2"


def test_a_join_that_waits_in_vain_already_is_no_reason() -> None:
    def model(*, named: str) -> Run:
        return n.run(
            n.start(),
            n.exclusive("choice", default="choice_b"),
            n.user("a"),
            n.user("b"),
            n.parallel("join"),
            n.user(named),
            n.end(),
            *n.chain("start", "choice"),
            models.flow("choice", "a", "=true"),
            *n.chain("choice", "b", "join"),
            *n.chain("a", "join", named, "end"),
        )

    run, other = model(named="z").start(), model(named="y")

    instance, _ = migrate(run.graph, other.graph, plan(run.graph, other.graph), run.instance, run.services)

    assert instance.elements == run.instance.elements
