"""From the case to the resolution: what goes wrong is reported, counted, merged, discussed, proposed and solved;
and the cases of a rollout that stay are settled together.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands, queries
from engine.testing import World
from engine.testing import models as m
from tests.browser.conftest import Visit
from tests.steering.conftest import Group, around, files
from tests.steering.rolling import Rolling
from tests.steering.test_steering_reported import reported

Axe = Callable[[Page], list[str]]
ROLLOUT = "/lenkungsgruppe/vorlage/1/ueberfuehrung"


@pytest.fixture
def group(world: World) -> Group:
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, files("a")).version_id
    return around(world, version)


def _report(page: Page, title: str) -> None:
    page.get_by_label("Thema").fill(title)
    page.get_by_label("Was geschieht immer wieder?").fill(
        "Im Herbst fehlen Plätze, die Menschen warten Monate."
    )
    page.get_by_role("button", name="Melden", exact=True).click()
    expect(page.get_by_text("Die Lenkungsgruppe sieht die Zahl, nicht den Fall.")).to_be_visible()


def test_a_problem_goes_from_the_case_to_the_resolution_that_solves_it(
    group: Group, visit: Visit, axe: Axe
) -> None:
    first, second = reported(group, times=2)
    third = group.world.start({"q.bpmn": m.tasks("q", "a")})
    # the case manager reports what she met, not knowing that a process counts the same
    lea = visit("lea", f"/akte/{third.reference}/strukturproblem")
    _report(lea, "Kein Kursplatz")

    # the process owner sees that two entries are one, and merges them
    olga = visit("olga", "/lenkungsgruppe/themen")
    assert axe(olga) == []
    olga.get_by_role("link", name="Kein Kursplatz").click()
    olga.get_by_text("Mit einem anderen zusammenführen").click()
    olga.get_by_label("Gehört zu").select_option(label="T 2026/1 Warten auf einen Kurs (2)")
    olga.get_by_role("button", name="Zusammenführen").click()
    expect(olga.get_by_role("heading", name="Hiermit zusammengeführt")).to_be_visible()
    expect(olga.get_by_text("aus 3 Fällen gemeldet")).to_be_visible()
    expect(olga.get_by_text("zu besprechen", exact=True)).to_be_visible()
    assert axe(olga) == []
    text = olga.inner_text("body")
    assert not any(story.reference in text for story in (first, second, third))

    # now it is often enough, and waits for her; her word takes it into discussion
    olga.goto("/aufgaben")
    olga.get_by_role("link", name="T 2026/1 Warten auf einen Kurs").click()
    olga.get_by_label("Beitrag").fill("Wir fragen die Träger.")
    olga.get_by_role("button", name="Beitragen").click()
    expect(olga.get_by_text("in Beratung", exact=True)).to_be_visible()
    olga.goto("/aufgaben")
    expect(olga.get_by_text("Strukturprobleme zu besprechen")).to_have_count(0)

    # a proposal takes it up, the group resolves
    proposal = group.ready()
    olga.goto("/lenkungsgruppe/themen/1")
    olga.get_by_text("Einer Vorlage zuordnen").click()
    olga.get_by_label("Vorlage", exact=True).select_option(str(proposal))
    olga.get_by_role("button", name="Zuordnen").click()
    expect(olga.get_by_text("Vorlage in Arbeit", exact=True)).to_be_visible()
    group.adopt(proposal)

    # and whoever reported the merged entry is told, and reads the result
    lea.goto("/meldungen")
    lea.get_by_role("link", name="Strukturproblem").first.click()
    expect(lea.get_by_text("Geschlossen").first).to_be_visible()
    expect(lea.get_by_text("Beschlossen: Lenkungsgruppe, 20.11.2026").first).to_be_visible()
    assert axe(lea) == []


@pytest.mark.parametrize("device", ["desk", "phone", "no scripts"])
def test_cases_that_stay_are_settled_together_by_keyboard_and_taken_back(
    world: World, visit: Visit, axe: Axe, device: str
) -> None:
    old, gone = {"p.bpmn": m.tasks("p", "a", "b")}, {"p.bpmn": m.tasks("p", "x", "b")}
    rolling = Rolling.build(world, old, gone, 3).run(limit=100)
    page = visit("olga", ROLLOUT, device)
    if device != "no scripts":
        assert axe(page) == []
    boxes = page.locator('input[name="fall"]')
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    boxes.nth(2).focus()
    page.keyboard.press("Space")
    # Enter in a box sends the form: without a reason nothing is settled, and what was ticked stays
    page.keyboard.press("Enter")
    expect(page.locator("#grund-klaeren-fehler")).to_be_visible()
    assert [box.is_checked() for box in boxes.all()] == [True, False, True]
    page.locator("#grund-klaeren").fill("Enden in den nächsten Wochen.")
    page.get_by_role("button", name="Ausgewählte klären").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 Fälle geklärt")).to_be_visible()
    expect(page.get_by_text("1 offen", exact=True)).to_be_visible()
    if device != "no scripts":
        assert axe(page) == []
    with world.engine.begin(world.people["ada"]) as tx:
        told = [one.quoted for one in queries.case_file.show(tx, rolling.stories[0].reference).history]
    assert "Überführung V 2026/1: bleibt in seiner Fassung: Enden in den nächsten Wochen." in told
    page.locator("#grund-klaeren").fill("Der letzte endet auch.")
    page.get_by_role("button", name="Den einen offenen Fall klären").click()
    expect(page.get_by_text("1 Fall geklärt")).to_be_visible()
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_text("1 Fall ist wieder zu klären.")).to_be_visible()
