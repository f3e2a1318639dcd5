"""A task of its own (`processes/einzelaufgabe`): given by hand in a case, it is a task like any other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine import Invalid, commands, queries
from engine.feel import context_from_python
from engine.queries.inbox import InboxFilter, InboxView
from engine.testing import Story, World
from engine.testing import models as m

FOLDER = Path(__file__).parents[2] / "processes" / "einzelaufgabe"
OWN = {
    "aufgabe_titel": "Mietvertrag anfordern",
    "aufgabe_text": "Die Person bringt ihn am Montag mit.",
    "aufgabe_thema": "auslaenderbehoerde",
    "ergebnis_an": "auslaenderbehoerde",
}
OTHER = OWN | {"ergebnis_an": "case_management", "weitergabe_grundlage": "ohne_angaben"}


@pytest.fixture
def story(world: World) -> Story:
    files = {one.name: one.read_bytes() for one in (*FOLDER.glob("*.bpmn"), *FOLDER.glob("*.toml"))}
    files |= {f"forms/{one.name}": one.read_bytes() for one in (FOLDER / "forms").glob("*.form")}
    world.deploy(files)
    return world.start({"p.bpmn": m.tasks("p", "a")})


def give(story: Story, values: dict[str, object]) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.case_process.begin(tx, story.reference, "einzelaufgabe", context_from_python(values))


def test_it_stands_in_the_inbox_under_its_title_with_its_day_and_the_history_keeps_the_title_out(
    story: Story,
) -> None:
    give(story, OWN | {"aufgabe_bis": date(2026, 12, 1)})

    with story.world.engine.begin(story.world.people["ben"]) as tx:
        rows = queries.inbox.page(tx, InboxFilter(InboxView.UNASSIGNED)).tasks
    (row,) = [one for one in rows if one.name == "Mietvertrag anfordern"]
    assert row.agreed_is_set
    assert row.due is not None
    assert row.due.date() == date(2026, 12, 1)
    assert not any("Mietvertrag" in one.text for one in story.file().history)


def test_without_a_day_the_agreed_time_counts(story: Story) -> None:
    give(story, OWN)

    assert any("14 Tage" in step for step in story.task("erledigen").agreed_steps)


def test_within_one_house_it_ends_with_its_result(story: Story) -> None:
    give(story, OWN)

    story.complete("erledigen", {"aufgabe_ergebnis": "Liegt vor."})

    assert story.active() == ("a",)


def test_whoever_asked_gets_the_result_as_a_task(story: Story) -> None:
    give(story, OTHER)

    story.complete("erledigen", {"aufgabe_ergebnis": "Liegt vor."})

    row = story.task("ergebnis_lesen")
    assert (row.name, row.topic) == ("Ergebnis: Mietvertrag anfordern", "case_management")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        # another house learns of it on a named ground only
        (OWN | {"ergebnis_an": "case_management"}, "weitergabe_grundlage"),
        (OTHER | {"weitergabe_grundlage": "vorschrift"}, "weitergabe_vorschrift"),
        (OWN | {"aufgabe_titel": ""}, "aufgabe_titel"),
        (OWN | {"aufgabe_bis": date(2026, 1, 1)}, "aufgabe_bis"),
    ],
)
def test_what_is_missing_is_named(story: Story, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        give(story, values)

    assert set(refused.value.fields) == {field}
