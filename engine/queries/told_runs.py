"""Which running processes lists and figures tell whoever repairs of: those that their pages show (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, exists, not_, or_, select, true

from engine.actor import Action, Actor
from engine.execution.course import of_courses
from engine.execution.involved import part
from engine.state.case import CASE, taking_part
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, IS_ROOT, ROOT
from engine.state.metadata import any_of
from engine.state.record import INCIDENT, IncidentState
from engine.transaction import Transaction

#: runs of one list whose case is looked at for its figures; what is beyond is not counted
ASKED: Final = 300


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The instances of cases in which one of the actor's authorities takes part and a role there may repair."""
    if actor.system:
        return true()
    return INSTANCE.c.case_id.in_(taking_part(actor.authorities(Action.RESOLVE_INCIDENT)))


def joined(statement: Select[Any]) -> Select[Any]:
    """From instances with their case, version, definition and root."""
    return (
        statement.select_from(INSTANCE)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .join(ROOT, IS_ROOT)
    )


def surely(tx: Transaction, element: str = "", key: str = "") -> ColumnElement[bool]:
    """The instances of `joined` of which the actor is told whatever else is in their case: led by an authority of
    theirs, about nobody, or with something that failed.

    With `element` those of which they are told that it waits there: the step is open to whoever leads by the versions
    of the process `key`, or has failed.
    """
    if tx.actor.system:
        return true()
    own = tx.actor.authorities(Action.RESOLVE_INCIDENT) | tx.actor.authorities(Action.READ_CASE)
    leads: ColumnElement[bool] = CASE.c.authority_id.in_(sorted(own))
    about_nobody = CASE.c.person_id.is_(None)
    failed = exists().where(INCIDENT.c.instance_id == INSTANCE.c.id)
    if element:
        there = (INCIDENT.c.element == element, INCIDENT.c.state == IncidentState.OPEN)
        failed = exists().where(INCIDENT.c.instance_id == INSTANCE.c.id, *there)
        leads = and_(leads, INSTANCE.c.version_id.in_(_open_to_lead(tx, element, key)))
    return or_(leads, about_nobody, failed)


def _open_to_lead(tx: Transaction, element: str, key: str) -> list[int]:
    """The versions in which a data group of the element names nobody, so that whoever leads reads it."""
    statement = select(VERSION.c.id, VERSION.c.digest).join(
        DEFINITION, DEFINITION.c.id == VERSION.c.definition_id
    )
    running = exists().where(INSTANCE.c.version_id == VERSION.c.id)
    found = []
    for row in tx.execute(statement.where(DEFINITION.c.key == key, running).order_by(VERSION.c.id)):
        one = part(tx, row.id, row.digest)
        names = one.of_element(element)
        if any(not (it.visible_to or it.released_to) for it in one.groups if it.group in names):
            found.append(row.id)
    return found


def unsure(
    tx: Transaction,
    matching: Sequence[ColumnElement[bool]],
    columns: Sequence[ColumnElement[Any]],
    element: str = "",
    key: str = "",
) -> tuple[list[Row[Any]], bool]:
    """The other instances of which the actor is told, each by the sight of its case, with these columns; and whether
    there are more than are looked at, the newest first.
    """
    statement = joined(select(INSTANCE.c.id, INSTANCE.c.case_id, *columns)).where(
        *matching, not_(surely(tx, element, key))
    )
    rows = tx.execute(statement.order_by(INSTANCE.c.id.desc()).limit(ASKED + 1)).all()
    return told(tx, rows[:ASKED], element), len(rows) > ASKED


def told(tx: Transaction, rows: Sequence[Row[Any]], element: str = "") -> list[Row[Any]]:
    """Those of the rows (`id`, `case_id`) of whose run the actor is told; with `element`, that it waits there."""
    if tx.actor.system or not rows:
        return list(rows)
    failed = select(INCIDENT.c.instance_id).where(INCIDENT.c.instance_id == any_of({row.id for row in rows}))
    if element:
        failed = failed.where(INCIDENT.c.element == element, INCIDENT.c.state == IncidentState.OPEN)
    broken = set(tx.execute(failed).scalars())
    courses = of_courses(tx, {row.case_id for row in rows})
    found = []
    for row in rows:
        course = courses[row.case_id]
        reads = (
            course.reads_element(row.id, element)
            if element
            else course.leads or course.reads_anything(row.id)
        )
        if reads or row.id in broken:
            found.append(row)
    return found
