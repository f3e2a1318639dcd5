"""Who comes in, with what cookie, from where, and where a link may lead afterwards."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from engine import SYSTEM, Conflict, commands
from engine.testing import PASSWORD, Story, World
from web import auth
from web.app import create_app
from web.settings import Settings, secret_key
from web.testing import Browser, Login

HEADERS = [
    # header, what must stand in it
    ("Content-Security-Policy", "default-src 'none'"),
    ("Content-Security-Policy", "form-action 'self'"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Content-Security-Policy", "base-uri 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
FOREIGN = [
    "https://boese.example/",
    "//boese.example/aufgaben",
    "/\\boese.example",
    "\\\\boese.example",
    "http:boese.example",
    "https:/boese.example",
    "javascript:alert(1)",
    "/\t/boese.example",  # browsers drop tabs and line ends in an address: this is //boese.example
    "/\n/boese.example",
    "\t//boese.example",
    " //boese.example",
    "aufgaben",
]


@pytest.mark.parametrize("address", ["/anmelden", "/aufgaben", "/gibtesnicht", "/static/css/laufweg.css"])
def test_every_answer_tells_the_browser_what_it_may_do(login: Login, address: str) -> None:
    browser = login("ada")

    with browser.client.get(address) as answer:
        answer.get_data()

    missing = [(name, part) for name, part in HEADERS if part not in answer.headers.get(name, "")]
    assert missing == []
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_only_pages_that_draw_may_set_style_attributes(story: Story, login: Login) -> None:
    browser = login("olga")

    policy = browser.client.get("/modellierung/1").headers["Content-Security-Policy"]

    assert "style-src-attr 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy
    assert story.active() == ("pruefen",)


def test_the_session_cookie_is_kept_from_scripts_and_foreign_sites(app: Flask) -> None:
    answer = app.test_client().get("/anmelden")

    cookie = SimpleCookie(answer.headers["Set-Cookie"])["laufweg"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_over_https_the_cookie_is_bound_to_the_host_and_never_sent_in_the_clear(world: World) -> None:
    app = create_app(world.engine, Settings("test", https=True))

    answer = app.test_client().get("/anmelden", base_url="https://laufweg.example")

    cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-laufweg"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_the_token_of_before_the_login_is_worthless_afterwards(app: Flask) -> None:
    client = app.test_client()
    before = _token(client.get("/anmelden").get_data(as_text=True))
    client.post("/anmelden", data={"csrf_token": before, "kennung": "ada", "kennwort": PASSWORD})

    answer = client.post("/abmelden", data={"csrf_token": before})

    assert answer.status_code == 400
    assert client.get("/aufgaben").status_code == 200


POSTS = [
    # address of every kind of change a page offers
    "/akte/KIM-1/ablauf-starten/1/zuruecknehmen",
    "/akte/KIM-1/fallfuehrung",
    "/akte/KIM-1/widerruf",
    "/aufgaben/1",
    "/aufgaben/1/entwurf",
    "/aufgaben/1/uebernehmen",
    "/aufgaben/1/vereinbarte-zeit",
    "/aufgaben/1/kommentar",
    "/aufgaben/auswahl",
    "/aufgaben/auswahl/ausfuehren",
    "/aufgaben/auswahl/1/zuruecknehmen",
    "/aufgaben/naechste",
    "/aufgaben/spalten",
    "/aufgaben/filter",
    "/aufgaben/filter/1/loeschen",
    "/aufgaben/filter/1/umbenennen",
    "/akte/neu",
    "/vorgang/neu",
    "/akte/KIM-2026-000001/nachricht/ruecknahme",
    "/akte/KIM-2026-000001/einsicht",
    "/akte/KIM-2026-000001/einsicht/beenden",
    "/akte/KIM-2026-000001/uebermittlungen",
    "/aufsicht/aufgaben/1/zuweisen",
    "/aufsicht/aufgaben/vereinbarte-zeit",
    "/aufsicht/aufgaben/zuweisen",
    "/aufsicht/zuweisungen/1/zuruecknehmen",
    "/modellierung/1/entwurf",
    "/modellierung/1/verwerfen",
    "/modellierung/neu",
    "/modellierung/einlesen",
    "/modellierung/1/datei/antrag.bpmn",
    "/modellierung/1/kopieren",
    "/modellierung/1/einlesen",
    "/modellierung/1/dateien",
    "/modellierung/1/umbenennen",
    "/modellierung/1/entfernen",
    "/modellierung/1/verlauf/1/wiederherstellen",
    "/modellierung/papierkorb/1/zurueckholen",
    "/akte/KIM-2026-000001/strukturproblem",
    "/szenariovorschlaege/1/ablehnen",
    "/lenkungsgruppe/themen/1/beitrag",
    "/lenkungsgruppe/themen/1/oeffnen",
    "/lenkungsgruppe/themen/1/schliessen",
    "/lenkungsgruppe/themen/1/trennen",
    "/lenkungsgruppe/themen/1/verwandt",
    "/lenkungsgruppe/themen/1/vorlage",
    "/lenkungsgruppe/themen/1/zusammenfuehren",
    "/lenkungsgruppe/vorlage/1/abweichung",
    "/lenkungsgruppe/vorlage/1/anmerkung",
    "/lenkungsgruppe/vorlage/1/anmerkung/1/antwort",
    "/lenkungsgruppe/vorlage/1/bearbeiten",
    "/lenkungsgruppe/vorlage/1/entwurf",
    "/lenkungsgruppe/vorlage/1/beteiligung",
    "/lenkungsgruppe/vorlage/1/beteiligung/erinnern",
    "/lenkungsgruppe/vorlage/1/beteiligung/neu",
    "/lenkungsgruppe/vorlage/1/beteiligung/schliessen",
    "/lenkungsgruppe/vorlage/1/beteiligung/stelle",
    "/lenkungsgruppe/vorlage/1/datei",
    "/lenkungsgruppe/vorlage/1/datei/1/entfernen",
    "/lenkungsgruppe/vorlage/1/gegenzeichnen",
    "/lenkungsgruppe/vorlage/1/nicht-unterschreiben",
    "/lenkungsgruppe/vorlage/1/pruefen",
    "/lenkungsgruppe/vorlage/1/folgen",
    "/lenkungsgruppe/vorlage/1/folgen/abbrechen",
    "/lenkungsgruppe/vorlage/1/stelle/1/link",
    "/lenkungsgruppe/vorlage/1/stelle/1/entfernen",
    "/lenkungsgruppe/vorlage/1/stelle/1/link/1/zurueckziehen",
    "/lenkungsgruppe/vorlage/1/stellungnahme/1",
    "/lenkungsgruppe/vorlage/1/ueberarbeiten",
    "/lenkungsgruppe/vorlage/1/ueberpruefung",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/anhalten",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/bedingungen",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/beenden",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/erneut",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/faelle",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/fall/1/oeffnen",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/klaeren",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/klaerung/1/zuruecknehmen",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/fortsetzen",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/schub/1/zuruecknehmen",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/schub/1/erneut",
    "/lenkungsgruppe/vorlage/1/ueberfuehrung/stufe/zuruecknehmen",
    "/lenkungsgruppe/vorlage/1/unterschreiben",
    "/lenkungsgruppe/vorlage/1/zurueckziehen",
    "/lenkungsgruppe/vorlage/neu",
    "/lenkungsgruppe/vorlage/neu/entwurf",
    "/modellierung/1/steckbrief",
    "/modellierung/1/steckbrief/entwurf",
    "/modellierung/1/steckbrief/leiter/a",
    "/modellierung/1/steckbrief/zeit/a/zurueck",
    "/modellierung/1/szenarien/aus-fall",
    "/modellierung/1/szenarien/aus-fall/behalten",
    "/modellierung/1/szenarien/formular/scenarios/x.yaml",
    "/modellierung/1/szenarien/geruest",
    "/modellierung/1/szenarien/neu",
    "/modellierung/1/szenarien/neu/formular",
    "/modellierung/1/szenarien/schritte/scenarios/x.yaml",
    "/modellierung/1/szenarien/vorschlaege/1",
    "/akte/KIM-2026-000001/szenario",
    "/akte/KIM-2026-000001/szenario/vorschlagen",
    "/betrieb/stoerungen",
    "/betrieb/stoerungen/1",
    "/betrieb/ablaeufe/antrag/anhalten",
    "/lenkungsgruppe/vereinbarungen",
    "/lenkungsgruppe/vereinbarungen/1/beenden",
    "/vertretung/1/abwesend",
    "/vertretung/1/abwesend/zuruecknehmen",
    "/vertretung/1/abwesend/1/aendern",
    "/vertretung/1/abwesend/1/beenden",
    "/vertretung/1/abwesend/1/fortsetzen",
    "/vertretung/1/vertreter",
    "/vertretung/1/vertreter/1/entfernen",
    "/vertretung/1/vertreter/1/zuruecknehmen",
    "/vertretung/1/vertreter/1/vor",
    "/meldungen/gelesen",
    "/meldungen/ungelesen",
    "/meldungen/einstellungen",
    "/betrieb/post/erneut",
    "/betrieb/post/niemand-erreicht",
    "/betrieb/post/test",
    "/betrieb/laeufe/1/anhalten",
    "/betrieb/laeufe/1/fortsetzen",
    "/betrieb/laeufe/1/abbrechen",
    "/betrieb/laeufe/1/schritte/2/abbrechen",
    "/betrieb/laeufe/1/schritte/2/verschieben",
    "/betrieb/laeufe/1/schritt-beginnen",
    "/betrieb/laeufe/1/fristen/1",
    "/betrieb/laeufe/1/angaben/0",
    "/betrieb/laeufe/1/angaben/0/eingang",
    "/betrieb/laeufe/1/umstellen",
    "/betrieb/umstellen/1",
    "/vorpruefung",
    "/akte/KIM-2026-000001/vorpruefung",
    "/vorpruefung/aenderungen",
    "/vorpruefung/aenderungen/1/abbrechen",
    "/akte/KIM-2026-000001/umzug",
    "/akte/KIM-2026-000001/umzug/zuruecknehmen",
    "/akte/KIM-2026-000001/verweisen",
    "/verweise/1/zurueckziehen",
    "/akte/KIM-2026-000001/stand/anhalten",
    "/akte/KIM-2026-000001/notizen",
    "/akte/KIM-2026-000001/notizen/1",
    "/akte/KIM-2026-000001/verbindungen",
    "/akte/KIM-2026-000001/verbindungen/KIM-2026-000002/loesen",
    "/akte/KIM-2026-000001/ablauf-starten",
    "/akte/KIM-2026-000001/ablauf-starten/formular",
    "/verweise/1/link",
    "/verweise/1/antwort",
    "/verweise/1/link/1/zurueckziehen",
    "/zugang",
    "/zugang/antwort",
    "/zugang/verlassen",
    "/zugang/stellungnahme",
    "/zugang/stellungnahme/anmerkung",
    "/akte/KIM-2026-000001/dokumente",
    "/akte/KIM-2026-000001/dokumente/1",
    "/akte/KIM-2026-000001/auszug",
    "/verwaltung/1/aendern",
    "/verwaltung/1/schliessen",
    "/verwaltung/1/zustaendigkeit",
    "/verwaltung/1/zustaendigkeit/1/beenden",
    "/verwaltung/1/stelle",
    "/verwaltung/1/stelle/1",
    "/verwaltung/1/zweifel/1",
    "/verwaltung/aenderungen/1/zuruecknehmen",
    "/verwaltung/stoerungen/1",
    "/verwaltung/1/kalender/schliessung",
    "/verwaltung/1/kalender/schliessung/1",
    "/verwaltung/1/kalender/schliessung/1/loeschen",
    "/verwaltung/1/kalender/oeffnungszeiten",
    "/verwaltung/1/kalender/feiertag",
    "/verwaltung/1/kalender/feiertag/1/beenden",
    "/fristen/abo",
    "/fristen/abo/1/beenden",
    "/abmelden",
    "/sprache/en",
]


@pytest.mark.parametrize("token", ["", "erfunden", "IjEyMyI.aaaaaa.bbbbbbbbbbbb"])
def test_nothing_changes_without_the_token_of_the_session(story: Story, login: Login, token: str) -> None:
    browser = login("lea")
    fields = {"csrf_token": token} if token else {}

    answers = {address: browser.client.post(address, data=fields) for address in POSTS}

    refused = {
        address
        for address, answer in answers.items()
        if answer.status_code == 400
        and "Diese Seite gehört nicht zu Ihrer Sitzung" in answer.get_data(as_text=True)
    }
    assert refused == set(POSTS)
    assert story.active() == ("pruefen",)
    assert story.task("pruefen").revision == 1


def test_every_post_of_the_application_is_in_the_table_above(app: Flask) -> None:
    adapter = app.url_map.bind("")
    covered = {adapter.match(address, method="POST")[0] for address in POSTS}

    offered = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    # the login page has no session yet but the same token; forms that only show something change nothing
    assert offered - covered == {
        "anmeldung.log_in",
        "anmeldung.give_back",
        "aufgaben.refreshed",
        "verweis_antwort.refreshed",
        "akte.refreshed",
        "vorgang.refreshed",
        "zugang.refreshed",
        "api_fristen.ask_by_body",  # computes and stores nothing
        # ask where they come from instead: the token of the workspace may be of an older session
        "werkbank.check",
        "werkbank.fork",
        "modellvorschau.conditions",
        "modellvorschau.expression",
        "modellvorschau.preview",
    }


def test_an_ended_session_answers_htmx_with_401_and_never_with_the_login_page(app: Flask) -> None:
    client = app.test_client()
    asking = {"HX-Request": "true"}

    polled = client.get("/aufgaben?still=1", headers=asking)
    claimed = client.post("/aufgaben/1/uebernehmen", headers=asking)

    assert (polled.status_code, claimed.status_code) == (401, 401)
    assert "<html" not in polled.get_data(as_text=True) + claimed.get_data(as_text=True)


def test_a_session_ends_after_eight_hours_however_busy(login: Login) -> None:
    browser = login("ada")
    with browser.client.session_transaction() as session:
        session["seit"] -= auth.ABSOLUTE_SECONDS + 1

    answer = browser.client.get("/aufgaben")

    assert answer.status_code == 302
    assert answer.location.startswith("/anmelden")


def test_a_session_is_over_after_thirty_minutes_of_rest(app: Flask, login: Login) -> None:
    browser = login("ada")

    lifetime = app.permanent_session_lifetime

    with browser.client.session_transaction() as session:
        assert session.permanent
    assert lifetime == timedelta(minutes=30)


def test_polling_does_not_keep_a_session_alive(login: Login) -> None:
    browser = login("ada").get("/aufgaben")

    polled = browser.client.get("/aufgaben?still=1")
    worked = browser.client.get("/aufgaben")

    assert "Set-Cookie" not in polled.headers
    assert "Set-Cookie" in worked.headers


def test_logging_in_never_leads_to_a_foreign_site(app: Flask) -> None:
    led_to = {}
    for target in FOREIGN:
        client = app.test_client()
        page = client.get("/anmelden", query_string={"weiter": target}).get_data(as_text=True)
        fields = {"csrf_token": _token(page), "kennung": "ada", "kennwort": PASSWORD, "weiter": target}

        led_to[target] = (client.post("/anmelden", data=fields).location, "boese" in page)

    assert led_to == dict.fromkeys(FOREIGN, ("/aufgaben", False))


def test_choosing_a_language_never_leads_to_a_foreign_site(app: Flask) -> None:
    client = app.test_client()
    token = _token(client.get("/anmelden").get_data(as_text=True))

    led_to = {
        target: client.post("/sprache/en", data={"csrf_token": token, "weiter": target}).location
        for target in FOREIGN
    }

    assert led_to == dict.fromkeys(FOREIGN, "/")


def test_after_logging_in_one_is_where_one_wanted_to_go(app: Flask) -> None:
    client = app.test_client()
    wanted = client.get("/akte?suche=Muster").location

    page = client.get(wanted).get_data(as_text=True)
    fields = {"csrf_token": _token(page), "kennung": "ada", "kennwort": PASSWORD, "weiter": _weiter(page)}
    answer = client.post("/anmelden", data=fields)

    assert answer.location == "/akte?suche=Muster"


def test_guessing_a_password_is_slowed_down_and_other_people_are_not_locked_out(world: World) -> None:
    app = create_app(world.engine, Settings("limit", login_limit="3 per minute"))
    client = app.test_client()

    guessed = [_try(client, "ben", f"geraten-{number}") for number in range(4)]

    assert guessed == [401, 401, 401, 429]
    assert _try(client, "BEN ", PASSWORD) == 429  # the right one too, however the name is written
    assert _try(client, "ada", PASSWORD) == 302


def test_the_limit_holds_for_all_processes_together_and_ends(world: World) -> None:
    settings = Settings("limit", login_limit="3 per minute")
    one, other = (create_app(world.engine, settings).test_client() for _ in range(2))

    guessed = [
        _try(client, "ben", f"geraten-{number}") for number, client in enumerate((one, other, one, other))
    ]

    assert guessed == [401, 401, 401, 429]
    world.clock.moment += timedelta(minutes=2)
    assert _try(other, "ben", PASSWORD) == 302
    with world.engine.begin(SYSTEM) as tx:
        commands.login_attempt.count(tx, "jemand", timedelta(minutes=1))
        kept = tx.execute(text("SELECT digest, failures FROM login_attempt")).all()
        assert [(len(row.digest), row.failures) for row in kept] == [
            (64, 1)
        ]  # what was over is gone, nobody named
        commands.login_attempt.forget(tx, "jemand")
        assert commands.login_attempt.counted(tx, "jemand") == (0, None)


def test_too_many_attempts_are_explained_in_german(world: World) -> None:
    app = create_app(world.engine, Settings("words", login_limit="1 per minute"))
    browser = Browser(app.test_client()).get("/anmelden")
    browser.post("/anmelden", {"kennung": "lea", "kennwort": "falsch"}).get("/anmelden")

    browser.post("/anmelden", {"kennung": "lea", "kennwort": "falsch"})

    assert browser.status == 429
    assert "Zu viele Versuche" in browser.page


def test_a_wrong_name_and_a_wrong_password_look_alike(app: Flask) -> None:
    pages = []
    for name in ("ada", "niemand"):
        browser = Browser(app.test_client()).get("/anmelden")
        browser.post("/anmelden", {"kennung": name, "kennwort": "falsch"})
        pages.append(re.sub(r'value="[^"]*"', "", browser.page))

    assert pages[0] == pages[1]
    assert "Kennung oder Kennwort stimmt nicht." in pages[0]


def test_a_signed_cookie_of_another_key_is_nobody(world: World, login: Login) -> None:
    stranger = create_app(world.engine, Settings("another key", login_limit="1000 per minute"))
    foreign = Browser(stranger.test_client()).get("/anmelden")
    foreign.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD})
    cookie = foreign.client.get_cookie("laufweg")
    browser = login("ben")
    assert cookie is not None

    browser.client.set_cookie("laufweg", cookie.value)

    assert browser.client.get("/aufgaben").status_code == 302


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _weiter(page: str) -> str:
    found = re.search(r'name="weiter" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def _try(client: FlaskClient, name: str, password: str) -> int:
    token = _token(client.get("/anmelden").get_data(as_text=True))
    fields = {"csrf_token": token, "kennung": name, "kennwort": password}
    return client.post("/anmelden", data=fields).status_code


def test_processes_that_start_together_read_one_whole_key(tmp_path: Path) -> None:
    home = tmp_path / "var"
    together = Barrier(8)

    def start(_number: int) -> str:
        together.wait()
        return secret_key(home)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(start, range(8)))

    (key,) = keys
    assert len(key) == 64
    assert [path.name for path in home.iterdir()] == ["secret_key"]
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert secret_key(home) == key


def test_a_key_that_is_cut_off_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")

    with pytest.raises(Conflict, match="cut off"):
        secret_key(tmp_path)
