"""What a receiving side answers in a browser: asking back, not competent, no capacity; what a withdrawal stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands
from engine.actor import Membership, Role
from engine.testing import PASSWORD, Story, World
from tests.browser.test_browser_referrals import MATTER, complete, jobcenter, take, turn
from tests.commands.test_referral_record import desks, kept, offer, release, released

__all__ = ["desks", "jobcenter"]

pytestmark = pytest.mark.browser
Axe = Callable[[Page], list[str]]


@pytest.fixture
def case(world: World, jobcenter: int, desks: Mapping[str, int]) -> Story:
    """A referral in preparation; somebody works at each authority it may come to."""
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(desks["sozialamt"], Role.CLERK)
        commands.account.create(tx, "sven", "Sven Groß", PASSWORD, [member])
    return world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER})


def answer(page: Page, choice: str, field: str, words: str) -> None:
    """The receiver answers by keyboard: the choice, then the field it opens."""
    page.get_by_label(choice).focus()
    page.keyboard.press("Space")
    # by its name: giving the task back asks for a „Grund“ too
    page.locator(f"[name={field}]").fill(words)
    complete(page)


def test_asked_back_it_is_the_senders_and_answered_the_receivers_again(
    case: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    offer(case)
    jana = visit("jana", "/aufgaben")
    jana.locator("[data-oeffnen]").first.click()
    # the task leads to its referral, and back
    jana.get_by_role("link", name="wartet auf Antwort").click()
    expect(jana.get_by_role("heading", level=1)).to_contain_text("Jobcenter")
    turn(jana, "Überleitung annehmen oder ablehnen")
    answer(jana, "Wir haben eine Rückfrage, bevor wir antworten", "antwort_frage", "Liegen Unterlagen bei?")

    lea = visit("lea", "/verweise")
    expect(lea.get_by_role("link", name="Wir sind am Zug (1)")).to_have_attribute("aria-current", "page")
    turn(lea, "Rückfrage beantworten")
    expect(lea.get_by_text("Liegen Unterlagen bei?").first).to_be_visible()
    assert axe(lea) == []
    lea.get_by_label("Ihre Antwort", exact=True).fill("Es liegen keine bei.")
    complete(lea)

    turn(jana, "Überleitung annehmen oder ablehnen")
    expect(jana.get_by_text("Es liegen keine bei.").first).to_be_visible()
    expect(jana.get_by_text("Liegen Unterlagen bei?").first).to_be_visible()  # what was asked, beside it
    jana.get_by_label("Wir nehmen an").check()
    jana.get_by_label("Erster Termin am").fill("03.12.2026")
    complete(jana)
    assert kept(case).state == "angenommen"


def test_not_competent_it_goes_on_with_its_first_day_and_ends_where_nobody_has_room(
    case: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    offer(case)
    jana = visit("jana")
    turn(jana, "Überleitung annehmen oder ablehnen")
    answer(
        jana, "Wir sind nicht zuständig", "antwort_grund", "Nicht erwerbsfähig, § 7 SGB II liegt nicht vor."
    )
    # it is no longer the receiver's, and says so
    jana.goto("/verweise")
    expect(jana.locator(".lw-empty")).to_be_visible()

    lea = visit("lea")
    turn(lea, "Stelle neu bestimmen")
    expect(lea.get_by_text("Nicht erwerbsfähig, § 7 SGB II liegt nicht vor.").first).to_be_visible()
    lea.get_by_label("An eine andere Stelle übergeben").check()
    lea.get_by_label("Neues Thema").select_option("sozialamt")
    lea.get_by_label("Begründung").fill("Vorschlag des Jobcenters.")
    complete(lea)
    lea.goto("/verweise")
    lea.get_by_role("link", name="Sozialamt", exact=True).click()
    lea.get_by_role("link", name="Überleitungsbogen ausfüllen").click()
    take(lea)
    lea.get_by_label("Anlass für die empfangende Stelle").fill("Antrag gehört in Ihre Zuständigkeit.")
    complete(lea)

    sven = visit("sven", "/verweise")
    # the day of the application is that of its first receipt (§ 16 (2) SGB I)
    expect(sven.get_by_text("Antrag vom 02.11.2026").first).to_be_visible()
    sven.get_by_role("link", name="Sozialamt", exact=True).click()
    sven.get_by_role("link", name="Überleitung annehmen oder ablehnen").click()
    take(sven)
    answer(
        sven,
        "Wir sind zuständig, haben aber zurzeit keine Kapazität",
        "antwort_grund",
        "Kein Termin vor März frei.",
    )

    one = kept(case)
    assert (one.state, one.reason, str(one.received_on)) == ("abgelehnt", "keine_kapazitaet", "2026-11-02")
    lea.goto(f"/verweise/{one.id}")
    for said in ("Nicht erwerbsfähig, § 7 SGB II liegt nicht vor.", "Kein Termin vor März frei."):
        expect(lea.get_by_text(said).first).to_be_visible()
    assert axe(lea) == []


def test_a_withdrawn_consent_takes_the_task_away_at_once_and_leaves_the_history(
    world: World, case: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    released(case)
    jana = visit("jana", "/aufgaben")
    jana.locator("[data-oeffnen]").first.click()
    take(jana)
    jana.get_by_label("Wir nehmen an").check()
    jana.get_by_label("Erster Termin am").fill("03.12.2026")

    release(case)
    world.work_off()

    # whoever is at it is told, and nothing goes through any more
    jana.get_by_role("button", name="Aufgabe abschließen").click()
    expect(jana.get_by_role("heading", level=1)).not_to_have_text("Überleitung annehmen oder ablehnen")
    jana.goto("/aufgaben")
    expect(jana.locator("[data-zeile]")).to_have_count(0)
    assert kept(case).state == "gestoppt"
    jana.goto(f"/verweise/{kept(case).id}")
    expect(jana.get_by_text("Antrag gehört in Ihre Zuständigkeit.")).to_have_count(0)

    lea = visit("lea", "/verweise")
    turn(lea, "Übermittlung stoppen")
    lea.get_by_label("Ich habe der Stelle den Wegfall mitgeteilt und um Löschung gebeten.").check()
    complete(lea)
    lea.goto(f"/akte/{case.reference}?reiter=verlauf")
    for fact in ("Freigabe endet: Jobcenter", "„Überleitungsbogen ausfüllen“ abgeschlossen"):
        expect(lea.get_by_text(fact).first).to_be_visible()
    assert axe(lea) == []
