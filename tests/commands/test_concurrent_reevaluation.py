"""Re-evaluations where several act at once: two who start, and a worker process that is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, commands, queries
from engine.testing import World
from engine.testing import models as m

FILES = {"p.bpmn": m.tasks("p", "a")}
PERSON = {"version": 1, "birth": "1990-05-17", "residence": [{"from": "2020-03-01", "status": "toleration"}]}
CASES = 80
#: holds the second batch open with its row locked, so that the kill meets it for certain
SLOW = """
import time
from engine.commands import reevaluation
from engine.state import precheck
advance = precheck.advance_reevaluation
def slowly(tx, number, after, done, *rest):
    advance(tx, number, after, done, *rest)
    if after > {first}:
        tx.flush()
        print("holding", flush=True)
        time.sleep(60)
precheck.advance_reevaluation = slowly
from engine.worker import main
main({url!r})
"""


def test_of_two_who_start_at_once_one_is_told(world: World) -> None:
    ready = threading.Barrier(2)

    def start(login: str) -> object:
        try:
            with world.engine.begin(world.people[login]) as tx:
                tx.execute(text("SELECT 1"))
                ready.wait(timeout=30)
                return commands.reevaluation.start_stored(tx)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(start, ("adam", "olga")))

    assert sorted(isinstance(one, Conflict) for one in answers) == [False, True]
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 1


@pytest.mark.slow
def test_a_killed_worker_loses_no_case_and_counts_none_twice(world: World) -> None:
    world.deploy(FILES)
    for _number in range(CASES):
        story = world.open("p")
        with world.engine.begin(world.people["ada"]) as tx:
            commands.precheck.save(tx, story.reference, PERSON, 0)
    with world.engine.begin(world.people["adam"]) as tx:
        number = commands.reevaluation.start_known(tx, tx.now.date(), tx.now.date().replace(year=2005), None)
        first = tx.execute(
            text('SELECT id FROM "case" ORDER BY id OFFSET :batch LIMIT 1'),
            {"batch": commands.reevaluation.BATCH - 1},
        ).scalar_one()
    environment = {**os.environ, "LAUFWEG_DEAD_AFTER": "2"}

    program = SLOW.format(first=first, url=world.engine.url)
    victim = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"holding\n"
    victim.send_signal(signal.SIGKILL)
    victim.wait(timeout=30)
    victim.stdout.close()

    program = f"from engine.worker import main; main({world.engine.url!r})"
    heir = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with world.engine.begin(world.people["adam"]) as tx:
                found = queries.precheck.reevaluation(tx, number)
            if not found.is_running:
                break
            time.sleep(0.1)
    finally:
        heir.send_signal(signal.SIGTERM)
        heir.wait(timeout=30)

    assert (found.state, found.done, found.failed) == ("done", CASES, 0)
    with world.engine.begin(SYSTEM) as tx:
        moved = tx.execute(text("SELECT count(DISTINCT case_id) FROM reevaluation_result")).scalar_one()
    assert moved == CASES
