"""What is typed into a search field, and the tasks it means.

A word is found in the name of a task (with the stems of German), at the end of a case number, and, for whoever takes
part in the case, at the beginning of a part of the person's name. ä, ae and a are one there, as are ß and ss: people
write a name as they heard it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.actor import Action, Actor
from engine.state.case import CASE, PARTICIPANT, PERSON
from engine.state.task import TASK
from engine.transaction import Transaction

#: words of one search
_MOST_WORDS: Final = 8
#: cases one word may name before the tasks themselves are looked at, one by one
_MOST_CASES: Final = 5000
#: letters from which a word may be the beginning of a longer one
_BEGINNING: Final = 3
_NUMBER: Final = re.compile(r"(?:[^\W\d_]+-)?(?:\d{4}-)?0*(\d{1,18})")
_PART: Final = re.compile(r"[^\W_]+")
_SIMPLE, _GERMAN = text("'simple'::regconfig"), text("'german'::regconfig")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search: its parts as a query of PostgreSQL, and the number of the case it may be."""

    said: str
    query: str
    number: str | None


def words(said: str) -> tuple[Word, ...]:
    """The words of what somebody typed; signs between them do not count."""
    found = []
    for one in unicodedata.normalize("NFC", said).split()[:_MOST_WORDS]:
        parts = _PART.findall(one)
        number = _NUMBER.fullmatch(one)
        if parts:
            query = " & ".join(f"'{part}'{':*' if len(part) >= _BEGINNING else ''}" for part in parts)
            found.append(Word(one, query, number and number[1]))
    return tuple(found)


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
    """The conditions on tasks joined with their case and person, which are looked at one by one."""
    return [
        or_(in_name(word, TASK.c.name), _numbered(word), and_(_seen(tx.actor), _named(word)))
        for word in words(said)
    ]


def of_cases(tx: Transaction, sought: Sequence[Word]) -> list[ColumnElement[bool] | None]:
    """For each word the tasks of the cases it names, by `case_id` alone; None where it names too many to say.

    One statement for all of them, none without words.
    """
    if not sought:
        return []
    parts = [part for number, word in enumerate(sought) for part in _cases(tx.actor, number, word)]
    found: dict[tuple[int, bool], list[int]] = {}
    for row in tx.execute(union_all(*parts)):
        found.setdefault((row.word, row.personal), []).append(row.case_id)
    return [_either(found.get((n, False), []), found.get((n, True), [])) for n in range(len(sought))]


def _either(numbered: list[int], named: list[int]) -> ColumnElement[bool] | None:
    if len(named) > _MOST_CASES:
        return None
    return or_(_one_of(numbered), _one_of(named))


def _one_of(cases: list[int]) -> ColumnElement[bool]:
    # a set that is hashed once, however long it is
    listed = func.unnest(cast(literal(cases, ARRAY(BigInteger)), ARRAY(BigInteger)))
    return TASK.c.case_id.in_(select(listed)) if cases else false()


def _cases(actor: Actor, number: int, word: Word) -> list[Select[tuple[int, bool, int]]]:
    of_person = (
        select(literal(number).label("word"), true().label("personal"), CASE.c.id.label("case_id"))
        .join(PERSON, PERSON.c.id == CASE.c.person_id)
        .where(_named(word), _seen(actor))
        .limit(_MOST_CASES + 1)
        .subquery()
    )
    parts = [select(of_person)]
    if word.number is not None:
        numbered = select(literal(number), false(), CASE.c.id).where(_numbered(word)).limit(_MOST_CASES)
        parts.append(select(numbered.subquery()))
    return parts


def _numbered(word: Word) -> ColumnElement[bool]:
    if word.number is None:
        return false()
    last = func.ltrim(func.substring(CASE.c.reference, text("'[0-9]+$'")), text("'0'")) == word.number
    return and_(last, CASE.c.reference.iendswith(word.said, autoescape=True)) if "-" in word.said else last


def _named(word: Word) -> ColumnElement[bool]:
    whole = func.folded(PERSON.c.family_name + text("' '") + PERSON.c.given_name)
    return func.to_tsvector(_SIMPLE, whole).op("@@")(func.to_tsquery(_SIMPLE, func.folded(word.query)))


def _seen(actor: Actor) -> ColumnElement[bool]:
    """The cases whose person the actor knows: one of their authorities takes part, and their role there reads files."""
    if actor.system:
        return true()
    reading = PARTICIPANT.c.authority_id.in_(sorted(actor.authorities(Action.READ_CASE)))
    return exists().where(PARTICIPANT.c.case_id == CASE.c.id, PARTICIPANT.c.until.is_(None), reading)
