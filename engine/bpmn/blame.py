"""Which step on the way to a fault of soundness is the one to look at: where it was chosen, where the ways parted."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bpmn.model import Flow, Graph, Node
from engine.bpmn.paths import reachable
from engine.bpmn.soundness import Doubled, Step, Stuck

#: choices looked at for one fault: a bound for hostile files
_MAX_CHOICES = 50


def choice_before(graph: Graph, stuck: Stuck) -> Step | None:
    """The last choice on the way that could have led to what is missing, and did not."""
    wanted = {flow.source for flow in stuck.missing} | {flow.id for flow in stuck.missing}
    choices = [step for step in reversed(stuck.path) if step.chose][:_MAX_CHOICES]
    for step in choices:
        taken = {flow.id for flow in step.taken}
        others = [flow for flow in _possible(graph, step.node) if flow.id not in taken]
        if _leads(graph, others, wanted) and not _leads(graph, step.taken, wanted):
            return step
    return choices[0] if choices else None


def split_before(graph: Graph, doubled: Doubled) -> Step | None:
    """The last element on the way that left several tokens of which two lead to the doubled flow."""
    wanted = {doubled.flow.source, doubled.flow.id}
    several = [step for step in reversed(doubled.path) if len(step.taken) > 1][:_MAX_CHOICES]
    for step in several:
        if sum(_leads(graph, [flow], wanted) for flow in step.taken[:_MAX_CHOICES]) > 1:
            return step
    return several[0] if several else None


def _possible(graph: Graph, node: Node) -> list[Flow]:
    return [*node.outgoing, *(flow for event in node.boundary for flow in graph.nodes[event].outgoing)]


def _leads(graph: Graph, flows: Sequence[Flow], wanted: set[str]) -> bool:
    return any(flow.id in wanted for flow in flows) or not wanted.isdisjoint(
        reachable(graph, [flow.target for flow in flows])
    )
