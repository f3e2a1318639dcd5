"""Scenarios: example cases that process owners write in German words, run on the pure engine with a clock
of their own.

`run_folder` runs all of a process or of a library, `coverage` says what they touched. docs/scenarios.md is
the grammar.
"""

from engine.scenario.coverage import Coverage, Share, coverage
from engine.scenario.model import Scenario
from engine.scenario.result import Failure, ScenarioResult
from engine.scenario.run import (
    perform,
    read_process,
    read_scenario,
    read_scenarios,
    read_templates,
    run_folder,
    run_scenario,
)

__all__ = [
    "Coverage",
    "Failure",
    "Scenario",
    "ScenarioResult",
    "Share",
    "coverage",
    "perform",
    "read_process",
    "read_scenario",
    "read_scenarios",
    "read_templates",
    "run_folder",
    "run_scenario",
]
