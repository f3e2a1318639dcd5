"""An exported file holds what every tab shows, by process and step, and nothing beyond the sight of its reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, export
from engine.actor import Actor, Membership, Role
from engine.export import Contents, archive
from engine.feel import context_from_python
from engine.testing import Story, World
from engine.testing import models as m
from tests.commands.test_referral_record import FILES, desks, release, released
from tests.web.test_web_decided import decided

__all__ = ["decided", "desks"]

SCHEMA = json.loads((files("engine.export") / "akte.schema.json").read_text("utf-8"))
READ_FOR = "Die Person steht mit einem Notfall vor der Tür."


def read(story: Story, who: str) -> Contents:
    with story.world.engine.begin(story.world.people[who]) as tx:
        return export.contents(tx, story.reference)


def said(given: Contents) -> dict[str, Any]:
    data = archive.data(given)
    jsonschema.validate(data, SCHEMA)
    return data


def parts(given: Contents) -> dict[str, str]:
    """Each part of level 1 with all its words, those of the parts below it too."""
    found: dict[str, list[str]] = {}
    under = ""
    for one in export.book(given).sections:
        under = one.title if one.level == 1 else under
        words = [one.title, *(f"{name}: {value}" for name, value in one.facts), *one.lines]
        words += [cell for row in one.rows for cell in row]
        found.setdefault(under, []).extend(words)
    return {title: "\n".join(words) for title, words in found.items()}


@pytest.fixture
def story(world: World, desks: Mapping[str, int]) -> Story:
    """A case with a named lead, a title, releases, one of them withdrawn, a referral and a help plan."""
    world.deploy(dict(FILES))
    world.deploy({"hilfeplanung.bpmn": m.tasks("hilfeplanung", "begleiten")})
    story = released(
        world.open(
            "verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": "Bürgergeld klären."}
        )
    )
    ada = world.people["ada"]
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_lead.name(tx, story.reference, world.people["ben"].account, "Begleitet sie.", None)
    with world.engine.begin(ada) as tx:
        plan = commands.case_process.begin(tx, story.reference, "hilfeplanung", {})
    measure = {
        "text": "Anmeldung zum Sprachkurs",
        "bis": date(2026, 12, 31),
        "status": "neu",
        "woran": "Zusage",
    }
    values = {
        "ziel_erst": "Deutsch lernen",
        "massnahmen": [measure],
        "titel_norm": "§ 25b AufenthG",
        "titel_gueltig_bis": date(2027, 5, 31),
    }
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, plan, context_from_python(values))
    return story


def test_the_book_holds_what_every_tab_shows(story: Story) -> None:
    found = parts(read(story, "ada"))

    assert "Fallführung: Ben" in found["Überblick"]
    assert "Aufenthaltstitel: § 25b AufenthG, bis 31.05.2027 (laut Ablauf)" in found["Überblick"]
    assert "Jobcenter Hier" in found["Beteiligte Behörden"]
    assert "Kontaktdaten, Sprache" in found["Freigaben"]
    assert "gilt bis 23.11.2027" in found["Freigaben"]
    for words in ("Deutsch lernen", "Anmeldung zum Sprachkurs – Daran merkt man es: Zusage", "31.12.2026"):
        assert words in found["Hilfeplan"]
    assert "Verweis an Jobcenter (Jobcenter Hier), seit " in found["Abläufe"]
    assert "Bogen" in found["Angaben in den Abläufen"] or "bogen" in found["Angaben in den Abläufen"]
    assert {"Übermittlungen", "Verlauf", "Aufgaben"} <= found.keys()


def test_what_has_ended_stays_in_it(story: Story) -> None:
    story.world.clock.advance(timedelta(days=1))
    release(story)

    data = said(read(story, "ada"))

    assert [one["stand"] for one in data["freigaben"]] == ["widerrufen"]
    assert "widerrufen am" in parts(read(story, "ada"))["Freigaben"]


def test_the_data_say_the_same_by_process_and_step(story: Story) -> None:
    data = said(read(story, "ada"))

    assert data["schema"] == export.SCHEMA == "laufweg-akte-3"
    assert data["fallfuehrung"].startswith("Ben")
    assert [one["bis"] for one in data["aufenthaltstitel"]] == ["2027-05-31"]
    assert [one["stand"] for one in data["freigaben"]] == ["gilt"]
    assert data["hilfeplaene"][0]["massnahmen"][0]["text"] == "Anmeldung zum Sprachkurs"
    runs = {one["id"]: one for one in data["ablaeufe"]}
    assert {one["ablauf"] for one in data["angaben"]} <= runs.keys()
    assert ("Jobcenter", "Jobcenter Hier") in {
        (one["verweis_an"], one["empfaenger"]) for one in runs.values()
    }
    # each step holds its own answers
    asked = {one["schritt"]: {it["schluessel"] for it in one["werte"]} for one in data["angaben"]}
    assert any(step and "bogen_sprachniveau" in keys for step, keys in asked.items())


def test_a_decision_is_in_it_with_who_and_why(decided: Story) -> None:
    given = read(decided, "ada")

    book, data = parts(given)["Getroffene Entscheidungen"], said(given)["getroffen"]

    assert "Über den Antrag entscheiden: erteilen" in book
    assert "Entschieden am: 23.11.2026" in book
    assert "Alles lag vor." in book
    assert [(one["von"], one["ergebnis"]) for one in data] == [("Ada Öztürk", "erteilen")]


def test_who_has_read_it_is_in_it_only_for_whoever_may_know(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["carla"]) as tx:
        commands.break_glass.read(tx, story.reference, READ_FOR)
    outside = said(read(story, "carla"))

    leading = said(read(story, "lea"))

    assert outside["gelesen"] is None
    assert "Wer hat gelesen?" not in parts(read(story, "carla"))
    assert [(one["wer"], one["grundlage"]) for one in leading["gelesen"]] == [("Carla Weiß", READ_FOR)]


def test_nothing_of_another_authority_is_in_it(story: Story) -> None:
    """The job centre has a task of the referral: of the rest of the case its export says nothing."""
    world = story.world
    with world.engine.begin(SYSTEM) as tx:
        there = tx.execute(text("SELECT id FROM authority WHERE name = 'Jobcenter Hier'")).scalar_one()
        account = commands.account.create(tx, "jana", "Jana", "x" * 14, [Membership(there, Role.CLERK)])
    jana = Actor(account, "Jana", frozenset({Membership(there, Role.CLERK)}))
    with world.engine.begin(jana) as tx:
        given = export.contents(tx, story.reference)

    data, book = said(given), "\n".join(parts(given).values())

    assert data["hilfeplaene"] == data["aufenthaltstitel"] == []
    assert data["gelesen"] is None
    assert "Sprachkurs" not in book
    assert {one["name"] for one in data["ablaeufe"]} == {"Verweisberatung und Überleitung"}
