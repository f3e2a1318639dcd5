"""Who leads a case: the person named as its case manager, and who is at work on it where it is led."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BigInteger, and_, any_, bindparam, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from engine.state.case import CASE, CaseState
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CaseLead:
    """Who is named as the case manager, if anybody, and who has an open task at the authority that leads the case."""

    manager: int | None = None
    at_work: tuple[int, ...] = ()

    @property
    def named_first(self) -> tuple[int, ...]:
        """Whoever is named, else who is at work."""
        return self.at_work if self.manager is None else (self.manager,)


_OF_CASES = (
    select(CASE.c.id, CASE.c.manager_id, TASK.c.assignee_id)
    .outerjoin(
        TASK,
        and_(
            TASK.c.case_id == CASE.c.id,
            TASK.c.state == TaskState.ACTIVE,
            TASK.c.authority_id == CASE.c.authority_id,
            TASK.c.assignee_id.is_not(None),
        ),
    )
    .where(CASE.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    .distinct()
    .order_by(CASE.c.id, TASK.c.assignee_id)
)


def of_cases(tx: Transaction, cases: Collection[int]) -> dict[int, CaseLead]:
    """Who leads each of the cases."""
    found: dict[int, CaseLead] = {}
    if cases:
        for number, manager, account in tx.fetch(_OF_CASES, {"ids": sorted(cases)}):
            busy = found.get(number, CaseLead()).at_work
            found[number] = CaseLead(manager, busy if account is None else (*busy, account))
    return found


def name(tx: Transaction, case_id: int, before: int | None, manager: int | None) -> bool:
    """Name another case manager of a case, or nobody; False when it is closed, or `before` is not the one named."""
    changed = tx.execute(
        update(CASE)
        .where(
            CASE.c.id == case_id,
            CASE.c.state == CaseState.OPEN,
            CASE.c.manager_id.is_not_distinct_from(before),
        )
        .values(manager_id=manager)
    )
    return changed.rowcount == 1
