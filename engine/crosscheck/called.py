"""The processes a case may reach by its calls, seen as one graph: SpiffWorkflow runs them as parts of one workflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from engine.bpmn import Graph
from engine.errors import ModelError
from engine.execution.bundle import Bundle
from engine.scenario.library import calls


def reachable(bundle: Bundle) -> tuple[Graph, ...]:
    """The process of a bundle and those it calls, directly or through others, each once."""
    found: dict[str, Graph] = {}
    waiting = [bundle.graph]
    while waiting:
        graph = waiting.pop(0)
        if graph.key not in found:
            found[graph.key] = graph
            waiting += [bundle.graphs[key] for key in calls(graph) if key in bundle.graphs]
    return tuple(found.values())


def whole(bundle: Bundle) -> Graph:
    """The graph of the main process with the nodes and flows of all it calls; ModelError when one calls itself.

    No two may use one id: `apart` sees to that.
    """
    graphs = reachable(bundle)
    _check_circle(bundle)
    return replace(
        graphs[0],
        nodes=MappingProxyType({id_: node for graph in graphs for id_, node in graph.nodes.items()}),
        flows=MappingProxyType({id_: flow for graph in graphs for id_, flow in graph.flows.items()}),
    )


def _check_circle(bundle: Bundle) -> None:
    under_way: list[tuple[str, Iterator[str]]] = [(bundle.graph.key, calls(bundle.graph))]
    done: set[str] = set()
    while under_way:
        key, rest = under_way[-1]
        following = next((one for one in rest if one in bundle.graphs and one not in done), None)
        if following is None:
            done.add(key)
            under_way.pop()
        elif following in {one for one, _ in under_way}:
            raise ModelError(f"Expected calls that come to an end, but {following} calls itself")
        else:
            under_way.append((following, calls(bundle.graphs[following])))
