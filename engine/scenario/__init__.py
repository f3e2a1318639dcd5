"""Scenarios: example cases that process owners write in German words, run on the pure engine with a clock
of their own.

`run_folder` runs all of a process or of a library, `coverage` says what they touched. docs/scenarios.md is
the grammar.
"""

from engine.scenario.coverage import Coverage, Share, coverage
from engine.scenario.from_case import FromCase, from_case
from engine.scenario.generate import generate
from engine.scenario.html import html_report
from engine.scenario.in_memory import (
    BundleRun,
    Find,
    Walk,
    beginning,
    check_scenario,
    prepare,
    run_bundle,
    scenario_paths,
    walk,
)
from engine.scenario.junit import junit
from engine.scenario.library import Library
from engine.scenario.lines import entries
from engine.scenario.model import Scenario
from engine.scenario.recording import JUMP, Asked, Choice, begun, filled_in, written
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
    run_scenarios,
)
from engine.scenario.skeleton import skeleton
from engine.scenario.unreachable import sort_out
from engine.scenario.ways import Way, Ways, find_ways

__all__ = [
    "JUMP",
    "Asked",
    "BundleRun",
    "Choice",
    "Coverage",
    "Failure",
    "Find",
    "FromCase",
    "Library",
    "Ran",
    "Scenario",
    "ScenarioResult",
    "Share",
    "Walk",
    "Way",
    "Ways",
    "beginning",
    "begun",
    "check_scenario",
    "coverage",
    "entries",
    "filled_in",
    "find_ways",
    "from_case",
    "generate",
    "html_report",
    "junit",
    "library_of",
    "perform",
    "prepare",
    "read_process",
    "read_scenario",
    "read_scenarios",
    "read_templates",
    "run_all",
    "run_bundle",
    "run_folder",
    "run_scenario",
    "run_scenarios",
    "scenario_paths",
    "skeleton",
    "sort_out",
    "walk",
    "written",
]
