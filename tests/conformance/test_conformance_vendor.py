"""Extensions of the origin engines do here what they do there: each is run in a small case of its own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn import parse
from tests.conformance.adapt import adapt
from tests.conformance.cases import Item, Result
from tests.conformance.juel import Untranslatable
from tests.conformance.steps import drive

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:flowable="http://flowable.org/bpmn">'
)


def _flows(*ids: str) -> str:
    return "".join(
        f'<sequenceFlow id="{first}_{second}" sourceRef="{first}" targetRef="{second}"/>'
        for first, second in pairwise(ids)
    )


def _line(node: str, name: str = "n") -> str:
    return f'<startEvent id="s"/>{node}<endEvent id="e"/>{_flows("s", name, "e")}'


def _run(folder: Path, process: str, *steps: dict[str, Any], more: str = "") -> Result:
    (folder / "a.bpmn").write_text(f'{_HEAD}{more}<process id="p">{process}</process></definitions>', "utf-8")
    data = {"id": "one", "kind": "steps", "path": "a.bpmn", "paths": ["a.bpmn"], "steps": list(steps)}
    return drive(Item(folder, data))


def _start(**variables: object) -> dict[str, Any]:
    return {"op": "start", "var": "p1", "process": "p", "variables": variables}


def _tasks(count: int, **where: object) -> dict[str, Any]:
    return {"op": "expect_count", "of": "task", "where": where, "n": count}


def _jobs(count: int) -> dict[str, Any]:
    return {"op": "expect_count", "of": "job", "where": {}, "n": count}


_TASK = {"op": "query", "var": "t", "of": "task", "where": {}, "single": True}
_JOB = {"op": "query", "var": "j", "of": "job", "where": {}, "single": True}
_WORK = {"op": "execute_job", "job": "j"}
_ENDED = {"op": "expect_ended", "instance": "p1"}


def _expect(name: str, value: object) -> dict[str, Any]:
    return {
        "op": "expect_variable",
        "instance": {"execution": {"of_task": "t"}},
        "name": name,
        "value": value,
    }


def test_each_of_a_collection_is_assigned_to_the_element_variable(tmp_path: Path) -> None:
    task = (
        '<userTask id="n" camunda:assignee="${who}"><multiInstanceLoopCharacteristics camunda:collection="{}" '
        'camunda:elementVariable="who" flowable:elementIndexVariable="number"/></userTask>'
    )
    steps = (
        _start(people=["ada", "ben"]),
        _tasks(2),
        {"op": "query", "var": "t", "of": "task", "where": {"assignee": "ben"}, "single": True},
        _expect("number", 1),
        {"op": "complete", "task": "t"},
        _tasks(1, assignee="ada"),
    )

    for collection in ("people", "${people}"):
        assert _run(tmp_path, _line(task.replace("{}", collection)), *steps).reason == ""


def test_parameters_are_local_and_results_are_handed_over(tmp_path: Path) -> None:
    task = (
        '<userTask id="n"><extensionElements><camunda:inputOutput>'
        '<camunda:inputParameter name="word">fix</camunda:inputParameter>'
        '<camunda:inputParameter name="sum">${a + 1}</camunda:inputParameter>'
        '<camunda:inputParameter name="none"/>'
        '<camunda:inputParameter name="list"><camunda:list><camunda:value>x</camunda:value>'
        "<camunda:value>${a}</camunda:value></camunda:list></camunda:inputParameter>"
        '<camunda:inputParameter name="map"><camunda:map><camunda:entry key="k">v</camunda:entry>'
        '<camunda:entry key="l"><camunda:list/></camunda:entry></camunda:map></camunda:inputParameter>'
        '<camunda:outputParameter name="out">${sum}</camunda:outputParameter>'
        "</camunda:inputOutput></extensionElements></userTask>"
    )
    after = '<userTask id="m"/>'
    process = f'<startEvent id="s"/>{task}{after}<endEvent id="e"/>{_flows("s", "n", "m", "e")}'

    result = _run(
        tmp_path,
        process,
        _start(a=1),
        _TASK,
        _expect("word", "fix"),
        _expect("sum", 2),
        _expect("none", None),
        _expect("list", ["x", 1]),
        _expect("map", {"k": "v", "l": []}),
        {"op": "complete", "task": "t"},
        {"op": "expect_variable", "instance": "p1", "name": "out", "value": 2},
        {"op": "expect_variable", "instance": "p1", "name": "sum", "value": None},
    )

    assert result.reason == ""


def test_a_parameter_that_is_a_script_is_refused() -> None:
    task = (
        '<userTask id="n"><extensionElements><camunda:inputOutput><camunda:inputParameter name="x">'
        "<camunda:script>1</camunda:script></camunda:inputParameter></camunda:inputOutput></extensionElements></userTask>"
    )

    with pytest.raises(Untranslatable, match="script"):
        adapt(f'{_HEAD}<process id="p">{task}</process></definitions>'.encode())


@pytest.mark.parametrize(
    ("node", "jobs_before", "jobs_after"),
    [
        # the task is there only when the job was done
        ('<userTask id="n" camunda:asyncBefore="true"/>', 1, 0),
        ('<userTask id="n" flowable:async="true"/>', 1, 0),
    ],
)
def test_a_continuation_before_is_a_job(tmp_path: Path, node: str, jobs_before: int, jobs_after: int) -> None:
    result = _run(
        tmp_path,
        _line(node),
        _start(),
        _tasks(0),
        _jobs(jobs_before),
        _JOB,
        _WORK,
        _tasks(1),
        _jobs(jobs_after),
    )

    assert result.reason == ""


def test_a_continuation_behind_is_a_job(tmp_path: Path) -> None:
    process = (
        '<startEvent id="s" camunda:asyncBefore="true"><outgoing>s_n</outgoing></startEvent>'
        '<userTask id="n" camunda:asyncAfter="true"><incoming>s_n</incoming></userTask>'
        f'<endEvent id="e"/>{_flows("s", "n", "e")}'
    )

    result = _run(
        tmp_path,
        process,
        _start(),
        _JOB,
        _WORK,
        _TASK,
        {"op": "complete", "task": "t"},
        {"op": "expect_running", "instance": "p1"},
        {"op": "run_due_jobs"},
        _ENDED,
    )

    assert result.reason == ""


def test_a_signal_carries_what_is_named(tmp_path: Path) -> None:
    process = (
        '<startEvent id="s"/><intermediateThrowEvent id="n"><signalEventDefinition signalRef="g"><extensionElements>'
        '<camunda:in source="a" target="b"/></extensionElements></signalEventDefinition></intermediateThrowEvent>'
        f'<endEvent id="e"/>{_flows("s", "n", "e")}'
    )
    hearing = (
        '<signal id="g" name="alarm"/><process id="q"><startEvent id="qs"><signalEventDefinition signalRef="g"/>'
        f'</startEvent><userTask id="qt"/><endEvent id="qe"/>{_flows("qs", "qt", "qe")}</process>'
    )

    result = _run(
        tmp_path, process, _start(a=7), _ENDED, _TASK, _expect("b", 7), _expect("a", None), more=hearing
    )

    assert result.reason == ""


def test_a_data_object_with_a_value_is_a_variable_of_its_scope(tmp_path: Path) -> None:
    def data(name: str, kind: str, value: str) -> str:
        return (
            f'<dataObject id="d_{name}" name="{name}" itemSubjectRef="xsd:{kind}"><extensionElements>'
            f"<flowable:value>{value}</flowable:value></extensionElements></dataObject>"
        )

    inner = f'{data("inner", "boolean", "true")}<startEvent id="is"/><userTask id="it"/>{_flows("is", "it")}'
    process = (
        f'{data("word", "string", "x")}{data("sum", "int", "3")}<startEvent id="s"/>'
        f'<subProcess id="n">{inner}</subProcess><endEvent id="e"/>{_flows("s", "n", "e")}'
    )

    result = _run(
        tmp_path,
        process,
        _start(),
        _TASK,
        _expect("inner", True),
        _expect("sum", 3),
        {"op": "expect_variable", "instance": "p1", "name": "word", "value": "x"},
        {"op": "expect_variable", "instance": "p1", "name": "inner", "value": None},
    )

    assert result.reason == ""


@pytest.mark.parametrize(("flag", "left"), [("", 1), (' flowable:terminateAll="true"', 0)])
def test_an_end_that_terminates_all_ends_the_callers_too(tmp_path: Path, flag: str, left: int) -> None:
    called = (
        '<process id="q"><startEvent id="qs"/><endEvent id="qe">'
        f"<terminateEventDefinition{flag}/></endEvent>{_flows('qs', 'qe')}</process>"
    )
    process = (
        '<startEvent id="s"/><callActivity id="n" calledElement="q"/><userTask id="m"/><endEvent id="e"/>'
        f"{_flows('s', 'n', 'm', 'e')}"
    )

    result = _run(tmp_path, process, _start(), _tasks(left), more=called)

    assert result.reason == ""


def test_a_timer_that_starts_a_process_is_a_job_without_instance(tmp_path: Path) -> None:
    process = (
        '<startEvent id="s"><timerEventDefinition><timeCycle>0 0 12 * * ?</timeCycle></timerEventDefinition>'
        f'</startEvent><userTask id="n"/><endEvent id="e"/>{_flows("s", "n", "e")}'
    )

    result = _run(
        tmp_path,
        process,
        _jobs(1),
        {"op": "query", "var": "j", "of": "job", "where": {"process": "p"}, "single": True},
        _WORK,
        _tasks(1),
        _jobs(1),
    )

    assert result.reason == ""


@pytest.mark.parametrize(
    "definition",
    [
        '<messageEventDefinition messageRef="m"/>',
        '<signalEventDefinition signalRef="g"/>',
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
    ],
)
def test_a_waiting_event_is_left_by_a_trigger(tmp_path: Path, definition: str) -> None:
    event = f'<intermediateCatchEvent id="n">{definition}</intermediateCatchEvent>'
    more = '<message id="m" name="ping"/><signal id="g" name="alarm"/>'
    waiting = {"op": "query", "var": "x", "of": "execution", "where": {"key": "n"}, "single": True}

    result = _run(
        tmp_path, _line(event), _start(), waiting, {"op": "trigger", "execution": "x"}, _ENDED, more=more
    )

    assert result.reason == ""


def test_a_task_that_evaluates_an_expression_keeps_its_result() -> None:
    tasks = (
        '<sendTask id="a" camunda:expression="${x + 1}" camunda:resultVariable="y"/>'
        '<businessRuleTask id="b" flowable:expression="${x}" flowable:resultVariableName="z"/>'
    )

    document = parse(adapt(f'{_HEAD}<process id="p">{tasks}</process></definitions>'.encode()), "a.bpmn")

    scripts = [document.elements[one].zeebe("script") for one in ("a", "b")]
    assert [(one.get("expression"), one.get("resultVariable")) for one in scripts if one] == [
        ("=x + 1", "y"),
        ("=x", "z"),
    ]
