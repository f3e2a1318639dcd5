"""Every screen: no violation that axe finds, and nothing that runs out of a phone of 320 pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from engine import SYSTEM, commands
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.testing import Story, World
from web.case_tabs import TABS

SCREENS = [
    # login, address; {task} is the open task, {case} its case
    ("", "/anmelden"),
    ("ada", "/aufgaben"),
    ("ada", "/aufgaben?ansicht=meine"),
    ("ada", "/aufgaben?ansicht=erledigt"),
    ("ada", "/aufgaben?suche=gibtesnicht"),
    ("ada", "/aufgaben/{task}"),  # hers, with the form
    ("ben", "/aufgaben/{task}"),  # his colleague's, for reading
    ("lea", "/aufgaben/{task}/vereinbarte-zeit"),
    ("ada", "/akte"),
    ("ada", "/akte/neu"),
    ("ada", "/akte/{case}"),
    *(("ada", f"/akte/{{case}}?reiter={one.name}") for one in TABS if one.read),
    ("ada", "/akte/{case}?reiter=verlauf&von=gestern"),
    ("ada", "/akte/{case}/ablauf-starten"),
    ("lea", "/akte/{case}/stand/schliessen"),
    ("ada", "/akte/{case}/stand/anhalten"),  # who may not
    ("ada", "/akte/{case}/nachricht/ruecknahme"),
    ("ada", "/akte/{case}/strukturproblem"),
    ("ada", "/fluesse"),
    ("ada", "/gibtesnicht"),
    ("carla", "/akte/{case}"),  # forbidden
    ("lea", "/aufsicht"),
    ("lea", "/aufsicht/aufgaben"),
    ("lea", "/aufsicht/aufgaben?person=niemand&auswahl=alle"),
    ("lea", "/aufsicht/aufgaben/{task}"),
    ("lea", "/aufsicht/personen/1"),
    ("lea", "/aufsicht/engpaesse"),
    ("olga", "/aufsicht/engpaesse?behoerde=alle&mass=offen&vergleich=davor"),
    ("lea", "/betrieb"),
    ("lea", "/betrieb/laeufe?ablauf=titelantrag"),
    ("lea", "/betrieb/laeufe/1"),
    ("adam", "/betrieb/laeufe/1"),  # without the values
    ("lea", "/betrieb/laeufe/1/schritt-beginnen"),
    ("lea", "/betrieb/laeufe/1/angaben/0/eingang"),
    ("lea", "/betrieb/laeufe/1/abbrechen"),
    ("lea", "/betrieb/laeufe/1/umstellen"),
    ("adam", "/betrieb/auftraege"),
    ("adam", "/betrieb/nachrichten"),
    ("adam", "/betrieb/ablaeufe"),
    ("adam", "/betrieb/post"),
    ("ada", "/meldungen"),
    ("ada", "/meldungen?ansicht=alle"),
    ("ben", "/meldungen"),  # nothing yet
    ("ada", "/meldungen/einstellungen"),
    ("olga", "/modellierung"),
    ("olga", "/modellierung/regeln"),
    ("olga", "/modellierung/1"),
    ("olga", "/modellierung/1/entscheidungen/vorpruefung_titel.dmn"),
    ("ada", "/modellierung/1"),
    ("olga", "/modellierung/1/datei/vorpruefung_titel.dmn"),
    ("olga", "/modellierung/1/datei/forms/antrag.form"),
    ("olga", "/modellierung/1/datei/forms/antrag.form?ansicht=text"),
    ("olga", "/modellierung/1/dateien"),
    ("olga", "/modellierung/1/verlauf"),
    ("olga", "/modellierung/1/kopieren"),
    ("olga", "/modellierung/1/einlesen"),
    ("olga", "/modellierung/1/steckbrief"),
    ("olga", "/modellierung/1/szenarien"),
    ("olga", "/modellierung/1/szenarien/aus-fall"),
    ("olga", "/modellierung/vergleich/1/1"),
    ("olga", "/modellierung/vergleich/1/1/anlage"),
    ("olga", "/modellierung/neu"),
    ("olga", "/lenkungsgruppe/vorlage/neu?fassung=1"),
    ("stefan", "/lenkungsgruppe"),
    ("stefan", "/lenkungsgruppe/1"),
    ("stefan", "/lenkungsgruppe/buch"),
    ("stefan", "/lenkungsgruppe/themen"),
    ("stefan", "/lenkungsgruppe/eskalationen"),
    ("stefan", "/lenkungsgruppe/vereinbarungen"),
    ("ada", "/akte/{case}/umzug"),
    ("ada", "/verwaltung/zustaendig?thema=jobcenter&ort=Erkrath"),
    ("ada", "/verwaltung/zustaendig?thema=x&ort=Nirgendwo"),
    ("adam", "/verwaltung"),
    ("adam", "/verwaltung?suche=gibtesnicht"),
    ("adam", "/verwaltung/1"),
    ("adam", "/verwaltung/1/aendern"),
    ("adam", "/verwaltung/1/zustaendigkeit"),
    ("adam", "/verwaltung/1/stelle"),
    ("adam", "/verwaltung/1/schliessen"),
    ("adam", "/verwaltung/aenderungen"),
]


APPLICATION = {
    "antragsdatum": date(2026, 11, 20),
    "eingangsweg": "post",
    "aufenthaltsstatus": "duldung_60a",
    "voraufenthalt_seit": date(2019, 6, 1),
    "kind_im_haushalt": "nein",
    "kim_begleitung": "nein",
}


@pytest.fixture
def claimed(story: Story, world: World) -> dict[str, object]:
    """The numbers in the addresses above; Ada has claimed the task, and was told of it and more."""
    row = story.task("pruefen")
    told = Notice(NoticeKind.DUE, task_id=row.id, detail={"task": row.name, "case": story.reference})
    ada = world.people["ada"].account or 0
    with world.engine.begin(SYSTEM) as tx:
        notify_all(tx, [(ada, told), *[(ada, Notice(NoticeKind.OVERDUE, detail=told.detail))] * 9])
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return {"task": row.id, "case": story.reference}


@pytest.mark.long
def test_every_screen_is_free_of_violations_has_its_headings_in_order_and_fits_a_phone(
    claimed: dict[str, object], visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    found: dict[str, list[str]] = {}
    for login, addresses in _by_login():
        page = visit(login)
        for address in addresses:
            page.goto(address.format(**claimed))
            found[f"{login} {address}"] = (
                axe(page) + _faulty_headings(page) + _too_wide(page) + _stretched(page)
            )

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_the_largest_process_of_the_library_is_free_of_violations_and_fits_a_phone(
    world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    world.deploy(_library("bleiberecht_25b"))
    story = world.open("bleiberecht_25b", APPLICATION)
    task = story.task("vollstaendigkeit_pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    page = visit("ada")
    found = {}
    file = f"/akte/{story.reference}"
    for address in ("/akte/neu", f"/aufgaben/{task.id}", file, f"{file}?reiter=ablaeufe"):
        page.goto(address)
        found[address] = axe(page) + _faulty_headings(page) + _too_wide(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


def _too_wide(page: Page) -> list[str]:
    """Whether it runs out of a phone; afterwards it is as wide as before."""
    before = page.viewport_size
    page.wait_for_selector('html[data-ready="1"]')
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    if before is not None:
        page.set_viewport_size(before)
    return [f"{width} pixels wide on a phone"] if width > 320 else []


def _stretched(page: Page) -> list[str]:
    """What is drawn out on a screen of 27 inches: lines nobody follows with the eye, fields and buttons across it; and
    lists that leave it empty.
    """
    before = page.viewport_size
    page.set_viewport_size({"width": 2560, "height": 1440})
    found: list[str] = page.evaluate(_DRAWN_OUT)
    if before is not None:
        page.set_viewport_size(before)
    return found


#: lines of text in characters; fields and buttons in pixels
_DRAWN_OUT = """() => {
  const faults = [], wide = document.documentElement.scrollWidth;
  if (wide > 2560) faults.push(`${wide} pixels wide on a screen of 27 inches`);
  const lists = ['/aufgaben', '/akte', '/aufsicht'];
  const room = document.querySelector('main').getBoundingClientRect().width;
  if (lists.includes(location.pathname) && room < 1800) faults.push(`a list has ${room} pixels of 2560`);
  for (const one of document.querySelectorAll('main :is(p, li, dd, figcaption)')) {
    if (!one.checkVisibility() || one.querySelector('p, li, dl, table, form, div')) continue;
    const high = one.getBoundingClientRect().height, line = parseFloat(getComputedStyle(one).lineHeight);
    const lines = Math.round(high / line), length = one.innerText.trim().length;
    const each = Math.round(length / lines);
    if (lines > 1 && each > 115) faults.push(`${each} characters a line: ${one.innerText.slice(0, 60)}`);
  }
  for (const one of document.querySelectorAll('main :is(input:not([type=hidden]), select, textarea, .kern-btn)')) {
    const width = one.getBoundingClientRect().width;
    if (one.closest('.fjs-container, [name=lw-inhalt]')) continue; // an editor of forms or of text has the room it gets
    if (width > 1000) faults.push(`${Math.round(width)} pixels: ${one.tagName} ${one.name || one.innerText}`);
  }
  return faults;
}"""


def _library(key: str) -> dict[str, bytes]:
    folder = Path(__file__).parents[2] / "processes" / key
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".bpmn", ".dmn", ".form"} or path.name == "process.toml"
    }


def _by_login() -> Iterator[tuple[str, list[str]]]:
    for login in dict.fromkeys(login for login, _address in SCREENS):
        yield login, [address for name, address in SCREENS if name == login]


def _faulty_headings(page: Page) -> list[str]:
    """One first heading, and no level left out on the way down."""
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(one => +one.tagName[1])"
    )
    skipped = any(after > before + 1 for before, after in pairwise(levels))
    return [f"headings {levels}"] if levels.count(1) != 1 or skipped else []
