"""Calls and assertions of a step case do what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.cases import Item, Result
from tests.conformance.steps import Run as Runner
from tests.conformance.steps import drive

Run = Callable[..., Result]
_MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<message id="m" name="ping"/><signal id="g" name="alarm"/>
<process id="p"><startEvent id="s"/><userTask id="one" name="First"/><parallelGateway id="x"/>
<userTask id="two" name="Second"/><receiveTask id="wait"/><endEvent id="e"/><endEvent id="e2"/>
<boundaryEvent id="soon" attachedToRef="two"><timerEventDefinition><timeDuration>PT1H</timeDuration>
</timerEventDefinition></boundaryEvent>
<boundaryEvent id="heard" attachedToRef="two" cancelActivity="false"><messageEventDefinition messageRef="m"/>
</boundaryEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="one"/><sequenceFlow id="f2" sourceRef="one" targetRef="x"/>
<sequenceFlow id="f3" sourceRef="x" targetRef="two"/><sequenceFlow id="f4" sourceRef="x" targetRef="wait"/>
<sequenceFlow id="f5" sourceRef="two" targetRef="e"/><sequenceFlow id="f6" sourceRef="wait" targetRef="e2"/>
<sequenceFlow id="f7" sourceRef="soon" targetRef="e"/><sequenceFlow id="f8" sourceRef="heard" targetRef="e"/>
</process>
<process id="q"><startEvent id="t"/><exclusiveGateway id="y"/><endEvent id="z"/>
<sequenceFlow id="h1" sourceRef="t" targetRef="y"/><sequenceFlow id="h2" sourceRef="y" targetRef="z">
<conditionExpression>${a == 1}</conditionExpression></sequenceFlow></process></definitions>"""
_START = {"op": "start", "var": "p1", "process": "p", "variables": {"a": 1}}
_TASK = {"op": "query", "var": "t1", "of": "task", "where": {}, "single": True}
_ON = [_START, _TASK, {"op": "complete", "task": "t1", "variables": {}}]
_JOB = {"op": "query", "var": "j", "of": "job", "where": {"instance": "p1"}, "single": True}
_LEAVE = [
    {"op": "query", "var": "w", "of": "execution", "where": {"key": "wait"}, "single": True},
    {"op": "trigger", "execution": "w", "variables": {}},
]
_ENDED = {"op": "expect_ended", "instance": "p1"}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "a.bpmn").write_text(_MODEL, "utf-8")

    def start(*steps: dict[str, Any], **data: Any) -> Result:
        common = {"id": "one", "kind": "steps", "path": "a.bpmn", "paths": ["a.bpmn"], "steps": list(steps)}
        return drive(Item(tmp_path, common | data))

    return start


@pytest.mark.parametrize(
    "steps",
    [
        [_START, _TASK, {"op": "expect_attr", "var": "t1", "attr": "name", "value": "First"}],
        [_START, {"op": "expect_running", "instance": "p1"}, {"op": "delete", "instance": "p1"}, _ENDED],
        [_START, {"op": "expect_variable", "instance": "p1", "name": "a", "value": 1}],
        # the receive task is left by a call, the other task by its timer
        [*_ON, *_LEAVE, _JOB, {"op": "execute_job", "job": "j"}, _ENDED],
        [*_ON, *_LEAVE, {"op": "set_clock", "offset_ms": 3_600_000}, {"op": "run_due_jobs"}, _ENDED],
        [*_ON, *_LEAVE, {"op": "set_clock", "offset_ms": 3_599_000}, {"op": "run_due_jobs"}, _TASK],
        # a message by its name, and at one catch
        [*_ON, {"op": "message", "name": "ping", "variables": {}}, _TASK],
        [
            *_ON,
            {"op": "query", "var": "c", "of": "execution", "where": {"message": "ping"}, "single": True},
            {"op": "message", "name": "ping", "execution": "c", "variables": {}},
        ],
        [
            _START,
            {"op": "query", "var": "l", "of": "task", "where": {"order": "name"}, "single": False},
            {
                "op": "foreach",
                "list": "l",
                "var": "each",
                "do": [{"op": "complete", "task": "each", "variables": {}}],
            },
            {"op": "expect_count", "of": "task", "where": {"key": "two", "name": "Second"}, "n": 1},
        ],
        # what breaks, and what is not there, is an error
        [{"op": "expect_error", "do": [{"op": "start", "var": "q1", "process": "q", "variables": {"a": 2}}]}],
        [{"op": "expect_error", "do": [{"op": "start", "var": "q1", "process": "none", "variables": {}}]}],
    ],
)
def test_what_holds_passes(run: Run, steps: list[dict[str, Any]]) -> None:
    result = run(*steps)

    assert result.passed, result.reason


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([_START, _ENDED], "step 2 expect_ended: it waits at"),
        ([_START, {"op": "expect_count", "of": "task", "where": {}, "n": 2}], "expected 2"),
        ([_START, _START, _TASK], "step 3 query: 2 found where one is wanted"),
        (
            [_START, _TASK, {"op": "expect_attr", "var": "t1", "attr": "name", "value": "x"}],
            "name is 'First'",
        ),
        ([_START, _TASK, {"op": "expect_null", "var": "t1"}], "t1 is one"),
        ([_TASK, {"op": "expect_not_null", "var": "t1"}], "t1 is nothing"),
        ([*_ON, {"op": "complete", "task": "t1", "variables": {}}], "task one is not there any more"),
        ([_START, {"op": "message", "name": "pong", "variables": {}}], "nothing waits for this message"),
        (
            [{"op": "start", "var": "q1", "process": "q", "variables": {"a": 2}}],
            "incident in instance 1 at y",
        ),
        ([{"op": "expect_error", "do": [_START]}], "nothing went wrong"),
        ([_START, {"op": "dance"}], "no such step is known"),
        ([_START, {"op": "expect_variable", "instance": "p1", "name": "a", "value": 2}], "expected 2"),
    ],
)
def test_what_does_not_hold_is_named(run: Run, steps: list[dict[str, Any]], reason: str) -> None:
    result = run(*steps)

    assert not result.passed
    assert reason in result.reason


def test_what_a_case_needs_beyond_the_standard_is_kept_for_the_figures(run: Run) -> None:
    result = run(_START, requires=["timer_job_api"], tags=["weak"])

    assert dict(result.marks) == {"requires": ["timer_job_api"], "weak": True}


_CALLS = (
    ("start", "start_by_message", "query", "pick", "foreach", "complete", "message", "signal", "trigger"),
    ("set_variable", "set_clock", "run_due_jobs", "execute_job", "delete"),
    ("expect_count", "expect_size", "expect_attr", "expect_attr_not", "expect_null", "expect_not_null"),
    ("expect_ended", "expect_running", "expect_variable", "expect_variable_set", "expect_active_contains"),
    ("expect_error",),
)


@pytest.mark.parametrize("operation", [one for line in _CALLS for one in line])
def test_every_step_of_the_format_is_known(operation: str) -> None:
    assert callable(getattr(Runner, f"_{operation}"))
