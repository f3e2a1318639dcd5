"""The steering group sets the agreed times with its resolution; the profile of a process is there to read."""

from __future__ import annotations

import re
from datetime import date

import pytest

from engine import SYSTEM, commands, queries
from engine.testing import World
from engine.testing import models as m
from web.testing import Browser, Login

PROFILE = """
schluessel = "antrag"
titel = "Antrag"
zweck = "Anträge <b>zügig</b> bearbeiten."
verantwortlich = "Lenkungsgruppe"
rechtsstand = 2026-08-19
rechtsgrundlagen = ["§ 9 SGB X"]
rollen = [{ gruppe = "auslaenderbehoerde", name = "Ausländerbehörde", aufgaben = "prüft" }]
zeiten = [
  { element = "pruefen", art = "bearbeitung", wert = "P7D", grund = "Erfahrung" },
  { element = "erinnern", art = "erinnerung", wert = "P18M" },
  { element = "melden", art = "bearbeitung", wert = "P5D", arbeitstage = true },
]
fristen = [{ name = "Klage", norm = "§ 74 VwGO", dauer = "P1M", beginn = "Bekanntgabe" }]
daten = [{ gruppe = "Person", rechtsgrundlage = "§ 86 AufenthG", sichtbar_fuer = ["jobcenter"] }]
schnittstelle = [{ art = "nachricht_ein", name = "ruecknahme", bedeutung = "nimmt zurück" }]
aufbewahrung = { frist = "prüfen", grund = "offen" }
kennzahlen = [{ name = "Dauer", von = "start", bis = "ende" }]
"""
FILES = {
    "antrag.bpmn": m.process(
        "antrag",
        m.start(),
        m.user_task("pruefen", due='=today() + vereinbart("pruefen")'),
        m.boundary("erinnern", "pruefen", m.timer('=vereinbart("erinnern")'), interrupting=False),
        m.end("erinnert"),
        m.user_task("melden", due='=werktage(today(), vereinbart("melden").days)'),
        m.end("ende"),
        m.flow("start", "pruefen"),
        m.flow("pruefen", "melden"),
        m.flow("melden", "ende"),
        m.flow("erinnern", "erinnert"),
    ),
    "process.toml": PROFILE.encode(),
}
GOOD = {
    "title": "Zeiten",
    "jurisdictions": "05334",
    "valid_from": "01.12.2026",
    "migration_rule": "keep",
    "review_months": "12",
}


@pytest.fixture
def version(world: World) -> int:
    return world.deploy(FILES)


@pytest.fixture
def olga(version: int, login: Login) -> Browser:
    return login("olga").get(f"/lenkungsgruppe/vorlage/neu?fassung={version}")


def propose(browser: Browser, version: int, **times: str) -> Browser:
    named = {f"zeit-{version}-{element}": text for element, text in times.items()}
    browser.post("/lenkungsgruppe/vorlage/neu", GOOD | {"versions": str(version)} | named)
    return browser


def test_the_form_says_what_is_proposed_and_what_holds_in_words(olga: Browser) -> None:
    assert "Vorschlag: 7 Tage, heute: 7 Tage" in olga.page
    assert "Vorschlag: 1 Jahr 6 Monate" in olga.page
    assert "Vorschlag: 5 Arbeitstage" in olga.page


def test_what_is_left_empty_stays_as_it_is_proposed(olga: Browser, version: int, world: World) -> None:
    propose(olga, version, pruefen="", melden="6 Arbeitstage")

    assert "Der Entwurf ist angelegt." in olga.page
    with world.engine.begin(SYSTEM) as tx:
        (proposed,) = queries.proposal.show(tx, 1).versions
    assert proposed.times == {"melden": "P6D"}


def test_in_english_too(olga: Browser, version: int) -> None:
    olga.post("/sprache/en", {})
    olga.get(f"/lenkungsgruppe/vorlage/neu?fassung={version}")
    assert "Proposed: 1 year 6 months" in olga.page

    propose(olga, version, pruefen="2 weeks", erinnern="1 year 6 months", melden="5 working days")

    assert "The draft is kept." in olga.page


def test_a_wrong_time_is_refused_beside_its_field_and_nothing_is_lost(olga: Browser, version: int) -> None:
    propose(olga, version, pruefen="bald <b>", melden="6 Arbeitstage")

    summary = olga.page.partition("data-fehlerliste")[2].partition("</ul>")[0]
    assert olga.status == 422
    assert re.findall(r'href="#([\w-]+)"', summary) == [f"zeit-{version}-pruefen"]
    assert f'id="zeit-{version}-pruefen-fehler"' in olga.page
    assert 'value="bald &lt;b&gt;"' in olga.page
    assert olga.value(f"zeit-{version}-melden") == "6 Arbeitstage"


def test_a_field_nobody_offered_is_refused(olga: Browser, version: int) -> None:
    propose(olga, version, fremd="P1D")

    assert olga.status == 422
    assert "Für „fremd“ ist keine Zeit zu vereinbaren." in olga.page


def test_times_can_be_shown_before_anything_is_stored(olga: Browser, version: int, world: World) -> None:
    olga.post(
        "/lenkungsgruppe/vorlage/neu", GOOD | {"versions": str(version), "zeigen": "ja", "title": "halb"}
    )

    assert olga.status == 200
    assert olga.value("title") == "halb"
    with world.engine.begin(SYSTEM) as tx:
        assert queries.proposal.overview(tx) == ()


def test_who_only_reads_gets_no_fields(version: int, login: Login) -> None:
    ada = login("ada").get(f"/lenkungsgruppe/{version}")

    assert 'name="zeit-' not in ada.page
    assert "Vereinbarte Zeiten" in ada.page


@pytest.mark.parametrize("who", ["olga", "ada"])
def test_the_profile_of_a_version(version: int, login: Login, world: World, who: str) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, "05334", date(2026, 11, 23), "TOP 9", times={"pruefen": "P2D"})
    page = login(who).get(f"/modellierung/{version}").page

    shown = page.partition('id="steckbrief"')[2]
    for words in (
        "Anträge &lt;b&gt;zügig&lt;/b&gt; bearbeiten.",
        "19.08.2026",
        "§ 9 SGB X",
        "Ausländerbehörde",
        "StädteRegion Aachen: <strong>2 Tage</strong>",
        "§ 74 VwGO",
        "1 Monat",
        "§ 86 AufenthG",
        "Jobcenter",
        "prüfen – offen",
        "von „start“ bis „ende“",
        "Nachricht hinein",
        "2 Tage statt 7 Tage",
    ):
        assert words in shown, words


def test_a_version_without_a_profile_has_no_section(world: World, login: Login) -> None:
    version = world.deploy({"antrag.bpmn": FILES["antrag.bpmn"].replace(b"vereinbart(", b"duration(")})

    assert "Steckbrief" not in login("olga").get(f"/modellierung/{version}").page
