"""One-time links follow the steps of their referral: over with the step they answer, made anew for the next one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from engine import jobs
from engine.profile import ReferralParty
from engine.state import referral_link as links
from engine.state.referral_link import LinkState
from engine.transaction import Transaction

#: how long a link that follows an answer holds
FOLLOWING: Final = timedelta(days=14)


def settle(
    tx: Transaction,
    referral_id: int,
    case_id: int,
    party: ReferralParty,
    element_instance: int | None,
    offer: int,
) -> None:
    """Withdraw links of steps that are over; whoever answered by link is asked by link for the next step, too.

    The code stays the one that was told; the token is another one. An authority that is asked later gets no mail to the
    address of the one before: `offer` counts them.
    """
    known = links.of_referral(tx, referral_id)
    if not known:
        return
    links.close_others(tx, referral_id, element_instance)
    last = known[0]
    if party is not ReferralParty.RECEIVER or element_instance is None:
        return
    if (
        last.state is not LinkState.ANSWERED
        or last.offer != offer
        or last.element_instance == element_instance
    ):
        return
    number = links.create(
        tx,
        referral_id=referral_id,
        case_id=case_id,
        element_instance=element_instance,
        offer=offer,
        address=last.address,
        recipient=last.recipient,
        code_hash=last.code_hash,
        created_by=last.created_by,
        expires_at=tx.now + FOLLOWING,
    )
    jobs.defer(tx, jobs.SEND_LINK, [{"link_id": number}])


def withdraw(tx: Transaction, referral_id: int) -> None:
    """Withdraw every open link of a referral."""
    links.close_others(tx, referral_id, None)
