"""Compensation and transactions (BPMN 13.5.3, 13.5.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.execution.actions import ThrowError
from engine.execution.changes import CompensationTriggered, ElementTerminated
from engine.execution.services import FaultKind
from engine.testing import Run, models
from engine.testing import notation as n


def _undoing(definition: str) -> Run:
    """Two tasks that can be undone, then the throw."""
    return n.run(
        n.start(),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.user("b"),
        n.compensated("b", "undo_b"),
        n.throw("undo", definition),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "b", "undo", "after", "end"),
    )


def test_what_was_done_last_is_undone_first_and_the_thrower_waits() -> None:
    run = _undoing(n.compensate()).start().complete("a").complete("b")

    assert run.waiting() == ("undo", "undo_b")
    assert run.complete("undo_b").waiting() == ("undo", "undo_a")
    assert run.complete("undo_a").waiting() == ("after",)
    assert [one.undone for one in run.changes if isinstance(one, CompensationTriggered)] == [("b", "a")]


def test_one_activity_can_be_named() -> None:
    run = _undoing(n.compensate("a")).start().complete("a").complete("b")

    assert run.waiting() == ("undo", "undo_a")
    assert run.complete("undo_a").waiting() == ("after",)


def test_a_thrower_that_does_not_wait_goes_on_at_once() -> None:
    run = _undoing(n.compensate(wait=False)).start().complete("a").complete("b")

    assert sorted(run.waiting()) == ["after", "undo_b"]
    assert sorted(run.complete("undo_b").waiting()) == ["after", "undo_a"]
    assert run.complete("undo_a").complete("after").instance.ended


def test_an_instance_lasts_until_its_handlers_are_done() -> None:
    run = _undoing(n.compensate(wait=False)).start().complete("a").complete("b").complete("after")

    assert run.waiting() == ("undo_b",)
    assert run.complete("undo_b").complete("undo_a").instance.ended


def test_with_nothing_to_undo_the_thrower_passes() -> None:
    run = n.run(
        n.start(),
        n.throw("undo", n.compensate()),
        n.user("after"),
        n.end(),
        *n.chain("start", "undo", "after", "end"),
    ).start()

    assert run.waiting() == ("after",)


def test_an_activity_in_a_loop_is_undone_once_per_turn() -> None:
    run = n.run(
        n.start(),
        n.exclusive("merge"),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.exclusive("again", default="again_undo"),
        n.throw("undo", n.compensate("a")),
        n.user("after"),
        n.end(),
        *n.chain("start", "merge", "a", "again", "undo", "after", "end"),
        models.flow("again", "merge", "=nochmal"),
    ).start()

    run.complete("a", nochmal=True).complete("a", nochmal=False)

    assert run.waiting() == ("undo", "undo_a")
    assert run.complete("undo_a").waiting() == ("undo", "undo_a")
    assert run.complete("undo_a").waiting() == ("after",)


def test_every_turn_of_a_multi_instance_activity_is_undone() -> None:
    run = n.run(
        n.start(),
        n.user("a", n.multi("=2")),
        n.compensated("a", "undo_a"),
        n.throw("undo", n.compensate()),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "undo", "after", "end"),
    ).start()
    from engine.execution.actions import CompleteElement

    outer = run.number("a")
    for turn in [one.id for one in run.instance.elements.values() if one.scope == outer]:
        run.act(CompleteElement(turn))

    assert run.complete("undo_a").waiting() == ("undo", "undo_a")
    assert run.complete("undo_a").waiting() == ("after",)


def _sub(*more: str, definition: str = "") -> Run:
    """A sub-process with an undoable task in it, then the throw outside."""
    return n.run(
        n.start(),
        n.scope(
            "sub",
            n.start("s"),
            n.user("a"),
            n.compensated("a", "undo_a"),
            n.end("e"),
            *n.chain("s", "a", "e"),
            *more,
        ),
        n.user("between"),
        n.throw("undo", definition or n.compensate()),
        n.user("after"),
        n.end(),
        *n.chain("start", "sub", "between", "undo", "after", "end"),
    )


@pytest.mark.parametrize("definition", ["", n.compensate("sub")])
def test_undoing_a_completed_sub_process_undoes_what_is_in_it(definition: str) -> None:
    run = _sub(definition=definition).start().complete("a").complete("between")

    assert run.waiting() == ("undo", "sub", "undo_a")
    assert run.complete("undo_a").waiting() == ("after",)


def test_a_compensation_event_sub_process_replaces_the_default_and_sees_the_variables_as_they_were() -> None:
    handler = n.event_sub_process("es", "<compensateEventDefinition />", n.user("own"))
    run = _sub(handler).start().complete("a", x=1).complete("between")

    assert "own" in run.waiting()
    assert "undo_a" not in run.waiting()
    assert run.complete("own").waiting() == ("after",)


def test_what_is_not_completed_is_not_undone() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.user("b"),
        n.throw("undo", n.compensate()),
        n.end(),
        *n.chain("start", "fork", "a", "end"),
        *n.chain("fork", "b", "undo", "end"),
    ).start()

    run.complete("b")

    assert run.waiting() == ("a",)


def test_nothing_is_undone_twice() -> None:
    run = n.run(
        n.start(),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.throw("undo", n.compensate()),
        n.throw("again", n.compensate()),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "undo", "again", "after", "end"),
    ).start()

    run.complete("a").complete("undo_a")

    assert run.waiting() == ("after",)


def test_a_handler_that_breaks_is_an_incident_and_the_rest_is_undone_after_it() -> None:
    run = _undoing(n.compensate())
    run.start().complete("a").complete("b")
    run.services.competent = {}.get
    run.complete("undo_b")
    assert [one.kind for one in run.failures()] == [FaultKind.COMPETENCE]
    run.services.competent = {"auslaenderbehoerde": 1}.get

    run.resolve("undo_a")

    assert run.complete("undo_a").waiting() == ("after",)


def _transaction(*more: str, inside: tuple[str, ...] = ()) -> Run:
    return n.run(
        n.start(),
        n.scope(
            "buy",
            n.start("s"),
            n.user("pay"),
            n.compensated("pay", "refund"),
            n.parallel("fork"),
            n.user("ship"),
            n.user("check"),
            n.element("endEvent", "give_up", "<cancelEventDefinition />"),
            n.end("e"),
            *n.chain("s", "pay", "fork", "ship", "e"),
            *n.chain("fork", "check", "give_up"),
            *inside,
            tag="transaction",
        ),
        *more,
        n.user("after"),
        n.end(),
        *n.chain("start", "buy", "after", "end"),
    )


_CANCELLED = (
    n.boundary("cancelled", "buy", "<cancelEventDefinition />"),
    n.user("sorry"),
    *n.chain("cancelled", "sorry", "end"),
)


def test_a_cancelled_transaction_is_undone_before_its_cancel_event_happens() -> None:
    run = _transaction(*_CANCELLED).start().complete("pay")

    run.complete("check")
    assert run.waiting() == ("buy", "give_up", "refund")
    run.complete("refund")

    assert run.waiting() == ("sorry",)


def test_what_runs_in_a_cancelled_transaction_is_taken_away_first() -> None:
    run = _transaction(*_CANCELLED).start().complete("pay").complete("check")

    gone = [one.element for one in run.changes if isinstance(one, ElementTerminated)]

    assert gone == ["ship"]


def test_a_transaction_that_succeeds_goes_on() -> None:
    run = _transaction(*_CANCELLED).start().complete("pay").complete("ship")
    assert "sorry" not in run.waiting()


def test_tokens_that_wait_at_a_join_of_a_cancelled_transaction_are_gone() -> None:
    run = n.run(
        n.start(),
        n.scope(
            "buy",
            n.start("s"),
            n.user("pay"),
            n.compensated("pay", "refund"),
            n.parallel("fork"),
            n.user("check"),
            n.user("x"),
            n.user("y"),
            n.element("inclusiveGateway", "join"),
            n.user("joined"),
            n.element("endEvent", "give_up", "<cancelEventDefinition />"),
            n.end("e"),
            *n.chain("s", "pay", "fork", "check", "give_up"),
            *n.chain("fork", "x", "join"),
            *n.chain("fork", "y", "join", "joined", "e"),
            tag="transaction",
        ),
        *_CANCELLED,
        n.end(),
        *n.chain("start", "buy", "end"),
    ).start()
    run.complete("pay").complete("x")

    run.complete("check")

    assert run.waiting() == ("buy", "give_up", "refund")
    assert run.complete("refund").waiting() == ("sorry",)


def test_a_completed_transaction_can_be_undone() -> None:
    run = n.run(
        n.start(),
        n.scope(
            "buy",
            n.start("s"),
            n.user("pay"),
            n.compensated("pay", "refund"),
            n.end("e"),
            *n.chain("s", "pay", "e"),
            tag="transaction",
        ),
        n.throw("undo", n.compensate("buy")),
        n.user("after"),
        n.end(),
        *n.chain("start", "buy", "undo", "after", "end"),
    ).start()

    run.complete("pay").complete("refund")

    assert run.waiting() == ("after",)


def test_a_compensation_end_event_undoes_and_then_ends() -> None:
    run = n.run(
        n.start(),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.end("end", n.compensate()),
        *n.chain("start", "a", "end"),
    ).start()

    run.complete("a")
    assert run.waiting() == ("end", "undo_a")

    assert run.complete("undo_a").instance.outcome == "end"


def _interrupted_handler(*, wait: bool) -> Run:
    """Two tasks to undo; the handler of the second one has a time limit."""
    return n.run(
        n.start(),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.user("b"),
        n.compensated("b", "undo_b"),
        n.boundary("late", "undo_b", n.timer("P1D")),
        n.user("by_hand"),
        n.throw("undo", n.compensate(wait=wait)),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "b", "undo", "after", "end"),
        *n.chain("late", "by_hand", "end"),
    ).start()


def test_a_handler_that_an_event_at_its_edge_ends_is_followed_by_the_next_one() -> None:
    run = _interrupted_handler(wait=True).complete("a").complete("b")

    run.pass_time(timedelta(days=1))

    assert sorted(run.waiting()) == ["by_hand", "undo", "undo_a"]
    assert sorted(run.complete("undo_a").waiting()) == ["after", "by_hand"]


def test_an_event_at_the_edge_of_the_last_thing_that_runs_does_not_end_the_process_before_all_is_undone() -> (
    None
):
    run = _interrupted_handler(wait=False).complete("a").complete("b").complete("after")

    run.pass_time(timedelta(days=1)).complete("by_hand")

    assert run.waiting() == ("undo_a",)
    assert run.complete("undo_a").instance.ended


def test_a_script_can_undo_and_its_error_is_caught_at_its_edge() -> None:
    failing = n.activity(
        "serviceTask", "undo_b", extensions='<zeebe:taskDefinition type="x" />', isForCompensation="true"
    )
    run = n.run(
        n.start(),
        n.user("a"),
        n.boundary("compensate_a", "a", "<compensateEventDefinition />"),
        models.script_task("undo_a", "=n + 1", "n").replace(
            "<scriptTask", '<scriptTask isForCompensation="true"'
        ),
        '<association id="as" sourceRef="compensate_a" targetRef="undo_a" />',
        n.user("b"),
        n.boundary("compensate_b", "b", "<compensateEventDefinition />"),
        failing,
        '<association id="bs" sourceRef="compensate_b" targetRef="undo_b" />',
        n.boundary("wrong", "undo_b", n.error("E")),
        n.user("by_hand"),
        n.throw("undo", n.compensate()),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "b", "undo", "after", "end"),
        *n.chain("wrong", "by_hand", "end"),
    ).start(n=1)
    run.complete("a").complete("b")

    run.act(ThrowError(run.number("undo_b"), "E"))

    assert sorted(run.waiting()) == ["after", "by_hand"]
    assert run.variables["n"] == 2


def test_the_events_of_a_completed_sub_process_do_not_catch_what_its_handlers_throw() -> None:
    handler = n.activity(
        "serviceTask", "undo_a", extensions='<zeebe:taskDefinition type="x" />', isForCompensation="true"
    )
    run = n.run(
        n.start(),
        n.scope(
            "outer",
            n.start("s0"),
            n.scope(
                "sub",
                n.start("s"),
                n.user("a"),
                n.boundary("compensate_a", "a", "<compensateEventDefinition />"),
                handler,
                '<association id="as" sourceRef="compensate_a" targetRef="undo_a" />',
                n.end("e"),
                *n.chain("s", "a", "e"),
                n.event_sub_process("inside", n.error("E")),
            ),
            n.boundary("edge", "sub", n.error("E")),
            n.throw("undo", n.compensate()),
            n.end("e0"),
            *n.chain("s0", "sub", "undo", "e0"),
            *n.chain("edge", "e0"),
        ),
        n.boundary("caught", "outer", n.error("E")),
        n.user("sorry"),
        n.end(),
        *n.chain("start", "outer", "end"),
        *n.chain("caught", "sorry", "end"),
    ).start()
    run.complete("a")
    assert run.waiting() == ("outer", "undo", "sub", "undo_a")

    run.act(ThrowError(run.number("undo_a"), "E"))

    assert run.waiting() == ("sorry",)


def test_the_last_handler_of_a_cancelled_transaction_may_be_ended_at_its_edge() -> None:
    late = (n.boundary("late", "refund", n.timer("P1D")), n.user("by_hand"), *n.chain("late", "by_hand", "e"))
    run = _transaction(*_CANCELLED, inside=late).start().complete("pay").complete("check")

    run.pass_time(timedelta(days=1))

    assert run.waiting() == ("sorry",)


def _transactions(sequential: str, *edge: str) -> Run:
    """Two turns of a transaction that are cancelled if `give_up` holds."""
    inside = (
        n.start("begin"),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.exclusive("ask", default="ask_good"),
        n.end("good"),
        n.end("bad", "<cancelEventDefinition />"),
        *n.chain("begin", "a", "ask", "good"),
        models.flow("ask", "bad", "=give_up"),
        n.multi("=2", isSequential=sequential),
    )
    pair = n.scope("pair", *inside, tag="transaction")
    return n.run(n.start(), pair, *edge, n.user("after"), n.end(), *n.chain("start", "pair", "after", "end"))


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_a_cancelled_turn_of_a_transaction_ends_the_activity_over_its_cancel_event(sequential: str) -> None:
    event = n.boundary("cancelled", "pair", "<cancelEventDefinition />")
    run = _transactions(sequential, event, n.user("given_up"), *n.chain("cancelled", "given_up", "end"))

    run.start(give_up=True).complete("a").complete("undo_a")
    assert run.waiting() == ("given_up",)

    run.complete("given_up")
    assert run.instance.ended


def test_without_a_cancel_event_the_next_turn_follows_a_cancelled_one() -> None:
    run = _transactions("true").start(give_up=True).complete("a").complete("undo_a")
    assert run.waiting() == ("pair", "pair", "a")

    run.complete("a", give_up=False)
    assert run.waiting() == ("after",)
