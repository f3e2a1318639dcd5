"""Cases of the library, played in the database, become scenarios that go the same way and say nothing of the person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain

import pytest

from engine import SYSTEM, scenario
from engine.execution import sight
from engine.execution.happened import course
from engine.impact.again import ends_as, play
from engine.library import FOLDER, read
from engine.scenario import Library
from engine.scenario.run import read_scenarios
from engine.state import case
from engine.state.adoption import Resolved
from tests.processes.in_database import Database

#: what is typed into the texts of the forms: nothing of it may come out again
SECRET = "Roya Fabelzadeh, Hauptstraße 4711"
PATH = "scenarios/99_aus_fall.yaml"


@cache
def _files(key: str) -> Mapping[str, bytes] | None:
    return read(FOLDER / key)[0].files if (FOLDER / key).is_dir() else None


def _texts(key: str) -> frozenset[str]:
    """The fields one may type anything into."""
    forms = scenario.read_process(FOLDER / key).forms.values()
    return frozenset(
        one.key
        for one in chain.from_iterable(form.fields() for form in forms)
        if one.key and one.kind.value in ("textfield", "textarea") and one.rules.pattern is None
    )


@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("bedarfsanalyse", "05"),
        #: two timers that are due at once
        ("bleiberecht", "12"),
        ("einbuergerung", "05"),
        #: it began with what another process handed over
        ("einwilligung", "04"),
        #: called processes answer, one escalates
        ("fallrahmen", "01"),
        ("hilfeplanung", "05"),
        ("sprachkurs", "02"),
        #: the title is extended: the case holds its new end, no longer the one it began with
        ("verlaengerung", "01"),
        #: a task that is done twice
        ("verlaengerung", "04"),
        #: a release from another process, a message whose name depends on the case
        ("verweisberatung", "13"),
    ],
)
def test_a_case_becomes_a_scenario_that_passes_names_nobody_and_plays_again(world, key, file):
    texts = _texts(key)
    played = next(one for one in read_scenarios(FOLDER / key) if one.file.startswith(file))
    database = Database(world, key, played)
    database.run(
        lambda values: {
            name: f"{SECRET} {name}" if name in texts and isinstance(one, str) else one
            for name, one in values.items()
        }
    )
    with world.engine.begin(SYSTEM) as tx:
        matter = case.by_reference(tx, database.story.reference)
        taken = course(tx, sight.of_case(tx, matter.id), database.instance)

    made = scenario.from_case(_files(key), PATH, taken, _files)

    assert made.failure is None, f"{made.failure}\n{made.text}"
    assert made.whole
    assert made.days % 7 == 0
    assert made.days != 0
    for secret in (SECRET, "Fabelzadeh", "4711", "Muster", "Maryam", matter.reference, "1990-05-17"):
        assert secret not in made.text
    again = play(database.bundle, taken, Library(FOLDER), lambda _ags, _day: Resolved())
    assert taken.outcome is None or ends_as(taken, again, database.bundle)
