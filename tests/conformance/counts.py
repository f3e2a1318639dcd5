"""Cases that are only loaded: does the engine's own model hold what a plain walk of the XML counted?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

from engine.bpmn import Document, Element, compile_graphs
from engine.bpmn.element import BPMN, BPMN_DI
from engine.bpmn.parse import parse, parse_whole
from engine.errors import ModelError
from tests.conformance.cases import Item, Result, result_of

#: counted by no case: every file has one, or they only repeat or comment what stands elsewhere
_UNCOUNTED = frozenset({"definitions", "incoming", "outgoing", "extensionElements", "documentation", "text"})
_RUNS = 5
_LOADED = "parse_ok"


def drive_parse(item: Item) -> Result:
    """Load the file and compare the counts; where a refusal is expected, it must be refused."""
    try:
        document = parse_whole(item.read(), str(item.data["path"]))
    except ModelError as fault:
        refused = item.data["expected"].get("outcome", _LOADED) != _LOADED
        return result_of(item, "" if refused else f"refused: {'; '.join(str(one) for one in fault.findings)}")
    return result_of(item, differences(document, item.data["expected"]))


def drive_large(item: Item) -> Result:
    """As `parse`, and the best of some runs of parsing and compiling in milliseconds of CPU time.

    A drawing that is no executable process is refused by `compile`; the time until then counts all the same.
    """
    source, name = item.read(), str(item.data["path"])
    reason = differences(parse_whole(source, name), item.data["expected"])
    parsing, compiling = [], []
    for _ in range(_RUNS):
        begun = time.process_time()
        document = parse(source, name)
        parsed = time.process_time()
        try:
            compile_graphs(document)
            refused = False
        except ModelError:
            refused = True
        compiling.append(time.process_time() - parsed)
        parsing.append(parsed - begun)
    return result_of(
        item,
        reason,
        parse_ms=_milliseconds(parsing),
        compile_ms=_milliseconds(compiling),
        executable=not refused,
        kilobytes=len(source) // 1024,
    )


def differences(document: Document, expected: Mapping[str, object]) -> str:
    """What the model of a file has otherwise than expected; empty where it agrees."""
    elements = Counter(
        one.name for one in document.root.walk() if one.namespace == BPMN and one.name not in _UNCOUNTED
    )
    drawn = Counter(one.name for diagram in document.diagrams for one in _drawn(diagram))
    wanted = expected.get("elements")
    found: list[tuple[str, int, object]] = [
        ("processes", len(document.processes), expected.get("processes")),
        ("executable", len(document.executable), expected.get("executable")),
        ("shapes", drawn["BPMNShape"], expected.get("shapes")),
        ("edges", drawn["BPMNEdge"], expected.get("edges")),
    ]
    if isinstance(wanted, Mapping):
        names = sorted(set(wanted) | set(elements))
        found += [(name, elements[name], wanted.get(name, 0)) for name in names]
    return ", ".join(
        f"{name}: {count}, expected {right}" for name, count, right in found if right not in (None, count)
    )


def _drawn(diagram: Element) -> list[Element]:
    return [one for one in diagram.walk() if one.namespace == BPMN_DI]


def _milliseconds(times: list[float]) -> float:
    return round(min(times) * 1000, 1)
