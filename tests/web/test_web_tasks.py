"""Inbox and task page: claiming, drafts, completing, and what happens when somebody was faster."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from engine import commands, queries
from engine.actor import SYSTEM
from engine.state.account import ACCOUNT
from engine.testing import PASSWORD, Story, World
from web.testing import Browser, Login


@pytest.fixture
def task(story: Story) -> str:
    """The address of the open task."""
    return f"/aufgaben/{story.task('pruefen').id}"


def claimed(browser: Browser, task: str) -> Browser:
    browser.get(task)
    return browser.post(f"{task}/uebernehmen", {"lw-revision": browser.value("lw-revision")})


def send(browser: Browser, task: str, action: str, **fields: str) -> Browser:
    revision = browser.value("lw-revision")
    return browser.post(task, {"lw-revision": revision, "lw-aktion": action, **fields})


VIEWS = [
    # view, is Ada's claimed task in it, is it in Ben's
    ("gruppe", True, True),
    ("meine", True, False),
    ("frei", False, False),
    ("ueberfaellig", False, False),
    ("erledigt", False, False),
    ("unbekannt", True, True),  # the group's
]


def test_each_view_holds_what_it_says(story: Story, login: Login, task: str) -> None:
    ada, ben = claimed(login("ada"), task), login("ben")

    shown = [
        (view, *(story.reference in one.get(f"/aufgaben?ansicht={view}").page for one in (ada, ben)))
        for view, _hers, _his in VIEWS
    ]

    assert shown == VIEWS


def test_the_figures_of_the_views_are_right(login: Login, task: str) -> None:
    browser = claimed(login("ada"), task).get("/aufgaben")

    figures = dict(re.findall(r'id="zahl-(\w+)">\((\d+)\)', browser.page))

    assert figures == {
        "meine": "1",
        "gruppe": "1",
        "frei": "0",
        "delegiert": "0",
        "wiedervorlage": "0",
        "ueberfaellig": "0",
        "verweise": "0",
        "vertretung": "0",
        "erledigt": "0",
    }


def test_a_search_finds_by_number_name_and_task_and_says_when_it_finds_nothing(
    story: Story, login: Login
) -> None:
    browser = login("ada")

    found = [
        story.reference in browser.get(f"/aufgaben?suche={text}").page
        for text in (story.reference[-6:], "muster", "pruefen", "muster pruefen")
    ]

    assert found == [True] * 4
    assert (
        "Zu „gibtesnicht“ gibt es in dieser Ansicht keine Aufgabe."
        in browser.get("/aufgaben?suche=gibtesnicht").page
    )


def test_claiming_from_the_list_answers_with_the_row_the_figures_and_a_sentence(
    story: Story, login: Login, task: str
) -> None:
    browser = login("ada").get("/aufgaben")

    answer = browser.client.post(
        f"{task}/uebernehmen",
        data={"csrf_token": browser.token(), "lw-revision": browser.value("lw-revision")},
        headers={"HX-Request": "true"},
    )

    body = answer.get_data(as_text=True)
    said = json.loads(answer.headers["HX-Trigger"])["laufweg:meldung"]
    assert body.lstrip().startswith("<tr")
    assert 'id="zahl-meine" hx-swap-oob="true">(1)' in body
    assert said == {"text": f"Sie haben „pruefen“ in {story.reference} übernommen.", "art": "success"}


def test_the_second_to_claim_is_told_who_has_it(world: World, story: Story, login: Login, task: str) -> None:
    ben = login("ben").get("/aufgaben")
    stale = {"csrf_token": ben.token(), "lw-revision": ben.value("lw-revision")}
    claimed(login("ada"), task)

    by_script = ben.client.post(f"{task}/uebernehmen", data=stale, headers={"HX-Request": "true"})
    ben.post(f"{task}/uebernehmen", stale)

    assert (
        "Ada Öztürk war schneller" in json.loads(by_script.headers["HX-Trigger"])["laufweg:meldung"]["text"]
    )
    assert (ben.status, "Ada Öztürk bearbeitet diese Aufgabe jetzt." in ben.page) == (409, True)


def test_claiming_twice_is_harmless(login: Login, task: str) -> None:
    ada = claimed(login("ada"), task)

    again = ada.post(f"{task}/uebernehmen", {"lw-revision": "1"})

    assert again.status == 200
    assert "Aufgabe abschließen" in again.page


def test_a_draft_comes_back_exactly_as_it_was_typed(login: Login, task: str) -> None:
    ada = claimed(login("ada"), task)

    send(ada, task, "entwurf", vermerk="  <b>Rückruf</b> am 3.12.\nNicht vergessen!", fremd="weg")

    assert "Sie sehen Ihren gespeicherten Entwurf." in ada.page
    assert "  &lt;b&gt;Rückruf&lt;/b&gt; am 3.12.\nNicht vergessen!</textarea>" in ada.page


def test_a_draft_keeps_nothing_that_is_no_field_of_the_form(
    world: World, story: Story, login: Login, task: str
) -> None:
    send(claimed(login("ada"), task), task, "entwurf", vermerk="da", fremd="weg")

    with world.engine.begin(world.people["ada"]) as tx:
        draft = queries.inbox.show(tx, story.task("pruefen").id).draft

    assert draft == {"vermerk": ["da"]}


def test_faults_are_listed_first_and_beside_their_field_and_keep_what_was_typed(
    story: Story, login: Login, task: str
) -> None:
    ada = claimed(login("ada"), task)

    send(ada, task, "abschliessen", vermerk="Bleibt stehen")

    assert ada.status == 422
    assert re.search(r'<li><a href="#[\w-]+">Bitte wählen Sie bei „Ist der Antrag vollständig\?“', ada.page)
    assert 'role="radiogroup" aria-invalid="true"' in ada.page
    assert "Bleibt stehen</textarea>" in ada.page
    assert "<title>Fehler: pruefen" in re.sub(r"\s+", " ", ada.page)
    story.is_waiting_at("pruefen")


def test_a_completed_task_leads_to_the_case_which_has_moved_on(story: Story, login: Login, task: str) -> None:
    ada = claimed(login("ada"), task)

    send(ada, task, "abschliessen", vollstaendig="nein")

    assert "„pruefen“ ist abgeschlossen." in ada.page
    assert "<h1>Muster, Maryam</h1>" in ada.page
    story.is_waiting_at("nachfordern")
    assert "Wie es weitergeht" in ada.get(task).page
    assert ">nachfordern</a>" in ada.page


def test_sending_twice_completes_once_and_says_so(story: Story, login: Login, task: str) -> None:
    ada = claimed(login("ada"), task)
    fields = {"lw-revision": ada.value("lw-revision"), "lw-aktion": "abschliessen", "vollstaendig": "nein"}
    ada.post(task, fields)

    ada.post(task, fields)

    assert ada.status == 409
    assert "Diese Aufgabe haben Sie schon abgeschlossen" in ada.page
    story.is_waiting_at("nachfordern")
    assert sum("„pruefen“ abgeschlossen" in one.text for one in story.file().history) == 1


def test_a_stale_form_says_who_completed_it_and_shows_what_was_typed_with_its_labels(
    story: Story, world: World, login: Login, task: str
) -> None:
    ada = claimed(login("ada"), task)
    row = story.task("pruefen")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.task.assign(tx, row.id, row.revision, world.people["ben"].account or 0)
    story.complete("pruefen", {"vollstaendig": "ja"}, world.people["ben"])

    send(ada, task, "abschliessen", vollstaendig="nein", vermerk="Lange überlegt.")

    assert ada.status == 409
    assert "Ben Krüger hat diese Aufgabe am 23.11.2026, 09:00 abgeschlossen." in ada.page
    assert "<dt>Vermerk</dt>" in ada.page
    assert "Lange überlegt.</dd>" in ada.page


def test_a_namesake_who_was_faster_is_somebody_else(
    story: Story, world: World, login: Login, task: str
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            update(ACCOUNT).where(ACCOUNT.c.id == world.people["ben"].account).values(name="Ada Öztürk")
        )
    ada = claimed(login("ada"), task)
    row = story.task("pruefen")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.task.assign(tx, row.id, row.revision, world.people["ben"].account or 0)
    story.complete("pruefen", {"vollstaendig": "ja"}, world.people["ben"])

    send(ada, task, "abschliessen", vollstaendig="nein", vermerk="Lange überlegt.")

    assert ada.status == 409
    assert "Jemand war schneller" in ada.page
    assert "haben Sie schon abgeschlossen" not in ada.page


def test_a_second_window_of_ones_own_is_nobody_who_was_faster(story: Story, login: Login, task: str) -> None:
    ada = claimed(login("ada"), task)
    older = ada.page
    send(ada, task, "entwurf", vermerk="aus dem zweiten Fenster")
    ada.page = older

    send(ada, task, "abschliessen", vollstaendig="ja", vermerk="aus dem ersten Fenster")

    assert (ada.status, "Jemand war schneller" in ada.page) == (409, False)
    assert "In einem anderen Fenster haben Sie die Aufgabe weiterbearbeitet" in ada.page
    assert "aus dem ersten Fenster</dd>" in ada.page
    story.is_waiting_at("pruefen")


def test_giving_back_keeps_what_was_typed_for_the_next(story: Story, login: Login, task: str) -> None:
    ada = claimed(login("ada"), task)

    send(
        ada, task, "zurueckgeben", vermerk="Bis hier war ich.", **{"lw-rueckgabe": "Bin ab morgen im Urlaub."}
    )

    assert "steht wieder allen in der Gruppe offen" in ada.page
    assert story.task("pruefen").assignee_id is None
    page = claimed(login("ben"), task).page
    assert "Bis hier war ich.</textarea>" in page
    assert "Bin ab morgen im Urlaub." in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_giving_back_asks_why_and_keeps_what_was_typed(
    story: Story, login: Login, task: str, reason: str
) -> None:
    ada = claimed(login("ada"), task)
    assert "steht danach wieder allen in der Gruppe offen: Ausländeramt Hier" in ada.page

    send(ada, task, "zurueckgeben", vermerk="Bis hier war ich.", **{"lw-rueckgabe": reason})

    assert ada.status == 422
    assert '<li><a href="#lw-rueckgabe">' in ada.page
    assert "Bis hier war ich.</textarea>" in ada.page
    assert story.task("pruefen").assignee is not None


def test_the_page_says_what_may_come_next(login: Login, task: str) -> None:
    page = login("ada").get(task).page

    following = page[page.index('id="danach"') :].partition("</section>")[0]
    assert "Je nach Ergebnis" in following
    assert "nachfordern" in following
    assert "erledigt" in following


def test_a_colleague_sees_the_form_but_cannot_change_it(login: Login, task: str) -> None:
    claimed(login("ada"), task)

    ben = login("ben").get(task)

    assert "Ada Öztürk bearbeitet diese Aufgabe." in ben.page
    assert '<fieldset class="kern-fieldset lw-form" disabled>' in ben.page
    assert "Aufgabe abschließen" not in ben.page


def test_a_stranger_neither_sees_nor_claims_a_task(story: Story, login: Login, task: str) -> None:
    for name in ("carla", "olga", "stefan", "adam"):  # of another authority, or without a role that works
        stranger = login(name)

        seen = stranger.get(task).status
        took = stranger.post(f"{task}/uebernehmen", {"lw-revision": "1"}).status

        assert (name, seen, took) == (name, 403, 403)
        assert "Muster" not in stranger.page
    assert story.task("pruefen").assignee_id is None


def test_what_was_typed_before_the_session_ended_is_the_draft_after_logging_in(
    app: Flask, login: Login, task: str
) -> None:
    ada = claimed(login("ada"), task)
    revision = ada.value("lw-revision")
    ada.client.delete_cookie("laufweg")

    ada.post(task, {"lw-revision": revision, "lw-aktion": "abschliessen", "vermerk": "Noch „da“ & <hier>."})
    assert (ada.status, "Ihre Eingaben gehen nicht verloren" in ada.page) == (401, True)
    carried = {name: _hidden(ada, name) for name in ("weiter", "zurueck", "eingabe")}
    ada.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD, **carried})

    assert "Ihre Eingaben sind wieder da." in ada.page
    assert "Noch „da“ &amp; &lt;hier&gt;.</textarea>" in ada.page


def test_what_was_typed_is_shown_for_copying_when_the_task_is_gone_meanwhile(
    story: Story, login: Login, task: str
) -> None:
    ada = claimed(login("ada"), task)
    revision = ada.value("lw-revision")
    ada.client.delete_cookie("laufweg")
    story.send("ruecknahme")

    ada.post(task, {"lw-revision": revision, "lw-aktion": "entwurf", "vermerk": "Umsonst?"})
    carried = {name: _hidden(ada, name) for name in ("weiter", "zurueck", "eingabe")}
    ada.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD, **carried})

    assert ada.status == 409
    assert "entfallen, weil der Ablauf weitergegangen ist" in ada.page
    assert "Umsonst?</dd>" in ada.page


DUE = [
    # days after the case began (due after 14), what the list says
    (0, "07.12.2026"),
    (7, "in 7 Tagen"),
    (13, "morgen"),
    (14, "heute"),
    (15, "1 Tag überfällig"),
    (16, "2 Tage überfällig"),
]


def test_how_near_a_due_date_is_stands_in_words(story: Story, world: World, login: Login) -> None:
    ada, began = login("ada"), world.clock.moment

    shown = []
    for days, words in DUE:
        world.clock.moment = began.replace(hour=0) + timedelta(days=days)
        shown.append((days, words if words in ada.get("/aufgaben").page else ""))

    assert shown == DUE


def _hidden(browser: Browser, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', browser.page)
    assert found is not None
    return html.unescape(found[1])
