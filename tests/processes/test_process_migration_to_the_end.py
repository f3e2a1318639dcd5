"""From every wait state of every library process a case goes over into another version and is played to its end.

The other version has other ids for everything something waits at, longer periods, a new step before each task and a new
task for a person before each end. Scenarios lead to the wait states; from there on a search plays, with values that
scenarios gave. What there is to wait for is read from the diagrams, so that no wait state can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest
from lxml import etree

from engine import library
from engine.bpmn import Call, Exchange, Graph, Job, Kind, Message, Node, Signal, Timer, UserTask
from engine.execution.bundle import Bundle, read_bundle
from engine.execution.instance import ROOT, SignalSubscription
from engine.execution.migration import ElementMapping, migrate, plan
from engine.scenario.examples import Example, examples
from engine.scenario.goal import ToTheEnd
from engine.scenario.influence import Influence
from engine.scenario.library import Library, compiled
from engine.scenario.names import Names
from engine.scenario.play import Play
from engine.scenario.recording import Choice, choices
from engine.scenario.run import read_scenarios, run_scenario, take_step
from engine.scenario.search import NOTHING, Sources, search, take
from engine.scenario.seen import Part

KEYS = [one.name for one in sorted(library.FOLDER.iterdir()) if list(one.glob("*.bpmn"))]
#: what the name of a task says more in the other version
_NEW = " (neu)"
_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"
_ASSIGNED = f"""<extensionElements xmlns="{_NAMESPACE}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="=zustaendig(&quot;case_management&quot;)"/>
</extensionElements>"""
#: elements that get another id: gateways, and everything something waits at
_RENAMED = (
    *("parallelGateway", "inclusiveGateway", "exclusiveGateway", "eventBasedGateway"),
    *("userTask", "receiveTask", "serviceTask", "callActivity", "intermediateCatchEvent", "boundaryEvent"),
)
#: attributes that hold no id of an element
_OTHER_WORDS = frozenset(
    {"name", "processId", "decisionId", "formId", "resultVariable", "type", "messageRef"}
)
_DAYS = re.compile(r"\bP(\d+)D\b")


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _ids(source: bytes) -> dict[str, str]:
    """The elements that have another id in the other version."""
    tree = etree.fromstring(source)
    return {one.get("id"): f"{one.get('id')}_anders" for name in _RENAMED for one in tree.iter(_tag(name))}


def _other(source: bytes, ids: Mapping[str, str]) -> bytes:
    """The diagram of another version: ids, names and periods are others, and there are new steps on the way: one that
    does nothing before each task, one for a person before each end.
    """
    tree = etree.fromstring(source)
    for one in [*tree.iter(_tag("incoming"), _tag("outgoing"), _DI)]:
        one.getparent().remove(one)
    for one in tree.iter(etree.Element):
        for word, value in one.attrib.items():
            if word not in _OTHER_WORDS:
                one.set(word, _periods(_agreed(ids.get(value, value), ids)))
        one.text = one.text and _periods(_agreed(ids.get(one.text.strip(), one.text), ids))
    tasks = {one.get("id") for one in tree.iter(_tag("userTask"))}
    ends = {one.get("id") for one in tree.iter(_tag("endEvent"))}
    for number, flow in enumerate(list(tree.iter(_tag("sequenceFlow")))):
        target = flow.get("targetRef")
        if target in tasks | ends:
            passed = f"durchgang_{number}"
            flow.set("targetRef", passed)
            kind = "userTask" if target in ends else "task"
            new = etree.SubElement(flow.getparent(), _tag(kind), id=passed, name=f"Durchgang {number}")
            if kind == "userTask":
                new.append(etree.fromstring(_ASSIGNED))
            ways = {"id": f"weiter_{number}", "sourceRef": passed, "targetRef": target}
            etree.SubElement(flow.getparent(), _tag("sequenceFlow"), ways)
    for one in tree.iter(_tag("userTask")):
        if one.get("id") in tasks:
            one.set("name", f"{one.get('name', '')}{_NEW}")
    return etree.tostring(tree)


def _agreed(text: str, ids: Mapping[str, str]) -> str:
    """An expression that asks for what is agreed of an element: by its id."""
    return re.sub(r'(?<=\bvereinbart\(")\w+', lambda found: ids.get(found[0], found[0]), text)


def _profile(text: str, ids: Mapping[str, str]) -> str:
    """The file process.toml, in which elements stand by their ids."""
    return re.sub(r'"(\w+)"', lambda found: f'"{ids.get(found[1], found[1])}"', text)


def _periods(text: str) -> str:
    """Every period of days is longer."""
    return _DAYS.sub(lambda found: f"P{int(found[1]) + 3}D", text)


@cache
def _files(key: str) -> Mapping[str, bytes]:
    return library.read_all(library.FOLDER / key).files


@cache
def _bundle(key: str) -> Bundle:
    return compiled(library.FOLDER / key, _files(key))


@cache
def _library() -> Library:
    """All processes, each compiled once."""
    return Library(library.FOLDER, {key: _bundle(key) for key in KEYS})


@cache
def _folder_of(process: str) -> str:
    return next(key for key in KEYS if process in _bundle(key).graphs)


@cache
def _new_bundle(key: str) -> Bundle:
    files = _files(key)
    ids = {
        old: new for path, one in files.items() if path.endswith(".bpmn") for old, new in _ids(one).items()
    }
    others = {path: _other(one, ids) for path, one in files.items() if path.endswith(".bpmn")}
    others["process.toml"] = _profile(files["process.toml"].decode(), ids).encode()
    new = read_bundle({**files, **others})
    assert not new.errors, [str(one) for one in new.errors]
    return new


@cache
def _version(process: str) -> tuple[Graph, Graph, ElementMapping]:
    """The graph of a process in both versions, and which element is which."""
    key = _folder_of(process)
    graph, target = _bundle(key).graphs[process], _new_bundle(key).graphs[process]
    named = {one: f"{one}_anders" for one in graph.nodes if f"{one}_anders" in target.nodes}
    return graph, target, plan(graph, target, named)


#: what a case can wait for: the word of a scenario and the element
Wait = tuple[str, Part]

#: wait states no case of the library comes to, or that have no way on, with the reason
EXCEPTIONS: Mapping[Wait, str] = {}


def _waits(graph: Graph) -> Iterator[Wait]:
    """Everything somebody or something can wait for in a process."""
    for node in graph.nodes.values():
        part = (graph.key, node.id)
        match node.behaviour:
            case UserTask() if node.kind is Kind.USER_TASK:
                yield "aufgabe", part
            case Job():
                yield "auftrag", part
            case Call():
                yield "aufruf", part
            case Exchange(message=Message()) if node.kind is Kind.RECEIVE_TASK:
                yield "nachricht", part
        if node.kind in (Kind.CATCH_EVENT, Kind.BOUNDARY_EVENT) or _starts_beside(graph, node):
            for event in node.events:
                match event:
                    case Timer():
                        yield "warte bis", part
                    case Message():
                        yield "nachricht", part
                    case Signal():
                        yield "signal", part


def _starts_beside(graph: Graph, node: Node) -> bool:
    """Whether an event sub-process begins with it."""
    return node.kind is Kind.START_EVENT and graph.nodes[node.scope].triggered_by_event


def _known_examples(key: str) -> list[Example]:
    """What the scenarios of a process and of those it calls gave, by the names in both versions."""
    reached = {_folder_of(one) for one in _library().reach(_bundle(key))}
    found = [one for folder in sorted(reached, key=lambda one: one != key) for one in _examples(folder)]
    return [
        replace(
            one,
            given={
                **one.given,
                **{(word, f"{name}{_NEW}"): gifts for (word, name), gifts in one.given.items()},
            },
        )
        for one in found
    ]


@cache
def _examples(key: str) -> tuple[Example, ...]:
    folder = library.FOLDER / key
    return tuple(
        examples(
            run_scenario(_bundle(key), one, folder / "scenarios" / one.file, _library())
            for one in read_scenarios(folder)
        )
    )


class Changing:
    """A case that goes over into the other version as it stands and is put back."""

    def __init__(self, key: str, case: Play) -> None:
        self.case = case
        self.sources = Sources(Influence(case.bundle), {}, _known_examples(key))
        bundles = {process: _new_bundle(_folder_of(process)) for process in case._bundles}
        graphs = {process: one.graphs[process] for process, one in bundles.items()}
        self._new = (bundles, graphs, Names(key, graphs))
        self._old = (case._bundles, case._offline.graphs, case.names)

    def fault(self, wait: Wait, most: int) -> str:
        """Let it go over and play it to the end, what it waits for first; what is wrong, nothing where it ends."""
        case = self.case
        mark = case.mark()
        try:
            return self._fault(wait, most)
        finally:
            case.back(mark)
            case._bundles, case._offline.graphs, case.names = self._old

    def _fault(self, wait: Wait, most: int) -> str:
        case, (word, (process, element)) = self.case, wait
        world = case._offline
        case._bundles, world.graphs, case.names = self._new
        for number, running in world.instances.items():
            if running.live.ended or ROOT not in running.live.elements:
                continue
            source, target, mapping = _version(running.graph.key)
            world._moving = number
            running.live, _changes = migrate(source, target, mapping, running.live, world.services)
            running.graph = target
        part = (process, _version(process)[2].elements[element])
        _move_notes(case)
        choice = _choice(case, word, part)
        if choice is None:
            return "Nach dem Übergang wartet dort nichts mehr."
        return self._played(choice, most)

    def _played(self, choice: Choice, most: int) -> str:
        case = self.case
        gifts = [gift for one in self.sources.examples for gift in one.gifts(case, choice, 0)]
        if take(case, choice, (gifts or [NOTHING])[0]) is None:
            return "Es lässt sich nicht tun."
        mark = case.mark()
        found = search(case, ToTheEnd(max), self.sources, most)
        if not found.reached:
            case.back(mark)
            found = search(case, ToTheEnd(sum), self.sources, most)
        if case.incidents():
            return f"Störung: {[one.message for one in case.incidents().values()]}"
        return "" if found.reached else f"Kein Ende nach {found.tried} Schritten: {sorted(case.tokens())}"


def _choice(case: Play, word: str, part: Part) -> Choice | None:
    """What can happen at an element; a signal that several wait for stands among the choices at one of them."""
    name = next((one.name for process, one in case.heard() if (process, one.element) == part), "")
    for one in choices(case):
        if one.word == word and (one.part == part or (word == "signal" and one.name == name)):
            return one
    return None


def _move_notes(case: Play) -> None:
    """What was noted of open work has the ids of the other version."""
    for notes in (case._tasks, case._jobs, case._calls):
        for place, one in list(notes.items()):
            mapping = _version(case.process(place[0]))[2]
            notes[place] = replace(one, element=mapping.elements.get(one.element, one.element))


#: steps that are tried from one wait state to an end
_MOST_STEPS = 150
#: states of one wait that are tried
_STATES = 4


def _open(case: Play) -> set[Wait]:
    """Everything a case waits for, also where one signal ends several waits."""
    heard = {
        ("signal", (process, one.element))
        for process, one in case.heard()
        if isinstance(one, SignalSubscription)
    }
    return heard | {(one.word, one.part) for one in choices(case) if one.part is not None}


@cache
def _faults_of(key: str) -> Mapping[Wait, str]:
    """Of every wait that scenarios of a process lead to what is wrong; nothing where a case ended from there."""
    found: dict[Wait, str] = {}
    tried: dict[Wait, int] = {}
    for scenario in read_scenarios(library.FOLDER / key):
        case = Play(_bundle(key), scenario.start, _library())
        changing = Changing(key, case)
        for step in scenario.steps:
            for wait in sorted(_open(case)):
                if wait[1][0] not in _bundle(key).graphs:
                    continue  # of a process it calls: its own scenarios lead there
                if found.get(wait, "offen") and tried.get(wait, 0) < _STATES:
                    tried[wait] = tried.get(wait, 0) + 1
                    found[wait] = changing.fault(wait, _MOST_STEPS)
            assert take_step(step, case) == (), (key, scenario.name, step.line)
    return found


@pytest.mark.parametrize("key", KEYS)
def test_from_every_wait_state_a_case_goes_over_and_ends(key: str) -> None:
    """Each wait of the diagrams: there, over into the other version, what was waited for happens, on to the end."""
    there = {one for graph in _bundle(key).graphs.values() for one in _waits(graph)} - EXCEPTIONS.keys()

    faults = _faults_of(key)

    assert {
        one: faults.get(one, "Kein Szenario führt dorthin.") for one in there if faults.get(one, "nie")
    } == {}
    assert not EXCEPTIONS.keys() & {one for one, fault in faults.items() if not fault}


def test_a_wait_that_the_other_version_does_not_let_end_is_a_fault() -> None:
    """The proof can fail: with no step to try, a case that must go on has not ended."""
    key = "erstkontakt"
    (first, *_rest) = read_scenarios(library.FOLDER / key)
    case = Play(_bundle(key), first.start, _library())
    wait = next(one for one in _open(case) if one[0] == "aufgabe")
    before = (case.tokens(), case.names, case.now, [*case.seen.elements])

    faults = [Changing(key, case).fault(wait, most) for most in (0, _MOST_STEPS)]

    assert faults[0].startswith("Kein Ende nach 0 Schritten")
    assert faults[1] == ""
    assert (case.tokens(), case.names, case.now, [*case.seen.elements]) == before


def test_the_other_version_is_another_one() -> None:
    """Ids of what waits, periods and steps are others: else nothing would be shown."""
    old, new, mapping = _version("einbuergerung")

    renamed = [one for one in old.nodes if mapping.elements.get(one) == f"{one}_anders"]
    assert {old.nodes[one].kind for one in renamed} >= {Kind.USER_TASK, Kind.CATCH_EVENT}
    timers = [
        (event.value.text, other.value.text)
        for one in renamed
        for event, other in zip(old.nodes[one].events, new.nodes[f"{one}_anders"].events, strict=True)
        if isinstance(event, Timer) and isinstance(other, Timer)
    ]
    assert any(before != after for before, after in timers)
    added = [node for node in new.nodes.values() if node.id.startswith("durchgang_")]
    assert {Kind.USER_TASK, Kind.TASK} == {node.kind for node in added}
