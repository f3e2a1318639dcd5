"""Whether the demo data is there: asked at every start, so it imports next to nothing."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.actor import SYSTEM
from engine.engine import Engine
from engine.state.account import ACCOUNT
from engine.state.case import CASE
from engine.state.record import OPERATION

#: what the load writes with its first rows and takes away with its last: while it stands there, the load was killed
LOADING = "demo_loading"
#: how many cases the plots tell and the scripts open
NUMBER = 70


def loaded(engine: Engine) -> bool:
    """Whether the demo data is there, all of it: a load that was killed anywhere does not count."""
    with engine.begin(SYSTEM) as tx:
        begun = tx.execute(select(func.count()).where(OPERATION.c.kind == LOADING)).scalar_one()
        people = tx.execute(select(func.count()).where(ACCOUNT.c.demo)).scalar_one()
        return not begun and bool(people) and tx.execute(select(func.count(CASE.c.id))).scalar_one() >= NUMBER
