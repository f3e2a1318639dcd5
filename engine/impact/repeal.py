"""What a repeal leaves behind: by process and place what holds afterwards, how many run in it now, who calls it.

Read as the engine, in one transaction: it is a matter of adoptions, of which there are few.
"""

from __future__ import annotations

from datetime import date

from engine.bpmn import Call, Node
from engine.execution.bundle import load_bundle
from engine.scenario.library import called_process, calls
from engine.state import adoption, definition, migration, resolution
from engine.state.authority import territory_names
from engine.state.migration import Elsewhere
from engine.state.proposal import ProposalRow
from engine.transaction import Transaction


def survey(tx: Transaction, row: ProposalRow) -> list[dict[str, object]]:
    """One entry for each version and jurisdiction that the repealed proposal has brought into force."""
    if row.repeals_id is None:
        return []
    made = [one.id for one in resolution.of_proposal(tx, row.repeals_id)]
    day = max(row.valid_from or tx.today, tx.today)
    return [_entry(tx, one, made, day) for one in adoption.brought(tx, made)]


def _entry(tx: Transaction, one: adoption.Held, made: list[int], day: date) -> dict[str, object]:
    version = definition.get(tx, one.version_id)
    after = adoption.held(tx, version.key, one.jurisdiction, day, made)
    then = None if after is None else definition.get(tx, after.version_id)
    surely, maybe = ([], []) if then is not None else _callers(tx, version.key, one.jurisdiction, day, made)
    return {
        "process": version.name,
        "version": version.id,
        "number": version.number,
        "place": one.jurisdiction,
        "place_name": territory_names(tx, (one.jurisdiction,))[one.jurisdiction],
        "after": None if then is None else {"version": then.id, "number": then.number},
        "running": _running(tx, version, one.jurisdiction),
        "callers": surely,
        "maybe": maybe,
    }


def _running(tx: Transaction, version: definition.VersionRow, place: str) -> int:
    """How many instances run in the version there: of all those of the process, those that do in no other one."""
    counts = [
        migration.count_elsewhere(tx, Elsewhere(version.key, version.id, {place: ()}, here))
        for here in (True, False)
    ]
    return counts[0] - counts[1]


def _callers(
    tx: Transaction, key: str, place: str, day: date, made: list[int]
) -> tuple[list[str], list[str]]:
    """The processes adopted there, or in a narrower jurisdiction within, that would call in vain: those that call it by
    its name and would stop with an incident, and those that may, because they compute what they call.
    """
    surely: set[str] = set()
    maybe: set[str] = set()
    for other in adoption.keys(tx):
        for where in _within(tx, other, place, day) if other != key else ():
            held = adoption.in_force(tx, other, where, day)
            if held is None or adoption.held(tx, key, where, day, made) is not None:
                continue
            graphs = tuple(load_bundle(tx, held.id, held.digest).graphs.values())
            name = held.name if where == place else f"{held.name} ({territory_names(tx, (where,))[where]})"
            if any(key in calls(graph) for graph in graphs):
                surely.add(name)
            elif any(_may_call(node, key) for graph in graphs for node in graph.nodes.values()):
                maybe.add(name)
    return sorted(surely), sorted(maybe)


def _within(tx: Transaction, key: str, place: str, day: date) -> list[str]:
    """The place, and what lies within it and has a resolution of its own about the process."""
    own = {one.jurisdiction for one in adoption.claims(tx, key, day)}
    return [place, *sorted(one for one in own if one.startswith(place) and one != place)]


def _may_call(node: Node, key: str) -> bool:
    """Whether a call computes what it calls and does not choose among other names only."""
    if not isinstance(node.behaviour, Call) or called_process(node) is not None:
        return False
    said = node.behaviour.process.text
    return '"' not in said or f'"{key}"' in said
