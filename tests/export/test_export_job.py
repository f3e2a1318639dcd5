"""Exports as a person asks for them: made by a job with what they may see, fetched by them alone, gone after a day."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import jsonschema
import pikepdf
import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, NotFound, commands, export, queries
from engine.commands.document import Entry
from engine.execution import sight
from engine.queries.export import ExportKind, ExportState
from engine.state.relation import RelationKind
from engine.store import place, receive
from engine.testing import Story, World
from engine.testing import models as m
from tests import archival
from tests.commands.test_recorded_course import TWICE
from tests.documents.conftest import pdf, picture

FILES = {
    "antrag.bpmn": m.process(
        "antrag", m.start(), m.user_task("pruefen"), m.end("ende"), m.flow("start", "pruefen"),
        m.flow("pruefen", "ende"),
    )
}  # fmt: skip
Ask = Callable[..., int]


@pytest.fixture
def story(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", str(tmp_path / "documents"))
    found = world.start(FILES)
    with world.engine.begin(world.people["ada"]) as tx:
        for number, (name, content) in enumerate(
            (("Pass.pdf", pdf()), ("../Rückseite: Größe.png", picture("PNG")))
        ):
            received = receive(place(), io.BytesIO(content), name)
            commands.document.add(tx, place(), found.reference, received, Entry(str(number), title="Pass"))
        task = found.task("pruefen")
        commands.task.comment(tx, task.id, "Bitte #eval prüfen")
    return found


@pytest.fixture
def ask(world: World, story: Story) -> Ask:
    def ask(kind: ExportKind, who: str = "ada", submission: str = "1") -> int:
        with world.engine.begin(world.people[who]) as tx:
            return commands.export.request(tx, story.reference, kind, submission)

    return ask


def fetched(world: World, story: Story, export_id: int, who: str = "ada") -> bytes:
    with world.engine.begin(world.people[who]) as tx:
        found = commands.export.fetch(tx, story.reference, export_id)
    return b"".join(place().read(found.key))


def test_the_archive_holds_data_as_its_schema_says_and_every_version_of_every_document(
    world: World, story: Story, ask: Ask
) -> None:
    number = ask(ExportKind.ZIP)
    world.work_off()

    archive = zipfile.ZipFile(io.BytesIO(fetched(world, story, number)))

    assert archive.testzip() is None
    data = json.loads(archive.read("akte.json"))
    schema = json.loads(archive.read("akte.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert data["schema"] == export.SCHEMA
    assert data["fall"]["person"] == "Muster, Maryam"
    assert [one["text"] for one in data["kommentare"]] == ["Bitte #eval prüfen"]
    paths = [it["datei"] for one in data["dokumente"] for it in one["fassungen"]]
    assert len(paths) == len(set(paths)) == 2
    assert [one.partition("/")[2][6:] for one in sorted(paths)] == [
        "/001 Pass.pdf",
        "/001 Rückseite Größe.png",
    ]
    assert set(archive.namelist()) == {"akte.json", "akte.schema.json", "akte.pdf", *paths}
    versions = [it for one in data["dokumente"] for it in one["fassungen"]]
    for one in versions:
        content = archive.read(one["datei"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["bytes"])
    assert archival.faults(archive.read("akte.pdf"), f"Akte {story.reference}: Muster, Maryam") == []
    assert data["verlauf"][0]["art"] == "case_opened"


def test_the_archive_holds_what_was_kept_of_what_steps_were_given_as_far_as_it_is_read(world: World) -> None:
    world.deploy(TWICE)
    story = world.open("p", {"betrag": 9}).complete("fragen", {"betrag": 7}).complete("fragen", {"betrag": 3})
    with world.engine.begin(world.people["ada"]) as tx:
        number = commands.export.request(tx, story.reference, ExportKind.ZIP, "1")
    world.work_off()

    data = json.loads(zipfile.ZipFile(io.BytesIO(fetched(world, story, number))).read("akte.json"))

    assert [(one["art"], one["element"], one["angaben"]) for one in data["eingaben"]] == [
        ("instance_started", "p", {"betrag": 9, "aktenzeichen": story.reference, "ags": "05334002"}),
        ("user_task_completed", "fragen", {"betrag": 7}),
        ("user_task_completed", "fragen", {"betrag": 3}),
    ]
    assert {one["ablauf"] for one in data["eingaben"]} == {data["ablaeufe"][0]["id"]}
    jsonschema.validate(data, json.loads((files("engine.export") / "akte.schema.json").read_text("utf-8")))
    with world.engine.begin(world.people["ada"]) as tx:
        seen = queries.case_file.show(tx, story.reference).sight
    with world.engine.begin(world.people["carla"]) as tx:
        closed = sight.of_case(tx, seen.case_id)
        assert queries.step_input.of_case(tx, closed) == ()
    with world.engine.begin(world.people["stefan"]) as tx, pytest.raises(Forbidden):
        queries.step_input.of_case(tx, seen)


def test_the_pdf_is_the_case_file(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.PDF)
    world.work_off()

    content = fetched(world, story, number)

    assert archival.faults(content, f"Akte {story.reference}: Muster, Maryam") == []
    document = pikepdf.open(io.BytesIO(content))
    with document.open_outline() as outline:
        names = [one.title.partition(" ")[2] for one in outline.root]
    assert names == [
        "Überblick",
        "Beteiligte Behörden",
        "Freigaben",
        "Abläufe",
        "Aufgaben",
        "Verweise",
        "Kommentare",
        "Notizen",
        "Dokumente",
        "Übermittlungen",
        "Wer hat gelesen?",
        "Verlauf",
    ]


def test_asking_and_fetching_stand_in_the_history(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.ZIP)
    world.work_off()
    fetched(world, story, number)

    assert [(one.text, one.actor) for one in story.file().history[:2]] == [
        ("Export der Akte heruntergeladen (ZIP)", "Ada Öztürk"),
        ("Export der Akte angefordert (ZIP)", "Ada Öztürk"),
    ]


@pytest.mark.parametrize("who", ["carla", "olga", "stefan", "adam"])
def test_whoever_may_not_read_the_file_takes_nothing_away(ask: Ask, who: str) -> None:
    with pytest.raises(Forbidden):
        ask(ExportKind.PDF, who)


def test_nobody_fetches_what_a_colleague_asked_for(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.PDF)
    world.work_off()

    with pytest.raises(NotFound):
        fetched(world, story, number, "ben")
    with world.engine.begin(world.people["ben"]) as tx:
        assert queries.export.of_case(tx, story.reference).exports == ()


def test_asked_twice_it_is_made_once(world: World, ask: Ask) -> None:
    assert ask(ExportKind.ZIP) == ask(ExportKind.ZIP)

    assert world.work_off() == 1


def test_a_job_that_runs_again_makes_nothing_again(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.PDF)
    world.work_off()
    before = fetched(world, story, number)

    export.make(world.engine, place(), number)

    assert fetched(world, story, number) == before


def test_an_export_a_dead_worker_left_is_made_by_the_next(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.PDF)
    with world.engine.begin(SYSTEM) as tx:
        commands.export.begin(tx, number)

    world.work_off()

    assert fetched(world, story, number).startswith(b"%PDF-")


def test_an_export_whose_reader_has_lost_the_file_fails(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.PDF)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("DELETE FROM membership WHERE account_id = :ada"), {"ada": world.people["ada"].account}
        )

    world.work_off()

    with world.engine.begin(world.people["ada"]) as tx:
        (one,) = queries.export.of_case(tx, story.reference).exports
    assert one.export.state is ExportState.FAILED
    with pytest.raises(Conflict):
        fetched(world, story, number)


def test_an_export_is_gone_after_a_day(world: World, story: Story, ask: Ask) -> None:
    number = ask(ExportKind.ZIP)
    world.work_off()
    world.clock.advance(timedelta(hours=24))

    with pytest.raises(Conflict):
        fetched(world, story, number)
    with world.engine.begin(SYSTEM) as tx:
        assert not commands.export.remove_old(tx, place())
    assert list(place().list("exports")) == []
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM case_export")).scalar_one() == 0


def test_notes_and_related_cases_are_in_it_and_what_sight_forbids_is_left_out(
    world: World, story: Story
) -> None:
    there = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'
    line = m.process(
        "zwei",
        m.start(),
        m.user_task("dort", group=there),
        m.end(),
        m.flow("start", "dort"),
        m.flow("dort", "end"),
    )
    other = world.start({"zwei.bpmn": line})
    with world.engine.begin(world.people["ada"]) as tx:
        first = commands.note.write(tx, other.reference, "Kommt am Montag")
        commands.note.correct(tx, first, "Kommt am Dienstag")
        commands.relation.relate(tx, other.reference, story.reference, RelationKind.SIBLING)

    with world.engine.begin(world.people["ada"]) as tx:
        own = export.book(export.contents(tx, other.reference))
    with world.engine.begin(world.people["carla"]) as tx:
        foreign = export.book(export.contents(tx, other.reference))

    notes = next(one for one in own.sections if one.title == "Notizen")
    assert [row[1] for row in notes.rows] == [
        "Ada Öztürk: Kommt am Dienstag",
        "Ada Öztürk: Kommt am Montag (berichtigt)",
    ]
    assert any(
        name == "Verbundener Fall" and story.reference in value for name, value in own.sections[0].facts
    )
    assert next(one for one in foreign.sections if one.title == "Notizen").rows == ()
    assert "Verbundener Fall" not in dict(foreign.sections[0].facts)
