"""Sequence cases: start at an event, complete everything at once, and compare the activities that were worked on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from engine.bpmn import Graph, Kind
from engine.errors import LaufwegError
from tests.conformance.adapt import adapt_waiting
from tests.conformance.cases import Item, Result, result_of
from tests.conformance.found import executions, tasks
from tests.conformance.playing import Job, Play, compiled, values
from tests.conformance.pool import shortened

_WORK = frozenset(
    {
        Kind.TASK,
        Kind.USER_TASK,
        Kind.MANUAL_TASK,
        Kind.SERVICE_TASK,
        Kind.SCRIPT_TASK,
        Kind.SEND_TASK,
        Kind.RECEIVE_TASK,
        Kind.BUSINESS_RULE_TASK,
    }
)
_MOST_ROUNDS = 1_000


def drive(item: Item) -> Result:
    """Pass: in every case the same activities, in the same order where the flows fix it."""
    try:
        graphs = compiled([(str(item.data["path"]), adapt_waiting(item.read()))])
    except LaufwegError as fault:
        findings = getattr(fault, "findings", ())
        return result_of(item, f"refused: {shortened('; '.join(str(one) for one in findings) or str(fault))}")
    reasons = []
    for case in item.data["cases"]:
        try:
            reason = _difference(graphs, case)
        except LaufwegError as fault:
            reason = str(fault)
        reasons += [f"case {case['number']}: {reason}"] if reason else []
    return result_of(item, shortened("; ".join(reasons)))


def _difference(graphs: list[Graph], case: Mapping[str, Any]) -> str:
    graph = next(one for one in graphs if case["start_event"] in one.nodes)
    play = Play(graphs, lambda job: _complete(play, job))
    # where these models ask `test.contains(name)`, the origin engine looks whether data of that name was given
    variables = {"test": " ".join(case["variables"])} | dict(case["variables"])
    play.offline.start(graph.key, values(variables), element=case["start_event"])
    for _ in range(_MOST_ROUNDS):
        play.settle()
        waiting = tasks(play)
        events = [one for one in executions(play) if one.subscription and one.key in case["trigger_events"]]
        if not waiting and not events:
            break
        for one in waiting:
            if play.waits(one.instance, one.element_instance):
                play.offline.complete(one.instance, one.element_instance)
        for one in events if not waiting else ():
            play.offline.deliver(one.instance, one.subscription or 0)
    worked = [
        element
        for number, element in play.completed()
        if (node := play.node(number, element)) is not None and node.kind in _WORK
    ]
    wanted = list(case["expected_activities"])
    if Counter(worked) != Counter(wanted):
        stopped = [f"{fault.element}: {fault.message}" for _, fault in play.incidents()]
        return f"{worked}, expected {wanted} {stopped or ''}".strip()
    for first, second in pairwise(wanted):
        if _leads(graph, first, second) and worked.index(first) > worked.index(second):
            return f"{second} came before {first}"
    return ""


def _complete(play: Play, job: Job) -> None:
    play.offline.complete(job.instance, job.element_instance)


def _leads(graph: Graph, first: str, second: str) -> bool:
    """Whether flows lead from one element to another and not back."""
    return _reaches(graph, first, second) and not _reaches(graph, second, first)


def _reaches(graph: Graph, first: str, second: str) -> bool:
    seen: set[str] = set()
    waiting = [first]
    while waiting:
        node = graph.nodes.get(waiting.pop())
        for flow in node.outgoing if node is not None else ():
            if flow.target == second:
                return True
            if flow.target not in seen:
                seen.add(flow.target)
                waiting.append(flow.target)
    return False
