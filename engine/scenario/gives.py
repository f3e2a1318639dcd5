"""The variables that an element of a diagram writes when it is over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
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
from engine.feel import Expression, Value, outcomes
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


def fixed(expression: Expression) -> tuple[str, ...]:
    """Every value an expression may have, as it is written; none where one of them is read or worked out."""
    return _fixed(expression.text.removeprefix("=").strip(), expression.variables)


@lru_cache(maxsize=2048)
def _fixed(text: str, names: frozenset[str]) -> tuple[str, ...]:
    values = outcomes(text, names) or ()
    written_out = all(isinstance(one, str | Decimal | bool | None) for one in values)
    return tuple(_literal(one) for one in values) if written_out else ()


def _literal(value: Value) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


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
