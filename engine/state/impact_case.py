"""Which instance of which case is in which group of an impact report, behind the wall (`impact` has the rest)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from engine.state.case import CASE
from engine.state.impact import MEMBER
from engine.state.metadata import any_of
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Member:
    """One instance of a report, with the number of its case, and since when it stood where it did."""

    instance_id: int
    reference: str
    group: int
    since: datetime | None


class MemberOrder(StrEnum):
    """By what instances of a report are listed."""

    CASE = "case"
    CASE_FALLING = "case_falling"
    #: those that stand the longest first
    SINCE = "since"
    SINCE_FALLING = "since_falling"


_ORDERS: Final = {
    MemberOrder.CASE: CASE.c.reference,
    MemberOrder.CASE_FALLING: CASE.c.reference.desc(),
    MemberOrder.SINCE: MEMBER.c.since.asc().nulls_last(),
    MemberOrder.SINCE_FALLING: MEMBER.c.since.desc().nulls_last(),
}


def add(tx: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep which instances are in which group."""
    tx.add(MEMBER, rows)


def listed(
    tx: Transaction,
    report_id: int,
    within: Collection[int],
    limit: int,
    order: MemberOrder = MemberOrder.CASE,
) -> tuple[Member, ...]:
    """The instances of these groups, as far as the wall shows them to the actor."""
    rows = tx.execute(
        select(MEMBER.c.instance_id, CASE.c.reference, MEMBER.c.group_number, MEMBER.c.since)
        .join(CASE, CASE.c.id == MEMBER.c.case_id)
        .where(MEMBER.c.report_id == report_id, MEMBER.c.group_number == any_of(within))
        .order_by(_ORDERS[order], CASE.c.reference, MEMBER.c.instance_id)
        .limit(limit)
    )
    return tuple(Member(row.instance_id, row.reference, row.group_number, row.since) for row in rows)


def oldest(tx: Transaction, report_id: int, within: Collection[int]) -> dict[int, datetime]:
    """By group since when the one of its instances stands that stands the longest, of those the wall shows."""
    rows = tx.execute(
        select(MEMBER.c.group_number, func.min(MEMBER.c.since).label("since"))
        .where(MEMBER.c.report_id == report_id, MEMBER.c.group_number == any_of(within))
        .group_by(MEMBER.c.group_number)
    )
    return {row.group_number: row.since for row in rows if row.since is not None}


def count(tx: Transaction, report_id: int, within: Collection[int]) -> int:
    """How many instances of these groups the wall shows to the actor."""
    counted = select(func.count()).where(
        MEMBER.c.report_id == report_id, MEMBER.c.group_number == any_of(within)
    )
    return int(tx.execute(counted).scalar_one())
