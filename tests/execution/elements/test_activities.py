"""Activities: what each does, waits for and hands on (BPMN 10.3, 13.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import Conflict
from engine.execution.actions import FailJob, Resolve, ThrowError
from engine.execution.changes import (
    CallCancelled,
    CallStarted,
    ErrorThrown,
    JobCreated,
    JobFailed,
    MessageThrown,
    StepFailed,
)
from engine.execution.offline import Offline
from engine.execution.services import FaultKind
from engine.feel import Value, from_python
from engine.testing import Run, models
from engine.testing import notation as n


def _one(activity: str, *more: str) -> Run:
    return n.run(n.start(), activity, *more, n.user("after"), n.end(), *n.chain("start", "a", "after", "end"))


PASSING = [
    # what never waits
    n.activity("task", "a"),
    n.activity("manualTask", "a"),
    models.script_task("a", "=1", "x"),
    n.activity("sendTask", "a", messageRef="message_post"),
]


@pytest.mark.parametrize("activity", PASSING)
def test_what_nobody_has_to_do_is_passed(activity: str) -> None:
    assert _one(activity).start().waiting() == ("after",)


def test_a_send_task_sends_its_message() -> None:
    run = _one(n.activity("sendTask", "a", messageRef="message_post")).start()

    assert [one.name for one in run.changes if isinstance(one, MessageThrown)] == ["post"]


def test_a_receive_task_waits_for_its_message() -> None:
    run = _one(n.activity("receiveTask", "a", messageRef="message_post")).start()
    assert run.waiting() == ("a",)

    run.deliver("post", inhalt="Brief")

    assert run.waiting() == ("after",)
    assert run.variables["inhalt"] == "Brief"


def test_a_job_waits_for_its_worker_with_its_type_and_retries() -> None:
    run = _one(n.job("a", retries="5")).start()

    (created,) = [one for one in run.changes if isinstance(one, JobCreated)]

    assert (created.type, created.retries) == ("a", 5)
    assert run.complete("a", x=1).waiting() == ("after",)


def test_a_job_that_fails_with_retries_left_waits_on() -> None:
    run = _one(n.job("a")).start()

    run.act(FailJob(run.number("a"), 2, "kurz weg"))

    assert not run.failures()
    assert [one.retries for one in run.changes if isinstance(one, JobFailed)] == [2]
    assert run.complete("a").waiting() == ("after",)


def test_a_job_without_retries_left_is_an_incident_and_is_created_anew() -> None:
    run = _one(n.job("a")).start()
    run.act(FailJob(run.number("a"), 0, "Server weg"))
    assert [one.kind for one in run.failures()] == [FaultKind.JOB]
    with pytest.raises(Conflict):
        run.complete("a")

    run.resolve("a")

    assert sum(isinstance(one, JobCreated) for one in run.changes) == 2
    assert run.complete("a").waiting() == ("after",)


def test_a_job_may_end_in_a_business_error_with_its_code() -> None:
    run = _one(
        n.job("a"),
        n.boundary("edge", "a", n.error("E")),
        n.user("b"),
        *n.chain("edge", "b", "end"),
    ).start()

    run.act(ThrowError(run.number("a"), "E", "abgelehnt", {"grund": "Frist"}))

    assert run.waiting() == ("b",)
    assert run.variables["grund"] == "Frist"


def test_a_business_error_nobody_catches_is_an_incident_that_can_be_tried_again() -> None:
    run = _one(n.job("a")).start()
    run.act(ThrowError(run.number("a"), "E"))
    assert [one.kind for one in run.failures()] == [FaultKind.ERROR]

    assert run.resolve("a").complete("a").waiting() == ("after",)


@pytest.mark.parametrize("retries", ["0", "-1", "=x", "1000", "=10**5000"])
def test_a_senseless_number_of_retries_is_an_incident(retries: str) -> None:
    assert [one.kind for one in _one(n.job("a", retries=retries)).start().failures()] == [FaultKind.JOB]


def test_a_job_asked_for_with_a_fraction_of_retries_is_not_rounded_down_in_silence() -> None:
    assert [one.kind for one in _one(n.job("a", retries="=2.5")).start().failures()] == [FaultKind.JOB]


def test_an_activity_that_needs_two_tokens_waits_for_both() -> None:
    run = n.run(
        n.start(),
        n.parallel("fork"),
        n.user("x"),
        n.user("y"),
        n.user("a", startQuantity="2"),
        n.end(),
        *n.chain("start", "fork", "x", "a", "end"),
        *n.chain("fork", "y", "a"),
    ).start()

    assert run.complete("x").waiting() == ("y",)
    assert run.complete("y").waiting() == ("a",)


def test_an_activity_that_never_gets_its_second_token_is_an_incident() -> None:
    run = _one(n.user("a", startQuantity="2")).start()

    assert [one.kind for one in run.failures()] == [FaultKind.JOIN]
    assert run.resolve("a").waiting() == ("a",)


def test_an_activity_may_leave_several_tokens_behind() -> None:
    run = _one(n.user("a", completionQuantity="3")).start().complete("a")

    assert run.waiting() == ("after",) * 3


def test_an_activity_that_nothing_follows_ends_the_path() -> None:
    run = n.run(n.start(), n.user("a"), *n.chain("start", "a")).start().complete("a")

    assert run.instance.ended


# -- call activities, on the driver of many instances


def _called(inside: str, *more: str, key: str = "child") -> bytes:
    name = inside.split('id="', 1)[1].split('"', 1)[0]
    return n.model(n.start("s"), inside, n.end("e"), *more, *n.chain("s", name, "e"), key=key)


def _calling(*edge: str, attributes: str = "", extra: str = "", marker: str = "") -> bytes:
    extension = f'<zeebe:calledElement processId="child" {attributes} />{extra}'
    return n.model(
        n.start(),
        n.activity("callActivity", "a", marker, extensions=extension),
        *edge,
        n.user("after"),
        n.end(),
        *n.chain("start", "a", "after", "end"),
    )


def _world(*sources: bytes) -> Offline:
    return Offline([n.graph(source) for source in sources])


def _at(world: Offline, number: int) -> list[str]:
    return [one.element for one in world.instances[number].live.elements.values() if one.id]


def _there(world: Offline, number: int, element: str) -> int:
    return next(one.id for one in world.instances[number].live.elements.values() if one.element == element)


def _values(**values: object) -> dict[str, Value]:
    return {name: from_python(value) for name, value in values.items()}


def test_a_call_activity_waits_for_the_called_process_and_takes_its_variables() -> None:
    world = _world(_calling(), _called(n.user("b")))
    world.start("p", _values(x=1))
    assert world.instances[2].live.variables[0]["x"] == 1

    world.complete(2, _there(world, 2, "b"), _values(y=2))

    assert _at(world, 1) == ["after"]
    assert world.instances[1].live.variables[0] == {"x": 1, "y": 2}


IN_AND_OUT = [
    # propagation, what the child sees, what the caller has at the end
    ("", {"x", "z"}, {"x", "y", "z"}),
    ('propagateAllParentVariables="false"', {"z"}, {"x", "y", "z"}),
    ('propagateAllChildVariables="false"', {"x", "z"}, {"x", "r"}),
]


@pytest.mark.parametrize(("attributes", "seen", "left"), IN_AND_OUT)
def test_mappings_say_what_goes_in_and_comes_out(attributes: str, seen: set[str], left: set[str]) -> None:
    outputs = {"r": "=y"} if "Child" in attributes else None
    world = _world(
        _calling(attributes=attributes, extra=models.io({"z": "=3"}, outputs)), _called(n.user("b"))
    )
    world.start("p", _values(x=1))
    assert set(world.instances[2].live.variables[0]) == seen

    world.complete(2, _there(world, 2, "b"), _values(y=2))

    assert _at(world, 1) == ["after"]
    assert set(world.instances[1].live.variables[0]) >= left - {"z"}


def test_an_error_end_of_the_called_process_is_caught_at_the_edge_of_the_call() -> None:
    edge = (n.boundary("edge", "a", n.error("E")), n.user("b"), *n.chain("edge", "b", "end"))
    child = n.model(n.start("s"), n.end("e", n.error("E")), *n.chain("s", "e"), key="child")
    world = _world(_calling(*edge), child)

    world.start("p")

    assert _at(world, 1) == ["b"]
    assert world.instances[2].live.ended


def test_an_error_that_no_caller_catches_is_an_incident_of_the_called_process() -> None:
    child = n.model(n.start("s"), n.end("e", n.error("E")), *n.chain("s", "e"), key="child")
    world = _world(_calling(), child)

    world.start("p")

    assert [(number, one.kind) for number, one in world.incidents()] == [(2, FaultKind.ERROR)]
    assert _at(world, 1) == ["a"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_of_the_called_process_reaches_the_edge_of_the_call(interrupting: bool) -> None:
    edge = (
        n.boundary("edge", "a", n.escalation("E"), interrupting=interrupting),
        n.user("b"),
        *n.chain("edge", "b", "end"),
    )
    child = n.model(
        n.start("s"),
        n.throw("raise", n.escalation("E")),
        n.user("c"),
        n.end("e"),
        *n.chain("s", "raise", "c", "e"),
        key="child",
    )
    world = _world(_calling(*edge), child)

    world.start("p")

    assert _at(world, 1) == (["b"] if interrupting else ["a", "b"])
    assert world.instances[2].live.ended is interrupting


def test_an_error_travels_through_two_calls() -> None:
    edge = (n.boundary("edge", "a", n.error("E")), n.user("b"), *n.chain("edge", "b", "end"))
    middle = n.activity("callActivity", "m", extensions='<zeebe:calledElement processId="deep" />')
    deep = n.model(n.start("s"), n.end("e", n.error("E")), *n.chain("s", "e"), key="deep")
    world = _world(_calling(*edge), _called(middle), deep)

    world.start("p")

    assert _at(world, 1) == ["b"]
    assert all(world.instances[number].live.ended for number in (2, 3))


def test_a_called_process_ends_with_the_call_that_is_taken_away() -> None:
    edge = (n.boundary("edge", "a", n.timer("P1D")), n.user("b"), *n.chain("edge", "b", "end"))
    world = _world(_calling(*edge), _called(n.user("c")))
    world.start("p")

    world.pass_time(timedelta(days=1))

    assert _at(world, 1) == ["b"]
    assert world.instances[2].live.ended
    assert world.instances[2].live.outcome is None


def test_an_unknown_process_is_an_incident_of_the_call_that_can_be_tried_again() -> None:
    world = _world(_calling())
    world.start("p")
    assert [one.kind for _number, one in world.incidents()] == [FaultKind.CALL]
    world.graphs["child"] = n.graph(_called(n.user("c")))

    world.act(1, Resolve(_there(world, 1, "a")))

    assert _at(world, 2) == ["c"]


def test_a_repeated_call_runs_a_process_per_turn_and_cancels_just_those() -> None:
    edge = (n.boundary("edge", "a", n.timer("P1D")), n.user("b"), *n.chain("edge", "b", "end"))
    world = _world(_calling(*edge, marker=n.multi("=3")), _called(n.user("c")))
    world.start("p")
    assert sum(isinstance(one, CallStarted) for _number, one in world.changes) == 3

    world.pass_time(timedelta(days=1))

    assert all(world.instances[number].live.ended for number in (2, 3, 4))
    assert sum(isinstance(one, CallCancelled) for _number, one in world.changes) == 3


def test_a_process_may_call_itself() -> None:
    source = n.model(
        n.start(),
        n.exclusive("either", default="either_end"),
        n.activity(
            "callActivity",
            "a",
            extensions='<zeebe:calledElement processId="p" />'
            + models.io({"n": "=n - 1"}, {"tiefe": "=tiefe + 1"}),
        ),
        n.end(),
        *n.chain("start", "either", "end"),
        models.flow("either", "a", "=n > 0"),
        *n.chain("a", "end"),
    )
    world = _world(source)

    world.start("p", _values(n=5, tiefe=0))

    assert len(world.instances) == 6
    assert all(one.live.ended for one in world.instances.values())
    assert world.instances[1].live.variables[0]["tiefe"] == 5


def test_facts_of_a_called_process_name_where_its_error_went() -> None:
    edge = (n.boundary("edge", "a", n.error("E")), n.user("b"), *n.chain("edge", "b", "end"))
    world = _world(_calling(*edge), _called(n.job("work")))
    world.start("p")

    world.throw_error(2, _there(world, 2, "work"), "E")

    caught = [(number, one.catcher) for number, one in world.changes if isinstance(one, ErrorThrown)]
    assert caught == [(2, None), (1, "edge")]
    assert not [one for _number, one in world.changes if isinstance(one, StepFailed)]


def test_what_is_done_twice_is_a_conflict() -> None:
    world = _world(_calling(), _called(n.user("b")))
    world.start("p")
    number = _there(world, 2, "b")
    world.complete(2, number)

    with pytest.raises(Conflict):
        world.complete(2, number)
