"""What will hold on the day of a proposal, without it, where it is to hold: its report and its parties compare it with
that. What is resolved already and comes into force before that day counts; today's, where that day is over or open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.state import adoption, definition, proposal, resolution
from engine.state.authority import territory_names
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Moved:
    """A process of which another version holds somewhere than did, or the same with other times and numbers; `number`
    is None where none holds any more, `same` says that only times and numbers are others. `day` is that of which it is
    said, as ISO 8601, None for today.
    """

    process: str
    place: str
    number: int | None
    same: bool
    day: str | None = None


def day(tx: Transaction, row: ProposalRow) -> date:
    """The day from which the proposal is to hold; today where that is over or nobody has chosen one."""
    return max(row.valid_from or tx.today, tx.today)


def own(tx: Transaction, row: ProposalRow) -> list[int]:
    """The resolutions about the proposal: what they bring about is not what it is compared with."""
    return [one.id for one in resolution.of_proposal(tx, row.id)]


def held(tx: Transaction, row: ProposalRow, versions: Iterable[ProposedVersion]) -> list[dict[str, object]]:
    """By process and place which version holds on its day, with which times and numbers: in the jurisdictions of the
    proposal and in narrower ones of their own. What the proposal itself has brought into force does not count.
    """
    keys = {one.key: one.name for one in versions}
    if row.repeals_id is not None:
        keys |= {one.key: one.name for one in proposal.versions(tx, row.repeals_id)}
    made, on = own(tx, row), day(tx, row)
    found: list[dict[str, object]] = []
    for key in sorted(keys):
        narrower = {one.jurisdiction for one in adoption.claims(tx, key, on)}
        places = {one for one in narrower if one.startswith(tuple(row.jurisdictions))} | {*row.jurisdictions}
        for place in sorted(places):
            there = adoption.held(tx, key, place, on, made)
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


@dataclass(frozen=True, slots=True)
class Coming:
    """What is resolved for a process at these places already and comes into force before a proposal does, `since` that
    day: version `number`, or the `same` as today with other times and numbers.
    """

    process: str
    places: tuple[str, ...]
    number: int
    since: date
    same: bool


def coming(tx: Transaction, row: ProposalRow, held: Iterable[Mapping[str, object]]) -> tuple[Coming, ...]:
    """Of what is `held` on the day of the proposal what does not hold today."""
    made, on = own(tx, row), day(tx, row)
    found: dict[tuple[str, int, date, bool], list[str]] = {}
    for one in held:
        key, place = str(one["key"]), str(one["place"])
        there = adoption.held(tx, key, place, on, made)
        if there is None or there.valid_from <= tx.today:
            continue
        now = adoption.held(tx, key, place, tx.today, made)
        same = now is not None and now.version_id == there.version_id
        number = definition.get(tx, there.version_id).number
        found.setdefault((str(one["process"]), number, there.valid_from, same), []).append(place)
    names = territory_names(tx, tuple(place for places in found.values() for place in places))
    return tuple(
        Coming(process, tuple(names[one] for one in places), number, since, same)
        for (process, number, since, same), places in found.items()
    )


def moved(
    tx: Transaction,
    row: ProposalRow,
    before: Iterable[Mapping[str, object]],
    now: Iterable[Mapping[str, object]],
) -> tuple[Moved, ...]:
    """Where the one and the other differ, with what holds by now on the day of the proposal."""
    former = {(one["key"], one["place"]): (one["version"], one["times"]) for one in before}
    changed = [
        (one, former.get((one["key"], one["place"]), (None, {}))[0])
        for one in now
        if former.get((one["key"], one["place"]), (None, {})) != (one["version"], one["times"])
    ]
    names = territory_names(tx, tuple(str(one["place"]) for one, _was in changed))
    on = day(tx, row)
    said = on.isoformat() if on > tx.today else None
    return tuple(
        Moved(
            str(one["process"]),
            names[str(one["place"])],
            definition.get(tx, one["version"]).number if isinstance(one["version"], int) else None,
            one["version"] == was,
            said,
        )
        for one, was in changed
    )
