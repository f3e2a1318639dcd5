"""Finding and repairing running processes on the command line."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.feel import from_python
from engine.testing import models as m

FORM = b"""{"type": "default", "id": "person", "schemaVersion": 18, "components": [
  {"type": "number", "key": "alter", "label": "Alter", "id": "F1"}]}"""
FILES = {
    "forms/person.form": FORM,
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a", form="person"),
        m.boundary("frist", "a", m.timer("P14D"), interrupting=False),
        m.end("ende2"),
        m.exclusive("weiche"),
        m.user_task("b"),
        m.service_task("post", "versand"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "weiche"),
        m.flow("weiche", "b", "=alter > 16"),
        m.flow("weiche", "post", "=alter <= 16", "kind"),
        m.flow("b", "end"),
        m.flow("post", "end"),
        m.flow("frist", "ende2"),
    ),
}
WHY = ("--reason", "Versehen")


@pytest.fixture
def story(world, monkeypatch):
    """One instance at its first task, on the database the commands work on."""
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", world.engine.url)
    return world.start(FILES)


@pytest.fixture
def repair(run, story):
    """Run a command with what it needs, and expect it to succeed."""

    def done(*words):
        result = run(*words)
        assert result.exit_code == 0, result.output
        return result.output

    return done


def number(story):
    return story.file().instances[0].id


def told(story):
    return [row.text for row in story.file().history]


def test_instances_are_listed_and_shown(repair, run, story):
    listed = json.loads(repair("instance", "list", "--element", "a", "--json"))
    shown = repair("instance", "show", str(number(story)))
    data = json.loads(repair("instance", "show", str(number(story)), "--json"))

    assert [(row["reference"], row["state"], row["waiting"]) for row in listed] == [
        (story.reference, "active", ["a"])
    ]
    assert "task Ausländeramt Hier" in shown
    assert f"aktenzeichen = {story.reference}" in shown
    assert {row["name"]: row["value"] for row in data["scopes"][0]["variables"]}[
        "aktenzeichen"
    ] == story.reference
    assert "No instances." in repair("instance", "list", "--state", "failed")
    assert run("instance", "show", "4711").exit_code == 1
    assert story.reference in repair("instance", "list")


def test_an_instance_is_suspended_resumed_and_cancelled_with_a_reason(repair, run, story):
    one = str(number(story))

    assert run("instance", "suspend", one).exit_code == 2  # no reason
    repair("instance", "suspend", one, *WHY)
    again = run("instance", "suspend", one, *WHY)
    repair("instance", "resume", one, *WHY)
    repair("instance", "cancel", one, *WHY)

    assert (again.exit_code, "is suspended" in again.output) == (1, True)
    assert told(story).count("Eingriff begründet: Versehen") == 3
    assert story.file().head.state == "closed"


def test_steps_are_moved_begun_and_cancelled_by_their_element(repair, run, story):
    one = str(number(story))

    repair("instance", "move", one, "a", "b", *WHY)
    story.is_waiting_at("b")
    repair("instance", "activate", one, "b", *WHY)
    twice = run("instance", "cancel", one, "--step", "b", *WHY)
    assert (twice.exit_code, "2 times" in twice.output) == (1, True)
    first = json.loads(repair("instance", "show", one, "--json"))["waiting"][0]["id"]
    repair("instance", "cancel", one, "--step", str(first), *WHY)
    story.is_waiting_at("b")
    assert run("instance", "move", one, "gibtesnicht", "b", *WHY).exit_code == 1


def test_variables_are_set_in_feel(repair, run, story):
    one = str(number(story))

    repair("instance", "set", one, "alter=17", 'tag=date("2026-12-24")', *WHY)
    for wrong in (
        "alter",
        "1a=2",
        "alter=(((",
        "alter=now",
        "alter=[now]",
        "aktenzeichen=1",
        "alter=gibtesnicht",
    ):
        result = run("instance", "set", one, wrong, *WHY)
        assert result.exit_code == 1, wrong
        assert "Traceback" not in result.output

    shown = repair("instance", "show", one)
    assert "alter = 17" in shown
    assert "tag = 24.12.2026" in shown


def test_a_timer_is_due_at_another_moment(repair, run, story):
    with story.world.engine.begin(SYSTEM) as tx:
        timer = tx.execute(text("SELECT id FROM timer")).scalar_one()

    repair("instance", "timer", str(timer), "--due", "2027-01-04T08:30", *WHY)

    assert story.file().timers[0].due.isoformat() == "2027-01-04T07:30:00+00:00"
    assert run("instance", "timer", str(timer), "--due", "bald", *WHY).exit_code == 2


def test_incidents_are_listed_and_retried(repair, run, story):
    story.complete("a")
    assert "weiche" in repair("incident", "list")
    (incident,) = json.loads(repair("incident", "list", "--process", "p", "--json"))

    still = run("incident", "retry", "--all")
    assert (still.exit_code, "failed again" in still.output) == (1, True)
    assert run("incident", "retry").exit_code == 1
    assert run("incident", "retry", str(incident["id"])).exit_code == 1  # resolved by now
    (open_one,) = json.loads(repair("incident", "list", "--json"))
    repair("incident", "retry", str(open_one["id"]), "--set", "alter=17", *WHY)

    story.is_waiting_at("b")
    assert "No open incidents." in repair("incident", "list")


def test_messages_signals_and_jobs(repair, run, story):
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, number(story), {"alter": from_python(3)})
    story.complete("a")
    with story.world.engine.begin(SYSTEM) as tx:
        (job,) = commands.job.fetch_and_lock(tx, "versand", "drucker")
        commands.job.fail(tx, job.id, "drucker", 0, "Papier leer")

    assert "Papier leer" in repair("job", "list")
    (row,) = json.loads(repair("job", "list", "--json"))
    assert row["incident_id"] is not None
    assert repair("message", "publish", "niemand", "--key", "x", "--life", "PT0S").strip() == "expired"
    assert (
        repair("message", "publish", "niemand", "--key", "x", "--set", "a=1", "--id", "7").strip()
        == "buffered"
    )
    assert len(json.loads(repair("message", "list", "--json"))) == 2
    assert "niemand" in repair("message", "list")
    assert run("message", "publish", "niemand", "--life", "P1M").exit_code == 1
    assert "0 catches hear" in repair("signal", "feueralarm")


def test_instances_are_migrated_after_a_look(repair, run, story):
    other = story.world.open("p")
    other.complete("a", {"alter": 3})  # waits at the job, which the other version does not have
    source = story.file().instances[0].version_id
    files = {"p.bpmn": m.tasks("p", "neu")}
    target = story.world.deploy(files)
    to = ("--to", str(target), "--map", "a=neu")

    refused = run("instance", "migrate", str(number(story)), "--to", str(target), "--dry-run")
    assert (refused.exit_code, "not-mapped [a]" in refused.output) == (1, True)
    assert "1 of 1 can be migrated." in repair("instance", "migrate", str(number(story)), *to, "--dry-run")
    for wrong in (to, (*to, *WHY), ("1", "--all-of", "1", *to, *WHY), ("1", "--to", "1", "--map", "x", *WHY)):
        assert run("instance", "migrate", *wrong).exit_code == 1
    story.is_waiting_at("a")

    result = run("instance", "migrate", "--all-of", str(source), *to, *WHY)

    assert (result.exit_code, "1 of 2 migrated." in result.output) == (1, True)
    assert "[post]" in result.output
    story.is_waiting_at("neu")
    other.is_waiting_at("post")


def test_somebody_acts_with_their_own_permissions(run, repair, story):
    assert run("instance", "list", "--as", "ada").exit_code == 1
    assert run("instance", "cancel", str(number(story)), *WHY, "--as", "carla").exit_code == 1
    repair("instance", "suspend", str(number(story)), *WHY, "--as", "lea")

    assert "Lea Groß" in [row.actor for row in story.file().history]
