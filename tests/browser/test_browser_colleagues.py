"""A task between colleagues: delegated, done for the owner or given back, laid aside, returned to the group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from engine import commands
from engine.testing import Story, World

READY = 'html[data-ready="1"]'


@pytest.fixture
def task(world: World, story: Story) -> int:
    """Ada's task."""
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return row.id


def do(page: Page, task: int, word: str) -> None:
    """Choose the task in the list and press the button of the bar."""
    page.goto("/aufgaben")
    page.wait_for_selector(READY)
    page.locator(f"#wahl-{task}").check()
    page.get_by_role("form", name="Mit ausgewählten Aufgaben").get_by_role(
        "button", name=word, exact=True
    ).click()


def row(page: Page, view: str, task: int) -> str:
    """What a view of the list says of the task; empty when it is not there."""
    page.goto(f"/aufgaben?ansicht={view}")
    found = page.locator(f"#aufgabe-{task}")
    return found.inner_text() if found.count() else ""


def test_a_task_is_delegated_and_given_back_and_stays_its_owners(
    task: int, story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    ada, ben = visit("ada"), visit("ben")
    do(ada, task, "Delegieren")
    expect(ada.get_by_text("Sie bleiben verantwortlich.")).to_be_visible()
    assert axe(ada) == []
    ada.get_by_label("Person").select_option("Ben Krüger")
    ada.get_by_role("button", name="Delegieren").click()
    expect(ada.get_by_role("status").filter(has_text="an Ben Krüger delegiert")).to_be_visible()

    at_ben = row(ben, "meine", task)
    at_ada = row(ada, "delegiert", task)
    ben.goto(f"/aufgaben/{task}")
    # the link opens what is folded
    ben.get_by_role("link", name="Zurückgeben").click()
    expect(ben.get_by_text("Die Aufgabe geht an Ada Öztürk zurück")).to_be_visible()
    ben.get_by_label("Grund der Rückgabe").fill("dazu fehlt mir der Bescheid")
    ben.get_by_role("button", name="Zurückgeben").click()
    expect(ben.get_by_text("geht an Ada Öztürk zurück")).to_be_visible()

    assert "delegiert von Ada Öztürk" in at_ben
    assert "Ben Krüger" in at_ada
    assert (row(ada, "meine", task) != "", row(ben, "meine", task)) == (True, "")
    assert story.task("pruefen").assignee == "Ada Öztürk"
    ada.goto(f"/aufgaben/{task}")
    expect(ada.get_by_text("dazu fehlt mir der Bescheid").first).to_be_visible()


def test_a_task_is_laid_aside_with_a_reason_and_that_is_undone(
    task: int, world: World, visit: Callable[..., Page]
) -> None:
    ada = visit("ada")
    tomorrow = (world.clock.moment + timedelta(days=1)).strftime("%d.%m.%Y")
    do(ada, task, "Wiedervorlage")
    ada.get_by_label("Wieder vorlegen am").fill(tomorrow)
    ada.get_by_role("button", name="Wiedervorlage", exact=True).click()
    expect(ada.locator("[data-fehlerliste]")).to_be_focused()
    expect(ada.get_by_label("Wieder vorlegen am")).to_have_value(tomorrow)
    ada.get_by_role("textbox", name="Grund").fill("Antwort der Schule abwarten")
    ada.get_by_role("button", name="Wiedervorlage", exact=True).click()

    expect(ada.get_by_role("status").filter(has_text=f"1 Aufgabe liegt am {tomorrow}")).to_be_visible()
    expect(ada.locator(f"#aufgabe-{task}")).to_contain_text(f"Wiedervorlage {tomorrow}")
    ada.get_by_role("button", name="Rückgängig machen").click()
    expect(ada.get_by_text("Rückgängig gemacht")).to_be_visible()
    expect(ada.locator(f"#aufgabe-{task}")).not_to_contain_text("Wiedervorlage")


def test_nobody_may_stand_there_without_a_role_and_the_way_out_is_said(visit: Callable[..., Page]) -> None:
    page = visit("ada", "/aufsicht")

    expect(page.get_by_role("heading", level=1)).to_have_text("Dafür sind Sie nicht zuständig")
    page.get_by_role("link", name="Zur Startseite").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aufgaben")
