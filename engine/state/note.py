"""What people write into a case file. Nothing is changed afterwards: a correction is a note of its own.

note: written ──▶ corrected        by the note that names it in `corrects_id`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, bindparam, insert, select

from engine.errors import NotFound
from engine.state import once
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction

NOTE = Table(
    "case_note",
    METADATA,
    identity(),
    reference("case_id", "case"),
    #: with a data group: the process it is filed under; without one it belongs to the case itself
    reference("instance_id", "process_instance", nullable=True),
    Column("data_group", Text),
    #: whose own it is, beside its data group; None for what the leading authority wrote about the case
    reference("authority_id", "authority", nullable=True),
    reference("author_id", "account", nullable=True),
    instant("at"),
    Column("text", Text, nullable=False),
    #: the note that this one takes the place of; each is corrected once, then its correction is
    Column("corrects_id", BigInteger, ForeignKey("case_note.id"), unique=True),
    Index("ix_case_note_case_id", "case_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """One note, and who wrote it; `corrected_by` is the number of the note that took its place."""

    id: int
    case_id: int
    instance_id: int | None
    data_group: str | None
    authority_id: int | None
    authority: str | None
    author_id: int | None
    author: str | None
    at: datetime
    text: str
    corrects_id: int | None
    corrected_by: int | None


_LATER = NOTE.alias("later")
_NOTES = (
    select(
        NOTE.c.id,
        NOTE.c.case_id,
        NOTE.c.instance_id,
        NOTE.c.data_group,
        NOTE.c.authority_id,
        AUTHORITY.c.name.label("authority"),
        NOTE.c.author_id,
        ACCOUNT.c.name.label("author"),
        NOTE.c.at,
        NOTE.c.text,
        NOTE.c.corrects_id,
        _LATER.c.id.label("corrected_by"),
    )
    .outerjoin(AUTHORITY, AUTHORITY.c.id == NOTE.c.authority_id)
    .outerjoin(ACCOUNT, ACCOUNT.c.id == NOTE.c.author_id)
    .outerjoin(_LATER, _LATER.c.corrects_id == NOTE.c.id)
)
_OF_CASE = _NOTES.where(NOTE.c.case_id == bindparam("it")).order_by(NOTE.c.id.desc())
_GET = _NOTES.where(NOTE.c.id == bindparam("it"))


def create(
    tx: Transaction,
    case_id: int,
    text: str,
    filed: tuple[int, str] | None,
    authority_id: int | None,
    corrects: int | None = None,
) -> int:
    """Keep a note of the actor, under an instance and its data group if `filed`; returns its number."""
    instance_id, group = filed or (None, None)
    return tx.insert(
        insert(NOTE).values(
            case_id=case_id,
            instance_id=instance_id,
            data_group=group,
            authority_id=authority_id,
            author_id=tx.actor.account,
            at=tx.now,
            text=text,
            corrects_id=corrects,
        )
    )


def written(tx: Transaction, case_id: int, text: str, filed: tuple[int, str] | None) -> int | None:
    """The number of the same note, if the actor has just written it."""
    instance_id, group = filed or (None, None)
    said = {"case_id": case_id, "instance_id": instance_id, "data_group": group, "text": text}
    return once.written(tx, NOTE, {**said, "author_id": tx.actor.account, "corrects_id": None})


def get(tx: Transaction, note_id: int) -> Note:
    """The note, or NotFound."""
    row = tx.execute(_GET, {"it": note_id}).first()
    if row is None:
        raise NotFound(f"Expected to find note {note_id}, but there is none")
    return Note(**row._mapping)


def of_case(tx: Transaction, case_id: int) -> Sequence[Note]:
    """Every note of the case, the newest first."""
    return [Note(**row._mapping) for row in tx.execute(_OF_CASE, {"it": case_id})]
