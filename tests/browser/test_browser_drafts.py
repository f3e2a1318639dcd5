"""Nothing that is typed into a task is ever lost: it saves itself, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from engine import commands, queries
from engine.testing import Story, World


@pytest.fixture
def mine(story: Story, world: World) -> int:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return row.id


def _draft(world: World, task: int) -> dict[str, list[str]]:
    with world.engine.begin(world.people["ada"]) as tx:
        return dict(queries.inbox.show(tx, task).draft or {})


def _state(page: Page):
    return page.locator("[data-entwurf-stand]")


def test_what_is_typed_is_saved_by_itself_without_moving_the_focus(
    mine: int, visit: Callable[..., Page], world: World, axe: Callable[[Page], list[str]]
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    page.get_by_label("Vermerk").fill("Ruft morgen")

    expect(_state(page)).to_contain_text("Entwurf gespeichert")
    expect(page.get_by_label("Vermerk")).to_be_focused()
    expect(page.locator("#entwurf-gesagt")).to_contain_text("Entwurf gespeichert")
    assert _draft(world, mine)["vermerk"] == ["Ruft morgen"]

    page.get_by_label("Vermerk").press_sequentially(" zurück.")
    page.get_by_role("button", name="Aufgabe abschließen").click()  # while or before it saves again

    expect(page.locator("[data-fehlerliste]")).to_be_focused()
    expect(page.get_by_label("Vermerk")).to_have_value("Ruft morgen zurück.")
    assert axe(page) == []


def test_page_that_has_saved_itself_is_left_without_a_question(mine: int, visit: Callable[..., Page]) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_label("Vermerk").fill("steht im Entwurf")
    expect(_state(page)).to_contain_text("Entwurf gespeichert")

    page.goto(page.url)

    expect(page.get_by_label("Vermerk")).to_have_value("steht im Entwurf")
    assert asked == []


def test_of_two_windows_the_one_that_is_behind_asks_before_it_replaces(
    mine: int, visit: Callable[..., Page], world: World
) -> None:
    first, second = visit("ada", f"/aufgaben/{mine}"), visit("ada", f"/aufgaben/{mine}")
    first.get_by_label("Vermerk").fill("aus dem ersten Fenster")
    expect(_state(first)).to_contain_text("Entwurf gespeichert")

    second.get_by_label("Vermerk").fill("aus dem zweiten Fenster")

    expect(_state(second)).to_contain_text("In einem anderen Fenster")
    assert _draft(world, mine)["vermerk"] == ["aus dem ersten Fenster"]
    second.get_by_role("button", name="Entwurf speichern").last.click()
    expect(second.get_by_role("heading", name="Welcher Stand gilt?")).to_be_visible()
    expect(second.get_by_text("aus dem zweiten Fenster")).to_be_visible()
    second.get_by_role("button", name="Meine Eingaben von hier behalten").click()
    expect(second.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    assert _draft(world, mine)["vermerk"] == ["aus dem zweiten Fenster"]


def test_without_a_server_it_says_so_loses_nothing_to_a_button_and_saves_when_it_is_back(
    mine: int, visit: Callable[..., Page], world: World
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    down = True

    def answer(route: Route) -> None:
        if down:
            route.abort()
        else:
            route.continue_()

    page.route("**/entwurf", answer)
    page.get_by_label("Vermerk").fill("getippt")
    expect(_state(page)).to_contain_text("Speichern gelingt zurzeit nicht")

    page.get_by_role("button", name="Aufgabe abschließen").click()

    expect(page.get_by_text("Der Server ist nicht erreichbar")).to_be_visible()
    expect(page.get_by_label("Vermerk")).to_have_value("getippt")
    down = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(_state(page)).to_contain_text("Entwurf gespeichert")
    expect(page.locator("#entwurf-gesagt")).to_contain_text("Entwurf gespeichert")
    assert _draft(world, mine)["vermerk"] == ["getippt"]


def test_what_is_typed_on_is_not_called_saved_while_the_server_is_gone(
    mine: int, visit: Callable[..., Page]
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    page.get_by_label("Vermerk").fill("getippt")
    expect(_state(page)).to_contain_text("Entwurf gespeichert")
    page.route("**/entwurf", lambda route: route.abort())

    page.get_by_label("Vermerk").press_sequentially(" und mehr")

    assert _state(page).inner_text() == "Noch nicht gespeichert"
    expect(_state(page)).to_contain_text("Speichern gelingt zurzeit nicht")
    page.get_by_label("Vermerk").press_sequentially("!")
    expect(_state(page)).to_contain_text("Speichern gelingt zurzeit nicht")


def test_a_draft_whose_answer_was_lost_is_not_taken_for_another_window(
    mine: int, visit: Callable[..., Page], world: World
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    lost: list[str] = []

    def answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().text())  # kept, but nobody learns of it
            route.abort()

    page.route("**/entwurf", answer)
    page.get_by_label("Vermerk").fill("einmal")
    expect(_state(page)).to_contain_text("Speichern gelingt zurzeit nicht")
    assert _draft(world, mine)["vermerk"] == ["einmal"]
    page.get_by_label("Vermerk").fill("einmal und mehr")

    page.get_by_role("button", name="Entwurf speichern").last.click()

    expect(page.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    expect(page.get_by_label("Vermerk")).to_have_value("einmal und mehr")
    assert _draft(world, mine)["vermerk"] == ["einmal und mehr"]


def test_what_was_typed_in_vain_is_shown_to_whoever_typed_it_and_to_nobody_else(
    mine: int, visit: Callable[..., Page], world: World, story: Story
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    page.get_by_label("Vermerk").fill("nur meins")
    expect(_state(page)).to_contain_text("Entwurf gespeichert")
    story.send("ruecknahme")  # the task goes with the application

    page.get_by_label("Vermerk").press_sequentially(" und mehr")
    expect(_state(page)).to_contain_text("inzwischen entfallen")
    again = visit("ada", f"/aufgaben/{mine}")
    other = visit("ben", f"/aufgaben/{mine}")

    expect(again.get_by_role("region", name="Ihr Entwurf")).to_contain_text("nur meins")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.get_by_text("nur meins")).to_have_count(0)
