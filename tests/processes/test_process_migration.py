"""Every wait state of every library process goes over into another version and back, and ends as its scenario says.

The other version is made of the files: each flow into a user task or an end passes a new task, each gateway has another
id and each task another name. What is stored of a case that is put back is tested on a database (tests/steering).
"""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest
from lxml import etree

from engine import library
from engine.bpmn import Graph
from engine.execution import codec
from engine.execution.bundle import Bundle, read_bundle
from engine.execution.instance import ROOT
from engine.execution.migration import ElementMapping, migrate, plan
from engine.scenario.library import Library, compiled
from engine.scenario.model import Scenario
from engine.scenario.play import Play
from engine.scenario.run import read_scenario, read_templates, take_step

KEYS = [one.name for one in sorted(library.FOLDER.iterdir()) if list(one.glob("*.bpmn"))]
_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_GATEWAYS = ("parallelGateway", "inclusiveGateway", "exclusiveGateway", "eventBasedGateway")


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _other(source: bytes) -> bytes:
    """The file of another version."""
    tree = etree.fromstring(source)
    for one in [*tree.iter(_tag("incoming")), *tree.iter(_tag("outgoing"))]:
        one.getparent().remove(one)
    renamed = {
        one.get("id"): f"{one.get('id')}_anders" for name in _GATEWAYS for one in tree.iter(_tag(name))
    }
    ends = {one.get("id") for name in ("userTask", "endEvent") for one in tree.iter(_tag(name))}
    for number, flow in enumerate(list(tree.iter(_tag("sequenceFlow")))):
        for end in ("sourceRef", "targetRef"):
            flow.set(end, renamed.get(flow.get(end), flow.get(end)))
        target = flow.get("targetRef")
        if target in ends:
            passed = f"durchgang_{number}"
            flow.set("targetRef", passed)
            etree.SubElement(flow.getparent(), _tag("task"), id=passed, name="Durchgang")
            ways = {"id": f"weiter_{number}", "sourceRef": passed, "targetRef": target}
            etree.SubElement(flow.getparent(), _tag("sequenceFlow"), ways)
    for name in _GATEWAYS:
        for one in tree.iter(_tag(name)):
            one.set("id", renamed[one.get("id")])
    for one in tree.iter(_tag("flowNodeRef")):
        one.text = renamed.get(one.text, one.text)
    for one in tree.iter(_tag("userTask")):
        one.set("name", f"{one.get('name', '')} (neu)")
    for one in [*tree.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram")]:
        one.getparent().remove(one)
    return etree.tostring(tree)


@cache
def _bundle(key: str) -> Bundle:
    return compiled(library.FOLDER / key, library.read_all(library.FOLDER / key).files)


@cache
def _library() -> Library:
    """All processes, each compiled once."""
    bundles = (_bundle(key) for key in KEYS)
    return Library(library.FOLDER, {one.main: one for one in bundles})


@cache
def _versions() -> dict[str, tuple[Graph, Graph, ElementMapping, ElementMapping]]:
    """By the key of each process its graph in both versions, and which element is which, forth and back."""
    found = {}
    for key in KEYS:
        files = library.read_all(library.FOLDER / key).files
        old = _bundle(key)
        other = {path: _other(one) if path.endswith(".bpmn") else one for path, one in files.items()}
        new = read_bundle(other)
        for process, graph in old.graphs.items():
            assert process in new.graphs, [one.reason for one in new.errors]
            target = new.graphs[process]
            named = {one: f"{one}_anders" for one in graph.nodes if f"{one}_anders" in target.nodes}
            back = {after: before for before, after in named.items()}
            found[process] = (graph, target, plan(graph, target, named), plan(target, graph, back))
    return found


class Turning:
    """A case whose instances go into the other version or back, as often as somebody wants."""

    def __init__(self, case: Play) -> None:
        self.case = case
        self.world = case._offline
        self.turned = 0

    def turn(self, *, forth: bool) -> None:
        """Let everything that runs go on in the other version, or in the own one again."""
        for number, running in self.world.instances.items():
            if running.live.ended or ROOT not in running.live.elements:
                continue
            old, new, forward, backward = _versions()[running.graph.key]
            source, target = (old, new) if forth else (new, old)
            if running.graph is target:
                continue
            before = codec.dump(running.live)
            self.world._moving = number
            mapping = forward if forth else backward
            moved, _changes = migrate(source, target, mapping, running.live, self.world.services)
            assert codec.dump(running.live) == before
            stood = {mapping.elements[one.element] for one in running.live.elements.values()}
            assert {one.element for one in moved.elements.values()} == stood
            running.live, running.graph = moved, target
            self.turned += 1


def _scenarios(key: str) -> list[Scenario]:
    folder = library.FOLDER / key / "scenarios"
    templates = read_templates(folder)
    paths = (one for one in sorted(folder.glob("*.yaml")) if one.name != "vorlagen.yaml")
    return [read_scenario(path, templates) for path in paths]


def _tell(key: str, scenario: Scenario, first: int) -> int:
    """Tell a scenario and turn the case before each step; how often something went over."""
    case = Play(_bundle(key), scenario.start, _library())
    turning = Turning(case)
    for index, step in enumerate(scenario.steps):
        turning.turn(forth=index % 2 == first)
        found = take_step(step, case)
        assert found == (), f"{scenario.name}, line {step.line}: {found}"
    return turning.turned


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("key", KEYS)
def test_every_state_of_every_scenario_goes_over_and_back_and_ends_as_it_should(key: str, first: int) -> None:
    """Before each step everything that runs turns round; with the other beginning each state goes both ways."""
    turned = [_tell(key, scenario, first) for scenario in islice(_scenarios(key), 100)]

    assert sum(turned) > 0
