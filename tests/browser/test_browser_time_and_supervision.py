"""Every screen of deadlines, escalation, notices and supervision: empty and with ten thousand tasks, at a desk, on a
phone, and by the Tab key alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.actor import Membership, Role
from engine.commands import account
from engine.commands.calendar import Closing
from engine.deadlines import LocalHoliday, LocalKind
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.notices import OF_LADDERS
from engine.testing import Story, World

MANY = 10_000
#: what a table or a list of a page shows at most, however much there is
MOST_ROWS = 260
#: login and address; {here} is the authority, {ada} a person
SCREENS = [
    ("ada", "/fristen"),
    ("ada", "/fristen?ereignis=23.12.2026&zustellung=post&regel=klage"),
    ("ada", "/fristen?ereignis=31.11.2026&dauer=bald&hemmung=x"),
    ("ada", "/fristen/kalender"),
    ("ada", "/fristen/kalender?ansicht=woche"),
    ("ada", "/fristen/kalender?ansicht=liste"),
    ("ada", "/fristen/kalender?tag=2031-05-01"),
    ("ada", "/fristen/abo"),
    ("ada", "/meldungen"),
    ("ada", "/meldungen?ansicht=alle"),
    ("ada", "/meldungen/einstellungen"),
    ("kim", "/meldungen/liegengeblieben"),
    ("kim", "/aufsicht"),
    ("lea", "/aufsicht"),
    ("lea", "/aufsicht/aufgaben"),
    ("lea", "/aufsicht/aufgaben?faellig=ueberfaellig&uhr=gesetzlich&je=200"),
    ("lea", "/aufsicht/aufgaben?person=niemand&auswahl=alle"),
    ("lea", "/aufsicht/personen/{ada}"),
    ("lea", "/aufsicht/engpaesse"),
    ("lea", "/aufsicht/engpaesse?mass=offen&vergleich=davor"),
    ("lea", "/aufsicht/engpaesse?behoerde=alle&mass=alter"),
    ("lea", "/verwaltung/{here}/kalender"),
    ("lea", "/verwaltung/{here}/kalender?jahr=2027"),
    ("lea", "/verwaltung/{here}/kalender/schliessung"),
    ("lea", "/verwaltung/{here}/kalender/oeffnungszeiten"),
    ("adam", "/verwaltung/{here}/kalender/feiertag"),
    ("adam", "/betrieb/post"),
    ("stefan", "/lenkungsgruppe/eskalationen"),
    ("stefan", "/lenkungsgruppe/eskalationen?wochen=52"),
    ("stefan", "/lenkungsgruppe/vereinbarungen"),
]
#: those that exist only when there is something: {task} is one of the tasks, {assignment} one of Lea's
MORE = [
    ("lea", "/aufsicht/aufgaben/{task}"),
    ("lea", "/aufsicht/zuweisungen/{assignment}"),
    ("lea", "/aufgaben/{task}/vereinbarte-zeit"),
    ("lea", "/verwaltung/{here}/kalender/schliessung/{closure}"),
    ("lea", "/verwaltung/{here}/kalender/schliessung/{closure}/loeschen"),
    ("adam", "/verwaltung/{here}/kalender/feiertag/{holiday}/beenden"),
    ("stefan", "/lenkungsgruppe/vereinbarungen/1/beenden"),
]
_INSERT = """
    INSERT INTO user_task (element_instance, state, assignee_id, claimed_at, created_at, due_at, agreed_due_at,
                           legal_due_at, follow_up_at, escalation_level, closed_at, closed_by, {names})
    SELECT 1000 + n, CASE WHEN n % 5 = 0 THEN 'completed' ELSE 'active' END,
           (CAST(:people AS bigint[]))[1 + n % 3], CASE WHEN n % 3 > 0 THEN begun + interval '1 day' END, begun,
           CASE WHEN n % 11 > 0 THEN begun + wait END, CASE WHEN n % 11 > 0 THEN begun + wait END,
           CASE WHEN n % 11 > 0 AND n % 2 = 0 THEN begun + wait + interval '9 days' END,
           CASE WHEN n % 13 = 0 THEN begun + wait - interval '1 day' END, n % 6,
           CASE WHEN n % 5 = 0 THEN least(begun + wait, :now - interval '1 hour') END,
           CASE WHEN n % 5 = 0 THEN (CAST(:people AS bigint[]))[3] END, {names}
    FROM user_task, generate_series(1, {many}) n,
         LATERAL (SELECT :now - make_interval(hours => 2 + n * 7 % 1900) AS begun,
                         make_interval(days => 1 + n % 97, hours => n % 7) AS wait) moments
    WHERE id = :source"""


@pytest.fixture
def bare(world: World) -> dict[str, object]:
    """Nobody has done anything yet."""
    with world.engine.begin(SYSTEM) as tx:
        account.create(
            tx, "kim", "Kim Bauer", "ein-langes-kennwort", [Membership(world.here, Role.COORDINATOR)]
        )
    return {"here": world.here, "ada": world.people["ada"].account}


@pytest.fixture
def full(world: World, bare: dict[str, object], story: Story) -> dict[str, object]:
    """Ten thousand tasks, a fifth of them done; notices, rungs, an agreement, closures, holidays, mails that failed."""
    task = story.task("pruefen")
    people = [None, world.people["ada"].account, world.people["ben"].account]
    said = {"case": story.reference, "due": "2026-11-20", "passed": {"1": 1}}
    told = [
        Notice(kind, detail=said | {"task": f"Unterlagen zu Nummer {number} prüfen"})
        for number in range(20)
        for kind in sorted(OF_LADDERS)
    ]
    with world.engine.begin(SYSTEM) as tx:
        columns = tx.execute(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = 'user_task'")
        ).scalars()
        own = re.findall(r"\w+", _INSERT[_INSERT.index("(") : _INSERT.index(")")])
        names = ", ".join(sorted(set(columns) - {"id", *own}))
        tx.execute(
            text(_INSERT.format(names=names, many=MANY)), {"people": people, "now": tx.now, "source": task.id}
        )
        tx.execute(
            text(
                "INSERT INTO escalation"
                " (case_id, task_id, kind, level, anchor_at, at, target, authority_id, recipients)"
                " SELECT case_id, id, 'vereinbart', 1 + id % 5, agreed_due_at,"
                " :now - make_interval(days => id::int % 80),"
                " (ARRAY['sachbearbeitung','teamleitung','amtsleitung','koordination','koordination'])[1 + id % 5],"
                " authority_id, id % 3 FROM user_task WHERE agreed_due_at < :now AND state = 'active'"
            ),
            {"now": tx.now},
        )
        for login in ("ada", "lea"):
            notify_all(tx, [(world.people[login].account or 0, one) for one in told])
            others = (
                NoticeKind.ASSIGNED,
                NoticeKind.COMMENT,
                NoticeKind.MENTION,
                NoticeKind.AGREED_TIME_CHANGED,
            )
            notify_all(
                tx,
                [(world.people[login].account or 0, Notice(kind, detail=told[0].detail)) for kind in others],
            )
        tx.execute(
            text(
                "INSERT INTO mail (account_id, kind, state, created_at, due_at, attempts, failure, message_id)"
                " SELECT :who, 'notice', 'failed', :now - make_interval(mins => n), :now, 24,"
                " '550 5.1.1 <ada@stadt.example>: Recipient address rejected: User unknown',"
                " '<' || n || '@stadt.example>'"
                " FROM generate_series(1, 70) n"
            ),
            {"who": world.people["ada"].account, "now": tx.now},
        )
        commands.agreement.adopt(tx, world.here, Role.TEAM_LEAD, "Beschluss 3/2026", date(2026, 11, 1))
        closing = Closing(date(2026, 11, 30), date(2026, 12, 1), "Betriebsausflug")
        (closure,) = commands.calendar.enter_closure(tx, [world.here], closing)
        feast = LocalHoliday(LocalKind.YEARLY, "Ortsfest", date(2026, 12, 8))
        holiday = commands.local_holiday.enter(tx, world.here, feast, "§ 2 Ortssatzung", "Satzung")
        some = tx.execute(
            text("SELECT id, revision FROM user_task WHERE state = 'active' ORDER BY id LIMIT 60")
        ).all()
    with world.engine.begin(world.people["lea"]) as tx:
        ben = world.people["ben"].account
        assignment = commands.assignment.distribute(
            tx, "k" * 16, {row.id: row.revision for row in some[1:]}, ben
        )
    return {**bare, "task": task.id, "assignment": assignment, "closure": closure, "holiday": holiday}


def _by_login(screens: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for login in dict.fromkeys(login for login, _address in screens):
        yield login, [address for name, address in screens if name == login]


def test_every_screen_while_there_is_nothing(
    bare: dict[str, object], visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    found = {}
    for login, addresses in _by_login(SCREENS):
        page = visit(login)
        for address in addresses:
            found[f"{login} {address}"] = _look(page, address.format(**bare), axe, "leer")

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_every_screen_with_ten_thousand_tasks(
    full: dict[str, object], visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    found = {}
    for login, addresses in _by_login(SCREENS + MORE):
        page = visit(login)
        for address in addresses:
            place = address.format(**full)
            found[f"{login} {address}"] = _look(page, place, axe, "voll")
            rows = page.locator("main tr, main .lw-cal__entry, main .lw-notices li").count()
            if rows > MOST_ROWS:
                found[f"{login} {address}"].append(f"{rows} rows")

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_another_day_is_agreed_on_for_two_hundred_of_ten_thousand_by_keyboard(
    full: dict[str, object], visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("lea", "/aufsicht/aufgaben?je=200&auswahl=alle")
    page.wait_for_selector('html[data-ready="1"]')
    page.get_by_role("button", name="Andere Zeit vereinbaren").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Neuer Tag").focus()
    page.keyboard.type("22.12.2026")
    page.keyboard.press("Tab")
    page.keyboard.type("Gutachten fehlt")
    assert axe(page) == []
    page.get_by_role("button", name="Zeit ändern").press("Enter")
    expect(page.get_by_text("Diesen Tag trotzdem vereinbaren?")).to_be_visible()
    expect(page.locator("#bedenken")).to_be_focused()
    assert axe(page) == []
    page.get_by_role("button", name="Trotzdem speichern").press("Enter")

    expect(page.get_by_text("200 von 200 Aufgaben sind jetzt bis 22.12.2026 vereinbart.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


#: where a Tab has led: the place in the document, and what is wrong with it
_AT = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const name = one.getAttribute('aria-label') || one.innerText || one.name || one.id || '';
  const said = `${one.tagName.toLowerCase()} ${name.slice(0, 40).trim()}`;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const faults = [];
  // a box of its own, or one that a label draws for it
  const drawn = one.matches('[type=radio], [type=checkbox]') ? one.parentElement : one;
  if (drawn.getBoundingClientRect().width < 1 || style.visibility === 'hidden') faults.push('is not seen');
  if (box.bottom < 0 || box.top > innerHeight) faults.push('is outside the window');
  const shown = [one, one.parentElement, one.nextElementSibling, one.querySelector('*')].filter(Boolean).some((each) =>
    [getComputedStyle(each), getComputedStyle(each, '::before'), getComputedStyle(each, '::after')].some((look) =>
      (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none'));
  if (!shown) faults.push('shows no focus');
  if (one.tabIndex > 0) faults.push('jumps the order');
  return { at: [...document.querySelectorAll('*')].indexOf(one), said, faults, parts: one.type === 'time' };
}"""
#: what Tab should lead to in the page itself
_REACHABLE = """() =>
  [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])')]
  .filter((one) => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility())
  .map((one) => [...document.querySelectorAll('*')].indexOf(one))"""


def test_every_screen_by_the_tab_key_alone(full: dict[str, object], visit: Callable[..., Page]) -> None:
    """Where there is something: a screen without has a part of its controls."""
    found = {}
    for login, addresses in _by_login(SCREENS + MORE):
        page = visit(login)
        page.emulate_media(reduced_motion="reduce")  # what has the focus is in the window at once
        for address in addresses:
            page.goto(address.format(**full))
            page.wait_for_selector('html[data-ready="1"]')
            found[f"{login} {address}"] = _tab_through(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


def _tab_through(page: Page, most: int = 70) -> list[str]:
    """Press Tab from the top; what is skipped, not seen, or holds the focus."""
    wanted = page.evaluate(_REACHABLE)
    reached: list[int] = []
    faults: list[str] = []
    last = -1
    for _press in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(_AT)
        if here is None or here["at"] < last:
            break  # round the corner
        if here["at"] == last and here["parts"]:
            continue  # from the hour to the minute
        if here["at"] == last:
            faults.append(f"{here['said']} keeps the focus")
            break
        last = here["at"]
        reached.append(last)
        faults += [f"{here['said']} {fault}" for fault in here["faults"]]
    # a list of faults has the focus at first: what stands before it is behind it
    groups = {one for one in wanted if reached and reached[0] < one <= last} - set(reached)
    # of radio buttons with one name Tab leads to one
    skipped = page.evaluate(
        "(some) => some.map((at) => document.querySelectorAll('*')[at]).filter((one) => one.type !== 'radio')"
        ".map((one) => one.tagName + ' ' + (one.id || one.innerText || one.name))",
        sorted(groups),
    )
    return faults[:5] + [f"{one} is skipped" for one in skipped[:5]]


def _look(page: Page, address: str, axe: Callable[[Page], list[str]], state: str) -> list[str]:
    """What is wrong with a screen at a desk, and whether it runs out of a phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    faults = (
        [] if answer is not None and answer.status in (200, 422) else [f"answer {answer and answer.status}"]
    )
    faults += axe(page)
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(one => +one.tagName[1])"
    )
    if levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        faults.append(f"headings {levels}")
    _keep(page, f"{state}-{address}-1280")
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    _keep(page, f"{state}-{address}-320")
    return faults if width <= 320 else [*faults, f"{width} pixels wide"]


def _keep(page: Page, name: str) -> None:
    """A picture for whoever wants to look: `LAUFWEG_PICTURES` names the folder."""
    if folder := os.environ.get("LAUFWEG_PICTURES"):
        page.screenshot(
            path=Path(folder) / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.png", full_page=True
        )


def test_the_bell_and_the_summary_of_many_lead_to_their_tasks(
    full: dict[str, object], visit: Callable[..., Page]
) -> None:
    page = visit("lea", "/meldungen")
    expect(page.locator("#glocke a")).to_have_accessible_name(re.compile("Meldungen, .* ungelesen"))

    page.locator("main a", has_text="Aufgaben sind überfällig").first.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/aufsicht/aufgaben\\?faellig=ueberfaellig"))
    assert page.locator("main tbody tr").count() > 1
