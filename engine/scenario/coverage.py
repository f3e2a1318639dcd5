"""What the scenarios of a process went through together, and what none of them touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from engine.bpmn import Call, Kind, Message, Signal, UserTask
from engine.execution.bundle import Bundle
from engine.feel import Environment
from engine.scenario.result import ScenarioResult
from engine.scenario.seen import Part, Rule


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a kind was touched; `missing` names the rest as a process owner knows it."""

    total: int
    missing: tuple[str, ...]

    @property
    def seen(self) -> int:
        """How many were touched."""
        return self.total - len(self.missing)

    @property
    def percent(self) -> float:
        """The share from 0 to 100; all of nothing is 100."""
        return 100.0 if self.total == 0 else 100 * self.seen / self.total


@dataclass(frozen=True, slots=True)
class Coverage:
    """Elements and flows of the diagrams, among them the events at an edge, the ways to begin and the calls; rules of
    the decision tables; candidate groups as the diagram names them.
    """

    elements: Share
    flows: Share
    boundaries: Share
    starts: Share
    calls: Share
    rules: Share
    groups: Share

    @property
    def shares(self) -> Mapping[str, Share]:
        """Every kind by its name in English."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Counts:
    """How often all scenarios together went through each element, flow and rule."""

    elements: Counter[Part]
    flows: Counter[Part]
    rules: Counter[Rule]


def counts(results: Iterable[ScenarioResult]) -> Counts:
    """Add up what scenarios went through, also in the processes that played along."""
    total = Counts(Counter(), Counter(), Counter())
    for result in results:
        total.elements.update(result.seen.elements)
        total.flows.update(result.seen.flows)
        total.rules.update(result.seen.rules)
    return total


def coverage(bundle: Bundle, results: Iterable[ScenarioResult]) -> Coverage:
    """Measure what all results together touched of one bundle."""
    seen = counts(results)
    nodes = {
        (graph.key, node.id): node
        for graph in bundle.graphs.values()
        for node in graph.nodes.values()
        if node.id != graph.key
    }
    names = {part: node.name or node.id for part, node in nodes.items()}
    ways = {
        (graph.key, flow.id): (
            f"{names[graph.key, flow.source]} → {names[graph.key, flow.target]}"
            + (f" ({flow.name})" if flow.name else "")
        )
        for graph in bundle.graphs.values()
        for flow in graph.flows.values()
    }
    touched = seen.elements.keys()
    return Coverage(
        elements=_share(names, touched),
        flows=_share(ways, seen.flows.keys()),
        boundaries=_share(
            {part: names[part] for part, node in nodes.items() if node.kind is Kind.BOUNDARY_EVENT}, touched
        ),
        starts=_share(_starts(bundle), touched),
        calls=_share(
            {part: names[part] for part, node in nodes.items() if isinstance(node.behaviour, Call)}, touched
        ),
        rules=_share(_rules(bundle), {(decision, rule) for _, decision, rule in seen.rules}),
        groups=_groups(bundle, touched),
    )


def _starts(bundle: Bundle) -> dict[Part, str]:
    """The start events that a message or signal triggers."""
    return {
        (graph.key, start.element): graph.nodes[start.element].label
        for graph in bundle.graphs.values()
        for start in graph.starts
        if isinstance(start.definition, Message | Signal)
    }


def _rules(bundle: Bundle) -> dict[tuple[str, str], str]:
    return {
        (decision.id, rule.id): f"{decision.name}, Regel {rule.index}"
        for model in {id(one): one for one in bundle.decisions.values()}.values()
        for decision in model.decisions.values()
        for rule in decision.rules
    }


def _groups(bundle: Bundle, touched: Iterable[Part]) -> Share:
    """Each candidate group with the lane of its tasks; touched when one of its tasks was."""
    environment = Environment()
    reached = set(touched)
    groups: dict[str, bool] = {}
    for graph in bundle.graphs.values():
        for node in graph.nodes.values():
            if not isinstance(node.behaviour, UserTask) or node.kind is not Kind.USER_TASK:
                continue
            asked = node.behaviour.candidate_groups
            value = None if asked is None else asked.evaluate({}, environment).value
            group = value if isinstance(value, str) else "" if asked is None else asked.text
            name = f"{group} (Bahn {node.lane})" if group and node.lane else group or node.lane
            groups[name] = groups.get(name, False) or (graph.key, node.id) in reached
    return Share(len(groups), tuple(name for name, was in groups.items() if not was))


def _share(known: Mapping[tuple[str, str], str], seen: Iterable[tuple[str, str]]) -> Share:
    reached = set(seen)
    return Share(len(known), tuple(name for key, name in known.items() if key not in reached))
