"""Locks between processes that the kernel gives back when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class FileLock:
    """An advisory lock on a file. Children do not inherit it, so none holds it for a dead parent."""

    path: Path
    _descriptor: int | None = None

    def share(self) -> None:
        """Hold it together with others; wait for an exclusive holder."""
        self._lock(fcntl.LOCK_SH)

    def exclude(self) -> None:
        """Hold it alone; wait for every other holder."""
        self._lock(fcntl.LOCK_EX)

    def try_exclude(self) -> bool:
        """Hold it alone, or return False at once. A share held before may be lost when it fails."""
        try:
            self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def note(self, text: str) -> None:
        """Write for others who holds it; for the holder only."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode(), 0)

    def read_note(self) -> str:
        """What the holder wrote."""
        return self.path.read_text(encoding="utf-8").strip()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold it alone for the block."""
        self.exclude()
        try:
            yield
        finally:
            self.release()

    def _lock(self, how: int) -> None:
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, how)
        except BlockingIOError:
            raise
        except OSError:
            self.release()
            raise
