"""The 396 municipalities of Nordrhein-Westfalen by their official key (AGS)."""

from __future__ import annotations

from functools import lru_cache

from engine import competence
from engine.commands import authority
from engine.queries.authority import Municipality
from engine.queries.authority import municipalities as stored
from engine.transaction import Transaction


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """The register as it comes with the code (engine/competence/nrw_gemeinden.csv names its sources)."""
    return tuple(
        Municipality(one.ags, one.name, one.district_name.removeprefix("Kreis "))
        for one in competence.municipalities()
    )


def load(tx: Transaction) -> int:
    """Store the register where it differs from what is stored; returns how many rows were written."""
    known = set(stored(tx))
    missing = [one for one in municipalities() if one not in known]
    if missing:
        authority.set_municipalities(
            tx, [{"ags": one.ags, "name": one.name, "district": one.district} for one in missing]
        )
    return len(missing)
