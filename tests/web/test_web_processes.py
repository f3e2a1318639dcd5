"""Processes on their way: drawn and saved, adopted from a date, supervised, repaired."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from engine import SYSTEM, commands
from engine.commands.proposal import Content
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Browser, Login

FORM = b"""{"type": "default", "id": "person", "schemaVersion": 18, "components": [
  {"type": "number", "key": "alter", "label": "Alter", "id": "F1"}]}"""
STOPPING = {
    "forms/person.form": FORM,
    "alter.bpmn": m.process(
        "alter",
        m.start(),
        m.user_task("erfassen", form="person"),
        m.exclusive("weiche", default="kind"),
        m.user_task("handeln"),
        m.end(),
        m.flow("start", "erfassen"),
        m.flow("erfassen", "weiche"),
        m.flow("weiche", "handeln", "=alter >= 16"),
        m.flow("weiche", "end", id_="kind"),
        m.flow("handeln", "end"),
    ),
}


@pytest.fixture
def draft(story: Story, login: Login) -> tuple[Browser, str]:
    """Olga has begun a draft; her browser and its address."""
    olga = login("olga").get("/modellierung")
    olga.post("/modellierung/1/entwurf")
    assert "Entwurf verwerfen" in olga.page
    return olga, "/modellierung/2"


def save(
    browser: Browser, address: str, xml: str, revision: str = '"1"', **headers: str
) -> tuple[int, dict[str, object]]:
    answer = browser.client.put(
        f"{address}/dateien/antrag.bpmn",
        json={"xml": xml, "note": "Neuer Name"},
        headers={"If-Match": revision, "Sec-Fetch-Site": "same-origin", **headers},
    )
    return answer.status_code, json.loads(answer.get_data(as_text=True))


def source(browser: Browser, address: str) -> str:
    return browser.client.get(f"{address}/dateien/antrag.bpmn").get_data(as_text=True)


def test_a_draft_is_saved_with_the_revision_that_was_seen(draft: tuple[Browser, str]) -> None:
    olga, address = draft
    xml = source(olga, address).replace('name="pruefen"', 'name="Sichten"')

    status, body = save(olga, address, xml)

    assert (status, body["revision"]) == (200, 2)
    assert 'name="Sichten"' in source(olga, address)
    assert "Neuer Name" in olga.get("/modellierung").page


def test_a_save_on_an_older_revision_changes_nothing(draft: tuple[Browser, str]) -> None:
    olga, address = draft
    before = source(olga, address)
    faster = before.replace('name="pruefen"', 'name="Sichten"')
    save(olga, address, faster)

    status, body = save(olga, address, before.replace('name="pruefen"', 'name="Lesen"'))

    assert status == 412
    assert "hat „antrag.bpmn“ am" in str(body["title"])
    assert source(olga, address) == faster


def test_a_save_that_changed_nothing_is_in_nobodys_way(draft: tuple[Browser, str]) -> None:
    olga, address = draft
    before = source(olga, address)
    save(olga, address, before)

    status, body = save(olga, address, before.replace('name="pruefen"', 'name="Lesen"'))

    assert (status, body["revision"]) == (200, 3)
    assert 'name="Lesen"' in source(olga, address)


def test_a_faulty_diagram_is_kept_and_its_findings_name_the_element(draft: tuple[Browser, str]) -> None:
    olga, address = draft
    xml = (
        source(olga, address)
        .replace("vollstaendig = &quot;nein&quot;", "((")
        .replace('vollstaendig = "nein"', "((")
    )

    status, body = save(olga, address, xml)

    findings = body["findings"]
    assert status == 200
    assert isinstance(findings, list)
    assert {"error", "vollstaendig_nein"} <= {one[key] for one in findings for key in ("severity", "element")}


def test_a_draft_that_is_proposed_is_not_asked_to_be_discarded(
    draft: tuple[Browser, str], world: World
) -> None:
    olga, address = draft
    olga.get(f"{address}/verwerfen")
    revision = olga.value("lw-revision")
    with world.engine.begin(world.people["olga"]) as tx:
        version = int(address.rpartition("/")[2])
        commands.proposal.create(tx, Content("Kürzere Frist", times={version: {}}))

    olga.get(f"{address}/verwerfen")
    assert "Ja, verwerfen" not in olga.page
    assert "V 2026/1" in olga.page
    olga.post(f"{address}/verwerfen", {"lw-revision": revision})

    # nobody was faster: it is how things stand
    assert olga.status == 409
    assert "<h1>Das geht hier zurzeit nicht</h1>" in olga.page
    assert "er steht in einer Vorlage" in olga.page


def test_a_draft_is_discarded_after_asking(draft: tuple[Browser, str]) -> None:
    olga, address = draft
    olga.get(f"{address}/verwerfen")
    assert "können Sie den Entwurf zurückholen" in olga.page

    olga.post(f"{address}/verwerfen", {"lw-revision": olga.value("lw-revision")})

    assert "Der Entwurf ist verworfen." in olga.page
    assert olga.get(address).status == 404


def test_an_adoption_takes_effect_from_its_date(
    story: Story, world: World, draft: tuple[Browser, str], login: Login
) -> None:
    olga, address = draft
    save(olga, address, source(olga, address).replace('name="pruefen"', 'name="Sichten"'))
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, 2, "05334", date(2026, 12, 1), "TOP 4")
    stefan = login("stefan").get("/lenkungsgruppe")

    assert ("StädteRegion Aachen" in stefan.page, "künftig" in stefan.page) == (True, True)
    assert world.open("antrag", {"eingang": "2026-11-20"}).task("pruefen").name == "pruefen"
    world.clock.advance(timedelta(days=8))
    assert world.open("antrag", {"eingang": "2026-11-20"}).task("pruefen").name == "Sichten"


def test_a_faulty_version_is_shown_with_its_findings_and_no_form(
    draft: tuple[Browser, str], login: Login
) -> None:
    olga, address = draft
    save(olga, address, "kein XML")

    stefan = login("stefan").get("/lenkungsgruppe/2")

    assert "Fehler" in stefan.page
    assert "beschliessen" not in stefan.page


def test_a_team_lead_reassigns_and_is_told_when_somebody_else_did(
    story: Story, world: World, login: Login
) -> None:
    row = story.task("pruefen")
    lea = login("lea").get("/aufsicht")
    chosen = {"lw-revision": str(row.revision), "lw-person": str(world.people["ben"].account)}

    lea.post(f"/aufsicht/aufgaben/{row.id}/zuweisen", chosen)
    assert "„pruefen“ ist jetzt bei Ben Krüger." in lea.page
    lea.post(f"/aufsicht/aufgaben/{row.id}/zuweisen", chosen)
    assert "„pruefen“ bearbeitet inzwischen Ben Krüger." in lea.page
    lea.post(f"/aufsicht/aufgaben/{row.id}/zuweisen", {**chosen, "lw-person": ""})
    assert "Bitte wählen Sie zuerst eine Person" in lea.page

    assert story.task("pruefen").assignee == "Ben Krüger"


def test_an_incident_is_shown_explained_and_repaired_with_a_corrected_value(
    world: World, login: Login
) -> None:
    story = world.start(STOPPING).complete("erfassen")
    (incident,) = story.file().incidents
    lea = login("lea").get(f"/akte/{story.reference}")
    assert "Störung bei „weiche“" in lea.page
    lea.get("/betrieb").get(f"/betrieb/stoerungen/{incident.id}")

    lea.post(f"/betrieb/stoerungen/{incident.id}", {"lw-angabe": "alter", "lw-art": "feel", "lw-wert": "((("})
    assert lea.status == 422
    assert '<a href="#lw-wert">' in lea.page
    lea.post(f"/betrieb/stoerungen/{incident.id}", {"lw-angabe": "kein name!", "lw-wert": "1"})
    assert '<a href="#lw-angabe">' in lea.page
    lea.post(f"/betrieb/stoerungen/{incident.id}", {"lw-angabe": "", "lw-wert": ""})
    assert "noch einmal gescheitert" in lea.page

    (again,) = [one for one in story.file().incidents if one.state == "open"]
    lea.post(f"/betrieb/stoerungen/{again.id}", {"lw-angabe": "alter", "lw-art": "zahl", "lw-wert": "34"})
    assert "Der Schritt ist gelungen" in lea.page
    story.is_waiting_at("handeln")


def test_an_administrator_repairs_without_seeing_the_case(world: World, login: Login) -> None:
    story = world.start(STOPPING).complete("erfassen")
    (incident,) = story.file().incidents
    adam = login("adam").get(f"/betrieb/stoerungen/{incident.id}")
    assert "Muster" not in adam.page

    adam.post(f"/betrieb/stoerungen/{incident.id}", {"lw-angabe": "alter", "lw-art": "zahl", "lw-wert": "34"})

    assert "Der Schritt ist gelungen" in adam.page
    assert "34" not in adam.words.split("Angaben")[1].split("Verlauf")[0]
    story.is_waiting_at("handeln")


def test_an_incident_of_another_authority_is_not_there(world: World, login: Login) -> None:
    story = world.start(STOPPING).complete("erfassen")
    (incident,) = story.file().incidents
    with world.engine.begin(world.people["lea"]) as tx:
        commands.incident.resolve(tx, incident.id, {})

    assert login("lea").get(f"/betrieb/stoerungen/{incident.id}").status == 404  # resolved: no longer open
    assert login("carla").get(f"/betrieb/stoerungen/{incident.id}").status == 403
