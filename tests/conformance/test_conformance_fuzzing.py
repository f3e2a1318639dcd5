"""The fuzzer mutates as it says, and reports what breaks the reader."""

from __future__ import annotations

import random
import time

import pytest

from engine.testing import models
from engine.testing import notation as n
from tests.conformance import fuzzing

SEED = n.model(n.start(), n.user("a"), models.end("end"), *n.chain("start", "a", "end"))


def test_mutations_are_repeatable_and_change_the_file() -> None:
    first = [fuzzing.mutated(SEED, SEED, random.Random(seed)) for seed in range(50)]  # noqa: S311  repeatable
    second = [fuzzing.mutated(SEED, SEED, random.Random(seed)) for seed in range(50)]  # noqa: S311  repeatable

    assert first == second
    assert len(set(first)) > 40


@pytest.mark.parametrize("source", [b"x", b"<a/>", SEED])
def test_any_file_can_be_a_seed(source: bytes) -> None:
    for seed in range(100):
        fuzzing.examine(fuzzing.mutated(source, SEED, random.Random(seed)))  # noqa: S311  repeatable


def test_reports_what_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(10))

    def examine(_source: bytes) -> None:
        if next(calls) == 1:
            raise KeyError("lost")

    monkeypatch.setattr(fuzzing, "examine", examine)
    found = fuzzing.faults([SEED], time.monotonic() + 60, random.Random(1))  # noqa: S311  repeatable

    what, source = next(found)

    assert "KeyError" in what
    assert source != SEED
