"""Another version of a process for tests of migration: the same diagram under other ids, there and back."""

from __future__ import annotations

from dataclasses import replace

from engine.bpmn import Graph
from engine.execution import migration
from engine.execution.changes import InstanceMigrated
from engine.testing.offline import Run


def renamed(graph: Graph, prefix: str = "neu_") -> Graph:
    """The same process with other ids for everything in it."""

    def new(name: str) -> str:
        return name if name in ("", graph.key) else f"{prefix}{name}"

    every = {flow.id: flow for node in graph.nodes.values() for flow in (*node.incoming, *node.outgoing)}
    flows = {
        new(one.id): replace(one, id=new(one.id), source=new(one.source), target=new(one.target))
        for one in every.values()
    }
    nodes = {
        new(one.id): replace(
            one,
            id=new(one.id),
            scope=new(one.scope),
            incoming=tuple(flows[new(flow.id)] for flow in one.incoming),
            outgoing=tuple(flows[new(flow.id)] for flow in one.outgoing),
            default=one.default and new(one.default),
            boundary=tuple(map(new, one.boundary)),
            attached_to=one.attached_to and new(one.attached_to),
            compensation=one.compensation and new(one.compensation),
            event_starts=tuple(map(new, one.event_starts)),
            entries=tuple(map(new, one.entries)),
        )
        for one in graph.nodes.values()
    }
    return replace(graph, nodes=nodes, flows={new(one): flows[new(one)] for one in graph.flows})


def goes_home(run: Run) -> None:
    """Going on in the same version changes nothing; nor does going to one with other ids and back."""
    graph, other = run.graph, renamed(run.graph)
    there = migration.plan(graph, other, {one: f"neu_{one}" for one in graph.nodes})
    back = migration.plan(other, graph, {f"neu_{one}": one for one in graph.nodes if one != graph.key})

    same, changes = migration.migrate(graph, graph, migration.plan(graph, graph), run.instance, run.services)
    away, _ = migration.migrate(graph, other, there, run.instance, run.services)
    home, _ = migration.migrate(other, graph, back, away, run.services)

    if not same == home == run.instance or changes != (InstanceMigrated(graph.key, {}),):
        raise AssertionError(
            f"Expected to come back unchanged to {run.instance}, but came back as {same}, {home}"
        )
