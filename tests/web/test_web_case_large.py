"""A case of many years: no tab of its file weighs more than a page may, and what a page leaves out its next one has."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from engine import SYSTEM, commands
from engine.feel import context_from_python
from engine.testing import Story, World
from engine.testing import models as m
from tests.web.test_web_demo_pages import LARGEST
from web.case_tabs import TABS
from web.testing import Login

RUNS = 90
#: a process with as many steps as the longest of the library
LONG = m.tasks("p", *(f"ein_schritt_mit_langem_namen_{number}" for number in range(60)))


@pytest.fixture
def story(world: World) -> Story:
    """Ninety processes that run and three that are over, long notes, a help plan with three hundred measures."""
    world.deploy({"kurz.bpmn": m.tasks("kurz", "nur_das")})
    world.deploy({"hilfeplanung.bpmn": m.tasks("hilfeplanung", "begleiten")})
    story = world.start({"p.bpmn": LONG})
    with world.engine.begin(world.people["ada"]) as tx:
        for _ in range(RUNS - 2):
            commands.case_process.begin(tx, story.reference, "p", {})
        for _ in range(3):
            commands.case_process.begin(tx, story.reference, "kurz", {})
        plan = commands.case_process.begin(tx, story.reference, "hilfeplanung", {})
        for number in range(30):
            commands.note.write(tx, story.reference, f"Vermerk {number}: " + "ä" * 3_900)
    short = [one for one in story.file().tasks if one.element == "nur_das"]
    with world.engine.begin(SYSTEM) as tx:
        for one in short:
            commands.task.complete(tx, one.id, one.revision, {})
    measures = [
        {"text": f"Maßnahme {number}", "bis": date(2026, 1, 1), "status": "neu" if number % 2 else "erreicht"}
        for number in range(300)
    ]
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, plan, context_from_python({"massnahmen": measures}))
    return story


@pytest.mark.slow
def test_no_page_of_a_large_case_is_larger_than_a_page_may_be(story: Story, login: Login) -> None:
    ada = login("ada")
    sizes = {}
    for one in (one for one in TABS if one.read):
        ada.get(f"/akte/{story.reference}?reiter={one.name}")
        sizes[one.name] = len(ada.page.encode())
        assert ada.status == 200

    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert max(sizes, key=sizes.__getitem__) == "notizen", sizes


@pytest.mark.slow
def test_a_print_view_that_would_be_too_large_says_so_and_leads_to_the_pdf(
    story: Story, login: Login
) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/auszug/druck")

    assert 200_000 < len(ada.page.encode()) < LARGEST
    assert "Diese Akte ist zu lang für eine Seite:" in ada.page
    assert f'href="/akte/{story.reference}/auszug"' in ada.page


@pytest.mark.slow
@pytest.mark.parametrize(("tab", "step"), [("ablaeufe", "nach"), ("aufgaben", "offene")])
def test_what_a_page_leaves_out_the_next_one_has(story: Story, login: Login, tab: str, step: str) -> None:
    ada = login("ada")
    seen: set[str] = set()
    address: str | None = f"/akte/{story.reference}?reiter={tab}"
    while address:
        ada.get(address)
        seen |= set(re.findall(r"lauf=(\d+)" if tab == "ablaeufe" else r'href="/aufgaben/(\d+)', ada.page))
        found = re.search(rf'href="([^"]*{step}=\d+)" rel="next"', ada.page)
        address = unescape(found.group(1)) if found else None

    assert len(seen) == RUNS + 3


@pytest.mark.slow
def test_one_run_is_shown_and_each_is_a_link_away_by_its_own_name(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter=ablaeufe")
    runs = re.findall(r'lauf=(\d+)#lauf"[^>]*>', ada.page)
    assert ada.page.count("lw-outline--numbered") == ada.page.count("data-bpmn-url") == 1
    assert ada.page.count('aria-current="true"') == 1

    over = ada.get(f"/akte/{story.reference}?reiter=ablaeufe&nach=75").page
    (short, *_) = re.findall(r'lauf=(\d+)[^"]*#lauf"[^>]*>Test kurz', over)
    chosen = ada.get(f"/akte/{story.reference}?reiter=ablaeufe&lauf={short}").page

    assert len(runs) == 25
    assert "Ablauf: Test kurz</h2>" in chosen
    assert ada.get(f"/akte/{story.reference}?reiter=ablaeufe&lauf=999999").status == 200
    assert ada.get(f"/akte/{story.reference}?reiter=ablaeufe&nach=x").status == 422
