"""Lets the cases of a rollout follow, and puts them back: batch by batch, a transaction for each case.

What is done is in the rows of `engine.state.rollout`: a worker that is killed anywhere leaves a batch that another one
goes on with, and two at one batch never have the same case.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from engine.actor import SYSTEM
from engine.commands import rolling
from engine.engine import Engine
from engine.errors import Conflict
from engine.execution.rollouts import Goal, Held, Stays

_log = logging.getLogger("laufweg.rollout")


def work(engine: Engine, rollout_id: int) -> None:
    """Give the cases of one batch their turn; its end enqueues the next one."""
    with engine.begin(SYSTEM) as tx:
        batch = rolling.claim(tx, rollout_id)
    if batch is None:
        return
    for number in batch.cases:
        if not _turn(engine, number, batch.into):
            break
    with engine.begin(SYSTEM) as tx:
        rolling.close(tx, rollout_id, batch.id)


def _turn(engine: Engine, number: int, into: Goal) -> bool:
    """The turn of one case; False when no other one is to begin."""
    try:
        with engine.begin(SYSTEM) as tx:
            return rolling.move(tx, number, into)
    except Stays as stays:
        with engine.begin(SYSTEM) as tx:
            rolling.stay(tx, number, stays.turn, stays.reasons)
    except (Held, Conflict):
        with engine.begin(SYSTEM) as tx:
            rolling.hold(tx, number)
    except Exception:
        _log.exception("The case of turn %s cannot be moved", number)
        with engine.begin(SYSTEM) as tx:
            rolling.fail(tx, number)
    return True


def undo(engine: Engine, batch_id: int, turn: int = 1, others: Sequence[int] = ()) -> None:
    """Put the cases of a batch back that have not moved on; then it is the turn of the first of `others`."""
    with engine.begin(SYSTEM) as tx:
        numbers = rolling.to_undo(tx, batch_id)
    for number in numbers:
        try:
            with engine.begin(SYSTEM) as tx:
                rolling.put_back(tx, batch_id, number)
        except (Held, Conflict):
            continue  # it is tried again
        except Exception:
            _log.exception("The case of turn %s cannot be put back", number)
            with engine.begin(SYSTEM) as tx:
                rolling.leave(tx, number)
    with engine.begin(SYSTEM) as tx:
        rolling.close_undo(tx, batch_id, turn, others)
