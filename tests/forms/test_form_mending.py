"""What mends a fault of a form: a name made of words, words made of a name, a property that does nothing gone."""

from __future__ import annotations

import json

import pytest

from engine import ModelError
from engine.errors import Fix
from engine.forms import parse
from engine.forms.mending import key_of

FAULTS = [
    # one component, what mends it
    ({"type": "textfield", "label": "Größe", "key": "Größe (cm)"}, Fix("F", "key", value="groesse_cm")),
    ({"type": "number", "label": "2. Kind: Name", "key": ""}, Fix("F", "key", value="feld_2_kind_name")),
    ({"type": "textfield", "label": "= a", "key": None}, Fix("F", "key", value="a")),
    ({"type": "textfield", "key": "antrag_am"}, Fix("F", "label", value="Antrag am")),
    ({"type": "datetime", "subtype": "date", "key": "person.geb_am"}, Fix("F", "dateLabel", value="Geb am")),
    ({"type": "textfield", "key": "ort", "label": "Ort", "farbe": "rot"}, Fix("F", "farbe")),
    (
        {"type": "textfield", "key": "ort", "label": "Ort", "validate": {"neu": 1}},
        Fix("F", "validate.neu"),
    ),
    # FEEL that can be read in one way only: all of a property, or each place of a text
    (
        {"type": "textfield", "key": "ort", "label": "Ort", "conditional": {"hide": "=stand == „offen“"}},
        Fix("F", "conditional.hide", value='=stand = "offen"'),
    ),
    (
        {"type": "number", "key": "zahl", "label": "Zahl", "validate": {"max": "=a && b"}},
        Fix("F", "validate.max", value="=a and b"),
    ),
    ({"type": "textfield", "key": "ort", "label": "= 'Ort'"}, Fix("F", "label", value='="Ort"')),
    ({"type": "expression", "key": "e", "expression": "1,5 * a"}, Fix("F", "expression", value="=1.5 * a")),
    (
        {"type": "textfield", "key": "ort", "label": "Ort {{ 'x' }} {{a}} {{ „y“ }}"},
        Fix("F", "label", value='Ort {{ "x" }} {{a}} {{ "y" }}'),
    ),
    ({"type": "textfield", "key": "ort", "label": "Ort {{ a + }} {{ 'x' }}"}, None),
    (
        {"type": "number", "key": "n", "label": "N", "appearance": {"suffixAdorner": "= „€“"}},
        Fix("F", "appearance.suffixAdorner", value='="€"'),
    ),
    ({"type": "textfield", "key": "---", "label": "Ort"}, None),  # nothing is left of it
]


@pytest.mark.parametrize(("component", "fix"), FAULTS)
def test_a_fault_says_what_would_mend_it(component: dict[str, object], fix: Fix | None) -> None:
    findings = _findings([{"id": "F", **component}])

    assert findings
    assert findings[0].fix == fix


def test_of_two_fields_of_one_key_the_second_gets_one_that_is_free() -> None:
    field = {"type": "textfield", "key": "ort", "label": "Ort"}
    other = {"type": "textfield", "key": "ort_2", "label": "Anderer Ort"}

    (finding,) = _findings([{"id": "A", **field}, {"id": "B", **other}, {"id": "C", **field}])

    assert finding.rule == "duplicate-key"
    assert finding.fix == Fix("C", "key", value="ort_3")


def test_a_name_is_one_that_a_field_may_have() -> None:
    assert key_of("  Straße/Hausnummer – wie im Ausweis!  ") == "strasse_hausnummer_wie_im_ausweis"
    assert len(key_of("a " * 200)) <= 60


def _findings(components: list[dict[str, object]]):
    source = json.dumps({"type": "default", "id": "f", "schemaVersion": 18, "components": components})
    try:
        return parse(source.encode(), "f.form").findings
    except ModelError as error:
        return error.findings
