"""Agreed times: proposed by the process, set by a resolution, asked for when a task or a timer begins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Invalid, commands, queries
from engine.clock import ZONE
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements

TODAY = date(2026, 11, 23)
PROFILE = """
schluessel = "p"
[[zeiten]]
element = "a"
art = "bearbeitung"
wert = "P7D"
[[zeiten]]
element = "frist"
art = "erinnerung"
wert = "P3D"
[[zeiten]]
element = "b"
art = "bearbeitung"
wert = "P10D"
arbeitstage = true
"""


def files(*more: str, profile: str = PROFILE) -> dict[str, bytes]:
    """Two tasks and a reminder, each with its agreed time."""
    return {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task("a", due='=today() + vereinbart("a")'),
            m.boundary("frist", "a", m.timer('=vereinbart("frist")'), interrupting=False),
            m.end("erinnert"),
            m.user_task("b", due='=werktage(today(), vereinbart("b").days)'),
            m.end(),
            m.flow("start", "a"),
            m.flow("a", "b"),
            m.flow("b", "end"),
            m.flow("frist", "erinnert"),
            *more,
        ),
        "process.toml": profile.encode(),
    }


Adopt = Callable[..., int]


@pytest.fixture
def adopt(world: World) -> Adopt:
    def record(
        version: int, times: dict[str, str] | None = None, jurisdiction: str = "05334", day: date = TODAY
    ) -> int:
        with world.engine.begin(SYSTEM) as tx:
            return commands.adoption.adopt(tx, version, jurisdiction, day, "TOP 1", times=times)

    return record


def due(story: Story, task: str) -> date:
    found = story.task(task).due
    assert found is not None
    return found.astimezone(ZONE).date()


def reminder(world: World) -> datetime:
    with world.engine.begin(SYSTEM) as tx:
        found: datetime = tx.execute(text("SELECT max(due_at) FROM timer")).scalar_one()
    return found.astimezone(ZONE)


def test_without_a_resolution_about_it_the_proposal_holds(world: World) -> None:
    story = world.start(files())

    assert due(story, "a") == date(2026, 11, 30)
    assert reminder(world).date() == date(2026, 11, 26)


def test_the_resolution_sets_the_time_where_it_holds(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    adopt(version, {"a": "2 Wochen", "frist": "P5D", "b": ""})

    assert due(world.open("p"), "a") == date(2026, 12, 7)
    assert reminder(world).date() == date(2026, 11, 28)


def test_the_narrower_jurisdiction_then_the_later_resolution_holds(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())  # for the whole Land
    adopt(version, {"a": "P5D"})
    adopt(version, {"a": "P4D"})
    adopt(version, {"a": "P20D"}, jurisdiction="05")
    adopt(version, {"a": "P1D"}, day=TODAY + timedelta(days=3))

    assert due(world.open("p"), "a") == date(2026, 11, 27)


def test_what_is_set_already_does_not_move(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    story = world.open("p")
    before = due(story, "a"), reminder(world)

    adopt(version, {"a": "P1D", "frist": "P1D", "b": "P1D"})

    assert (due(story, "a"), reminder(world)) == before
    story.complete("a", {})
    assert due(story, "b") == date(2026, 11, 24)


def test_a_running_case_keeps_what_was_agreed_with_its_version(world: World, adopt: Adopt) -> None:
    first = world.deploy(files())
    adopt(first, {"b": "P2D"})
    story = world.open("p")

    second = world.deploy(files(profile=PROFILE + "\n"), "05334")
    adopt(second, {"b": "P9D"})

    story.complete("a", {})
    assert due(story, "b") == date(2026, 11, 25)


def test_a_migrated_case_goes_by_its_new_version(world: World, adopt: Adopt) -> None:
    first = world.deploy(files())
    story = world.open("p")
    second = world.deploy(files(profile=PROFILE + "\n"))
    adopt(second, {"b": "P4D"})
    instance = story.file().instances[0].id

    with world.engine.begin(SYSTEM) as tx:
        commands.migration.migrate(tx, instance, second, {})

    assert first != second
    story.complete("a", {})
    assert due(story, "b") == date(2026, 11, 27)


def test_a_completion_that_asks_takes_one_statement_more(world: World, adopt: Adopt) -> None:
    adopt(world.deploy(files()), {"b": "P4D"})
    story = world.open("p")
    task = story.task("a")

    with statements() as sent, world.engine.begin(SYSTEM) as tx:
        commands.task.complete(tx, task.id, task.revision, {})

    assert len([one for one in sent if "adoption" in one]) == 1


def test_only_what_differs_is_kept(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    adopt(version, {"a": "7 Tage", "frist": "72 Stunden", "b": "5 Arbeitstage"})

    with world.engine.begin(SYSTEM) as tx:
        newest = queries.definition.adoptions(tx)[0]

    assert newest.times == {"frist": "PT72H", "b": "P5D"}


@pytest.mark.parametrize(
    ("times", "field", "words"),
    [
        ({"a": "bald"}, "zeit-a", "Bitte geben Sie eine Zeit bis 10 Jahre an, zum Beispiel 7 Tage"),
        ({"b": "12 Stunden"}, "zeit-b", "zum Beispiel 5 Arbeitstage"),
        ({"a": "0 Tage"}, "zeit-a", "Bitte geben Sie eine Zeit"),
        ({"c": "P7D"}, "zeit-c", "Für „c“ ist keine Zeit zu vereinbaren. Vereinbart werden: a, frist, b."),
        ({"a": "\x00"}, "zeit-a", "Bitte geben Sie eine Zeit"),
    ],
)
def test_a_wrong_time_is_refused_by_its_field(
    world: World, adopt: Adopt, times: dict[str, str], field: str, words: str
) -> None:
    version = world.deploy(files())

    with pytest.raises(Invalid) as refused:
        adopt(version, times)

    assert refused.value.fields.keys() == {field}
    assert words in refused.value.fields[field]


def test_a_version_without_a_profile_has_no_times(world: World, adopt: Adopt) -> None:
    version = world.deploy({"p.bpmn": m.tasks("p", "a")})

    with pytest.raises(Invalid) as refused:
        adopt(version, {"a": "P7D"})

    assert "Vereinbart werden: keine." in refused.value.fields["zeit-a"]
    with world.engine.begin(SYSTEM) as tx:
        assert queries.profile.agreed_at(tx, version, "05334") == ()
        assert queries.profile.of_version(tx, version) is None


def test_the_form_knows_proposal_and_what_holds(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    adopt(version, {"a": "P5D"})

    with world.engine.begin(SYSTEM) as tx:
        here = queries.profile.agreed_at(tx, version, "05334")
        there = queries.profile.agreed_at(tx, version, "05158")

    assert [(one.element, one.proposed, one.held, one.working) for one in here] == [
        ("a", "P7D", "P5D", False),
        ("frist", "P3D", "P3D", False),
        ("b", "P10D", "P10D", True),
    ]
    assert [one.held for one in there] == ["P7D", "P3D", "P10D"]


def test_says_what_a_resolution_changes_against_the_one_before(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    first = adopt(version, {"a": "P5D"})
    second = adopt(version, {"a": "P4D", "frist": "P1D"})
    third = adopt(version)
    elsewhere = adopt(version, {"b": "P1D"}, jurisdiction="05158")

    with world.engine.begin(SYSTEM) as tx:
        rows = queries.definition.adoptions(tx)
        found = queries.profile.changes(tx, rows, rows)

    said = {
        number: [(one.element, one.before, one.after) for one in found[number]]
        for number in (first, second, third, elsewhere)
    }
    assert said == {
        first: [("a", "P7D", "P5D")],
        second: [("a", "P5D", "P4D"), ("frist", "P3D", "P1D")],
        third: [("a", "P4D", "P7D"), ("frist", "P1D", "P3D")],
        elsewhere: [("b", "P10D", "P1D")],
    }
    assert len(found) == 4  # the first one for the Land says nothing about times


def test_the_profile_tells_where_other_times_hold(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    adopt(version, {"a": "P5D"})
    adopt(version, {"a": "P2D"}, day=TODAY + timedelta(days=30))

    with world.engine.begin(world.people["stefan"]) as tx:
        seen = queries.profile.of_version(tx, version)

    assert seen is not None
    assert [(one.jurisdiction_name, dict(one.times)) for one in seen.local] == [
        ("StädteRegion Aachen", {"a": "P5D"})
    ]
    assert seen.labels["a"] == "a"


@pytest.mark.slow
def test_two_resolutions_at_once_both_stand_and_the_later_one_holds(world: World, adopt: Adopt) -> None:
    version = world.deploy(files())
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda days: adopt(version, {"a": f"P{days}D"}), (2, 3, 4, 5)))

    with world.engine.begin(SYSTEM) as tx:
        rows = {one.id: one for one in queries.definition.adoptions(tx)}
        found = queries.profile.changes(tx, rows.values(), rows.values())
    assert rows.keys() >= set(numbers)
    assert sorted(rows[number].times["a"] for number in numbers) == ["P2D", "P3D", "P4D", "P5D"]
    last = rows[max(numbers)]
    assert due(world.open("p"), "a") == TODAY + timedelta(days=int(last.times["a"][1:-1]))
    # told one after the other, without a gap
    told = [found[number][0] for number in sorted(numbers)]
    assert [one.before for one in told] == ["P7D", *(one.after for one in told[:-1])]
