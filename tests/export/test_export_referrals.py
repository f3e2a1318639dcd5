"""The export lists the referrals of a case: their way, and what was given on which ground."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

import jsonschema
import pytest

from engine.export.archive import data
from engine.export.book import Contents, book, contents
from engine.testing import Story, World
from engine.testing import models as m
from tests.commands.test_referral_record import ACCEPTED, FILES, REFUSED, desks, offer, released

__all__ = ["desks"]


@pytest.fixture
def story(world: World, desks: Mapping[str, int]) -> Story:
    world.deploy(FILES)
    return world.open(
        "verweisberatung",
        {"verweis_thema": "jobcenter", "verweis_anliegen": "Bürgergeld für die Familie klären."},
    )


def read(story: Story) -> Contents:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        return contents(tx, story.reference)


def test_a_forwarded_application_stands_there_with_its_day_its_ground_and_the_words_of_a_refusal(
    story: Story,
) -> None:
    offer(story).complete("ueberleitung_annehmen", REFUSED)

    given = read(story)

    parts = book(given).sections
    (found,) = [one for one in parts if one.title == "Verweis an Jobcenter"]
    facts = dict(found.facts)
    assert facts["Stand"] == "abgelehnt"
    assert facts["Antrag eingegangen"] == "02.11.2026"
    assert facts["Gegeben"] == "Antrag und sein Eingangstag: § 16 Abs. 2 SGB I"
    assert [row[1] for row in found.rows] == [
        "in Vorbereitung (an Jobcenter)",
        "wartet auf Antwort (an Jobcenter)",
        "abgelehnt (an Jobcenter)",
    ]
    assert REFUSED["antwort_grund"] in found.rows[-1][4]
    (kept,) = data(given)["verweise"]
    assert (kept["antrag_eingegangen"], kept["stand"]) == ("2026-11-02", "abgelehnt")
    assert kept["weg"][1]["gegeben"] == [
        {"angabe": "antrag", "grundlage": "norm", "text": "§ 16 Abs. 2 SGB I", "bis": None}
    ]


def test_what_a_consent_opened_names_it_and_the_data_are_as_their_schema_says(story: Story) -> None:
    released(story).complete("ueberleitung_annehmen", ACCEPTED)

    given = read(story)

    said = data(given)
    schema = json.loads((files("engine.export") / "akte.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(said)), schema)
    (kept,) = said["verweise"]
    assert [one["grundlage"] for one in kept["gegeben"]] == ["einwilligung"] * len(kept["gegeben"]) != []
    (found,) = [one for one in book(given).sections if one.title == "Verweis an Jobcenter"]
    assert "Einwilligung" in dict(found.facts)["Gegeben"]
    assert dict(found.facts)["Stand"] == "angenommen, Ankunft offen"


def test_a_case_without_a_referral_says_so(world: World) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "a")})

    given = read(story)

    assert data(given)["verweise"] == []
    (found,) = [one for one in book(given).sections if one.title == "Verweise"]
    assert found.lines == ("Keine.",)
