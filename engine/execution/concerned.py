"""Which running instances a proposal concerns: those its versions are to take over at the places it rules.

Asked before it is resolved (the impact report) and after it came into force (the migration of what runs), and answered
by the rule by which a place gets its version (`state.adoption`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Select

from engine.state import adoption, migration, resolution
from engine.state.adoption import Claim
from engine.state.instance import InstanceRow
from engine.state.migration import Elsewhere
from engine.state.proposal import ProposalRow, ProposedVersion
from engine.state.resolution import Ruling
from engine.transaction import Transaction


def instances(
    tx: Transaction, row: ProposalRow, version: ProposedVersion, after: int, limit: int, *, here: bool = False
) -> tuple[InstanceRow, ...]:
    """The running instances, roots and called ones, that run in another version of the same process where the version
    counts by the proposal; behind the id `after`, by id, not locked. With `here` also those that run in it already: the
    proposal may set other times for them. Read as the engine: it asks nobody's permission.
    """
    tx.act()
    return migration.elsewhere(tx, _which(tx, row, version, here), after, limit)


def cases(
    tx: Transaction, row: ProposalRow, version: ProposedVersion, after: int, limit: int
) -> Select[tuple[int, int]]:
    """Asks for the numbers of `instances` and of their cases."""
    tx.act()
    return migration.cases_elsewhere(_which(tx, row, version, here=False), after, limit)


def count(tx: Transaction, row: ProposalRow, version: ProposedVersion, *, here: bool = False) -> int:
    """How many `instances` there are."""
    return migration.count_elsewhere(tx, _which(tx, row, version, here))


def _which(tx: Transaction, row: ProposalRow, version: ProposedVersion, here: bool) -> Elsewhere:
    return Elsewhere(version.key, version.version_id, places(tx, row, version.key), here)


def places(tx: Transaction, row: ProposalRow, key: str) -> Mapping[str, tuple[str, ...]]:
    """Where the proposal decides which version of `key` counts on its day, or today when that is over.

    Beginnings of an AGS, each with the longer ones inside of it where another resolution goes first: a narrower
    jurisdiction's own, or a later one.
    """
    day = max(row.valid_from or tx.today, tx.today)
    made = {one.id for one in resolution.of_proposal(tx, row.id) if one.ruling is Ruling.ADOPTED}
    first: dict[str, Claim] = {}
    for one in adoption.claims(tx, key, day):
        first.setdefault(one.jurisdiction, one)
    if made:
        own = {place for place, one in first.items() if one.resolution_id in made}
    else:
        own = {place for place in row.jurisdictions if _would_win(first.get(place), row.valid_from or day)}
    return _without(own, first.keys() - own)


def _would_win(there: Claim | None, valid_from: date) -> bool:
    return there is None or there.valid_from <= valid_from


def _without(own: Iterable[str], others: Iterable[str]) -> dict[str, tuple[str, ...]]:
    left_out = sorted(others)
    return {one: tuple(each for each in left_out if each.startswith(one)) for one in sorted(own)}
