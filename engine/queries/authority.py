"""The register of authorities and municipalities."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, or_, select

from engine.actor import Action
from engine.competence import places
from engine.execution import apart
from engine.state.authority import AUTHORITY, COMPETENCE, MUNICIPALITY
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its eight-digit official key (AGS)."""

    ags: str
    name: str
    district: str


def municipalities(tx: Transaction) -> tuple[Municipality, ...]:
    """The municipalities in which the actor may open a case, by name."""
    statement = select(MUNICIPALITY).order_by(MUNICIPALITY.c.name, MUNICIPALITY.c.ags)
    if not tx.actor.system:
        own = sorted(tx.actor.authorities(Action.OPEN_CASE))
        covered = select(COMPETENCE.c.id).where(
            COMPETENCE.c.authority_id.in_(own), MUNICIPALITY.c.ags.startswith(COMPETENCE.c.territory)
        )
        statement = statement.where(covered.exists())
    return tuple(Municipality(row.ags, row.name, row.district) for row in tx.execute(statement))


def territory_names(tx: Transaction, prefixes: tuple[str, ...]) -> dict[str, str]:
    """A readable name for each AGS prefix: the municipality, the authority whose territory it is, or the prefix."""
    if not prefixes:
        return {}
    names: dict[str, str] = {}
    places = tx.execute(
        select(MUNICIPALITY.c.ags, MUNICIPALITY.c.name, MUNICIPALITY.c.district).where(
            or_(*(MUNICIPALITY.c.ags.startswith(literal(prefix)) for prefix in prefixes))
        )
    ).all()
    for prefix in prefixes:
        inside = [place for place in places if place.ags.startswith(prefix)]
        districts = {place.district for place in inside}
        if prefix == "05":
            names[prefix] = "Nordrhein-Westfalen"
        elif len(prefix) == len("05334002") and inside:
            names[prefix] = inside[0].name
        elif len(districts) == 1:
            names[prefix] = districts.pop()
        else:
            names[prefix] = prefix
    return names


def own_territories(tx: Transaction, action: Action) -> tuple[str, ...]:
    """The territories (AGS prefixes) of the authorities at which the actor may do `action`, widest first."""
    statement = select(AUTHORITY.c.territory).distinct().order_by(AUTHORITY.c.territory)
    if not tx.actor.system:
        statement = statement.where(AUTHORITY.c.id.in_(sorted(tx.actor.authorities(action))))
    return tuple(sorted(tx.execute(statement).scalars(), key=lambda one: (len(one), one)))


def impersonal_places(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """Key and name of the Kreise and cities in which the actor may open a case that concerns nobody, by name."""
    own = ("",) if tx.actor.system else own_territories(tx, Action.OPEN_IMPERSONAL_CASE)
    found = {
        district
        for ags in places()
        if any(ags.startswith(one) for one in own) and (district := apart.district(ags)) in places()
    }
    return tuple(sorted(((ags, places()[ags].name) for ags in found), key=lambda one: (one[1], one[0])))
