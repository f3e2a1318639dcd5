"""The processes of the library fit together: what one throws another hears, and a call hands over what is asked for.

Run as a program, this file writes the table of messages and signals into docs/process-library.md:

    PYTHONPATH=. python tests/processes/test_processes_together.py
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from engine.bpmn import Call, Error, Escalation, Kind, Message, Node, Signal
from engine.feel import Expression
from engine.scenario import read_process

LIBRARY = Path(__file__).parents[2] / "processes"
DOCUMENT = Path(__file__).parents[2] / "docs" / "process-library.md"
PROCESSES = sorted({path.parent for path in LIBRARY.glob("*/*.bpmn")})
HEADING = "## Nachrichten und Signale zwischen den Abläufen"

#: what every instance gets from the engine, whoever calls
GIVEN = {"aktenzeichen", "ags"}

#: thrown, and heard by no process: where it goes instead
LEAVES: dict[str, str] = {"strukturproblem_gemeldet": "Liste der Strukturprobleme"}


@dataclass
class Exchange:
    """One message or signal: who throws it, who hears it."""

    kind: str
    thrown: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)


@cache
def graphs() -> tuple:
    """The main graph of every process of the library."""
    return tuple(read_process(path).graph for path in PROCESSES)


def settings(process: str) -> dict:
    return tomllib.loads((LIBRARY / process / "process.toml").read_text(encoding="utf-8"))


def fixed(name: Expression) -> str:
    """A name as the interface writes it: of a computed one its fixed beginning."""
    computed = re.match(r'"([^"]+)"', name.text)
    return computed[1] if computed else name.text


def thrown(node: Node) -> bool:
    return node.kind in (Kind.THROW_EVENT, Kind.END_EVENT, Kind.SEND_TASK)


def definitions(node: Node) -> Iterator[Message | Signal]:
    """The messages and signals of an event, or of a task that sends or receives."""
    for one in (*node.events, getattr(node.behaviour, "message", None)):
        if isinstance(one, Message | Signal):
            yield one


@cache
def exchanges() -> dict[str, Exchange]:
    """Every message and signal of the library by its name."""
    found: dict[str, Exchange] = {}
    for graph in graphs():
        for node in graph.nodes.values():
            for one in definitions(node):
                kind = "Nachricht" if isinstance(one, Message) else "Signal"
                exchange = found.setdefault(fixed(one.name), Exchange(kind))
                assert exchange.kind == kind, f"{fixed(one.name)} is a message here and a signal there"
                (exchange.thrown if thrown(node) else exchange.heard).add(graph.key)
    return found


def declared(process: str, *kinds: str) -> set[str]:
    """What the interface of a process names under these kinds; a name with a placeholder by its beginning."""
    return {
        re.sub(r":<.*", ":", one["name"])
        for one in settings(process).get("schnittstelle", [])
        if one["art"] in kinds
    }


def table() -> str:
    """The table of the document."""

    def cell(names: set[str], outside: str) -> str:
        return ", ".join(f"`{one}`" for one in sorted(names)) or f"*{outside}*"

    rows = [
        f"| `{name}` | {one.kind} | {cell(one.thrown, 'außen')} | {cell(one.heard, LEAVES.get(name, ''))} |"
        for name, one in sorted(exchanges().items())
    ]
    return "\n".join(["| Name | Art | von | an |", "|---|---|---|---|", *rows]) + "\n"


def test_what_is_thrown_is_heard_or_named_as_leaving() -> None:
    unheard = {name for name, one in exchanges().items() if one.thrown and not one.heard}

    assert unheard == LEAVES.keys()


def test_what_comes_from_outside_says_what_it_brings() -> None:
    silent = [
        (process, name)
        for name, one in exchanges().items()
        if not one.thrown
        for process in one.heard
        if "schnittstelle" in settings(process)
        and not any(
            entry["bedeutung"].strip()
            for entry in settings(process)["schnittstelle"]
            if entry["name"].startswith(name)
        )
    ]

    assert silent == []


@pytest.mark.parametrize("graph", graphs(), ids=lambda graph: graph.key)
def test_the_interface_names_what_the_diagram_throws_and_hears(graph) -> None:
    if "schnittstelle" not in settings(graph.key):
        pytest.skip("written before interfaces were declared")
    said: dict[str, set[str]] = defaultdict(set)
    for node in graph.nodes.values():
        for one in definitions(node):
            art = "nachricht" if isinstance(one, Message) else "signal"
            said[f"{art}_{'aus' if thrown(node) else 'ein'}"].add(fixed(one.name))

    to_itself = said["nachricht_aus"] & said["nachricht_ein"]
    for art in ("nachricht_ein", "nachricht_aus", "signal_ein", "signal_aus"):
        told = declared(graph.key, art)
        assert told <= said[art], f"{art}: declared, but not drawn"
        assert said[art] - told <= (to_itself if art == "nachricht_aus" else set()), (
            f"{art}: drawn, but not declared"
        )


CALLS = [
    (graph.key, node)
    for graph in graphs()
    for node in graph.nodes.values()
    if isinstance(node.behaviour, Call) and not node.behaviour.process.variables
]


@pytest.mark.parametrize(("caller", "node"), CALLS, ids=lambda one: one if isinstance(one, str) else one.id)
def test_a_call_hands_over_what_the_called_process_asks_for(caller: str, node: Node) -> None:
    called = fixed(node.behaviour.process)
    assert (LIBRARY / called).is_dir(), f"„{called}“ is not in the library"
    handed = {one.target for one in node.inputs} - GIVEN
    taken = {name for one in node.outputs for name in one.source.variables}

    assert not node.behaviour.all_in
    assert not node.behaviour.all_out
    assert handed <= declared(called, "eingabe"), "handed over, but not asked for"
    # an output may read what was handed over; everything else it takes must be promised
    assert taken - handed <= declared(called, "ausgabe"), "taken, but not promised"


CAUGHT = [
    (graph.key, event, one)
    for graph in graphs()
    for event in graph.nodes.values()
    if event.attached_to and isinstance(graph.nodes[event.attached_to].behaviour, Call)
    for one in event.events
    if isinstance(one, Error | Escalation) and one.code is not None
]


@pytest.mark.parametrize(("caller", "event", "caught"), CAUGHT, ids=lambda one: getattr(one, "id", None))
def test_what_is_caught_at_a_call_the_called_process_throws(
    caller: str, event: Node, caught: Error | Escalation
) -> None:
    (graph,) = (one for one in graphs() if one.key == caller)
    called = fixed(graph.nodes[event.attached_to].behaviour.process)
    codes = {
        fixed(one.code)
        for graph in graphs()
        if graph.key == called
        for node in graph.nodes.values()
        if thrown(node)
        for one in node.events
        if isinstance(one, type(caught)) and one.code is not None
    }

    assert fixed(caught.code) in codes


def test_the_document_shows_the_table() -> None:
    said = DOCUMENT.read_text(encoding="utf-8")

    assert HEADING in said, "run this file as a program"
    assert table() in said, "run this file as a program"


def write() -> None:
    """Put the table into the document, at its old place or at the end."""
    said = DOCUMENT.read_text(encoding="utf-8")
    intro = (
        f"{HEADING}\n\nEine Nachricht geht an genau einen Ablauf des Falls, ein Signal an alle; endet der Name mit "
        "einem Doppelpunkt,\nfolgt das Aktenzeichen. Jede Nachricht lässt sich auch in der Akte erfassen. "
        "Ein Test vergleicht\ndie Tabelle mit den Diagrammen.\n\n"
    )
    if HEADING in said:
        before, _, rest = said.partition(HEADING)
        after = re.split(r"(?m)^(?=## )", rest, maxsplit=1)
        said = before.rstrip("\n") + "\n\n" + "".join(after[1:])
    DOCUMENT.write_text(said.rstrip("\n") + "\n\n" + intro + table(), encoding="utf-8")


if __name__ == "__main__":
    write()
