"""A resolution in a browser: each closed gate refuses it by name, and with all of them open it is signed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from engine import SYSTEM, commands
from engine.execution.gates import GATES
from engine.testing import World
from tests.browser.conftest import Visit
from tests.steering.conftest import SHUT, around, files

#: how the page calls each gate
NAMES = {
    "lint": "Modellprüfung",
    "scenarios": "Szenarien",
    "coverage": "Abdeckung",
    "crosscheck": "Zweiter Interpreter",
    "impact": "Folgenbericht",
    "consultation": "Beteiligung",
}


def test_each_closed_gate_refuses_the_resolution_and_says_so(world: World, visit: Visit) -> None:
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, files("a")).version_id
    group = around(world, version)
    number = group.ready()
    page = visit("stefan", f"/lenkungsgruppe/vorlage/{number}?reiter=beschluss")
    assert NAMES.keys() == GATES.keys() == SHUT.keys()

    for gate, name in NAMES.items():
        group.shut(number, gate)
        _sign(page)
        expect(page.get_by_text("Diese Prüfungen sind noch nicht bestanden:").first).to_contain_text(name)
        assert group.show(number).draft is None
        group.shut(number, gate, again_open=True)
    _sign(page)

    expect(page.get_by_text("Wartet auf die zweite Unterschrift")).to_be_visible()


def _sign(page: Page) -> None:
    """The minutes as they are recorded; what was typed for a refused one is still there."""
    for label, said in (
        ("Tag der Sitzung", "20.11.2026"),
        ("Gremium", "Lenkungsgruppe"),
        ("Drucksache oder Tagesordnungspunkt", "TOP 4"),
        ("Behörde 1: dafür", "3"),
    ):
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Als Erste oder Erster unterschreiben").click()
