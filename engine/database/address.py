"""Which database counts: the one the environment names, or the embedded one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL as Address
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from engine.database.embedded import Embedded
from engine.errors import Invalid

URL = "LAUFWEG_DATABASE_URL"
HOME = "LAUFWEG_HOME"

_DRIVER = "postgresql+psycopg"
_SPELLINGS = frozenset({"postgres", "postgresql", _DRIVER})


class Database(Protocol):
    """A database one takes into use, looks after, and lets go."""

    def acquire(self) -> str:
        """Make sure it runs and return its address for SQLAlchemy."""
        ...

    def release(self) -> None:
        """Let go of it; the last user of an embedded database stops it."""
        ...

    def alive(self) -> bool:
        """Whether its server process runs, as far as that can be seen from here."""
        ...


@dataclass(frozen=True, slots=True)
class External:
    """A server that someone else runs."""

    url: str

    def acquire(self) -> str:
        """The address; nothing has to be started."""
        return self.url

    def release(self) -> None:
        """Nothing: it goes on running."""

    def alive(self) -> bool:
        """Always true: the pool of every process finds out by itself."""
        return True


def home(environment: Mapping[str, str]) -> Path:
    """The directory everything that must survive a restart lives in, as an absolute path."""
    return Path(environment.get(HOME) or "var").expanduser().absolute()


def resolve(environment: Mapping[str, str]) -> Database:
    """The database the environment names; Invalid when the address is not one of a PostgreSQL server."""
    named = environment.get(URL, "").strip()
    return External(_normal(named)) if named else Embedded(home(environment))


@contextmanager
def use(environment: Mapping[str, str]) -> Iterator[str]:
    """Take the database into use for the block; yields its address."""
    database = resolve(environment)
    address = database.acquire()
    try:
        yield address
    finally:
        database.release()


def _normal(named: str) -> str:
    """The address with our driver in it, whichever of the usual spellings it came in."""
    try:
        found: Address = make_url(named)
    except (ArgumentError, ValueError) as error:
        raise Invalid(f"Expected to read {URL}, but it is not a database address") from error
    if found.drivername not in _SPELLINGS:
        raise Invalid(f"Expected to read {URL}, but {found.drivername} is not PostgreSQL")
    return found.set(drivername=_DRIVER).render_as_string(hide_password=False)
