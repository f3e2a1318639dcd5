"""Gateways: exclusive, parallel, inclusive, event-based, complex (BPMN 10.6, 13.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.execution import codec
from engine.execution.actions import SetVariables, Start
from engine.execution.changes import ElementCompleted
from engine.execution.services import FaultKind
from engine.feel import from_python
from engine.testing import Run, models
from engine.testing import notation as n

DAY = timedelta(days=1)


def _inclusive(id_: str, default: str = "") -> str:
    return n.element("inclusiveGateway", id_, **({"default": default} if default else {}))


def _split(*, default: str = "") -> Run:
    """An inclusive split to a, b, c and its join."""
    return n.run(
        n.start(),
        _inclusive("split", default),
        n.user("a"),
        n.user("b"),
        n.user("c"),
        _inclusive("join"),
        n.user("after"),
        n.end(),
        *n.chain("start", "split"),
        models.flow("split", "a", "=n > 0"),
        models.flow("split", "b", "=n > 5"),
        models.flow("split", "c", "" if default else "=n > 9"),
        *(flow for one in ("a", "b", "c") for flow in n.chain(one, "join")),
        *n.chain("join", "after", "end"),
    )


SPLITS = [
    # n, the tasks with a token
    (1, ("a",)),
    (6, ("a", "b")),
    (10, ("a", "b", "c")),
]


@pytest.mark.parametrize(("value", "expected"), SPLITS)
def test_an_inclusive_split_takes_every_true_flow_and_its_join_waits_for_just_those(
    value: int, expected: tuple[str, ...]
) -> None:
    run = _split().start(n=value)
    assert run.waiting() == expected

    for one in expected:
        assert "after" not in run.waiting()
        run.complete(one)

    assert run.waiting() == ("after",)


def test_the_default_flow_is_taken_when_no_condition_holds() -> None:
    assert _split(default="split_c").start(n=0).waiting() == ("c",)
    assert _split(default="split_c").start(n=6).waiting() == ("a", "b")


def test_an_inclusive_split_without_a_way_is_an_incident() -> None:
    assert [one.kind for one in _split().start(n=0).failures()] == [FaultKind.NO_FLOW]


def test_an_inclusive_join_goes_on_when_the_branch_it_waits_for_ends_elsewhere() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.user("a"),
        n.user("b"),
        n.exclusive("either", default="either_dead"),
        n.end("dead"),
        _inclusive("join"),
        n.user("after"),
        n.end(),
        *n.chain("start", "fork", "a", "join", "after", "end"),
        *n.chain("fork", "b", "either", "dead"),
        models.flow("either", "join", "=n > 0"),
    ).start(n=0)

    run.complete("a")
    assert run.waiting() == ("b",)
    run.complete("b")

    assert run.waiting() == ("after",)


def test_an_inclusive_join_waits_for_a_token_that_can_come_over_an_event_at_the_edge() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.user("a"),
        n.user("b"),
        n.boundary("edge", "b", n.timer("P1D")),
        _inclusive("join"),
        n.user("after"),
        n.end(),
        n.end("other"),
        *n.chain("start", "fork", "a", "join", "after", "end"),
        *n.chain("fork", "b", "other"),
        *n.chain("edge", "join"),
    ).start()

    run.complete("a")
    assert run.waiting() == ("b",)

    assert run.pass_time(DAY).waiting() == ("after",)


def test_an_inclusive_join_in_a_loop_joins_in_every_turn() -> None:
    run = n.run(
        n.start(),
        n.exclusive("merge"),
        _inclusive("split"),
        n.user("a"),
        n.user("b"),
        _inclusive("join"),
        n.exclusive("again", default="again_end"),
        n.end(),
        *n.chain("start", "merge", "split"),
        *n.chain("split", "a", "join"),
        models.flow("split", "b", "=beide"),
        *n.chain("b", "join", "again", "end"),
        models.flow("again", "merge", "=nochmal"),
    ).start(beide=True, nochmal=True)

    run.complete("a").complete("b", beide=False)
    assert run.waiting() == ("a",)
    run.complete("a", nochmal=False)

    assert run.instance.ended


def test_inclusive_joins_in_one_another_close_from_the_inside() -> None:
    run = n.run(
        n.start(),
        n.parallel("f1"),
        n.parallel("f2"),
        n.user("a"),
        n.user("b"),
        n.user("c"),
        _inclusive("inner"),
        _inclusive("outer"),
        n.user("after"),
        n.end(),
        *n.chain("start", "f1", "f2", "a", "inner", "outer", "after", "end"),
        *n.chain("f2", "b", "inner"),
        *n.chain("f1", "c", "outer"),
    ).start()

    run.complete("c").complete("a")
    assert run.waiting() == ("b",)

    assert run.complete("b").waiting() == ("after",)


def test_a_parallel_gateway_that_joins_and_splits_does_both() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.user("a"),
        n.user("b"),
        n.parallel("both"),
        n.user("c"),
        n.user("d"),
        n.end(),
        *n.chain("start", "fork", "a", "both", "c", "end"),
        *n.chain("fork", "b", "both", "d", "end"),
    ).start()

    assert run.complete("a").waiting() == ("b",)
    assert run.complete("b").waiting() == ("c", "d")


def test_two_tokens_on_one_flow_of_a_parallel_join_are_kept_for_two_rounds() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.exclusive("m1"),
        n.exclusive("m2"),
        n.user("a"),
        n.user("b"),
        n.parallel("join"),
        n.user("after"),
        n.end(),
        *n.chain("start", "fork"),
        *(models.flow("fork", merge, id_=f"{merge}_{turn}") for merge in ("m1", "m2") for turn in (1, 2)),
        *n.chain("m1", "a", "join", "after", "end"),
        *n.chain("m2", "b", "join"),
    ).start()

    run.complete("a").complete("a")
    assert run.waiting() == ("b", "b")
    run.complete("b").complete("b")

    assert run.waiting() == ("after", "after")


def _event_based(*events: str) -> Run:
    ids = [one.split('id="', 1)[1].split('"', 1)[0] for one in events]
    return n.run(
        n.start(),
        n.element("eventBasedGateway", "race"),
        *events,
        *(n.user(f"after_{one}") for one in ids),
        n.end(),
        *n.chain("start", "race"),
        *(flow for one in ids for flow in n.chain("race", one, f"after_{one}", "end")),
    )


def test_of_two_timers_behind_an_event_based_gateway_the_earlier_one_wins() -> None:
    run = _event_based(n.catch("late", n.timer("P3D")), n.catch("early", n.timer("P1D"))).start()

    run.pass_time(5 * DAY)

    assert run.waiting() == ("after_early",)
    assert run.timers() == []


RACES = [
    # the event that wins, what makes it happen
    ("post", lambda run: run.deliver("post", n=from_python(1))),
    ("task", lambda run: run.deliver("brief")),
    ("wahr", lambda run: run.act(SetVariables({"x": from_python(2)}))),
    ("zeit", lambda run: run.pass_time(DAY)),
]


@pytest.mark.parametrize(("winner", "happen"), RACES)
def test_the_first_event_wins_and_the_others_wait_no_longer(winner: str, happen: object) -> None:
    run = _event_based(
        n.catch("post", n.message("post")),
        n.element("receiveTask", "task", messageRef="message_brief"),
        n.catch("wahr", n.conditional("=x > 1")),
        n.catch("zeit", n.timer("P1D")),
    ).start(x=0)

    happen(run)  # type: ignore[operator]  # a function of the run

    assert run.waiting() == (f"after_{winner}",)
    assert run.instance.subscriptions == {}


def _instantiating(kind: str) -> Run:
    gateway = n.element("eventBasedGateway", "race", instantiate="true", eventGatewayType=kind)
    return n.run(
        gateway,
        n.catch("a", n.message("a")),
        n.catch("b", n.message("b")),
        n.user("after_a"),
        n.user("after_b"),
        n.end(),
        *n.chain("race", "a", "after_a", "end"),
        *n.chain("race", "b", "after_b", "end"),
    )


def test_an_exclusive_instantiating_gateway_starts_with_one_event() -> None:
    run = _instantiating("Exclusive").act(Start({}, "a"))

    assert run.waiting() == ("after_a",)
    assert run.instance.subscriptions == {}


def test_a_parallel_instantiating_gateway_waits_for_the_other_events_too() -> None:
    run = _instantiating("Parallel").act(Start({}, "a"))
    assert "after_a" in run.waiting()
    run.complete("after_a")
    assert not run.instance.ended
    assert codec.load(codec.dump(run.instance)) == run.instance

    run.deliver("b").complete("after_b")

    assert run.instance.ended


@pytest.mark.parametrize("first", ["catch", "task"])
def test_a_parallel_start_whose_other_events_cannot_be_awaited_is_an_incident(first: str) -> None:
    gateway = n.element("eventBasedGateway", "race", instantiate="true", eventGatewayType="Parallel")
    run = n.run(
        gateway,
        n.catch("catch", n.message("a")),
        n.element("receiveTask", "task", messageRef="message_c"),
        n.catch("late", n.timer("=frist")),
        n.user("after"),
        n.end(),
        *(flow for one in ("catch", "task", "late") for flow in n.chain("race", one, "after")),
        *n.chain("after", "end"),
    ).act(Start({}, first))

    assert [(one.element, one.kind) for one in run.failures()] == [("race", FaultKind.TIMER)]
    assert sorted(run.waiting()) == ["after", "race"]
    run.resolve("race", frist="P1D")

    waiting = {one.element for one in run.instance.subscriptions.values()}
    assert waiting == {"catch", "task", "late"} - {first}
    run.deliver("c" if first == "catch" else "a").pass_time(DAY)
    assert run.waiting() == ("after", "after", "after")


def _complex(activation: str, *flows: str) -> Run:
    condition = f'<activationCondition xsi:type="tFormalExpression">{activation}</activationCondition>'
    return n.run(
        n.start(),
        n.parallel("fork"),
        *(n.user(one) for one in ("a", "b", "c")),
        n.element("complexGateway", "join", condition),
        n.user("after"),
        n.user("late"),
        n.end(),
        *n.chain("start", "fork"),
        *(flow for one in ("a", "b", "c") for flow in n.chain("fork", one, "join")),
        *n.chain("after", "end"),
        *n.chain("late", "end"),
        *flows,
    )


def test_a_complex_gateway_goes_on_with_as_many_tokens_as_it_says_and_takes_the_rest() -> None:
    run = _complex("=activationCount &gt;= 2", *n.chain("join", "after")).start()

    assert run.complete("a").waiting() == ("b", "c")
    assert sorted(run.complete("b").waiting()) == ["after", "c"]
    run.complete("c")
    assert run.waiting() == ("after",)
    assert run.instance.met == {}
    assert run.complete("after").instance.ended


def test_a_complex_gateway_may_lead_elsewhere_for_what_comes_later() -> None:
    run = _complex(
        "=activationCount &gt;= 2",
        models.flow("join", "after", "=waitingForStart"),
        models.flow("join", "late", "=not(waitingForStart)"),
    ).start()

    run.complete("a").complete("b")
    assert sorted(run.waiting()) == ["after", "c"]
    run.complete("c")

    assert sorted(run.waiting()) == ["after", "late"]
    assert not run.failures()


def test_flows_out_of_an_activity_split_like_an_inclusive_gateway() -> None:
    run = n.run(
        n.start(),
        n.user("a"),
        n.user("b"),
        n.user("c"),
        n.user("d"),
        n.end(),
        *n.chain("start", "a", "b", "end"),
        models.flow("a", "c", "=n > 5"),
        models.flow("a", "d", "=n > 1"),
        *n.chain("c", "end"),
        *n.chain("d", "end"),
    ).start()

    run.complete("a", n=3)

    assert run.waiting() == ("b", "d")


def test_a_token_passes_an_exclusive_merge_each_time() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.exclusive("merge"),
        n.user("a"),
        n.end(),
        *n.chain("start", "fork"),
        models.flow("fork", "merge", id_="one"),
        models.flow("fork", "merge", id_="two"),
        *n.chain("merge", "a", "end"),
    ).start()

    assert run.waiting() == ("a", "a")
    assert sum(isinstance(one, ElementCompleted) and one.element == "merge" for one in run.changes) == 2
