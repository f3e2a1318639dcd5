"""Which resolutions about one process hold today."""

from __future__ import annotations

from engine import Transaction, queries
from engine.queries.definition import AdoptionRow


def versions_in_force(tx: Transaction, key: str) -> tuple[AdoptionRow, ...]:
    """The resolutions in force, one for each jurisdiction that has one."""
    return next((one.in_force for one in queries.definition.overview(tx) if one.key == key), ())
