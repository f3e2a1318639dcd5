"""One-time links by which a consulted party without accounts reads a proposal and answers (`one_time`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Table, delete

from engine.state import one_time
from engine.state.metadata import METADATA, identity, reference
from engine.state.one_time import OPEN, Links, LinkState, OneTimeLink
from engine.transaction import Transaction

__all__ = [
    "LINKS",
    "OPEN",
    "PARTY_LINK",
    "LinkState",
    "PartyLink",
    "last_of",
    "of_proposal",
    "remove",
    "withdraw",
]

PARTY_LINK = Table(
    "party_link",
    METADATA,
    identity(),
    reference("proposal_id", "proposal", index=True),
    reference("party_id", "proposal_party"),
    *one_time.columns(),
    *one_time.indexes("party_link", "party_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLink(OneTimeLink):
    """One link to a proposal for one of its parties."""

    proposal_id: int
    party_id: int


LINKS: Final = Links(PARTY_LINK, PartyLink)


def of_proposal(tx: Transaction, proposal_id: int) -> tuple[PartyLink, ...]:
    """The links of a proposal, the newest first."""
    return LINKS.all_of(tx, PARTY_LINK.c.proposal_id == proposal_id, order=PARTY_LINK.c.id.desc())


def last_of(tx: Transaction, proposal_id: int) -> dict[int, PartyLink]:
    """By party its newest link, locked until the transaction ends."""
    wanted = PARTY_LINK.c.proposal_id == proposal_id
    found = LINKS.all_of(tx, wanted, order=PARTY_LINK.c.id.asc(), locked=True)
    return {one.party_id: one for one in found}


def remove(tx: Transaction, party_id: int) -> None:
    """Remove the links of a party that is asked no more, with the addresses they went to."""
    tx.execute(delete(PARTY_LINK).where(PARTY_LINK.c.party_id == party_id))


def withdraw(tx: Transaction, party_id: int) -> None:
    """Withdraw the open link of a party."""
    LINKS.withdraw(tx, PARTY_LINK.c.party_id == party_id)
