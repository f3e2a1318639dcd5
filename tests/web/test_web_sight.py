"""Break-glass, who has read, and the permission table, as people see them."""

from __future__ import annotations

import pytest
from flask import Flask

from engine.actor import PERMISSIONS, Action
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Login
from web.words import rights as rights_words

REASON = "Gefahr für ein Kind, die Stelle ist nicht erreichbar"


def test_a_file_that_stays_closed_offers_break_glass_to_whoever_may(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}"

    assert f'href="{address}/einsicht"' in login("carla").get(address).page
    assert "Notzugriff" not in login("stefan").get(address).page  # reads no files
    assert "Notzugriff" not in login("ben").get(address).page  # reads this one
    refused = login("ben").get(f"{address}/fallfuehrung")
    assert (refused.status, "Notzugriff" in refused.page) == (403, False)


def test_break_glass_is_asked_for_with_a_reason_shown_on_the_file_and_ended(
    story: Story, login: Login
) -> None:
    carla, address = login("carla"), f"/akte/{story.reference}"

    asked = carla.get(f"{address}/einsicht").page
    short = carla.post(f"{address}/einsicht", {"lw-grund": "dringend"})

    assert "Muster" not in asked
    assert (short.status, "Fehler:" in short.page, ">dringend</textarea>" in short.page) == (422, True, True)
    opened = carla.post(f"{address}/einsicht", {"lw-grund": REASON})
    assert "Muster, Maryam" in opened.page
    assert "Notzugriff bis" in opened.page
    assert REASON in carla.get(f"{address}/einsicht").page
    assert "ist beendet" in carla.post(f"{address}/einsicht/beenden", {}).page
    assert carla.get(address).status == 403
    assert "schon zu Ende" in carla.post(f"{address}/einsicht/beenden", {}).page


def test_whoever_reads_the_file_anyway_is_led_there(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}/einsicht"

    assert "Sie brauchen keinen Notzugriff" in login("ben").get(address).page
    assert "<h1>Muster, Maryam</h1>" in login("ben").post(address, {"lw-grund": REASON}).page


def test_who_has_read_is_listed_filtered_and_taken_away(story: Story, login: Login) -> None:
    carla, address = login("carla"), f"/akte/{story.reference}"
    carla.post(f"{address}/einsicht", {"lw-grund": REASON})
    carla.get(address)
    ben = login("ben")

    listed = ben.get(f"{address}/gelesen").page

    assert ("Carla Weiß" in listed, "Ausländeramt Dort" in listed, REASON in listed) == (True, True, True)
    assert "Kein Eintrag passt" in ben.get(f"{address}/gelesen?wozu=norm").page
    assert "Carla Weiß" in ben.get(f"{address}/gelesen?suche=carla&wozu=break_glass&von=01.01.2000").page
    assert "Bitte geben Sie einen Tag an" in ben.get(f"{address}/gelesen?bis=gestern").page
    taken = ben.client.get(f"{address}/gelesen.csv").get_data(as_text=True)
    assert f";Carla Weiß;Ausländeramt Dort;Notzugriff;{REASON}" in taken
    assert ben.client.get(f"{address}/gelesen.doc").status_code == 404
    assert carla.client.get(f"{address}/gelesen.csv").status_code == 403


def test_nobody_outside_has_read_yet(story: Story, login: Login) -> None:
    page = login("ada").get(f"/akte/{story.reference}/gelesen").page

    assert "Noch keine Einsicht von außen" in page


TOLD = {
    "lw-am": "02.11.2026",
    "lw-thema": "auslaenderbehoerde",
    "lw-stelle": "Ausländeramt Dort",
    "lw-kategorien": "aufenthalt",
    "lw-norm": "§ 87 Abs. 1 AufenthG",
    "lw-antwort": "refused",
    "lw-hindernis": "§ 88 Abs. 1 AufenthG",
}


def test_what_another_body_was_told_is_kept_with_its_norm(story: Story, login: Login) -> None:
    ben, address = login("ben"), f"/akte/{story.reference}/uebermittlungen"

    assert "Noch keine Übermittlung" in ben.get(address).page
    page = ben.post(address, TOLD).page

    for words in ("§ 87 Abs. 1 AufenthG", "§ 88 Abs. 1 AufenthG", "abgelehnt", "Ben Krüger"):
        assert words in page
    assert "Anfrage von Ausländerbehörde: abgelehnt" in [one.text for one in story.file().history]


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("lw-am", "gestern", "Bitte geben Sie einen Tag an"),
        ("lw-am", "01.01.2100", "Der Tag liegt in der Zukunft."),
        ("lw-thema", "", "Wählen Sie, was für eine Stelle gefragt hat."),
        ("lw-stelle", " ", "Nennen Sie die Stelle."),
        ("lw-stelle", "x" * 201, "höchstens 200 Zeichen"),
        ("lw-norm", "", "Nennen Sie die Norm"),
        ("lw-kategorien", "", "Wählen Sie, wonach gefragt wurde."),
        ("lw-antwort", "vielleicht", "Wählen Sie, was geantwortet wurde."),
        ("lw-hindernis", "", "Nennen Sie, was entgegenstand"),
        ("lw-hindernis", "x" * 201, "höchstens 200 Zeichen"),
    ],
)
def test_an_incomplete_disclosure_is_shown_again(
    story: Story, login: Login, field: str, value: str, fault: str
) -> None:
    page = login("ben").post(f"/akte/{story.reference}/uebermittlungen", {**TOLD, field: value})

    assert (page.status, fault in page.page) == (422, True)


def test_by_break_glass_nobody_tells_anybody(story: Story, login: Login) -> None:
    carla, address = login("carla"), f"/akte/{story.reference}"
    carla.post(f"{address}/einsicht", {"lw-grund": REASON})

    assert "Festhalten" not in carla.get(f"{address}/uebermittlungen").page
    assert carla.post(f"{address}/uebermittlungen", TOLD).status == 403


def test_the_permission_table_says_in_words_what_the_code_decides(story: Story, login: Login) -> None:
    page = login("adam").get("/verwaltung/rechte").page

    assert story.reference not in page
    assert page.count('scope="row"') == len(Action)
    for words in ("Notzugriff", "Akten lesen", "KIM-Koordination", "Gast", "Sehen, wer gelesen hat"):
        assert words in page


def test_every_action_has_words(app: Flask) -> None:
    with app.test_request_context():
        said = rights_words.words()

    assert list(said) == list(Action) == list(PERMISSIONS)
    assert all(name and meaning.endswith(".") for name, meaning in said.values())


def test_what_a_step_let_somebody_know_stands_there_with_the_step(world: World, login: Login) -> None:
    said = m.properties(
        uebermittlung="jobcenter", uebermittlung_norm="§ 67d SGB X", uebermittlung_angaben="kontakt"
    )
    ways = (m.flow("start", "mitteilen"), m.flow("mitteilen", "pruefen"), m.flow("pruefen", "end"))
    tasks = (m.user_task("mitteilen", extra=said), m.user_task("pruefen"))
    story = world.start({"p.bpmn": m.process("p", m.start(), *tasks, m.end(), *ways)})
    story.complete("mitteilen", as_=world.people["ada"])

    page = login("ben").get(f"/akte/{story.reference}/uebermittlungen").page

    for words in ("im Schritt", "„mitteilen“", "§ 67d SGB X", "Kontaktdaten", "Ada Öztürk", "mitgeteilt"):
        assert words in page


def test_what_no_consent_lets_go_out_is_said_above_the_form_which_keeps_what_was_typed(
    world: World, login: Login
) -> None:
    said = m.properties(
        uebermittlung="jobcenter", uebermittlung_norm="Einwilligung", uebermittlung_angaben="kontakt"
    )
    told = m.process(
        "p",
        m.start(),
        m.user_task("a", form="notiz", extra=said),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )
    form = (
        b'{"type": "default", "id": "notiz", "schemaVersion": 18, "components":'
        b' [{"type": "textfield", "id": "f", "key": "vermerk", "label": "Vermerk"}]}'
    )
    row = world.start({"p.bpmn": told, "forms/notiz.form": form}).task("a")
    ada = login("ada")
    ada.post(f"/aufgaben/{row.id}/uebernehmen", {"lw-revision": row.revision})
    typed: dict[str, object] = {
        "lw-revision": row.revision + 1,
        "lw-entwurf": 0,
        "vermerk": "am Telefon besprochen",
    }

    german, status = ada.post(f"/aufgaben/{row.id}", typed).page, ada.status
    ada.post("/sprache/en", {})
    english = ada.post(f"/aufgaben/{row.id}", typed).page

    assert status == 422
    assert "Gegenüber „Jobcenter“ gilt keine Einwilligung für kontakt." in german
    assert 'value="am Telefon besprochen"' in german
    assert "Nothing goes out: no consent that holds lets" in english
    assert "know kontakt. Obtain it first" in english
