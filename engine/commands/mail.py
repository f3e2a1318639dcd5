"""Mails on their way: begun by what happens, sent by a job, tried again, failed and sent again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from engine import mail as door
from engine.actor import Action
from engine.clock import ZONE
from engine.errors import Conflict, NotFound
from engine.execution import withdrawal
from engine.execution.notify import Notice, NoticeKind, enqueue, notify
from engine.mail import Later, Outcome, Refused, Taken
from engine.notices import first_moment
from engine.state import account, mail, notification
from engine.state.mail import Mail, MailKind, MailState
from engine.transaction import Transaction

#: a mail is tried so often, in the end every four hours: nearly three days
TRIES: Final = 24
_LONGEST_DELAY: Final = 240
#: a mail whose job is that late is given a new one: the queue is not trusted
STALE: Final = timedelta(minutes=5)
#: mails or digests in one transaction
BATCH: Final = 200
#: the day's last look for digests, which is every five minutes: it takes those of the minutes up to midnight too
_LAST_LOOK: Final = time(23, 55)
#: a mail that is over is deleted so long after it was begun
KEPT: Final = timedelta(days=90)


def begin(tx: Transaction, mail_id: int) -> bool:
    """Close a mail that is due, so that it can be sent; False when there is nothing to send now.

    It is put off while the person does not want to be disturbed, also when it is tried again, and while the mail
    before it has not gone: however long the mail server is away, one is being sent and one waits. What was read
    before the first try does not go, nor ever what rests on a release that has ended; without anything, or to somebody
    who has left or wants no mail any more, the mail is dropped.
    """
    tx.actor.must_be_engine()
    one = mail.lock(tx, mail_id)
    if one is None or one.state not in (MailState.WAITING, MailState.SENDING) or one.due_at > tx.now:
        return False
    is_new = one.state is MailState.WAITING
    withdrawal.hold_mails(tx, mail_id)
    person = notification.recipients(tx, [one.account_id], tx.now).get(one.account_id)
    wanted = person is not None and (person.has_address if one.kind is MailKind.DIGEST else person.wants_mail)
    if (
        person is None
        or not wanted
        or (is_new and one.kind is MailKind.NOTICE and not notification.leave_read(tx, one.id))
    ):
        notification.leave(tx, one.id)
        mail.drop(tx, one.id)
        return False
    moment = first_moment(person.wish, tx.now)
    before = mail.under_way(tx, one) if is_new else None
    if before is not None:
        moment = max(moment, before, tx.now) + timedelta(minutes=1)
    if moment > tx.now:
        _put_off(tx, one, moment)
        return False
    if is_new:
        mail.change(tx, one.id, state=MailState.SENDING)
    return True


def take(tx: Transaction, mail_id: int) -> Mail | None:
    """A mail that has been begun and is due, held until the transaction ends; None when another one has it."""
    tx.actor.must_be_engine()
    one = mail.lock_free(tx, mail_id)
    if one is None or one.state is not MailState.SENDING or one.due_at > tx.now:
        return None
    return one


def note(tx: Transaction, one: Mail, outcome: Outcome) -> None:
    """Write what became of a mail that is held: sent, failed, or to be tried again after a growing while.

    When it failed for good, those who administer the authorities of the person are told.
    """
    tx.actor.must_be_engine()
    attempts = one.attempts + 1
    match outcome:
        case Taken():
            mail.change(tx, one.id, state=MailState.SENT, sent_at=tx.now, attempts=attempts, failure=None)
        case Later(reason) if attempts < TRIES:
            delay = timedelta(minutes=min(2**one.attempts, _LONGEST_DELAY))
            mail.change(tx, one.id, attempts=attempts, failure=reason)
            _put_off(tx, one, tx.now + delay)
        case Later(reason) | Refused(reason):
            mail.change(tx, one.id, state=MailState.FAILED, attempts=attempts, failure=reason)
            notify(tx, account.administrators(tx, one.account_id), Notice(NoticeKind.MAIL_FAILED))


def drop(tx: Transaction, one: Mail) -> None:
    """Delete a mail that is held and would say nothing."""
    tx.actor.must_be_engine()
    notification.leave(tx, one.id)
    mail.drop(tx, one.id)


def send_again(tx: Transaction, mail_id: int) -> None:
    """Begin anew with a mail that failed; the receiving side sees the same one. Conflict when it has not failed."""
    tx.actor.must(Action.ADMINISTER)
    one = mail.lock(tx, mail_id)
    if one is None:
        raise NotFound(f"Expected to find mail {mail_id}, but there is none")
    if one.state is not MailState.FAILED:
        raise Conflict(f"Expected to send mail {mail_id} again, but it is {one.state}")
    mail.send_again(tx, [one.id])
    enqueue(tx, [(one.id, tx.now)])


def send_all_again(tx: Transaction) -> int:
    """Begin anew with up to 200 mails that failed, the oldest first; returns how many."""
    tx.actor.must(Action.ADMINISTER)
    found = mail.failed(tx, BATCH)
    mail.send_again(tx, found)
    enqueue(tx, [(number, tx.now) for number in found])
    return len(found)


def sweep(tx: Transaction) -> bool:
    """Give mails a new job that the queue has lost; True when there may be more."""
    tx.actor.must_be_engine()
    found = mail.release_stale(tx, STALE, BATCH)
    enqueue(tx, [(number, tx.now) for number in found])
    return len(found) == BATCH


def write_digests(tx: Transaction) -> bool:
    """Begin the digests that are due by the wall clock; True when there may be more.

    Each person gets one a local day, also after an outage; on a day off there is none for those who want it so.
    """
    tx.actor.must_be_engine()
    settings = door.settings()
    if settings is None:
        return False
    local = tx.now.astimezone(ZONE)
    at = time.max if local.time() >= _LAST_LOOK else local.time()
    found = notification.take_digests(tx, local.date(), at, BATCH)
    wanted = {number: tx.now for number, wish in found.items() if not wish.is_day_off(local.date())}
    if wanted:
        begun = mail.begin(tx, MailKind.DIGEST, wanted, settings.domain)
        enqueue(tx, begun.values())
    return len(found) == BATCH


def remove_old(tx: Transaction) -> bool:
    """Delete mails that were over long ago; True when there may be more."""
    tx.actor.must_be_engine()
    return mail.remove_old(tx, tx.now - KEPT, BATCH) == BATCH


def _put_off(tx: Transaction, one: Mail, moment: datetime) -> None:
    mail.change(tx, one.id, due_at=moment)
    enqueue(tx, [(one.id, moment)])
