"""Whom a proposal is shown before it is decided on, what they say to it, and what became of each remark.

comment: open ──answered──▶ taken_up | not_taken_up | noted
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from engine.errors import NotFound
from engine.state import once
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.metadata import METADATA, any_of, choice, identity, instant, reference
from engine.transaction import Transaction


class PartyKind(StrEnum):
    """As what somebody is asked."""

    ALIENS_AUTHORITY = "aliens_authority"
    NATURALISATION_AUTHORITY = "naturalisation_authority"
    JOB_CENTRE = "job_centre"
    YOUTH_OFFICE = "youth_office"
    WELFARE = "welfare"
    DATA_PROTECTION = "data_protection"
    STAFF_COUNCIL = "staff_council"
    OTHER = "other"


class Stance(StrEnum):
    """What a party says to the whole."""

    AGREE = "agree"
    OBJECT = "object"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """What became of a comment."""

    TAKEN_UP = "taken_up"
    NOT_TAKEN_UP = "not_taken_up"
    NOTED = "noted"


PROPOSAL_PARTY = Table(
    "proposal_party",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    *choice("kind", PartyKind),
    #: what a body without a register entry is called
    Column("name", Text, nullable=False, server_default=""),
    reference("authority_id", "authority", nullable=True),
    Column("stance", Text),
    Column("statement", Text, nullable=False, server_default=""),
    instant("answered_at", nullable=True),
    reference("answered_by", "account", nullable=True),
    #: who answered by a one-time link, as they named themselves, or did for a body as `answered_by` has noted
    Column("answered_name", Text, nullable=False, server_default=""),
    #: on what rests what `answered_by` has noted for a body: a letter, a mail, minutes
    Column("answered_paper", Text, nullable=False, server_default=""),
    #: of the versions the answer is about (`engine.execution.proposals.digest`)
    Column("answered_digest", Text, nullable=False, server_default=""),
    instant("reminded_at", nullable=True),
    CheckConstraint("stance IN ('agree', 'object', 'abstain')", name="stance"),
    CheckConstraint("(stance IS NULL) = (answered_at IS NULL)", name="answer"),
    Index("ix_proposal_party_proposal_id", "proposal_id", "id"),
    Index(
        "uq_proposal_party_authority",
        "proposal_id",
        "kind",
        "authority_id",
        unique=True,
        postgresql_where=text("authority_id IS NOT NULL"),
    ),
)

PROPOSAL_COMMENT = Table(
    "proposal_comment",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    #: with an element: on that one; with a version alone: on the process; without: on the proposal
    reference("version_id", "version", nullable=True),
    Column("element", Text),
    #: what the element was called when the comment was made
    Column("element_name", Text, nullable=False, server_default=""),
    reference("party_id", "proposal_party", nullable=True),
    Column("text", Text, nullable=False),
    instant("at"),
    reference("author_id", "account", nullable=True),
    #: who remarked by a one-time link, as they named themselves
    Column("author_name", Text, nullable=False, server_default=""),
    Column("outcome", Text),
    Column("answer", Text, nullable=False, server_default=""),
    instant("answered_at", nullable=True),
    reference("answered_by", "account", nullable=True),
    CheckConstraint("outcome IN ('taken_up', 'not_taken_up', 'noted')", name="outcome"),
    CheckConstraint("element IS NULL OR version_id IS NOT NULL", name="place"),
    Index("ix_proposal_comment_proposal_id", "proposal_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who is asked; `name` is that of the authority or of the body. What `answered_by` has said for a body may
    have been `noted_by` another one, from that `paper`.
    """

    id: int
    proposal_id: int
    kind: PartyKind
    name: str
    authority_id: int | None
    stance: Stance | None
    statement: str
    answered_at: datetime | None
    answered_by: str | None
    noted_by: str | None
    paper: str
    answered_digest: str
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark, and what became of it."""

    id: int
    proposal_id: int
    version_id: int | None
    element: str | None
    element_name: str
    party_id: int | None
    party: str | None
    text: str
    at: datetime
    author_id: int | None
    author: str
    outcome: Outcome | None
    answer: str
    answered_at: datetime | None
    answered_by: str | None


def _said_by(named: ColumnElement[str], at: ColumnElement[object]) -> ColumnElement[str | None]:
    """Who said something that was said: by a link, with an account, or the engine; nobody before it was said."""
    return case((at.is_not(None), func.coalesce(func.nullif(named, ""), ACCOUNT.c.name, "Laufweg")))


_NAME = func.coalesce(AUTHORITY.c.name, PROPOSAL_PARTY.c.name).label("name")
_PARTIES = (
    select(
        PROPOSAL_PARTY.c.id,
        PROPOSAL_PARTY.c.proposal_id,
        PROPOSAL_PARTY.c.kind,
        _NAME,
        PROPOSAL_PARTY.c.authority_id,
        PROPOSAL_PARTY.c.stance,
        PROPOSAL_PARTY.c.statement,
        PROPOSAL_PARTY.c.answered_at,
        _said_by(PROPOSAL_PARTY.c.answered_name, PROPOSAL_PARTY.c.answered_at).label("answered_by"),
        case((PROPOSAL_PARTY.c.answered_name != "", ACCOUNT.c.name)).label("noted_by"),
        PROPOSAL_PARTY.c.answered_paper.label("paper"),
        PROPOSAL_PARTY.c.answered_digest,
        PROPOSAL_PARTY.c.reminded_at,
    )
    .outerjoin(AUTHORITY, AUTHORITY.c.id == PROPOSAL_PARTY.c.authority_id)
    .outerjoin(ACCOUNT, ACCOUNT.c.id == PROPOSAL_PARTY.c.answered_by)
)


def _party(row: Any) -> Party:  # a row of `_PARTIES`
    values = dict(row._mapping)
    values["kind"] = PartyKind(values["kind"])
    values["stance"] = None if values["stance"] is None else Stance(values["stance"])
    return Party(**values)


def parties(tx: Transaction, proposal_id: int) -> tuple[Party, ...]:
    """Whom a proposal is shown, in the order they were named."""
    rows = tx.execute(
        _PARTIES.where(PROPOSAL_PARTY.c.proposal_id == proposal_id).order_by(PROPOSAL_PARTY.c.id)
    )
    return tuple(_party(row) for row in rows)


def parties_of(tx: Transaction, proposals: Collection[int]) -> dict[int, tuple[Party, ...]]:
    """By proposal whom it is shown."""
    rows = tx.execute(
        _PARTIES.where(PROPOSAL_PARTY.c.proposal_id == any_of(proposals)).order_by(PROPOSAL_PARTY.c.id)
    )
    found: dict[int, tuple[Party, ...]] = {}
    for row in rows:
        found[row.proposal_id] = (*found.get(row.proposal_id, ()), _party(row))
    return found


def unanswered(tx: Transaction, proposals: Collection[int]) -> dict[int, int]:
    """By proposal how many remarks have no answer; those without one are not named."""
    rows = tx.execute(
        select(PROPOSAL_COMMENT.c.proposal_id, func.count().label("count"))
        .where(PROPOSAL_COMMENT.c.proposal_id == any_of(proposals), PROPOSAL_COMMENT.c.outcome.is_(None))
        .group_by(PROPOSAL_COMMENT.c.proposal_id)
    )
    return {row.proposal_id: int(row._mapping["count"]) for row in rows}


def asked(tx: Transaction, authorities: Collection[int]) -> tuple[Party, ...]:
    """What these authorities are asked, in all proposals."""
    rows = tx.execute(
        _PARTIES.where(PROPOSAL_PARTY.c.authority_id == any_of(authorities)).order_by(PROPOSAL_PARTY.c.id)
    )
    return tuple(_party(row) for row in rows)


def lock_party(tx: Transaction, party_id: int) -> Party:
    """The party, locked until the transaction ends; NotFound."""
    tx.execute(select(PROPOSAL_PARTY.c.id).where(PROPOSAL_PARTY.c.id == party_id).with_for_update())
    row = tx.execute(_PARTIES.where(PROPOSAL_PARTY.c.id == party_id)).first()
    if row is None:
        raise NotFound(f"Expected to find party {party_id}, but there is none")
    return _party(row)


def add_party(tx: Transaction, proposal_id: int, kind: PartyKind, name: str, authority_id: int | None) -> int:
    """Ask one more; returns its id."""
    return tx.insert(
        insert(PROPOSAL_PARTY).values(
            proposal_id=proposal_id, kind=kind, name=name, authority_id=authority_id
        )
    )


def answer_party(
    tx: Transaction, party_id: int, stance: Stance, statement: str, digest: str, noted: tuple[str, str]
) -> None:
    """What the party says to versions of this digest: `noted` is who said it and on what paper, both empty for the
    actor. What it said before is in the events.
    """
    person, paper = noted
    tx.execute(
        update(PROPOSAL_PARTY)
        .where(PROPOSAL_PARTY.c.id == party_id)
        .values(
            stance=stance,
            statement=statement,
            answered_at=tx.now,
            answered_by=tx.actor.account,
            answered_name=person,
            answered_paper=paper,
            answered_digest=digest,
        )
    )


def remove_party(tx: Transaction, party_id: int) -> None:
    """Ask it no more; who was asked is in the events."""
    tx.execute(delete(PROPOSAL_PARTY).where(PROPOSAL_PARTY.c.id == party_id))


def has_remarked(tx: Transaction, party_id: int) -> bool:
    """Whether a remark is the party's."""
    found = select(PROPOSAL_COMMENT.c.id).where(PROPOSAL_COMMENT.c.party_id == party_id).limit(1)
    return tx.execute(found).first() is not None


def begin_round(tx: Transaction, proposal_id: int) -> None:
    """The parties are asked again: nobody has been reminded of that yet."""
    tx.execute(
        update(PROPOSAL_PARTY).where(PROPOSAL_PARTY.c.proposal_id == proposal_id).values(reminded_at=None)
    )


def reminded(tx: Transaction, parties: Collection[int]) -> None:
    """These have been reminded now."""
    tx.execute(
        update(PROPOSAL_PARTY).where(PROPOSAL_PARTY.c.id == any_of(parties)).values(reminded_at=tx.now)
    )


_ANSWERING = ACCOUNT.alias("answering")
_COMMENTS = (
    select(
        PROPOSAL_COMMENT.c.id,
        PROPOSAL_COMMENT.c.proposal_id,
        PROPOSAL_COMMENT.c.version_id,
        PROPOSAL_COMMENT.c.element,
        PROPOSAL_COMMENT.c.element_name,
        PROPOSAL_COMMENT.c.party_id,
        func.coalesce(AUTHORITY.c.name, PROPOSAL_PARTY.c.name).label("party"),
        PROPOSAL_COMMENT.c.text,
        PROPOSAL_COMMENT.c.at,
        PROPOSAL_COMMENT.c.author_id,
        _said_by(PROPOSAL_COMMENT.c.author_name, PROPOSAL_COMMENT.c.at).label("author"),
        PROPOSAL_COMMENT.c.outcome,
        PROPOSAL_COMMENT.c.answer,
        PROPOSAL_COMMENT.c.answered_at,
        case(
            (PROPOSAL_COMMENT.c.answered_at.is_not(None), func.coalesce(_ANSWERING.c.name, "Laufweg"))
        ).label("answered_by"),
    )
    .outerjoin(PROPOSAL_PARTY, PROPOSAL_PARTY.c.id == PROPOSAL_COMMENT.c.party_id)
    .outerjoin(AUTHORITY, AUTHORITY.c.id == PROPOSAL_PARTY.c.authority_id)
    .outerjoin(ACCOUNT, ACCOUNT.c.id == PROPOSAL_COMMENT.c.author_id)
    .outerjoin(_ANSWERING, _ANSWERING.c.id == PROPOSAL_COMMENT.c.answered_by)
)


def _comment(row: Any) -> Comment:  # a row of `_COMMENTS`
    values = dict(row._mapping)
    values["outcome"] = None if values["outcome"] is None else Outcome(values["outcome"])
    return Comment(**values)


def comments(tx: Transaction, proposal_id: int) -> tuple[Comment, ...]:
    """What was remarked, the oldest first."""
    rows = tx.execute(
        _COMMENTS.where(PROPOSAL_COMMENT.c.proposal_id == proposal_id).order_by(PROPOSAL_COMMENT.c.id)
    )
    return tuple(_comment(row) for row in rows)


def lock_comment(tx: Transaction, comment_id: int) -> Comment:
    """The comment, locked until the transaction ends; NotFound."""
    tx.execute(select(PROPOSAL_COMMENT.c.id).where(PROPOSAL_COMMENT.c.id == comment_id).with_for_update())
    row = tx.execute(_COMMENTS.where(PROPOSAL_COMMENT.c.id == comment_id)).first()
    if row is None:
        raise NotFound(f"Expected to find comment {comment_id}, but there is none")
    return _comment(row)


def add_comment(
    tx: Transaction,
    proposal_id: int,
    place: tuple[int | None, str | None, str],
    party_id: int | None,
    said: str,
    by: str = "",
) -> tuple[int, bool]:
    """Keep a remark of the actor, or `by` a named one, on a place: version, element and its name; returns its number,
    and whether it is new: sent twice within a minute, it is kept once.
    """
    version_id, element, name = place
    values = {
        "proposal_id": proposal_id,
        "version_id": version_id,
        "element": element,
        "element_name": name,
        "party_id": party_id,
        "text": said,
        "author_id": tx.actor.account,
        "author_name": by,
    }
    before = once.written(tx, PROPOSAL_COMMENT, values)
    if before is not None:
        return before, False
    return tx.insert(insert(PROPOSAL_COMMENT).values(**values, at=tx.now)), True


def answer_comment(tx: Transaction, comment_id: int, outcome: Outcome, said: str) -> None:
    """What became of a remark, and why, in the actor's name."""
    tx.execute(
        update(PROPOSAL_COMMENT)
        .where(PROPOSAL_COMMENT.c.id == comment_id)
        .values(outcome=outcome, answer=said, answered_at=tx.now, answered_by=tx.actor.account)
    )
