"""What whoever answers by a one-time link reads: the form of the step, and of its data what is released today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import exists, select

from engine.execution.bundle import Bundle
from engine.execution.referring import consent_for
from engine.feel import Value
from engine.profile import ReferralParty
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.referral import ReferralRow
from engine.transaction import Transaction


def waits_for_receiver(kept: ReferralRow) -> bool:
    """Whether an open step of the receiving side is there to be answered."""
    return (
        kept.closed_at is None and kept.party is ReferralParty.RECEIVER and kept.element_instance is not None
    )


def has_people(tx: Transaction, authority: int) -> bool:
    """Whether anybody can log in at the authority."""
    wanted = exists(
        select(MEMBERSHIP.c.account_id)
        .join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
        .where(ACCOUNT.c.active, MEMBERSHIP.c.authority_id == authority)
    )
    return bool(tx.execute(select(wanted)).scalar_one())


def answers_here(tx: Transaction, kept: ReferralRow) -> bool:
    """Whether somebody of the receiving side can answer in the system."""
    return not kept.by_hand and kept.owner_id is not None and has_people(tx, kept.owner_id)


def answers_outside(tx: Transaction, kept: ReferralRow) -> bool:
    """Whether the receiving side, whose turn it is, has nobody who could answer in the system. What is handed over by
    hand is the sender's own task.
    """
    is_theirs = waits_for_receiver(kept) and not kept.by_hand and kept.owner_id is not None
    return is_theirs and not answers_here(tx, kept)


def variables(
    bundle: Bundle, context: Mapping[str, Value], released: list[Value], on: date
) -> Mapping[str, Value] | None:
    """The variables of the step, of the categories only those a consent opens on the day; None when none is left.

    `released` is what the person has released (`referring.released`): the list the process holds may be an older one
    while it is suspended. What goes by a norm, as a forwarded application, needs no consent.
    """
    said = None if bundle.profile is None else bundle.profile.referral
    decided = None if said is None else context.get(said.given)
    if said is None or not isinstance(decided, dict):
        return context
    if said.handing:
        context = {**context, said.handing: None}
    if decided.get("einwilligung") != "noetig":
        return context
    topic, named = context.get(said.topic), decided.get("angaben")
    if not isinstance(topic, str):
        return None
    left = [
        one
        for one in (named if isinstance(named, list) else [])
        if isinstance(one, str) and consent_for(released, topic, one, on) is not None
    ]
    return {**context, said.given: {**decided, "angaben": [*left]}} if left else None
