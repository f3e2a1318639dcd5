"""Messages and signals from outside: published by name, correlated by key, delivered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from engine import jobs
from engine.actor import Action
from engine.errors import Forbidden, Invalid
from engine.execution import advance, consents
from engine.execution.advance import MESSAGE_LIFE, Correlation, Publication
from engine.feel import Value
from engine.state import case
from engine.transaction import Transaction

_LONGEST_LIFE = timedelta(days=366)


def publish(tx: Transaction, published: Publication) -> Correlation:
    """Hand a message to the catch of that name and key that has waited longest, to a start event, or keep it.

    A start event of a process in force begins an instance in the case whose number is the key. Kept is it for its
    life; without one it expires at once. A message id that was received before changes nothing and gets the answer
    as it is now.
    """
    tx.actor.must(Action.ADMINISTER)
    if not published.name:
        raise Invalid("Expected to publish a message, but it has no name")
    if not timedelta(0) <= published.life <= _LONGEST_LIFE:
        raise Invalid(
            f"Expected to keep a message for up to {_LONGEST_LIFE.days} days, but its life is {published.life}"
        )
    return advance.publish(tx, published, case.find(tx, published.key))


def deliver(tx: Transaction, message_id: int, case_id: int | None = None) -> None:
    """Deliver a message whose taker was busy; nothing happens when it was taken or has expired meanwhile."""
    tx.actor.must_be_engine()
    advance.deliver(tx, message_id, case_id)


def broadcast(tx: Transaction, name: str, variables: Mapping[str, Value] | None = None) -> int:
    """Throw a signal: every catch that waits for it now hears it, some of them a moment later; returns how many.

    Forbidden for the signal of a consent: only the process in which the person says so changes what is released.
    """
    tx.actor.must(Action.ADMINISTER)
    if not name:
        raise Invalid("Expected to throw a signal, but it has no name")
    if not tx.actor.system and name.startswith(consents.SIGNAL):
        raise Forbidden(f"Expected to throw signal {name}, but only the process of consent does")
    return advance.broadcast(tx, name, dict(variables or {}))


def hear(tx: Transaction, signal_id: int, subscriptions: list[int]) -> None:
    """Let these catches hear a signal that was thrown before; those that were left meanwhile do not."""
    tx.actor.must_be_engine()
    advance.hear(tx, signal_id, subscriptions)


def split(tx: Transaction, signal_id: int, subscriptions: list[int]) -> None:
    """Leave each of these catches to a job of its own, so that one that breaks keeps no other from hearing."""
    tx.actor.must_be_engine()
    jobs.defer(
        tx, jobs.BROADCAST, [{"signal_id": signal_id, "subscriptions": [one]} for one in subscriptions]
    )


__all__ = ["MESSAGE_LIFE", "Correlation", "Publication", "broadcast", "deliver", "hear", "publish", "split"]
