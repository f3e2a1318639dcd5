"""Every scenario of every process in the library, and what they cover together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.scenario import Library, coverage, read_process, read_scenario, read_templates, run_scenario

LIBRARY = Path(__file__).parents[2] / "processes"
PROCESSES = sorted(path.parent for path in LIBRARY.glob("*/*.bpmn"))
SCENARIOS = [
    path
    for process in PROCESSES
    for path in sorted(process.glob("scenarios/*.yaml"))
    if path.name != "vorlagen.yaml"
]


bundle = cache(read_process)
#: what is called plays along, unless a scenario stands in for it
SIBLINGS = Library(LIBRARY)


@cache
def run(path):
    return run_scenario(
        bundle(path.parents[1]), read_scenario(path, read_templates(path.parent)), path, SIBLINGS
    )


def test_there_are_processes_with_scenarios():
    assert PROCESSES
    assert {path.parents[1] for path in SCENARIOS} == set(PROCESSES)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_scenario(path):
    result = run(path)

    assert result.passed, f"\n{result}"


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_no_process_has_findings(process):
    assert [one for one in bundle(process).findings if not one.exempted] == []


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_scenarios_touch_every_element_every_flow_and_every_rule(process):
    results = [run(path) for path in SCENARIOS if path.parents[1] == process]
    covered = coverage(bundle(process), results)

    assert (covered.elements.missing, covered.flows.missing, covered.rules.missing) == ((), (), ())
