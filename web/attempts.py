"""Where the limit of login attempts keeps its count: in the database, so that it holds for all processes together."""

from __future__ import annotations

import time
from datetime import timedelta

from limits.storage import Storage

from engine import commands
from web.session import begin_as_system


class StoredAttempts(Storage):
    """Counts by key in windows of a fixed length, in the engine of the application that answers."""

    STORAGE_SCHEME = ["laufweg"]  # noqa: RUF012  as the library declares it

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """None is wrapped: a database that is away is told as everywhere else."""
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and return how many there are in the window."""
        with begin_as_system() as tx:
            return commands.login_attempt.count(tx, key, timedelta(seconds=expiry), amount)

    def get(self, key: str) -> int:
        """How many there are in the window that runs."""
        with begin_as_system() as tx:
            return commands.login_attempt.counted(tx, key)[0]

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds of the epoch; now when none runs."""
        with begin_as_system() as tx:
            ends = commands.login_attempt.counted(tx, key)[1]
        return ends.timestamp() if ends else time.time()

    def check(self) -> bool:
        """Whether it can be reached: asked by `/readyz`, not here."""
        return True

    def reset(self) -> int | None:
        """Windows end by themselves."""
        return None

    def clear(self, key: str) -> None:
        """Begin anew for one key."""
        with begin_as_system() as tx:
            commands.login_attempt.forget(tx, key)
