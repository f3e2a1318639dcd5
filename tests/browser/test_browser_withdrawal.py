"""A person withdraws what they released: recorded from the head of the file, by keyboard alone and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine.testing import Story
from tests.web.test_web_withdrawal import release


@pytest.mark.parametrize("device", ["phone", "no scripts"])
def test_a_withdrawal_is_recorded_from_the_head_of_the_file(
    story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]], device: str
) -> None:
    release(story, "jobcenter", "jugendamt")
    page = visit("ada", f"/akte/{story.reference}", device)
    if device == "phone":
        # folded there: what must be seen anyway stands in its line
        page.locator("summary", has_text="Zur Akte").press("Enter")
    page.get_by_role("link", name="Widerruf erfassen").press("Enter")
    page.get_by_label("Tag der Erklärung").press("Enter")
    summary = page.locator("[data-fehlerliste]")
    expect(summary).to_contain_text("Bitte wählen Sie, was die Person widerruft.")
    if device == "phone":
        assert axe(page) == []

    page.get_by_label("Jobcenter").press("Space")
    page.get_by_label("Auf welchem Weg?").select_option("written")
    page.get_by_role("button", name="Widerruf erfassen").press("Enter")

    expect(page.get_by_text("Der Widerruf ist erfasst. Die Freigabe gilt nicht mehr.")).to_be_visible()
    consents = page.get_by_role("region", name="Freigaben")
    expect(consents).to_contain_text("Jugendamt: Begleitung und Abstimmung")
    expect(consents).to_contain_text("Gilt nicht mehr")
