"""Everything of one installation in one command: database, web and worker, kept running until told to stop."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from engine.cli import lifeline
from engine.cli.child import GIVE_UP, Child, say
from engine.database import HOME, URL, Database
from engine.errors import Conflict, LaufwegError

#: a request or a job under way has so long to end; with the database's own stop it is less than ten seconds
_GRACE = 5.0
_TICK = 0.2
#: signals closer together are one
_DOUBLE = 0.5
_READY_SECONDS = 180.0


@dataclass(slots=True)
class Supervisor:
    """Runs web and worker on a database until SIGINT or SIGTERM; a second SIGINT ends everything at once."""

    database: Database
    environment: Mapping[str, str]
    listening: socket.socket
    _children: list[Child] = field(default_factory=list, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _preparing: bool = field(default=False, init=False)
    _killed: bool = field(default=False, init=False)
    _asked: float | None = field(default=None, init=False)

    def start(self, address: str) -> None:
        """Start web and worker on the database at the address, unless a signal has come; returns at once."""
        if self._stop.is_set():
            return
        environment = {
            **self.environment,
            URL: address,
            lifeline.SUPERVISOR: str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
        }
        descriptor = self.listening.fileno()
        self._children = [
            Child("web", ["web", "--socket", str(descriptor)], environment, [descriptor]),
            Child("worker", ["worker"], environment),
        ]
        self._look_after()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Listen to signals from now on; one that comes within the block ends the process in order, with code 0."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        self._preparing = True
        try:
            yield
        finally:
            self._preparing = False

    def wait_until_ready(self) -> bool:
        """Wait until the web server answers; False when told to stop, Conflict when it does not come up."""
        host, port = self.listening.getsockname()[:2]
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            if self._stop.wait(0.05):
                return False
            self._look_after()
            if _answers(f"http://{host}:{port}/readyz"):
                return True
        raise Conflict(
            f"Expected web to answer within {_READY_SECONDS:.0f} s, but it does not; see its lines above"
        )

    def watch(self) -> None:
        """Keep everything running until told to stop."""
        while not self._stop.wait(_TICK):
            self._look_after()

    def stop(self) -> None:
        """Stop web and worker: asked first, ended after the time of grace."""
        for child in self._children:
            child.ask_to_stop()
        until = time.monotonic() + _GRACE
        for child in self._children:
            while not child.wait(min(_TICK, until - time.monotonic())):
                if self._killed or time.monotonic() >= until:
                    break
        for child in self._children:
            if not self._killed and not child.wait(0):
                say("laufweg", f"{child.name} has not ended within {_GRACE:.0f} s; ending it at once")
            child.kill()

    @property
    def killed(self) -> bool:
        """Whether a second Ctrl-C has come."""
        return self._killed

    def _look_after(self) -> None:
        if not self.database.alive():
            say("laufweg", "PostgreSQL has ended; starting it again")
            try:
                self.database.acquire()
            except LaufwegError as error:
                say("laufweg", error.message)
                self._stop.wait(1.0)
                return
        now = time.monotonic()
        for child in self._children:
            child.keep_running(now)
            if child.failures >= GIVE_UP:
                raise Conflict(f"Expected {child.name} to run, but it ended {child.failures} times in a row")

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        # a group and its leader may both pass one SIGTERM on: only a later Ctrl-C means *at once*
        now = time.monotonic()
        if self._asked is None:
            self._asked = now
        elif number == signal.SIGINT and now - self._asked > _DOUBLE:
            self._killed = True
        self._stop.set()
        if self._preparing:  # what is being prepared is done in transactions: it can be left at any point
            self._preparing = False
            raise SystemExit(0)


def listen(host: str, port: int) -> socket.socket:
    """Listen on the address, before anything else is started; Conflict when that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except PermissionError as error:
        raise Conflict(
            f"Expected to listen on {host} port {port}, but this user may not; choose one above 1023 with LAUFWEG_PORT"
        ) from error
    except OSError as error:
        raise Conflict(
            f"Expected to listen on {host} port {port}, but it is taken or not an address of this machine;"
            " choose another one with LAUFWEG_PORT or LAUFWEG_HOST"
        ) from error
    return listening


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


__all__ = ["HOME", "Supervisor", "listen"]
