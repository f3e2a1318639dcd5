"""Every screen, as each role: permitted ones open, others say who is competent."""

from __future__ import annotations

import pytest
from flask import Flask

from engine import commands
from engine.testing import PASSWORD, Story, World
from web.testing import Browser, Login

SCREENS = [
    # address, heading, logins that may see it
    ("/aufgaben", "Aufgaben", {"ada", "ben", "carla", "lea", "olga", "stefan"}),
    ("/akte", "Akten", {"ada", "ben", "carla", "lea", "olga", "stefan"}),
    ("/vorgang/neu", "Neuer Vorgang ohne Person", {"ada", "ben", "carla", "lea", "olga", "stefan"}),
    ("/vorpruefung", "Vorprüfung", {"ada", "ben", "carla", "lea"}),
    ("/vorpruefung", "Vorprüfung", {"ada", "ben", "carla", "lea"}),
    ("/vorpruefung/aenderungen", "Neubewertung", {"lea", "olga", "adam"}),
    ("/aufsicht", "Aufsicht", {"lea"}),
    ("/aufsicht/aufgaben", "Offene Aufgaben", {"lea"}),
    (
        "/vertretung",
        "Abwesenheit und Vertretung",
        {"ada", "ben", "carla", "lea", "olga", "stefan", "adam"},
    ),
    ("/vertretung/team", "Vertretung im Team", {"lea"}),
    ("/vertretung/2", "Ben Krüger", {"lea", "adam"}),
    ("/modellierung", "Modellierung", {"olga"}),
    (
        "/modellierung/geltend",
        "Verbindliche Abläufe",
        {"ada", "ben", "carla", "lea", "olga", "stefan", "adam"},
    ),
    ("/modellierung/regeln", "Prüfregeln", {"ada", "ben", "carla", "lea", "olga", "stefan", "adam"}),
    ("/lenkungsgruppe", "Lenkungsgruppe", {"ada", "ben", "carla", "lea", "olga", "stefan", "adam"}),
    ("/betrieb", "Störungen", {"lea", "olga", "adam"}),
    ("/betrieb/laeufe", "Läufe", {"lea", "olga", "adam"}),
    ("/betrieb/auftraege", "Aufträge", {"adam"}),
    ("/betrieb/nachrichten", "Nachrichten", {"adam"}),
    ("/betrieb/ablaeufe", "Abläufe", {"lea", "olga", "adam"}),
    ("/verwaltung", "Behörden", {"adam"}),
    ("/verwaltung/1", "Ausländeramt Hier", {"adam"}),
    ("/verwaltung/1/aendern", "Angaben ändern", {"adam"}),
    ("/verwaltung/1/schliessen", "Behörde schließen", {"adam"}),
    ("/verwaltung/1/zustaendigkeit", "Zuständigkeit eintragen", {"adam"}),
    ("/verwaltung/1/stelle", "Neue Stelle", {"adam"}),
    ("/verwaltung/aenderungen", "Änderungsprotokoll", {"adam"}),
    ("/verwaltung/rechte", "Wer darf was?", {"adam"}),
    (
        "/verwaltung/zustaendig",
        "Wer ist zuständig?",
        {"ada", "ben", "carla", "lea", "olga", "stefan", "adam"},
    ),
    ("/verweise", "Verweise", {"ada", "ben", "carla", "lea"}),
    ("/akte/KIM-2026-000001/umzug", "Umzug erfassen", {"ada", "ben", "lea"}),
    ("/akte/KIM-2026-000001/uebermittlungen", "Muster, Maryam", {"ada", "ben", "lea"}),
    ("/akte/KIM-2026-000001/gelesen", "Muster, Maryam", {"ada", "ben", "lea"}),
    ("/akte/KIM-2026-000001/einsicht", "Notzugriff auf eine Akte", {"ada", "ben", "carla", "lea"}),
    ("/akte/KIM-2026-000001/dokumente", "Muster, Maryam", {"ada", "ben", "lea"}),
    ("/akte/KIM-2026-000001/auszug", "Muster, Maryam", {"ada", "ben", "lea"}),
    ("/akte/KIM-2026-000001/auszug/druck", "Akte KIM-2026-000001: Muster, Maryam", {"ada", "ben", "lea"}),
]
EVERYBODY = {"ada", "ben", "carla", "lea", "olga", "stefan", "adam"}


@pytest.mark.parametrize(("address", "heading", "permitted"), SCREENS, ids=[screen[0] for screen in SCREENS])
def test_a_screen_opens_for_its_roles_and_for_no_other(
    story: Story, login: Login, address: str, heading: str, permitted: set[str]
) -> None:
    assert story.active() == ("pruefen",)

    opened = {name for name in EVERYBODY if f"<h1>{heading}</h1>" in login(name).get(address).page}

    assert opened == permitted


@pytest.mark.parametrize(
    "address", [screen[0] for screen in SCREENS] + ["/akte/KIM-2026-000001", "/aufgaben/1"]
)
def test_nothing_opens_without_logging_in(app: Flask, story: Story, address: str) -> None:
    assert story.reference == "KIM-2026-000001"

    answer = app.test_client().get(address)

    assert answer.status_code == 302
    assert answer.location.startswith("/anmelden?weiter=")


def test_a_page_below_another_names_it(login: Login) -> None:
    ways = {who: login(who).get("/modellierung/regeln").page for who in ("olga", "ada")}
    person = login("adam").get("/vertretung/2").page

    assert '<a href="/modellierung">Modellierung</a>' in ways["olga"].split("Sie sind hier")[1][:200]
    # who may not open the workspace is led to what they may, and so is who may not see the team
    assert '<a href="/lenkungsgruppe">Lenkungsgruppe</a>' in ways["ada"].split("Sie sind hier")[1][:200]
    assert '<a href="/verwaltung">Verwaltung</a>' in person.split("Sie sind hier")[1][:200]
    assert "/vertretung/team" not in person


def test_the_health_pages_need_no_login(app: Flask) -> None:
    client = app.test_client()

    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_an_unknown_address_is_a_german_page(login: Login) -> None:
    browser = login("ada").get("/gibtesnicht")

    assert browser.status == 404
    assert "Diese Seite gibt es nicht" in browser.page


@pytest.mark.parametrize(
    ("sender", "offered"),
    [
        ("http://localhost/akte?suche=a", True),
        # this very page, and a page of others
        ("http://localhost/gibtesnicht", False),
        ("https://boese.example/akte", False),
    ],
)
def test_an_error_leads_back_to_where_one_was(login: Login, sender: str, offered: bool) -> None:
    page = login("ada").get("/gibtesnicht", Referer=sender).page

    assert ("Zurück zur Seite davor" in page) is offered
    assert ('href="/akte?suche=a"' in page) is offered


def test_a_forbidden_case_says_who_to_ask(story: Story, login: Login) -> None:
    browser = login("carla").get(f"/akte/{story.reference}")

    assert browser.status == 403
    assert "Diese Akte gibt es nicht, oder sie ist Ihnen nicht zugänglich." in browser.page
    assert "Rollen vergibt die Administration." in browser.page
    assert "Muster" not in browser.page


@pytest.mark.parametrize(
    ("person", "address", "said"),
    [
        # a role is missing: which ones would do
        (
            "ada",
            "/aufsicht",
            "Dafür braucht man eine dieser Rollen: Amtsleitung, KIM-Koordination, Revision, Team",
        ),
        (
            "ada",
            "/aufsicht/aufgaben",
            "Dafür braucht man eine dieser Rollen: Amtsleitung, Revision, Teamleitung.",
        ),
        # the role is there, but not at that authority
        ("lea", "/aufsicht?behoerde=2", "Ihre Rolle erlaubt das, aber nicht bei der Behörde"),
    ],
)
def test_a_forbidden_page_says_what_is_missing_and_who_can_give_it(
    login: Login, person: str, address: str, said: str
) -> None:
    browser = login(person).get(address)

    assert browser.status == 403
    assert said in browser.page
    assert "Sie sind angemeldet als" in browser.page
    assert "Rollen vergibt die Administration." in browser.page


def test_every_page_forbids_foreign_content_and_caching(login: Login, app: Flask) -> None:
    browser = login("ada")

    answer = browser.client.get("/aufgaben")

    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_interface_speaks_english_by_switch(login: Login) -> None:
    browser = login("ada").get("/aufgaben")

    browser.post("/sprache/en", {"weiter": "/aufgaben"})

    assert '<html lang="en"' in browser.page
    assert "<h1>Tasks</h1>" in browser.page


def test_the_language_is_kept_with_the_account_and_nobody_else_gets_it(login: Login) -> None:
    login("ada").get("/aufgaben").post("/sprache/en", {"weiter": "/aufgaben"})

    again, other = login("ada").get("/aufgaben"), login("ben").get("/aufgaben")

    assert "<h1>Tasks</h1>" in again.page
    assert "<h1>Aufgaben</h1>" in other.page


def test_a_language_chosen_on_the_login_page_is_the_newest_wish(login: Login, app: Flask) -> None:
    login("ada").get("/aufgaben").post("/sprache/en", {"weiter": "/aufgaben"})
    browser = Browser(app.test_client()).get("/anmelden")
    browser.post("/sprache/de", {"weiter": "/anmelden"}).log_in("ada", PASSWORD)

    assert "<h1>Aufgaben</h1>" in browser.get("/aufgaben").page
    assert "<h1>Aufgaben</h1>" in login("ada").get("/aufgaben").page


def test_who_logs_in_at_the_desk_of_another_has_their_own_language(login: Login, world: World) -> None:
    desk = login("ada").get("/aufgaben")
    desk.post("/sprache/en", {"weiter": "/aufgaben"})
    with world.engine.begin(world.people["ada"]) as tx:
        commands.account.end_sessions(tx, world.people["ada"].account or 0)  # logged out elsewhere

    desk.log_in("ben", PASSWORD)

    assert "<h1>Aufgaben</h1>" in desk.get("/aufgaben").page
