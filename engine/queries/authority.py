"""The register of authorities and municipalities."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.actor import Action
from engine.competence import places
from engine.execution import apart
from engine.state import authority, register
from engine.state.authority import AUTHORITY, MUNICIPALITY, territory_names
from engine.transaction import Transaction

__all__ = [
    "Municipality",
    "districts",
    "impersonal_places",
    "municipalities",
    "own_territories",
    "territory_names",
]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its eight-digit official key (AGS)."""

    ags: str
    name: str
    district: str


def municipalities(tx: Transaction) -> tuple[Municipality, ...]:
    """The municipalities in which the actor may open a case, by name."""
    rows = tx.execute(select(MUNICIPALITY).order_by(MUNICIPALITY.c.name, MUNICIPALITY.c.ags))
    found = tuple(Municipality(row.ags, row.name, row.district) for row in rows)
    if tx.actor.system:
        return found
    own, known = tx.actor.authorities(Action.OPEN_CASE), register.snapshot(tx)
    return tuple(one for one in found if own.intersection(known.covering(one.ags, tx.today)))


def districts(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """Every Kreis and kreisfreie Stadt by the first five digits of its key, by name."""
    prefix = func.substr(MUNICIPALITY.c.ags, 1, 5)
    rows = tx.execute(
        select(prefix.label("key"), func.min(MUNICIPALITY.c.district).label("name"))
        .group_by(prefix)
        .order_by(func.min(MUNICIPALITY.c.district), prefix)
    )
    return tuple((row.key, row.name) for row in rows)


def own_territories(tx: Transaction, action: Action) -> tuple[str, ...]:
    """The territories (AGS prefixes) of the authorities at which the actor may do `action`, widest first; none of a
    closed one.
    """
    if tx.actor.system:
        found = set(tx.execute(select(AUTHORITY.c.territory)).scalars())
    else:
        found = set(authority.acting_territories(tx, tx.actor.authorities(action)))
    return tuple(sorted(found, key=lambda one: (len(one), one)))


def impersonal_places(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """Key and name of the Kreise and cities in which the actor may open a case that concerns nobody, by name."""
    own = ("",) if tx.actor.system else own_territories(tx, Action.OPEN_IMPERSONAL_CASE)
    found = {
        district
        for ags in places()
        if any(ags.startswith(one) for one in own) and (district := apart.district(ags)) in places()
    }
    return tuple(sorted(((ags, places()[ags].name) for ags in found), key=lambda one: (one[1], one[0])))
