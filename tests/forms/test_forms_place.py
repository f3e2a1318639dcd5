"""A text field with the property `ort` holds the official key of a municipality and says its name."""

from __future__ import annotations

import json

import pytest

from engine import forms
from engine.feel import Environment

FORM = {
    "type": "default",
    "id": "ort",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "id": "F_ort", "key": "ort", "label": "Ort", "properties": {"ort": "ja"}},
        {"type": "textfield", "id": "F_ziffern", "key": "ziffern", "label": "Ziffern"},
        {"type": "textarea", "id": "F_text", "key": "text", "label": "Text", "properties": {"ort": "ja"}},
    ],
}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("ort", "05562020", "Herten"),
        ("ort", "09162000", "09162000"),  # München is in no list of ours
        ("ort", None, ""),
        ("ziffern", "05562020", "05562020"),  # not a place
        ("text", "05562020", "05562020"),  # only a text field is one
    ],
)
def test_a_place_is_said_by_name(key: str, value: str | None, words: str) -> None:
    form = forms.parse(json.dumps(FORM).encode(), "ort.form")

    component = next(one for one in form.fields() if one.key == key)

    assert forms.wording(component, value) == words


def test_the_page_is_told_which_field_is_a_place() -> None:
    form = forms.parse(json.dumps(FORM).encode(), "ort.form")

    views = forms.present(form, {"ort": "05562020"}, Environment())

    assert [(one.key, one.place) for one in views] == [("ort", True), ("ziffern", False), ("text", False)]
