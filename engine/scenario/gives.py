"""The variables that an element of a diagram writes when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from engine.bpmn import (
    THROWING,
    Call,
    CalledDecision,
    Conditional,
    Exchange,
    Job,
    MultiInstance,
    Node,
    Script,
    Timer,
    UserTask,
)
from engine.execution.bundle import Bundle
from engine.forms import Form
from engine.scenario.model import SendMessage, SendSignal
from engine.scenario.result import ScenarioResult

#: stands for every name
ANY: Final = "*"
#: stands for what a message or signal brings
BROUGHT: Final = "@"


def written(bundle: Bundle) -> dict[str, frozenset[str]]:
    """The variables that each element of the process of a bundle writes."""
    return {one.id: frozenset(_written(one, form_of(bundle, one))) for one in bundle.graph.nodes.values()}


def form_of(bundle: Bundle, node: Node) -> Form | None:
    """The form somebody fills in there."""
    return bundle.form(node.behaviour.form) if isinstance(node.behaviour, UserTask) else None


def brought(results: Iterable[ScenarioResult]) -> Iterator[str]:
    """What messages and signals have brought in scenarios."""
    for result in results:
        for step in () if result.scenario is None else result.scenario.steps:
            if isinstance(step, SendMessage | SendSignal):
                yield from step.values


def _written(node: Node, form: Form | None) -> Iterator[str]:
    """The variables that are written when an element is over."""
    yield from (one.target.partition(".")[0] for one in (*node.outputs, *node.data_outputs))
    if isinstance(node.loop, MultiInstance) and node.loop.output_collection:
        yield node.loop.output_collection
    if node.outputs:
        return
    match node.behaviour:
        case UserTask():
            yield from () if form is None else form.keys
        case Script(result_variable=name) | CalledDecision(result_variable=name):
            yield name
        case Call() | Job():
            yield ANY
        case Exchange():
            yield BROUGHT
    if node.kind not in THROWING and any(not isinstance(one, Timer | Conditional) for one in node.events):
        yield BROUGHT
