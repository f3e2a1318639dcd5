"""The feeds of a person, and what one of them shows."""

from __future__ import annotations

from typing import Final

from engine.actor import Action
from engine.queries import deadlines
from engine.queries.deadlines import Entry, Wanted, Whose
from engine.state import feed
from engine.state.feed import FeedRow, FeedScope
from engine.transaction import Transaction

#: entries of one feed: more than a calendar program shows, and a bound for the answer
MOST_ENTRIES: Final = 1000


def own(tx: Transaction) -> tuple[FeedRow, ...]:
    """The feeds of the actor that are in use, the oldest first."""
    tx.actor.must(Action.WORK_TASK)
    return () if tx.actor.account is None else feed.of_account(tx, tx.actor.account)


def entries(tx: Transaction, scope: FeedScope) -> tuple[Entry, ...]:
    """What a feed of the actor shows: as far as the actor's roles reach today; nothing for somebody without tasks.

    Where there is more than it holds, what is still to come goes before what is past, however much that is.
    """
    if not tx.actor.may(Action.WORK_TASK):
        return ()
    whose = Whose.MINE if scope is FeedScope.MINE else Whose.EVERYBODY
    wanted = Wanted(whose=whose)
    found = deadlines.page(tx, wanted, size=MOST_ENTRIES)
    if found.next is None:
        return found.entries
    coming = deadlines.page(tx, wanted, tx.today, size=MOST_ENTRIES).entries
    return (*found.entries[: MOST_ENTRIES - len(coming)], *coming)
