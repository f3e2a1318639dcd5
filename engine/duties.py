"""Duties by the clock on the wall: what is to be done at a time of the day in Germany, once, however many workers run.

A turn of a duty is the last time of day it should have been done. Whoever takes it first enqueues its job in the same
transaction. After an outage the last turn is made up, once; those before it are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from engine import commands, jobs, store
from engine.actor import SYSTEM
from engine.clock import ZONE
from engine.engine import Engine
from engine.execution import holders, proposals
from engine.state import duty
from engine.transaction import Transaction

#: turns are remembered so long
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Duty:
    """What is done at `at` every day (on that weekday only, 0 being Monday), or every so many minutes; `work` says
    whether there is more, for another go.
    """

    name: str
    work: Callable[[Transaction], bool]
    at: time | None = None
    every: int = 1
    weekday: int | None = None

    def turn(self, now: datetime) -> str:
        """The last turn that was to begin, by the wall clock: the same in every process.

        An hour the clock shows twice has its turns once; those of an hour it leaves out come when it goes on.
        """
        local = now.astimezone(ZONE)
        if self.at is None:
            minute = local.minute - local.minute % self.every
            return f"{local:%Y-%m-%d} {local.hour:02}:{minute:02}"
        day = local.date() if local.time() >= self.at else local.date() - timedelta(days=1)
        if self.weekday is not None:
            day -= timedelta(days=(day.weekday() - self.weekday) % 7)
        return f"{day.isoformat()} {self.at:%H:%M}"


def _tidy_turns(tx: Transaction) -> bool:
    duty.remove_old(tx, tx.now - KEPT)
    return False


def _scan_again(tx: Transaction) -> bool:
    clamd = store.settings().clamd
    return clamd is not None and commands.document.recheck(tx, store.place(), clamd)


def _remove_exports(tx: Transaction) -> bool:
    return commands.export.remove_old(tx, store.place())


DUTIES: Final = (
    Duty("digests", commands.mail.write_digests, every=5),
    Duty("absences", commands.absence.turn, every=5),
    Duty("tasks nobody was there for", commands.register.place_waiting, every=5),
    Duty("releases that ended", commands.release.end_past, at=time(0, 1)),
    Duty("old absences", commands.absence.forget, at=time(3, 15)),
    Duty("old notices", commands.notification.remove_old, at=time(3, 10)),
    Duty("old mails", commands.mail.remove_old, at=time(3, 20)),
    Duty("tasks seen", commands.inbox.forget_seen, at=time(3, 25)),
    Duty(holders.DUTY, commands.escalation.look_after_holders, at=time(5, 30)),
    Duty("drafts in vain", commands.inbox.forget_drafts, at=time(3, 40)),
    Duty("escalations of the week", commands.escalation.tell_steering, at=time(7, 0), weekday=0),
    Duty("unscanned documents", _scan_again, every=5),
    Duty("old exports", _remove_exports, every=30),
    Duty("documents of nobody", commands.document.begin_sweep, at=time(2, 30)),
    Duty("consultations", commands.consultation.turn, at=time(0, 10)),
    Duty(proposals.TURN, commands.proposal.turn, at=time(0, 15)),
    Duty("proposals to review", commands.resolution.turn, at=time(6, 0)),
    Duty("discarded drafts", commands.bundle.forget_discarded, at=time(3, 50)),
    Duty("old rollouts", commands.rolling.forget, at=time(3, 45)),
    Duty("courses of old", commands.recorded.forget, at=time(3, 35)),
    Duty("old turns", _tidy_turns, at=time(3, 30)),
)
_BY_NAME: Final = {one.name: one for one in DUTIES}


def begin(engine: Engine, one: Duty) -> bool:
    """Take the turn of a duty and enqueue its job; False when it has been taken."""
    with engine.begin(SYSTEM) as tx:
        if not duty.take(tx, one.name, one.turn(tx.now)):
            return False
        jobs.defer(tx, jobs.DO_DUTY, [{"name": one.name}])
    return True


def begin_all(engine: Engine) -> None:
    """Make up what should have been done while nothing ran: the last turn of each duty."""
    for one in DUTIES:
        begin(engine, one)


def do(engine: Engine, name: str) -> None:
    """Do a duty, a transaction for each part of it. One of another release is nobody's any more."""
    one = _BY_NAME.get(name)
    more = one is not None
    while one is not None and more:
        with engine.begin(SYSTEM) as tx:
            more = one.work(tx)
