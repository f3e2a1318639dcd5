"""A whole referral by the keys alone, on both sides: Tab, arrows, Space, Enter and what is typed; no mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.testing import Story, World
from tests.browser.test_browser_referrals import MATTER, jobcenter
from tests.commands.test_referral_record import desks

__all__ = ["desks", "jobcenter"]

pytestmark = pytest.mark.browser

READY = 'html[data-ready="1"]'
#: more than any of these pages has controls
MOST = 120


class Keys:
    """One person at a keyboard."""

    def __init__(self, page: Page) -> None:
        page.emulate_media(reduced_motion="reduce")  # else the page is still on its way to the control
        self.page = page

    def to(self, target: Locator) -> None:
        """Press Tab until the target has the focus, in sight."""
        expect(target).to_be_visible()
        for _press in range(MOST):
            if self._is_at(target):
                break
            self.press("Tab")
        else:
            pytest.fail(f"Expected to come to {target} by Tab, but {MOST} presses did not")
        assert target.evaluate(
            "one => { const box = one.getBoundingClientRect();"
            " return box.bottom > 0 && box.top < innerHeight; }"
        ), "what has the focus is out of sight"

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def follow(self, target: Locator) -> None:
        """Come to a link or a button and press it; the next page is there."""
        self.to(target)
        with self.page.expect_navigation():
            self.press("Enter")
        self.page.wait_for_selector(READY)

    def unfold(self, summary: Locator, inside: Locator) -> None:
        """Open what is folded away where there is little room."""
        if not inside.is_visible():
            self.to(summary)
            self.press("Enter")

    def choose(self, target: Locator) -> None:
        """Come to the group of a radio button and go down to it by the arrow."""
        first = self.page.locator(f'input[name="{target.get_attribute("name")}"]').first
        self.to(first)
        if not target.is_checked():
            self.press("Space")
        for _press in range(10):
            if target.is_checked():
                break
            self.press("ArrowDown")
        self.settled()
        expect(target).to_be_checked()
        assert self._is_at(target), "the focus is no longer where the choice was made"

    def pick(self, target: Locator, label: str) -> None:
        """Come to a list and choose the entry that begins so by typing it."""
        self.to(target)
        self.page.keyboard.type(label)
        self.settled()
        assert self._is_at(target), "the focus is no longer at the list"

    def write(self, target: Locator, words: str) -> None:
        self.to(target)
        self.page.keyboard.type(words)

    def settled(self) -> None:
        """What depends on an answer has come, and drafts are kept."""
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")

    def _is_at(self, target: Locator) -> bool:
        return bool(target.evaluate("one => one === document.activeElement"))


def take(keys: Keys) -> None:
    keys.follow(keys.page.get_by_role("button", name="Aufgabe übernehmen"))
    expect(keys.page.get_by_text("Sie haben die Aufgabe übernommen.")).to_be_visible()


def complete(keys: Keys) -> None:
    keys.follow(keys.page.get_by_role("button", name="Aufgabe abschließen"))
    expect(keys.page.locator(".lw-alert--success").first).to_contain_text("ist abgeschlossen")


def referrals(keys: Keys) -> None:
    """From wherever one is to the list, by the bar above."""
    bar = keys.page.get_by_role("banner")
    link = bar.get_by_role("link", name="Verweise", exact=True)
    keys.unfold(bar.get_by_text("Menü"), link)
    keys.follow(link)


def turn(keys: Keys, name: str) -> None:
    """To the referral, and to the task of whose turn it is."""
    referrals(keys)
    keys.follow(keys.page.get_by_role("link", name="Jobcenter", exact=True))
    keys.follow(keys.page.get_by_role("link", name=name))
    take(keys)


@pytest.mark.long
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_a_referral_is_offered_accepted_arrives_and_is_reported_by_the_keys_alone(
    world: World, story: Story, jobcenter: int, visit: Callable[..., Page], device: str
) -> None:
    lea = Keys(visit("lea", f"/akte/{story.reference}", device))
    refer = lea.page.get_by_role("link", name="An andere Stelle verweisen")
    lea.unfold(lea.page.get_by_text("Was möchten Sie tun?"), refer)
    lea.follow(refer)
    lea.pick(lea.page.get_by_label("Wohin gehört das Anliegen?"), "Jobc")
    lea.follow(lea.page.get_by_role("button", name="Stelle zeigen").last)
    lea.write(lea.page.get_by_label("Worum geht es?"), MATTER)
    lea.follow(lea.page.get_by_role("button", name="Verweis beginnen"))
    expect(lea.page.get_by_role("heading", name="Anliegen und Daten klären")).to_be_visible()
    take(lea)
    lea.choose(
        lea.page.get_by_role("radiogroup", name="Hat die Person schon einen Antrag gestellt?").get_by_label(
            "Ja"
        )
    )
    lea.write(lea.page.get_by_label("Worauf richtet sich der Antrag?"), "Hilfe zum Lebensunterhalt")
    lea.write(lea.page.get_by_label("Erster Eingang am"), "02.11.2026")
    lea.pick(lea.page.get_by_label("Eingegangen bei"), "Sozial")
    lea.to(lea.page.get_by_label("Lebensunterhalt", exact=True))
    lea.press("Space")
    complete(lea)
    turn(lea, "Überleitungsbogen ausfüllen")
    lea.write(
        lea.page.get_by_label("Anlass für die empfangende Stelle"), "Antrag gehört in Ihre Zuständigkeit."
    )
    complete(lea)

    jana = Keys(visit("jana", device=device))
    turn(jana, "Überleitung annehmen oder ablehnen")
    jana.choose(jana.page.get_by_label("Wir nehmen an"))
    jana.write(jana.page.get_by_label("Erster Termin am"), "03.12.2026")
    complete(jana)
    turn(jana, "Ankunft bestätigen")
    jana.write(jana.page.get_by_label("Die Person ist angekommen am"), "23.11.2026")
    complete(jana)

    world.clock.advance(timedelta(days=14))
    world.fire_due()
    turn(lea, "Nachhalten")
    lea.choose(lea.page.get_by_role("radio", name="Ja").first)
    complete(lea)
    referrals(lea)
    lea.follow(lea.page.get_by_role("link", name="Beendet"))
    lea.follow(lea.page.get_by_role("link", name="Jobcenter", exact=True))
    expect(lea.page.locator(".lw-pagehead")).to_contain_text("Ergebnis gemeldet")
