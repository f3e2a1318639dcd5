"""A child process of the supervisor: started, watched, started again, stopped.

waiting ──start──► running ──ends──► waiting (1 s, 2 s, 4 s … 30 s)
                      └──stop──► stopped
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

#: a process that lived so long has started well: its next end is not the same fault again
_SETTLED = 30.0
_LONGEST_PAUSE = 30.0
#: ends in a row before settling, after which starting again is no use
GIVE_UP = 6


@dataclass(slots=True)
class Child:
    """One `laufweg` command in a process group of its own; its output appears with its name before each line."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    files: Sequence[int] = ()
    failures: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)
    _not_before: float = field(default=0.0, init=False)

    def keep_running(self, now: float) -> None:
        """Start it when it should run and does not; `now` on the monotonic clock."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self.failures = 1 if now - self._since > _SETTLED else self.failures + 1
            pause = min(2.0 ** (self.failures - 1), _LONGEST_PAUSE)
            self._not_before = now + pause
            self._process = None
            say("laufweg", f"{self.name} ended ({_reason(code)}); starting it again in {pause:.0f} s")
        if now >= self._not_before:
            self._start(now)

    def ask_to_stop(self) -> None:
        """Send SIGTERM: finish what is under way, then end."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> bool:
        """Wait for its end, at most `seconds`; returns whether it has ended."""
        if self._process is None:
            return True
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0.0))
        return self._process.poll() is not None

    def kill(self) -> None:
        """End the whole process group at once."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _start(self, now: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own command, no shell
            [sys.executable, "-m", "engine", *self.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.environment),
            start_new_session=True,  # Ctrl-C in the terminal is for the supervisor alone
            pass_fds=tuple(self.files),
        )
        self._since = now
        if self._process.stdout is not None:
            threading.Thread(target=_relay, args=(self.name, self._process.stdout), daemon=True).start()


def say(name: str, line: str) -> None:
    """Write one line of the common log, in one piece."""
    sys.stderr.write(f"{name:<7} │ {line}\n")
    sys.stderr.flush()


def _relay(name: str, lines: IO[bytes]) -> None:
    for line in lines:
        say(name, line.decode(errors="replace").rstrip())
    lines.close()


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
