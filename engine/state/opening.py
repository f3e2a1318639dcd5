"""A case begins: the person, the case, the authority that leads it and the first instance, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Select,
    Text,
    bindparam,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    true,
)

from engine.clock import ZONE
from engine.state.case import CASE, CASE_NUMBER, PARTICIPANT, PERSON, CaseState
from engine.state.definition import VersionRow
from engine.state.instance import INSTANCE, InstanceRow, InstanceState, new, no_tokens
from engine.state.record import HISTORY
from engine.transaction import Transaction


def _opening(of_person: bool) -> Select[tuple[int, str, int]]:
    """Everything a case begins with in one statement: the person, the case, who takes part, the first instance."""
    at = bindparam("at", type_=DateTime(timezone=True))
    person = (
        insert(PERSON)
        .values(
            family_name=bindparam("family_name"),
            given_name=bindparam("given_name"),
            birth_date=bindparam("birth_date"),
            created_at=at,
        )
        .returning(PERSON.c.id)
        .cte("new_person")
    )
    number = select(cast(CASE_NUMBER.next_value(), Text).label("it")).subquery()
    matter = (
        insert(CASE)
        .from_select(
            ["reference", "person_id", "authority_id", "ags", "state", "opened_at"],
            select(
                func.concat(
                    "KIM-",
                    bindparam("year", type_=Text),
                    "-",
                    func.lpad(number.c.it, func.greatest(6, func.length(number.c.it)), "0"),
                ),
                select(person.c.id).scalar_subquery() if of_person else null(),
                bindparam("leading", type_=BigInteger),
                bindparam("ags", type_=Text),
                literal(CaseState.OPEN),
                at,
            ),
        )
        .returning(CASE.c.id, CASE.c.reference, CASE.c.authority_id)
        .cte("new_case")
    )
    participant = (
        insert(PARTICIPANT)
        .from_select(["case_id", "authority_id", "since"], select(matter.c.id, matter.c.authority_id, at))
        .cte("new_participant")
    )
    first = (
        insert(INSTANCE)
        .from_select(
            ["case_id", "version_id", "process_key", "state", "started_at"],
            select(
                matter.c.id,
                bindparam("version", type_=BigInteger),
                bindparam("process", type_=Text),
                literal(InstanceState.ACTIVE),
                at,
            ),
        )
        .returning(INSTANCE.c.id, INSTANCE.c.case_id)
        .cte("new_instance")
    )
    state = no_tokens(first).cte("new_state")
    opened = select(matter.c.id, matter.c.reference, first.c.id).join(first, true())
    return opened.add_cte(participant, state)


_OPEN_CASE = _opening(of_person=False)
_OPEN_CASE_OF_PERSON = _opening(of_person=True)


def open_case(
    tx: Transaction,
    person: Mapping[str, Any] | None,
    leading: int,
    ags: str,
    version: VersionRow,
    process_key: str,
) -> InstanceRow:
    """A new case under the next number of the register, led by an authority, with the instance it begins with.

    `person` are columns of PERSON; None for a case that concerns nobody. The instance has no tokens yet.
    """
    given = {
        "year": str(tx.now.astimezone(ZONE).year),
        "leading": leading,
        "ags": ags,
        "at": tx.now,
        "version": version.id,
        "process": process_key,
    }
    statement = _OPEN_CASE if person is None else _OPEN_CASE_OF_PERSON
    tx.act()  # it inserts, and reads what it inserted
    ((case_id, number_of_case, instance_id),) = tx.fetch(statement, {**given, **(person or {})})
    return new(tx, (instance_id, case_id, number_of_case, ags, leading), version, process_key)


def opened_since(
    tx: Transaction, person: Mapping[str, Any], ags: str, process_key: str, since: datetime
) -> tuple[int, str, int] | None:
    """The case the actor has opened since an instant for a person of this name and birth date, at this place and with
    this process: its id, its number and the instance it began with. None if there is none.

    One actor's openings come one after the other from here to the end of the transaction.
    """
    tx.act()  # the case is the actor's own, but as a person's data it stands behind the wall
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"opening {tx.actor.account}", 0))
    tx.execute(select(lock))
    mine = (
        select(CASE.c.id.label("case_id"), CASE.c.reference, INSTANCE.c.id.label("instance_id"))
        .join(PERSON, PERSON.c.id == CASE.c.person_id)
        .join(INSTANCE, INSTANCE.c.case_id == CASE.c.id)
        .join(HISTORY, HISTORY.c.instance_id == INSTANCE.c.id)
        .where(
            *(PERSON.c[name].is_not_distinct_from(value) for name, value in person.items()),
            CASE.c.ags == ags,
            CASE.c.opened_at >= since,
            INSTANCE.c.process_key == process_key,
            HISTORY.c.kind == "case_opened",
            HISTORY.c.actor_id == tx.actor.account,
        )
        .order_by(CASE.c.id)
        .limit(1)
    )
    row = tx.execute(mine).first()
    return None if row is None else (row.case_id, row.reference, row.instance_id)
