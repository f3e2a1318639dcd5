"""Scenarios: example cases that process owners write in German words, run on the pure engine with a clock
of their own.

`run_folder` runs all of a process or of a library, `coverage` says what they touched. docs/scenarios.md is
the grammar.
"""

from engine.scenario.coverage import Coverage, Share, coverage
from engine.scenario.html import html_report
from engine.scenario.junit import junit
from engine.scenario.library import Library
from engine.scenario.model import Scenario
from engine.scenario.paths import Path, Paths, find_paths
from engine.scenario.result import Failure, ScenarioResult
from engine.scenario.run import (
    Ran,
    library_of,
    perform,
    read_process,
    read_scenario,
    read_scenarios,
    read_templates,
    run_all,
    run_folder,
    run_scenario,
)
from engine.scenario.skeleton import skeleton

__all__ = [
    "Coverage",
    "Failure",
    "Library",
    "Path",
    "Paths",
    "Ran",
    "Scenario",
    "ScenarioResult",
    "Share",
    "coverage",
    "find_paths",
    "html_report",
    "junit",
    "library_of",
    "perform",
    "read_process",
    "read_scenario",
    "read_scenarios",
    "read_templates",
    "run_all",
    "run_folder",
    "run_scenario",
    "skeleton",
]
