"""What an incident says to whoever repairs and does not read the case: what the model says, without its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.bpmn import Graph, written_in
from engine.competence import RECIPIENTS
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.services import FaultKind
from engine.execution.withdrawal import STOPPED
from engine.transaction import Transaction

#: what a program outside has said of its failure may hold anything
_BY_PROGRAM: Final = (
    "Der Auftrag ist gescheitert. Was das Programm gemeldet hat, liest, wer den Fall einsehen darf."
)
_QUOTED: Final = re.compile("„([^„“]*)“")
_LEFT_OUT: Final = "„…“"
_UNCAUGHT: Final = "wird nirgends aufgefangen"


def without_values(tx: Transaction, version_id: int, digest: str, kind: str, message: str) -> str:
    """The message with every quotation left out that the model of the version does not hold as a name or expression."""
    known: frozenset[str] = tx.models.get(
        ("model words", version_id, digest), lambda: _words(load_bundle(tx, version_id, digest))
    )
    if kind == FaultKind.JOB and message != STOPPED and not _is_ours(message, known):
        return _BY_PROGRAM
    if kind == FaultKind.ERROR:  # behind it stands what was thrown with the error
        message = message.partition(_UNCAUGHT)[0] + _UNCAUGHT + "."
    return _QUOTED.sub(lambda found: found[0] if found[1] in known else _LEFT_OUT, message)


def _is_ours(message: str, known: frozenset[str]) -> bool:
    found = _QUOTED.match(message)
    return found is not None and found[1] in known


def _words(bundle: Bundle) -> frozenset[str]:
    said = (word for graph in bundle.graphs.values() for word in _of_graph(graph))
    return frozenset(
        (*said, *bundle.graphs, *bundle.decisions, *bundle.laws, *RECIPIENTS, *RECIPIENTS.values())
    )


def _of_graph(graph: Graph) -> Iterator[str]:
    for node in graph.nodes.values():
        yield from (node.id, node.label)
        for flow in node.outgoing:
            yield from (flow.id, flow.name)
        for one in (*node.inputs, *node.outputs):
            yield one.target
        for expression in written_in(node):
            yield expression.text
            yield from expression.variables
            yield from expression.functions
