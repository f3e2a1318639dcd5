"""What a deployment must know of the tasks that call the legal pre-check (docs/rechtsstand.md)."""

from __future__ import annotations

from collections.abc import Container, Iterator

from engine import precheck
from engine.bpmn import CalledDecision, Graph, Node
from engine.errors import Finding, Severity

__all__ = ["findings"]

#: what the pre-check reads of its inputs
_READ = ("titel", "norm", "stichtag", "antrag_am")


def findings(graph: Graph, path: str, own: Container[str]) -> Iterator[Finding]:
    """A title nobody checks, none at all, and inputs that are not read; `own` are the decisions of the version."""
    for node in graph.nodes.values():
        called = node.behaviour
        if (
            isinstance(called, CalledDecision)
            and called.decision in precheck.DECISIONS
            and called.decision not in own
        ):
            yield from _of(node, called.decision, path)


def _of(node: Node, decision: str, path: str) -> Iterator[Finding]:
    given = {one.target: one.source for one in node.inputs}
    title = given.get("titel")
    if title is None and decision == precheck.ONE:
        reason = f"„{node.label}“ sagt der Vorprüfung nicht, welchen Titel sie prüfen soll."
        yield Finding(path, "precheck-title", reason, _hint(), node.id, node.line)
    elif title is not None and not title.variables:
        value = title.evaluate({}).value
        named = value if isinstance(value, list) else [value]
        for one in named:
            if one not in precheck.TITLES:
                reason = f"„{node.label}“ will „{one}“ prüfen; diesen Titel prüft niemand."
                yield Finding(path, "precheck-title", reason, _hint(), node.id, node.line)
    for target in given.keys() - set(_READ):
        yield Finding(
            path,
            "precheck-input",
            f"„{node.label}“ gibt der Vorprüfung „{target}“ mit; das liest sie nicht.",
            f"Sie liest {', '.join(_READ)} und den Datensatz zur Person.",
            node.id,
            node.line,
            Severity.WARNING,
        )


def _hint() -> str:
    return f"Geben Sie als Eingabe „titel“ einen von: {', '.join(sorted(precheck.TITLES))}."
