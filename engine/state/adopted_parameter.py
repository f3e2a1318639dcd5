"""Numbers a steering group has set by resolution, each for a jurisdiction and from a day on; never changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Table,
    Text,
    exists,
    func,
    insert,
    select,
    text,
    tuple_,
)

from engine.state.metadata import METADATA, identity, reference
from engine.state.resolution import RESOLUTION, repealed_from
from engine.transaction import Transaction

#: values a resolution has set (`engine.execution.parameters`), as agreed times: by jurisdiction and first day
ADOPTED_PARAMETER = Table(
    "adopted_parameter",
    METADATA,
    identity(),
    reference("resolution_id", "resolution"),
    Column("name", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Index("ix_adopted_parameter_name", "name", "valid_from"),
)


def set_all(
    tx: Transaction, resolution_id: int, values: Mapping[str, int], jurisdictions: Sequence[str], first: date
) -> None:
    """Let the values hold in these jurisdictions from that day on."""
    rows = [
        {
            "resolution_id": resolution_id,
            "name": name,
            "value": value,
            "jurisdiction": one,
            "valid_from": first,
        }
        for name, value in values.items()
        for one in jurisdictions
    ]
    if rows:
        tx.execute(insert(ADOPTED_PARAMETER), rows)


def value(
    tx: Transaction, name: str, jurisdiction: str, on: date, without: Collection[int] = ()
) -> int | None:
    """The value that holds in a jurisdiction on that day: the narrower one, then the later one; None for none.
    `without` are resolutions that are to be repealed.
    """
    table = ADOPTED_PARAMETER.c
    found = tx.execute(
        select(table.value)
        .where(
            table.name == name,
            text(":ags LIKE jurisdiction || '%'"),
            table.valid_from <= on,
            ~_repealed(table.resolution_id, on),
            table.resolution_id.not_in(without),
        )
        .order_by(func.length(table.jurisdiction).desc(), table.valid_from.desc(), table.id.desc())
        .limit(1),
        {"ags": jurisdiction},
    ).scalar()
    return None if found is None else int(found)


def _repealed(resolution_id: ColumnElement[int], on: date) -> ColumnElement[bool]:
    """Whether what the resolution has set holds no more on that day."""
    made = RESOLUTION.alias("made")
    return exists().where(made.c.id == resolution_id, repealed_from(made.c.proposal_id) <= on)


def replaced(tx: Transaction, resolution_id: int, on: date) -> bool | None:
    """Whether each value the resolution has set has a later one in its jurisdiction on that day; None without any."""
    table, later = ADOPTED_PARAMETER, ADOPTED_PARAMETER.alias("later")
    again = exists().where(
        later.c.name == table.c.name,
        later.c.jurisdiction == table.c.jurisdiction,
        later.c.valid_from <= on,
        ~_repealed(later.c.resolution_id, on),
        tuple_(later.c.valid_from, later.c.id) > tuple_(table.c.valid_from, table.c.id),
    )
    found = tx.execute(
        select(func.count().label("made"), func.count().filter(~again).label("standing")).where(
            table.c.resolution_id == resolution_id
        )
    ).one()
    return None if found.made == 0 else found.standing == 0
