"""Supervision by hand: with the keyboard alone, without scripts, on a phone, in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from engine import SYSTEM
from engine.state.task import TASK
from engine.testing import Story, World


@pytest.fixture
def many(story: Story, world: World) -> Story:
    """Thirty tasks, some overdue, some taken, some escalated."""
    with world.engine.begin(SYSTEM) as tx:
        source = dict(tx.execute(select(TASK).where(TASK.c.id == story.task("pruefen").id)).mappings().one())
        del source["id"]
        people = (None, world.people["ada"].account, world.people["ben"].account)
        rows = []
        for number in range(30):
            due = tx.now + timedelta(days=number - 8)
            legal = due if number % 2 else None
            rows.append(
                source
                | {
                    "element_instance": 1000 + number,
                    "assignee_id": people[number % 3],
                    "legal_due_at": legal,
                    "agreed_due_at": due,
                    "due_at": due,
                    "created_at": tx.now - timedelta(days=5 * number),
                    "escalation_level": number % 4,
                }
            )
        tx.execute(insert(TASK), rows)
    return story


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_the_pages_of_supervision_are_accessible_and_fit(
    many: Story,
    world: World,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    device: str,
) -> None:
    page = visit("lea", "/aufsicht", device)
    for address in (
        "/aufsicht",
        "/aufsicht/aufgaben",
        "/aufsicht/aufgaben?faellig=ohne",
        f"/aufsicht/aufgaben/{many.task('pruefen').id}",
        f"/aufsicht/personen/{world.people['ada'].account}",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert _fits(page), address
    page.goto("/aufsicht")
    for details in page.locator("main details").all():
        details.locator("summary").click()
    assert axe(page) == []
    assert _fits(page)


def test_tasks_are_handed_out_and_taken_back_with_the_keyboard_alone(
    many: Story, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("lea", "/aufsicht/aufgaben?person=niemand")
    page.wait_for_selector('html[data-ready="1"]')

    # in the order one thinks: which tasks, to whom, do it
    for _task in range(2):
        _tab_to(page, 'main [name="lw-aufgabe"]')
        page.keyboard.press("Space")
        assert page.evaluate(_COVERED) is False
    _tab_to(page, 'main [name="lw-person"]')
    page.keyboard.type("Ben")
    _tab_to(page, "main .lw-sammel button")
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 von 2 Aufgaben sind jetzt bei Ben Krüger.")).to_be_visible()
    expect(page.locator("main [data-fehlerliste]")).to_be_focused()
    assert axe(page) == []
    _tab_to(page, 'main form[action*="zuruecknehmen"] button')
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zurückgenommen: 2 Aufgaben sind wieder, wie sie waren.")).to_be_visible()
    assert axe(page) == []


#: whether the bar at the foot of the window hides what has the focus
_COVERED = """() => {
  const bar = document.querySelector('.lw-sammel').getBoundingClientRect();
  const box = document.activeElement.getBoundingClientRect();
  return box.bottom > bar.top && box.top < bar.bottom;
}"""


def _tab_to(page: Page, target: str) -> None:
    """Press Tab until something that matches has the focus, at least once."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return
    pytest.fail(f"Expected to reach {target} by Tab")


def test_without_scripts_all_of_a_page_is_selected_and_handed_out(
    many: Story, world: World, visit: Callable[..., Page]
) -> None:
    page = visit("lea", "/aufsicht", "no scripts")
    page.locator("#tafel-fristen").get_by_role("link", name="nicht übernommen").click()
    page.get_by_role("link", name="Alle auf dieser Seite auswählen").click()
    expect(page.locator('[name="lw-aufgabe"]:checked')).to_have_count(11)

    page.get_by_label("Ausgewählte zuweisen an").select_option("Ada Öztürk")
    page.get_by_role("button", name="Zuweisen").click()

    expect(page.get_by_text("11 von 11 Aufgaben sind jetzt bei Ada Öztürk.")).to_be_visible()
    page.get_by_role("link", name="Ergebnis für jede Aufgabe").click()
    expect(page.get_by_text("zugewiesen", exact=True)).to_have_count(11)


def test_a_panel_is_fetched_anew_and_keeps_the_focus(
    many: Story, world: World, visit: Callable[..., Page]
) -> None:
    page = visit("lea", "/aufsicht")
    page.wait_for_selector('html[data-ready="1"]')
    figure = page.locator("#tafel-fristen .lw-figure", has_text="nicht übernommen")
    expect(figure).to_contain_text("11")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            TASK.update().where(TASK.c.assignee_id.is_(None)).values(assignee_id=world.people["ada"].account)
        )

    page.get_by_role("link", name="Fristen aktualisieren").press("Enter")

    expect(figure).to_contain_text("0")
    expect(page.get_by_role("link", name="Fristen aktualisieren")).to_be_focused()
    assert page.url.endswith("/aufsicht")


def test_supervision_speaks_english(
    many: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("lea", "/aufsicht")
    page.locator(".lw-menu > summary").click()
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Trend over 12 weeks")).to_be_visible()
    assert axe(page) == []
    for german in ("überfällig", "erledigt", "Aufgaben", "Behörde"):
        assert german not in page.locator("main").inner_text()


@pytest.mark.parametrize("device", ["desk", "phone", "no scripts"])
def test_another_day_for_many_is_asked_about_and_taken_back_one_by_one(
    many: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]], device: str
) -> None:
    page = visit("lea", "/aufsicht/aufgaben?person=niemand", device)
    boxes = page.locator('[name="lw-aufgabe"]')
    for number in range(2):
        boxes.nth(number).check()

    page.get_by_role("button", name="Andere Zeit vereinbaren").click()
    page.get_by_role("textbox", name="Neuer Tag").fill("19.12.2026")
    page.get_by_role("textbox", name="Grund").fill("Gutachten fehlt")
    page.get_by_role("button", name="Zeit ändern").click()
    expect(page.get_by_text("Diesen Tag trotzdem vereinbaren?")).to_be_visible()
    if device != "no scripts":
        assert axe(page) == []
        assert _fits(page)
        expect(page.locator("#bedenken")).to_be_focused()
    page.get_by_role("button", name="Trotzdem speichern").click()

    expect(page.get_by_text("2 von 2 Aufgaben sind jetzt bis 19.12.2026 vereinbart.")).to_be_visible()
    page.get_by_role("link", name="Ergebnis für jede Aufgabe").click()
    page.get_by_role("row").nth(2).get_by_role("button").click()
    expect(page.get_by_text("1 Aufgabe ist weiter bis 19.12.2026 vereinbart.")).to_be_visible()
    expect(page.get_by_text("zurückgenommen", exact=True)).to_have_count(1)
    if device != "no scripts":
        assert axe(page) == []
        assert _fits(page)
