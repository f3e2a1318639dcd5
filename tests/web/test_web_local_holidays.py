"""A holiday of one place in the browser: preview before deed, faults at their fields, who may, and taking it back."""

from __future__ import annotations

import pytest

from engine import SYSTEM, queries
from engine.testing import World
from engine.testing import models as m
from web.testing import Browser, Login

FEAST = {
    "lw-art": "yearly",
    "lw-name": "Ortsfest",
    "lw-norm": "§ 2 Ortssatzung",
    "lw-von": "08.12.2026",
    "lw-bis": "",
    "lw-grund": "Satzung vom 01.11.2026",
}


@pytest.fixture
def adam(login: Login) -> Browser:
    return login("adam")


def calendar(world: World, rest: str = "") -> str:
    return f"/verwaltung/{world.here}/kalender{rest}"


def seen(browser: Browser) -> dict[str, str]:
    return {name: browser.value(name) for name in ("lw-revision", "lw-gesehen")}


def press(browser: Browser, address: str, fields: dict[str, str]) -> Browser:
    """Fill the form, look at the preview, press the button."""
    browser.get(address).post(address, {**fields, **seen(browser), "lw-aktion": "vorschau"})
    return browser.post(address, {**fields, **seen(browser), "lw-aktion": "eintragen"})


def entered(world: World) -> list[str]:
    with world.engine.begin(SYSTEM) as tx:
        return [one.name for one in queries.calendar.show(tx, world.here).local]


def test_it_is_previewed_entered_shown_and_logged(world: World, adam: Browser) -> None:
    address = calendar(world, "/feiertag")
    adam.get(address).post(address, {**FEAST, **seen(adam), "lw-aktion": "vorschau"})

    assert "Bei keiner offenen Aufgabe endet eine gesetzliche Frist" in adam.page
    assert entered(world) == []

    adam.post(address, {**FEAST, **seen(adam), "lw-aktion": "eintragen"})

    assert "Der Feiertag am Ort ist eingetragen." in adam.page
    assert "Nur am Ort der Behörde" in adam.page
    assert "08.12.2026" in adam.page
    assert "Feiertag am Ort eingetragen" in adam.page
    assert "Satzung vom 01.11.2026" in adam.page
    assert entered(world) == ["Ortsfest"]


def test_what_was_not_previewed_is_not_entered(world: World, adam: Browser) -> None:
    address = calendar(world, "/feiertag")
    adam.get(address).post(address, {**FEAST, **seen(adam), "lw-aktion": "vorschau"})
    adam.post(address, {**FEAST, "lw-von": "09.12.2026", **seen(adam), "lw-aktion": "eintragen"})

    assert "Was es betrifft" in adam.page
    assert entered(world) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lw-art": ""}, "Bitte wählen Sie, wann der Tag frei ist."),
        ({"lw-von": ""}, "Bitte geben Sie das Datum so ein: TT.MM.JJJJ."),
        ({"lw-bis": "bald"}, "Bitte geben Sie das Datum so ein: TT.MM.JJJJ."),
        ({"lw-norm": ""}, "Ohne Norm ist es ein Schließtag."),
        ({"lw-grund": " "}, "Bitte nennen Sie den Grund"),
    ],
)
def test_faults_stand_at_their_fields_and_what_was_typed_stays(
    world: World, adam: Browser, fields: dict[str, str], said: str
) -> None:
    address = calendar(world, "/feiertag")
    adam.get(address).post(address, {**FEAST, **fields, **seen(adam), "lw-aktion": "vorschau"})

    assert adam.status == 422
    assert said in adam.page
    assert adam.value("lw-name") == "Ortsfest"
    assert entered(world) == []


def test_it_is_taken_back_before_it_begins(world: World, adam: Browser) -> None:
    press(adam, calendar(world, "/feiertag"), FEAST)
    with world.engine.begin(SYSTEM) as tx:
        number = queries.calendar.show(tx, world.here).local[0].id
    stranger = calendar(world, f"/feiertag/{number}/beenden").replace(
        str(world.here), str(world.elsewhere), 1
    )
    assert adam.get(stranger).status in (403, 404)

    press(adam, calendar(world, f"/feiertag/{number}/beenden"), {"lw-bis": "", "lw-grund": "Irrtum"})

    assert "Der Feiertag am Ort ist beendet." in adam.page
    assert "Feiertag am Ort zurückgenommen" in adam.page
    assert entered(world) == []


def test_only_the_administrator_of_the_territory_is_offered_it(world: World, login: Login) -> None:
    lea = login("lea")

    assert "Feiertag am Ort eintragen" not in lea.get(calendar(world)).page
    assert lea.get(calendar(world, "/feiertag")).status == 403
    assert lea.get(calendar(world, "/feiertag/1/beenden")).status == 403


def test_another_land_is_previewed_with_the_deadlines_it_meets(world: World, adam: Browser) -> None:
    law = m.properties(rechtsfrist='=frist(date("2026-12-06"), duration("P1M"))')
    flows = m.flow("start", "a"), m.flow("a", "end")
    world.start({"p.bpmn": m.process("p", m.start(), m.user_task("a", extra=law), m.end(), *flows)})
    address = f"/verwaltung/{world.here}/aendern"
    typed = {
        "lw-name": "Ausländeramt Hier",
        "lw-land": "ST",
        "lw-ab": "23.11.2026",
        "lw-grund": "Sitz verlegt",
    }

    adam.get(address).post(address, {**typed, **seen(adam), "lw-aktion": "vorschau"})

    assert "Andere Feiertage" in adam.page
    assert "1 offene Aufgabe hat eine gesetzliche Frist" in adam.page
    assert "06.01.2027" in adam.page and "07.01.2027" in adam.page

    adam.get(address).post(
        address, {**typed, "lw-name": "Anders", "lw-land": "NW", **seen(adam), "lw-aktion": "vorschau"}
    )

    assert "Was dann geschieht" in adam.page
    assert "Andere Feiertage" not in adam.page
