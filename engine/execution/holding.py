"""What holds today where a proposal is to hold: its report and its parties compare it with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.state import adoption, definition, proposal, resolution
from engine.state.authority import territory_names
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Moved:
    """A process of which another version holds somewhere than did, or the same with other times and numbers; `number`
    is None where none holds any more, `same` says that only times and numbers are others.
    """

    process: str
    place: str
    number: int | None
    same: bool


def held(tx: Transaction, row: ProposalRow, versions: Iterable[ProposedVersion]) -> list[dict[str, object]]:
    """By process and place which version holds today, with which times and numbers: in the jurisdictions of the
    proposal and in narrower ones of their own. What the proposal itself has brought into force does not count.
    """
    keys = {one.key: one.name for one in versions}
    if row.repeals_id is not None:
        keys |= {one.key: one.name for one in proposal.versions(tx, row.repeals_id)}
    made = [one.id for one in resolution.of_proposal(tx, row.id)]
    found: list[dict[str, object]] = []
    for key in sorted(keys):
        narrower = {one.jurisdiction for one in adoption.claims(tx, key, tx.today)}
        places = {one for one in narrower if one.startswith(tuple(row.jurisdictions))} | {*row.jurisdictions}
        for place in sorted(places):
            there = adoption.held(tx, key, place, tx.today, made)
            found.append(
                {
                    "process": keys[key],
                    "key": key,
                    "place": place,
                    "version": None if there is None else there.version_id,
                    "times": {} if there is None else dict(there.times),
                }
            )
    return found


def moved(
    tx: Transaction, before: Iterable[Mapping[str, object]], now: Iterable[Mapping[str, object]]
) -> tuple[Moved, ...]:
    """Where the one and the other differ, with what holds now."""
    former = {(one["key"], one["place"]): (one["version"], one["times"]) for one in before}
    changed = [
        (one, former.get((one["key"], one["place"]), (None, {}))[0])
        for one in now
        if former.get((one["key"], one["place"]), (None, {})) != (one["version"], one["times"])
    ]
    names = territory_names(tx, tuple(str(one["place"]) for one, _was in changed))
    return tuple(
        Moved(
            str(one["process"]),
            names[str(one["place"])],
            definition.get(tx, one["version"]).number if isinstance(one["version"], int) else None,
            one["version"] == was,
        )
        for one, was in changed
    )
