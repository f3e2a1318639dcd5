"""Whatever ends a scope – a terminate end event, an event sub-process, a cancelled transaction, an event at its edge –
takes away everything in it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.execution.actions import DeliverMessage
from engine.execution.changes import CallCancelled, MessageUnawaited, SignalUnawaited, TimerCancelled
from engine.execution.instance import SignalSubscription
from engine.testing import Run, models
from engine.testing import notation as n

_BOTH = n.message("halb") + n.signal("s")


def _full(end: str = "", *more: str, edge: str = "") -> Run:
    """A transaction in which everything waits that can wait; `end` is what its task `decide` leads to."""
    noticing = n.element("startEvent", "notice_start", _BOTH, parallelMultiple="true", isInterrupting="false")
    notice = n.element(
        "subProcess",
        "notice",
        noticing,
        n.user("notice_task"),
        n.end("notice_end"),
        *n.chain("notice_start", "notice_task", "notice_end"),
        triggeredByEvent="true",
    )
    return n.run(
        n.start(),
        n.scope(
            "buy",
            n.start("s0"),
            n.user("first"),
            n.compensated("first", "undo_first"),
            n.user("second"),
            n.compensated("second", "undo_second"),
            n.parallel("fork"),
            n.user("ship"),
            n.boundary("late", "ship", n.timer("P1D"), interrupting=False),
            models.call("call", "other"),
            n.element("intermediateCatchEvent", "both", _BOTH, parallelMultiple="true"),
            n.user("x"),
            n.user("y"),
            n.parallel("join"),
            n.throw("undo", n.compensate(wait=False)),
            n.user("decide"),
            n.end("e"),
            n.element("endEvent", "over", end),
            *n.chain("s0", "first", "second", "fork", "ship", "e"),
            *n.chain("fork", "call", "e"),
            *n.chain("fork", "both", "e"),
            *n.chain("fork", "x", "join", "e"),
            *n.chain("fork", "y", "join"),
            *n.chain("fork", "undo", "e"),
            *n.chain("fork", "decide", "over"),
            *n.chain("late", "e"),
            notice,
            *more,
            tag="transaction",
        ),
        edge,
        n.user("after"),
        n.end(),
        *n.chain("start", "buy", "after", "end"),
    )


def _wait_everywhere(run: Run) -> Run:
    """One of each pair has happened: a token at the join, a message of the two triggers, a handler of two."""
    run.start().complete("first").complete("second").complete("x")
    for _ in range(2):
        run.deliver("halb")
    live = run.instance
    assert live.arrived
    assert len(live.met) == 2
    assert [work.waiting[0][1].element for work in live.undoing.values()] == ["first"]
    assert run.timers()
    return run


def _is_empty(run: Run) -> None:
    """Nothing of the scope is left, and whatever waited in it was told."""
    live = run.instance
    assert (live.subscriptions, live.met, live.arrived, live.undoing) == ({}, {}, {}, {})
    assert sum(isinstance(one, CallCancelled) for one in run.changes) == 1
    assert sum(isinstance(one, TimerCancelled) for one in run.changes) == 1
    assert sum(isinstance(one, MessageUnawaited) for one in run.changes) >= 1
    assert sum(isinstance(one, SignalUnawaited) for one in run.changes) == 2


def test_a_terminate_end_event_ends_everything_in_its_scope() -> None:
    run = _wait_everywhere(_full("<terminateEventDefinition />"))

    run.complete("decide")

    assert run.waiting() == ("after",)
    _is_empty(run)


def test_an_interrupting_event_sub_process_ends_everything_else_in_its_scope() -> None:
    run = _wait_everywhere(_full("", n.event_sub_process("stop", n.message("halt"))))

    run.deliver("halt")

    assert run.waiting() == ("buy", "stop", "stop_task")
    _is_empty(run)
    assert run.complete("stop_task").waiting() == ("after",)


def test_cancelling_a_transaction_ends_everything_in_it_and_undoes_what_nobody_has_begun_to_undo() -> None:
    edge = n.boundary("cancelled", "buy", "<cancelEventDefinition />") + "".join(
        n.chain("cancelled", "after")
    )
    run = _wait_everywhere(_full("<cancelEventDefinition />", edge=edge))

    run.complete("decide")

    assert run.waiting() == ("buy", "over", "undo_first")
    assert run.complete("undo_first").waiting() == ("after",)
    _is_empty(run)


def test_an_interrupting_event_at_the_edge_ends_everything_in_the_scope() -> None:
    edge = n.boundary("out", "buy", n.timer("P1D")) + "".join(n.chain("out", "after"))
    run = _wait_everywhere(_full(edge=edge))
    run.instance.subscriptions.pop(next(one.id for one in run.timers() if one.element == "late"))

    run.pass_time(timedelta(days=1))

    assert run.waiting() == ("after",)
    live = run.instance
    assert (live.subscriptions, live.met, live.arrived, live.undoing) == ({}, {}, {}, {})
    assert sum(isinstance(one, CallCancelled) for one in run.changes) == 1


@pytest.mark.parametrize("signalled_first", [True, False])
def test_what_has_happened_of_two_triggers_at_the_edge_outlives_an_event_sub_process(
    *, signalled_first: bool
) -> None:
    edge = n.element(
        "boundaryEvent",
        "edge",
        n.message("halb") + n.signal("s"),
        attachedToRef="sub",
        parallelMultiple="true",
    )
    inside = (n.start("s0"), n.user("a"), n.end("e"), *n.chain("s0", "a", "e"))
    run = n.run(
        n.start(),
        n.scope("sub", *inside, n.event_sub_process("stop", n.message("halt"))),
        edge,
        n.user("after"),
        n.end(),
        *n.chain("start", "sub", "end"),
        *n.chain("edge", "after", "end"),
    ).start()
    if signalled_first:
        _signal(run).deliver("halt").deliver("halb")
    else:
        run.deliver("halb").deliver("halt")
        _signal(run)

    assert run.waiting() == ("after",)


def _signal(run: Run) -> Run:
    (catch,) = (one for one in run.instance.subscriptions.values() if isinstance(one, SignalSubscription))
    return run.act(DeliverMessage(catch.id))


def test_no_handler_follows_in_a_sub_process_that_has_ended() -> None:
    inside = (
        n.start("s0"),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.user("b"),
        n.compensated("b", "undo_b"),
        n.throw("undo", n.compensate(wait=False)),
        n.user("c"),
        n.end("e"),
        *n.chain("s0", "a", "b", "undo", "c", "e"),
    )
    run = n.run(
        n.start(),
        n.scope("sub", *inside),
        n.boundary("out", "sub", n.message("halt")),
        n.user("after"),
        n.end(),
        *n.chain("start", "sub", "end"),
        *n.chain("out", "after", "end"),
    ).start()
    run.complete("a").complete("b")
    assert sorted(run.waiting()) == ["c", "sub", "undo_b"]

    run.deliver("halt")

    assert run.waiting() == ("after",)
    assert run.instance.undoing == {}
