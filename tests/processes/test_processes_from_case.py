"""Cases of the library, played in the database, become scenarios that go the same way and say nothing of the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain

import pytest

from engine import SYSTEM, commands, scenario
from engine.actor import Actor, Membership, Role
from engine.clock import ZONE
from engine.commands import authority
from engine.commands.authority import Competence
from engine.deadlines.period import add
from engine.feel import context_from_python
from engine.library import FOLDER, read
from engine.scenario.model import CompleteTask, Expect, JumpTo, PassTime, SendMessage, WaitFor
from engine.scenario.run import read_scenarios

TOPICS = (
    "einbuergerungsbehoerde",
    "jobcenter",
    "jugendamt",
    "schule",
    "kommunales_integrationszentrum",
    "bamf",
)
#: what is typed into the texts of the forms: nothing of it may come out again
SECRET = "Roya Fabelzadeh, Hauptstraße 4711"
PATH = "scenarios/99_aus_fall.yaml"


def _played(key: str, start: str):
    return next(one for one in read_scenarios(FOLDER / key) if one.file.startswith(start))


def _with_secrets(values: Mapping[str, object], texts: frozenset[str]) -> dict[str, object]:
    """The values with what a person would type in place of every free text."""
    return {
        name: f"{SECRET} {name}" if name in texts and isinstance(one, str) else one
        for name, one in values.items()
    }


@pytest.mark.parametrize(
    ("key", "file", "passes"),
    [
        ("einbuergerung", "01", False),
        ("einbuergerung", "05", True),
        #: the case holds the new end of the title, no longer the one it began with
        ("verlaengerung", "01", False),
        #: a task that was done twice: the case holds what was typed last
        ("verlaengerung", "04", False),
        ("bedarfsanalyse", "01", True),
        ("bedarfsanalyse", "05", True),
    ],
)
def test_a_case_becomes_a_scenario_that_passes_or_says_where_not_and_names_nobody(world, key, file, passes):
    played = _played(key, file)
    files = read(FOLDER / key)[0].files
    bundle = scenario.read_process(FOLDER / key)
    names = {node.name: node.id for node in bundle.graph.nodes.values()}
    texts = frozenset(
        one.key
        for one in chain.from_iterable(form.fields() for form in bundle.forms.values())
        if one.key and one.kind.value in ("textfield", "textarea") and one.rules.pattern is None
    )
    with world.engine.begin(SYSTEM) as tx:
        rest = [Competence(topic, "05334", "Test", date(2005, 1, 1)) for topic in TOPICS]
        there = authority.create(tx, "rest", "Übrige Behörden", "05334", rest)
    version = world.deploy(files)
    world.clock.moment = played.start.now
    story = world.open(key, _with_secrets(played.start.values, texts))
    if played.start.record is not None:
        with world.engine.begin(SYSTEM) as tx:
            record = json.loads(json.dumps(played.start.record, default=str))
            commands.precheck.save(tx, story.reference, record, 0)
    for step in played.steps:
        match step:
            case CompleteTask(task=task, values=values, refused=()):
                story.complete(names[task], _with_secrets(values, texts))
            case JumpTo(moment=moment):
                whole = (
                    moment
                    if isinstance(moment, datetime)
                    else datetime.combine(moment, datetime.min.time(), ZONE)
                )
                story.pass_time(whole - world.clock.moment)
            case PassTime(period=period):
                story.pass_time(add(world.clock.moment, period) - world.clock.moment)
            case WaitFor(event=event):
                due = next(one.due for one in story.file().timers if one.element == names.get(event, event))
                story.pass_time(due - world.clock.moment)
            case SendMessage(message=message, values=values):
                assert story.send(message, context_from_python(values))
            case Expect():
                pass
            case _:
                raise AssertionError(f"Expected to play {step}, but nobody can")
    with world.engine.begin(_both(world, there)) as tx:
        course = commands.recorded.take(tx, version, story.reference)

    made = scenario.from_case(files, PATH, course, lambda _key: None)

    assert (made.failure is None) is passes, f"{made.failure}\n{made.text}"
    assert made.failure is None or (made.failure.line > 0 and made.failure.differences)
    assert made.days % 7 == 0
    assert made.days != 0
    for secret in (SECRET, "Fabelzadeh", "4711", "Muster", "Maryam", story.reference, "1990-05-17"):
        assert secret not in made.text
    assert "beendet mit" in made.text


def _both(world, there: int) -> Actor:
    """Somebody who works on cases at both authorities and edits models."""
    ada = world.people["ada"]
    more = {Membership(world.here, Role.PROCESS_OWNER), Membership(there, Role.CLERK)}
    return Actor(ada.account, ada.name, ada.memberships | more)
