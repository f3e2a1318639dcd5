"""A process is changed, adopted and used; a supervisor reassigns; somebody repairs an incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands, queries
from engine.testing import AGS, Story, World

#: a way out of the last gateway that no answer of the form ever takes
_UNHEARD_OF = (
    b'targetRef="abgelehnt" />',
    b'targetRef="abgelehnt"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
    b'=ergebnis = "versagen"</bpmn:conditionExpression></bpmn:sequenceFlow>',
)


def test_a_supervisor_sees_what_is_overdue_and_reassigns_it(
    story: Story, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    story.pass_time(timedelta(days=16))
    page = visit("lea", "/aufsicht")
    assert axe(page) == []
    page.locator("#tafel-fristen").get_by_role("link", name="überfällig").first.click()
    shown = page.locator(f"#aufgabe-{row.id}")
    expect(shown).to_contain_text("2 Tage überfällig")

    shown.get_by_role("checkbox").check()
    page.get_by_label("Ausgewählte zuweisen an").select_option("Ben Krüger")
    page.get_by_role("button", name="Zuweisen").click()

    expect(page.get_by_text("„Unterlagen prüfen“ ist jetzt bei Ben Krüger.")).to_be_visible()
    expect(shown).to_contain_text("Ben Krüger")
    assert axe(page) == []
    assert story.task("pruefen").assignee == "Ben Krüger"
    page.get_by_role("button", name="Zuweisung zurücknehmen").click()
    expect(page.get_by_text("Zurückgenommen: 1 Aufgabe ist wieder, wie sie war.")).to_be_visible()
    assert story.task("pruefen").assignee == "Ada Öztürk"


def test_a_diagram_is_changed_adopted_from_a_date_and_new_cases_start_on_it(
    story: Story, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    owner = visit("olga", "/modellierung")
    owner.get_by_role("button", name="Entwurf beginnen").click()
    owner.wait_for_selector('html[data-ready="1"]')
    assert axe(owner) == []
    owner.locator('[data-element-id="pruefen"] .djs-hit').first.click()
    name = owner.get_by_label("Name", exact=True)
    name.fill("Unterlagen sichten")
    name.press("Tab")
    owner.get_by_label("Was haben Sie geändert?").fill("Klarerer Name")
    owner.get_by_role("button", name="Speichern", exact=True).click()
    expect(owner.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    owner.reload()
    expect(owner.get_by_text("Klarerer Name")).to_be_visible()

    member = visit("stefan", "/lenkungsgruppe")
    member.get_by_role("link", name="Vorlage beginnen").or_(
        member.get_by_role("link", name="Vorlage zu")
    ).first.click()
    assert axe(member) == []
    draft = int(owner.url.rsplit("/", 1)[1])
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, draft, "05334", date(2026, 12, 1), "Lenkungsgruppe vom 23.11.2026, TOP 4")
    member.goto("/lenkungsgruppe")
    expect(member.get_by_role("table").get_by_text("künftig")).to_be_visible()

    before = world.open("titelantrag", {"eingang": world.clock.moment.date(), "monate": 50}, AGS)
    world.clock.advance(timedelta(days=9))
    after = world.open("titelantrag", {"eingang": world.clock.moment.date(), "monate": 50}, AGS)

    assert before.task("pruefen").name == "Unterlagen prüfen"
    assert after.task("pruefen").name == "Unterlagen sichten"
    assert story.task("pruefen").name == "Unterlagen prüfen"  # what runs stays on its version


def test_a_task_gets_its_legal_deadline_beside_the_agreed_time_and_loses_it_again(
    story: Story, world: World, visit: Callable[..., Page]
) -> None:
    story.is_waiting_at("pruefen")
    owner = visit("olga", "/modellierung")
    owner.get_by_role("button", name="Entwurf beginnen").click()
    owner.wait_for_selector('html[data-ready="1"]')
    draft = int(owner.url.rsplit("/", 1)[1])
    typed = {"Gesetzliche Frist": '=frist(eingang, duration("P3M"), "VwGO")', "Norm der": "§ 75 S. 2 VwGO"}

    owner.locator('[data-element-id="pruefen"] .djs-hit').first.click()
    owner.locator("summary", has_text="Gesetzliche Frist").click()

    def saved(**fields: str) -> bytes:
        for label, text in fields.items():
            field = owner.get_by_label(label)
            field.fill(text)
            field.press("Tab")
        owner.get_by_role("button", name="Speichern", exact=True).click()
        expect(owner.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
        with world.engine.begin(world.people["olga"]) as tx:
            return queries.definition.file(tx, draft, "titelantrag.bpmn")

    with_both = saved(**typed)
    without = saved(**dict.fromkeys(typed, ""))

    assert b'name="rechtsfrist" value="=frist(eingang, duration(&#34;P3M&#34;), &#34;VwGO&#34;)"' in with_both
    assert 'name="rechtsfrist_norm" value="§ 75 S. 2 VwGO"'.encode() in with_both
    assert b"zeebe:properties" not in without


def test_a_broken_draft_can_be_saved_and_says_why_it_cannot_be_adopted(
    story: Story, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    owner = visit("olga", "/modellierung")
    owner.get_by_role("button", name="Entwurf beginnen").click()
    owner.wait_for_selector('html[data-ready="1"]')
    draft = owner.url.rsplit("/", 1)[1]
    owner.locator('[data-element-id="eingang"] .djs-hit').first.click()
    owner.keyboard.press("Delete")
    expect(owner.locator('[data-element-id="eingang"]')).to_have_count(0)

    owner.get_by_role("button", name="Speichern", exact=True).click()

    expect(owner.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    expect(owner.locator("#modeler")).to_contain_text("Startereignis")
    assert axe(owner) == []

    member = visit("stefan", f"/lenkungsgruppe/{draft}")
    expect(member.get_by_text("Startereignis").first).to_be_visible()
    assert axe(member) == []
    with world.engine.begin(SYSTEM) as tx:
        assert queries.definition.version(tx, int(draft)).adoptions == ()
    assert story.active() == ("pruefen",)


def test_an_incident_is_seen_in_the_case_file_and_resolved_by_correcting_a_value(
    world: World, model: dict[str, bytes], visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    stuck = model["titelantrag.bpmn"].replace(b' default="abgelehnt_fluss"', b"").replace(*_UNHEARD_OF)
    story = world.start(
        {**model, "titelantrag.bpmn": stuck}, {"eingang": world.clock.moment.date(), "monate": 60}
    )
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"})
    story.complete("entscheiden", {"ergebnis": "ablehnen", "begruendung": "Voraussetzungen fehlen."})
    clerk = visit("ada", f"/akte/{story.reference}")
    told = clerk.locator(".lw-alert--danger").filter(has_text="Störung bei „Ergebnis?“")
    expect(told).to_contain_text("nichts ist verloren")
    assert axe(clerk) == []
    clerk.goto(f"/akte/{story.reference}?reiter=ablaeufe")
    expect(clerk.locator('[data-element-id="ergebnis_frage"].lw-m-vorfall')).to_be_visible()
    assert axe(clerk) == []

    leader = visit("lea", "/betrieb")
    assert axe(leader) == []
    leader.get_by_role("link", name="beheben").click()
    assert axe(leader) == []
    leader.get_by_label("Angabe, die berichtigt wird").fill("ergebnis")
    leader.get_by_label("Art").select_option("FEEL-Ausdruck")
    leader.get_by_label("Neuer Wert").fill('"erteil')
    leader.get_by_role("button", name="Schritt noch einmal versuchen").click()
    expect(leader.locator("[data-fehlerliste] a")).to_have_attribute("href", "#lw-wert")
    leader.get_by_label("Art").select_option("Text")
    leader.get_by_label("Neuer Wert").fill("erteilen")
    leader.get_by_role("button", name="Schritt noch einmal versuchen").click()

    expect(leader.get_by_text("Der Schritt ist gelungen, der Ablauf geht weiter.")).to_be_visible()
    expect(leader.get_by_text("Störung bei „Ergebnis?“ behoben")).to_be_visible()
    assert axe(leader) == []
    story.has_ended_at("Erteilt")


def test_a_draft_that_somebody_else_saved_is_not_overwritten_and_the_work_stays(
    story: Story, world: World, model: dict[str, bytes], visit: Callable[..., Page]
) -> None:
    page = visit("olga", "/modellierung")
    page.get_by_role("button", name="Entwurf beginnen").click()
    page.wait_for_selector('html[data-ready="1"]')
    draft = int(page.url.rsplit("/", 1)[1])
    with world.engine.begin(world.people["olga"]) as tx:
        faster = model["titelantrag.bpmn"].replace(b"Aufenthaltstitel beantragen", b"Titel beantragen")
        assert faster != model["titelantrag.bpmn"]
        commands.definition.save_draft(tx, draft, "titelantrag.bpmn", faster, 1, "anderswo")
    page.locator('[data-element-id="pruefen"] .djs-hit').first.click()
    name = page.get_by_label("Name", exact=True)
    name.fill("Zu spät")
    name.press("Tab")

    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.get_by_text("hat „titelantrag.bpmn“ am")).to_be_visible()
    expect(page.locator("#modeler")).to_have_attribute("data-geaendert", "1")
    page.on("dialog", lambda dialog: dialog.accept())  # leaving asks, because the work is still there
    page.goto("/modellierung")


def test_the_work_is_saved_after_logging_in_again_in_another_tab(
    story: Story, visit: Callable[..., Page]
) -> None:
    page = visit("olga", "/modellierung")
    page.get_by_role("button", name="Entwurf beginnen").click()
    page.wait_for_selector('html[data-ready="1"]')
    page.locator('[data-element-id="pruefen"] .djs-hit').first.click()
    name = page.get_by_label("Name", exact=True)
    name.fill("Noch da")
    name.press("Tab")
    page.context.clear_cookies()
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text("Ihre Sitzung ist abgelaufen")).to_be_visible()

    again = visit("olga", "/modellierung")
    page.context.add_cookies(again.context.cookies())
    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    assert story.active() == ("pruefen",)


def test_the_modeller_speaks_the_language_of_the_page(story: Story, visit: Callable[..., Page]) -> None:
    story.is_waiting_at("pruefen")
    page = visit("olga", "/modellierung")
    page.get_by_text("Olga Jäger").click()
    page.get_by_role("button", name="English").click()
    page.goto("/modellierung/1")
    page.wait_for_selector('html[lang="en"][data-ready="1"]')
    page.get_by_role("button", name="Start draft").click()
    page.wait_for_selector('html[data-ready="1"]')

    page.get_by_text("All elements", exact=False).first.click()
    page.get_by_role("button", name="Unterlagen prüfen", exact=True).click()

    expect(page.get_by_role("button", name="User task", exact=True)).to_be_visible()
    expect(page.get_by_label("Office in charge")).to_be_visible()
    expect(page.get_by_role("button", name="Append: End event")).to_be_visible()
    expect(page.locator(".lw-modeler__status")).to_have_text("No changes")
    titles = page.locator("#modeler [title]").evaluate_all("all => all.map(one => one.title).join(' ')")
    words = page.locator("#modeler label, #modeler legend, #modeler .lw-modeler__hint").all_inner_texts()
    german = {
        "Aufgabe",
        "Frist",
        "Gruppe",
        "Zuständige",
        "Anhängen",
        "anfügen",
        "Löschen",
        "Bedingung",
        "oder",
    }
    assert german.isdisjoint(f"{titles} {' '.join(words)}".split())


AGREED = """
schluessel = "titelantrag"
titel = "Titelantrag"
zeiten = [
  { element = "pruefen", art = "bearbeitung", wert = "P7D" },
  { element = "entscheiden", art = "bearbeitung", wert = "P14D" },
]
fristen = [{ name = "Klage", norm = "§ 74 VwGO", dauer = "P1M" }]
"""


@pytest.mark.parametrize("device", ["desk", "phone", "no scripts"])
def test_agreed_times_are_proposed_by_keyboard(
    world: World,
    model: dict[str, bytes],
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    device: str,
) -> None:
    version = world.deploy({**model, "process.toml": AGREED.encode()})
    page = visit("olga", f"/lenkungsgruppe/vorlage/neu?fassung={version}", device)
    field = page.locator(f"#zeit-{version}-pruefen")
    if device != "no scripts":
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_label("Titel").fill("Zeiten verkürzen")
    page.get_by_label("StädteRegion Aachen").check()
    field.focus()
    page.keyboard.type("bald")
    page.keyboard.press("Tab")
    expect(page.locator(f"#zeit-{version}-entscheiden")).to_be_focused()
    page.get_by_role("button", name="Speichern").click()

    expect(page.locator("[data-fehlerliste]")).to_contain_text("Bitte geben Sie eine Zeit")
    expect(field).to_have_value("bald")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Titel")).to_have_value("Zeiten verkürzen")
    field.fill("5 Tage")
    page.get_by_role("button", name="Speichern").click()

    expect(page.get_by_text("Der Entwurf ist angelegt.")).to_be_visible()
    expect(page.get_by_text("5 Tage", exact=False).first).to_be_visible()
    if device != "no scripts":
        assert axe(page) == []
