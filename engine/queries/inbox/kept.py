"""What the actor keeps of the inbox: the columns chosen, and the filters saved or shared with them; and their bell."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.queries.inbox.filter import DEFAULT_COLUMNS, InboxColumn
from engine.queries.notification import Unread, counted
from engine.state import register
from engine.state.account import ACCOUNT
from engine.state.inbox import INBOX_SETTING, SAVED_FILTER
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Filter:
    """A saved filter; `by` is who shares it, None for one's own; `shared_with` the authority whose people see it."""

    id: int
    name: str
    query: dict[str, str]
    by: str | None
    shared_with: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns in their order, filters by name: one's own first; `unread` is what the bell of the page says."""

    columns: tuple[InboxColumn, ...]
    filters: tuple[Filter, ...]
    unread: Unread


def kept(tx: Transaction) -> Kept:
    """All in one statement, which brings the mark of the register along; without a choice the columns are the usual
    ones.
    """
    me = tx.actor.account
    places = sorted({member.authority for member in tx.actor.memberships})
    setting = select(INBOX_SETTING.c.columns).where(INBOX_SETTING.c.account_id == me).scalar_subquery()
    bell = counted(me or 0)
    rows = tx.execute(
        select(
            setting.label("columns"),
            *register.BROUGHT,
            bell.c.number,
            bell.c.newest,
            SAVED_FILTER,
            ACCOUNT.c.name.label("author"),
        )
        .select_from(bell)
        .outerjoin(
            SAVED_FILTER,
            (SAVED_FILTER.c.account_id == me) | SAVED_FILTER.c.authority_id.in_(places),
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == SAVED_FILTER.c.account_id)
        .order_by(SAVED_FILTER.c.account_id != me, SAVED_FILTER.c.name, SAVED_FILTER.c.id)
    ).all()
    register.brought(tx, rows[0].mark, rows[0].now)
    known = {column.value for column in InboxColumn}
    chosen = rows[0].columns
    return Kept(
        DEFAULT_COLUMNS if chosen is None else tuple(InboxColumn(one) for one in chosen if one in known),
        tuple(
            Filter(
                row.id, row.name, row.query, None if row.account_id == me else row.author, row.authority_id
            )
            for row in rows
            if row.id is not None
        ),
        Unread(rows[0].number, rows[0].newest),
    )
