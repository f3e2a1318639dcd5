"""Reading a version's files into a bundle, and instances into bytes and back."""

from __future__ import annotations

import itertools
import time
from datetime import datetime
from pathlib import PurePosixPath

from engine import bpmn, dmn, forms
from engine.clock import ZONE
from engine.execution import codec
from engine.execution.bundle import read_bundle
from engine.execution.instance import ROOT, ElementInstance, Instance, Stage, TimerSubscription
from engine.feel import from_python
from tests.benchmarks import place
from tests.benchmarks.report import cpu, ms, table, us

_READERS = {".bpmn": bpmn.read, ".dmn": dmn.parse, ".form": forms.parse}


def run() -> str:
    """CPU time of both."""
    return f"{_bundle()}\n\n{_codec()}"


def _bundle() -> str:
    files = place.real()
    begun = time.process_time()
    read_bundle(files)
    first = time.process_time() - begun

    def read(suffix: str) -> None:
        for path, content in files.items():
            if PurePosixPath(path).suffix == suffix:
                _READERS[suffix](content, path)

    parts = cpu({one: lambda one=one: read(one) for one in _READERS}, 10, 1)
    (diagram,) = (path for path in files if PurePosixPath(path).suffix == ".bpmn")
    changes = itertools.count(1)

    def changed() -> None:
        read_bundle({**files, diagram: files[diagram] + b"<!-- %d -->" % next(changes)})

    whole = cpu({"changed": changed, "same": lambda: read_bundle(files)}, 10, 1)
    return table(
        f"Parse and compile the {len(files)} files of bleiberecht_25b ({sum(map(len, files.values())) // 1024} KB)",
        ("what", "CPU ms"),
        [
            ("first time in a process (no expression compiled yet)", ms(first)),
            ("again with another diagram (expressions, tables and forms are known)", ms(whole["changed"])),
            ("again, the same files", ms(whole["same"])),
            *((f"of which *{suffix}", ms(taken)) for suffix, taken in parts.items()),
        ],
    )


def _codec() -> str:
    rows = []
    for title, live in (("as opened", _instance(6)), ("with 100 variables", _instance(100))):
        data = codec.dump(live)
        taken = cpu(
            {"dump": lambda live=live: codec.dump(live), "load": lambda data=data: codec.load(data)}, 20, 100
        )
        rows.append((title, str(len(data)), us(taken["dump"]), us(taken["load"])))
    return table(
        "An instance as bytes: two scopes, one task, one timer",
        ("instance", "bytes", "dump µs", "load µs"),
        rows,
    )


def _instance(variables: int) -> Instance:
    """Values of the kinds a form gives: numbers, dates, words."""
    kinds = (7, datetime(2026, 11, 23, tzinfo=ZONE).date(), "erwerbstaetig", True)
    return Instance(
        elements={
            ROOT: ElementInstance(ROOT, "verfahren", ROOT, Stage.ACTIVE),
            1: ElementInstance(1, "antragsverfahren", ROOT, Stage.ACTIVE),
            2: ElementInstance(2, "pruefen", 1, Stage.ACTIVE),
        },
        subscriptions={3: TimerSubscription(3, "erinnern", 2, datetime(2026, 12, 7, 9, tzinfo=ZONE))},
        variables={ROOT: {f"angabe_{number}": from_python(kinds[number % 4]) for number in range(variables)}},
        next_id=4,
    )
