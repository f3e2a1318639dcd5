"""The cases of a rollout that stay in their version: page by page, or all of them for a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_

from engine.actor import Action
from engine.state import settling
from engine.state.account import ACCOUNT
from engine.state.case import CASE, taking_part
from engine.state.metadata import any_of
from engine.state.rollout import ROLLOUT_CASE, STAYED, CaseTurn
from engine.state.settling import ROLLOUT_SETTLEMENT, PassedOver, Settlement
from engine.transaction import Transaction

#: how many a page lists
PAGE: Final = 50
_SETTLED = ROLLOUT_CASE.c.settled_at.is_not(None)


@dataclass(frozen=True, slots=True)
class StayingCase:
    """A case that stays; its number only for whoever reads the case."""

    id: int
    reference: str | None
    turn: CaseTurn
    messages: tuple[str, ...]
    settled_at: datetime | None
    settled_by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class StayingPage:
    """So many of them, those to be settled before the others; `next` is where the following page begins."""

    cases: tuple[StayingCase, ...]
    next: str | None


def page(tx: Transaction, rollout_id: int, after: str | None = None) -> StayingPage:
    """The cases behind `after`, which is the `next` of another page; what cannot be read as one begins at the first."""
    wanted = _rows(tx, rollout_id).limit(PAGE + 1)
    place = _place(after)
    if place is not None:
        wanted = wanted.where(tuple_(_SETTLED, ROLLOUT_CASE.c.id) > tuple_(*place))
    rows = tuple(_case(tx, row) for row in tx.execute(wanted))
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return StayingPage(shown, None if last is None else f"{'n' if last.settled_at is None else 'j'}{last.id}")


def every(tx: Transaction, rollout_id: int) -> tuple[StayingCase, ...]:
    """All of them, in the same order."""
    return tuple(_case(tx, row) for row in tx.execute(_rows(tx, rollout_id)))


@dataclass(frozen=True, slots=True)
class SettledTogether:
    """What was settled together, with the cases that were passed over: number, for whoever reads the case, and why."""

    settlement: Settlement
    passed_over: tuple[tuple[int, str | None, PassedOver], ...]


def together(tx: Transaction, rollout_id: int, number: int) -> SettledTogether:
    """One settlement of the rollout; NotFound."""
    found = settling.get(tx, rollout_id, number)
    readable = taking_part(tx.actor.authorities(Action.READ_CASE))
    rows = tx.execute(
        select(ROLLOUT_CASE.c.id, CASE.c.reference, CASE.c.id.in_(readable).label("readable"))
        .join(CASE, CASE.c.id == ROLLOUT_CASE.c.case_id)
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.id == any_of(found.passed_over))
    )
    names = {row.id: row.reference if row.readable or tx.actor.system else None for row in rows}
    passed = tuple((one, names.get(one), why) for one, why in sorted(found.passed_over.items()))
    return SettledTogether(found, passed)


def _rows(tx: Transaction, rollout_id: int) -> Select[tuple[Any, ...]]:
    readable = taking_part(tx.actor.authorities(Action.READ_CASE))
    return (
        select(
            ROLLOUT_CASE.c.id,
            CASE.c.reference,
            CASE.c.id.in_(readable).label("readable"),
            ROLLOUT_CASE.c.state,
            ROLLOUT_CASE.c.refusals,
            ROLLOUT_CASE.c.settled_at,
            ACCOUNT.c.name,
            func.coalesce(ROLLOUT_SETTLEMENT.c.reason, "").label("reason"),
        )
        .join(CASE, CASE.c.id == ROLLOUT_CASE.c.case_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == ROLLOUT_CASE.c.settled_by)
        .outerjoin(ROLLOUT_SETTLEMENT, ROLLOUT_SETTLEMENT.c.id == ROLLOUT_CASE.c.settlement_id)
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.state.in_(STAYED))
        .order_by(_SETTLED, ROLLOUT_CASE.c.id)
    )


def _place(after: str | None) -> tuple[bool, int] | None:
    """Whether the last case of the page before was settled, and its id: `n17`, `j17`."""
    if not after or after[0] not in "nj" or not (after[1:].isascii() and after[1:].isdigit()):
        return None
    number = int(after[1:19])
    return after[0] == "j", number


def _case(tx: Transaction, row: Any) -> StayingCase:  # a row of `_rows`
    return StayingCase(
        row.id,
        row.reference if row.readable or tx.actor.system else None,
        CaseTurn(row.state),
        tuple(_said(one) for one in row.refusals),
        row.settled_at,
        row.name,
        row.reason,
    )


def _said(reason: Mapping[str, Any]) -> str:
    return str(reason["message"])
