"""What the second wall costs a page: the same requests, in turn, behind row-level security and past it.

    python -m tests.benchmarks.wall HOME

measures through the WSGI application in the database under HOME, that of a demo (see `tests.benchmarks.pages`, which
copies its cases). Past the wall is a superuser's connection, which PostgreSQL asks no policy for; nothing of the schema
is changed, so both keep their plans. Beside the clock on the wall stands the CPU time of PostgreSQL's processes, which
other work on the machine does not change; it is read from /proc.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import make_url, text

from engine import SYSTEM, Engine
from engine.database import Embedded
from engine.testing.statements import statements
from tests.benchmarks.pages import log_in, pages, people
from tests.benchmarks.report import machine, ms, p95, table
from web.app import create_app
from web.settings import Settings

_ROUNDS = 31
#: the pages that are weighed, by their beginning
_WEIGHED = ("inbox: group", "task: one", "case: ueberblick", "case: verlauf", "cases")


@dataclass(frozen=True, slots=True)
class Side:
    """Behind the wall, or past it: a browser, and the engine whose connections are looked at."""

    client: FlaskClient
    engine: Engine
    taken: list[float] = field(default_factory=list)

    def cpu(self) -> float:
        """Seconds that the processes of its connections have used."""
        with self.engine.begin(SYSTEM) as tx:
            found = tx.execute(
                text("SELECT pid FROM pg_stat_activity WHERE usename = session_user")
            ).scalars()
            stats = [Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in found]
        return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")


def report(held: Engine, free: Engine) -> str:
    """A table for each person; nothing for a page that does not answer with 200."""
    apps = [create_app(one, Settings("benchmark")) for one in (held, free)]
    parts = []
    for person in people(held):
        sides = [Side(app.test_client(), one) for app, one in zip(apps, (held, free), strict=True)]
        for side in sides:
            log_in(side.client, person)
        found = [one for one in pages(held, apps[0], person) if one[0].startswith(_WEIGHED)]
        rows = [row for title, address in found for row in _weighed(title, address, sides)]
        head = (
            "page",
            "statements",
            "p50 ms",
            "past it",
            "p95 ms",
            "past it",
            "PostgreSQL, CPU ms",
            "past it",
        )
        parts.append(table(f"Pages of a {person.title}", head, rows))
    return "\n\n".join(parts)


def _weighed(title: str, address: str, sides: Sequence[Side]) -> Iterator[tuple[str, ...]]:
    if any(side.client.get(address).status_code != 200 for side in sides):
        return
    with statements() as sent:
        sides[0].client.get(address)
    for side in sides:
        side.taken.clear()
    begun = [side.cpu() for side in sides]
    for number in range(_ROUNDS):
        # each goes first in every other round
        for side in sides if number % 2 else reversed(sides):
            started = time.perf_counter()
            side.client.get(address)
            side.taken.append(time.perf_counter() - started)
    used = [(side.cpu() - before) / _ROUNDS for side, before in zip(sides, begun, strict=True)]
    clock = [ms(figure(side.taken)) for figure in (statistics.median, p95) for side in sides]
    yield (title, str(len(sent)), *clock, *(ms(one) for one in used))


def main() -> None:
    """Measure; a database of another schema is refused."""
    address = make_url(Embedded(Path(sys.argv[1])).acquire())
    held = Engine(address.render_as_string(hide_password=False))
    held.ready()
    free = Engine(address.set(username="postgres").render_as_string(hide_password=False))
    with held.begin(SYSTEM) as tx:
        cases = tx.execute(text('SELECT count(*) FROM "case"')).scalar_one()
    sys.stdout.write(f"{machine()}, {cases:,} cases\n\n{report(held, free)}\n")
    for engine in (held, free):
        engine.dispose()


if __name__ == "__main__":
    main()
