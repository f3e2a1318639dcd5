"""Every scenario of every process in the library, and what they cover together."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from engine.dmn import explain
from engine.scenario import Library, coverage, read_process, read_scenario, read_templates, run_scenario
from engine.scenario.seen import Seen

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


#: by scenario what its decisions were told as
TOLD: dict[Path, set[str]] = {}
#: what no sentence for people holds: a key, a code, a literal of an expression, a day as machines write it
CODE = re.compile(
    r"\b\w+_\w+|\b[a-zäöü]{2,}[A-Z]|\b(?:true|false|null|None|PRUEFUNG|NEIN|SOLL|KANN|IST|VERSAGUNG)\b"
    r"|\d{4}-\d\d-\d\d|[<>]=|\w: ;"
)


@cache
def run(path):
    told = TOLD.setdefault(path, set())
    decided = Seen.decided

    def listening(self, process, evaluation):
        told.update(explain(evaluation, {name: one.words for name, one in evaluation.rule_sets.items()}))
        decided(self, process, evaluation)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Seen, "decided", listening)
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
def test_decisions_are_explained_in_words(process):
    scenarios = [path for path in SCENARIOS if path.parents[1] == process]
    for path in scenarios:
        run(path)

    assert [line for path in scenarios for line in TOLD[path] if CODE.search(line)] == []


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_no_process_has_findings(process):
    assert [one for one in bundle(process).findings if not one.exempted] == []


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_scenarios_touch_every_element_every_flow_and_every_rule(process):
    results = [run(path) for path in SCENARIOS if path.parents[1] == process]
    covered = coverage(bundle(process), results)

    assert (covered.elements.missing, covered.flows.missing, covered.rules.missing) == ((), (), ())
