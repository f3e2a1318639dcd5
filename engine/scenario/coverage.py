"""What the scenarios of a process went through together, and what none of them touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.execution.bundle import Bundle
from engine.scenario.result import ScenarioResult


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
    """Elements and flows of the diagram, rules of the decision tables it calls."""

    elements: Share
    flows: Share
    rules: Share


def coverage(bundle: Bundle, results: Iterable[ScenarioResult]) -> Coverage:
    """Measure all results of one bundle together."""
    elements: set[str] = set()
    flows: set[str] = set()
    rules: set[str] = set()
    for result in results:
        elements |= result.elements
        flows |= result.flows
        rules |= result.rules
    graph = bundle.graph
    nodes = {node.id: node.name or node.id for node in graph.nodes.values() if node.id != graph.key}
    ways = {
        flow.id: f"{nodes[flow.source]} → {nodes[flow.target]}" + (f" ({flow.name})" if flow.name else "")
        for flow in graph.flows.values()
    }
    table_rules = {
        f"{decision.id}#{rule.id}": f"{decision.name}, Regel {rule.index}"
        for model in {id(one): one for one in bundle.decisions.values()}.values()
        for decision in model.decisions.values()
        for rule in decision.rules
    }
    return Coverage(_share(nodes, elements), _share(ways, flows), _share(table_rules, rules))


def _share(known: dict[str, str], seen: set[str]) -> Share:
    return Share(len(known), tuple(name for key, name in known.items() if key not in seen))
