"""Addresses that show a person's deadlines to their calendar program: made, used, revoked.

The token is told once; kept is its SHA-256 digest. It is 256 bits of chance, so that no slow hash is needed.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from engine.actor import Action
from engine.errors import Forbidden, Invalid, NotFound
from engine.state import feed
from engine.state.feed import FeedRow, FeedScope
from engine.transaction import Transaction

LONGEST_NAME: Final = 60
MOST_FEEDS: Final = 10
_TOKEN_BYTES: Final = 32
#: a calendar program that asks every few seconds is noted once a minute
_NOTED_EVERY: Final = timedelta(minutes=1)


def create(tx: Transaction, name: str, scope: FeedScope) -> str:
    """Make a feed of the actor and return its token, which nobody can read again.

    Invalid without a name, or when the actor has as many as there may be. Forbidden for roles without tasks.
    """
    tx.actor.must(Action.WORK_TASK)
    if tx.actor.account is None:
        raise Forbidden("Expected to make a feed for a person, but the system has no calendar")
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME or not said.isprintable():
        raise Invalid(
            "Expected to make a feed, but its name is missing or too long",
            {"name": f"Bitte geben Sie einen Namen mit höchstens {LONGEST_NAME} Zeichen ein."},
        )
    if feed.count(tx, tx.actor.account) >= MOST_FEEDS:
        raise Invalid(
            f"Expected to make a feed, but there are {MOST_FEEDS} already",
            {"name": f"Sie haben schon {MOST_FEEDS} Abos. Bitte beenden Sie zuerst eines."},
        )
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    feed.create(tx, tx.actor.account, said, scope, _digest(token))
    return token


def use(tx: Transaction, token: str) -> FeedRow:
    """The feed with that token, noted as used.

    NotFound, with the same words, when there is none, it is revoked, or its account is not active any more.
    """
    wanted = _digest(token)
    found = feed.by_digest(tx, wanted)
    # the index has compared already; this keeps the time the same should it ever match less than the whole
    if found is None or not compare_digest(found[1], wanted):
        raise NotFound("Expected to find a feed, but there is none at this address")
    row = found[0]
    if row.used_at is None or tx.now - row.used_at >= _NOTED_EVERY:
        feed.use(tx, row.id)
    return row


def revoke(tx: Transaction, feed_id: int) -> None:
    """End a feed of the actor at once. Conflict when it is none of theirs, or over already."""
    if tx.actor.account is None:
        raise Forbidden("Expected to revoke a feed of a person, but the system has none")
    feed.revoke(tx, feed_id, tx.actor.account)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
