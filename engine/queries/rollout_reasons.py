"""Why cases of a rollout stay in their version, counted, and what can be said of the elements they stay at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, true

from engine.execution.bundle import load_bundle
from engine.execution.migration.mapping import compatible
from engine.state.rollout import ROLLOUT_CASE, STAYED, RolloutRow
from engine.transaction import Transaction

#: what a page lists
_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Option:
    """An element of the new version that can take the place of one that has no counterpart."""

    element: str
    name: str


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Why cases stay, how many, and how many of them somebody has settled."""

    message: str
    cases: int
    settled: int


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why cases stay, how many; `options` is what can be said about the element, `chosen` what was said before."""

    rule: str
    element: str
    message: str
    version: int
    cases: int
    options: tuple[Option, ...]
    chosen: str


def of(tx: Transaction, row: RolloutRow) -> tuple[ReasonLine, ...]:
    """The most frequent ones; a case may have several."""
    said = func.jsonb_array_elements(ROLLOUT_CASE.c.refusals).table_valued("value").alias("said")
    parts = [said.c.value.op("->>")(name) for name in ("rule", "element", "message", "from", "to")]
    rows = tx.execute(
        select(*(part.label(f"p{index}") for index, part in enumerate(parts)), func.count().label("cases"))
        .select_from(ROLLOUT_CASE.join(said, true()))
        .where(ROLLOUT_CASE.c.rollout_id == row.id, ROLLOUT_CASE.c.state.in_(STAYED))
        .group_by(*parts)
        .order_by(func.count().desc(), *parts)
        .limit(_MOST)
    )
    return tuple(_reason(tx, row, tuple(found)) for found in rows)


def counted(tx: Transaction, row: RolloutRow) -> tuple[ReasonCount, ...]:
    """Every reason as it is told, the most frequent first."""
    said = func.jsonb_array_elements(ROLLOUT_CASE.c.refusals).table_valued("value").alias("said")
    sentence = said.c.value.op("->>")("message")
    rows = tx.execute(
        select(
            sentence.label("said"),
            func.count().label("cases"),
            func.count(ROLLOUT_CASE.c.settled_at).label("settled"),
        )
        .select_from(ROLLOUT_CASE.join(said, true()))
        .where(ROLLOUT_CASE.c.rollout_id == row.id, ROLLOUT_CASE.c.state.in_(STAYED))
        .group_by(sentence)
        .order_by(func.count().desc(), sentence)
    )
    return tuple(ReasonCount(row.said, row.cases, row.settled) for row in rows)


def _reason(tx: Transaction, row: RolloutRow, found: Sequence[Any]) -> ReasonLine:
    rule, element, message, before, to, cases = found
    version = int(to or 0)
    options = _options(tx, int(before), version, element) if before and version else ()
    chosen = row.mapping.get(version, {}).get(element, "")
    return ReasonLine(rule, element, message, version, cases, options, chosen)


def _options(tx: Transaction, before: int, after: int, element: str) -> tuple[Option, ...]:
    """The elements of the new version that can be what one of the old version is."""
    source = next(
        (graph for graph in load_bundle(tx, before).graphs.values() if element in graph.nodes), None
    )
    if source is None or element == source.key:
        return ()
    new = load_bundle(tx, after)
    target = new.graphs.get(source.key, new.graph)
    node = source.nodes[element]
    return tuple(Option(other.id, other.label) for other in target.nodes.values() if compatible(node, other))
