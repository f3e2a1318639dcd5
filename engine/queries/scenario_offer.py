"""Scenarios that were made of cases and are offered to whoever owns the process, and what became of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import proposals
from engine.state import definition, scenario_offer
from engine.state.definition import VersionRow
from engine.state.scenario_offer import Answer, Answered, Offer
from engine.transaction import Transaction

__all__ = [
    "Answer",
    "Answered",
    "Offer",
    "OfferLine",
    "OfferView",
    "awaited",
    "of_process",
    "own",
    "read",
    "show",
]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer that waits for an answer, with the name of its process."""

    offer: Offer
    process: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer with the drafts it may be taken into, the newest first, and the version a draft would begin with."""

    line: OfferLine
    drafts: tuple[VersionRow, ...]
    newest: int | None


def of_process(tx: Transaction, key: str) -> tuple[Offer, ...]:
    """What is offered for a process, the oldest first."""
    tx.actor.must(Action.EDIT_MODEL)
    return scenario_offer.of(tx, key)


def show(tx: Transaction, key: str, offer_id: int) -> Offer:
    """One of them; NotFound when it is none of the process, or has been answered."""
    found = next((one for one in of_process(tx, key) if one.id == offer_id), None)
    if found is None:
        raise NotFound(f"Expected to find scenario offer {offer_id}, but there is none any more")
    return found


def read(tx: Transaction, offer_id: int) -> OfferView:
    """One that waits for an answer, whatever its process; NotFound when it has got one."""
    tx.actor.must(Action.EDIT_MODEL)
    found = next((one for one in scenario_offer.of(tx) if one.id == offer_id), None)
    if found is None:
        raise NotFound(f"Expected to find scenario offer {offer_id}, but there is none any more")
    newest = definition.latest(tx, found.process_key)
    return OfferView(
        OfferLine(found, _title(tx, found.process_key)),
        definition.drafts(tx, found.process_key),
        None if newest is None else newest.id,
    )


def awaited(tx: Transaction) -> tuple[OfferLine, ...]:
    """What waits for an answer of the actor, who owns processes in the Kreis it comes from, the oldest first."""
    tx.actor.must(Action.READ_MODEL)
    if not tx.actor.may(Action.EDIT_MODEL):
        return ()
    reach = proposals.territories(tx, Action.EDIT_MODEL)
    return tuple(
        OfferLine(one, _title(tx, one.process_key))
        for one in scenario_offer.of(tx)
        if not one.jurisdiction or proposals.covered(reach, (one.jurisdiction,))
    )


def own(tx: Transaction) -> tuple[tuple[Answered, str], ...]:
    """What the actor has offered and what became of it, each with the name of its process, the newest first."""
    tx.actor.must(Action.OFFER_SCENARIO)
    found = () if tx.actor.account is None else scenario_offer.by(tx, tx.actor.account)
    return tuple((one, _title(tx, one.process_key)) for one in found)


def _title(tx: Transaction, key: str) -> str:
    newest = definition.latest(tx, key)
    return key if newest is None else newest.name
