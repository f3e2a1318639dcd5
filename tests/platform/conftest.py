"""Real `laufweg run` processes, and what they leave behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

#: patience with a slow machine; nothing waits this long where all is right
_SECONDS = 180


@dataclass(slots=True)
class Running:
    """A `laufweg run` in a home of its own."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def wait_for(self, word: str) -> float:
        """Wait until a line holds the word; returns the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < _SECONDS:
            if any(word in line for line in list(self.lines)):
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"Expected a line with {word!r}, but there were only:\n" + "\n".join(self.lines))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Send the signal and wait for the end; returns the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(_SECONDS), time.monotonic() - began

    def get(self, path: str) -> int:
        """The status of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return int(response.status)

    def child(self, command: str) -> psutil.Process:
        """The child process that runs `laufweg <command>`."""
        found = [one for one in psutil.Process(self.process.pid).children() if command in one.cmdline()]
        assert found, f"Expected a child {command}, but there is none"
        return found[0]

    def remaining(self) -> list[str]:
        """The command lines of every process that still belongs to this home, after a moment to end."""
        left: list[str] = []
        for _ in range(100):
            left = [" ".join(words) for words in _processes_of(self.home)]
            if not left:
                break
            time.sleep(0.05)
        return left


def _processes_of(home: Path) -> Iterator[list[str]]:
    for process in psutil.process_iter():
        try:
            ours = str(home) in " ".join(process.cmdline()) or process.environ().get("LAUFWEG_HOME") == str(
                home
            )
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                yield process.cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Launcher:
    """Starts installations and ends what a failed test has left."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "var"
        self.library = folder / "processes"
        self.library.mkdir()
        self.started: list[Running] = []

    def environment(self, port: int) -> dict[str, str]:
        """The environment of an installation of the test's own."""
        return {
            **{name: value for name, value in os.environ.items() if name != "LAUFWEG_DATABASE_URL"},
            "LAUFWEG_HOME": str(self.home),
            "LAUFWEG_PORT": str(port),
            "LAUFWEG_PROCESSES": str(self.library),
            "LAUFWEG_WEB_PROCESSES": "1",
        }

    def run(self, *options: str, port: int | None = None) -> Running:
        """Start `laufweg run`; returns at once."""
        port = port or free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "engine", "run", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment(port),
            start_new_session=True,
        )
        running = Running(self.home, port, process)
        threading.Thread(target=self._read, args=(running,), daemon=True).start()
        self.started.append(running)
        return running

    def end(self) -> None:
        """Stop everything that still runs."""
        for running in self.started:
            if running.process.poll() is None:
                running.process.terminate()
                running.process.wait(30)
        for process in psutil.process_iter():
            try:
                if str(self.home) in " ".join(process.cmdline()):
                    process.kill()
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue

    @staticmethod
    def _read(running: Running) -> None:
        assert running.process.stdout is not None
        with running.process.stdout as output:
            for line in output:
                running.lines.append(line.rstrip())


@pytest.fixture
def tmp_path(memory: Path | None) -> Iterator[Path]:
    """A folder outside pytest's own, which every other run of pytest closes to the user PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(
        prefix="laufweg-test-", dir=memory, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    """Starts real installations under a temporary home."""
    made = Launcher(tmp_path)
    yield made
    made.end()
