"""The rows of running instances as they were before a transaction changed them, so that they can be put back exactly.

`look` reads what may change, `differences` says afterwards what has, `put_back` restores it – unless a value has become
another one since. Counters of revisions go on, so that nobody's open page is taken for a newer one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.state.case import PARTICIPANT
from engine.state.instance import INSTANCE, STATE
from engine.state.job import JOB, JobState
from engine.state.message import SUBSCRIPTION, SubscriptionState
from engine.state.metadata import any_given
from engine.state.record import INCIDENT, IncidentState
from engine.state.referral import REFERRAL
from engine.state.signal import SIGNAL_SUBSCRIPTION, SignalState
from engine.state.task import TASK, TaskState
from engine.state.task_text import TASK_TEXT
from engine.state.timer import RUNNING, TIMER
from engine.state.typed import TYPED
from engine.transaction import Transaction

#: a row by its table and what tells it from others there
Key = tuple[str, tuple[Any, ...]]
Rows = Mapping[Key, Mapping[str, Any]]

_TABLES: Final[Mapping[str, Table]] = {
    one.name: one
    for one in (
        INSTANCE,
        STATE,
        TASK,
        TASK_TEXT,
        TYPED,
        TIMER,
        SUBSCRIPTION,
        SIGNAL_SUBSCRIPTION,
        JOB,
        INCIDENT,
        REFERRAL,
        PARTICIPANT,
    )
}
#: rows that are not over; of the other tables all rows of the instance are looked at
_OPEN: Final[Mapping[Table, ColumnElement[bool]]] = {
    TASK: TASK.c.state == TaskState.ACTIVE,
    TIMER: TIMER.c.state.in_(RUNNING),
    SUBSCRIPTION: SUBSCRIPTION.c.state == SubscriptionState.OPEN,
    SIGNAL_SUBSCRIPTION: SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN,
    JOB: JOB.c.state.in_((JobState.CREATED, JobState.LOCKED)),
    INCIDENT: INCIDENT.c.state == IncidentState.OPEN,
}
_COUNTER: Final = "revision"
#: what the engine itself goes on to change of an open row: it is put back whatever it is by then
_OWN: Final = frozenset({(TASK.name, "escalate_at")})
#: written by the transaction that asks
_WRITTEN_NOW: Final = "xmin = pg_current_xact_id()::xid"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a transaction made of one row; `before` is None for a new one, `after` for one that is gone, and else both
    hold the columns that changed.
    """

    key: Key
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """As it is kept. Of the tokens only those before: the revision says whether they are others since."""
        after = self.after
        if self.key[0] == STATE.name and after is not None:
            after = {name: value for name, value in after.items() if name != "tokens"}
        return {
            "table": self.key[0],
            "key": list(self.key[1]),
            "before": None if self.before is None else dict(self.before),
            "after": None if after is None else dict(after),
        }


def read(kept: Sequence[Mapping[str, Any]]) -> tuple[Difference, ...]:
    """The differences that were kept as JSON."""
    return tuple(Difference((one["table"], tuple(one["key"])), one["before"], one["after"]) for one in kept)


def look(tx: Transaction, case_id: int, instances: Sequence[int], before: Rows | None = None) -> Rows:
    """The rows of locked instances and of their case that may change; with what was looked at `before`, also those that
    this transaction has written since.
    """
    asked: dict[str, Any] = {"case": case_id, "instances": list(instances)}
    if before is None:
        statement = _BEFORE
    else:
        statement = _AFTER
        asked |= {_known(one): [key[0] for name, key in before if name == one.name] for one in _OPEN}
    found: dict[Key, Mapping[str, Any]] = {}
    for name, row in tx.fetch(statement, asked):
        found[name, tuple(row[column] for column in _KEYS[name])] = row
    return found


def _known(table: Table) -> str:
    """The parameter with the rows that were open before."""
    return f"known_{table.name}"


def _part(table: Table, *, again: bool) -> Select[Any]:
    found = select(
        literal(table.name, Text).label("name"), func.to_jsonb(table.table_valued()).label("row")
    ).where(_within(table))
    is_open = _OPEN.get(table)
    if is_open is None:
        return found
    if not again:
        return found.where(is_open)
    written: ColumnElement[bool] = literal_column(f'"{table.name}".{_WRITTEN_NOW}')
    return found.where(or_(is_open, table.c.id == any_given(_known(table)), written))


def _within(table: Table) -> ColumnElement[bool]:
    if table is PARTICIPANT:
        return table.c.case_id == bindparam("case")
    if table is INSTANCE:
        return table.c.id == any_given("instances")
    if table in (TASK_TEXT, TYPED):
        tasks = select(TASK.c.id).where(TASK.c.instance_id == any_given("instances"))
        return and_(table.c.case_id == bindparam("case"), table.c.task_id.in_(tasks))
    return table.c.instance_id == any_given("instances")


_KEYS: Final = {name: tuple(column.name for column in one.primary_key) for name, one in _TABLES.items()}
# built once: for each case both are asked
_BEFORE: Final = union_all(*(_part(one, again=False) for one in _TABLES.values()))
_AFTER: Final = union_all(*(_part(one, again=True) for one in _TABLES.values()))


def differences(before: Rows, after: Rows) -> tuple[Difference, ...]:
    """What has become of the rows."""
    found = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            found.append(Difference(key, was, now))
        elif was != now:
            changed = [name for name in was if was[name] != now[name]]
            found.append(
                Difference(key, {name: was[name] for name in changed}, {name: now[name] for name in changed})
            )
    return tuple(found)


def put_back(tx: Transaction, made: Sequence[Difference]) -> bool:
    """Restore the rows of locked instances; False, and nothing is changed, when one of them is another since."""
    for one in made:
        if not _is_as_left(one, _row(tx, one.key)):
            return False
    new = [one for one in made if one.before is None]
    # what is new goes first: an index may allow one of it and of what comes back; authorities last, by their tasks
    for one in new:
        if one.key[0] != PARTICIPANT.name:
            tx.execute(delete(_TABLES[one.key[0]]).where(_is(one.key)))
    for one in made:
        table = _TABLES[one.key[0]]
        if one.before is not None and one.after is not None:
            values = {name: _typed(table, name, value) for name, value in one.before.items()}
            if _COUNTER in values:
                values[_COUNTER] = table.c[_COUNTER] + 1
            tx.execute(update(table).where(_is(one.key)).values(values))
        elif one.before is not None:
            tx.execute(
                insert(table).values({name: _typed(table, name, value) for name, value in one.before.items()})
            )
    for one in new:
        if one.key[0] == PARTICIPANT.name:
            has_tasks = exists().where(
                TASK.c.case_id == PARTICIPANT.c.case_id, TASK.c.authority_id == PARTICIPANT.c.authority_id
            )
            gone = and_(_is(one.key), ~has_tasks)
            # the words of the name go with the end
            tx.execute(update(PARTICIPANT).where(gone).values(until=tx.now))
            tx.execute(delete(PARTICIPANT).where(gone))
    return True


def _row(tx: Transaction, key: Key) -> Mapping[str, Any] | None:
    table = _TABLES[key[0]]
    found: Mapping[str, Any] | None = tx.execute(
        select(func.to_jsonb(table.table_valued()))
        .select_from(table)
        .where(_is(key))
        .with_for_update(key_share=True, of=table)
    ).scalar()
    return found


def _is_as_left(one: Difference, now: Mapping[str, Any] | None) -> bool:
    if one.after is None or now is None:
        return one.after is None and now is None
    is_new = one.before is None
    return all(
        now[name] == value
        for name, value in one.after.items()
        if (one.key[0], name) not in _OWN and (name != _COUNTER or is_new or one.key[0] == STATE.name)
    )


def _is(key: Key) -> ColumnElement[bool]:
    columns = _TABLES[key[0]].primary_key
    return and_(*(column == value for column, value in zip(columns, key[1], strict=True)))


def _typed(
    table: Table, name: str, value: Any
) -> Any:  # Any: whatever JSON holds, and an expression of any type
    """A value of JSON as the column holds it: by its text, which PostgreSQL reads as it wrote it."""
    if value is None:
        return None
    column = table.c[name]
    said = value if isinstance(value, str) and not isinstance(column.type, JSONB) else json.dumps(value)
    return cast(literal(said, Text), column.type)
