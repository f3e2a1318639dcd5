"""A clerk's day: log in, see the inbox, claim, fill in, save, complete, see the case move on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from engine import commands
from engine.testing import PASSWORD, Story, World


def test_a_day_from_the_inbox_to_the_case_file(
    story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("ada", "/aufgaben")
    row = page.locator("[data-zeile]").filter(has_text=story.reference)
    expect(row).to_contain_text("07.12.2026")

    row.get_by_role("button", name="übernehmen").click()

    expect(page.locator("#meldungen")).to_contain_text("Sie haben „Unterlagen prüfen“")
    expect(row).to_contain_text("Ada Öztürk")
    expect(page.get_by_role("link", name="Meine (1)")).to_be_visible()
    expect(row.get_by_role("link", name="Unterlagen prüfen", exact=True)).to_be_focused()

    row.get_by_role("link", name="Unterlagen prüfen", exact=True).click()
    page.get_by_label("Vermerk").fill("Pass liegt im Original vor.")
    page.get_by_role("button", name="Entwurf speichern").click()

    expect(page.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    expect(page.get_by_label("Vermerk")).to_have_value("Pass liegt im Original vor.")

    page.get_by_role("button", name="Aufgabe abschließen").click()

    summary = page.locator("[data-fehlerliste]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    assert axe(page) == []
    summary.get_by_role("link", name="Identität").click()
    expect(page.get_by_label("Identität")).to_be_focused()

    page.get_by_role("radio", name="ja").check()
    page.get_by_label("Identität").select_option("geklärt")
    page.get_by_label("Monatliches Einkommen").fill("1.850,50")
    page.get_by_role("button", name="Aufgabe abschließen").click()

    expect(page.get_by_text("„Unterlagen prüfen“ ist abgeschlossen.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Muster, Maryam")
    tasks = page.get_by_role("region", name="Offene Aufgaben")
    expect(tasks.get_by_role("link", name="Über den Antrag entscheiden")).to_be_visible()
    expect(page.get_by_role("region", name="Zuletzt")).to_contain_text(
        "Aufgabe „Unterlagen prüfen“ abgeschlossen"
    )
    page.get_by_role("link", name="Abläufe", exact=True).click()
    expect(page.locator(".lw-diagramm__stand")).to_contain_text("„Über den Antrag entscheiden“")
    expect(page.locator('[data-element-id="entscheiden"]')).to_have_class("djs-element djs-shape lw-m-aktiv")
    expect(page.locator("[aria-current=step]")).to_contain_text("Über den Antrag entscheiden")
    page.get_by_role("link", name="Entscheidungen").click()
    expect(
        page.get_by_text("Ergebnis von „Vorprüfung Aufenthaltstitel“: Voraussetzung erfüllt.")
    ).to_be_visible()
    assert story.active() == ("entscheiden",)


def test_a_field_appears_where_the_answer_asks_for_it_and_nothing_typed_is_lost(
    story: Story, visit: Callable[..., Page], world: World
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    page = visit("ada", f"/aufgaben/{row.id}")
    page.get_by_label("Vermerk").fill("Ruft morgen zurück.")
    expect(page.get_by_label("Fehlende Unterlagen")).to_have_count(0)

    page.get_by_role("radio", name="nein").check()
    page.get_by_label("Fehlende Unterlagen").fill("Lohnabrechnungen")

    expect(page.get_by_label("Vermerk")).to_have_value("Ruft morgen zurück.")
    page.get_by_label("Identität").select_option("offen")
    page.get_by_role("button", name="Aufgabe abschließen").click()
    expect(page.get_by_role("link", name="Unterlagen nachfordern").first).to_be_visible()
    assert story.active() == ("nachfordern",)


def test_what_is_typed_while_the_form_is_asked_again_stays(
    story: Story, visit: Callable[..., Page], world: World
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    page = visit("ada", f"/aufgaben/{row.id}")
    page.get_by_role("radio", name="nein").check()
    expect(page.get_by_label("Fehlende Unterlagen")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/formular", hold)

    page.get_by_role("radio", name="nein").dispatch_event("change")  # asks again; the network is slow
    page.get_by_label("Fehlende Unterlagen").fill("Lohnabrechnungen")
    assert held
    with page.expect_response("**/formular"):
        held[0].continue_()
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)

    expect(page.get_by_label("Fehlende Unterlagen")).to_have_value("Lohnabrechnungen")


def test_enter_in_a_field_saves_a_draft_and_never_completes(
    story: Story, visit: Callable[..., Page], world: World
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    page = visit("ada", f"/aufgaben/{row.id}")
    page.get_by_role("radio", name="ja").check()
    page.get_by_label("Identität").select_option("geklärt")

    page.get_by_label("Monatliches Einkommen").press("Enter")

    expect(page.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    assert story.active() == ("pruefen",)


def test_the_second_of_two_clerks_is_told_who_was_faster(
    story: Story, visit: Callable[..., Page], world: World
) -> None:
    page = visit("ada", "/aufgaben")
    row = story.task("pruefen")
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.claim(tx, row.id, row.revision)

    page.get_by_role("button", name="Unterlagen prüfen in").click()

    expect(page.locator("#meldungen")).to_contain_text("Ben Krüger war schneller")
    expect(page.locator(f"#aufgabe-{row.id}")).to_contain_text("Ben Krüger")


def test_a_stale_form_shows_who_completed_the_task_and_what_was_typed(
    story: Story, visit: Callable[..., Page], world: World, axe: Callable[[Page], list[str]]
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    page = visit("ada", f"/aufgaben/{row.id}")
    page.get_by_label("Vermerk").fill("Eine lange Überlegung.")
    page.get_by_role("radio", name="nein").check()
    story.send("ruecknahme")  # the applicant withdraws; the task is gone

    page.get_by_role("button", name="Aufgabe abschließen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Die Aufgabe ist entfallen")
    expect(page.get_by_text("entfallen, weil der Ablauf weitergegangen ist")).to_be_visible()
    expect(page.get_by_role("region", name="Was Sie eingegeben hatten")).to_contain_text(
        "Eine lange Überlegung."
    )
    assert axe(page) == []


def test_what_was_typed_survives_an_ended_session(
    story: Story, visit: Callable[..., Page], world: World
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    page = visit("ada", f"/aufgaben/{row.id}")
    page.get_by_label("Vermerk").fill("Nicht noch einmal tippen müssen.")
    page.context.clear_cookies()

    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_label("Kennung").fill("ada")
    page.get_by_label("Kennwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()

    expect(page.get_by_text("Ihre Eingaben sind wieder da.")).to_be_visible()
    expect(page.get_by_label("Vermerk")).to_have_value("Nicht noch einmal tippen müssen.")


def test_a_withdrawal_is_confirmed_before_it_ends_the_procedure(
    story: Story, visit: Callable[..., Page]
) -> None:
    page = visit("ada", f"/akte/{story.reference}")

    page.get_by_role("link", name="Antrag zurückgenommen …").click()
    expect(page.get_by_text("Diese Aufgaben sind offen")).to_be_visible()
    page.get_by_role("button", name="Ja, erfassen").click()

    expect(page.get_by_text("Der Fall ist beendet: Zurückgenommen.")).to_be_visible()
    story.has_ended_at("Zurückgenommen")


def test_a_case_is_opened_from_the_form(
    world: World, model: dict[str, bytes], visit: Callable[..., Page]
) -> None:
    world.deploy(model)
    page = visit("ada", "/akte")
    page.get_by_role("link", name="Neuer Fall").click()

    page.get_by_role("button", name="Fall eröffnen").click()
    expect(page.locator("[data-fehlerliste] a")).to_have_count(5)

    page.get_by_label("Familienname").fill("Haddad")
    page.get_by_label("Vorname").fill("Mariam")
    page.get_by_label("Geburtsdatum").fill("3.4.1991")
    page.get_by_label("Gemeinde").select_option("Aachen (StädteRegion Aachen)")
    page.get_by_label("Eingang des Antrags").fill("20.11.2026")
    page.get_by_label("Monate im Bundesgebiet").fill("52")
    page.get_by_role("button", name="Fall eröffnen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Haddad, Mariam")
    expect(page.get_by_text("geb. 03.04.1991")).to_be_visible()


def test_a_task_is_done_by_keyboard_alone(story: Story, visit: Callable[..., Page]) -> None:
    page = visit("ada", "/aufgaben")
    page.wait_for_selector('html[data-ready="1"]')

    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#meldungen")).to_contain_text("übernommen")
    expect(page.locator("[data-zeile] [data-oeffnen]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unterlagen prüfen")
    page.get_by_role("checkbox", name="Pass oder Passersatz").focus()
    page.keyboard.press("Space")
    _tab_to(page, "vollstaendig")
    page.keyboard.press("Space")
    _tab_to(page, "identitaet")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "lw-aktion")
    page.keyboard.press("Enter")

    expect(page.get_by_text("„Unterlagen prüfen“ ist abgeschlossen.")).to_be_visible()
    assert story.active() == ("entscheiden",)


def test_without_javascript_the_whole_way_works(story: Story, visit: Callable[..., Page]) -> None:
    page = visit("ada", "/aufgaben?ansicht=frei", device="no scripts")

    page.get_by_role("button", name="Unterlagen prüfen in").click()
    page.get_by_role("radio", name="nein").check()
    page.get_by_label("Identität").select_option("offen")
    page.get_by_role("button", name="Formular anpassen").click()
    page.get_by_label("Fehlende Unterlagen").fill("Pass")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_label("Fehlende Unterlagen")).to_have_value("Pass")
    page.get_by_role("button", name="Aufgabe abschließen").click()

    expect(page.get_by_text("„Unterlagen prüfen“ ist abgeschlossen.")).to_be_visible()
    page.get_by_role("link", name="Abläufe", exact=True).click()
    expect(page.get_by_role("region", name="Der Ablauf in Worten")).to_contain_text("hier")
    assert story.active() == ("nachfordern",)
    page.go_back()
    following = page.get_by_role("button", name="Nächste Aufgabe: ")
    name = following.inner_text().removeprefix("Nächste Aufgabe: ")
    following.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_of_two_windows_the_second_submit_says_who_was_faster_and_keeps_what_was_typed(
    story: Story, visit: Callable[..., Page], world: World
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    first, second = (visit("ada", f"/aufgaben/{row.id}") for _window in range(2))
    for page, note in ((first, "Aus dem ersten Fenster."), (second, "Aus dem zweiten Fenster.")):
        page.get_by_role("radio", name="ja").check()
        page.get_by_label("Identität").select_option("geklärt")
        page.get_by_label("Vermerk").fill(note)

    first.get_by_role("button", name="Aufgabe abschließen").click()
    expect(first.get_by_text("„Unterlagen prüfen“ ist abgeschlossen.")).to_be_visible()
    second.get_by_role("button", name="Aufgabe abschließen").click()

    expect(second.get_by_role("heading", level=1)).to_have_text("Diese Aufgabe haben Sie schon abgeschlossen")
    expect(second.get_by_role("region", name="Was Sie eingegeben hatten")).to_contain_text(
        "Aus dem zweiten Fenster."
    )
    data = {item.key: item.value for item in story.file().data}
    assert data["vermerk"] == "Aus dem ersten Fenster."


def test_the_language_is_switched_and_stays(
    story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("ada", "/aufgaben?ansicht=frei")
    page.locator(".lw-menu summary").click()

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(r"/aufgaben\?ansicht=frei$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")
    assert axe(page) == []
    page.goto(f"/akte/{story.reference}")
    expect(page.get_by_role("heading", name="Open tasks")).to_be_visible()
    page.locator(".lw-menu summary").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Offene Aufgaben")).to_be_visible()


def test_overdue_is_said_in_words(story: Story, visit: Callable[..., Page]) -> None:
    story.pass_time(timedelta(days=17))

    page = visit("ada", "/aufgaben?ansicht=ueberfaellig")

    expect(page.locator("[data-zeile]")).to_contain_text("3 Tage überfällig")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of that name has the focus; it must come within twenty steps."""
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.name") == name:
            return
    raise AssertionError(f"Expected to reach {name} by Tab, but the focus is elsewhere")


def test_question_deadline_person_and_buttons_stand_on_the_first_screen_whatever_was_computed(
    world: World, model: dict[str, bytes], visit: Callable[..., Page]
) -> None:
    form = json.loads(model["forms/entscheiden.form"])
    told = "\n\n".join(f"Befund {number}: " + "Das ist zu würdigen. " * 6 for number in range(1, 13))
    text = {"type": "text", "id": "Field_vorpruefung", "text": told, "properties": {"aufklappen": "2"}}
    form["components"].insert(0, text)
    story = world.start(
        model | {"forms/entscheiden.form": json.dumps(form).encode()},
        {"eingang": world.clock.moment.date(), "monate": 60},
    )
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, world.people["ada"])
    page = visit("ada")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/aufgaben/{story.task('entscheiden').id}")
    page.get_by_role("button", name="Aufgabe übernehmen").click()

    for shown in (
        page.locator(".lw-pagehead").get_by_text("Ada Öztürk"),
        page.locator(".lw-pagehead time").first,
        page.get_by_text("erteilen", exact=True),
        page.get_by_role("button", name="Aufgabe abschließen"),
    ):
        expect(shown).to_be_in_viewport()
    expect(page.get_by_text("Befund 3:")).not_to_be_visible()

    page.get_by_text("Mehr dazu").click()

    expect(page.get_by_text("Befund 12:")).to_be_visible()
