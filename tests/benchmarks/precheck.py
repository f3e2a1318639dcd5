"""The legal pre-check: every title for one person, and a correction of the law over many persons.

Alone, over 100,000 persons: `python -m tests.benchmarks.precheck 100000`.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from engine.library import read_law
from engine.precheck import PersonRecord, Standpoint, check, read_record, reevaluate
from engine.precheck.record import Status
from engine.precheck.section import Section
from tests.benchmarks.report import cpu, ms, table

_PERSONAS = Path(__file__).parents[2] / "processes" / "personen"
_DAY = date(2026, 11, 22)
_PERSONS = 2_000
#: before and after the correction of the list of titles in § 10 (1) StAG
_BEFORE, _AFTER = date(2025, 2, 1), date(2025, 4, 1)


def run() -> str:
    """The personas one by one, then some persons re-evaluated."""
    return f"{_one_by_one()}\n\n{_many(_PERSONS)}"


def _one_by_one() -> str:
    book = read_law()
    ways = {record.id or "": (lambda record=record: check(record, _DAY, book)) for record in _personas()}
    taken = sorted(cpu(ways, 5, 3).items(), key=lambda one: one[1])
    rows = [
        ("median", ms(statistics.median(seconds for _name, seconds in taken))),
        (f"fastest ({taken[0][0]})", ms(taken[0][1])),
        (f"slowest ({taken[-1][0]})", ms(taken[-1][1])),
    ]
    return table(f"Every title for one person, {len(taken)} personas", ("persona", "CPU ms"), rows)


def _many(number: int) -> str:
    """What a correction moves: time for a person, and memory at a tenth of the way and at the end."""
    book = read_law()
    memory: list[float] = []
    marks = {number // 10, number}

    def progress(done: int) -> None:
        if done in marks:
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    begun, wall = time.process_time(), time.perf_counter()
    moved = sum(
        1
        for _one in reevaluate(
            _persons(number), _BEFORE, Standpoint(book, _BEFORE), Standpoint(book, _AFTER), progress
        )
    )
    spent, passed = time.process_time() - begun, time.perf_counter() - wall
    rows = [
        ("CPU ms for a person", ms(spent / number)),
        ("seconds on the clock", f"{passed:.0f}"),
        ("titles that differ", f"{moved:,}"),
        ("peak memory after a tenth, MB", f"{memory[0]:.0f}"),
        ("peak memory at the end, MB", f"{memory[-1]:.0f}"),
    ]
    return table(f"A correction of the law over {number:,} persons", ("", "value"), rows)


def _personas() -> list[PersonRecord]:
    return [read_record(json.loads(path.read_text("utf-8"))) for path in sorted(_PERSONAS.glob("*.json"))]


def _persons(number: int) -> Iterator[PersonRecord]:
    """The personas over and over, everybody with a birthday of their own."""
    personas = _personas()
    settled = next(record for record in personas if record.id == "C22a")
    (stay,) = settled.residence
    # a tenth holds the title that the correction is about
    permit = replace(stay, status=Status.RESIDENCE_PERMIT, section=Section("18d"))
    named = replace(settled, residence=(permit,))
    for index in range(number):
        record = personas[index % len(personas)] if index % 10 else named
        yield replace(record, id=f"P{index}", birth=record.birth - timedelta(days=index % 300))


if __name__ == "__main__":
    sys.stdout.write(_many(int(sys.argv[1]) if len(sys.argv) > 1 else _PERSONS) + "\n")
