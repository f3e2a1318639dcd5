"""A form that ends in one button for each outcome; what cannot be taken back asks once more. Without a script."""

from __future__ import annotations

import json
import re

import pytest

from engine import commands
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Browser, Login

FORM = {
    "type": "default", "id": "entscheiden", "components": [
        {"type": "textarea", "id": "F_grund", "key": "grund", "label": "Gründe", "validate": {"required": True}},
        {"type": "radio", "id": "F_aus", "key": "ergebnis", "label": "Entscheidung", "validate": {"required": True},
         "properties": {"ausgang": "ja", "bestaetigen": "ablehnen"},
         "values": [{"label": "Erteilen", "value": "erteilen"}, {"label": "Ablehnen", "value": "ablehnen"}]},
    ],
}  # fmt: skip
FILES = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("entscheiden", form="entscheiden"),
        m.exclusive("wie", default="sonst"),
        m.end("erteilt"),
        m.end("abgelehnt"),
        m.flow("start", "entscheiden"),
        m.flow("entscheiden", "wie"),
        m.flow("wie", "erteilt", '=ergebnis = "erteilen"'),
        m.flow("wie", "abgelehnt", id_="sonst"),
    ),
    "entscheiden.form": json.dumps(FORM).encode(),
}


@pytest.fixture
def story(world: World) -> Story:
    """Ada has to decide."""
    story = world.start(FILES)
    row = story.task("entscheiden")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return story


@pytest.fixture
def browser(story: Story, login: Login) -> Browser:
    return login("ada").get(f"/aufgaben/{story.task('entscheiden').id}")


def _press(browser: Browser, story: Story, **fields: str) -> Browser:
    number = story.task("entscheiden").id
    own = {"lw-revision": browser.value("lw-revision"), "lw-entwurf": browser.value("lw-entwurf")}
    return browser.post(f"/aufgaben/{number}", own | fields)


def _buttons(page: str) -> list[str]:
    return re.findall(r'name="lw-ausgang" value="([^"]+)"', page)


def test_each_outcome_is_a_button_instead_of_a_choice(browser: Browser) -> None:
    assert _buttons(browser.page) == ["erteilen", "ablehnen"]
    assert 'value="abschliessen"' not in browser.page
    assert 'type="radio"' not in browser.page
    assert "Ablehnen …" in browser.page


def test_the_button_completes_with_its_value(browser: Browser, story: Story) -> None:
    _press(browser, story, **{"grund": "liegt vor", "lw-ausgang": "erteilen"})

    assert story.file().head.outcome == "erteilt"


def test_what_cannot_be_taken_back_is_asked_for_once_more(browser: Browser, story: Story) -> None:
    _press(browser, story, **{"grund": "liegt nicht vor", "lw-ausgang": "ablehnen"})

    assert browser.status == 200
    assert "Wirklich „Ablehnen“?" in browser.page
    assert _buttons(browser.page) == ["ablehnen"]
    assert "liegt nicht vor" in browser.page
    assert story.active() == ("entscheiden",)

    _press(
        browser, story, **{"grund": "liegt nicht vor", "lw-ausgang": "ablehnen", "lw-bestaetigt": "ablehnen"}
    )

    assert story.file().head.outcome == "abgelehnt"


def test_no_goes_back_with_all_that_was_typed(browser: Browser, story: Story) -> None:
    _press(browser, story, **{"grund": "noch nicht", "lw-bestaetigt": "ablehnen", "lw-aktion": "ansehen"})

    assert _buttons(browser.page) == ["erteilen", "ablehnen"]
    assert "noch nicht" in browser.page
    assert story.active() == ("entscheiden",)


def test_a_fault_is_told_before_anything_is_asked(browser: Browser, story: Story) -> None:
    _press(browser, story, **{"grund": " ", "lw-ausgang": "ablehnen"})

    assert browser.status == 422
    assert '<li><a href="#F_grund">' in browser.page
    assert "Wirklich" not in browser.page


@pytest.mark.parametrize("value", ["fremd", "", "erteilen'; --"])
def test_a_forged_outcome_is_refused_at_the_buttons(browser: Browser, story: Story, value: str) -> None:
    _press(browser, story, **{"grund": "x", "lw-ausgang": value})

    assert browser.status == 422
    assert '<li><a href="#F_aus">' in browser.page
    assert ' id="F_aus"' in browser.page
    assert story.active() == ("entscheiden",)


def test_whoever_only_reads_sees_the_choice(story: Story, login: Login) -> None:
    page = login("ben").get(f"/aufgaben/{story.task('entscheiden').id}").page

    assert _buttons(page) == []
    assert page.count('type="radio"') == 2
