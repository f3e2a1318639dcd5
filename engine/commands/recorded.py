"""The course a case took through a process, for a scenario that is made of it (`engine.scenario.from_case`).

Somebody reads a person's case for it, so that it is noted: among the reads of the case, and in its history.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from engine.actor import Action
from engine.errors import Conflict, NotFound
from engine.execution import sight
from engine.execution.happened import Course, course
from engine.sight import Ground, Purpose, Sight
from engine.state import case, definition, record, step_input
from engine.state.instance import INSTANCE
from engine.state.sight import log_read
from engine.transaction import Transaction

#: so long after the end of an instance its course can be made again
KEPT: Final = timedelta(days=365)
_FORGOTTEN_AT_ONCE: Final = 200


def take(tx: Transaction, version_id: int, reference: str) -> Course:
    """The course of the newest instance of the version's process in a case, and note that it was read for this.

    Whoever may edit models and reads the procedure of the instance; steps and values the actor does not read are left
    out.
    NotFound for a case that is not to be read, be there one or not; Conflict for such an instance, and by break-glass,
    which was given for something else.
    """
    tx.actor.must(Action.EDIT_MODEL)
    version = definition.get(tx, version_id)
    matter = case.find(tx, reference)
    seen = None if matter is None else sight.of_case(tx, matter.id)
    if matter is None or seen is None or not seen.exists:
        raise NotFound(f"Expected to read case {reference}, but there is none or it is closed to the actor")
    if seen.whole is not None and seen.whole.purpose is Purpose.BREAK_GLASS:
        raise Conflict(f"Expected to read case {reference} for a scenario, but it is open by break-glass")
    numbers = tx.execute(
        select(INSTANCE.c.id)
        .where(INSTANCE.c.case_id == matter.id, INSTANCE.c.process_key == version.key)
        .order_by(INSTANCE.c.id.desc())
    ).scalars()
    number = next((one for one in numbers if seen.reads_procedure(one)), None)
    if number is None:
        raise Conflict(
            f"Expected to read {version.key} in case {reference}, but it never ran there or is not to be read"
        )
    _note(tx, seen, version.key, number)
    return course(tx, seen, number)


def _note(tx: Transaction, seen: Sight, key: str, instance: int) -> None:
    ground = next(iter(seen.grounds), Ground(Purpose.LEAD))
    log_read(tx, seen.case_id, ground.purpose, f"Szenario für den Ablauf „{key}“", ground.authority)
    fact = {
        "case_id": seen.case_id,
        "instance_id": instance,
        "kind": "scenario_made",
        "detail": {"process": key},
    }
    record.append_history(tx, [fact])


def forget(tx: Transaction) -> bool:
    """Keep nothing of what steps were given a year after their instance ended; whether there is more."""
    tx.actor.must_be_engine()
    return step_input.forget(tx, tx.now - KEPT, _FORGOTTEN_AT_ONCE) == _FORGOTTEN_AT_ONCE
