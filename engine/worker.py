"""The worker: turns due timers into jobs and runs them, in a process of its own.

APScheduler is the clock (it only says *now*), the rows in the database say what is due. Any number of workers may run.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from procrastinate import App

from engine import delivery, duties, export, impact, jobs, mail, pauses, proof, retention, rollout, store
from engine.actor import SYSTEM
from engine.clock import ZONE
from engine.commands import (
    document,
    escalation,
    message,
    party_link,
    reevaluation,
    referral_link,
    register,
    release,
    rolling,
    structural,
    timer,
)
from engine.commands import mail as mails
from engine.duties import Duty
from engine.engine import Engine
from engine.execution.problems import Origin
from engine.library import place, read_law

_log = logging.getLogger("laufweg.worker")

TICK_SECONDS = 1
SWEEP_SECONDS = 60
CONCURRENCY = 4
#: mails that one worker hands over at a time
MAILS_AT_ONCE = 2


class Worker:
    """Everything a worker process does, one method per duty; each can be called alone by a test."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def enqueue_due(self) -> int:
        """Hand every due timer to the queue, batch by batch; returns the number of batches."""
        batches = 0
        more = True
        while more:
            with self._engine.begin(SYSTEM) as tx:
                more = timer.enqueue_due(tx)
            batches += 1
        return batches

    def climb(self) -> int:
        """Look at every ladder that is due, batch by batch; returns the number of batches."""
        batches = 0
        more = True
        while more:
            more = self._climb_once()
            batches += 1
        return batches

    def _climb_once(self) -> bool:
        """One batch; where one ladder breaks it, one by one, and the broken one later, so that it stops no other."""
        try:
            with self._engine.begin(SYSTEM) as tx:
                return escalation.climb(tx)
        except Exception:
            _log.exception("A batch of ladders cannot be climbed")
        for _ in range(escalation.BATCH):
            try:
                with self._engine.begin(SYSTEM) as tx:
                    more = escalation.climb(tx, most=1)
            except Exception:
                _log.exception("A ladder cannot be climbed; it is looked at again in %s", escalation.LATER)
                with self._engine.begin(SYSTEM) as tx:
                    escalation.postpone(tx)
                more = True
            if not more:
                return False
        return True

    def sweep(self) -> None:
        """Repair what the queue lost, expire old messages, begin changes of the register whose day has come."""
        more = True
        while more:
            with self._engine.begin(SYSTEM) as tx:
                more = timer.sweep(tx)
        more = True
        while more:
            with self._engine.begin(SYSTEM) as tx:
                more = register.enqueue_due(tx)
        more = True
        while more:
            with self._engine.begin(SYSTEM) as tx:
                more = mails.sweep(tx)
        more = True
        while more:
            with self._engine.begin(SYSTEM) as tx:
                more = referral_link.sweep(tx)
        more = True
        while more:
            with self._engine.begin(SYSTEM) as tx:
                more = party_link.sweep(tx)

    def fire_timer(self, timer_id: int) -> None:
        """Fire one timer in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            timer.fire(tx, timer_id)

    def start_instance(self, timer_id: int) -> None:
        """Start one instance at a timer start event, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            timer.start(tx, timer_id)

    def deliver_message(self, message_id: int, case_id: int | None = None) -> None:
        """Deliver a message whose taker was busy, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            message.deliver(tx, message_id, case_id)

    def count_problem(
        self, message_id: int, case_id: int, version_id: int, element: str, name: str, actor: int | None
    ) -> None:
        """Count a structural problem that a process has reported, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            structural.count(tx, message_id, Origin(case_id, version_id, element, name, actor))

    def broadcast(self, signal_id: int, subscriptions: list[int]) -> None:
        """Let a batch of catches hear a signal, in a transaction of its own; each alone when one of them breaks it."""
        try:
            with self._engine.begin(SYSTEM) as tx:
                message.hear(tx, signal_id, subscriptions)
        except Exception:
            if len(subscriptions) == 1:
                raise
            _log.exception("Signal %s breaks a batch of %s catches", signal_id, len(subscriptions))
            with self._engine.begin(SYSTEM) as tx:
                message.split(tx, signal_id, subscriptions)

    def reevaluate(self, reevaluation_id: int, after: int) -> None:
        """Look at the next batch of open cases with the law of the library, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            reevaluation.work(tx, reevaluation_id, after, read_law(place(os.environ)))

    def change_register(self, change_id: int, after: int) -> None:
        """Move the next open tasks that a change of the register concerns, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            register.work(tx, change_id, after)

    def send_mail(self, mail_id: int) -> None:
        """Send a mail that is due."""
        delivery.deliver(self._engine, mail_id)

    def send_link(self, link_id: int) -> None:
        """Send the mail of a one-time link that is due."""
        delivery.deliver_link(self._engine, link_id)

    def send_party_link(self, link_id: int) -> None:
        """Send the mail of a one-time link to a consulted party that is due."""
        delivery.deliver_party_link(self._engine, link_id)

    def call_off_link(self, link_id: int, tries: int = 0) -> None:
        """Tell whoever has the mail of a one-time link that nothing is asked any more."""
        delivery.call_off_link(self._engine, link_id, tries)

    def call_off_party_link(self, **payload: Any) -> None:  # Any: what `jobs.CALL_OFF_PARTY_LINK` holds
        """As `call_off_link`, to a consulted party."""
        delivery.call_off_party_link(self._engine, **payload)

    def do_duty(self, name: str) -> None:
        """Do a duty whose turn has come."""
        duties.do(self._engine, name)

    def sweep_documents(self, shelf: str) -> None:
        """Take away what lies on a shelf of the store and belongs to no document, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            document.sweep(tx, store.place(), shelf)

    def export_case(self, export_id: int) -> None:
        """Make an export that somebody asked for."""
        export.make(self._engine, store.place(), export_id)

    def follow_releases(self, case_id: int) -> None:
        """Take from the authorities whose release has ended what rested on it."""
        with self._engine.begin(SYSTEM) as tx:
            release.follow(tx, case_id)

    def check_proposal(self, proposal_id: int, digest: str) -> None:
        """Measure what the gates before a resolution ask."""
        proof.measure(self._engine, place(os.environ), proposal_id, digest)

    def impact_report(self, report_id: int) -> None:
        """Compute what a proposal would do to the cases that run."""
        impact.make(self._engine, place(os.environ), report_id)

    def gather_rollout(self, rollout_id: int, place: int, after: int) -> None:
        """Note the next cases that are to follow into a new version, in a transaction of its own."""
        with self._engine.begin(SYSTEM) as tx:
            rolling.gather(tx, rollout_id, place, after)

    def roll_out(self, rollout_id: int) -> None:
        """Give the cases of one batch their turn."""
        rollout.work(self._engine, rollout_id)

    def follow_phase(self, number: int) -> None:
        """Let a case that came into its next phase have its turn."""
        with self._engine.begin(SYSTEM) as tx:
            rolling.follow_phase(tx, number)

    def undo_rollout(self, batch_id: int, turn: int = 1, others: Sequence[int] = ()) -> None:
        """Put the cases of a batch back, and then those of others."""
        rollout.undo(self._engine, batch_id, turn, others)

    def make_up(self) -> None:
        """Begin the duties whose last turn was missed while no worker ran."""
        duties.begin_all(self._engine)

    @property
    def handlers(self) -> dict[str, Callable[..., None]]:
        """What does each kind of job."""
        return {
            jobs.FIRE_TIMER: self.fire_timer,
            jobs.START_INSTANCE: self.start_instance,
            jobs.DELIVER_MESSAGE: self.deliver_message,
            jobs.BROADCAST: self.broadcast,
            jobs.COUNT_PROBLEM: self.count_problem,
            jobs.REEVALUATE: self.reevaluate,
            jobs.CHANGE_REGISTER: self.change_register,
            jobs.SEND_MAIL: self.send_mail,
            jobs.SEND_LINK: self.send_link,
            jobs.SEND_PARTY_LINK: self.send_party_link,
            jobs.CALL_OFF_LINK: self.call_off_link,
            jobs.CALL_OFF_PARTY_LINK: self.call_off_party_link,
            jobs.DO_DUTY: self.do_duty,
            jobs.SWEEP_DOCUMENTS: self.sweep_documents,
            jobs.EXPORT_CASE: self.export_case,
            jobs.FOLLOW_RELEASES: self.follow_releases,
            jobs.CHECK_PROPOSAL: self.check_proposal,
            jobs.IMPACT_REPORT: self.impact_report,
            jobs.GATHER_ROLLOUT: self.gather_rollout,
            jobs.ROLL_OUT: self.roll_out,
            jobs.FOLLOW_PHASE: self.follow_phase,
            jobs.UNDO_ROLLOUT: self.undo_rollout,
        }

    def work_off(self) -> int:
        """Run every job of the queue here and now, also those that follow; returns how many ran.

        For tests and stories whose clock is moved by hand; a worker process takes its jobs from the queue.
        """
        ran = 0
        while True:
            with self._engine.begin(SYSTEM) as tx:
                found = jobs.take_all(tx)
            if not found:
                return ran
            for kind, payload in found:
                self.handlers[kind](**payload)
                ran += 1

    def app(self) -> App:
        """The queue application with this worker's handlers."""
        return jobs.consumer(self._engine.url, self.handlers)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT; jobs under way are finished first."""
        app = self.app()
        scheduler = AsyncIOScheduler(
            timezone=ZONE,
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        scheduler.add_job(self.enqueue_due, "interval", seconds=TICK_SECONDS, id="due timers")
        scheduler.add_job(self.climb, "interval", seconds=TICK_SECONDS, id="ladders")
        scheduler.add_job(self.sweep, "interval", seconds=SWEEP_SECONDS, id="sweep")
        scheduler.add_job(jobs.rescue, "interval", args=[app], seconds=jobs.DEAD_AFTER / 3, id="rescue")
        scheduler.add_job(self.make_up, id="make up")
        for one in duties.DUTIES:
            scheduler.add_job(duties.begin, _trigger(one), args=[self._engine, one], id=one.name)
        async with app.open_async():
            scheduler.start()
            queues = {jobs.QUEUE: CONCURRENCY, jobs.MAIL_QUEUE: MAILS_AT_ONCE}
            taking = {asyncio.create_task(_take_jobs(app, *one)) for one in queues.items()}
            try:
                over, others = await asyncio.wait(taking, return_when=asyncio.FIRST_COMPLETED)
                for queue in others:
                    queue.cancel()
                if others:
                    await asyncio.wait(others)
                for queue in over:
                    queue.result()  # what ended it, if it was not told to
            finally:
                scheduler.shutdown(wait=True)


async def _take_jobs(app: App, queue: str, concurrency: int) -> None:
    """Run the jobs of a queue. That of the engine listens to signals; when one ends, so do the others."""
    await app.run_worker_async(
        queues=[queue],
        name=f"laufweg-{queue}-{os.getpid()}",
        concurrency=concurrency,
        fetch_job_polling_interval=1,
        delete_jobs="successful",
        shutdown_graceful_timeout=10,
        install_signal_handlers=queue == jobs.QUEUE,
        update_heartbeat_interval=jobs.DEAD_AFTER / 3,
        stalled_worker_timeout=jobs.DEAD_AFTER,
    )


def _trigger(one: Duty) -> CronTrigger:
    """When a duty begins, by the wall clock."""
    if one.at is None:
        return CronTrigger(minute=f"*/{one.every}", timezone=ZONE)
    day = "*" if one.weekday is None else one.weekday
    return CronTrigger(day_of_week=day, hour=one.at.hour, minute=one.at.minute, timezone=ZONE)


def main(url: str) -> None:
    """Run a worker on the database at `url` until it is told to stop. Invalid when its settings are wrong."""
    mail.settings()
    store.settings()
    retention.step_inputs()
    engine = Engine(url)
    pauses.shorten()
    try:
        _log.info("Worker %s started", os.getpid())
        asyncio.run(Worker(engine).run())
    finally:
        engine.dispose()
