"""What was typed is called as on the page where it was typed, when that page cannot be shown again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from engine import NotFound, commands, forms
from engine.feel import Environment
from engine.testing import Story
from web.forms import labels
from web.testing import Login

#: filters, searches, the calculator of deadlines and the register, which show their own page; and what proves who asks
_ASKED = {"am", "bis", "kennung", "suche", "von", "wochen", "lw-code", "lw-schluessel"}


def test_each_field_somebody_types_into_has_a_name() -> None:
    named = set()
    for file in Path("web/templates").rglob("*.html"):
        text = file.read_text("utf-8")
        named |= set(re.findall(r"\be\.(?:zeile|absatz)\(\'([\w-]+)\'", text))
        named |= set(re.findall(r'<textarea\b[^>]*?\bname="([\w-]+)"', text))
        named |= set(re.findall(r'<input\b(?![^>]*\btype="(?!text|email))[^>]*?\bname="([\w-]+)"', text))
    # the calculator of deadlines shows its own page again
    own = set(
        re.findall(r"\be\.zeile\(\'([\w-]+)\'", Path("web/templates/fristen/rechner.html").read_text("utf-8"))
    )

    assert {one.rstrip("-") for one in named} - own - _ASKED - set(labels.LABELS) == set()


FORM = {
    "type": "default",
    "id": "f",
    "components": [
        {"id": "F1", "type": "number", "key": "zahl", "label": "Betrag"},
        {
            "id": "F2",
            "type": "select",
            "key": "stelle",
            "label": "Stelle",
            "values": [{"label": "Stelle 3", "value": "s3"}],
        },
        {"id": "F3", "type": "checkbox", "key": "haken", "label": "Bestätigt"},
        {
            "id": "F4",
            "type": "group",
            "label": "Gruppe",
            "path": "grp",
            "components": [{"id": "F5", "type": "textfield", "key": "innen", "label": "In der Gruppe"}],
        },
        {
            "id": "F6",
            "type": "dynamiclist",
            "path": "kinder",
            "label": "Kinder",
            "defaultRepetitions": 1,
            "components": [{"id": "F7", "type": "textfield", "key": "name", "label": "Name"}],
        },
    ],
}


def test_everything_of_a_form_is_said_in_its_words(app: Flask) -> None:
    form = forms.parse(json.dumps(FORM).encode(), "f.form")
    posted = {
        labels.CARRIED: [labels.carried(forms.present(form, {}, Environment()))],
        "csrf_token": ["x"],
        "lw-revision": ["3"],
        "zahl": ["12"],
        "stelle": ["s3"],
        "haken": ["", "true"],
        "grp.innen": ["vorbelegt"],
        "kinder": ["", "0", "2"],
        "kinder.0.name": ["Amal"],
        "kinder.2.name": ["Noor"],
    }

    with app.test_request_context():
        said = labels.said(posted)

    assert said == [
        ("Betrag", "12"),
        ("Stelle", "Stelle 3"),
        ("Bestätigt", "ja"),
        ("In der Gruppe", "vorbelegt"),
        ("Zeile 1, Name", "Amal"),
        ("Zeile 2, Name", "Noor"),
    ]


def test_labels_that_somebody_else_wrote_are_no_labels(app: Flask) -> None:
    with app.test_request_context():
        for written in ("", "[]", "[1]", '{"a": 1}', '{"a": ["b", []]}', "[" * 100_000):
            assert labels.said({labels.CARRIED: [written], "lw-grund": ["x"]}) == [("Grund", "x")]


@pytest.mark.parametrize("typed", ["12", "Wort", "zwei Worte"])
def test_a_page_of_an_error_shows_even_a_single_word(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    def gone(*_args: object, **_more: object) -> None:
        raise NotFound("Expected to find it, but it is gone")

    task = f"/aufgaben/{story.task('pruefen').id}"
    ada = login("ada").get(task)
    ada.post(f"{task}/uebernehmen", {"lw-revision": ada.value("lw-revision")})
    monkeypatch.setattr(commands.task, "complete", gone)

    ada.post(
        task,
        {
            "lw-revision": ada.value("lw-revision"),
            "vollstaendig": "ja",
            "vermerk": typed,
            "lw-beschriftung": '{"vermerk": ["Vermerk", {}], "vollstaendig": ["Vollständig?", {}]}',
        },
    )

    assert ada.status == 404
    assert f'<dt>Vermerk</dt><dd class="lw-typed">{typed}</dd>' in ada.page
    assert '<dt>Vollständig?</dt><dd class="lw-typed">ja</dd>' in ada.page
