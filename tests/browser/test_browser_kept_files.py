"""Files in the editors: what was not changed stays byte for byte, and files of other versions of DMN are edited too."""

from __future__ import annotations

import json
from collections.abc import Callable
from difflib import ndiff
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands, queries
from engine.testing import Story, World

LIBRARY = Path(__file__).parents[2] / "processes"
DMN_1_3 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMN_1_5 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


class Watched(Protocol):
    """What went wrong on the pages of a test."""

    faults: list[str]


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process in force."""
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.definition.begin_draft(tx, 1)


def _put(world: World, draft: int, path: str, content: bytes) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        revision = queries.definition.version(tx, draft).row.revision
        commands.bundle.save(tx, draft, {path: content}, revision)


def _file(world: World, draft: int, path: str) -> str:
    with world.engine.begin(SYSTEM) as tx:
        return queries.draft.files(tx, draft)[path].decode()


def _open(visit: Callable[..., Page], draft: int, path: str) -> Page:
    page = visit("olga", f"/modellierung/{draft}/datei/{path}")
    page.wait_for_selector('html[data-ready="1"]')
    return page


def _save(page: Page) -> None:
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text("Gespeichert ", exact=False).first).to_be_visible()
    expect(page.locator('[data-geaendert="1"]')).to_have_count(0)


def _changed(before: str, after: str) -> list[str]:
    compared = ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line for line in compared if line[0] in "+-"]


def test_a_diagram_changed_in_one_place_differs_there_only(
    draft: int, world: World, visit: Callable[..., Page]
) -> None:
    before = (LIBRARY / "einzelaufgabe" / "einzelaufgabe.bpmn").read_text("utf-8")
    _put(world, draft, "titelantrag.bpmn", before.encode())
    page = _open(visit, draft, "titelantrag.bpmn")
    page.locator('.djs-shape[data-element-id="erledigen"] .djs-hit').first.click()

    page.get_by_label("Name", exact=True).fill("Ganz anders")
    page.keyboard.press("Tab")
    _save(page)

    gone, come = _changed(before, _file(world, draft, "titelantrag.bpmn"))
    assert 'id="erledigen"' in gone
    assert 'name="Ganz anders"' in come

    page.get_by_role("button", name="Rückgängig").click()
    _save(page)

    assert _file(world, draft, "titelantrag.bpmn") == before


def test_a_form_keeps_its_indentation_and_the_order_of_its_properties(
    draft: int, world: World, visit: Callable[..., Page]
) -> None:
    field = {"label": "Monate", "id": "f1", "key": "monate", "type": "number"}
    form = {"id": "antrag", "type": "default", "components": [field]}
    before = json.dumps(form, indent="\t").replace("\n", "\r\n")
    _put(world, draft, "forms/antrag.form", before.encode())
    page = _open(visit, draft, "forms/antrag.form")

    page.locator(".fjs-form-field").first.click()
    page.get_by_text("Allgemein", exact=True).click()
    page.get_by_label("Beschriftung", exact=True).fill("Jahre")
    page.keyboard.press("Tab")
    _save(page)

    gone, come = (
        line for line in _changed(before, _file(world, draft, "forms/antrag.form")) if "label" in line
    )
    assert (gone, come) == ('- \t\t\t"label": "Monate",\r\n', '+ \t\t\t"label": "Jahre",\r\n')


@pytest.mark.parametrize(
    "version",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        DMN_1_5,
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    ],
)
def test_a_decision_of_another_dmn_is_changed_and_stays_of_that_version(
    draft: int, world: World, visit: Callable[..., Page], version: str
) -> None:
    path = "vorpruefung_titel.dmn"
    before = _file(world, draft, path).replace(DMN_1_3, version)
    _put(world, draft, path, before.encode())
    page = _open(visit, draft, path)

    page.locator("td.output-cell").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type('"erfüllt"')
    page.keyboard.press("Tab")
    _save(page)

    gone, come = _changed(before, _file(world, draft, path))
    assert '<text>"Voraussetzung erfüllt"</text>' in gone
    assert '<text>"erfüllt"</text>' in come


def test_what_the_editor_does_not_know_of_a_later_dmn_is_told_and_not_saved_away(
    draft: int, world: World, visit: Callable[..., Page], watch: Watched
) -> None:
    path = "vorpruefung_titel.dmn"
    parts = "".join(
        f'<{part}><literalExpression id="k_{part}"><text>{text}</text></literalExpression></{part}>'
        for part, text in (("if", "true"), ("then", "1"), ("else", "2"))
    )
    choice = (
        f'<decision id="neu" name="Neu"><conditional id="k">{parts}</conditional></decision></definitions>'
    )
    later = _file(world, draft, path).replace(DMN_1_3, DMN_1_5)
    _put(world, draft, path, later.replace("</definitions>", choice).encode())

    page = _open(visit, draft, path)
    assert [fault.split(" opened ")[0] for fault in watch.faults] == ["warning: laufweg: decisions not"]
    watch.faults.clear()

    expect(
        page.get_by_text("Die Datei ist DMN 1.5 und enthält, was dieser Editor nicht kennt: conditional.")
    ).to_be_visible()
    page.get_by_role("link", name="Als Text öffnen").click()
    expect(page.get_by_label(f"Inhalt von {path}")).to_be_visible()
