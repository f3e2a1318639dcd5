"""One-time links follow the consultation of their proposal: asked again with the same code, over with its last day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from engine import jobs
from engine.clock import ZONE
from engine.execution import link_sight
from engine.state import party_link
from engine.state.consultation import Party
from engine.state.one_time import OPEN, LinkState
from engine.state.party_link import LINKS
from engine.transaction import Transaction

#: the last link of a party in one of these was not taken from it: whoever asks again may use its address and code
_KEPT = frozenset({*OPEN, LinkState.ANSWERED})


def needs_link(tx: Transaction, party: Party) -> bool:
    """Whether nobody can log in for the party."""
    return party.authority_id is None or not link_sight.has_people(tx, party.authority_id)


def end_of(day: date) -> datetime:
    """The instant at which a day is over in Germany."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def asked(tx: Transaction, proposal_id: int) -> frozenset[int]:
    """The parties that can be asked again by mail."""
    return frozenset(
        party for party, one in party_link.last_of(tx, proposal_id).items() if one.state in _KEPT
    )


def prolong(tx: Transaction, proposal_id: int, until: date) -> None:
    """Let open links hold until the day is over; nobody is mailed."""
    for last in party_link.last_of(tx, proposal_id).values():
        if last.state in OPEN:
            LINKS.change(tx, last.id, expires_at=end_of(until))


def call_off(tx: Transaction, proposal_id: int, party_id: int, reason: str) -> None:
    """Remove the links of a party that is asked no more, with the addresses they went to; whoever has the mail of the
    last one is told, and why.
    """
    last = party_link.last_of(tx, proposal_id).get(party_id)
    party_link.remove(tx, party_id)
    if last is not None and last.was_written:
        told = {"link_id": last.id, "proposal_id": proposal_id, "sender_id": last.created_by}
        jobs.defer(tx, jobs.CALL_OFF_PARTY_LINK, [{**told, "address": last.address, "reason": reason}])


def ask_again(tx: Transaction, proposal_id: int, parties: Collection[int], until: date | None) -> None:
    """Mail those of the parties that were asked by link once more. The code stays the one that was told; the mail
    brings another token, and whoever has opened the link before goes on.
    """
    for party, last in party_link.last_of(tx, proposal_id).items():
        if party not in parties or until is None or last.state not in _KEPT:
            continue
        number = last.id
        ends = end_of(until)
        if last.state in OPEN:
            again = {"state": LinkState.WAITING, "due_at": tx.now, "attempts": 0, "failure": None}
            LINKS.change(tx, number, expires_at=ends, **again)
        else:
            number = LINKS.create(
                tx,
                proposal_id=proposal_id,
                party_id=party,
                address=last.address,
                code_hash=last.code_hash,
                created_by=last.created_by,
                expires_at=ends,
            )
        jobs.defer(tx, jobs.SEND_PARTY_LINK, [{"link_id": number}])
