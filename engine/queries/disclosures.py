"""What other bodies were told about the person of a case, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, select

from engine.actor import Action
from engine.execution.sight import log, must_read
from engine.queries.cases import CaseHead, case_head
from engine.sight import Sight
from engine.state import case
from engine.state.account import ACCOUNT
from engine.state.sight import DISCLOSURE, Answer
from engine.transaction import Transaction

__all__ = ["MOST", "Answer", "DisclosurePage", "DisclosureRow", "of"]

#: the newest ones that are shown
MOST = 200


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One answer to a body that asked, or what a step let it know; `step` is empty and `person` given for the first."""

    id: int
    at: datetime
    person: str
    step: str
    asked_on: date
    requester: str
    requester_name: str
    categories: tuple[str, ...]
    norm: str
    answer: Answer
    bar: str


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """The answers, the newest first; outside the leading authority one's own, and those of steps one reads."""

    head: CaseHead
    disclosures: tuple[DisclosureRow, ...]
    may_note: bool


def of(tx: Transaction, reference: str, most: int = MOST) -> DisclosurePage:
    """The disclosures of a case. Forbidden for whoever does not read it."""
    found = case.by_reference(tx, reference)
    sight = must_read(tx, found.id, reference)
    log(tx, sight)
    statement = (
        select(DISCLOSURE, ACCOUNT.c.name.label("person"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == DISCLOSURE.c.account_id)
        .where(DISCLOSURE.c.case_id == found.id)
        .order_by(DISCLOSURE.c.id.desc())
    )
    readable = (row for row in tx.execute(statement) if _reads(tx, sight, row))
    shown = tuple(_row(row) for row in islice(readable, most))
    may_note = sight.whole is None and tx.actor.may(Action.DISCLOSE)
    return DisclosurePage(case_head(tx, reference), shown, may_note)


def _reads(tx: Transaction, sight: Sight, row: Row[Any]) -> bool:
    """What a step let somebody know is read with the step; what was noted by hand, by whoever leads or noted it."""
    if row.instance_id is not None:
        return sight.reads_element(row.instance_id, row.element)
    return sight.leads or sight.whole is not None or row.account_id == tx.actor.account


def _row(row: Row[Any]) -> DisclosureRow:
    return DisclosureRow(
        row.id,
        row.at,
        row.person or "",
        row.element_name or "",
        row.asked_on,
        row.requester,
        row.requester_name,
        tuple(row.categories),
        row.norm,
        Answer(row.answer),
        row.bar or "",
    )
