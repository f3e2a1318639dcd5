"""One-time links follow the steps of their referral: over with the step they answer, made anew for the next one.

Whoever has the mail of a link that is over without their doing is told by another one, which says nothing but that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from engine import jobs
from engine.execution import codec, link_sight, referring
from engine.execution.bundle import load_bundle
from engine.profile import ReferralParty
from engine.state import instance, record, referral
from engine.state import referral_link as links
from engine.state.referral_link import LINKS, Link, LinkState
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
    """Call off links of steps that are over; whoever answered by link is asked by link for the next step, too.

    The code stays the one that was told; the token is another one. An authority that is asked later gets no mail to the
    address of the one before: `offer` counts them.
    """
    known = links.of_referral(tx, referral_id)
    if not known:
        return
    _tell(tx, links.close_others(tx, referral_id, element_instance))
    last = known[0]
    if party is not ReferralParty.RECEIVER or element_instance is None:
        return
    if (
        last.state is not LinkState.ANSWERED
        or last.offer != offer
        or last.element_instance == element_instance
    ):
        return
    number = LINKS.create(
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


def call_off(tx: Transaction, referral_id: int) -> None:
    """Withdraw every open link of a referral; whoever has the mail of one is told that nothing is asked any more."""
    _tell(tx, links.close_others(tx, referral_id, None))


def _tell(tx: Transaction, gone: Iterable[Link]) -> None:
    told: list[dict[str, Any]] = [{"link_id": one.id} for one in gone if one.was_written]
    if told:
        jobs.defer(tx, jobs.CALL_OFF_LINK, told)


def stop(tx: Transaction, case_id: int, reason: str) -> None:
    """Withdraw the open links of a case by which nothing may go out any more, because no release is left."""
    for link in links.open_in_case(tx, case_id):
        if not is_released(tx, link):
            end(tx, link, reason)


def is_released(tx: Transaction, link: Link) -> bool:
    """Whether anything may go by the link today."""
    row = instance.get(tx, referral.get(tx, link.referral_id).instance_id)
    tokens = codec.load(row.tokens)
    if link.element_instance not in tokens.elements:
        return True  # the step is over, and with it the link (`settle`)
    bundle = load_bundle(tx, row.version_id, row.digest)
    released = referring.released(tx, link.case_id)
    return link_sight.variables(bundle, tokens.context(link.element_instance), released, tx.today) is not None


def end(tx: Transaction, link: Link, reason: str) -> None:
    """Withdraw a link for a reason that the history and whoever sent it read."""
    LINKS.change(tx, link.id, state=LinkState.WITHDRAWN, closed_at=tx.now, failure=reason)
    known = {"case_id": link.case_id, "instance_id": referral.get(tx, link.referral_id).instance_id}
    fact = {**known, "element_instance": link.element_instance, "kind": "referral_link_withdrawn"}
    record.append_history(tx, [{**fact, "detail": {"to": link.recipient, "reason": reason}}])
    _tell(tx, [link])


def replace(tx: Transaction, referral_id: int, address: str) -> None:
    """Withdraw every open link of a referral for one that goes to an address: whoever else has a mail is told."""
    _tell(tx, [one for one in links.close_others(tx, referral_id, None) if one.address != address])


def settled(tx: Transaction, referral_id: int) -> None:
    """Withdraw every open link of a referral whose question has been answered otherwise: whoever did so knows."""
    links.close_others(tx, referral_id, None)
