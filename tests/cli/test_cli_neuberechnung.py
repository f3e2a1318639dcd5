"""`laufweg neuberechnung`: started once, worked off by a worker, shown with what differs, cancelled."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine import commands
from engine.library import read_law
from engine.testing import models as m

FILES = {"p.bpmn": m.tasks("p", "a")}
PERSON = {
    "version": 1,
    "birth": "1990-05-17",
    "residence": [{"from": "2020-03-01", "status": "residence_permit", "section": "25b"}],
}


@pytest.fixture
def story(world, monkeypatch):
    """A case with a record and a pre-check, on the database the commands work on."""
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", world.engine.url)
    made = world.start(FILES)
    with world.engine.begin(world.people["ada"]) as tx:
        commands.precheck.save(tx, made.reference, PERSON, 0)
        commands.precheck.compute(tx, made.reference, read_law(), date(2026, 11, 22))
    return made


def test_two_days_of_knowledge_are_compared_and_shown(run, story):
    started = run(
        "neuberechnung", "start", "--stichtag", "22.11.2026", "--vorher", "01.01.2005", "--as", "olga"
    )
    assert (started.exit_code, started.stdout) == (0, "1\n"), started.output

    twice = run("neuberechnung", "start")
    assert twice.exit_code == 1
    assert "but one is running" in twice.output
    assert "0/1" in run("neuberechnung", "show").stdout

    story.world.work_off()

    shown = run("neuberechnung", "show", "1").stdout
    assert "1/1" in shown
    assert story.reference in shown
    found = json.loads(run("neuberechnung", "show", "1", "--title", "StAG_10", "--json").stdout)
    assert found["reevaluation"]["state"] == "done"
    assert {one["title"] for one in found["moved"]} == {"StAG_10"}


def test_stored_pre_checks_are_compared_and_a_running_one_cancelled(run, story):
    assert run("neuberechnung", "show").stdout == "No re-evaluations.\n"
    assert run("neuberechnung", "start").stdout == "1\n"

    assert run("neuberechnung", "cancel", "1").stdout == "1: cancelled\n"
    story.world.work_off()

    assert "cancelled  0/1" in run("neuberechnung", "show", "1").stdout
    assert run("neuberechnung", "cancel", "1").exit_code == 1
    assert run("neuberechnung", "cancel", "7").exit_code == 1


def test_clerks_may_not_and_equal_days_say_nothing(run, story):
    assert run("neuberechnung", "start", "--as", "ada").exit_code == 1
    same = ("--vorher", "2025-01-01", "--nachher", "2025-01-01")
    assert "the same" in run("neuberechnung", "start", *same).output
