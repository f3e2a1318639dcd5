"""What a steering group sees: drafts to decide on, resolutions so far, and where it may decide."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.actor import Action
from engine.queries.authority import own_territories
from engine.queries.definition import AdoptionRow, adoptions
from engine.state.adoption import ADOPTION
from engine.state.authority import territory_names
from engine.state.definition import DEFINITION, VERSION, VersionRow, version_row, versions
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Proposals:
    """Versions without a resolution, every resolution, and the jurisdictions of the actor's steering groups."""

    drafts: tuple[VersionRow, ...]
    adoptions: tuple[AdoptionRow, ...]
    jurisdictions: tuple[tuple[str, str], ...]


def proposals(tx: Transaction) -> Proposals:
    """Everything a member needs to decide."""
    tx.actor.must(Action.READ_MODEL)
    decided = select(ADOPTION.c.version_id)
    rows = tx.execute(
        versions().where(VERSION.c.id.not_in(decided)).order_by(DEFINITION.c.name, VERSION.c.number.desc())
    )
    own = own_territories(tx, Action.ADOPT)
    names = territory_names(tx, own)
    return Proposals(
        tuple(version_row(row) for row in rows),
        adoptions(tx),
        tuple((prefix, names[prefix]) for prefix in own),
    )
