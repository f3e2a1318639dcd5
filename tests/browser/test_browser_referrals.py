"""A referral in a browser: two people from two authorities, and somebody without an account by a mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands
from engine.actor import Membership, Role
from engine.testing import PASSWORD, Story, World
from tests.commands.test_mail_delivery import Mailbox
from tests.commands.test_referral_record import FILES, desks, kept, offer
from tests.web.one_time import mailbox, token

__all__ = ["desks", "mailbox"]

pytestmark = pytest.mark.browser
MATTER = "Bürgergeld für die Familie klären."


@pytest.fixture
def jobcenter(world: World, desks: Mapping[str, int]) -> int:
    """A clerk there, and the process in force here."""
    world.deploy(FILES)
    with world.engine.begin(SYSTEM) as tx:
        commands.account.create(
            tx, "jana", "Jana Fröhlich", PASSWORD, [Membership(desks["jobcenter"], Role.CLERK)]
        )
    return desks["jobcenter"]


def take(page: Page) -> None:
    page.get_by_role("button", name="Aufgabe übernehmen").click()
    expect(page.get_by_text("Sie haben die Aufgabe übernommen.")).to_be_visible()


def complete(page: Page) -> None:
    page.get_by_role("button", name="Aufgabe abschließen").click()
    expect(page.locator(".lw-alert--success").first).to_contain_text("ist abgeschlossen")


def turn(page: Page, name: str) -> None:
    """From the list to the referral and to the task of whose turn it is."""
    page.goto("/verweise")
    page.get_by_role("link", name="Jobcenter", exact=True).click()
    page.get_by_role("link", name=name).click()
    take(page)


def test_from_the_sender_to_the_receiver_to_the_arrival_and_the_result(
    world: World,
    story: Story,
    jobcenter: int,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    lea = visit("lea", f"/akte/{story.reference}")
    lea.get_by_role("link", name="An andere Stelle verweisen").click()
    assert axe(lea) == []
    lea.get_by_label("Wohin gehört das Anliegen?").select_option("jobcenter")
    lea.get_by_label("Wohin gehört das Anliegen?").press("Tab")
    lea.get_by_role("button", name="Stelle zeigen").last.click()
    expect(lea.get_by_role("complementary", name="Zuständige Stelle")).to_contain_text("Jobcenter Hier")
    assert axe(lea) == []
    lea.get_by_label("Worum geht es?").fill(MATTER)
    lea.get_by_role("button", name="Verweis beginnen").click()

    expect(lea.get_by_role("heading", name="Anliegen und Daten klären")).to_be_visible()
    take(lea)
    expect(lea.get_by_label("Worum geht es?")).to_have_value(MATTER)
    lea.get_by_role("radiogroup", name="Hat die Person schon einen Antrag gestellt?").get_by_label(
        "Ja"
    ).check()
    lea.get_by_label("Worauf richtet sich der Antrag?").fill("Hilfe zum Lebensunterhalt")
    lea.get_by_label("Erster Eingang am").fill("02.11.2026")
    lea.get_by_label("Eingegangen bei").select_option("sozialamt")
    lea.get_by_label("Lebensunterhalt", exact=True).check()
    complete(lea)
    turn(lea, "Überleitungsbogen ausfüllen")
    lea.get_by_label("Anlass für die empfangende Stelle").fill("Antrag gehört in Ihre Zuständigkeit.")
    complete(lea)

    jana = visit("jana", "/verweise")
    expect(jana.get_by_role("link", name="Wir sind am Zug (1)")).to_have_attribute("aria-current", "page")
    expect(jana.get_by_text("Antrag vom 02.11.2026")).to_be_visible()
    assert axe(jana) == []
    turn(jana, "Überleitung annehmen oder ablehnen")
    jana.get_by_label("Wir nehmen an").check()
    jana.get_by_label("Erster Termin am").fill("03.12.2026")
    complete(jana)
    turn(jana, "Ankunft bestätigen")
    jana.get_by_label("Die Person ist angekommen am").fill("23.11.2026")
    complete(jana)

    lea.goto("/verweise")
    expect(lea.get_by_text("hält nach")).to_be_visible()
    world.clock.advance(timedelta(days=14))
    world.fire_due()
    turn(lea, "Nachhalten")
    lea.get_by_label(re.compile("^Ja")).check()
    complete(lea)
    lea.goto("/verweise?ansicht=beendet")
    lea.get_by_role("link", name="Jobcenter", exact=True).click()
    expect(lea.locator(".lw-pagehead")).to_contain_text("Ergebnis gemeldet")
    expect(lea.locator(".lw-timeline__item")).to_have_count(5)
    assert axe(lea) == []


def test_without_scripts_it_is_accepted_arrives_and_is_reported(
    world: World, jobcenter: int, visit: Callable[..., Page]
) -> None:
    offer(world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER}))

    jana = visit("jana", "/verweise", "no scripts")
    turn(jana, "Überleitung annehmen oder ablehnen")
    jana.get_by_label("Wir nehmen an").check()
    jana.get_by_role("button", name="Formular anpassen").last.click()
    jana.get_by_label("Erster Termin am").fill("03.12.2026")
    complete(jana)
    turn(jana, "Ankunft bestätigen")
    jana.get_by_label("Die Person ist angekommen am").fill("23.11.2026")
    complete(jana)
    world.clock.advance(timedelta(days=14))
    world.fire_due()
    lea = visit("lea", device="no scripts")
    turn(lea, "Nachhalten")
    lea.get_by_label(re.compile("^Ja")).check()
    complete(lea)

    lea.goto("/verweise?ansicht=beendet")
    lea.get_by_role("link", name="Jobcenter", exact=True).click()
    expect(lea.locator(".lw-pagehead")).to_contain_text("Ergebnis gemeldet")


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_whoever_has_no_account_answers_by_the_mail(
    world: World,
    desks: Mapping[str, int],
    mailbox: Mailbox,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    device: str,
) -> None:
    world.deploy(FILES)
    story = offer(world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER}))
    lea = visit("lea", f"/verweise/{kept(story).id}", device)
    assert axe(lea) == []
    lea.get_by_label("Stelle oder Person").fill("Jobcenter, Eingangszone")
    lea.get_by_label("E-Mail-Adresse").fill("eingang@jobcenter.example")
    lea.get_by_role("button", name="Link senden").click()
    said = lea.locator(".lw-alert--success").inner_text()
    code = re.search(r"Code: (\d{4} \d{4})", said)
    assert code is not None
    assert axe(lea) == []
    world.work_off()
    key = token(mailbox.got[0])

    page = visit("", f"/zugang#{key}", device)
    expect(page.get_by_label("Schlüssel")).to_have_value(key)
    # the key has left the address, and the code is next
    assert page.url.endswith("/zugang")
    expect(page.get_by_label("Code")).to_be_focused()
    assert axe(page) == []
    page.keyboard.type(code[1])
    page.keyboard.press("Enter")

    expect(page.get_by_text("Muster, Maryam")).to_be_visible()
    assert axe(page) == []
    # what depends on the answer appears at once
    page.get_by_label("Wir haben eine Rückfrage, bevor wir antworten").check()
    expect(page.get_by_label("Ihre Rückfrage")).to_be_visible()
    page.get_by_label("Wir nehmen an").check()
    page.get_by_label("Erster Termin am").fill("03.12.2026")
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_role("heading", name=re.compile("1 Angabe"))).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Ihr Name").fill("Erika Amt")
    page.get_by_role("button", name="Antwort senden").click()

    expect(page.get_by_role("heading", name="Ihre Antwort ist angekommen")).to_be_visible()
    assert axe(page) == []
    assert kept(story).state == "angenommen"
    page.goto("/zugang/antwort")
    expect(page.get_by_text("Muster")).to_have_count(0)


def test_without_scripts_the_key_is_pasted(
    world: World,
    desks: Mapping[str, int],
    mailbox: Mailbox,
    visit: Callable[..., Page],
) -> None:
    world.deploy(FILES)
    story = offer(world.open("verweisberatung", {"verweis_thema": "jobcenter", "verweis_anliegen": MATTER}))
    with world.engine.begin(world.people["lea"]) as tx:
        code = commands.referral_link.ask(tx, kept(story).id, "Jobcenter", "eingang@jobcenter.example", 14)
    world.work_off()
    key = token(mailbox.got[0])

    page = visit("", f"/zugang#{key}", "no scripts")
    page.get_by_label("Schlüssel").fill(f"https://laufweg.example/zugang#{key}")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Öffnen").click()
    page.get_by_label("Wir nehmen an").check()
    page.get_by_role("button", name="Formular anpassen").last.click()
    page.get_by_label("Erster Termin am").fill("03.12.2026")
    page.get_by_label("Ihr Name").fill("Erika Amt")
    page.get_by_role("button", name="Antwort senden").click()

    expect(page.get_by_role("heading", name="Ihre Antwort ist angekommen")).to_be_visible()
    assert kept(story).state == "angenommen"
