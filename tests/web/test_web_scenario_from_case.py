"""A scenario made of a case: what the page shows, whom it refuses in which words, and what it keeps in the draft."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.actor import Membership, Role
from engine.commands import account
from engine.state import case
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from web.testing import Browser, Login

FORM = """{"type": "default", "id": "a", "schemaVersion": 18, "components": [
  {"type": "textfield", "key": "anschrift", "label": "Anschrift", "id": "F_anschrift"},
  {"type": "textfield", "key": "wohnort", "label": "Wohnort", "id": "F_wohnort"},
  {"type": "textarea", "key": "vermerk", "label": "Vermerk", "id": "F_vermerk"},
  {"type": "select", "key": "sprache", "label": "Sprache", "id": "F_sprache",
   "values": [{"label": "Dari", "value": "dari"}]},
  {"type": "number", "key": "einkommen", "label": "Einkommen", "id": "F_einkommen"},
  {"type": "number", "key": "azr", "label": "AZR-Nummer", "id": "F_azr"}]}"""
#: the model has the municipality, too: what is typed does not stay for that
FILES = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a", form="a"),
        m.exclusive("wo", default="sonst"),
        m.end(),
        m.end("anderswo"),
        m.flow("start", "a"),
        m.flow("a", "wo"),
        m.flow("wo", "anderswo", '=wohnort = "Gladbeck" and einkommen = 0'),
        m.flow("wo", "end", id_="sonst"),
    ),
    "forms/a.form": FORM.encode(),
}
TYPED = {
    "anschrift": "Willy-Brandt-Platz 2, 45964 Gladbeck",
    "wohnort": "Gladbeck",
    "vermerk": "Frau Fabelzadeh rief am 3. Mai an: 02043 99-0",
    "sprache": "dari",
    "einkommen": 1234,
    "azr": 991234567890,
}
GLADBECK = b'"Gladbeck"'
UNTOLD = "Diese Akte gibt es nicht, oder sie ist Ihnen nicht zugänglich."


def _draft(world: World, files: dict[str, bytes] = FILES) -> int:
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.bundle.bring_in(tx, files)


@pytest.fixture
def story(world: World) -> Story:
    """A case that went through the process, with what a person would type."""
    world.deploy(FILES)
    story = world.open("p")
    story.complete("a", TYPED)
    return story


@pytest.fixture
def kim(world: World, login: Login) -> Browser:
    """Somebody who works on cases and draws processes."""
    with world.engine.begin(SYSTEM) as tx:
        both = [Membership(world.here, role) for role in (Role.CLERK, Role.PROCESS_OWNER)]
        account.create(tx, "kim", "Kim Kühn", PASSWORD, both)
    return login("kim")


def _made(browser: Browser) -> str:
    found = re.search(r'<textarea[^>]*name="lw-szenario"[^>]*>\n(.*?)</textarea>', browser.page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def test_a_case_becomes_a_scenario_that_is_read_and_then_kept(
    world: World, story: Story, kim: Browser
) -> None:
    draft = _draft(world)
    kim.get(f"/modellierung/{draft}/szenarien")
    assert "Aus einem Fall" in kim.page

    kim.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": f" {story.reference.lower()} "})

    assert kim.status == 200
    assert "Es geht denselben Weg wie der Fall." in kim.page
    assert "Geblieben: Zahlen bis sechs Stellen, die das Modell liest" in kim.page
    made = _made(kim)
    for secret in (
        "Willy",
        "45964",
        "Gladbeck",
        "Fabelzadeh",
        "02043",
        "991234567890",
        "Muster",
        story.reference,
    ):
        assert secret not in made
    assert "einkommen: 1234\n" in made
    assert 'sprache: "dari"\n' in made
    assert "azr: 1000000\n" in made
    assert re.search(r"Zahlen wie im Fall</dt><dd><code[^>]*>einkommen</code>", kim.page)
    assert re.search(r"<dt>Ersetzt</dt><dd><code[^>]*>anschrift, azr, vermerk, wohnort</code>", kim.page)
    assert "scenarios/" not in str(_files(world, draft))

    kim.post(
        f"/modellierung/{draft}/szenarien/aus-fall/behalten",
        {"lw-szenario": made.replace("1234", "1200").replace("\n", "\r\n")},
    )

    assert kim.status == 200
    assert "Schritt 2 von 2" in kim.page
    assert _files(world, draft)["scenarios/01_aus_fall.yaml"].decode() == made.replace("1234", "1200")
    with world.engine.begin(world.people["olga"]) as tx:
        notes = [one.note for one in queries.draft.saves(tx, draft)]
    assert "Szenario aus einem Fall" in notes
    assert story.reference not in str(notes)


def test_the_case_says_that_it_was_read_for_a_scenario(world: World, story: Story, kim: Browser) -> None:
    draft = _draft(world)

    kim.get(f"/modellierung/{draft}/szenarien")
    kim.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": story.reference})

    with world.engine.begin(SYSTEM) as tx:
        read = tx.execute(text("SELECT basis FROM case_read")).scalars().all()
    assert read == ["Szenario für den Ablauf „p“"]
    assert (
        "Fall für ein Szenario gelesen (Ablauf „p“)"
        in kim.get(f"/akte/{story.reference}?reiter=verlauf&art=alles").page
    )


def _files(world: World, draft: int) -> dict[str, bytes]:
    with world.engine.begin(SYSTEM) as tx:
        return dict(queries.draft.files(tx, draft))


def test_no_case_and_one_that_is_closed_are_refused_in_the_same_words(
    world: World, story: Story, login: Login
) -> None:
    draft = _draft(world)
    browser = login("olga").get(f"/modellierung/{draft}/szenarien/aus-fall")
    assert "Ihre Rolle liest keine Akten von Personen" in browser.page

    for reference in (story.reference, "KIM-2026-999999", ""):
        browser.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": reference})
        assert browser.status == 422
        assert UNTOLD in browser.page
        assert "lw-szenario" not in browser.page

    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM case_read")).scalar_one() == 0


def test_a_case_that_did_not_run_the_process_is_refused(world: World, story: Story, kim: Browser) -> None:
    draft = _draft(world, {"q.bpmn": m.tasks("q", "b")})

    kim.get(f"/modellierung/{draft}/szenarien")
    kim.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": story.reference})

    assert kim.status == 422
    assert "dieser Ablauf ist dort nicht gelaufen" in kim.page
    assert f'value="{story.reference}"' in kim.page


def test_a_case_that_is_open_by_break_glass_only_gives_none(world: World, story: Story, login: Login) -> None:
    draft = _draft(world)
    with world.engine.begin(SYSTEM) as tx:
        both = [Membership(world.elsewhere, role) for role in (Role.CLERK, Role.PROCESS_OWNER)]
        account.create(tx, "nora", "Nora Nett", PASSWORD, both)
    browser = login("nora").get(f"/akte/{story.reference}/einsicht")
    browser.post(f"/akte/{story.reference}/einsicht", {"lw-grund": "Die Person steht hier am Schalter"})
    assert browser.get(f"/akte/{story.reference}").status == 200

    browser.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": story.reference})

    assert browser.status == 422
    assert "nur durch Notzugriff offen" in browser.page


PROFILE = m.data_groups(
    "v",
    ("Antrag", "annehmen", "auslaenderbehoerde"),
    ("Strafverfahren", "anklage_abwarten", "staatsanwaltschaft"),
)


def test_steps_that_are_closed_to_the_actor_are_left_out(world: World, kim: Browser) -> None:
    files = {"v.bpmn": m.tasks("v", "annehmen", "anklage_abwarten"), "process.toml": PROFILE}
    world.deploy(files)
    story = world.open("v")
    story.complete("annehmen")
    story.complete("anklage_abwarten")
    with world.engine.begin(SYSTEM) as tx:
        closed = "UPDATE user_task SET authority_id = :there, topic = 'x' WHERE element = 'anklage_abwarten'"
        tx.execute(text(closed), {"there": world.elsewhere})
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})
    draft = _draft(world, files)

    kim.get(f"/modellierung/{draft}/szenarien")
    kim.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": story.reference})

    assert kim.status == 200
    assert 'aufgabe: "annehmen"' in _made(kim)
    assert "anklage_abwarten" not in _made(kim)


def test_what_goes_otherwise_is_said_with_its_line(world: World, story: Story, kim: Browser) -> None:
    """The draft has another step than the case went through."""
    changed = {
        **FILES,
        "p.bpmn": FILES["p.bpmn"]
        .replace(b"einkommen = 0", b"einkommen = 1234")
        .replace(GLADBECK, b"wohnort"),
    }
    draft = _draft(world, changed)

    kim.get(f"/modellierung/{draft}/szenarien")
    kim.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": story.reference})

    assert kim.status == 200
    line = re.search(r"Es geht nicht so aus wie der Fall: Zeile (\d+)", kim.page)
    assert line is not None
    assert "beendet mit" in kim.page
    assert _made(kim).splitlines()[int(line[1]) - 1].strip() == 'beendet mit: "end"'


def test_a_process_with_errors_gives_none(world: World, story: Story, kim: Browser) -> None:
    draft = _draft(world, {**FILES, "p.bpmn": FILES["p.bpmn"].replace(b'targetRef="wo"', b'targetRef="weg"')})

    kim.get(f"/modellierung/{draft}/szenarien/aus-fall")
    kim.post(f"/modellierung/{draft}/szenarien/aus-fall", {"lw-akte": story.reference})

    assert kim.status == 422
    assert "Der Ablauf hat Fehler." in kim.page


def test_an_empty_scenario_is_not_kept(world: World, kim: Browser) -> None:
    draft = _draft(world)

    kim.get(f"/modellierung/{draft}/szenarien/aus-fall")
    kim.post(f"/modellierung/{draft}/szenarien/aus-fall/behalten", {"lw-szenario": " \r\n"})

    assert kim.status == 422
    assert "Hier steht kein Szenario." in kim.page
    assert list(_files(world, draft)) == sorted(FILES)


@pytest.mark.parametrize("who", ["ada", "stefan"])
def test_who_draws_no_processes_makes_none(world: World, story: Story, login: Login, who: str) -> None:
    draft = _draft(world)
    browser = login(who).get(f"/modellierung/{draft}/szenarien")

    assert "Aus einem Fall" not in browser.page
    for address in ("", "/behalten"):
        sent: dict[str, object] = {"lw-akte": story.reference, "lw-szenario": "x"}
        assert browser.post(f"/modellierung/{draft}/szenarien/aus-fall{address}", sent).status == 403
    assert browser.get(f"/modellierung/{draft}/szenarien/aus-fall").status == 403


def test_a_final_version_takes_none(world: World, story: Story, kim: Browser) -> None:
    kim.get("/modellierung/1/szenarien")

    assert "Aus einem Fall" not in kim.page
    assert kim.post("/modellierung/1/szenarien/aus-fall", {"lw-akte": story.reference}).status == 409


def test_what_was_read_is_not_lost_with_the_session(world: World, story: Story, kim: Browser) -> None:
    draft = _draft(world)
    token = kim.get(f"/modellierung/{draft}/szenarien/aus-fall").token()
    world.clock.moment += timedelta(days=2)
    for address, field, shown in (
        ("aus-fall", "lw-akte", 'value="gelesen"'),
        ("aus-fall/behalten", "lw-szenario", ">\ngelesen</textarea>"),
    ):
        carried = {
            "weiter": f"/modellierung/{draft}/szenarien/{address}",
            "eingabe": json.dumps({field: ["gelesen"], "lw-sitzung": [token]}),
        }
        kim.post("/anmelden", {"kennung": "kim", "kennwort": PASSWORD, **carried})
        assert "Ihre Sitzung war abgelaufen" in kim.page
        assert shown in kim.page
