"""The same rules for values from the API, the command line and scenarios."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Invalid
from engine.feel import Date
from engine.forms import accept, check, normalise

GOOD = {"name": "Ada", "einreise": "2019-03-01", "einkommen": 1500, "titel": "duldung"}


def test_normalise_reads_json(antrag):
    values = normalise(antrag, GOOD | {"einkommen": 1500.5, "nachweise": "pass", "fremd": [1]})

    assert values["einreise"] == Date(2019, 3, 1)
    assert values["einkommen"] == Decimal("1500.5")
    assert values["nachweise"] == ["pass"]
    assert values["fremd"] == [Decimal(1)]


def test_normalise_keeps_what_it_cannot_read(antrag):
    assert normalise(antrag, {"einreise": "gestern"}) == {"einreise": "gestern"}
    assert isinstance(normalise(antrag, {"einreise": object()})["einreise"], str)


def test_normalise_twice_is_once(antrag):
    once = normalise(antrag, GOOD)

    assert normalise(antrag, once) == once


def test_good_values_pass_raw_and_normalised(antrag, environment):
    check(antrag, GOOD, {}, environment)
    check(antrag, normalise(antrag, GOOD), {}, environment)
    check(antrag, GOOD | {"mail": "ada@example.org", "anzahl_kinder": None}, {}, environment)


@pytest.mark.parametrize(
    ("change", "field", "part"),
    [
        ({"name": None}, "name", "Bitte geben Sie „Name“ ein."),
        ({"einreise": "gestern"}, "einreise", "Erwartet wird ein Datum"),
        ({"einkommen": "1500"}, "einkommen", "Erwartet wird eine Zahl"),  # text is no number
        ({"einkommen": True}, "einkommen", "Erwartet wird eine Zahl"),
        ({"kinder": "ja"}, "kinder", "ja oder nein"),
        ({"titel": "fremd"}, "titel", "angebotenen"),
        ({"nachweise": ["fremd"]}, "nachweise", "angebotenen"),
        ({"name": "a\ud800b"}, "name", "Steuerzeichen"),  # half a character
        ({"name": object()}, "name", "unzulässige Art"),
        ({"fremd": object()}, "fremd", "gibt es im Formular nicht"),
        ({"name": {"a": 1}}, "name", "Erwartet wird ein Text"),
        ({"fremd": 1}, "fremd", "gibt es im Formular nicht"),
        ({"anzahl_kinder": 2}, "anzahl_kinder", "wird hier nicht abgefragt"),  # hidden
        ({"aktenzeichen": "B"}, "aktenzeichen", "darf hier nicht geändert werden"),  # readonly
        ({"jahreseinkommen": 1}, "jahreseinkommen", "darf hier nicht geändert werden"),  # computed
        ({"kinder": True}, "anzahl_kinder", "Anzahl der Kinder"),  # shown now, and demanded
    ],
)
def test_bad_value_is_invalid_by_field(antrag, environment, change, field, part):
    with pytest.raises(Invalid) as caught:
        check(antrag, GOOD | change, {"aktenzeichen": "A"}, environment)

    assert part in caught.value.fields[field]


def test_field_left_out_counts_with_the_variable_of_the_case(antrag, environment):
    check(antrag, {"einreise": "2019-03-01"}, {"name": "Ada"}, environment)


def test_unchanged_locked_and_computed_values_are_no_fault(antrag, environment):
    check(antrag, GOOD | {"aktenzeichen": "A", "jahreseinkommen": 18000}, {"aktenzeichen": "A"}, environment)


def test_accept_gives_what_the_case_receives(antrag, environment):
    values = accept(antrag, GOOD | {"aktenzeichen": "A"}, {"aktenzeichen": "A"}, environment)

    assert values == {
        "name": "Ada",
        "einreise": Date(2019, 3, 1),
        "einkommen": Decimal(1500),
        "titel": "duldung",
        "jahreseinkommen": Decimal(18000),
    }
