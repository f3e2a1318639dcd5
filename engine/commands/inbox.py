"""What somebody keeps of the inbox: which columns, which filters, which tasks they have looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from engine.errors import Forbidden, Invalid
from engine.state import draft, inbox
from engine.state.inbox import SavedFilter
from engine.transaction import Transaction

#: characters of the name of a filter, of one of its parameters; how many of them
NAME_LENGTH: Final = 60
_VALUE_LENGTH: Final = 200
_MOST_PARAMETERS: Final = 30
#: filters one account keeps
MOST_FILTERS: Final = 50
_MOST_COLUMNS: Final = 30
#: what somebody typed in vain stays for them so long
DRAFT_AGE: Final = timedelta(days=30)
#: rows that are deleted in one transaction
BATCH: Final = 5000


def choose_columns(tx: Transaction, columns: Sequence[str]) -> None:
    """Keep which columns one sees, by their keys, in which order."""
    if len(columns) > _MOST_COLUMNS or len(set(columns)) != len(columns):
        raise Invalid("Expected to choose columns, but one is named twice")
    inbox.choose_columns(tx, _account(tx), columns)


def save_filter(tx: Transaction, name: str, query: Mapping[str, str], authority_id: int | None = None) -> int:
    """Keep a filter under a name, for oneself or for everybody of one's authority; returns its id.

    One's own filter of that name is replaced. Invalid without a name or with too much in it, Forbidden for an authority
    at which one has no role.
    """
    account, called = _account(tx), " ".join(name.split())
    wrong = _wrong_name(called)
    if not wrong and (
        len(query) > _MOST_PARAMETERS or any(len(one) > _VALUE_LENGTH for one in query.values())
    ):
        wrong = {"name": "Der Filter ist zu lang."}
    mine = [one for one in inbox.filters(tx, account, []) if one.account_id == account]
    if len(mine) >= MOST_FILTERS and called not in {one.name for one in mine}:
        wrong = {"name": f"Höchstens {MOST_FILTERS} Filter. Löschen Sie zuerst einen."}
    if wrong:
        raise Invalid("Expected to save a filter, but the form has faults", wrong)
    if authority_id is not None and not tx.actor.roles(authority_id):
        raise Forbidden(f"Expected to share a filter at authority {authority_id}, but there is no role there")
    return inbox.save_filter(tx, account, authority_id, called, query)


def rename_filter(tx: Transaction, filter_id: int, name: str) -> SavedFilter:
    """Call one's own filter something else; returns it. Whom it is shared with stays.

    Invalid without a name, or with that of another of one's filters; Forbidden for anybody else's.
    """
    found, called = _own_filter(tx, filter_id, "rename"), " ".join(name.split())
    wrong = _wrong_name(called)
    mine = [one for one in inbox.filters(tx, found.account_id, []) if one.account_id == found.account_id]
    if not wrong and called in {one.name for one in mine if one.id != filter_id}:
        wrong = {"name": "So heißt schon ein anderer Ihrer Filter."}
    if wrong:
        raise Invalid("Expected to rename a filter, but its name breaks a rule", wrong)
    inbox.change_filter(tx, filter_id, name=called)
    return inbox.get_filter(tx, filter_id)


def remove_filter(tx: Transaction, filter_id: int) -> SavedFilter:
    """Forget one's own filter; returns it, so that it can be saved again. Forbidden for anybody else's."""
    found = _own_filter(tx, filter_id, "remove")
    inbox.remove_filter(tx, filter_id)
    return found


def see(tx: Transaction, task_id: int) -> None:
    """One has looked at the task: it is unread no more until there is something new about it."""
    if tx.actor.account is not None:
        inbox.see(tx, tx.actor.account, task_id)


def forget_seen(tx: Transaction) -> bool:
    """Delete what was looked at and is closed; True when there may be more."""
    tx.actor.must_be_engine()
    return inbox.forget_seen(tx, BATCH) == BATCH


def forget_drafts(tx: Transaction) -> bool:
    """Delete drafts of tasks that were closed long ago; True when there may be more."""
    tx.actor.must_be_engine()
    return draft.forget(tx, tx.now - DRAFT_AGE, BATCH) == BATCH


def _own_filter(tx: Transaction, filter_id: int, to: str) -> SavedFilter:
    found = inbox.get_filter(tx, filter_id)
    if found.account_id != _account(tx):
        raise Forbidden(f"Expected to {to} saved filter {filter_id}, but somebody else saved it")
    return found


def _wrong_name(called: str) -> dict[str, str]:
    if not called:
        return {"name": "Geben Sie dem Filter einen Namen."}
    return {"name": f"Höchstens {NAME_LENGTH} Zeichen."} if len(called) > NAME_LENGTH else {}


def _account(tx: Transaction) -> int:
    if tx.actor.account is None:
        raise Forbidden("Expected to act for oneself, but nobody is logged in")
    return tx.actor.account
