"""Throws mutated files at the reader for as long as asked: `python -m tests.conformance.fuzzing DIR --minutes 15`.

Every file below DIR is a seed. What breaks – an exception, more than a second, more than 200 MB – is written to
`--found` as the file that did it; small ones become tests.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from engine.bpmn import Checked, compile_graphs, outline, parse, read
from engine.bpmn.parse import parse_whole
from engine.bpmn.write import write
from engine.errors import ModelError

MAX_SECONDS = 1.0
MAX_GROWTH_KB = 200_000
#: what the process may take in all: a file that wants more is a finding and does not bring the machine down
_MAX_BYTES = 1_000_000_000
#: the same for time
_MAX_SECONDS = 20

_BYTES = (
    b"<",
    b">",
    b'"',
    b"&",
    b"&#0;",
    b"\x00",
    b"\xff",
    b"=",
    b"/",
    b"-->",
    b"<![CDATA[",
    b"<!DOCTYPE a>",
    b"",
)
_VALUES = (
    "",
    "0",
    "-1",
    "true",
    "=",
    "=n",
    "=[",
    "=1/0",
    "P1D",
    "R/P0D",
    "R99999/PT1S",
    "0 0 * * *",
    "2026-13-45",
    "x" * 500,
)
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_VALUE = re.compile(rb'"[^"<>]{0,200}"')
_NAME = re.compile(rb"(?<=[<:/ \"])[A-Za-z_][\w.-]*(?=[\s=\"/>])")
_TEXT = re.compile(rb">[^<>]{1,200}<")


def mutated(seed: bytes, other: bytes, dice: random.Random) -> bytes:
    """A seed with one to six small changes, some of them with material of another file."""
    source = seed
    for _ in range(dice.randint(1, 6)):
        source = dice.choice(_CHANGES)(source, other, dice) or seed
    return source


def _cut(source: bytes, _other: bytes, dice: random.Random) -> bytes:
    start = dice.randint(0, len(source))
    return source[:start] + dice.choice(_BYTES) + source[start + dice.randint(0, 60) :]


def _exchange_values(source: bytes, _other: bytes, dice: random.Random) -> bytes:
    first, second = _places(_VALUE, source, dice), _places(_VALUE, source, dice)
    if first is None or second is None:
        return source
    return source[: first.start()] + second[0] + source[first.end() :]


def _odd_value(source: bytes, _other: bytes, dice: random.Random) -> bytes:
    place = _places(_VALUE, source, dice)
    value = dice.choice(_VALUES).encode()
    return source if place is None else source[: place.start() + 1] + value + source[place.end() - 1 :]


def _odd_text(source: bytes, _other: bytes, dice: random.Random) -> bytes:
    place = _places(_TEXT, source, dice)
    value = dice.choice(_VALUES).encode()
    return source if place is None else source[: place.start() + 1] + value + source[place.end() - 1 :]


def _rename(source: bytes, other: bytes, dice: random.Random) -> bytes:
    old, new = _places(_NAME, source, dice), _places(_NAME, dice.choice((source, other)), dice)
    if old is None or new is None:
        return source
    return source.replace(old[0], new[0], dice.choice((1, 2, -1)))


def _double_tag(source: bytes, other: bytes, dice: random.Random) -> bytes:
    tag, goal = _places(_TAG, dice.choice((source, other)), dice), _places(_TAG, source, dice)
    if tag is None or goal is None:
        return source
    closed = tag[0] if tag[0].endswith(b"/>") else tag[0][:-1] + b"/>"
    return source[: goal.end()] + closed * dice.choice((1, 1, 2, 50)) + source[goal.end() :]


def _lose_tag(source: bytes, _other: bytes, dice: random.Random) -> bytes:
    tag = _places(_TAG, source, dice)
    return source if tag is None else source[: tag.start()] + source[tag.end() :]


_CHANGES: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    _cut,
    _exchange_values,
    _exchange_values,
    _odd_value,
    _odd_text,
    _rename,
    _rename,
    _double_tag,
    _lose_tag,
)


def _places(pattern: re.Pattern[bytes], source: bytes, dice: random.Random) -> re.Match[bytes] | None:
    """The first match behind a place chosen at random."""
    if not source:
        return None
    return pattern.search(source, dice.randrange(len(source))) or pattern.search(source)


def examine(source: bytes) -> None:
    """Read, compile, outline and write a file; only a `ModelError` may come out of it."""
    checked = read(source, "fuzz.bpmn")
    if not isinstance(checked, Checked) or not (checked.graphs or checked.findings):
        raise AssertionError("Expected graphs or findings, but there are neither")
    try:
        document = parse(source, "fuzz.bpmn")
        write(parse_whole(source, "fuzz.bpmn"))
        graphs = compile_graphs(document)  # whatever style rules it breaks
    except ModelError:
        return
    for graph in graphs:
        outline(graph)


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"Expected an end within {_MAX_SECONDS} s")


def faults(seeds: list[bytes], until: float, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """What goes wrong, with the file that did it; ends at a moment of `time.monotonic`."""
    signal.signal(signal.SIGALRM, _too_long)
    examine(seeds[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while time.monotonic() < until:
        source = mutated(dice.choice(seeds), dice.choice(seeds), dice)
        begun = time.process_time()
        signal.alarm(_MAX_SECONDS)
        try:
            examine(source)
        except Exception:  # whatever comes out is the finding
            yield traceback.format_exc(limit=-4), source
        finally:
            signal.alarm(0)
        spent = time.process_time() - begun
        if spent > MAX_SECONDS:
            yield f"{spent:.1f} s for {len(source)} bytes", source
        reached = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if reached - peak > MAX_GROWTH_KB:
            yield f"{(reached - peak) // 1000} MB for {len(source)} bytes", source
            peak = reached


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path("var/fuzzing"))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_BYTES, _MAX_BYTES))
    files = sorted(one for one in options.folder.rglob("*") if one.suffix in {".bpmn", ".bpmn2", ".xml"})
    seeds = [file.read_bytes() for file in files]
    sys.stdout.write(f"{len(seeds)} seeds, {options.minutes} minutes\n")
    number = 0
    dice = random.Random(options.seed)  # noqa: S311  repeatable on purpose
    for number, (what, source) in enumerate(faults(seeds, time.monotonic() + options.minutes * 60, dice), 1):
        options.found.mkdir(parents=True, exist_ok=True)
        (options.found / f"{number:03}.bpmn").write_bytes(source)
        sys.stdout.write(f"{number:03}: {what}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{number} faults\n")


if __name__ == "__main__":
    main()
