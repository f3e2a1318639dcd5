"""Which cases concern the same person: the main case, and its parts."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import FromClause, Select, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.actor import Action
from engine.state.case import taking_part
from engine.state.relation import RELATION, RelationKind
from engine.transaction import Transaction

#: a part has hardly ever parts; two cases that somebody related crosswise must end somewhere
_DEEPEST: Final = 4


def mains(tx: Transaction) -> FromClause:
    """By `case_id` of a part, the `main` case at the top of it, where the actor may open both and all between.

    One thing for a transaction, so that what sorts by it and what joins it mean the same.
    """
    return tx.once(mains, lambda: _mains(tx))


def _mains(tx: Transaction) -> FromClause:
    pairs = _wholes(tx).cte("whole")
    up = select(pairs.c.case_id, pairs.c.main, literal(1).label("depth")).cte("up", recursive=True)
    up = up.union_all(
        select(up.c.case_id, pairs.c.main, up.c.depth + 1)
        .join(pairs, pairs.c.case_id == up.c.main)
        .where(up.c.depth < _DEEPEST)
    )
    return (
        select(up.c.case_id, up.c.main)
        .ext(distinct_on(up.c.case_id))
        .order_by(up.c.case_id, up.c.depth.desc(), up.c.main)
        .cte("main_case")
    )


def _wholes(tx: Transaction) -> Select[Any]:
    found = select(RELATION.c.case_id, RELATION.c.other_id.label("main")).where(
        RELATION.c.kind == RelationKind.WHOLE, RELATION.c.ended_at.is_(None)
    )
    if tx.actor.system:
        return found
    mine = taking_part(tx.actor.authorities(Action.READ_CASE))
    return found.where(RELATION.c.case_id.in_(mine), RELATION.c.other_id.in_(mine))


__all__ = ["mains"]
