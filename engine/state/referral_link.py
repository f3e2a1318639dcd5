"""One-time links by which a receiving side without accounts answers one step of a referral (`one_time`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Integer, SmallInteger, Table, Text

from engine.state import one_time
from engine.state.metadata import METADATA, identity, reference
from engine.state.one_time import OPEN, Links, LinkState, OneTimeLink
from engine.transaction import Transaction

__all__ = [
    "LINKS",
    "OPEN",
    "REFERRAL_LINK",
    "Link",
    "LinkState",
    "close_others",
    "of_referral",
    "open_in_case",
]

REFERRAL_LINK = Table(
    "referral_link",
    METADATA,
    identity(),
    reference("referral_id", "referral"),
    reference("case_id", "case"),
    #: the step it answers
    Column("element_instance", Integer, nullable=False),
    #: to which of the authorities it was offered to it belongs, counted from 1
    Column("offer", SmallInteger, nullable=False),
    #: the name of the body or person as the sender wrote it
    Column("recipient", Text, nullable=False),
    *one_time.columns(),
    *one_time.indexes("referral_link", "referral_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(OneTimeLink):
    """One link to a step of a referral."""

    referral_id: int
    case_id: int
    element_instance: int
    offer: int
    recipient: str


LINKS: Final = Links(REFERRAL_LINK, Link)


def of_referral(tx: Transaction, referral_id: int) -> tuple[Link, ...]:
    """The links of a referral, the newest first."""
    return LINKS.all_of(tx, REFERRAL_LINK.c.referral_id == referral_id, order=REFERRAL_LINK.c.id.desc())


def open_in_case(tx: Transaction, case_id: int) -> tuple[Link, ...]:
    """The open links of a case, by number, locked until the transaction ends."""
    wanted = REFERRAL_LINK.c.case_id == case_id, REFERRAL_LINK.c.state.in_(OPEN)
    return LINKS.all_of(tx, *wanted, order=REFERRAL_LINK.c.id.asc(), locked=True)


def close_others(tx: Transaction, referral_id: int, element_instance: int | None) -> tuple[Link, ...]:
    """Withdraw the open links of a referral but those of the step whose turn it is; returns them."""
    others = REFERRAL_LINK.c.element_instance.is_distinct_from(element_instance)
    return LINKS.withdraw(tx, REFERRAL_LINK.c.referral_id == referral_id, others)
