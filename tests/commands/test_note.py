"""Notes in a case file: who reads which, and that nothing that stood there is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import Conflict, Forbidden, Invalid, commands, queries
from engine.actor import SYSTEM
from engine.commands.authority import Competence
from engine.commands.disclosure import Disclosure
from engine.commands.note import LONGEST_NOTE
from engine.state.document import Filed
from engine.state.sight import Answer
from engine.testing import Story, World
from engine.testing import models as m

THERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'
PROFILE = b"""schluessel = "p"
[[daten]]
gruppe = "Verfahren"
formulare = []
rechtsgrundlage = "Testnorm"
[[daten]]
gruppe = "Gemeinsam"
formulare = []
rechtsgrundlage = "Testnorm"
sichtbar_fuer = ["auslaenderbehoerde"]
"""


@pytest.fixture
def story(world: World) -> Story:
    line = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.user_task("dort", group=THERE),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "dort"),
        m.flow("dort", "end"),
    )
    return world.start({"p.bpmn": line, "process.toml": PROFILE}).complete("a")


def write(story: Story, login: str, text: str, filed: Filed | None = None) -> int:
    with story.world.engine.begin(story.world.people[login]) as tx:
        return commands.note.write(tx, story.reference, text, filed)


def read(story: Story, login: str) -> list[str]:
    with story.world.engine.begin(story.world.people[login]) as tx:
        front = queries.case_file.front(tx, story.reference)
        return [one.note.text for one in queries.case_file.case_notes(tx, front.sight)]


def test_a_note_of_the_leading_authority_is_the_cases_own(story: Story) -> None:
    write(story, "ada", "  Hat angerufen.\nKommt morgen.  ")

    assert read(story, "ben") == ["Hat angerufen.\nKommt morgen."]
    assert read(story, "carla") == []
    assert [one.text for one in story.file().history if one.kind.startswith("note")] == ["Notiz geschrieben"]


def test_a_note_of_another_authority_is_that_authoritys_alone(story: Story) -> None:
    write(story, "carla", "Bei uns liegt eine alte Akte.")

    assert (read(story, "carla"), read(story, "ada")) == (["Bei uns liegt eine alte Akte."], [])


def test_under_a_data_group_whoever_reads_the_group_reads_it(story: Story) -> None:
    (run,) = story.file().instances
    with story.world.engine.begin(story.world.people["carla"]) as tx:
        offered = queries.case_file.note_groups(tx, queries.case_file.front(tx, story.reference))

    write(story, "carla", "Für alle", Filed(run.id, "Gemeinsam"))

    assert offered == (Filed(run.id, "Gemeinsam"),)
    assert (read(story, "ada"), read(story, "carla")) == (["Für alle"], ["Für alle"])


def test_of_a_data_group_one_is_told_who_reads_it_as_far_as_one_is_told_of_them(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        law = [Competence("jugendamt", "05334", "Testnorm", date(2009, 1, 1))]
        commands.authority.create(tx, "ju", "Jugendamt Hier", "05334", law)
    young = '=zustaendig("jugendamt.sachbearbeitung", {ags: "05334002"})'
    line = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.user_task("dort", group=THERE),
        m.user_task("jung", group=young),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "dort"),
        m.flow("a", "jung"),
        m.flow("dort", "end"),
        m.flow("jung", "end"),
    )
    groups = (
        PROFILE
        + b"""sichtbar_fuer = ["auslaenderbehoerde", "jugendamt", "jobcenter"]
"""
    )
    groups = groups.replace(
        b"""sichtbar_fuer = ["auslaenderbehoerde"]
""",
        b"",
    )
    story = world.start({"p.bpmn": line, "process.toml": groups}).complete("a")
    (run,) = story.file().instances
    places = [Filed(run.id, "Verfahren"), Filed(run.id, "Gemeinsam")]

    seen = {}
    for login in ("ada", "carla"):
        with world.engine.begin(world.people[login]) as tx:
            found = queries.case_file.shelves(tx, story.file().head.id, [Filed(), *places])
        assert list(found) == places
        assert {one.run.process for one in found.values() if one.run} == {"Test p"}
        seen[login] = [(found[one].readers, found[one].later) for one in places]

    here, there, youth = "Ausländeramt Hier", "Ausländeramt Dort", "Jugendamt Hier"
    # who leads is told of all; carla has nothing to do with the youth welfare office
    assert seen["ada"] == [((here,), ()), ((there, here, youth), ("Jobcenter",))]
    assert seen["carla"] == [((here,), ()), ((there, here), ("Jobcenter", "Jugendamt"))]


def test_nobody_files_where_they_do_not_read(story: Story) -> None:
    (run,) = story.file().instances

    with pytest.raises(Forbidden):
        write(story, "carla", "Hinein", Filed(run.id, "Verfahren"))
    with pytest.raises(Invalid):
        write(story, "ada", "Hinein", Filed(run.id, "Gibt es nicht"))


def test_a_correction_takes_the_place_and_keeps_what_stood_there(story: Story) -> None:
    world = story.world
    first = write(story, "ada", "Kommt am Montag.")
    with world.engine.begin(world.people["ada"]) as tx:
        second = commands.note.correct(tx, first, "Kommt am Dienstag.")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.note.correct(tx, second, "Kommt am Mittwoch.")

    with world.engine.begin(world.people["ben"]) as tx:
        (one,) = queries.case_file.case_notes(tx, queries.case_file.front(tx, story.reference).sight)
    assert one.note.text == "Kommt am Mittwoch."
    assert [before.text for before in one.earlier] == ["Kommt am Dienstag.", "Kommt am Montag."]
    assert not one.may_correct
    with pytest.raises(Conflict), world.engine.begin(world.people["ada"]) as tx:
        commands.note.correct(tx, first, "noch einmal")


def test_only_the_author_corrects(story: Story) -> None:
    first = write(story, "ada", "Kommt am Montag.")

    for login in ("ben", "lea", "carla"):
        with pytest.raises(Forbidden), story.world.engine.begin(story.world.people[login]) as tx:
            commands.note.correct(tx, first, "Kommt nie.")


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST_NOTE + 1)])
def test_an_empty_or_endless_note_is_refused(story: Story, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(story, "ada", text)

    assert set(refused.value.fields) == {"text"}


@pytest.mark.parametrize("login", ["olga", "adam", "stefan"])
def test_who_does_not_work_on_cases_writes_none(story: Story, login: str) -> None:
    with pytest.raises(Forbidden):
        write(story, login, "Hallo")


def test_sent_twice_it_stands_there_once_and_said_again_later_twice(story: Story) -> None:
    first = write(story, "ada", "Angerufen, niemand da.")

    assert write(story, "ada", "Angerufen, niemand da.") == first
    assert write(story, "ben", "Angerufen, niemand da.") != first
    story.world.clock.advance(timedelta(minutes=2))
    write(story, "ada", "Angerufen, niemand da.")

    assert read(story, "ada") == ["Angerufen, niemand da."] * 3


def test_a_comment_and_a_disclosure_that_are_sent_twice_are_kept_once(story: Story) -> None:
    world = story.world
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM user_task WHERE element = 'a'")).scalar_one()
    for _ in range(2):
        with world.engine.begin(world.people["ada"]) as tx:
            commands.task.comment(tx, number, "@ben bitte ansehen")
            said = Disclosure(
                tx.today, "jobcenter", "Jobcenter", ("sprache",), "§ 67d SGB X", Answer.DISCLOSED
            )
            commands.disclosure.note(tx, story.reference, said)

    with world.engine.begin(SYSTEM) as tx:
        counted = "SELECT (SELECT count(*) FROM comment), (SELECT count(*) FROM disclosure)"
        assert tuple(tx.execute(text(counted)).one()) == (1, 1)
        assert tx.execute(text("SELECT count(*) FROM notification WHERE kind = 'mention'")).scalar() == 1
