"""The steering group's pages about escalation in a browser: accessible, on a phone, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from engine import SYSTEM, commands
from engine.actor import Role
from engine.testing import World
from engine.testing import models as m

PLACES = ("eskalationen", "vereinbarungen", "vereinbarungen/1/beenden")


@pytest.fixture
def filled(world: World) -> World:
    """An agreement, and a task that nobody has taken for a fortnight."""
    with world.engine.begin(SYSTEM) as tx:
        commands.agreement.adopt(tx, world.here, Role.TEAM_LEAD, "Beschluss 3/2026", date(2026, 11, 1))
    world.start({"p.bpmn": m.tasks("p", "a")})
    world.clock.advance(timedelta(days=14))
    world.climb()
    return world


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_the_pages_are_free_of_violations_and_fit(
    filled: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]], device: str
) -> None:
    page = visit("stefan", device=device)

    for place in PLACES:
        page.goto(f"/lenkungsgruppe/{place}")
        page.wait_for_selector('html[data-ready="1"]')
        assert axe(page) == [], place
        if device == "phone":
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, place


def test_an_agreement_is_recorded_by_keyboard_alone(filled: World, visit: Callable[..., Page]) -> None:
    page = visit("stefan", "/lenkungsgruppe/vereinbarungen")

    page.focus("#authority")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Beschluss 4/2026")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_selector("text=Die Vereinbarung ist erfasst.")
    assert page.locator("td", has_text="Beschluss 4/2026").count() == 1
    assert page.locator("tr", has_text="Beschluss 4/2026").locator("td", has_text="Amtsleitung").count() == 1
