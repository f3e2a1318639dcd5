"""What an operator does, and what nobody may do: each rule on the smallest model that shows it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.clock import ZONE
from engine.errors import Conflict, Invalid
from engine.execution.actions import (
    Cancel,
    ChangeTimer,
    CompleteElement,
    Escalate,
    FailJob,
    Modify,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.changes import InstanceCancelled, InstanceCompleted
from engine.execution.instance import ROOT
from engine.execution.services import FaultKind
from engine.testing import Run
from engine.testing import notation as n


def _two() -> Run:
    return n.run(n.start(), n.user("a"), n.user("b"), n.end(), *n.chain("start", "a", "b", "end"))


def test_a_token_is_moved_from_one_task_to_another() -> None:
    run = _two().start()

    run.act(Modify(cancel=(run.number("a"),), activate=(("b", None),)))

    assert run.waiting() == ("b",)


def test_taking_the_last_token_away_ends_the_instance() -> None:
    run = _two().start()

    run.act(Modify(cancel=(run.number("a"),)))

    assert run.instance.ended


def _inside() -> Run:
    return n.run(
        n.start(),
        n.user("before"),
        n.scope("sub", n.start("s"), n.user("a"), n.user("b"), n.end("e"), *n.chain("s", "a", "b", "e")),
        n.boundary("late", "sub", n.timer("P1D")),
        n.user("after"),
        n.end(),
        *n.chain("start", "before", "sub", "after", "end"),
        *n.chain("late", "after"),
    )


def test_entering_an_element_whose_scope_is_missing_enters_the_scope_and_arms_it() -> None:
    run = _inside().start()

    run.act(Modify(cancel=(run.number("before"),), activate=(("b", None),)))

    assert run.waiting() == ("sub", "b")
    assert run.complete("b").waiting() == ("after",)


def test_the_timer_of_a_scope_entered_by_an_operator_runs() -> None:
    run = _inside().start()
    run.act(Modify(cancel=(run.number("before"),), activate=(("b", None),)))

    run.pass_time(timedelta(days=1))

    assert run.waiting() == ("after",)


def test_a_scope_taken_away_and_one_of_its_elements_entered_begins_the_scope_anew() -> None:
    run = _inside().start().complete("before")
    old = run.number("sub")

    run.act(Modify(cancel=(old,), activate=(("b", None),)))

    assert run.waiting() == ("sub", "b")
    assert run.number("sub") != old


def test_nothing_is_entered_in_a_scope_that_is_taken_away() -> None:
    run = _inside().start().complete("before")
    sub = run.number("sub")

    with pytest.raises(Conflict):
        run.act(Modify(cancel=(sub,), activate=(("b", sub),)))


def test_a_cancelled_turn_counts_as_terminated_and_the_next_one_follows() -> None:
    task = n.user("a", n.multi("=2", isSequential="true"))
    run = n.run(n.start(), task, n.end(), *n.chain("start", "a", "end")).start()
    first = max(one.id for one in run.instance.elements.values())

    run.act(Modify(cancel=(first,)))

    (repeat,) = run.instance.repeats.values()
    assert (repeat.started, repeat.completed, repeat.terminated) == (2, 0, 1)


def _stuck() -> Run:
    return n.run(
        n.start(),
        n.parallel("fork"),
        n.user("a"),
        n.user("b"),
        n.end("lost"),
        n.parallel("join"),
        n.user("c"),
        n.end(),
        *n.chain("start", "fork", "a", "join", "c", "end"),
        *n.chain("fork", "b", "lost"),
        n.element("exclusiveGateway", "never"),
        *n.chain("never", "join"),
    )


def test_a_join_that_is_given_up_can_be_taken_away() -> None:
    run = _stuck().start().complete("a").complete("b")
    assert [one.kind for one in run.failures()] == [FaultKind.JOIN]

    run.act(Modify(cancel=(run.number("join"),)))

    assert run.instance.ended
    assert len(run.failures()) == 1


def test_a_join_goes_on_once_when_an_operator_sends_the_missing_token() -> None:
    run = _stuck().start().complete("a").complete("b")

    run.act(Modify(activate=(("never", None),)))

    assert run.waiting() == ("c",)


def test_taking_a_compensation_handler_away_lets_the_next_one_follow() -> None:
    run = n.run(
        n.start(),
        n.user("a"),
        n.compensated("a", "undo_a"),
        n.user("b"),
        n.compensated("b", "undo_b"),
        n.throw("undo", n.compensate()),
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "b", "undo", "after", "end"),
    ).start()
    run.complete("a").complete("b")

    run.act(Modify(cancel=(run.number("undo_b"),)))
    assert run.waiting() == ("undo", "undo_a")
    run.complete("undo_a")

    assert run.waiting() == ("after",)


REFUSED = [
    # an element the process does not have, the process itself, what only an event starts
    "fehlt",
    "p",
    "late",
    "start",
]


@pytest.mark.parametrize("element", REFUSED)
def test_what_cannot_be_entered_is_refused(element: str) -> None:
    run = _inside().start()

    with pytest.raises(Invalid):
        run.act(Modify(activate=((element, None),)))


def test_variables_are_set_in_the_nearest_scope_or_kept_local() -> None:
    run = _inside().start(n=1).complete("before")
    sub = run.number("sub")

    run.act(SetVariables({"x": "lokal"}, sub, local=True)).act(SetVariables({"n": "neu", "x": "drin"}, sub))

    assert run.variables["n"] == "neu"
    assert "x" not in run.variables
    assert run.instance.variables[sub]["x"] == "drin"


def test_a_timer_is_due_when_the_operator_says() -> None:
    run = _inside().start().complete("before")
    due = datetime(2027, 1, 1, tzinfo=ZONE)

    run.act(ChangeTimer(run.timers()[0].id, due)).pass_time(timedelta(days=10))
    assert run.waiting() == ("sub", "a")
    run.pass_time(timedelta(days=40))

    assert run.waiting() == ("after",)


def test_a_cancelled_instance_has_no_outcome_and_nothing_in_it() -> None:
    run = _inside().start().complete("before").act(Cancel())

    assert run.instance.ended
    assert run.instance.outcome is None
    assert (run.instance.elements, run.instance.subscriptions) == ({}, {})
    assert [type(one) for one in run.changes if isinstance(one, InstanceCancelled | InstanceCompleted)] == [
        InstanceCancelled
    ]


ON_NOTHING = [
    Modify(),
    Modify(activate=(("a", None),)),
    SetVariables({"x": 1}),
    Cancel(),
    CompleteElement(ROOT),
]


@pytest.mark.parametrize("action", ON_NOTHING)
def test_an_instance_that_is_over_or_not_begun_does_nothing(action: object) -> None:
    over = _two().start().complete("a").complete("b")

    with pytest.raises(Conflict):
        over.act(action)  # type: ignore[arg-type]  # one of the actions
    with pytest.raises(Conflict):
        _two().act(action)  # type: ignore[arg-type]  # one of the actions


def test_an_instance_starts_only_once_and_only_where_a_trigger_is() -> None:
    with pytest.raises(Conflict):
        _two().start().act(Start())
    with pytest.raises(Invalid):
        _two().act(Start({}, "fehlt"))
    with pytest.raises(Invalid):
        _two().act(Start({}, "b"))


NOT_DONE_BY_HAND = [
    # the process, a scope, an activity that repeats, a catch that waits for its message
    "p",
    "sub",
    "many",
    "wait",
]


@pytest.mark.parametrize("element", NOT_DONE_BY_HAND)
@pytest.mark.parametrize(
    "action",
    [
        CompleteElement,
        lambda number: FailJob(number, 0, "kaputt"),
        lambda number: ThrowError(number, "E"),
        lambda number: Escalate(number, "E"),
    ],
)
def test_only_what_a_person_or_a_worker_does_can_be_completed_or_fail(element: str, action: object) -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.scope("sub", n.start("s"), n.user("inner"), n.end("e"), *n.chain("s", "inner", "e")),
        n.user("many", n.multi("=2")),
        n.catch("wait", n.message("post")),
        n.end(),
        *n.chain("start", "fork", "sub", "end"),
        *n.chain("fork", "many", "end"),
        *n.chain("fork", "wait", "end"),
    ).start()
    before = run.instance.copy()

    with pytest.raises(Conflict):
        run.act(action(run.number(element)))  # type: ignore[operator]  # makes an action

    assert run.instance == before
