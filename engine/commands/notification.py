"""What a person does with what they are told: read it, and say how they want to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from engine.clock import ZONE, midnight
from engine.errors import Forbidden, Invalid
from engine.notices import LANGUAGES, NoticeKind, Wish
from engine.state import mail, notification
from engine.transaction import Transaction

#: read notices are deleted so long after they were read, unread ones so long after they were told
KEPT_READ: Final = 90
KEPT: Final = 365
#: rows that are deleted in one transaction
BATCH: Final = 5000


def read(tx: Transaction, ids: Sequence[int]) -> datetime:
    """Mark one's own notices as read; those of others stay as they are. Returns the instant that `unread` takes."""
    notification.read(tx, _account(tx), ids, tx.now)
    return tx.now


def read_all(tx: Transaction) -> datetime:
    """Mark all one's own unread notices as read. Returns the instant that `unread` takes."""
    notification.read(tx, _account(tx), None, tx.now)
    return tx.now


def unread(tx: Transaction, read_at: datetime) -> int:
    """Take back what was marked as read at that instant; returns how many notices are unread again.

    A summary stays read when a newer one has begun since.
    """
    return notification.unread(tx, _account(tx), read_at)


def change_settings(tx: Transaction, wish: Wish) -> None:
    """Say how one wants to be told; the Land of `wish` is not one's to choose.

    Invalid when the language or a kind is unknown, only one end of the quiet hours is given, or the digest falls into
    them.
    """
    faults = dict(_faults(wish))
    if faults:
        raise Invalid(
            "Expected to change how somebody is told, but the settings contradict each other", faults
        )
    local = tx.now.astimezone(ZONE)
    account = _account(tx)
    over = wish.digest_at is not None and wish.digest_at <= local.time()
    # one that would have come earlier today begins tomorrow, and there is one a day, however often its time changes
    begins_tomorrow = over or mail.has_digest(tx, account, midnight(local.date()))
    notification.change_wish(
        tx,
        account,
        {
            "language": wish.language,
            "mail": wish.mail,
            "muted": sorted(wish.muted),
            "digest_at": wish.digest_at,
            "digest_day": local.date() if begins_tomorrow else None,
            "quiet_from": wish.quiet_from,
            "quiet_to": wish.quiet_to,
            "quiet_days_off": wish.quiet_days_off,
        },
    )


def remove_old(tx: Transaction) -> bool:
    """Delete what was read or told long ago; True when there may be more."""
    tx.actor.must_be_engine()
    read_before, before = tx.now - timedelta(days=KEPT_READ), tx.now - timedelta(days=KEPT)
    return notification.remove_old(tx, read_before, before, BATCH) == BATCH


def _faults(wish: Wish) -> list[tuple[str, str]]:
    faults = []
    if wish.language not in LANGUAGES:
        faults.append(("language", "Diese Sprache gibt es nicht."))
    if not wish.muted <= set(NoticeKind):
        faults.append(("muted", "Diese Art von Meldung gibt es nicht."))
    if (wish.quiet_from is None) != (wish.quiet_to is None):
        missing = "quiet_from" if wish.quiet_from is None else "quiet_to"
        faults.append((missing, "Bitte geben Sie Anfang und Ende der Ruhezeit an."))
    if wish.digest_at is not None and wish.is_quiet(wish.digest_at):
        faults.append(("digest_at", "Diese Uhrzeit liegt in Ihrer Ruhezeit."))
    return faults


def _account(tx: Transaction) -> int:
    if tx.actor.account is None:
        raise Forbidden("Expected to act for oneself, but nobody is logged in")
    return tx.actor.account
