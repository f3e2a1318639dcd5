"""A deadline of the naturalisation, from the modeller to a thousand running cases and back, as people click it.

Owner, office, steering group each in a window of their own; the worker's jobs are run between the clicks.
"""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.testing import World
from engine.wording import count
from tests.benchmarks.mass import copy_case
from tests.browser.conftest import Visit
from tests.steering import naturalisation
from tests.steering.conftest import FIRST, FORCE, Group, around

CASES = 1000
#: as the pages write it
_ALL = count(CASES)
PROPOSAL = "/lenkungsgruppe/vorlage/1"
ROLLOUT = f"{PROPOSAL}/ueberfuehrung"
#: what of a case is another one when it has followed; counters go on when it is put back
_CASES = """
SELECT i.case_id, i.version_id, t.version_id, t.element, t.name, t.due_at, t.agreed_due_at, t.form, t.assignee_id,
  md5(s.tokens) FROM process_instance i JOIN instance_state s ON s.instance_id = i.id
  JOIN user_task t ON t.instance_id = i.id AND t.state = 'active' ORDER BY i.case_id
"""


@pytest.fixture
def group(world: World) -> Group:
    """A thousand cases at the step whose deadline is changed, and whoever decides on it."""
    story = naturalisation.one_case(world)
    copy_case(world, story.reference, CASES - 1)
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.definition.begin_draft(tx, 1)
    return around(world, draft)


def _cases(group: Group) -> list[tuple[object, ...]]:
    with group.world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(_CASES))]


def _versions(group: Group) -> Counter[object]:
    return Counter(row[1] for row in _cases(group))


@pytest.mark.long
def test_a_deadline_is_changed_proposed_discussed_adopted_and_a_thousand_cases_follow(
    group: Group, visit: Visit
) -> None:
    olga = visit("olga", f"/modellierung/{group.version}")
    _change_the_deadline(olga, group)
    _propose(olga)
    _consult(olga, visit("hanna", f"{PROPOSAL}?reiter=beteiligung"))
    olga.goto(f"{PROPOSAL}?reiter=pruefungen")
    olga.get_by_role("button", name="Szenarien jetzt prüfen").click()
    olga.goto(f"{PROPOSAL}/folgen")
    olga.get_by_role("button", name="Folgenbericht erstellen").click()
    group.world.work_off()
    expect(olga.get_by_text("Läufen gehen ohne Weiteres über.")).to_contain_text(f"{_ALL} von {_ALL}")
    _adopt(visit("stefan", f"{PROPOSAL}?reiter=beschluss"), visit("sina"))
    before = _cases(group)
    group.pass_days((FORCE - FIRST).days + 21)

    olga = visit("olga", ROLLOUT)  # the session of before is over by that day
    group.world.work_off()
    expect(olga.get_by_text(f"{_ALL} von {_ALL} Fällen sind überführt.")).to_be_visible()
    assert _versions(group) == {group.version: CASES}
    _take_back(olga, "Schub 2")
    expect(olga.get_by_text("Schub 2", exact=True)).to_be_visible()
    group.world.work_off()

    expect(olga.get_by_text(f"910 von {_ALL} Fällen sind überführt.")).to_be_visible()
    after = _cases(group)
    assert _versions(group) == {group.version: 910, 1: 90}
    assert [(old, new) for old, new in zip(before, after, strict=True) if new[1] == 1 and old != new] == []


def _change_the_deadline(page: Page, group: Group) -> None:
    page.wait_for_selector('html[data-ready="1"]')
    page.locator("summary", has_text="Alle Elemente").click()
    page.get_by_role("button", name="Vollständigkeit prüfen", exact=True).click()
    expect(page.locator("#feld-id")).to_have_value(naturalisation.STEP)
    field = page.get_by_label("Vereinbarte Zeit", exact=True)
    expect(field).to_have_value(f'today() + vereinbart("{naturalisation.STEP}")')
    field.focus()  # its editor is built now
    expect(field).to_have_text(f'today() + vereinbart("{naturalisation.STEP}")')
    field.fill('today() + duration("P10D")')
    field.press("Tab")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    with group.world.engine.begin(SYSTEM) as tx:
        written = queries.draft.files(tx, group.version)["einbuergerung.bpmn"]
    assert b"P10D" in written


def _propose(page: Page) -> None:
    page.goto("/lenkungsgruppe/vorlage/neu")
    page.get_by_label("Titel").fill("Vollständigkeit in zehn Tagen prüfen")
    page.get_by_label("Begründung").fill("Vierzehn Tage sind zu lang.")
    page.get_by_label("Rechtsgrundlage").fill("§ 10 StAG")
    page.get_by_label("StädteRegion Aachen").check()
    page.get_by_label("Stichtag").fill(f"{FORCE:%d.%m.%Y}")
    page.locator("#versions summary", has_text="Einbürgerung").click()
    page.locator("#versions").get_by_label("Entwurf").check()
    page.get_by_label("Laufende Fälle").select_option("all")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Der Entwurf ist angelegt.")).to_be_visible()


def _consult(olga: Page, hanna: Page) -> None:
    olga.goto(f"{PROPOSAL}?reiter=beteiligung")
    olga.get_by_label("Ausländeramt Hier", exact=True).check()
    with olga.expect_navigation():
        olga.get_by_role("button", name="Beteiligung eröffnen").click()
    hanna.reload()
    hanna.locator("summary", has_text="Stellung nehmen").click()
    hanna.get_by_label("stimmt zu").check()
    with hanna.expect_navigation():
        hanna.locator("form", has=hanna.get_by_label("stimmt zu")).get_by_role(
            "button", name="Speichern"
        ).click()
    olga.reload()
    expect(olga.get_by_text("1 von 1 Stelle hat geantwortet.")).to_be_visible()
    olga.get_by_role("button", name="Beteiligung schließen").click()
    expect(olga.get_by_text("beschlussreif").first).to_be_visible()


def _adopt(stefan: Page, sina: Page) -> None:
    stefan.get_by_label("Tag der Sitzung").fill("20.11.2026")
    stefan.get_by_label("Gremium").fill("Lenkungsgruppe")
    stefan.get_by_label("Drucksache oder Tagesordnungspunkt").fill("TOP 4")
    stefan.get_by_label("Behörde 1: dafür").fill("3")
    stefan.get_by_role("button", name="Als Erste oder Erster unterschreiben").click()
    expect(stefan.get_by_text("Wartet auf die zweite Unterschrift")).to_be_visible()
    sina.goto(f"{PROPOSAL}?reiter=beschluss")
    sina.get_by_label("Ich habe den Beschluss gelesen.").check()
    sina.get_by_role("button", name="Als Zweite oder Zweiter unterschreiben").click()
    expect(sina.get_by_text("Der Beschluss steht fest.")).to_be_visible()


def _take_back(page: Page, batch: str) -> None:
    page.locator("summary", has_text=f"{batch} zurücknehmen").click()
    open_ = page.locator("details[open]", has=page.locator("summary", has_text=f"{batch} zurücknehmen"))
    open_.get_by_label("Grund").fill("Die Post braucht länger")
    open_.get_by_role("button", name="Schub zurücknehmen").click()
    expect(page.get_by_text("Der Schub wird zurückgenommen.")).to_be_visible()
