"""The calendar of an authority in the browser: preview before deed, several authorities, stale tabs, who may."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.testing import World
from web.testing import Browser, Login

CHRISTMAS = {"lw-name": "Weihnachtswoche", "lw-von": "28.12.2026", "lw-bis": "30.12.2026"}


@pytest.fixture
def lea(login: Login) -> Browser:
    return login("lea")


def _here(world: World, rest: str = "") -> str:
    return f"/verwaltung/{world.here}/kalender{rest}"


def _enter(browser: Browser, address: str, fields: dict[str, object]) -> Browser:
    """Fill the form, look at the preview, press the button."""
    browser.get(address).post(address, {**fields, **_seen(browser), "lw-aktion": "vorschau"})
    return browser.post(address, {**fields, **_seen(browser), "lw-aktion": "eintragen"})


def _seen(browser: Browser) -> dict[str, str]:
    return {name: browser.value(name) for name in ("lw-revision", "lw-gesehen")}


def _closures(world: World) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(text("SELECT count(*) FROM closure")).scalar_one())


def test_holidays_of_a_year_are_shown_and_the_other_years_are_a_link_away(world: World, login: Login) -> None:
    ada = login("ada").get(_here(world))

    assert "Kalender 2026" in ada.page
    assert "Fronleichnam" in ada.page
    assert "Schließtage verschieben keine gesetzliche Frist." in ada.page
    assert "Schließtage eintragen" not in ada.page
    assert "Kalender 2027" in ada.get(_here(world, "?jahr=2027")).page
    assert "27.05.2027" in ada.page  # Fronleichnam
    # what is no year of a calendar is this one
    for wrong in ("2101", "1989", "x", "20260"):
        assert "Kalender 2026" in ada.get(_here(world, f"?jahr={wrong}")).page


def test_closed_days_are_previewed_then_entered(world: World, lea: Browser) -> None:
    address = _here(world, "/schliessung")
    lea.get(address).post(address, {**CHRISTMAS, **_seen(lea), "lw-aktion": "vorschau"})

    assert "Bei keiner offenen Aufgabe endet die vereinbarte Zeit an diesen Tagen." in lea.page
    assert _closures(world) == 0

    lea.post(address, {**CHRISTMAS, **_seen(lea), "lw-aktion": "eintragen"})

    assert "Die Schließtage sind eingetragen." in lea.page
    assert "28.12.2026 bis 30.12.2026" in lea.page
    assert _closures(world) == 1


def test_what_was_not_previewed_is_not_entered(world: World, lea: Browser) -> None:
    address = _here(world, "/schliessung")
    lea.get(address).post(address, {**CHRISTMAS, **_seen(lea), "lw-aktion": "vorschau"})

    lea.post(address, {**CHRISTMAS, "lw-bis": "31.12.2026", **_seen(lea), "lw-aktion": "eintragen"})

    assert "Vereinbarte Zeiten an diesen Tagen" in lea.page
    assert _closures(world) == 0


def test_the_preview_names_the_agreed_times_it_meets(world: World, story: object, lea: Browser) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET agreed_due_at = '2026-12-28 12:00+01'"))
    address = _here(world, "/schliessung")
    lea.get(address).post(address, {**CHRISTMAS, **_seen(lea), "lw-aktion": "vorschau"})

    assert "Bei 1 offenen Aufgabe endet die vereinbarte Zeit" in lea.page
    assert "pruefen" in lea.page
    assert "Gesetzliche Fristen bleiben, wie sie sind." in lea.page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lw-von": "31.11.2026"}, "Diesen Tag gibt es nicht."),
        ({"lw-von": "", "lw-bis": ""}, "Bitte geben Sie das Datum so ein: TT.MM.JJJJ."),
        ({"lw-bis": "27.12.2026"}, "Der letzte Tag liegt vor dem ersten."),
        ({"lw-name": " "}, "Bitte geben Sie einen Namen"),
        ({"lw-von": "01.11.2026", "lw-bis": "02.11.2026"}, "Der Zeitraum ist schon vorbei."),
    ],
)
def test_faults_stand_at_their_fields(world: World, lea: Browser, fields: dict[str, str], said: str) -> None:
    address = _here(world, "/schliessung")
    lea.get(address).post(address, {**CHRISTMAS, **fields, **_seen(lea), "lw-aktion": "vorschau"})

    assert lea.status == 422
    assert said in lea.page
    assert _closures(world) == 0


def test_what_is_missing_is_said_at_once_and_the_last_day_is_not(world: World, lea: Browser) -> None:
    address = _here(world, "/schliessung")
    nothing = {"lw-name": "", "lw-von": "", "lw-bis": ""}
    lea.get(address).post(address, {**nothing, **_seen(lea), "lw-aktion": "vorschau"})

    assert 'id="lw-name-fehler"' in lea.page and 'id="lw-von-fehler"' in lea.page
    assert 'id="lw-bis-fehler"' not in lea.page


def test_one_day_needs_no_last_day(world: World, lea: Browser) -> None:
    _enter(
        lea, _here(world, "/schliessung"), {"lw-name": "Rosenmontag", "lw-von": "08.02.2027", "lw-bis": ""}
    )

    assert "Kalender 2027" in lea.page
    assert "08.02.2027" in lea.page


def test_the_same_days_cannot_be_closed_twice(world: World, lea: Browser) -> None:
    address = _here(world, "/schliessung")
    _enter(lea, address, dict(CHRISTMAS))

    lea.get(address).post(address, {**CHRISTMAS, **_seen(lea), "lw-aktion": "vorschau"})

    assert lea.status == 422
    assert "ist schon „Weihnachtswoche“ eingetragen" in lea.page


def test_an_administrator_closes_the_sisters_too_changes_and_deletes_them(world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        sister = commands.authority.create(tx, "soz-hier", "Sozialamt Hier", "05334")
    adam = login("adam").get(_here(world, "/schliessung"))
    assert "Sozialamt Hier" in adam.page
    # what is not offered is not taken
    _enter(
        adam,
        _here(world, "/schliessung"),
        {**CHRISTMAS, "lw-behoerden": [str(sister), str(world.elsewhere), "x"]},
    )
    assert _closures(world) == 2

    closure = re.search(r"/schliessung/(\d+)\"", adam.page)
    assert closure is not None
    address = _here(world, f"/schliessung/{closure[1]}")
    _enter(adam, address, {**CHRISTMAS, "lw-bis": "31.12.2026", "lw-behoerden": str(sister)})
    assert "28.12.2026 bis 31.12.2026" in adam.page
    assert "28.12.2026 bis 31.12.2026" in adam.get(f"/verwaltung/{sister}/kalender").page

    adam.get(f"{address}/loeschen")
    assert "Auch bei anderen Behörden desselben Trägers" in adam.page
    adam.post(f"{address}/loeschen", {"lw-revision": adam.value("lw-revision"), "lw-behoerden": str(sister)})
    assert "Die Schließtage sind gelöscht." in adam.page
    assert _closures(world) == 0
    assert "Schließtage gelöscht" in adam.page  # in the log of changes


def test_a_stale_tab_is_told(world: World, lea: Browser, login: Login) -> None:
    _enter(lea, _here(world, "/schliessung"), dict(CHRISTMAS))
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM closure")).scalar_one()
    address = _here(world, f"/schliessung/{number}")
    stale = login("lea").get(address)
    stale_delete = login("lea").get(f"{address}/loeschen")
    seen = _seen(stale)
    _enter(lea, address, {**CHRISTMAS, "lw-name": "Zwischen den Jahren"})

    stale.post(address, {**CHRISTMAS, **seen, "lw-aktion": "vorschau"})
    assert stale.status == 409
    assert "haben sich inzwischen geändert" in stale.page
    stale_delete.post(f"{address}/loeschen", {"lw-revision": stale_delete.value("lw-revision")})
    assert stale_delete.status == 409
    assert _closures(world) == 1


def test_nobody_else_sees_the_forms(world: World, lea: Browser, login: Login) -> None:
    _enter(lea, _here(world, "/schliessung"), dict(CHRISTMAS))
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM closure")).scalar_one()
    ada = login("ada")
    for rest in (
        "/schliessung",
        f"/schliessung/{number}",
        f"/schliessung/{number}/loeschen",
        "/oeffnungszeiten",
    ):
        assert ada.get(_here(world, rest)).status == 403, rest
    assert ada.get(_here(world)).status == 200
    # a closure is found at its own authority only
    assert lea.get(f"/verwaltung/{world.elsewhere}/kalender/schliessung/{number}").status in {403, 404}


def test_office_hours_are_typed_as_people_write_them(world: World, lea: Browser) -> None:
    address = _here(world, "/oeffnungszeiten")
    seen = {f"lw-gesehen-{number}": "" for number in range(7)}
    lea.get(address).post(address, {**seen, "lw-tag-0": "8-12, 14:00 bis 16.30 Uhr", "lw-tag-3": "9–12"})

    assert "Die Öffnungszeiten sind eingetragen." in lea.page
    assert "08:00–12:00, 14:00–16:30" in lea.page
    assert "09:00–12:00" in lea.page

    # the other tab saw none
    lea.post(address, {**seen, "lw-tag-0": "10-11"})
    assert lea.status == 409
    assert "haben sich inzwischen geändert" in lea.page


@pytest.mark.parametrize("hours", ["vormittags", "8-", "8-12-14", "25:00-26:00", "12-8", "8-12, 11-13"])
def test_office_hours_that_are_none_are_told(world: World, lea: Browser, hours: str) -> None:
    address = _here(world, "/oeffnungszeiten")
    lea.get(address).post(address, {"lw-tag-2": hours})

    assert lea.status == 422
    assert "Mittwoch" in lea.page
    assert f'value="{hours}"' in lea.page


def test_the_days_typed_before_the_session_ended_come_back(world: World, lea: Browser) -> None:
    address = _here(world, "/schliessung")
    token = lea.get(address).token()
    lea.client.delete_cookie("laufweg")
    lea.post(address, {**CHRISTMAS, "csrf_token": token})

    assert lea.status == 401
    carried = {name: lea.value(name) for name in ("weiter", "zurueck")}
    typed = re.search(r'name="eingabe" value="([^"]*)"', lea.page)
    assert typed is not None
    lea.post(
        "/anmelden",
        {
            **carried,
            "eingabe": html.unescape(typed[1]),
            "kennung": "lea",
            "kennwort": "ein-langes-kennwort",
        },
    )
    assert 'value="Weihnachtswoche"' in lea.page
