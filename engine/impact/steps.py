"""How many steps a case takes at each authority and how long they lie there, until now and in the proposed version.

Measured is what was done in the last year. A step that stays takes as long as it took; one that is new has no measure,
and is counted as such: nobody guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from engine.bpmn import Graph, Kind
from engine.execution.migration import plan
from engine.state import past
from engine.state.past import Places, StepTime
from engine.transaction import Transaction

YEAR: Final = timedelta(days=365)
#: fewer tasks of a step at an authority than these are not told, nor is a process with fewer cases
FEW: Final = 5


@dataclass(slots=True)
class House:
    """What a case is to an authority: steps on average, and the seconds they wait to be taken and last in all."""

    authority: str
    steps_before: float = 0.0
    steps_after: float = 0.0
    waiting_before: float = 0.0
    waiting_after: float = 0.0
    lasting_before: float = 0.0
    lasting_after: float = 0.0


def measure(
    tx: Transaction,
    key: str,
    places: Places,
    graphs: tuple[Graph, Graph],
    renamed: Mapping[str, str],
    regrouped: frozenset[str],
) -> dict[str, object]:
    """The measured steps by authority, and those of the new version that nothing is known of.

    `graphs` are the old one and the new one, `renamed` the elements that are the same under another id. `regrouped` are
    steps that the new version gives to somebody else: they leave the authority that had them.
    """
    before, after = graphs
    since = tx.now - YEAR
    ended = past.ended(tx, key, places, since)
    found: tuple[StepTime, ...] = past.step_times(tx, key, places, since) if ended >= FEW else ()
    same = {old: new for old, new in renamed.items() if old in before.nodes and new in after.nodes}
    mapped = {**same, **plan(before, after).elements}
    stay = {
        old for old, new in mapped.items() if after.nodes[new].kind is Kind.USER_TASK and new not in regrouped
    }
    return {
        "cases": ended,
        "houses": [asdict(one) for one in _houses(found, ended, stay).values()],
        "unmeasured": [_named(after, one) for one in _without(found, mapped, after)],
        "left_out": sum(one.done < FEW for one in found),
        "moved": [_named(after, one) for one in sorted(regrouped) if one in after.nodes],
        "gone": [
            _named(before, one.id)
            for one in before.nodes.values()
            if one.kind is Kind.USER_TASK and one.id not in mapped
        ],
    }


def _houses(found: tuple[StepTime, ...], ended: int, stay: set[str]) -> Mapping[int, House]:
    houses: dict[int, House] = {}
    for one in found:
        if one.done < FEW:
            continue
        house = houses.setdefault(one.authority_id, House(one.authority))
        share = one.done / ended
        house.steps_before += share
        house.waiting_before += share * one.waiting
        house.lasting_before += share * one.lasting
        if one.element in stay:
            house.steps_after += share
            house.waiting_after += share * one.waiting
            house.lasting_after += share * one.lasting
    return houses


def _without(found: tuple[StepTime, ...], mapped: Mapping[str, str], after: Graph) -> list[str]:
    measured = {mapped.get(one.element, "") for one in found if one.done >= FEW}
    return [one.id for one in after.nodes.values() if one.kind is Kind.USER_TASK and one.id not in measured]


def _named(graph: Graph, element: str) -> str:
    return graph.nodes[element].label
