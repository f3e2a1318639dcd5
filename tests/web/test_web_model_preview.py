"""What the form beside a drawing asks the server: choices, faults of an expression, the day of a deadline."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import TestResponse

from engine import commands
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Browser, Login

PROFILE = """
schluessel = "antrag"
titel = "Antrag"
rechtsgrundlagen = ["§ 75 VwGO"]
rollen = [{ gruppe = "auslaenderbehoerde.sachbearbeitung", name = "Wer prüft" }]
zeiten = [{ element = "pruefen", art = "bearbeitung", wert = "P5D" }]
fristen = [{ name = "Untätigkeit", norm = "§ 75 S. 2 VwGO", dauer = "P3M", beginn = "Antrag" }]
leiter = [{ element = "pruefen", stufe = 1, an = "teamleitung", anteil = 25 }]

[[daten]]
gruppe = "Antragsdaten"
formulare = ["antrag"]
rechtsgrundlage = "§ 86 AufenthG"
zweck = "Prüfung"
sichtbar_fuer = ["auslaenderbehoerde"]
"""
CALLED = """
schluessel = "auskunft"
titel = "Auskunft einholen"
schnittstelle = [
  { art = "eingabe", name = "anlass", bedeutung = "weshalb gefragt wird" },
  { art = "ausgabe", name = "antwort", bedeutung = "was gesagt wurde" },
]
"""


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process in force, with a profile."""
    with world.engine.begin(world.people["olga"]) as tx:
        made = commands.definition.begin_draft(tx, 1)
        commands.bundle.save(tx, made, {"process.toml": PROFILE.encode()}, 1)
        return made


def _post(browser: Browser, address: str, said: object, **headers: str) -> TestResponse:
    return browser.client.post(
        address, data=json.dumps(said), headers={"Content-Type": "application/json", **headers}
    )


def _preview(browser: Browser, draft: int, **said: str) -> dict[str, object]:
    answer = _post(browser, f"/modellierung/{draft}/vorschau", said)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: dict[str, object] = answer.get_json()
    return told


def test_a_form_that_is_missing_is_begun_with_the_name_of_its_task(draft: int, login: Login) -> None:
    client = login("olga").client

    fresh = client.get(f"/modellierung/{draft}/vorrat").get_json()["newForm"]
    page = client.get(f"{fresh}&datei=nachfordern").text

    assert '<option value="formular" selected>' in page
    assert 'name="lw-datei" value="nachfordern"' in page


def test_the_form_offers_what_the_version_and_the_engine_know(draft: int, login: Login) -> None:
    told = login("olga").client.get(f"/modellierung/{draft}/vorrat").get_json()

    assert {"aktenzeichen", "ags"} < {one["name"] for one in told["variables"]}
    assert ["jobcenter", "Jobcenter", "sachbearbeitung"] in told["topics"]
    assert ["teamleitung", "Teamleitung"] in told["roles"]
    assert told["groups"] == {"auslaenderbehoerde.sachbearbeitung": "Wer prüft"}
    assert told["times"] == {"pruefen": "5 Tage"}
    assert told["deadlines"] == [
        {
            "name": "Untätigkeit",
            "norm": "§ 75 S. 2 VwGO",
            "length": "3 Monate",
            "period": "P3M",
            "begin": "Antrag",
        }
    ]
    assert told["data"][0]["seen"] == ["Ausländerbehörde"]
    assert told["ladders"]["pruefen"][0] != told["ladders"][""][0]
    assert "bei 25 Prozent der Zeit, Teamleitung" in told["ladders"]["pruefen"][0]
    first = told["functions"][0]
    assert first["own"]
    assert first["text"]
    assert {"name": "frist", "parameters": ["ereignis", "dauer", "recht?", "land?"]}.items() <= next(
        one for one in told["functions"] if one["name"] == "frist"
    ).items()
    assert {"vorpruefung", "chancencheck"} <= {one["id"] for one in told["decisions"]}
    assert told["profile"].endswith("/steckbrief")


def test_other_processes_are_offered_with_their_contract(draft: int, world: World, login: Login) -> None:
    world.deploy({"auskunft.bpmn": m.tasks("auskunft", "fragen"), "process.toml": CALLED.encode()})

    told = login("olga").client.get(f"/modellierung/{draft}/vorrat").get_json()

    assert told["processes"] == [
        {
            "key": "auskunft",
            "name": "Test auskunft",
            "inputs": {"anlass": "weshalb gefragt wird"},
            "outputs": {"antwort": "was gesagt wurde"},
        }
    ]


def test_an_expression_is_checked_in_german_with_its_place(draft: int, login: Login) -> None:
    browser = login("olga")

    def faults(text: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = _post(
            browser, f"/modellierung/{draft}/ausdruck", {"text": text}
        ).get_json()["faults"]
        return found

    assert faults('ergebnis = "ja"') == []
    assert faults("") == []
    (broken,) = faults("1 +\n (2")
    assert (broken["severity"], broken["line"]) == ("error", 2)
    assert broken["mended"] is None
    assert [one["mended"] for one in faults("ergebnis == „ja“")] == ['ergebnis = "ja"']
    (unknown,) = faults("1 + heute()")
    assert (unknown["severity"], unknown["column"]) == ("warning", 5)
    assert "heute" in str(unknown["text"])


def test_a_deadline_is_previewed_with_the_steps_that_lead_to_its_day(draft: int, login: Login) -> None:
    browser = login("olga")

    law = _preview(
        browser,
        draft,
        kind="rechtsfrist",
        text='=frist(eingang, duration("P3M"), "VwGO")',
        begin="2026-11-30",
        norm="§ 75 S. 2 VwGO",
        event="Antrag eingegangen",
    )
    agreed = _preview(
        browser, draft, kind="frist", text='=today() + vereinbart("pruefen")', begin="30.11.2026"
    )
    timer = _preview(browser, draft, kind="timeDuration", text="P14D", begin="2026-11-30")
    cycle = _preview(browser, draft, kind="timeCycle", text="R3/P7D", begin="2026-11-30")

    assert law["day"] == "Montag, 01.03.2027"
    assert law["assumed"] == ["eingang"]
    assert str(law["steps"]).count("Antrag eingegangen 30.11.2026") == 1
    assert "(§ 75 S. 2 VwGO)" in str(law["steps"])
    assert agreed["day"] == "Samstag, 05.12.2026"
    assert "5 Tage (Vorschlag des Ablaufs, noch nicht beschlossen)" in str(agreed["steps"])
    assert timer["day"] == "Montag, 14.12.2026"
    assert cycle["day"] == "Montag, 07.12.2026"


def test_a_day_is_named_in_the_language_of_the_page(draft: int, login: Login) -> None:
    browser = login("olga")
    browser.post("/sprache/en", {})

    law = _preview(browser, draft, kind="frist", text="=date(eingang)", begin="2026-11-30")
    timer = _preview(browser, draft, kind="timeDuration", text="PT90M", begin="2026-11-30")

    assert (law["day"], timer["day"]) == ("Monday, 30.11.2026", "Monday, 30.11.2026, 10:30")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("=person.geboren_am", "hängt von Angaben des Falls ab"),
        ("bald", "„bald“ ist kein Tag"),
        ("=5", "„5“ ist kein Tag"),
    ],
)
def test_a_preview_without_a_day_says_why(draft: int, login: Login, text: str, reason: str) -> None:
    told = _preview(login("olga"), draft, kind="frist", text=text, begin="2026-11-30")

    assert told["day"] == ""
    assert reason in str(told["reason"])


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "frist", "text": "=1 +"}, 422),  # no FEEL
        ({"kind": "bald", "text": "P1D"}, 422),
        ({"kind": "frist", "text": "P1D", "begin": "irgendwann"}, 422),
        ({"kind": "frist", "text": ["P1D"]}, 422),
        ({"kind": "frist", "text": "x" * 20_000}, 422),
        ([], 422),
    ],
)
def test_a_preview_nobody_can_answer_is_refused(draft: int, login: Login, said: object, status: int) -> None:
    assert _post(login("olga"), f"/modellierung/{draft}/vorschau", said).status_code == status


def test_strangers_and_foreign_pages_are_refused(draft: int, login: Login) -> None:
    said = {"kind": "frist", "text": "P1D"}
    browser, clerk = login("olga"), login("ada")

    for address in (f"/modellierung/{draft}/vorschau", f"/modellierung/{draft}/ausdruck"):
        assert _post(browser, address, said, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert _post(clerk, f"/modellierung/{draft}/ausdruck", said).status_code == 403
    assert (
        _post(clerk, f"/modellierung/{draft}/vorschau", said).status_code == 200
    )  # a model can be read by all


def test_conditions_are_computed_with_values_somebody_makes_up(draft: int, login: Login) -> None:
    texts = {
        "a": "=alter >= 18 and volljaehrig",
        "b": '= art = "Duldung" and am < date("2027-01-01")',
        "c": "fehlt > 3",
        "d": "= 1 +",
    }
    values = {"alter": "18,5", "volljaehrig": "ja", "art": "Duldung", "am": "31.12.2026", "leer": " "}

    answer = _post(login("olga"), _conditions(draft), {"conditions": texts, "values": values})

    told = answer.get_json()["conditions"]
    assert {name: one["holds"] for name, one in told.items()} == {"a": True, "b": True, "c": None, "d": None}
    assert told["a"]["names"] == ["alter", "volljaehrig"]
    assert told["d"]["fault"]


MALFORMED_CONDITIONS: list[dict[str, object]] = [
    {"conditions": {}, "values": "x"},
    {"conditions": [], "values": {}},
    {"conditions": {"a": 1}, "values": {}},
    {"conditions": {"a": "x"}, "values": {"x": "\x00"}},
    {"conditions": {str(number): "x" for number in range(201)}, "values": {}},
    {"conditions": {"a": "x" * 16_385}, "values": {}},
]


@pytest.mark.parametrize("said", MALFORMED_CONDITIONS)
def test_conditions_that_are_none_are_refused(draft: int, login: Login, said: dict[str, object]) -> None:
    assert _post(login("olga"), _conditions(draft), said).status_code == 422


def _conditions(draft: int) -> str:
    return f"/modellierung/{draft}/bedingungen"
