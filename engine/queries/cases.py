"""Cases as lists show them: the head of a case file and the search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select, true
from sqlalchemy import case as case_when

from engine.actor import Action, Actor
from engine.competence import places
from engine.errors import Forbidden, Invalid, NotFound
from engine.queries.search import of_cases, words
from engine.state import case
from engine.state.authority import AUTHORITY, MUNICIPALITY
from engine.state.case import CASE, PERSON, CaseState, takes_part
from engine.state.instance import INSTANCE
from engine.state.record import CLOSED_BY_HAND, HISTORY
from engine.state.sight import opened
from engine.transaction import Transaction

#: in place of a person whom the role does not let one see
HIDDEN = "Nicht einsehbar"


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The matter of one person, or of nobody: who, where, led by whom, since when, and how it ended."""

    id: int
    reference: str
    person: str
    birth_date: date | None
    ags: str
    municipality: str
    authority_id: int
    authority: str
    state: CaseState
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    concerns_person: bool
    revision: int
    #: who was named as its case manager
    manager_id: int | None
    #: since when all that runs in it stands still
    suspended_at: datetime | None
    #: something in it stands still while something else goes on
    partly_suspended: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases, the newest first."""

    cases: tuple[CaseHead, ...]
    next: str | None


def search(tx: Transaction, text: str = "", after: str | None = None, size: int = 50) -> CasePage:
    """The cases within the actor's reach of which every word of `text` names the number, person or municipality."""
    tx.actor.must(Action.READ_IMPERSONAL_CASE)
    statement = _heads().where(visible(tx.actor))
    for word in words(text):
        place = MUNICIPALITY.c.name.icontains(word.said, autoescape=True)
        there = CASE.c.ags.in_(select(MUNICIPALITY.c.ags).where(place))
        statement = statement.where(or_(there, of_cases(tx.actor, word, CASE.c.id)))
    if after:
        if not after.isdecimal() or len(after) > 18:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave")
        statement = statement.where(CASE.c.id < int(after))
    rows = tx.execute(statement.order_by(CASE.c.id.desc()).limit(size + 1)).all()
    shown = tuple(_head(row) for row in rows[:size])
    return CasePage(shown, str(shown[-1].id) if len(rows) > size else None)


def case_head(tx: Transaction, reference: str) -> CaseHead:
    """The head of one case. Forbidden when none of the actor's authorities takes part in it."""
    number = case.by_reference(tx, reference).id
    if not may_open(tx, number):
        if opened(tx, number) is None:
            raise Forbidden(
                f"Expected to read case {reference}, but none of the actor's authorities takes part in it"
            )
        tx.widen(number)
    return head_of(tx, number)


def head_of(tx: Transaction, case_id: int) -> CaseHead:
    """The head of a case, for whoever has asked whether the actor may read it."""
    return tx.once((head_of, case_id), lambda: _head(tx.execute(_ONE, {"case": case_id}).one()))


def heads_of(tx: Transaction, cases: Collection[int]) -> dict[int, CaseHead]:
    """By number, the heads of those of these cases that the actor may open."""
    if not cases:
        return {}
    rows = tx.execute(_heads().where(CASE.c.id.in_(sorted(set(cases))), visible(tx.actor)))
    return {row.id: _head(row) for row in rows}


def visible(actor: Actor) -> ColumnElement[bool]:
    """The cases in which one of the actor's authorities takes part; those that concern no person, to more roles."""
    if actor.system:
        return true()
    within = takes_part(CASE.c.id, actor.authorities(Action.READ_CASE))
    impersonal = takes_part(CASE.c.id, actor.authorities(Action.READ_IMPERSONAL_CASE))
    return or_(within, and_(CASE.c.person_id.is_(None), impersonal))


def may_open(tx: Transaction, case_id: int) -> bool:
    """Whether the file of the case opens to the actor."""
    if tx.actor.system:
        return tx.execute(select(CASE.c.id).where(CASE.c.id == case_id)).first() is not None
    there = case.participants(tx, case_id)
    if there & tx.actor.authorities(Action.READ_CASE):
        return True
    if not there & tx.actor.authorities(Action.READ_IMPERSONAL_CASE):
        return False
    return (
        tx.execute(select(CASE.c.id).where(CASE.c.id == case_id, CASE.c.person_id.is_(None))).first()
        is not None
    )


def hidden_head(tx: Transaction, reference: str) -> CaseHead:
    """The head of a case without its person, for whoever has a task in it and not the file."""
    row = tx.execute(_heads().where(CASE.c.reference == reference)).first()
    if row is None:
        raise NotFound(f"Expected to find case {reference}, but there is none")
    return hidden(_head(row))


def hidden(head: CaseHead) -> CaseHead:
    """The head without its person."""
    return replace(head, person=HIDDEN, birth_date=None)


#: the first moment at which any of it was suspended, and whether all of it is; suspension is of trees, by their roots
_STANDING = (
    select(
        func.min(INSTANCE.c.suspended_at).label("since"),
        func.bool_and(INSTANCE.c.suspended_at.is_not(None)).label("whole"),
    )
    .where(INSTANCE.c.case_id == CASE.c.id, INSTANCE.c.ended_at.is_(None), INSTANCE.c.root_id.is_(None))
    .correlate(CASE)
    .lateral("standing")
)


#: how somebody closed it the last time, which the wall keeps from whoever does not read the case
_CLOSED_AS = case_when(
    (
        and_(CASE.c.state == CaseState.CLOSED, CASE.c.outcome.is_(None)),
        select(HISTORY.c.detail["outcome"].astext)
        .where(HISTORY.c.case_id == CASE.c.id, HISTORY.c.kind == CLOSED_BY_HAND)
        .order_by(HISTORY.c.id.desc())
        .limit(1)
        .correlate(CASE)
        .scalar_subquery(),
    ),
    else_=CASE.c.outcome,
)


def _heads() -> Select[tuple[object, ...]]:
    return (
        select(
            CASE,
            PERSON.c.family_name,
            PERSON.c.given_name,
            PERSON.c.birth_date,
            AUTHORITY.c.name.label("authority"),
            MUNICIPALITY.c.name.label("municipality"),
            _STANDING.c.since,
            _STANDING.c.whole,
            _CLOSED_AS.label("ended_as"),
        )
        .outerjoin(PERSON, PERSON.c.id == CASE.c.person_id)
        .join(AUTHORITY, AUTHORITY.c.id == CASE.c.authority_id)
        .outerjoin(MUNICIPALITY, MUNICIPALITY.c.ags == CASE.c.ags)
        .outerjoin(_STANDING, true())
    )


_ONE = _heads().where(CASE.c.id == bindparam("case"))


def person_name(row: Row[tuple[object, ...]]) -> str:
    """Whom a case is about, as in a register; a case that time has begun is about nobody."""
    if row.person_id is None:
        return "Ohne Person"
    return HIDDEN if row.family_name is None else f"{row.family_name}, {row.given_name}"


def _place_name(ags: str) -> str:
    """A Kreis by its name: a case that concerns nobody lies in one; else the key."""
    place = places().get(ags)
    return ags if place is None else place.name


def _head(row: Row[tuple[object, ...]]) -> CaseHead:
    return CaseHead(
        id=row.id,
        reference=row.reference,
        person=person_name(row),
        birth_date=row.birth_date,
        ags=row.ags,
        municipality=row.municipality or _place_name(row.ags),
        authority_id=row.authority_id,
        authority=row.authority,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        outcome=row.ended_as,
        concerns_person=row.person_id is not None,
        revision=row.revision,
        manager_id=row.manager_id,
        suspended_at=row.since if row.whole else None,
        partly_suspended=row.since is not None and not row.whole,
    )
