"""What a proposal changes at its places: the version each of its versions takes the place of, agreed times, values.

Until it is resolved that is compared with what holds today; from then on with what held on the day before it came into
force, so that what it has replaced can be read as long as the proposal is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine.actor import Action
from engine.compare import Difference, Said, Term, agreed_change
from engine.execution import adopting, parameters
from engine.execution.bundle import load_bundle
from engine.execution.parameters import Parameter
from engine.queries import comparison
from engine.queries.authority import territory_names
from engine.queries.comparison import ComparedVersions
from engine.queries.profile import between
from engine.state import adoption, definition, proposal, resolution
from engine.state.definition import VersionRow
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.state.resolution import Ruling
from engine.transaction import Transaction

_PARAMETERS: Final[Mapping[Parameter, Said]] = {
    Parameter.COVERAGE: Said("Abdeckung durch Szenarien (%)", "Coverage by scenarios (%)"),
    Parameter.CONSULTATION_DAYS: Said(
        "Mindestdauer einer Beteiligung (Tage)", "Shortest consultation (days)"
    ),
    Parameter.PROBLEM_THRESHOLD: Said(
        "Strukturproblem besprechen ab (Fälle)", "Structural problem discussed from (cases)"
    ),
    Parameter.REFUSED: Said(
        "Läufe, die sich nicht umstellen lassen, höchstens (%)", "Runs that cannot be migrated, at most (%)"
    ),
}


@dataclass(frozen=True, slots=True)
class Replacement:
    """What one version of a proposal takes the place of, at the places where that is the same; `before` is None where
    nothing held. `agreed` are the times and numbers that change there.
    """

    version: ProposedVersion
    before: VersionRow | None
    places: tuple[str, ...]
    agreed: tuple[Difference, ...]

    @property
    def replaces(self) -> bool:
        """Whether another version held there: otherwise there are no files to compare."""
        return self.before is not None and self.before.id != self.version.version_id


@dataclass(frozen=True, slots=True)
class ValueChange:
    """The values of the steering group that change at some places."""

    places: tuple[str, ...]
    agreed: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ProposalChanges:
    """Everything a proposal changes; `resolved` when its resolution says since when, as `valid_from`."""

    row: ProposalRow
    places: tuple[str, ...]
    valid_from: date | None
    resolved: bool
    replaced: tuple[Replacement, ...]
    values: tuple[ValueChange, ...]

    def of(self, version_id: int) -> tuple[Replacement, ...]:
        """What one of its versions takes the place of."""
        return tuple(one for one in self.replaced if one.version.version_id == version_id)

    @property
    def agreed(self) -> bool:
        """Whether any time, number or value changes."""
        return bool(self.values) or any(one.agreed for one in self.replaced)


def show(tx: Transaction, proposal_id: int) -> ProposalChanges:
    """What the proposal changes, by version and place; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    row = proposal.get(tx, proposal_id)
    adopted = next(
        (
            one.valid_from
            for one in resolution.of_proposal(tx, proposal_id)
            if one.ruling is Ruling.ADOPTED and one.valid_from is not None
        ),
        None,
    )
    on = tx.today if adopted is None else adopted - timedelta(days=1)
    names = territory_names(tx, row.jurisdictions)
    return ProposalChanges(
        row,
        tuple(names.values()),
        adopted or row.valid_from,
        adopted is not None,
        tuple(found for one in proposal.versions(tx, proposal_id) for found in _replaced(tx, one, names, on)),
        tuple(_values(tx, row, names, on)),
    )


def compared(tx: Transaction, changes: ProposalChanges) -> tuple[ComparedVersions, ...]:
    """The files of each version beside those of each version it takes the place of."""
    pairs = dict.fromkeys(
        (one.before.id, one.version.version_id)
        for one in changes.replaced
        if one.before is not None and one.replaces
    )
    return tuple(comparison.versions_of(tx, old, new) for old, new in pairs)


def _replaced(
    tx: Transaction, one: ProposedVersion, names: Mapping[str, str], on: date
) -> Iterator[Replacement]:
    """By what held, in the order of the places; where nothing is agreed otherwise it is the same."""
    after, _wrong = adopting.agreed_times(load_bundle(tx, one.version_id).profile, one.times)
    grouped: dict[tuple[int, tuple[tuple[str, str], ...]] | None, list[str]] = {}
    for place, name in names.items():
        held = adoption.held(tx, one.key, place, on)
        key = None if held is None else (held.version_id, tuple(sorted(held.times.items())))
        grouped.setdefault(key, []).append(name)
    for key, places in grouped.items():
        before = None if key is None else (key[0], dict(key[1]))
        yield Replacement(
            one,
            None if key is None else definition.get(tx, key[0]),
            tuple(places),
            tuple(
                agreed_change(Term(time.element, time.label, time.before, time.after, time.working))
                for time in between(tx, before, (one.version_id, after))
            ),
        )


def _values(tx: Transaction, row: ProposalRow, names: Mapping[str, str], on: date) -> Iterator[ValueChange]:
    grouped: dict[tuple[tuple[Parameter, int], ...], list[str]] = {}
    for place, name in names.items():
        held = tuple((one, parameters.value(tx, one, (place,), on)) for one in map(Parameter, row.parameters))
        grouped.setdefault(held, []).append(name)
    for held, places in grouped.items():
        changed = [
            agreed_change(Term(one, said.german, str(before), str(row.parameters[one]), said=said))
            for one, before in held
            if before != row.parameters[one] and (said := _PARAMETERS[one])
        ]
        if changed:
            yield ValueChange(tuple(places), tuple(changed))
