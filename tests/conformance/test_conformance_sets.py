"""The public sets reach at least what they reached before; a rise is written down here and in docs/conformance.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.__main__ import run
from tests.conformance.report import TOTAL, Line, lines
from tests.conformance.sets import folder

#: per kind the fewest cases that pass, of the public set
FLOORS = {"trace": 82, "steps": 252, "sequence": 8, "parse": 195, "roundtrip": 50, "large": 10}
#: the share of rule violations that are refused, and of valid files that are refused too
REFUSED, FALSE_ALARMS = 186 / 192, 2 / 48
#: tests of the DMN kit
DMN_FLOOR = 2712


@pytest.mark.slow
@pytest.mark.parametrize("kind", FLOORS)
def test_no_kind_falls_below_what_it_reached(kind: str) -> None:
    found = list(lines(run("bpmn", _set("bpmn"), [kind], workers=1)))

    assert found[-1]["group"] == TOTAL
    assert found[-1]["passed"] >= FLOORS[kind], _failures(found)


@pytest.mark.slow
def test_what_breaks_the_standard_is_refused_and_little_else() -> None:
    total = list(lines(run("bpmn", _set("bpmn"), ["static"], workers=1)))[-1]

    assert total["refused"][0] / total["refused"][1] >= REFUSED
    assert total["false_alarms"][0] / total["false_alarms"][1] <= FALSE_ALARMS


@pytest.mark.slow
def test_the_kit_of_dmn_does_not_fall_below_what_it_reached() -> None:
    found = list(lines(run("dmn", _set("dmn"), workers=1)))

    assert found[-1]["passed"] >= DMN_FLOOR, _failures(found)


def _set(name: str) -> Path:
    found = folder(name)
    if found is None:
        pytest.skip(f"the set {name} is not there: set LAUFWEG_CONFORMANCE to the folder that holds {name}/")
    return found


def _failures(found: list[Line]) -> list[str]:
    return [f"{fault['id']}: {fault['reason']}" for line in found for fault in line.get("failed", ())]
