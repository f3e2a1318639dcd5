"""Demo data: invented people and cases at the authorities the project is made for.

Everything is made by the commands that the browser uses, on a clock that is set back; nothing is inserted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.demo.names import IN_README, PASSWORD, ROLE_NAMES
from engine.demo.presence import loaded

if TYPE_CHECKING:
    from engine.engine import Engine


def load(engine: Engine) -> str:
    """Load authorities, people and cases into an empty installation; returns a sentence about it."""
    from engine.demo import installation

    return installation.load(engine)


def clear(engine: Engine) -> None:
    """Delete everything but the schema; Conflict when there is an account or a case that is not demo data."""
    from engine.demo import installation

    installation.clear(engine)


__all__ = ["IN_README", "PASSWORD", "ROLE_NAMES", "clear", "load", "loaded"]
