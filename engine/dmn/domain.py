"""What the inputs of a decision may be: by their declared types, and by what the decisions it requires can say."""

from __future__ import annotations

from engine.dmn.cells import constant_of, region_of
from engine.dmn.decision import Decision
from engine.dmn.hit import SEVERAL
from engine.dmn.region import KINDS, Region, Unlike, point, union
from engine.dmn.table import Table
from engine.dmn.types import Type
from engine.feel import Value


def domains_of(decision: Decision) -> dict[str, Region]:
    """Return what the names a decision reads may be, where that can be told; null aside."""
    found: dict[str, Region] = {}
    for data in decision.required_inputs:
        if (region := _allowed(data.type)) is not None:
            found[f"{data.space.model}.{data.name}" if data.space.model else data.name] = region
    for one in decision.required_decisions:
        region = _allowed(one.decision.type) or _said(one.decision)
        if region is not None:
            for name in one.decision.names:
                found[f"{one.space.model}.{name}" if one.space.model else name] = region
    return found


def _allowed(type_: Type) -> Region | None:
    if type_.allowed is None or type_.item is not None:
        return None
    region = region_of(type_.allowed.text, frozenset())
    return region if region is not None and region.kind is not None else None


def _said(decision: Decision) -> Region | None:
    """Return what a table of one output says, where its results are constants."""
    table = decision.logic
    if not isinstance(table, Table) or len(table.outputs) != 1 or table.hit_policy in SEVERAL:
        return None
    values: list[Value] = []
    for hit in table.constants:
        if hit is None:
            return None
        values.append(hit.value)
    default = table.outputs[0].default
    if default is not None:
        constant = constant_of(default.text, frozenset())
        if constant is None:
            return None
        values.append(constant[0])
    return _points(values)


def _points(values: list[Value]) -> Region | None:
    points = []
    for value in values:
        if value is None:
            continue
        kind = KINDS.get(type(value))
        key = None if kind is None else kind.key(value)
        if kind is None or key is None:
            return None
        points.append(point(kind, key))
    try:
        return union(points) if points else None
    except Unlike:
        return None
