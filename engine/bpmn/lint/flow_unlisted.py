"""Where the elements of a process list their flows, every flow is in both lists (BPMN 2.0.2, table 8.44).

The schema lets the lists be left out; a process without any of them says the same by the ends of its flows alone. A
list that is there but lacks a flow was left behind by an edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Fix

_LISTS = (("sourceRef", "outgoing"), ("targetRef", "incoming"))


def check(file: File) -> Iterator[Remark]:
    listed = {
        name: {(id(file.parent(one)), one.text) for one in file.all(name)}
        for name in ("incoming", "outgoing")
    }
    using = {id(file.process(one)) for name in listed for one in file.all(name)}
    for flow in file.all("sequenceFlow"):
        if id(file.process(flow)) not in using:
            continue
        for end, name in _LISTS:
            node = file.find(flow.get(end))
            if node is not None and not _is_listed(flow, node, listed[name]):
                yield file.fault(
                    flow,
                    f"fehlt in der Liste „{name}“ von „{node.label}“.",
                    "Verbinden Sie den Fluss im Diagramm neu.",
                    Fix(node.id, name, flow.id),
                )


def _is_listed(flow: Element, node: Element, listed: set[tuple[int, str]]) -> bool:
    return (id(node), flow.id) in listed or not flow.get("id")


TOLD = Told(
    title="Fluss fehlt in den Listen seiner Elemente",
    why=(
        "Zählen die Elemente ihre Flüsse auf, muss jeder Fluss in beiden Listen stehen. Eine Lücke ist "
        "meist der Rest einer Bearbeitung von Hand, und andere Werkzeuge lesen dann einen anderen "
        "Ablauf."
    ),
    wrong="Der Fluss „a_b“ führt von A nach B, B nennt ihn aber nicht unter „incoming“.",
    right="A nennt ihn unter „outgoing“, B unter „incoming“.",
    norm="BPMN 2.0.2, Tabelle 8.44",
)
RULE = FileRule("flow-unlisted", Basis.STANDARD, check, TOLD)
