"""A bounded, thread-safe cache for what is immutable: compiled versions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Cache:
    """Keeps the `size` entries used last. Values must be immutable: every thread gets the same object."""

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(
        self, key: Hashable, make: Callable[[], Any]
    ) -> Any:  # Any: one cache for several immutable types
        """The entry for `key`, made by `make` when absent (outside the lock; two threads may both make it)."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        value = make()
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return value

    def forget(self, key: Hashable) -> None:
        """Drop one entry (a draft that was saved again)."""
        with self._lock:
            self._entries.pop(key, None)
