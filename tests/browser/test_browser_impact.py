"""The impact report in Chromium: it fits a phone, and axe finds nothing before, while and after it is computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands
from engine.commands.proposal import Content
from engine.state.proposal import MigrationRule
from engine.testing import Story
from engine.testing import models as m
from tests.browser.conftest import Visit

PATH = "/lenkungsgruppe/vorlage/1/folgen"


def _model(*tasks: str, days: int) -> bytes:
    """These tasks one after the other, the last one with a deadline that is long to read."""
    due = f'=now() + duration("P{days}D") + if vereinbarung_im_einzelfall_getroffen then duration("PT0S") else null'
    steps = [m.user_task(one, due=due if one == tasks[-1] else "") for one in tasks]
    known = m.user_task("wissen", extra=m.properties(variablen="vereinbarung_im_einzelfall_getroffen"))
    ways = [m.flow(*pair) for pair in zip(("start", *tasks), (*tasks, "wissen"), strict=True)]
    return m.process("q", m.start(), *steps, known, m.end(), *ways, m.flow("wissen", "end"))


@pytest.fixture
def proposal(story: Story) -> Story:
    """A proposal that takes a step away and changes a deadline, and two cases that run."""
    world = story.world
    world.deploy({"q.bpmn": _model("a", "b", "c", days=14)})
    for _ in range(2):
        world.open("q").complete("a")
    world.open("q")
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, {"q.bpmn": _model("b", "c", days=10)}).version_id
    with world.engine.begin(world.people["olga"]) as tx:
        day = date(2027, 1, 1)
        content = Content("Ohne a", "Genügt", "§ 1", ("05334",), day, MigrationRule.ALL, times={version: {}})
        commands.proposal.create(tx, content)
    return story


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_a_report_is_asked_for_watched_and_read(
    proposal: Story, visit: Visit, axe: Callable[[Page], list[str]], device: str
) -> None:
    page = visit("olga", PATH, device)
    assert axe(page) == []
    page.get_by_role("button", name="Folgenbericht erstellen").click()
    expect(page.get_by_text("Er beginnt, sobald ein Worker frei ist.")).to_be_visible()
    assert axe(page) == []

    proposal.world.work_off()

    expect(page.get_by_text("Läufen gehen ohne Weiteres über.")).to_be_visible(timeout=30_000)
    assert axe(page) == []
    assert _fits(page)
    page.get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_text("zusammengefasst, soweit dasselbe gilt")).to_be_visible()
    assert axe(page) == []
    assert _fits(page)
