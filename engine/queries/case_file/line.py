"""The line from entry to naturalisation that a case stands on: its own, or that of another file of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from engine import feel
from engine.execution.bundle import load_bundle
from engine.execution.involved import look_at
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.loaded import Loaded
from engine.queries.case_file.related import RelatedCase, related
from engine.queries.cases import CaseHead
from engine.queries.milestones import MilestoneRow, days_named, milestones, named
from engine.queries.sight import log, of_case
from engine.sight import Sight
from engine.state import adoption
from engine.state.precheck import PERSON_RECORD
from engine.state.relation import RelationKind
from engine.transaction import Transaction

#: the process of the library that keeps the line through the years
FRAME: Final = "fallrahmen"
#: what the person record says, too: the day of entry, by the name it has in processes
_ENTRY: Final = "einreise_am"


@dataclass(frozen=True, slots=True)
class Line:
    """Milestones in their order; none where no process of the case that the actor reads names one.

    It `is_partial` where the actor reads the frame in no file of the person: what other processes hold is reached, of
    the rest nothing is known here.
    """

    milestones: tuple[MilestoneRow, ...]
    #: the other file of the person whose line it is
    of: CaseHead | None = None
    is_partial: bool = False

    @property
    def last(self) -> MilestoneRow | None:
        """The reached milestone that is farthest on the line."""
        return next((one for one in reversed(self.milestones) if one.reached), None)

    @property
    def next(self) -> MilestoneRow | None:
        """The one after `last`: what was passed over does not come next, nor does anything on a partial line."""
        if self.is_partial:
            return None
        last = self.last
        if last is None:
            return next(iter(self.milestones), None)
        return next(iter(self.milestones[self.milestones.index(last) + 1 :]), None)


def line(tx: Transaction, head: CaseHead, loaded: Sequence[Loaded], sight: Sight) -> Line:
    """The line of the case, by its readable diagrams; where the frame does not run in it, with that of another file of
    the person which the actor reads, the case it is a part of first. Reading that one is logged as such. Where there is
    none either, what was reached stands among the milestones of the frame in force.
    """
    own = passed(tx, loaded, sight)
    if not head.concerns_person or _has_frame(loaded):
        return Line(own)
    same = [one for one in related(tx, head.id) if _is_of_person(one, head)]
    same.sort(key=lambda one: one.kind is not RelationKind.WHOLE)
    look_at(tx, [one.head.id for one in same])
    for one in same:
        there = of_case(tx, one.head.id)
        others = runs.load(tx, there)
        found = passed(tx, others, there) if _has_frame(others) else ()
        if found:
            log(tx, there)
            return Line(_together(found, own), one.head)
    if not own:
        return Line(())
    framed = _framed(tx, head)
    if framed is None:
        return Line(own)
    # without anything reached it is as if no process named one: `ahead` says so on the first tab
    return Line(_together(framed, own), is_partial=True) if any(one.reached for one in own) else Line(())


def _has_frame(loaded: Sequence[Loaded]) -> bool:
    return any(one.row.process_key == FRAME for one in loaded)


def _together(all_of: Sequence[MilestoneRow], own: Sequence[MilestoneRow]) -> tuple[MilestoneRow, ...]:
    """The milestones of a line, with those that were reached elsewhere; what the line does not know comes last."""
    reached = {one.name: one for one in own if one.reached}
    joined = [one if one.reached else reached.get(one.name, one) for one in all_of]
    return (*joined, *(one for one in own if one.name not in {known.name for known in all_of}))


def _framed(tx: Transaction, head: CaseHead) -> tuple[MilestoneRow, ...] | None:
    """The milestones of the frame in force where the case is; None where there is none."""
    held = adoption.held(tx, FRAME, head.ags, tx.today)
    if held is None:
        return None
    graphs = load_bundle(tx, held.version_id).graphs
    return tuple(MilestoneRow(name, None) for name in named(graphs.values()))


def passed(tx: Transaction, loaded: Sequence[Loaded], sight: Sight) -> tuple[MilestoneRow, ...]:
    """The milestones of the case by its readable diagrams, each with its day as far as the actor reads it."""
    drawn = runs.graphs(loaded, sight)
    said: dict[tuple[int, str], date | None] = {}
    for one in loaded:
        for variable in days_named(one.graph) if one.id in drawn else ():
            day = _day(one, variable) if sight.reads_variable(one.id, variable) else None
            said[one.id, variable] = _entry(tx, sight) if day is None and variable == _ENTRY else day
    return milestones(tx, drawn, said)


def _day(one: Loaded, variable: str) -> date | None:
    held = feel.to_python(runs.variables(one).get(variable))
    return held if isinstance(held, date) and not isinstance(held, datetime) else None


def _entry(tx: Transaction, sight: Sight) -> date | None:
    """The day of entry as the person record has it: the process may have begun before anybody knew it."""
    if not sight.reads_record:
        return None
    entry = tx.execute(
        select(PERSON_RECORD.c.document["entry"].as_string())
        .where(PERSON_RECORD.c.case_id == sight.case_id)
        .order_by(PERSON_RECORD.c.revision.desc())
        .limit(1)
    ).scalar()
    return date.fromisoformat(entry) if entry else None


def ahead(tx: Transaction, head: CaseHead, sight: Sight, line: Line) -> tuple[MilestoneRow, ...]:
    """All milestones of the frame in force where the case is, where the case has no line: whether they are reached is
    not recorded there, which is not to say that they lie ahead;
    nothing for whom a process may be hidden that has one, and where no frame is in force.
    """
    if line.milestones or not head.concerns_person or not sight.complete:
        return ()
    return _framed(tx, head) or ()


def _is_of_person(other: RelatedCase, head: CaseHead) -> bool:
    """Whether it is another file of the same person: a part, the whole, or of the same name and day of birth."""
    if other.kind in (RelationKind.WHOLE, RelationKind.PART):
        return True
    there = other.head
    return head.birth_date is not None and (there.person, there.birth_date) == (head.person, head.birth_date)
