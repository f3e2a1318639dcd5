"""Who has read a case from outside, and the break-glass that lets somebody: what both pages show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, func, select

from engine.actor import Action
from engine.clock import ZONE
from engine.errors import Invalid
from engine.execution.sight import of_case
from engine.queries.cases import CaseHead, case_head
from engine.queries.wording import purpose_name
from engine.sight import Purpose
from engine.state import case
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.sight import CASE_READ, opened
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """Which reads: a part of the person's or authority's name, what for, between which days; `after` is the cursor."""

    text: str = ""
    purpose: Purpose | None = None
    first: date | None = None
    last: date | None = None
    after: str | None = None
    size: int = 50


@dataclass(frozen=True, slots=True)
class ReadRow:
    """Somebody outside the leading authority has read the case; `basis` is the step, topic, norm, consent or reason.

    `last` is when they did so again for the same that day, if they did, `looks` how often in all.
    """

    id: int
    person: str
    authority: str
    at: datetime
    purpose: Purpose
    basis: str
    last: datetime | None
    #: how often that day, looks less than five minutes apart being one
    looks: int


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The reads of one case, the newest first."""

    head: CaseHead
    reads: tuple[ReadRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Glass:
    """What somebody is shown who wants to read a case without right: nothing of what is in it."""

    reference: str
    #: it is open to them without any force
    may_read: bool
    #: until when their break-glass holds, and why; None for none
    until: datetime | None
    reason: str


def of(tx: Transaction, reference: str, wanted: ReadFilter) -> ReadPage:
    """The reads of a case. Forbidden for whoever is not of the authority that leads it."""
    found = case.by_reference(tx, reference)
    tx.actor.must(Action.READ_READS, found.authority_id)
    head = case_head(tx, reference)
    rows = tx.execute(_chosen(found.id, wanted).limit(wanted.size + 1)).all()
    shown = tuple(_row(row) for row in rows[: wanted.size])
    return ReadPage(head, shown, str(shown[-1].id) if len(rows) > wanted.size else None)


def every(tx: Transaction, reference: str, wanted: ReadFilter, most: int) -> Iterator[ReadRow]:
    """As `of`, at most so many in one go, for a file."""
    found = case.by_reference(tx, reference)
    tx.actor.must(Action.READ_READS, found.authority_id)
    yield from (_row(row) for row in tx.execute(_chosen(found.id, wanted).limit(most)))


def glass(tx: Transaction, reference: str) -> Glass:
    """Whether the actor needs break-glass for a case, or has it. Forbidden for roles that read no files.

    Of a number that no case has the same is said as of a case that is closed to the actor.
    """
    tx.actor.must(Action.BREAK_GLASS)
    found = case.find(tx, reference)
    if found is None:
        return Glass(reference, may_read=False, until=None, reason="")
    held = opened(tx, found.id)
    if held is None:
        return Glass(reference, of_case(tx, found.id).exists, None, "")
    return Glass(reference, may_read=False, until=held.until, reason=held.reason)


_OWN = (
    select(func.string_agg(AUTHORITY.c.name.distinct(), "; "))
    .join(MEMBERSHIP, MEMBERSHIP.c.authority_id == AUTHORITY.c.id)
    .where(MEMBERSHIP.c.account_id == CASE_READ.c.account_id)
    .correlate(CASE_READ)
    .scalar_subquery()
)
_BY = AUTHORITY.alias("by")
#: by which authority; of whoever none of whose takes part, where they work
_AUTHORITY = func.coalesce(_BY.c.name, _OWN, "")


def _chosen(case_id: int, wanted: ReadFilter) -> Select[tuple[object, ...]]:
    statement: Select[tuple[object, ...]] = (
        select(CASE_READ, ACCOUNT.c.name.label("person"), _AUTHORITY.label("authority"))
        .join(ACCOUNT, ACCOUNT.c.id == CASE_READ.c.account_id)
        .outerjoin(_BY, _BY.c.id == CASE_READ.c.authority_id)
        .where(CASE_READ.c.case_id == case_id)
        .order_by(CASE_READ.c.id.desc())
    )
    for word in wanted.text.split()[:8]:
        statement = statement.where(
            func.concat_ws(" ", ACCOUNT.c.name, _AUTHORITY).icontains(word, autoescape=True)
        )
    if wanted.purpose is not None:
        statement = statement.where(CASE_READ.c.purpose == wanted.purpose)
    if wanted.first is not None:
        statement = statement.where(CASE_READ.c.at >= _morning(wanted.first))
    if wanted.last is not None:
        statement = statement.where(CASE_READ.c.at < _morning(wanted.last + timedelta(days=1)))
    if wanted.after:
        if not (wanted.after.isascii() and wanted.after.isdecimal()):
            raise Invalid("Expected to read a page cursor, but it is not one this list gave")
        statement = statement.where(CASE_READ.c.id < int(wanted.after[:18]))
    return statement


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _row(row: Row[tuple[object, ...]]) -> ReadRow:
    purpose = Purpose(row.purpose)
    basis = purpose_name(row.basis) if purpose is Purpose.CONSENT else row.basis
    return ReadRow(row.id, row.person, row.authority, row.at, purpose, basis, row.last_at, row.looks)
