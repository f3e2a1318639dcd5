"""The processes that can be started by hand in a case: in force at its place today, and fitting whom it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Text, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.actor import Action
from engine.errors import Conflict, Forbidden
from engine.execution import apart, begun_by
from engine.execution.bundle import load_bundle
from engine.forms import Form
from engine.queries.case_file.front import CaseFront, front, may
from engine.state import adoption, case, fresh_start
from engine.state.adoption import ADOPTION
from engine.state.definition import DEFINITION, VERSION
from engine.state.fresh_start import FreshStart
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Beginning:
    """A process that can be started; `running_since` is since when it runs in the case already, `begun` how often it
    was begun there: what a start must have seen.
    """

    key: str
    name: str
    documentation: str
    form: Form | None
    running_since: datetime | None
    begun: int


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The case, and what can be started in it, by name; `withheld` are the names of processes that begin at another
    authority, so that whoever leads the case begins them.
    """

    front: CaseFront
    processes: tuple[Beginning, ...]
    withheld: tuple[str, ...] = ()


#: the process of a task that no other process foresees
SINGLE_TASK: Final = "einzelaufgabe"


def takes_single_tasks(tx: Transaction, front_: CaseFront) -> bool:
    """Whether the actor can give a task of its own in the case."""
    permitted = front_.is_open and front_.head.concerns_person and may(tx, front_, Action.KEEP_CASE)
    return permitted and adoption.in_force(tx, SINGLE_TASK, front_.head.ags, tx.today) is not None


def fresh_starts(tx: Transaction, front_: CaseFront) -> tuple[FreshStart, ...]:
    """The processes started by hand in which nothing has been done yet, if the actor may take their start back; with
    the readable tasks they wait for.
    """
    if not front_.is_open or not may(tx, front_, Action.KEEP_CASE):
        return ()
    matter = case.get(tx, front_.head.id)
    return tuple(
        replace(one, waits=tuple(step for step in one.waits if front_.sight.reads_element(*step[:2])))
        for one in fresh_start.of_case(tx, matter.id)
        if fresh_start.may_take_back(tx, matter, one)
    )


def beginnings(tx: Transaction, reference: str) -> Beginnings:
    """What the actor can start in the case. Forbidden without the right, Conflict when it is closed."""
    seen = front(tx, reference)
    if not may(tx, seen, Action.KEEP_CASE):
        raise Forbidden(f"Expected to start a process in case {reference}, but no role there permits it")
    if not seen.is_open:
        raise Conflict(f"Expected to start a process in case {reference}, but it is closed")
    # as `adoption.in_force`, for every process at once
    held = (
        select(DEFINITION.c.key, DEFINITION.c.name, VERSION.c.id, VERSION.c.digest)
        .ext(distinct_on(DEFINITION.c.id))
        .join(VERSION, VERSION.c.definition_id == DEFINITION.c.id)
        .join(ADOPTION, ADOPTION.c.version_id == VERSION.c.id)
        .where(
            literal(seen.head.ags, Text).startswith(ADOPTION.c.jurisdiction),
            ADOPTION.c.valid_from <= tx.today,
            or_(ADOPTION.c.repealed_from.is_(None), ADOPTION.c.repealed_from > tx.today),
            DEFINITION.c.suspended_at.is_(None),
        )
        .order_by(
            DEFINITION.c.id,
            func.length(ADOPTION.c.jurisdiction).desc(),
            ADOPTION.c.valid_from.desc(),
            ADOPTION.c.id.desc(),
        )
    )
    running = {
        one.row.process_key: one.row.started_at for one in reversed(seen.loaded) if one.row.ended_at is None
    }
    begun = fresh_start.begun_each(tx, seen.head.id)
    found, withheld = [], []
    for row in tx.execute(held):
        bundle = load_bundle(tx, row.id, row.digest)
        graph = bundle.graph
        if graph.root.entries and apart.concerns_nobody(graph) is not seen.head.concerns_person:
            if not begun_by.may_come(tx, seen.head.authority_id, seen.head.ags, bundle):
                withheld.append(row.name)
                continue
            form = bundle.form(graph.start_form)
            since = running.get(bundle.main)
            times = begun.get(bundle.main, 0)
            found.append(Beginning(row.key, row.name, graph.documentation, form, since, times))
    return Beginnings(
        seen, tuple(sorted(found, key=lambda one: (one.name, one.key))), tuple(sorted(withheld))
    )
