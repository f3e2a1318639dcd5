"""What the filters of what the actor has completed of late offer."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from engine.queries.inbox.overview import Kind, Overview, of_late
from engine.state.authority import AUTHORITY
from engine.state.definition import DEFINITION, VERSION
from engine.state.task import TASK
from engine.transaction import Transaction


def with_done(tx: Transaction, seen: Overview) -> Overview:
    """The overview with what the actor has completed: of a process nothing of which waits there is something to find.

    The figures of the kinds stay those of what is open.
    """
    rows = tx.execute(
        select(
            TASK.c.version_id,
            DEFINITION.c.key,
            DEFINITION.c.name.label("process"),
            VERSION.c.legal_bases,
            VERSION.c.step_norms[TASK.c.element].label("step_bases"),
            TASK.c.element,
            TASK.c.name,
            TASK.c.norm,
            TASK.c.authority_id,
            AUTHORITY.c.name.label("authority"),
        )
        .join(VERSION, VERSION.c.id == TASK.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .where(of_late(tx))
        .distinct()
    ).all()
    kinds = [
        Kind(
            row.version_id,
            row.key,
            row.process,
            row.element,
            row.name,
            row.norm or "",
            tuple(row.legal_bases),
            (),
            tuple(row.step_bases or ()),
        )
        for row in rows
    ]
    places = {**dict(seen.authorities), **{row.authority_id: row.authority for row in rows}}
    named = tuple(sorted(places.items(), key=lambda one: (one[1], one[0])))
    return replace(seen, kinds=(*seen.kinds, *kinds), authorities=named)
