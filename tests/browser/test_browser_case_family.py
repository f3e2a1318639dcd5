"""A family's two files: joined, led by somebody, what was told noted, who has read, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from engine.testing import Story, World

Axe = Callable[[Page], list[str]]
Visit = Callable[..., Page]


def test_two_files_of_a_family_are_joined_and_parted(
    world: World, story: Story, visit: Visit, axe: Axe
) -> None:
    other = world.open("titelantrag", {"eingang": world.clock.moment.date(), "monate": 60})
    page = visit("ada", f"/akte/{story.reference}?reiter=beteiligte")

    page.get_by_role("button", name="Verbinden").click()
    expect(page.locator("[data-fehlerliste] a").first).to_have_attribute("href", "#lw-verbindung")
    page.get_by_label("Aktenzeichen des anderen Falls").fill(other.reference)
    page.get_by_label("Die Person des anderen Falls ist").select_option("Geschwister")
    page.get_by_role("button", name="Verbinden").click()

    family = page.get_by_role("region", name="Familie und verbundene Fälle")
    expect(family).to_contain_text(other.reference)
    assert axe(page) == []
    family.get_by_role("link", name="Muster, Maryam").click()
    page.get_by_role("navigation", name="Teile der Akte").get_by_role("link", name="Beteiligte").click()
    expect(page.get_by_role("region", name="Familie und verbundene Fälle")).to_contain_text(story.reference)
    page.get_by_role("button", name=f"Verbindung zu {story.reference} lösen").click()
    expect(page.get_by_text("Kein verbundener Fall, den Sie öffnen dürfen.")).to_be_visible()


def test_somebody_is_named_to_lead_the_case(story: Story, visit: Visit, axe: Axe) -> None:
    page = visit("lea", f"/akte/{story.reference}/fallfuehrung")

    page.get_by_role("button", name="Fallführung ändern").click()
    expect(page.locator("[data-fehlerliste] a").first).to_have_attribute("href", "#lw-person")
    choice = page.get_by_label("Wer führt den Fall?")
    choice.select_option(index=1)
    name = choice.locator("option:checked").inner_text().partition(",")[0].partition(" (")[0]
    page.get_by_label("Grund").fill("Ada geht in Elternzeit")
    assert axe(page) == []
    page.get_by_role("button", name="Fallführung ändern").click()

    expect(page.get_by_role("main")).to_contain_text(name)
    page.get_by_role("navigation", name="Teile der Akte").get_by_role("link", name="Verlauf").click()
    expect(page.get_by_text("Ada geht in Elternzeit")).to_be_visible()


def test_what_another_body_was_told_is_noted_with_its_norm(story: Story, visit: Visit, axe: Axe) -> None:
    page = visit("lea", f"/akte/{story.reference}/uebermittlungen")
    expect(page.get_by_text("Noch keine Übermittlung")).to_be_visible()

    page.get_by_role("button", name="Festhalten").click()
    expect(page.locator("[data-fehlerliste]")).to_be_visible()
    page.get_by_label("Gefragt am").fill("20.11.2026")
    page.get_by_label("Art der Stelle").select_option("Jobcenter")
    page.get_by_label("Name der Stelle").fill("Jobcenter Kreis Mettmann")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Norm").fill("§ 90 AufenthG")
    page.get_by_label("Antwort").select_option("mitgeteilt")
    assert axe(page) == []
    page.get_by_role("button", name="Festhalten").click()

    row = page.get_by_role("row").filter(has_text="Jobcenter Kreis Mettmann")
    expect(row).to_contain_text("§ 90 AufenthG")
    assert axe(page) == []


def test_a_closed_case_is_opened_again(story: Story, visit: Visit, axe: Axe) -> None:
    page = visit("lea", f"/akte/{story.reference}/stand/schliessen")
    page.get_by_label("Wie endet der Fall?").select_option("weggezogen")
    page.get_by_label("Grund").fill("Nach Köln")
    page.get_by_role("button", name="Fall schließen").click()

    page.get_by_role("link", name="Fall wieder öffnen").click()
    page.get_by_label("Grund").fill("Doch geblieben")
    assert axe(page) == []
    page.get_by_role("button", name="Fall wieder öffnen").click()

    expect(page.get_by_text("Der Fall ist wieder offen.")).to_be_visible()
    expect(page.get_by_text("Der Fall ist beendet")).to_have_count(0)


def test_the_chances_and_the_help_plan_are_read_in_the_file(story: Story, visit: Visit, axe: Axe) -> None:
    for tab in ("chancen", "hilfeplan"):
        page = visit("ada", f"/akte/{story.reference}?reiter={tab}", "phone")
        expect(page.get_by_role("heading", level=1)).to_have_text("Muster, Maryam")
        assert axe(page) == []


def test_an_administrator_reads_which_role_may_do_what(visit: Visit, axe: Axe) -> None:
    page = visit("adam", "/verwaltung/rechte")

    expect(page.get_by_role("table").first).to_be_visible()
    assert axe(page) == []
