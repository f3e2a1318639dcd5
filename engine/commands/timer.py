"""Due timers: handed to the job queue in batches, then fired one by one."""

from __future__ import annotations

from datetime import timedelta

from engine import jobs
from engine.execution import advance, codec, starts
from engine.execution.actions import FireTimer
from engine.state import instance, message, start_timer, timer
from engine.state.timer import TimerState
from engine.transaction import Transaction

#: timers handed over in one transaction; the queue stays shallow, the rest waits in its own index
BATCH = 200
#: rows of one kind that are repaired in one transaction
SWEPT = 500
#: a queued timer that has not fired by then is armed again: the queue is not trusted with a person's deadline
STALE = timedelta(minutes=5)


def enqueue_due(tx: Transaction) -> bool:
    """Hand the oldest due timers to the queue; True when there may be more. Any number of workers may call it."""
    tx.actor.must_be_engine()
    due = timer.claim_due(tx, BATCH)
    if due:
        jobs.defer(tx, jobs.FIRE_TIMER, [{"timer_id": number} for number in due])
    starting = start_timer.claim_due(tx, BATCH)
    if starting:
        jobs.defer(tx, jobs.START_INSTANCE, [{"timer_id": number} for number in starting])
    return BATCH in (len(due), len(starting))


def sweep(tx: Transaction) -> bool:
    """Arm again what the queue lost, and expire messages nobody caught in time; True when there may be more."""
    tx.actor.must_be_engine()
    done = (
        timer.release_stale(tx, STALE, SWEPT),
        start_timer.release_stale(tx, STALE, SWEPT),
        message.expire(tx, SWEPT),
    )
    return SWEPT in done


def fire(tx: Transaction, timer_id: int) -> None:
    """Fire one due timer; nothing happens when it was fired or cancelled meanwhile, or is not due."""
    tx.actor.must_be_engine()
    found = timer.get(tx, timer_id)
    if found is None:
        return
    row = instance.lock(tx, found.instance_id)
    found = timer.get(tx, timer_id)  # again, now that nobody else can move the instance
    if found is None or found.state not in timer.RUNNING or found.due_at > tx.now:
        return
    if row.suspended_at is not None:
        timer.hold(tx, timer_id)
        return
    if found.subscription in codec.load(row.tokens).subscriptions:
        advance.advance(tx, row, FireTimer(found.subscription))
    else:  # a row the tokens do not know: it can never fire, and must not come back for ever
        timer.close(tx, row.id, [found.subscription], TimerState.CANCELLED)


def start(tx: Transaction, timer_id: int) -> None:
    """Start an instance at a timer start event, in a case of its own, and arm the timer's next turn.

    Nothing happens when another worker did it, or when the version is not in force on that day any more; while the
    process is suspended the timer is held.
    """
    tx.actor.must_be_engine()
    found = starts.take_due(tx, timer_id)
    if found is not None:
        starts.next_turn(tx, found)
        advance.start(tx, starts.open_case(tx, found), {}, found.element)
