"""`laufweg run` as a whole: it comes up, looks after its children, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

pytestmark = pytest.mark.slow


def test_sigterm_stops_everything_soon(launcher):
    running = launcher.run()
    started = running.wait_for("Ready after")
    assert running.get("/healthz") == 200
    assert running.get("/readyz") == 200

    code, seconds = running.stop()

    assert code == 0
    # ten at most by design; a machine busy with other tests was as slow to start it
    assert seconds < 10 + 2 * started
    assert running.remaining() == []
    assert not (launcher.home / "postgres" / "postmaster.pid").exists()


def test_a_worker_that_does_not_stop_is_ended_and_named(launcher):
    running = launcher.run()
    running.wait_for("Ready after")
    running.child("worker").suspend()

    code, _ = running.stop()

    assert code == 0
    running.wait_for("worker has not ended within 5 s; ending it at once")
    assert running.remaining() == []


def test_a_second_start_finds_what_the_first_has_made_and_ctrl_c_stops_it(launcher, capsys):
    first = launcher.run()
    first.wait_for("Ready after")
    first.stop()

    second = launcher.run()
    second.wait_for("Ready after")
    with capsys.disabled():
        print("\nsecond start:", next(line for line in second.lines if "Ready after" in line))  # noqa: T201

    assert not any("newest schema" in line for line in second.lines)
    assert second.get("/readyz") == 200
    # 500 authorities ticked on the page of supervision
    assert second.get("/healthz?" + "&".join(f"behoerde={1000 + number}" for number in range(500))) == 200
    assert second.stop(signal.SIGINT)[0] == 0
    assert second.remaining() == []


def test_a_signal_before_it_is_ready_stops_it(launcher):
    running = launcher.run()
    running.wait_for("newest schema")

    code, _ = running.stop()

    assert code == 0
    assert running.remaining() == []


def test_a_killed_supervisor_takes_its_children_along_and_starts_again(launcher):
    running = launcher.run()
    running.wait_for("Ready after")
    children = [running.child("web"), running.child("worker")]

    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()

    for child in children:
        child.wait(15)
    again = launcher.run(port=running.port)
    again.wait_for("Ready after")
    assert again.get("/readyz") == 200
    assert again.stop()[0] == 0
    assert again.remaining() == []


def test_everything_killed_at_once_starts_again(launcher):
    running = launcher.run()
    running.wait_for("Ready after")
    postmaster = int((launcher.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    for pid in (running.process.pid, postmaster, running.child("worker").pid, running.child("web").pid):
        os.kill(pid, signal.SIGKILL)
    running.process.wait()

    again = launcher.run()
    again.wait_for("Ready after")
    assert again.get("/readyz") == 200


def test_a_child_that_dies_is_started_again(launcher):
    running = launcher.run()
    running.wait_for("Ready after")
    dead = {name: running.child(name) for name in ("web", "worker")}

    for child in dead.values():
        child.kill()

    for name, child in dead.items():
        running.wait_for(f"{name} ended (SIGKILL); starting it again")
        assert _replacement(running, name, child.pid)
    assert running.stop()[0] == 0


def test_a_database_that_dies_is_started_again(launcher):
    running = launcher.run()
    running.wait_for("Ready after")
    postmaster = int((launcher.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    os.kill(postmaster, signal.SIGKILL)

    running.wait_for("PostgreSQL has ended")
    until = time.monotonic() + 30
    status = 0
    while status != 200 and time.monotonic() < until:
        try:
            status = running.get("/readyz")
        except OSError:
            time.sleep(0.1)
    assert status == 200
    assert running.stop()[0] == 0
    assert running.remaining() == []


def test_a_taken_port_is_said_before_anything_starts(launcher):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        running = launcher.run(port=taken.getsockname()[1])

        assert running.process.wait(30) == 1
    running.wait_for("LAUFWEG_PORT")
    assert not (launcher.home / "postgres").exists()


def test_a_running_installation_is_shared_by_commands_and_refused_to_a_second_run(launcher):
    running = launcher.run()
    running.wait_for("Ready after")

    command = subprocess.run(
        [sys.executable, "-m", "engine", "tasks"],
        env=launcher.environment(running.port),
        capture_output=True,
        text=True,
        check=False,
    )
    second = launcher.run()

    assert (command.returncode, command.stdout.strip()) == (0, "No open tasks.")
    assert second.process.wait(30) == 1
    second.wait_for(f"already runs there (process {running.process.pid}, http://127.0.0.1:{running.port})")
    assert running.get("/readyz") == 200


def _replacement(running, name, dead):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(AssertionError, psutil.NoSuchProcess):
            found = running.child(name)
            if found.pid != dead:
                return found
        time.sleep(0.05)
    return None
