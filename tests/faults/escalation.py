"""Workers that are killed while ladders are climbed: afterwards every rung has been told exactly once.

Several workers climb at once, each in a process of its own on the same PostgreSQL, by the database's clock. Whenever
one has had some time it gets SIGKILL, most often inside a transaction, and another one begins. Whenever nothing is due
any more, new tasks are, and those of before reach their next rung.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text

from engine import SYSTEM
from engine import Engine as Laufweg
from engine.actor import Membership, Role
from engine.commands import account, escalation
from engine.testing import World
from engine.testing import models as m

#: workers at the same time
WORKERS = 3
#: ladders a worker looks at in one transaction: few, so that many commits lie between two kills
BATCH = 15
#: tasks that fall due together
TASKS = 300
_NAME = "laufweg-fault"
#: seconds within which what is due must be climbed when nobody is killed any more
_PATIENCE = 120.0

_FILL = """
INSERT INTO user_task (instance_id, case_id, version_id, element_instance, element, name, authority_id, topic, role,
  assignee_id, priority, due_at, agreed_due_at, escalation_level, escalate_at, state, revision, created_at, claimed_at)
SELECT instance_id, case_id, version_id, :first + n, element, name, authority_id, topic, role,
  CASE WHEN n % 3 = 2 THEN NULL ELSE cast(:ada AS bigint) END, priority,
  -- a third is at 60 % of its time, a third was due long ago, a third nobody has taken
  CASE n % 3 WHEN 0 THEN now() + interval '1 day' WHEN 1 THEN now() - interval '40 days' END,
  CASE n % 3 WHEN 0 THEN now() + interval '1 day' WHEN 1 THEN now() - interval '40 days' END,
  0, now() - interval '1 hour', 'active', 1,
  CASE n % 3 WHEN 0 THEN now() - interval '36 hours' ELSE now() - interval '60 days' END,
  CASE WHEN n % 3 = 2 THEN NULL ELSE now() - interval '1 hour' END
FROM (SELECT * FROM user_task ORDER BY id LIMIT 1) AS one, generate_series(0, :tasks - 1) AS n
"""
# the same due date, begun longer ago: the share of the time that is over passes the second rung
_AGE = """
UPDATE user_task SET created_at = agreed_due_at - interval '10 days', escalate_at = now()
WHERE state = 'active' AND agreed_due_at > now() AND escalation_level = 1
"""
#: what each task must have been told once it is at rest
_EXPECTED = """
SELECT t.id, CASE WHEN t.agreed_due_at IS NULL THEN ARRAY['uebernahme 1']
  WHEN t.agreed_due_at < now() THEN ARRAY['vereinbart 5']
  WHEN t.created_at <= t.agreed_due_at - interval '10 days' THEN ARRAY['vereinbart 1', 'vereinbart 2']
  ELSE ARRAY['vereinbart 1'] END AS wanted,
  coalesce((SELECT array_agg(kind || ' ' || level ORDER BY kind, level) FROM escalation e WHERE e.task_id = t.id),
    '{}') AS told,
  (SELECT array_agg(h.detail->>'clock' || ' ' || (h.detail->>'level') ORDER BY h.id) FROM history h
    WHERE h.instance_id = t.instance_id AND h.element_instance = t.element_instance
    AND h.kind = 'escalation_level_reached') AS written
FROM user_task t WHERE t.element_instance >= 1000 ORDER BY t.id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: `inside` are the kills that hit an open transaction."""

    kills: int
    inside: int
    tasks: int
    rungs: int
    notices: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        verdict = "every rung exactly once" if not self.wrong else f"WRONG: {'; '.join(self.wrong[:5])}"
        return (
            f"{self.kills} workers killed, {self.inside} of them inside a transaction; {self.tasks:,} tasks, "
            f"{self.rungs:,} rungs, {self.notices:,} notices: {verdict}"
        )


def run(world: World, kills: int) -> Outcome:
    """Kill so many workers, let the others finish, and count."""
    with world.engine.begin(SYSTEM) as tx:
        for login, role in (("hanna", Role.HEAD_OF_OFFICE), ("kim", Role.COORDINATOR)):
            account.create(tx, login, login.title(), "ein-langes-kennwort", [Membership(world.here, role)])
    world.start({"p.bpmn": m.tasks("p", "a")})
    everything = "-c laufweg.engine=on"  # as the engine itself reads (engine/wall.py)
    engine = create_engine(
        world.engine.url, isolation_level="AUTOCOMMIT", connect_args={"options": everything}
    )
    try:
        with engine.connect() as seen:
            inside, waves = _kill(world, seen, kills)
            return _count(seen, kills, inside, waves)
    finally:
        engine.dispose()


def work(url: str, name: str) -> None:
    """A worker that only climbs, until it is killed."""
    own = make_url(url).update_query_dict({"application_name": name})
    engine = Laufweg(own.render_as_string(hide_password=False))
    while True:
        with engine.begin(SYSTEM) as tx:
            escalation.climb(tx, BATCH)
        time.sleep(0.005)


def _kill(world: World, seen: Connection, kills: int) -> tuple[int, int]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.escalation"])
    chance = random.Random(6)  # noqa: S311  no secret
    inside = waves = number = 0
    running: list[tuple[str, BaseProcess]] = []
    try:
        for _ in range(kills):
            while len(running) < WORKERS:
                name = f"{_NAME}-{number}"
                process = context.Process(target=work, args=(world.engine.url, name), daemon=True)
                process.start()
                running.append((name, process))
                number += 1
            waves += _refill(world, seen, waves)
            # the oldest is at work by now: it is the one that began two kills ago
            name, process = running.pop(0)
            _until(seen, "SELECT count(*) FROM pg_stat_activity WHERE application_name = :it", it=name)
            time.sleep(chance.uniform(0.0, 0.8))
            busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = :it AND state <> 'idle'"
            inside += bool(seen.execute(text(busy), {"it": name}).scalar_one())
            process.kill()
            process.join()
        _until(seen, "SELECT NOT EXISTS (SELECT 1 FROM user_task WHERE escalate_at <= clock_timestamp())")
    finally:
        for _, process in running:
            process.kill()
            process.join()
    return inside, waves


def _refill(world: World, seen: Connection, waves: int) -> int:
    """New tasks as soon as few are due; 1 when there are some."""
    due = "SELECT count(*) FROM user_task WHERE escalate_at <= clock_timestamp()"
    if seen.execute(text(due)).scalar_one() > TASKS // 10:
        return 0
    seen.execute(text(_AGE))
    values = {"first": 1000 + waves * TASKS, "tasks": TASKS, "ada": world.people["ada"].account}
    seen.execute(text(_FILL), values)
    return 1


def _until(seen: Connection, question: str, **values: Any) -> None:
    end = time.monotonic() + _PATIENCE
    while not seen.execute(text(question), values).scalar_one():
        if time.monotonic() > end:
            raise TimeoutError(f"Expected {question} to come true, but it has not")
        time.sleep(0.01)


def _count(seen: Connection, kills: int, inside: int, waves: int) -> Outcome:
    wrong = []
    rows = seen.execute(text(_EXPECTED)).all()
    if len(rows) != waves * TASKS:
        wrong.append(f"{len(rows)} tasks of {waves * TASKS}")
    for number, wanted, told, written in rows:
        if not wanted == told == written:
            wrong.append(f"task {number}: expected {wanted}, but told {told}, written {written}")
    # with the fifth rung whoever has the task, team lead and head hear of what the rungs below would have told them
    told = "SELECT count(*), sum(recipients) + 3 * count(*) FILTER (WHERE level = 5) FROM escalation"
    rungs, recipients = seen.execute(text(told)).one()
    notices = seen.execute(text("SELECT sum(stands_for) FROM notification")).scalar_one()
    if notices != recipients:
        wrong.append(f"{recipients} were to be told, but {notices} were")
    return Outcome(kills, inside, len(rows), int(rungs), int(notices), tuple(wrong))
