"""Links come in pairs within one level: every throw has one target, every target a throw (BPMN 2.0.2, 10.5.5).

A pair is named by `source` and `target`, or by one name on both sides. Several throws may share a target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


@dataclass(frozen=True, slots=True)
class _Link:
    """One side of a link: its event, its name, and by what it is found – source and target, or else the name."""

    event: Element
    name: str
    keys: frozenset[tuple[str, str]]


def check(file: File) -> Iterator[Remark]:
    if not any(file.all("linkEventDefinition")):
        return
    for _scope, nodes in file.scopes():
        throws = _links(file, nodes, "intermediateThrowEvent")
        catches = _links(file, nodes, "intermediateCatchEvent")
        if throws or catches:
            yield from _pairs(file, throws, catches)


def _pairs(file: File, throws: Sequence[_Link], catches: Sequence[_Link]) -> Iterator[Remark]:
    thrown = Counter(key for throw in throws for key in throw.keys)
    caught = Counter(key for catch in catches for key in catch.keys)
    names = Counter(catch.name for catch in catches)
    for throw in throws:
        targets = sum(caught[key] for key in throw.keys)
        if targets != 1:
            is_so = "mehrere Ziele" if targets else "kein Ziel"
            yield file.fault(
                throw.event,
                f"löst einen Link aus, der auf dieser Ebene {is_so} hat.",
                "Zeichnen Sie genau ein eintretendes Link-Ereignis mit demselben Namen.",
            )
    for catch in catches:
        if not any(thrown[key] for key in catch.keys):
            yield file.fault(
                catch.event,
                "ist das Ziel eines Links, den auf dieser Ebene niemand auslöst.",
                "Zeichnen Sie ein auslösendes Link-Ereignis mit demselben Namen.",
            )
        elif names[catch.name] > 1:
            yield file.fault(
                catch.event,
                "hat denselben Link-Namen wie ein anderes Ziel.",
                "Geben Sie jedem Ziel einen eigenen Namen.",
            )


def _links(file: File, nodes: Sequence[Element], kind: str) -> list[_Link]:
    return [
        _link(node, one)
        for node in nodes
        if node.name == kind
        for one in file.definitions(node)
        if one.name == "linkEventDefinition"
    ]


def _link(event: Element, definition: Element) -> _Link:
    """Both sides must say they belong together: what only one of them says gives keys the other does not have."""
    name = " ".join((definition.get("name") or event.get("name")).split())
    keys = {(definition.id, one.text) for one in definition.all("target")}
    keys |= {(one.text, definition.id) for one in definition.all("source")}
    return _Link(event, name, frozenset(keys or {("", name)}))


TOLD = Told(
    title="Link ohne Gegenstück",
    why=(
        "Links ersetzen einen langen Fluss. Jeder Sprung braucht genau ein Ziel auf derselben Ebene, "
        "jedes Ziel einen Sprung."
    ),
    wrong="Der Link „A“ wird ausgelöst, kein Link „A“ empfängt ihn.",
    right="Auf derselben Ebene gibt es ein empfangendes Ereignis „A“.",
    norm="BPMN 2.0.2, 10.5.5",
)
RULE = FileRule("link-pair", Basis.STANDARD, check, TOLD)
