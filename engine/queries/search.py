"""What is typed into a search field, and the tasks it means.

A word is found in the name of a task (with the stems of German), at the end of a case number, and, for whoever takes
part in the case, at the beginning of a part of the person's name. ä, ae and a are one there, as are ß and ss: people
write a name as they heard it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    text,
)

from engine.actor import Action, Actor
from engine.state.case import CASE
from engine.state.metadata import any_of
from engine.state.name_word import NAME_WORD
from engine.state.task import TASK
from engine.transaction import Transaction

#: words of one search
_MOST_WORDS: Final = 8
#: letters from which a word may be the beginning of a longer one
_BEGINNING: Final = 3
_NUMBER: Final = re.compile(r"(?:[^\W\d_]+-)?(?:\d{4}-)?0*(\d{1,18})")
_PART: Final = re.compile(r"[^\W_]+")
_SIMPLE, _GERMAN = text("'simple'::regconfig"), text("'german'::regconfig")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search: its parts, also as a query of PostgreSQL, and the number of the case it may be."""

    said: str
    parts: tuple[str, ...]
    query: str
    number: str | None


#: stands in no name and in no text
_NOWHERE: Final = Word("\ufffd", ("\ufffd",), "'\ufffd'", None)


def words(said: str) -> tuple[Word, ...]:
    """The words of what somebody typed; signs between them do not count, and signs alone are found nowhere."""
    found = []
    for one in unicodedata.normalize("NFC", said).split()[:_MOST_WORDS]:
        parts = _PART.findall(one)
        number = _NUMBER.fullmatch(one)
        if parts:
            query = " & ".join(f"'{part}'{':*' if len(part) >= _BEGINNING else ''}" for part in parts)
            found.append(Word(one, tuple(parts), query, number and number[1]))
    return tuple(found) or ((_NOWHERE,) if said.strip() else ())


def in_name(word: Word, *names: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the word stands in a text of the models, such as the name of a task."""
    folded = func.folded(func.concat_ws(" ", *names))
    return or_(
        *(
            func.to_tsvector(language, folded).op("@@")(func.to_tsquery(language, func.folded(word.query)))
            for language in (_GERMAN, _SIMPLE)
        )
    )


def matching(tx: Transaction, said: str) -> list[ColumnElement[bool]]:
    """The conditions on tasks of which each word stands in the name or names the case."""
    return [or_(in_name(word, TASK.c.name), of_cases(tx.actor, word, TASK.c.case_id)) for word in words(said)]


def of_cases(actor: Actor, word: Word, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The rows of the cases that a word names by number, or by a person whose case an authority of the actor is in."""
    named = case_id.in_(_named(actor, word))
    if word.number is None:
        return named
    return or_(named, case_id.in_(select(CASE.c.id).where(_numbered(word, word.number))))


def _numbered(word: Word, number: str) -> ColumnElement[bool]:
    last = func.ltrim(func.substring(CASE.c.reference, text("'[0-9]+$'")), text("'0'")) == number
    return and_(last, CASE.c.reference.iendswith(word.said, autoescape=True)) if "-" in word.said else last


def _named(actor: Actor, word: Word) -> Select[tuple[int]]:
    """The cases in whose person's name each part of the word stands, a part of three letters as a beginning."""
    first, *others = (NAME_WORD.alias(f"part_{number}") for number in range(len(word.parts)))
    statement = select(first.c.case_id).where(_is(actor, first, word.parts[0]))
    for part, said in zip(others, word.parts[1:], strict=True):
        same = part.c.case_id == first.c.case_id
        statement = statement.where(exists().where(_is(actor, part, said), same))
    return statement


def _is(actor: Actor, name: FromClause, part: str) -> ColumnElement[bool]:
    said = func.folded(part)
    found = name.c.word.op("^@")(said) if len(part) >= _BEGINNING else name.c.word == said
    if actor.system:
        return found
    return and_(name.c.authority_id == any_of(actor.authorities(Action.READ_CASE)), found)
