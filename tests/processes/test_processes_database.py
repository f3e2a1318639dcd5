"""Scenarios of the library played through the database: stored tokens, tasks at authorities, timers, the pre-check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

import pytest

from engine import SYSTEM, commands
from engine.clock import ZONE
from engine.commands import authority
from engine.commands.authority import Competence
from engine.library import FOLDER, read
from engine.scenario import read_process
from engine.scenario.model import CompleteTask, Expect, JumpTo, SendMessage, WaitFor
from engine.scenario.run import read_scenarios

TOPICS = ("einbuergerungsbehoerde", "jobcenter")


def scenario(key: str, start: str):
    return next(one for one in read_scenarios(FOLDER / key) if one.file.startswith(start))


@pytest.mark.parametrize(
    ("key", "file", "end", "decisions"),
    [
        ("einbuergerung", "01", "eingebürgert", 5),
        ("einbuergerung", "05", "Sperre festgestellt", 4),
        ("verlaengerung", "01", "verlängert", 4),
        ("verlaengerung", "04", "abgelehnt", 5),
    ],
)
def test_a_scenario_ends_the_same_way_in_the_database(world, key, file, end, decisions):
    played = scenario(key, file)
    names = {node.name: node.id for node in read_process(FOLDER / key).graph.nodes.values()}
    with world.engine.begin(SYSTEM) as tx:
        since = date(2005, 1, 1)
        authority.create(
            tx,
            "rest",
            "Übrige Behörden",
            "05334",
            [Competence(topic, "05334", "Test", since) for topic in TOPICS],
        )
    world.deploy(read(FOLDER / key)[0].files)
    world.clock.moment = played.start.now
    story = world.open(key)
    with world.engine.begin(SYSTEM) as tx:
        commands.precheck.save(tx, story.reference, _plain(played.start.record), 0)

    for step in played.steps:
        match step:
            case CompleteTask(task=task, values=values, refused=()):
                story.complete(names[task], _values(values))
            case JumpTo(moment=moment):
                target = (
                    moment
                    if isinstance(moment, datetime)
                    else datetime.combine(moment, datetime.min.time(), ZONE)
                )
                story.pass_time(target - world.clock.moment)
            case WaitFor(event=event):
                element = names.get(event, event)
                due = next(one.due for one in story.file().timers if one.element == element)
                story.pass_time(due - world.clock.moment)
            case SendMessage(message=message, values=values):
                assert story.send(message, _values(values))
            case Expect():
                pass
            case _:
                raise AssertionError(f"Expected to play {step}, but nobody can")

    story.has_ended_at(end)
    kept = story.file().decisions
    assert len({one.decision for one in kept}) == decisions
    assert [one for one in kept if one.decision == "vorpruefung" and one.outputs["datensatz_fehlt"]] == []
    assert story.file().incidents == ()


def _values(values: Mapping[str, object]) -> dict[str, object]:
    return dict(values)


def _plain(record: object):
    """A record as it comes from a browser: days are text."""
    return json.loads(json.dumps(record, default=str))
