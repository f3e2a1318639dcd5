"""With the Tab key through the pages: every control once, in the order of the page, in sight and marked; faults and
their fields belong together.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import commands
from engine.testing import Story, World
from tests.browser.test_browser_screens import SCREENS, claimed

__all__ = ["claimed"]

READY = 'html[data-ready="1"]'
WALKS = [
    # login, address; {task} is the open task, claimed by Ada, {case} its case
    ("", "/anmelden"),
    ("ada", "/aufgaben"),
    ("ada", "/aufgaben?gruppierung=person&prioritaet=normal"),
    ("ada", "/aufgaben/spalten"),
    ("ada", "/aufgaben/{task}"),
    ("ada", "/akte"),
    ("ada", "/akte/{case}"),
    ("ada", "/akte/{case}?reiter=verlauf"),
    ("ada", "/meldungen"),
    ("ada", "/meldungen/einstellungen"),
    ("ada", "/vertretung"),
    ("ada", "/fristen"),
    ("ada", "/fristen/kalender"),
    ("ada", "/verweise"),
    ("ada", "/gibtesnicht"),
    ("lea", "/vertretung/team"),
    ("lea", "/aufsicht"),
    ("lea", "/aufsicht/aufgaben"),
    ("lea", "/betrieb"),
    ("stefan", "/lenkungsgruppe"),
    ("adam", "/verwaltung"),
]
#: drawings and editors have ways of their own: test_browser_modeller.py, test_browser_workspace.py
EDITORS = re.compile(r"^/modellierung/1(/datei/.*|/entscheidungen/.*)?$")
#: more than any of the pages has controls
MOST = 400
_AT_ONCE = 20


@pytest.fixture
def numbers(world: World, story: Story) -> dict[str, object]:
    """The numbers in the addresses above."""
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return {"task": row.id, "case": story.reference}


@pytest.mark.long
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_the_tab_key_comes_to_every_control_once_in_order_and_in_sight(
    numbers: dict[str, object], visit: Callable[..., Page], device: str
) -> None:
    pages: dict[str, Page] = {}
    found = {}
    for login, address in WALKS:
        if login not in pages:
            pages[login] = visit(login, device=device)
        page = pages[login]
        page.emulate_media(reduced_motion="reduce")  # else the page is still on its way to the control
        page.goto(address.format(**numbers))
        page.wait_for_selector(READY)
        found[f"{login} {address}"] = _walk(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.long
def test_the_tab_key_comes_to_every_control_of_every_other_screen(
    claimed: dict[str, object], visit: Callable[..., Page]
) -> None:
    """From their content on, each in one state: the bar above is the same as on the pages above."""
    found = {}
    walked = {address.partition("?")[0] for _login, address in WALKS}
    for login in dict.fromkeys(login for login, _address in SCREENS):
        page = visit(login)
        page.emulate_media(reduced_motion="reduce")
        for address in [one for name, one in SCREENS if name == login and not EDITORS.match(one)]:
            # a part of a page is one of its own
            path = address if "reiter=" in address else address.partition("?")[0]
            if path in walked:
                continue
            walked.add(path)
            page.goto(address.format(**claimed))
            page.wait_for_selector(READY)
            found[f"{login} {address}"] = _walk(page, "main")

    assert {address: faults for address, faults in found.items() if faults} == {}


def _walk(page: Page, within: str = "body") -> list[str]:
    """What is wrong on the way through the page, or a part of it, with the Tab key."""
    page.evaluate(_PREPARE, within)
    faults: list[str] = page.evaluate("window.walk.positive")
    seen: list[int] = []
    ended = False
    # several presses at once: what each came to the page notes itself
    while not ended and len(seen) < MOST:
        for _press in range(_AT_ONCE):
            page.keyboard.press("Tab")
        for step in page.evaluate("window.walk.steps.splice(0)"):
            ended = step is None or (bool(seen) and step["place"] == seen[0])
            if ended:
                break
            if seen and step["place"] == seen[-1]:
                continue  # the hours, the minutes and the clock of one field
            seen.append(step["place"])
            faults += step["faults"]
    if not ended:
        faults.append("the way has no end")
    if seen != sorted(set(seen)):
        faults.append(f"not in the order of the page: {seen}")
    missed = page.evaluate("seen => window.walk.missed(seen)", seen)
    return faults + missed


FAULTY = [
    # address, what is filled in, the button
    ("/vertretung", {"Erster Tag": "gestern"}, "Abwesenheit eintragen"),
    ("/fristen", {"Ereignis": "irgendwann"}, "Frist rechnen"),
    ("/akte/{case}?reiter=verlauf&von=gestern", {}, ""),
]


@pytest.mark.parametrize(("where", "filled", "button"), FAULTY, ids=[one[0] for one in FAULTY])
def test_each_fault_leads_to_its_field_and_the_field_says_it(
    numbers: dict[str, object],
    visit: Callable[..., Page],
    where: str,
    filled: dict[str, str],
    button: str,
) -> None:
    page = visit("ada", where.format(**numbers))
    page.wait_for_selector(READY)
    for label, text in filled.items():
        page.get_by_label(label, exact=False).first.fill(text)
    if button:
        page.get_by_role("button", name=button).click()

    summary = page.locator("[data-fehlerliste]")
    expect(summary).to_be_focused()
    faults = page.evaluate(_ASSOCIATED)
    summary.get_by_role("link").first.press("Enter")
    first = page.evaluate("document.activeElement.getAttribute('aria-invalid')")

    assert faults == []
    assert first == "true"


#: what can have the focus, in the order of the page; of radio buttons of one name the Tab key comes to one
_PREPARE = """within => {
  const shown = one => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;
  const part = document.querySelector(within);
  const all = [...part.querySelectorAll(
    'a[href], button:enabled, input:not([type=hidden]):enabled, select:enabled, textarea:enabled, summary, '
    + '[tabindex="0"], iframe')].filter(shown);
  const words = one => (one.ariaLabel || one.textContent || one.name || '').trim().slice(0, 40);
  const name = one => `${one.tagName.toLowerCase()} ${words(one)}`;
  addEventListener('keyup', event => { if (event.key === 'Tab') window.walk.steps.push(window.walk.step()); }, true);
  window.walk = {
    steps: [],
    positive: [...document.querySelectorAll('[tabindex]')].filter(one => one.tabIndex > 0)
      .map(one => `tabindex ${one.tabIndex}: ${name(one)}`),
    step() {
      const one = document.activeElement;
      if (!one || one === document.documentElement || !part.contains(one) || one === document.body) return null;
      const box = one.getBoundingClientRect(), style = getComputedStyle(one), faults = [];
      const x = box.x + box.width / 2, y = box.y + Math.min(box.height, innerHeight) / 2;
      if (x < 0 || x > innerWidth || y < 0 || y > innerHeight) faults.push(`out of sight: ${name(one)}`);
      const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      if (!marked) faults.push(`no mark of focus: ${name(one)}`);
      const place = all.indexOf(one);
      return {place, faults: place < 0 ? [...faults, `unknown: ${one.outerHTML.slice(0, 100)}`] : faults};
    },
    missed(seen) {
      const radios = new Set(seen.map(place => all[place]).filter(one => one?.type === 'radio').map(one => one.name));
      const needless = one => one.tabIndex < 0 || (one.type === 'radio' && radios.has(one.name));
      return all.filter((one, place) => !seen.includes(place) && !needless(one))
        .map(one => `not reached: ${name(one)}`);
    },
  };
  document.activeElement?.blur?.();
  if (within !== 'body') part.focus();
  scrollTo(0, 0);
}"""

_ASSOCIATED = """() => [...document.querySelectorAll('[data-fehlerliste] a')].flatMap(link => {
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return [`no field for ${link.textContent}`];
  const ids = (field.getAttribute('aria-describedby') || '').split(' ').filter(Boolean);
  const said = ids.map(id => document.getElementById(id));
  const faults = [];
  if (said.includes(null)) faults.push(`described by nothing: ${field.id}`);
  if (field.getAttribute('aria-invalid') !== 'true') faults.push(`not marked as wrong: ${field.id}`);
  if (!said.some(one => one && link.textContent.includes(one.textContent.replace('Fehler:', '').trim())))
    faults.push(`${field.id} does not say ${link.textContent}`);
  return faults;
})"""
