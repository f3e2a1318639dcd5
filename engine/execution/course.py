"""What is shown of running processes to whoever repairs them, and what they may lay hands on (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from engine.actor import Action
from engine.errors import Forbidden, NotFound
from engine.execution import codec, involved, sight
from engine.execution.instance import ROOT
from engine.sight import Sight
from engine.state import case, instance
from engine.state.instance import Head, InstanceRow
from engine.state.record import INCIDENT
from engine.transaction import Transaction


def of_course(tx: Transaction, case_id: int) -> Sight:
    """Which steps and facts are shown to whoever repairs processes of the case: those that their authority reads.

    Also to roles that read no files. What a step holds is a matter of `sight.of_case`.
    """
    own = tx.actor.authorities(Action.RESOLVE_INCIDENT)
    impersonal = own | tx.actor.authorities(Action.READ_IMPERSONAL_CASE)
    return sight.by(tx, case_id, own | tx.actor.authorities(Action.READ_CASE), impersonal)


def of_courses(tx: Transaction, cases: Collection[int]) -> dict[int, Sight]:
    """`of_course` of many cases, in four statements."""
    involved.look_at(tx, set(cases))
    return {one: of_course(tx, one) for one in cases}


def is_told(tx: Transaction, course: Sight, instance_id: int) -> bool:
    """Whether somebody who may repair in the case is told that the instance runs: their authority leads the case or
    reads anything of it, or an element has failed there, now or before: nobody could mend that otherwise.
    """
    if course.leads or course.reads_anything(instance_id):
        return True
    return tx.execute(select(INCIDENT.c.id).where(INCIDENT.c.instance_id == instance_id)).first() is not None


@contextmanager
def like_a_forbidden_one(tx: Transaction, refused: Forbidden) -> Iterator[None]:
    """Answer that there is none of a number as if it were forbidden, but for the engine: numbers could be tried out."""
    try:
        yield
    except NotFound:
        if tx.actor.system:
            raise
        raise refused from None


def must_repair(tx: Transaction, instance_id: int, to: str = "repair") -> Head:
    """The instance, if the actor may repair what belongs to its case and is told that it runs.

    Forbidden otherwise, also where there is none of that number: numbers follow each other and could be tried out.
    """
    refused = Forbidden(f"Expected to {to} process instance {instance_id}, but no role there permits it")
    tx.actor.must(Action.RESOLVE_INCIDENT)
    with like_a_forbidden_one(tx, refused):
        head = instance.head(tx, instance_id)
    if tx.actor.system:
        return head
    if not case.permits(tx, Action.RESOLVE_INCIDENT, head.case_id):
        raise refused
    if not is_told(tx, of_course(tx, head.case_id), instance_id):
        raise refused
    return head


def untold(tx: Transaction, row: InstanceRow, element_instances: Iterable[int]) -> int | None:
    """The first of these element instances whose step the actor is not told of, though it is there."""
    asked = [one for one in element_instances if one != ROOT]
    if not asked or tx.actor.system:
        return None
    course = of_course(tx, row.case_id)
    there = codec.load(row.tokens).elements
    return next(
        (
            one
            for one in asked
            if one in there and not (there[one].failed or course.reads_element(row.id, there[one].element))
        ),
        None,
    )


__all__ = ["is_told", "like_a_forbidden_one", "must_repair", "of_course", "of_courses", "untold"]
