"""The notes of a case that the actor reads, each with what stood there before it was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.actor import Action
from engine.errors import Invalid
from engine.execution import data_groups
from engine.queries.case_file.front import CaseFront
from engine.sight import Sight
from engine.state import note
from engine.state.document import Filed
from engine.state.note import Note
from engine.transaction import Transaction

#: notes on a page
PAGE: Final = 25
#: signs on a page, with what stood in its notes before
SIGNS: Final = 30_000


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as it reads now; `earlier` is what it took the place of, the newest first."""

    note: Note
    earlier: tuple[Note, ...]
    may_correct: bool

    @property
    def filed(self) -> Filed:
        """The data group it is filed under; none for what belongs to the case or an authority."""
        return Filed(self.note.instance_id, self.note.data_group)


@dataclass(frozen=True, slots=True)
class NotePage:
    """Some notes, the newest first, and where the next page begins."""

    rows: tuple[NoteRow, ...]
    next: str | None


def note_page(tx: Transaction, sight: Sight, after: str | None = None) -> NotePage:
    """Some of `case_notes`; `after` is where a page before ended."""
    if after and (not after.isdecimal() or len(after) > 18):
        raise Invalid("Expected to read a page cursor, but it is not one this list gave")
    rows = [one for one in case_notes(tx, sight) if not after or one.note.id < int(after)]
    size = _fitting(rows)
    following = str(rows[size - 1].note.id) if len(rows) > size else None
    return NotePage(tuple(rows[:size]), following)


def _fitting(rows: Sequence[NoteRow]) -> int:
    """How many of the rows make a page: at most `PAGE`, fewer where they are long, and at least one."""
    signs = 0
    for number, one in enumerate(rows[:PAGE]):
        signs += sum(len(said.text) for said in (one.note, *one.earlier))
        if number and signs > SIGNS:
            return number
    return min(len(rows), PAGE)


def case_notes(tx: Transaction, sight: Sight) -> tuple[NoteRow, ...]:
    """The notes, the newest first: of a data group that is readable, of the case itself, and of one's own authority."""
    kept = [one for one in note.of_case(tx, sight.case_id) if _is_readable(tx, one, sight)]
    by_id = {one.id: one for one in kept}
    rows = []
    for one in kept:
        if one.corrected_by is not None:
            continue
        earlier = []
        before = by_id.get(one.corrects_id or 0)
        while before is not None:
            earlier.append(before)
            before = by_id.get(before.corrects_id or 0)
        own = one.author_id is not None and one.author_id == tx.actor.account
        rows.append(NoteRow(one, tuple(earlier), own))
    return tuple(rows)


def note_groups(tx: Transaction, front: CaseFront) -> tuple[Filed, ...]:
    """The data groups a note can be filed under: those of what runs in the case that the actor reads."""
    return tuple(
        one
        for one in data_groups.of_case(tx, front.head.id)
        if front.sight.reads_group(one.instance_id, one.group or "")
    )


def _is_readable(tx: Transaction, one: Note, sight: Sight) -> bool:
    if one.instance_id is not None:
        return sight.reads_group(one.instance_id, one.data_group or "") or _is_own(tx, one)
    if one.authority_id is None:
        return sight.reads_group(None, "")
    return sight.whole is not None or _is_own(tx, one)


def _is_own(tx: Transaction, one: Note) -> bool:
    return one.authority_id is not None and one.authority_id in tx.actor.authorities(Action.READ_CASE)
