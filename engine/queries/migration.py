"""What one must know before an instance goes on in another version: which versions, which element becomes which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.actor import Action
from engine.bpmn import Graph, kind_label
from engine.errors import Invalid
from engine.execution import codec
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.course import must_repair, of_course
from engine.execution.instance import ROOT
from engine.execution.migration import plan
from engine.execution.migration.mapping import compatible
from engine.execution.trial import Pair
from engine.state import definition, instance
from engine.state.definition import DEFINITION, VERSION, VersionRow, VersionState, version_row, versions
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ElementOption:
    """An element of the target version that can take the place of another."""

    element: str
    name: str
    kind_label: str


@dataclass(frozen=True, slots=True)
class Place:
    """An element at which the instance is, how often, and what it becomes; None when nothing is known."""

    element: str
    name: str
    kind_label: str
    count: int
    target: str | None
    options: tuple[ElementOption, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The computed mapping of every element at which the instance is, in the order it got there."""

    version_from: VersionRow
    version_to: VersionRow
    places: tuple[Place, ...]


def choices(tx: Transaction, instance_id: int) -> tuple[VersionRow, ...]:
    """The other final versions of the instance's definition, the newest first."""
    return _others(tx, definition.get(tx, must_repair(tx, instance_id).version_id))


def _others(tx: Transaction, current: VersionRow) -> tuple[VersionRow, ...]:
    rows = tx.execute(
        versions()
        .where(
            DEFINITION.c.key == current.key,
            VERSION.c.id != current.id,
            VERSION.c.state == VersionState.FINAL,
        )
        .order_by(VERSION.c.number.desc())
    )
    return tuple(version_row(row) for row in rows)


def of_version(tx: Transaction, version_id: int) -> tuple[VersionRow, tuple[VersionRow, ...]]:
    """A version and the other final versions of its definition, the newest first."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    current = definition.get(tx, version_id)
    return current, _others(tx, current)


def places(
    tx: Transaction,
    version_from: int,
    version_to: int,
    elements: Iterable[str],
    mapping: Mapping[str, str],
) -> tuple[Place, ...]:
    """What elements of a version can become in another one; those that are in none of its processes are left out."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    old, new = (load_bundle(tx, number) for number in (version_from, version_to))
    found = []
    for element in dict.fromkeys(elements):
        for key, source in old.graphs.items():
            if element in source.nodes and element != source.key:
                found.append(_place(source, _target(old, new, key), mapping, element, 0))
    return tuple(found)


def propose(
    tx: Transaction, instance_id: int, version_to: int, mapping: Mapping[str, str] | None = None
) -> Proposal:
    """What each element at which the actor sees the instance becomes; entries of `mapping` go first, then those of
    the profile.

    Invalid when the version is none of the same definition, or an entry names what is not there.
    """
    must_repair(tx, instance_id)
    row = instance.get(tx, instance_id)
    before, after = definition.get(tx, row.version_id), definition.get(tx, version_to)
    if before.key != after.key:
        raise Invalid(
            f"Expected to migrate from {before.key} to another version of it, but version {version_to} is one of "
            f"{after.key}"
        )
    old, new = load_bundle(tx, before.id, before.digest), load_bundle(tx, after.id, after.digest)
    source = old.graphs[row.process_key]
    tokens = codec.load(row.tokens)
    target = _target(old, new, row.process_key)
    said = Pair(old, new, mapping or {}).entries(row.process_key)
    mapped = {} if target is None else plan(source, target, said).elements
    course = of_course(tx, row.case_id)
    at = Counter(
        one.element
        for one in tokens.elements.values()
        if one.id != ROOT and (one.failed or course.reads_element(row.id, one.element))
    )
    return Proposal(before, after, tuple(_place(source, target, mapped, *found) for found in at.items()))


def _target(old: Bundle, new: Bundle, key: str) -> Graph | None:
    found = new.graphs.get(key)
    return new.graph if found is None and key == old.main else found


def _place(source: Graph, target: Graph | None, mapped: Mapping[str, str], element: str, count: int) -> Place:
    node = source.nodes[element]
    others = () if target is None else target.nodes.values()
    return Place(
        element,
        node.label,
        kind_label(node),
        count,
        mapped.get(element),
        tuple(
            ElementOption(other.id, other.label, kind_label(other))
            for other in others
            if compatible(node, other)
        ),
    )
