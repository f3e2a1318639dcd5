"""Deadlines on the screen: calculator, calendars and feeds – empty, faulty and with ten thousand tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.commands.calendar import Closing
from engine.testing import Story, World

#: {here} is the authority of all of them, {closure} one of its closures
SCREENS = [
    ("ada", "/fristen"),
    ("ada", "/fristen?ereignis=23.12.2026&zustellung=post&regel=klage"),  # with the other reading
    ("ada", "/fristen?ereignis=31.11.2026&dauer=bald&hemmung=x"),  # faulty
    (
        "ada",
        "/fristen?ereignis=01.12.2026&dauer=P14D&gesetzt_von=behoerde&hemmung=05.12.2026..08.12.2026:person:Pass",
    ),
    ("ada", "/fristen?ereignis=23.11.2026&dauer=P10Y&ort=Bayern"),
    ("ada", "/fristen/kalender"),
    ("ada", "/fristen/kalender?ansicht=woche"),
    ("ada", "/fristen/kalender?ansicht=liste"),
    ("ada", "/fristen/kalender?tag=2031-05-01"),  # empty
    ("ada", "/fristen/abo"),
    ("lea", "/fristen/kalender?person=niemand"),
    ("lea", "/verwaltung/{here}/kalender"),
    ("lea", "/verwaltung/{here}/kalender/schliessung"),
    ("lea", "/verwaltung/{here}/kalender/schliessung/{closure}"),
    ("lea", "/verwaltung/{here}/kalender/schliessung/{closure}/loeschen"),
    ("lea", "/verwaltung/{here}/kalender/oeffnungszeiten"),
]
MANY = 10_000


@pytest.fixture
def places(world: World, story: Story) -> dict[str, int]:
    """A task that is due, and a closure."""
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "UPDATE user_task SET agreed_due_at = '2026-11-25 12:00+01', legal_due_at = '2026-11-30 12:00+01',"
                " due_at = '2026-11-25 12:00+01'"
            )
        )
        closing = Closing(date(2026, 11, 30), date(2026, 12, 1), "Betriebsausflug")
        (closure,) = commands.calendar.enter_closure(tx, [world.here], closing)
    return {"here": world.here, "closure": closure}


@pytest.fixture
def full(world: World, story: Story, places: dict[str, int]) -> None:
    """Ten thousand open tasks, due within forty days."""
    with world.engine.begin(SYSTEM) as tx:
        names = ", ".join(
            tx.execute(
                text(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = 'user_task' AND column_name"
                    " NOT IN ('id', 'element_instance', 'agreed_due_at', 'legal_due_at', 'due_at')"
                )
            ).scalars()
        )
        tx.execute(
            text(
                f"INSERT INTO user_task (element_instance, due_at, agreed_due_at, legal_due_at, {names})"  # noqa: S608
                " SELECT 1000 + n, day, day, day + '5 days'::interval, "
                f"{names} FROM user_task, generate_series(1, {MANY}) n,"
                " LATERAL (SELECT '2026-11-05 12:00+01'::timestamptz + make_interval(days => n % 40) AS day) d"
                " WHERE id = (SELECT min(id) FROM user_task)"
            )
        )


def test_every_screen_is_free_of_violations_and_fits_a_phone(
    places: dict[str, int], visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    found: dict[str, list[str]] = {}
    for login in dict.fromkeys(login for login, _address in SCREENS):
        page = visit(login)
        for address in (address for name, address in SCREENS if name == login):
            found[address] = _look(page, address.format(**places), axe)

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_ten_thousand_tasks_are_a_page_like_any_other(
    full: None, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("ada")
    found = {}
    for view in ("monat", "woche", "liste"):
        found[view] = _look(page, f"/fristen/kalender?ansicht={view}", axe)
        entries = page.locator(".lw-cal__entry").count()
        if entries > (126 if view == "monat" else 84):
            found[view].append(f"{entries} entries")
    page.goto("/fristen/kalender")
    more = page.locator(".lw-cal__more a").first
    expect(more).to_contain_text("weitere")
    more.click()
    expect(page.get_by_role("link", name="Weitere Fristen")).to_be_visible()

    assert {view: faults for view, faults in found.items() if faults} == {}


def test_a_phone_sees_the_days_on_which_something_is_as_a_list(
    places: dict[str, int], visit: Callable[..., Page]
) -> None:
    page = visit("ada", "/fristen/kalender", "phone")

    expect(page.get_by_text("Mittwoch 25.11.")).to_be_visible()
    expect(page.locator(".lw-cal__day:visible")).to_have_count(4)  # 1.11., today, 25. and 30.
    expect(page.locator(".lw-cal thead th").first).not_to_be_in_viewport()


def test_a_deadline_is_computed_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("ada", "/fristen")
    page.get_by_label("Ereignis", exact=True).focus()
    page.keyboard.type("23.11.2026")
    page.keyboard.press("Tab")
    page.keyboard.type("Brief")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("P1M")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Montag, 28.12.2026")).to_be_visible()
    assert page.url.endswith("/fristen?ereignis=23.11.2026&zustellung=post&dauer=P1M")
    page.get_by_role("link", name="Fristenkalender").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("November 2026")
    page.get_by_role("link", name="vor ›").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dezember 2026")


def test_closed_days_are_entered_without_scripts(world: World, visit: Callable[..., Page]) -> None:
    page = visit("lea", f"/verwaltung/{world.here}/kalender", "no scripts")
    page.get_by_role("link", name="Schließtage eintragen").click()
    page.get_by_label("Name").fill("Weihnachtswoche")
    page.get_by_label("Erster Tag").fill("28.12.2026")
    page.get_by_label("Letzter Tag").fill("30.12.2026")
    page.get_by_role("button", name="Vorschau zeigen").click()
    page.get_by_role("button", name="Schließtage eintragen").click()

    expect(page.get_by_text("Die Schließtage sind eingetragen.")).to_be_visible()
    expect(page.get_by_role("cell", name="28.12.2026 bis 30.12.2026")).to_be_visible()


def test_on_paper_the_answer_stands_without_the_form(visit: Callable[..., Page]) -> None:
    page = visit("ada", "/fristen?ereignis=23.12.2026&zustellung=post&regel=klage")
    page.emulate_media(media="print")

    expect(page.get_by_text("Mittwoch, 27.01.2027")).to_be_visible()
    expect(page.get_by_role("button", name="Frist rechnen")).to_be_hidden()
    expect(page.get_by_text("Brief mit der Post im Inland – Tag der Aufgabe zur Post").last).to_be_visible()


def _look(page: Page, address: str, axe: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with a screen at a desk, and whether it runs out of a phone."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    faults = axe(page)
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(one => +one.tagName[1])"
    )
    if levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        faults.append(f"headings {levels}")
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    return faults if width <= 320 else [*faults, f"{width} pixels wide"]
