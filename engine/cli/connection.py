"""The engine on the database of the environment, for as long as a command works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.errors import Conflict

if TYPE_CHECKING:
    from engine.engine import Engine


@contextmanager
def engine_in_use() -> Iterator[Engine]:
    """The engine; Conflict when the schema is not the one this code needs."""
    from engine import database
    from engine.engine import Engine

    with database.use(os.environ) as address:
        engine = Engine(address, pool_size=2)
        try:
            try:
                engine.ready()
            except Conflict as error:
                raise Conflict(f"{error.message}; `laufweg migrate-db` brings it up to date") from error
            yield engine
        finally:
            engine.dispose()
