"""A day with the inbox: by keyboard, beside colleagues, many at once, filters of the team, full, empty, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.testing import PASSWORD, Story, World

Axe = Callable[[Page], list[str]]
READY = 'html[data-ready="1"]'
MANY = 10_000


@pytest.fixture
def three(world: World, story: Story) -> tuple[Story, Story, Story]:
    """Three cases, each at its first task, the first one due first."""
    return story, another(world, story), another(world, story)


def another(world: World, story: Story) -> Story:
    """One more case of the same process."""
    return world.open("titelantrag", {"eingang": world.clock.moment.date(), "monate": 60})


def task(story: Story) -> int:
    return story.task("pruefen").id


def look_again(page: Page) -> None:
    """What the list does each minute."""
    page.wait_for_selector(READY)
    with page.expect_response(lambda answer: "still=1" in answer.url and "/aufgaben" in answer.url):
        page.evaluate("htmx.ajax('GET', document.getElementById('zeilen').getAttribute('hx-get'), '#zeilen')")


def test_a_morning_by_keyboard_alone(
    three: tuple[Story, Story, Story], visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit("ada", "/aufgaben")
    page.wait_for_selector(READY)
    links = page.locator("[data-zeile] [data-oeffnen]")

    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Tastenkürzel in der Liste")
    assert help_.locator("kbd").all_inner_texts() == ["j", "k", "Enter", "x", "c", "n", "/", "?"]
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(help_).to_have_count(0)

    for key, place in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("1 ausgewählt:")).to_be_visible()
    expect(page.get_by_label("Alle Aufgaben dieser Seite auswählen")).to_have_js_property(
        "indeterminate", True
    )
    page.keyboard.press("c")
    expect(page.locator("#meldungen")).to_contain_text("übernommen")
    expect(links.nth(1)).to_be_focused()
    expect(page.get_by_role("form", name="Mit ausgewählten Aufgaben")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("Suche nach Aufgabe, Aktenzeichen oder Name")).to_be_focused()
    page.keyboard.type("j")  # a letter in a field is a letter
    expect(page.get_by_label("Suche nach Aufgabe, Aktenzeichen oder Name")).to_have_value("j")
    page.goto("/aufgaben?ansicht=meine")
    page.wait_for_selector(READY)
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Unterlagen prüfen")
    page.goto("/aufgaben")
    page.wait_for_selector(READY)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unterlagen prüfen")


def test_the_list_follows_what_colleagues_do_and_says_so(
    world: World, three: tuple[Story, Story, Story], visit: Callable[..., Page]
) -> None:
    first, second, third = three
    page = visit("ada", "/aufgaben?ansicht=frei")
    page.wait_for_selector(READY)
    page.locator(f"#wahl-{task(second)}").check()
    page.locator(f"#aufgabe-{task(second)} [data-oeffnen]").focus()
    with world.engine.begin(world.people["ben"]) as tx:
        row = third.task("pruefen")
        commands.task.claim(tx, row.id, row.revision)
    fourth = another(world, first)

    look_again(page)

    expect(page.locator("#meldungen")).to_contain_text("Liste aktualisiert: 1 neu, 1 nicht mehr da.")
    expect(page.locator(f"#aufgabe-{task(fourth)}")).to_contain_text("ungelesen")
    expect(page.locator(f"#aufgabe-{task(second)} [data-oeffnen]")).to_be_focused()
    expect(page.locator(f"#wahl-{task(second)}")).to_be_checked()
    expect(page.get_by_text("1 ausgewählt:")).to_be_visible()
    expect(page.get_by_role("link", name="Nicht vergeben (3)")).to_be_visible()

    page.locator(f"#aufgabe-{task(second)} [data-oeffnen]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Unterlagen prüfen")
    page.goto("/aufgaben?ansicht=frei")
    expect(page.locator(f"#aufgabe-{task(second)}")).not_to_contain_text("ungelesen")


def test_many_at_once_tell_what_became_of_each_and_are_taken_back(
    world: World, three: tuple[Story, Story, Story], visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit("ada", "/aufgaben")
    page.wait_for_selector(READY)
    taken = three[1].task("pruefen")
    page.get_by_label("Alle Aufgaben dieser Seite auswählen").check()
    expect(page.get_by_text("3 ausgewählt:")).to_be_visible()
    with world.engine.begin(world.people["ben"]) as tx:  # in the same moment
        commands.task.claim(tx, taken.id, taken.revision)

    page.get_by_role("form", name="Mit ausgewählten Aufgaben").get_by_role(
        "button", name="Übernehmen"
    ).click()

    result = page.get_by_role("status", name="2 Aufgaben übernommen. Bei 1 ging es nicht.")
    expect(result.get_by_role("listitem")).to_contain_text(f"{taken.case_reference}: Ben Krüger")
    assert [one.task("pruefen").assignee for one in three] == ["Ada Öztürk", "Ben Krüger", "Ada Öztürk"]
    assert axe(page) == []
    result.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_text("Rückgängig gemacht: 2 Aufgaben sind wieder, wie sie waren.")).to_be_visible()
    assert [one.task("pruefen").assignee for one in three] == [None, "Ben Krüger", None]

    # the same page once more, with another choice: not what was done before
    page.go_back()
    page.go_back()
    page.wait_for_selector(READY)
    page.get_by_label("Alle Aufgaben dieser Seite auswählen").uncheck()
    page.locator(f"#wahl-{taken.id}").check()
    page.get_by_role("form", name="Mit ausgewählten Aufgaben").get_by_role(
        "button", name="Übernehmen"
    ).click()
    expect(page.get_by_text("Es hat sich nichts geändert.")).to_be_visible()


@pytest.mark.parametrize(
    ("word", "heading", "filled"),
    [
        ("Wiedervorlage", "Wiedervorlage", {"lw-tag": "30.11.2026", "lw-grund": "wartet auf Post"}),
        ("Übernehmen", "Übernehmen", {}),
    ],
)
def test_what_was_chosen_comes_back_when_the_session_had_ended(
    three: tuple[Story, Story, Story],
    visit: Callable[..., Page],
    word: str,
    heading: str,
    filled: dict[str, str],
) -> None:
    page = visit("ada", "/aufgaben?ansicht=frei")
    page.wait_for_selector(READY)
    for one in three[:2]:
        page.locator(f"#wahl-{task(one)}").check()
    page.context.clear_cookies()
    page.get_by_role("form", name="Mit ausgewählten Aufgaben").get_by_role("button", name=word).click()
    expect(page.get_by_text("Ihre Eingaben gehen nicht verloren")).to_be_visible()
    log_in(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_text("2 Aufgaben", exact=True)).to_be_visible()
    assert [one.task("pruefen").assignee for one in three] == [None, None, None]  # nothing was done unasked
    for name, text_ in filled.items():
        page.locator(f"#{name}").fill(text_)
    page.get_by_role("button", name=word, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="2 Aufgaben")).to_be_visible()
    expect(page).to_have_url(re.compile("ansicht=frei"))


def test_who_loses_the_race_for_a_task_is_told_who_has_it(
    three: tuple[Story, Story, Story], visit: Callable[..., Page]
) -> None:
    row = f"#aufgabe-{task(three[0])}"
    ada, ben = (visit(one, "/aufgaben?ansicht=frei") for one in ("ada", "ben"))
    for page in (ada, ben):
        page.wait_for_selector(READY)

    ada.locator(row).get_by_role("button").click()
    expect(ada.locator("#meldungen")).to_contain_text("Sie haben „Unterlagen prüfen“")
    ben.locator(row).get_by_role("button").click()

    expect(ben.locator("#meldungen")).to_contain_text("Ada Öztürk war schneller")
    expect(ben.locator(row)).to_contain_text("Ada Öztürk")
    expect(ben.locator(row).get_by_role("button")).to_have_count(0)
    expect(ben.locator(row).locator("[data-oeffnen]")).to_be_focused()
    assert three[0].task("pruefen").assignee == "Ada Öztürk"


def test_a_session_that_ended_is_said_with_the_way_back_and_no_key_acts_while_typing(
    three: tuple[Story, Story, Story], visit: Callable[..., Page]
) -> None:
    page = visit("ada", "/aufgaben?ansicht=frei")
    page.wait_for_selector(READY)
    search = page.get_by_label("Suche nach Aufgabe, Aktenzeichen oder Name")
    search.press_sequentially("Mü")
    look_again(page)  # in the middle of a word
    search.press_sequentially("ller ?jkcxn/")
    expect(search).to_have_value("Müller ?jkcxn/")
    expect(search).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [one.task("pruefen").assignee for one in three] == [None, None, None]

    page.context.clear_cookies()
    page.locator("[data-uebernehmen]").first.click()
    page.locator("#meldungen").get_by_role("link", name="Neu anmelden").click()
    log_in(page)
    expect(page).to_have_url(re.compile(r"/aufgaben\?ansicht=frei"))


def log_in(page: Page) -> None:
    """Ada, once more."""
    page.get_by_label("Kennung").fill("ada")
    page.get_by_label("Kennwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def test_a_filter_of_the_team_with_columns_and_headings(
    three: tuple[Story, Story, Story], visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit("ada", "/aufgaben")
    page.get_by_label("Suche nach Aufgabe, Aktenzeichen oder Name").fill("Unterlagen")
    page.get_by_text("Weitere Filter").click()
    page.get_by_label("Gruppierung").select_option("nach Person")
    page.get_by_role("button", name="Alle Filter anwenden").click()
    page.get_by_text("Diesen Filter speichern").click()
    expect(page.get_by_text("Ist er ein Name, teilen Sie den Filter besser nicht.")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Name des Filters").fill("Zu prüfen")
    page.get_by_label("Wer ihn sieht").select_option(index=1)
    page.get_by_role("button", name="Filter speichern").click()
    expect(page.get_by_text("Der Filter ist gespeichert.")).to_be_visible()

    page.get_by_text("Filter „Zu prüfen“ umbenennen").press("Enter")
    page.get_by_label("Neuer Name").fill("Dringend zu prüfen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Der Filter heißt jetzt „Dringend zu prüfen“.")).to_be_visible()
    assert axe(page) == []

    other = visit("ben", "/aufgaben")
    expect(other.get_by_role("link", name="Zu prüfen von Ada Öztürk", exact=True)).to_have_count(0)
    other.get_by_role("link", name="Dringend zu prüfen von Ada Öztürk").click()
    # what is another person's is used and not changed
    expect(other.get_by_text("umbenennen")).to_have_count(0)
    expect(other.locator("[data-zeile]")).to_have_count(3)
    headings = other.locator(".lw-table__group")
    expect(headings).to_have_text([f"Muster, Maryam, {one.reference} 1 Aufgabe" for one in three])
    for address, heading in (("gruppierung=frist", "fällig"), ("gruppierung=ablauf", "beantragen")):
        other.goto(f"/aufgaben?{address}")
        expect(headings).to_have_count(1)
        expect(headings).to_contain_text(heading)
    other.get_by_role("link", name="Spalten").click()
    other.get_by_label("Zuständig nach", exact=True).check()
    other.get_by_label("Person", exact=True).uncheck()
    other.get_by_role("button", name="Frist nach oben", exact=True).press("Enter")
    expect(other.locator(".lw-reihe label").nth(1)).to_have_text("Frist")
    expect(other.get_by_role("button", name="Frist nach oben", exact=True)).to_be_focused()
    other.keyboard.press("Enter")
    expect(other.get_by_role("button", name="Frist nach unten", exact=True)).to_be_focused()
    assert axe(other) == []
    with other.expect_navigation():
        other.get_by_role("button", name="Spalten speichern").click()
    heads = other.locator("thead th").all_inner_texts()
    assert heads[1:-1] == ["Aufgabe", "Frist", "Akte", "Bei", "Zuständig nach"]


def test_without_javascript_a_comment_reaches_whom_it_names(
    three: tuple[Story, Story, Story], visit: Callable[..., Page]
) -> None:
    page = visit("ada", "/aufgaben", device="no scripts")
    expect(page.get_by_label("Alle Aufgaben dieser Seite auswählen")).to_be_hidden()
    page.locator(f"#wahl-{task(three[0])}").check()
    page.locator(f"#wahl-{task(three[1])}").check()
    page.get_by_role("button", name="Kommentar").click()
    page.get_by_role("button", name="Kommentar").click()
    expect(page.get_by_text("Schreiben Sie einen Text.").first).to_be_visible()
    page.get_by_role("textbox", name="Kommentar").fill("@ben und @niemand: bitte ansehen")
    page.get_by_role("button", name="Kommentar").click()

    expect(page.get_by_text("2 Aufgaben kommentiert.")).to_be_visible()
    expect(page.get_by_text("Nicht bei jeder Aufgabe benachrichtigt: @niemand.")).to_be_visible()
    ben = visit("ben", "/meldungen", device="no scripts")
    expect(ben.get_by_text("erwähnt").first).to_be_visible()
    ben.goto("/aufgaben")
    ben.get_by_role("button", name="Nächste Aufgabe").click()
    expect(ben.get_by_text("bitte ansehen").first).to_be_visible()


def test_empty_normal_faulty_and_ten_thousand_are_accessible_and_fit_a_phone(
    world: World, story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit("ada")
    found = {
        address: _look(page, address, axe)
        for address in (
            "/aufgaben?ansicht=meine",  # empty
            "/aufgaben?suche=gibtesnicht",
            "/aufgaben",
            "/aufgaben?gruppierung=frist&prioritaet=normal&sortierung=quatsch",
            "/aufgaben/spalten",
        )
    }
    _fill(world)
    found["full"] = _look(page, "/aufgaben", axe)
    rows = page.locator("[data-zeile]").count()
    page.get_by_role("link", name="Weiter").click()
    expect(page.get_by_role("link", name="Zum Anfang")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator("[data-wahl]").first.check()
    page.get_by_role("button", name="Wiedervorlage").click()
    page.get_by_role("button", name="Wiedervorlage").click()
    expect(page.locator("[data-fehlerliste]")).to_be_focused()
    found["faulty"] = _faults(page, axe)

    assert {address: faults for address, faults in found.items() if faults} == {}
    assert rows == 50


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844)])
def test_on_a_phone_the_first_task_stands_on_the_first_screen(
    three: tuple[Story, Story, Story], visit: Callable[..., Page], axe: Axe, width: int, height: int
) -> None:
    page = visit("ada", "/aufgaben?ansicht=frei&prioritaet=normal", device="phone")
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/aufgaben?ansicht=erledigt")
    page.wait_for_selector(READY)
    shown = page.get_by_role("link", name="Von mir erledigt").bounding_box()
    page.goto("/aufgaben")
    page.wait_for_selector(READY)

    first = page.locator("[data-zeile] [data-oeffnen]").first.bounding_box()
    assert first and first["y"] + first["height"] < height
    assert shown and shown["x"] >= 0 and shown["x"] + shown["width"] <= width  # the tab one is at
    assert axe(page) == []

    due = page.get_by_label("Fällig")
    expect(due).to_be_hidden()
    page.get_by_text("Weitere Filter").click()
    expect(due).to_be_visible()
    due.select_option("diese Woche")
    page.get_by_label("Priorität").select_option("normal")
    page.get_by_role("button", name="Alle Filter anwenden").click()
    expect(page.get_by_text("Weitere Filter (1)")).to_be_visible()
    expect(due).to_be_hidden()
    page.get_by_role("navigation", name="Gesetzte Filter").get_by_role(
        "link", name="Priorität: normal"
    ).click()
    expect(page).not_to_have_url(re.compile("prioritaet"))
    expect(page).to_have_url(re.compile("faellig=woche"))

    menu = page.locator("details.lw-nav > summary")
    menu.click()
    expect(page.get_by_role("link", name="Akten", exact=True)).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Akten", exact=True)).to_be_hidden()
    expect(menu).to_be_focused()


def _fill(world: World) -> None:
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
                f"INSERT INTO user_task (element_instance, due_at, agreed_due_at, {names})"  # noqa: S608  our own names
                f" SELECT 1000 + n, day, day, {names} FROM user_task, generate_series(1, {MANY}) n,"
                " LATERAL (SELECT '2026-11-05 12:00+01'::timestamptz + make_interval(days => n % 40) AS day) d"
                " WHERE id = (SELECT min(id) FROM user_task)"
            )
        )


def _look(page: Page, address: str, axe: Axe) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    at_desk = axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    return [*at_desk, *_faults(page, axe)]


def _faults(page: Page, axe: Axe) -> list[str]:
    """What is wrong with the page on a phone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return [*axe(page), *([] if width <= 320 else [f"{width} pixels wide"])]
