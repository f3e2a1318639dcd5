"""Telling people what happened, in the transaction of what happened.

Each is told in the application. By mail too, if they want it: one mail waits for a person at a time and takes up what
happens until it goes; the job that sends it is enqueued when it is begun. Many notices of one kind within a short time
are one summary, which grows until it is read, so that nobody is flooded however much falls due at once; all that
ladders tell goes into the same one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from engine import jobs, mail
from engine.execution import stand_ins
from engine.notices import OF_LADDERS, Notice, NoticeKind, next_mail
from engine.state import mail as mails_
from engine.state import notification
from engine.state.mail import MailKind
from engine.state.notification import Recipient
from engine.transaction import Transaction

__all__ = ["Notice", "NoticeKind", "notify", "notify_all"]

#: so many unread notices of a kind, or of ladders, within so much time are told singly, what comes then is one summary
SINGLY: Final = 5
WINDOW: Final = timedelta(minutes=10)
#: cases a summary names
NAMED: Final = 5
#: what is never told by mail: that mails fail
IN_THE_APPLICATION: Final = frozenset({NoticeKind.MAIL_FAILED})
#: a mail begun before that says nothing about when the next one may go
_LONG_AGO: Final = timedelta(days=7)


class _Pile:
    """What one summary for one person would stand for: the first few notices, and how many there are of each kind, and
    of each level that was passed by.
    """

    __slots__ = ("first", "kinds", "passed")

    def __init__(self) -> None:
        self.first: list[Notice] = []
        self.kinds: Counter[NoticeKind] = Counter()
        self.passed: Counter[str] = Counter()

    def add(self, notice: Notice) -> None:
        """One more."""
        self.kinds[notice.kind] += 1
        if len(self.first) < SINGLY:
            self.first.append(notice)
        passed = notice.detail.get("passed")
        if isinstance(passed, Mapping):
            self.passed.update(passed)

    @property
    def count(self) -> int:
        """How many there are."""
        return self.kinds.total()


def notify(tx: Transaction, recipients: Iterable[int], notice: Notice) -> None:
    """Tell each of the accounts; whoever acts is told nothing they know."""
    notify_all(tx, ((account, notice) for account in dict.fromkeys(recipients)))


def notify_all(tx: Transaction, notices: Iterable[tuple[int, Notice]]) -> None:
    """Tell each account its notice. Without a statement when there is nothing to tell; any number in four to six.

    Nobody is told what they did themselves; inactive accounts are told nothing.
    """
    piles: dict[tuple[int, NoticeKind], _Pile] = defaultdict(_Pile)
    for account, notice in _with_stand_ins(tx, list(notices)):
        if account != tx.actor.account:
            piles[account, _heap(notice.kind)].add(notice)
    if not piles:
        return
    ids, since = sorted({account for account, _ in piles}), tx.now - WINDOW
    people = notification.recipients(tx, ids, tx.now - _LONG_AGO)
    recent: Counter[tuple[int, str]] = Counter()
    for (account, kind), number in notification.recent(tx, ids, since).items():
        recent[account, _heap(kind)] += number
    told = {key: pile for key, pile in piles.items() if key[0] in people}
    mails = _mails(tx, people, ((key[0], kind) for key, pile in told.items() for kind in pile.kinds))
    rows: list[dict[str, Any]] = []
    grown: list[dict[str, Any]] = []
    for (account, kind), pile in sorted(told.items()):
        person, mail_id = people[account], mails.get(account)
        if pile.count + recent[account, kind] > SINGLY:
            mailed = mail_id if any(_by_mail(person, one) for one in pile.kinds) else None
            known = {"account_id": account, "kind": kind.value, "mail_id": mailed}
            grown.append(known | {"stands_for": pile.count, "detail": _summary(kind, pile)})
        else:
            rows.extend(
                _single(tx, account, notice, mail_id if _by_mail(person, notice.kind) else None)
                for notice in pile.first
            )
    if rows:
        notification.add(tx, rows)
    if grown:
        notification.grow(tx, since, grown)


def _with_stand_ins(tx: Transaction, notices: list[tuple[int, Notice]]) -> Iterable[tuple[int, Notice]]:
    """The notices, and for each task that was given to somebody who is away one to whoever stands in."""
    given = {
        notice.task_id: account
        for account, notice in notices
        if notice.kind is NoticeKind.ASSIGNED and notice.task_id is not None
    }
    beside = stand_ins.told_beside(tx, given) if given else {}
    more = [
        (one, replace(notice, kind=NoticeKind.STAND_IN_TASK))
        for _account, notice in notices
        if notice.kind is NoticeKind.ASSIGNED
        for one in beside.get(notice.task_id or 0, ())
    ]
    return [*notices, *more]


def _mails(
    tx: Transaction, people: Mapping[int, Recipient], told: Iterable[tuple[int, NoticeKind]]
) -> dict[int, int]:
    """The mail that takes up the notices of each person who wants them by mail; those that are new get their job."""
    settings = mail.settings()
    if settings is None:
        return {}
    wanted = {account for account, kind in told if _by_mail(people[account], kind)}
    found = {account: one for account in wanted if (one := people[account].mail_id) is not None}
    dues = {
        account: next_mail(people[account].wish, tx.now, people[account].last_mail_at)
        for account in wanted - found.keys()
    }
    while dues:
        begun = mails_.begin(tx, MailKind.NOTICE, dues, settings.domain)
        found |= {account: number for account, (number, _) in begun.items()}
        enqueue(tx, begun.values())
        dues = {account: due for account, due in dues.items() if account not in begun}
        if dues:  # another transaction has begun theirs meanwhile; it may even have gone since
            again = notification.recipients(tx, sorted(dues), tx.now)
            found |= {account: one.mail_id for account, one in again.items() if one.mail_id is not None}
            dues = {account: due for account, due in dues.items() if account in again.keys() - found.keys()}
    return found


def _by_mail(one: Recipient, kind: NoticeKind) -> bool:
    return one.wants_mail and kind not in IN_THE_APPLICATION and kind.value not in one.wish.muted


def enqueue(tx: Transaction, mails: Iterable[tuple[int, datetime]]) -> None:
    """Enqueue the jobs that send these mails (id and when it is due), one statement for each moment."""
    by_moment: dict[datetime, list[int]] = defaultdict(list)
    for number, due in mails:
        by_moment[due].append(number)
    for due, numbers in sorted(by_moment.items()):
        jobs.defer(tx, jobs.SEND_MAIL, [{"mail_id": number} for number in sorted(numbers)], at=due)


def _heap(kind: str) -> NoticeKind:
    """The kind of the summary that takes up a notice of that kind."""
    return NoticeKind.SUMMARY if kind in OF_LADDERS else NoticeKind(kind)


def _single(tx: Transaction, account: int, notice: Notice, mail_id: int | None) -> dict[str, Any]:
    return {
        "account_id": account,
        "kind": notice.kind.value,
        "mail_id": mail_id,
        "at": tx.now,
        "case_id": notice.case_id,
        "task_id": notice.task_id,
        "detail": dict(notice.detail),
    }


def _summary(kind: NoticeKind, pile: _Pile) -> dict[str, Any]:
    """What a summary says beside its number: some of the cases it is about; of ladders the numbers of each kind, and of
    the levels that were passed by.
    """
    cases = dict.fromkeys(str(one.detail["case"]) for one in pile.first if one.detail.get("case"))
    said: dict[str, Any] = {"cases": list(cases)[:NAMED]}
    if kind is NoticeKind.SUMMARY:
        said |= {"kinds": dict(pile.kinds), "passed": dict(pile.passed)}
    return said
