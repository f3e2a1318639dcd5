"""What both interpreters do alike: the same places, the same variables, step by step."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from engine.clock import ZONE
from engine.crosscheck import Case, crosscheck, crosscheck_folder
from engine.deadlines import Period
from engine.execution.bundle import read_bundle
from engine.library import FOLDER, read
from engine.scenario import read_scenario, read_templates
from engine.scenario.model import PassTime, SendMessage
from engine.testing import models as m
from tests.crosscheck.conftest import complete

SCENARIOS = sorted(path for path in FOLDER.glob("*/scenarios/*.yaml") if path.name != "vorlagen.yaml")


@cache
def process(folder):
    """The process of a folder compiled, its files, and what its scenarios share."""
    files = read(folder)[0].files
    return read_bundle(files), files, read_templates(folder / "scenarios")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_the_library_runs_alike(path):
    bundle, files, templates = process(path.parents[1])

    report = crosscheck(bundle, files, Case(read_scenario(path, templates)))

    assert bundle.errors == ()
    assert report.unexplained == (), str(report)
    assert report.steps == report.planned or report.stopped


def test_every_scenario_of_a_folder_is_compared():
    folder = SCENARIOS[0].parents[1]

    assert len(crosscheck_folder(folder)) == sum(path.parents[1] == folder for path in SCENARIOS)


def test_a_gateway_decides_by_feel(compare):
    model = m.process(
        "wahl",
        m.start(),
        m.script_task("rechnen", '={alter: jahre + 1, stand: "ja"}', "person"),
        m.exclusive("wie", default="sonst"),
        m.user_task("a"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "rechnen"),
        m.flow("rechnen", "wie"),
        m.flow("wie", "a", '=person.alter >= 16 and person.stand in ("ja", "vielleicht")'),
        m.flow("wie", "b", id_="sonst"),
        m.flow("a", "end"),
        m.flow("b", "end"),
    )

    old = compare(model, *complete("a"), jahre=16)
    young = compare(model, *complete("b"), jahre=14)

    assert (old.agrees, old.steps, old.differences) == (True, 2, ())
    assert (young.agrees, young.steps, young.differences) == (True, 2, ())


def test_mappings_keep_local_variables_in(compare):
    mapped = m.io({"lokal": "=zahl + 1"}, {"heraus": "=lokal * 2"})
    model = m.process(
        "zuordnung",
        m.start(),
        m.script_task("rechnen", "=lokal", "ergebnis", mapped),
        m.user_task("a", extra=m.io({"nur_hier": "=heraus"})),
        m.user_task("b"),
        m.end(),
        m.flow("start", "rechnen"),
        m.flow("rechnen", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
    )

    report = compare(model, *complete("a", "b"), zahl=1)

    assert (report.steps, report.differences) == (3, ())


def test_a_timer_and_a_message_fire_on_the_clock_of_the_case(compare):
    model = m.process(
        "warten",
        m.start(),
        m.user_task("a"),
        m.boundary("erinnern", "a", m.timer("P3D"), interrupting=False),
        m.boundary("abbrechen", "a", m.message("halt")),
        m.user_task("b"),
        m.user_task("c"),
        m.end(),
        m.flow("start", "a"),
        m.flow("erinnern", "b"),
        m.flow("abbrechen", "c"),
        m.flow("a", "end"),
        m.flow("b", "end", id_="b_end"),
        m.flow("c", "end", id_="c_end"),
        messages={"halt": "=aktenzeichen"},
    )
    acts = (
        PassTime(2, Period.parse("P3D")),
        SendMessage(3, "halt", {"grund": "verzogen"}),
        *complete("b", "c"),
    )

    report = compare(model, *acts, now=datetime(2026, 11, 23, 9, tzinfo=ZONE))

    assert report.unexplained == ()
    assert report.steps == 5
