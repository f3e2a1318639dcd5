"""The steering group sets the agreed times with its resolution; the profile of a process is there to read."""

from __future__ import annotations

import re
from datetime import date

import pytest

from engine import SYSTEM, commands, queries
from engine.clock import ZONE
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
    "jurisdiction": "05334",
    "valid_from": "23.11.2026",
    "resolution": "TOP 4",
    "bestaetigt": "ja",
    "zeit-pruefen": "7 Tage",
    "zeit-erinnern": "1 Jahr 6 Monate",
    "zeit-melden": "5 Arbeitstage",
}


@pytest.fixture
def version(world: World) -> int:
    return world.deploy(FILES)


@pytest.fixture
def stefan(version: int, login: Login) -> Browser:
    return login("stefan").get(f"/lenkungsgruppe/{version}")


def resolve(browser: Browser, version: int, **changed: str) -> Browser:
    fields = GOOD | {
        name.replace("_", "-") if name.startswith("zeit") else name: text for name, text in changed.items()
    }
    browser.post(f"/lenkungsgruppe/{version}/beschliessen", fields | {"revision": browser.value("revision")})
    return browser


def rows(page: str) -> list[str]:
    """The cells of the rows of the agreed times, without markup."""
    body = page.partition('id="zeiten"')[2].partition("</table>")[0].partition("<tbody")[2]
    return [" | ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("<tr")[1:]]


def test_the_form_says_step_kind_proposal_and_what_holds_in_words(stefan: Browser) -> None:
    assert "Gilt heute in StädteRegion Aachen" in stefan.page
    first, second, third = rows(stefan.page)

    assert "pruefen" in first and "Erfahrung" in first and "Bearbeitung" in first
    assert first.count("7 | Tage") == 2  # proposed, and in force
    assert "Erinnerung" in second and second.count("1 | Jahr | 6 | Monate") == 2
    assert "5 | Arbeitstage" in third
    assert [stefan.value(f"zeit-{one}") for one in ("pruefen", "erinnern", "melden")] == [
        "7 Tage",
        "1 Jahr 6 Monate",
        "5 Arbeitstage",
    ]
    assert "Gesetzliche Fristen stehen nicht hier" in stefan.page


def test_what_the_form_proposes_changes_nothing(stefan: Browser, version: int, world: World) -> None:
    resolve(stefan, version)

    assert "Der Beschluss ist erfasst." in stefan.page
    with world.engine.begin(SYSTEM) as tx:
        assert queries.definition.adoptions(tx)[0].times == {}


def test_a_time_that_is_set_is_shown_and_holds(stefan: Browser, version: int, world: World) -> None:
    resolve(stefan, version, zeit_pruefen="zwei Wochen", zeit_melden="")

    assert "14 Tage statt 7 Tage" in stefan.page
    assert "14 Tage statt 7 Tage" in stefan.get(f"/lenkungsgruppe/{version}").page
    assert stefan.value("zeit-pruefen") == "14 Tage"
    found = world.open("antrag").task("pruefen").due
    assert found is not None
    assert found.astimezone(ZONE).date() == date(2026, 12, 7)


def test_in_english_too(stefan: Browser, version: int) -> None:
    stefan.post("/sprache/en", {})
    stefan.get(f"/lenkungsgruppe/{version}")
    assert stefan.value("zeit-melden") == "5 working days"
    assert stefan.value("zeit-erinnern") == "1 year 6 months"

    resolve(
        stefan, version, zeit_pruefen="2 weeks", zeit_erinnern="1 year 6 months", zeit_melden="5 working days"
    )

    assert "14 days instead of 7 days" in stefan.page


def test_a_wrong_time_is_refused_beside_its_field_and_nothing_is_lost(stefan: Browser, version: int) -> None:
    resolve(stefan, version, zeit_pruefen="bald <b>", zeit_melden="6 Arbeitstage", valid_from="morgen")
    assert stefan.status == 422
    assert stefan.value("zeit-melden") == "6 Arbeitstage"

    resolve(stefan, version, zeit_pruefen="bald <b>", zeit_melden="6 Arbeitstage")

    summary = stefan.page.partition("data-fehlerliste")[2].partition("</ul>")[0]
    assert stefan.status == 422
    assert re.findall(r'href="#([\w-]+)"', summary) == ["zeit-pruefen"]
    assert "pruefen: Bitte geben Sie eine Zeit" in summary
    assert 'id="zeit-pruefen-fehler"' in stefan.page
    assert 'value="bald &lt;b&gt;"' in stefan.page
    assert stefan.value("zeit-melden") == "6 Arbeitstage"
    assert "TOP 4</textarea>" in stefan.page


def test_a_field_nobody_offered_is_refused(stefan: Browser, version: int) -> None:
    resolve(stefan, version, zeit_fremd="P1D")

    assert stefan.status == 422
    assert "Für „fremd“ ist keine Zeit zu vereinbaren." in stefan.page


def test_another_jurisdiction_shows_its_times_and_keeps_what_was_typed(
    stefan: Browser, version: int, world: World
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(
            tx, version, "05334004", date(2026, 11, 23), "TOP 1", times={"pruefen": "P2D", "melden": "P1D"}
        )
    resolve(
        stefan,
        version,
        jurisdiction="05334",
        gezeigt="05334004",
        zeigen="ja",
        resolution="halb",
        zeit_pruefen="2 Tage",
        zeit_melden="9 Arbeitstage",
    )

    assert stefan.status == 200
    assert stefan.value("zeit-pruefen") == "7 Tage"  # as it was shown: now as it holds there
    assert stefan.value("zeit-melden") == "9 Arbeitstage"
    assert "halb</textarea>" in stefan.page


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
