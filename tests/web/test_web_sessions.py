"""A session that was ended stays ended, says when it ends, and a foreign page puts no words into a form."""

from __future__ import annotations

import json
import re
import time
from html import unescape

import pytest
from flask import Flask

from engine import SYSTEM, commands
from engine.testing import PASSWORD, Story, World
from web import auth
from web.testing import Browser, Login


def test_a_copied_cookie_opens_nothing_after_logging_out(app: Flask, login: Login) -> None:
    browser = login("ada").get("/aufgaben")
    copied = browser.client.get_cookie("laufweg")
    assert copied is not None

    browser.post("/abmelden")

    thief = app.test_client()
    thief.set_cookie("laufweg", copied.value)
    assert thief.get("/aufgaben").status_code == 302


def test_a_new_password_ends_every_session(world: World, login: Login) -> None:
    browser = login("ada").get("/aufgaben")
    with world.engine.begin(SYSTEM) as tx:
        commands.account.set_password(tx, "ada", "ein-anderes-kennwort")

    assert browser.client.get("/aufgaben").status_code == 302


def test_what_a_foreign_page_posts_is_not_carried_into_the_login_page(app: Flask, story: Story) -> None:
    task = story.task("pruefen")

    answer = app.test_client().post(
        f"/aufgaben/{task.id}",
        data={"vermerk": "untergeschoben"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://boese.example"},
    )

    assert "untergeschoben" not in answer.get_data(as_text=True)


def test_what_our_own_page_posts_is_carried(app: Flask, story: Story) -> None:
    task = story.task("pruefen")

    answer = app.test_client().post(
        f"/aufgaben/{task.id}", data={"vermerk": "mühsam getippt"}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert "m\\u00fchsam getippt" in answer.get_data(as_text=True)


def test_what_comes_back_after_logging_in_is_said_to_be_undone(story: Story, login: Login) -> None:
    ada = login("ada").get("/aufgaben")
    target = f"/akte/{story.reference}/notizen"
    kept = {
        "weiter": target,
        "zurueck": f"/akte/{story.reference}",
        "eingabe": json.dumps({"lw-text": ["Anruf vom Montag"], "lw-sitzung": [ada.token()]}),
    }

    page = ada.post("/eingaben", kept).page

    assert "Anruf vom Montag" in page
    assert "deshalb wurde nichts ausgeführt" in page


def test_the_page_is_told_how_long_the_session_goes_on_and_asking_so_alone_does_not_prolong_it(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = login("ada").get("/aufgaben")
    began = time.time()
    assert re.search(r'<meta name="laufweg-sitzung" content="(1800|179\d)">', browser.page)

    monkeypatch.setattr(auth.time, "time", lambda: began + 1600)
    asked = browser.client.get("/sitzung?still=1").json
    again = browser.client.get("/sitzung?still=1").json
    assert asked == again
    assert 150 <= asked["sekunden"] <= 200
    assert asked["verlaengerbar"] is True

    assert browser.client.get("/sitzung").json["sekunden"] == auth.IDLE_SECONDS
    assert browser.client.get("/sitzung?still=1").json["sekunden"] == auth.IDLE_SECONDS


def test_after_eight_hours_nothing_prolongs_it(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.time()
    monkeypatch.setattr(auth.time, "time", lambda: began)
    browser = login("ada").get("/aufgaben")

    for left in (*range(auth.ABSOLUTE_SECONDS - 1700, 240, -1700), 240):
        monkeypatch.setattr(auth.time, "time", lambda left=left: began + auth.ABSOLUTE_SECONDS - left)
        near = browser.client.get("/sitzung").json
    assert near["sekunden"] <= 240
    assert near["verlaengerbar"] is False

    monkeypatch.setattr(auth.time, "time", lambda: began + auth.ABSOLUTE_SECONDS + 1)
    assert browser.client.get("/sitzung").status_code == 401


def test_whoever_is_not_logged_in_is_told_of_no_session(app: Flask) -> None:
    assert app.test_client().get("/sitzung").status_code == 401


def _typed_as(ada: Browser, story: Story) -> dict[str, object]:
    """Ada has typed into a task, and her session ends before she sends it."""
    task = f"/aufgaben/{story.task('pruefen').id}"
    ada.get(task)
    ada.post(f"{task}/uebernehmen", {"lw-revision": ada.value("lw-revision")})
    fields = {
        "lw-revision": ada.value("lw-revision"),
        "lw-beschriftung": unescape(ada.value("lw-beschriftung")),
        "vermerk": "Aufenthaltsende verschwiegen",
        "vollstaendig": "nein",
    }
    ada.client.delete_cookie("laufweg")
    ada.post(task, {**fields, "lw-aktion": "entwurf"})
    return {name: unescape(ada.value(name)) for name in ("weiter", "zurueck", "eingabe")}


def test_what_somebody_typed_is_not_shown_to_who_logs_in_on_their_page(story: Story, login: Login) -> None:
    page = login("ada")
    kept = _typed_as(page, story)

    page.post("/anmelden", {"kennung": "ben", "kennwort": PASSWORD, **kept})

    assert page.status == 409
    assert "Hier warten Eingaben aus der Sitzung einer anderen Person." in page.words
    assert "verschwiegen" not in page.words
    assert page.client.get("/aufgaben").status_code == 302
    # she logs in there herself
    mine = {name: unescape(page.value(name)) for name in ("weiter", "zurueck", "eingabe")}
    page.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD, **mine})
    assert "Aufenthaltsende verschwiegen</textarea>" in page.page


def test_what_somebody_typed_is_not_handed_to_another_who_is_logged_in(story: Story, login: Login) -> None:
    kept = _typed_as(login("ada"), story)

    ben = login("ben").get("/aufgaben").post("/eingaben", kept)

    assert "Diese Seite gehört nicht zu Ihrer Sitzung" in ben.page
    assert "verschwiegen" not in ben.page
    assert not story.task("pruefen").has_draft


def test_a_page_of_another_session_carries_nothing_on(story: Story, login: Login) -> None:
    token = login("ada").get("/aufgaben").token()
    ben = login("ben").get("/aufgaben")

    ben.post(f"/akte/{story.reference}/notizen", {"csrf_token": token, "lw-text": "verschwiegen"})

    assert ben.status == 400
    assert "verschwiegen" not in ben.page
