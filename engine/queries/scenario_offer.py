"""Scenarios that were made of cases and are offered to whoever owns the process."""

from __future__ import annotations

from engine.actor import Action
from engine.errors import NotFound
from engine.state import scenario_offer
from engine.state.scenario_offer import Offer
from engine.transaction import Transaction

__all__ = ["Offer", "of_process", "show"]


def of_process(tx: Transaction, key: str) -> tuple[Offer, ...]:
    """What is offered for a process, the oldest first."""
    tx.actor.must(Action.EDIT_MODEL)
    return scenario_offer.of(tx, key)


def show(tx: Transaction, key: str, offer_id: int) -> Offer:
    """One of them; NotFound when it is none of the process, or has been taken or declined."""
    found = next((one for one in of_process(tx, key) if one.id == offer_id), None)
    if found is None:
        raise NotFound(f"Expected to find scenario offer {offer_id}, but there is none any more")
    return found
