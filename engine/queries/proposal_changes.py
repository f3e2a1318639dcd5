"""What a proposal changes at its places: the version each of its versions takes the place of, agreed times, values.

Until it is resolved that is compared with what will hold on its day without it, as far as is resolved today; from then
on with what held on the day before it came into force, so that what it has replaced can be read as long as the
proposal is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.actor import Action
from engine.compare import Difference, Term, agreed_change
from engine.execution import adopting, holding, parameters
from engine.execution.bundle import load_profiles
from engine.execution.parameters import PARAMETERS, Parameter
from engine.queries import comparison
from engine.queries.comparison import ComparedVersions
from engine.queries.profile import differences
from engine.state import adoption, definition, proposal, resolution
from engine.state.authority import territory_names
from engine.state.definition import VersionRow
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.state.resolution import Ruling
from engine.transaction import Transaction

#: a version that holds, with the times and numbers that its resolution sets
_Key = tuple[int, tuple[tuple[str, str], ...]] | None
#: what holds of the process of a version at a place
_Holding = Callable[[ProposedVersion, str], _Key]


@dataclass(frozen=True, slots=True)
class Replacement:
    """What one version of a proposal takes the place of, at the places where that is the same; `before` is None where
    nothing held. `agreed` are the times and numbers that change there. `since`: what it takes the place of is resolved,
    and comes into force only that day.
    """

    version: ProposedVersion
    before: VersionRow | None
    places: tuple[str, ...]
    agreed: tuple[Difference, ...]
    since: date | None = None

    @property
    def replaces(self) -> bool:
        """Whether another version held there: otherwise there are no files to compare."""
        return self.before is not None and self.before.id != self.version.version_id


@dataclass(frozen=True, slots=True)
class Fallen:
    """A version that holds no more at some places, because what resolved it is repealed: `after` is what holds there
    again, None for nothing, and `agreed` the times and numbers that change with that.
    """

    version: ProposedVersion
    after: VersionRow | None
    places: tuple[str, ...]
    agreed: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """The values of the steering group that change at some places."""

    places: tuple[str, ...]
    agreed: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ProposalChanges:
    """Everything a proposal changes; `resolved` when its resolution says since when, as `valid_from`. It is compared
    with what holds `on` that day; `later` than today, where it is not resolved.
    """

    row: ProposalRow
    places: tuple[str, ...]
    valid_from: date | None
    resolved: bool
    on: date
    later: bool
    replaced: tuple[Replacement, ...]
    values: tuple[ValueChange, ...]
    fallen: tuple[Fallen, ...] = ()

    def of(self, version_id: int) -> tuple[Replacement, ...]:
        """What one of its versions takes the place of."""
        return tuple(one for one in self.replaced if one.version.version_id == version_id)

    @property
    def agreed(self) -> bool:
        """Whether any time, number or value changes."""
        return bool(self.values) or any(
            changed
            for changed in (*(one.agreed for one in self.replaced), *(one.agreed for one in self.fallen))
        )


def show(tx: Transaction, proposal_id: int) -> ProposalChanges:
    """What the proposal changes, by version and place; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    row = proposal.get(tx, proposal_id)
    adopted = _first_day(tx, proposal_id)
    on = holding.day(tx, row) if adopted is None else adopted - timedelta(days=1)
    later = adopted is None and on > tx.today
    names = territory_names(tx, row.jurisdictions)
    if row.repeals_id is not None:
        return _repeal(tx, row, proposal.get(tx, row.repeals_id), on, adopted)
    return ProposalChanges(
        row,
        tuple(names.values()),
        adopted or row.valid_from,
        adopted is not None,
        on,
        later,
        tuple(found for one in proposal.versions(tx, proposal_id) for found in _replaced(tx, one, names, on)),
        tuple(
            _values(
                row.parameters,
                names,
                lambda one, place: parameters.value(tx, one, (place,), on),
                lambda one, _place: row.parameters[one],
            )
        ),
    )


def _first_day(tx: Transaction, proposal_id: int) -> date | None:
    """From when on it holds by the resolution about it."""
    made = resolution.of_proposal(tx, proposal_id)
    return next((one.valid_from for one in made if one.ruling is Ruling.ADOPTED and one.valid_from), None)


def _repeal(
    tx: Transaction, row: ProposalRow, ended: ProposalRow, on: date, adopted: date | None
) -> ProposalChanges:
    """What falls away with a resolution, and what holds in its place again, wherever it held; where it is to come into
    force only later, what it would have brought then.
    """
    names = territory_names(tx, ended.jurisdictions)
    gone = tuple(one.id for one in resolution.of_proposal(tx, ended.id))
    first = _first_day(tx, ended.id)
    to_come = first is not None and first > on
    later = adopted is None and on > tx.today
    compared_on = on
    on = first if first is not None and to_come else on

    def value(one: Parameter, place: str) -> int:
        return ended.parameters[one] if to_come else parameters.value(tx, one, (place,), on)

    def held(one: ProposedVersion, place: str) -> _Key:
        if to_come:
            return one.version_id, tuple(sorted(_agreed(tx, one).items()))
        return _key(adoption.held(tx, one.key, place, on))

    return ProposalChanges(
        row,
        tuple(names.values()),
        adopted or row.valid_from,
        adopted is not None,
        compared_on,
        later,
        (),
        tuple(
            _values(
                ended.parameters,
                names,
                value,
                lambda one, place: parameters.value(tx, one, (place,), on, gone),
            )
        ),
        tuple(
            found
            for one in proposal.versions(tx, ended.id)
            for found in _fallen(
                tx, one, names, held, lambda one, place: _key(adoption.held(tx, one.key, place, on, gone))
            )
        ),
    )


def _fallen(
    tx: Transaction, one: ProposedVersion, names: Mapping[str, str], held: _Holding, again_held: _Holding
) -> Iterator[Fallen]:
    grouped: dict[tuple[_Key, _Key], list[str]] = {}
    for place, name in names.items():
        before, after = held(one, place), again_held(one, place)
        if before is not None and before != after:
            grouped.setdefault((before, after), []).append(name)
    for (before_key, after_key), places in grouped.items():
        again = None if after_key is None else definition.get(tx, after_key[0])
        yield Fallen(
            one,
            again,
            tuple(places),
            ()
            if before_key is None or after_key is None
            else differences(tx, (before_key[0], dict(before_key[1])), (after_key[0], dict(after_key[1]))),
        )


def _key(held: adoption.Held | None) -> _Key:
    return None if held is None else (held.version_id, tuple(sorted(held.times.items())))


def _agreed(tx: Transaction, one: ProposedVersion) -> dict[str, str]:
    """Its times and numbers as they would be adopted."""
    return adopting.agreed_times(load_profiles(tx, (one.version_id,)).get(one.version_id), one.times)[0]


def compared(tx: Transaction, changes: ProposalChanges) -> tuple[ComparedVersions, ...]:
    """The files of each version beside those of each version it takes the place of."""
    pairs = dict.fromkeys(
        (one.before.id, one.version.version_id)
        for one in changes.replaced
        if one.before is not None and one.replaces
    )
    pairs |= dict.fromkeys(
        (one.version.version_id, one.after.id)
        for one in changes.fallen
        if one.after is not None and one.after.id != one.version.version_id
    )
    return tuple(comparison.versions_of(tx, old, new) for old, new in pairs)


def _replaced(
    tx: Transaction, one: ProposedVersion, names: Mapping[str, str], on: date
) -> Iterator[Replacement]:
    """By what held, in the order of the places; where nothing is agreed otherwise it is the same."""
    after = _agreed(tx, one)
    grouped: dict[tuple[_Key, date | None], list[str]] = {}
    for place, name in names.items():
        there = adoption.held(tx, one.key, place, on)
        since = None if there is None or there.valid_from <= tx.today else there.valid_from
        grouped.setdefault((_key(there), since), []).append(name)
    for (key, since), places in grouped.items():
        before = None if key is None else (key[0], dict(key[1]))
        yield Replacement(
            one,
            None if key is None else definition.get(tx, key[0]),
            tuple(places),
            differences(tx, before, (one.version_id, after)),
            since,
        )


def _values(
    changed_ones: Iterable[str],
    names: Mapping[str, str],
    now: Callable[[Parameter, str], int],
    later: Callable[[Parameter, str], int],
) -> Iterator[ValueChange]:
    """By what holds `now` and what will `later`: both say that of a value at a place."""
    grouped: dict[tuple[tuple[Parameter, int, int], ...], list[str]] = {}
    for place, name in names.items():
        both = tuple((one, now(one, place), later(one, place)) for one in map(Parameter, changed_ones))
        grouped.setdefault(both, []).append(name)
    for both, places in grouped.items():
        changed = [
            agreed_change(Term(one, said.german, str(before), str(after), said=said))
            for one, before, after in both
            if before != after and (said := PARAMETERS[one].said)
        ]
        if changed:
            yield ValueChange(tuple(places), tuple(changed))
