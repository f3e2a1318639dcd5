"""Which resolutions about one process hold today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine import Transaction, queries
from engine.queries.definition import AdoptionRow


def by_resolution(in_force: Iterable[AdoptionRow]) -> list[tuple[AdoptionRow, list[str]]]:
    """What holds the same way in several places, said once: one of the rows, and the names of the places."""
    found: dict[tuple[int, date, str], tuple[AdoptionRow, list[str]]] = {}
    for one in in_force:
        found.setdefault((one.number, one.valid_from, one.resolution), (one, []))[1].append(
            one.jurisdiction_name
        )
    return list(found.values())


def versions_in_force(tx: Transaction, key: str) -> tuple[AdoptionRow, ...]:
    """The resolutions in force, one for each jurisdiction that has one."""
    return next((one.in_force for one in queries.definition.overview(tx) if one.key == key), ())
