"""What a browser posts becomes values, or messages a clerk understands."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import feel
from engine.feel import Date
from engine.forms import read

D = Decimal
CHOICES = [{"label": "A", "value": "a"}, {"label": "Zwei", "value": 2}]


def component(kind: str, **more: object) -> dict[str, object]:
    head: dict[str, object] = {"type": kind, "id": "F", "key": "k", "label": "Feld"}
    if kind in ("date", "time", "datetime"):
        head |= {"type": "datetime", "subtype": kind}
    return head | more


def choice(kind: str, **more: object) -> dict[str, object]:
    return component(kind, values=CHOICES, **more)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        # German numbers, and the ones browsers send
        (component("number"), ["1.234,56"], D("1234.56")),
        (component("number"), ["1234,5"], D("1234.5")),
        (component("number"), ["1.234"], D(1234)),
        (component("number"), ["12.5"], D("12.5")),
        (component("number"), ["-3"], D(-3)),
        (component("number"), ["1 234"], D(1234)),
        (component("number"), [" "], None),
        # with the unit somebody typed: euros where the field names none or its own are euros, else that of the field
        (component("number"), ["12,50 €"], D("12.5")),
        (component("number"), ["€ 1.234"], D(1234)),
        (component("number", appearance={"suffixAdorner": "Euro"}), ["12,50 EUR"], D("12.5")),
        (component("number", appearance={"suffixAdorner": "Monate"}), ["3 Monate"], D(3)),
        # dates as the control sends them and as people write them
        (component("date"), ["2026-11-14"], date(2026, 11, 14)),
        (component("date"), ["14.11.2026"], date(2026, 11, 14)),
        (component("date"), ["1.2.2024"], date(2024, 2, 1)),
        (component("date"), [""], None),
        (component("date"), ["01122026"], date(2026, 12, 1)),
        # two digits within ten years of today, 25.11.2026
        (component("date"), ["1.12.26"], date(2026, 12, 1)),
        (component("date"), ["1. 12. 16"], date(2016, 12, 1)),
        (component("date"), ["31.12.36"], date(2036, 12, 31)),
        (component("time"), ["14:30"], time(14, 30)),
        (component("time"), ["9.05 Uhr"], time(9, 5)),
        (
            component("datetime"),
            ["2026-07-14T14:30"],
            datetime(2026, 7, 14, 14, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        ),
        (
            component("datetime"),
            ["14.11.2026 14:30"],
            datetime(2026, 11, 14, 14, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        ),
        # the hour that the clock change repeats
        (
            component("datetime"),
            ["25.10.2026 02:30 Sommerzeit"],
            datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        ),
        (
            component("datetime"),
            ["25.10.2026, 02:30 Uhr (MEZ)"],
            datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        ),
        # boxes
        (component("checkbox"), [], False),
        (component("checkbox"), ["true"], True),
        (component("checkbox"), ["on"], True),
        (component("checkbox"), ["false", "true"], True),  # a hidden companion field before the box
        # choices keep the type of their value
        (choice("select"), ["2"], D(2)),
        (choice("radio"), ["a"], "a"),
        (choice("radio"), [], None),
        (choice("checklist"), ["a", "2", "a"], ["a", D(2)]),
        (choice("taglist"), [], []),
        # text
        (component("textfield"), ["  Ada \n Lovelace "], "Ada Lovelace"),
        (component("textarea"), ["eins\r\nzwei\n"], "eins\nzwei"),
        (component("textfield"), [""], None),
    ],
)
def test_typed_text_becomes_a_value(form_of, environment, field, typed, value):
    submission = read(form_of(field), {"k": typed}, {}, environment)

    assert submission.errors == {}
    assert submission.values["k"] == feel.from_python(value)


REQUIRED = {"validate": {"required": True}}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (component("textfield", **REQUIRED), [" "], "Bitte geben Sie „Feld“ ein."),
        (component("date", **REQUIRED, dateLabel="Datum"), [], "Bitte geben Sie „Datum“ ein."),
        (component("checkbox", **REQUIRED), [], "Bitte bestätigen Sie „Feld“."),
        (choice("radio", **REQUIRED), [], "Bitte wählen Sie bei „Feld“ einen Eintrag."),
        (choice("checklist", **REQUIRED), [], "Bitte wählen Sie bei „Feld“ mindestens einen Eintrag."),
        (component("number"), ["viel"], "Bitte geben Sie eine Zahl ein, z. B. 1.234,56."),
        (component("number"), ["1.23.4"], "Bitte geben Sie eine Zahl ein, z. B. 1.234,56."),
        (component("number"), ["9" * 40], "Bitte geben Sie eine Zahl ein, z. B. 1.234,56."),
        (component("number", validate={"min": 18}), ["17"], "Bitte geben Sie mindestens 18 ein."),
        (component("number", validate={"max": "=grenze"}), ["7"], "Bitte geben Sie höchstens 5 ein."),
        (component("number", decimalDigits=0), ["1,5"], "Bitte geben Sie eine ganze Zahl ein."),
        (component("number", decimalDigits=1), ["1,55"], "Bitte geben Sie höchstens 1 Nachkommastellen ein."),
        (
            component("number", appearance={"suffixAdorner": "Monate"}),
            ["3 €"],
            "Bitte geben Sie eine Zahl ein, z. B. 1.234,56.",
        ),
        (component("number"), ["€"], "Bitte geben Sie eine Zahl ein, z. B. 1.234,56."),
        (component("date"), ["14.11.6"], "Bitte geben Sie ein Datum ein, z. B. 14.11.2026."),
        (component("date"), ["20261114"], "Bitte geben Sie ein Datum ein, z. B. 14.11.2026."),
        # 1958 or 2058; and nobody guesses when somebody was born
        (component("date"), ["14.11.58"], "Bitte schreiben Sie das Jahr mit vier Ziffern, z. B. 14.11.2026."),
        (component("date"), ["14.11.37"], "Bitte schreiben Sie das Jahr mit vier Ziffern, z. B. 14.11.2026."),
        (
            component("date", dateLabel="Geboren am"),
            ["14.11.24"],
            "Bitte schreiben Sie das Jahr mit vier Ziffern, z. B. 14.11.2026.",
        ),
        (
            component("datetime"),
            ["25.10.2026 02:30"],
            "Die Uhrzeit 02:30 gibt es an diesem Tag zweimal (Zeitumstellung). "
            "Bitte schreiben Sie „Sommerzeit“ oder „Winterzeit“ dahinter.",
        ),
        (component("date"), ["30.02.2026"], "Den Tag 30.02.2026 gibt es nicht. Bitte prüfen Sie das Datum."),
        (
            component("date", disallowPassedDates=True),
            ["24.11.2026"],
            "Bitte geben Sie kein Datum in der Vergangenheit ein.",
        ),
        (
            component("date", validate={"max": "2026-01-01"}),
            ["02.01.2026"],
            "Bitte geben Sie spätestens 01.01.2026 ein.",
        ),
        (
            component("date", validate={"min": '=date("2026-01-01")'}),
            ["31.12.2025"],
            "Bitte geben Sie frühestens 01.01.2026 ein.",
        ),
        (component("time"), ["mittags"], "Bitte geben Sie eine Uhrzeit ein, z. B. 14:30."),
        (component("time"), ["25:00"], "Die Uhrzeit 25:00 gibt es nicht."),
        (
            component("datetime"),
            ["2026-03-29T02:30"],
            "Die Uhrzeit 02:30 gibt es an diesem Tag nicht (Zeitumstellung).",
        ),
        (
            component("datetime"),
            ["2026-03-29"],
            "Bitte geben Sie Datum und Uhrzeit ein, z. B. 14.11.2026 14:30.",
        ),
        (choice("select"), ["fremd"], "Bitte wählen Sie einen der angebotenen Einträge."),
        (choice("checklist"), ["a", "fremd"], "Bitte wählen Sie einen der angebotenen Einträge."),
        (
            component("textfield", validate={"minLength": 3}),
            ["ab"],
            "Bitte geben Sie mindestens 3 Zeichen ein.",
        ),
        (
            component("textfield", validate={"maxLength": "=grenze"}),
            ["abcdef"],
            "Bitte geben Sie höchstens 5 Zeichen ein (6 sind es jetzt).",
        ),
        (
            component("textfield", validate={"pattern": "^[0-9]{5}$"}),
            ["5206"],
            "Die Eingabe hat nicht die verlangte Form.",
        ),
        (
            component("textfield", validate={"validationType": "email"}),
            ["ada@"],
            "Bitte geben Sie eine gültige E-Mail-Adresse ein.",
        ),
        (
            component("textfield", validate={"validationType": "phone"}),
            ["Ruf an"],
            "Bitte geben Sie eine gültige Telefonnummer ein.",
        ),
        (component("textfield"), ["a\x00b"], "Der Text enthält unzulässige Steuerzeichen."),
        (component("textarea"), ["a" * 20_001], "Der Text ist länger als 20.000 Zeichen."),
    ],
)
def test_broken_rule_is_told_and_what_was_typed_is_kept(form_of, environment, field, typed, message):
    submission = read(form_of(field), {"k": typed}, {"grenze": D(5)}, environment)

    assert submission.errors == {"k": message}
    assert submission.entered == {"k": typed}


POSTED = {"name": ["Ada"], "einreise": ["1.3.2019"], "einkommen": ["1.500"], "titel": ["duldung"]}


def test_hidden_fields_are_left_out_and_not_demanded(antrag, environment):
    submission = read(antrag, POSTED | {"anzahl_kinder": ["7"]}, {}, environment)

    assert submission.is_valid
    assert "anzahl_kinder" not in submission.values
    assert "anzahl_kinder" not in submission.entered


def test_shown_fields_are_demanded(antrag, environment):
    submission = read(antrag, POSTED | {"kinder": ["true"]}, {}, environment)

    assert submission.errors == {"anzahl_kinder": "Bitte geben Sie „Anzahl der Kinder“ ein."}


def test_condition_may_demand_a_field(antrag, environment):
    submission = read(antrag, POSTED | {"titel": ["erlaubnis"]}, {}, environment)

    assert submission.errors == {"sprache": "Bitte wählen Sie bei „Sprachniveau“ einen Eintrag."}


def test_locked_and_unknown_fields_cannot_be_written_by_the_browser(antrag, environment):
    posted = POSTED | {
        "aktenzeichen": ["FREMD"],  # readonly
        "vermerk": ["Fremd"],  # disabled while the title is what is posted here
        "titel": ["erlaubnis"],
        "sprache": ["B1"],
        "jahreseinkommen": ["1"],  # computed
        "entscheidung": ["ja"],  # no field of this form
    }

    submission = read(antrag, posted, {"aktenzeichen": "33-1"}, environment)

    assert submission.is_valid
    assert submission.values.keys().isdisjoint({"aktenzeichen", "vermerk", "entscheidung"})
    assert submission.values["jahreseinkommen"] == 18000


def test_hidden_field_does_not_feed_other_conditions(form_of, environment):
    form = form_of(
        component("checkbox", id="A", key="a"),
        component("checkbox", id="B", key="b", conditional={"hide": "=not(a)"}),
        component("textfield", id="C", key="c", conditional={"hide": "=not(b = true)"}),
    )

    submission = read(form, {"b": ["true"], "c": ["x"]}, {}, environment)

    assert submission.values == {"a": False}


def test_conditions_that_chase_each_other_come_to_an_end(form_of, environment):
    form = form_of(
        component("textfield", id="A", key="a", conditional={"hide": "=b != null"}),
        component("textfield", id="B", key="b", conditional={"hide": "=a = null"}),
    )

    submission = read(form, {"a": ["x"], "b": ["y"]}, {}, environment)

    assert submission.errors == {}


def test_values_of_the_whole_form(antrag, environment):
    submission = read(antrag, POSTED | {"nachweise": ["pass", "lohn"], "plz": ["52062"]}, {}, environment)

    assert submission.values["einreise"] == Date(2019, 3, 1)
    assert submission.values["nachweise"] == ["pass", "lohn"]
    assert submission.values["kinder"] is False
    assert submission.values["mail"] is None


@pytest.mark.parametrize("key", ["geburtsdatum", "kind.geburtsdatum", "vater_geb", "birth_date"])
def test_the_key_of_a_date_of_birth_asks_for_four_digits(form_of, environment, key):
    submission = read(form_of(component("date", key=key)), {key: ["14.11.24"]}, {}, environment)

    assert submission.errors == {key: "Bitte schreiben Sie das Jahr mit vier Ziffern, z. B. 14.11.2026."}


@pytest.mark.parametrize("key", ["angebot_bis", "abgabe", "ergebnis_am"])
def test_the_key_of_another_day_does_not(form_of, environment, key):
    submission = read(form_of(component("date", key=key)), {key: ["14.11.24"]}, {}, environment)

    assert submission.values == {key: feel.from_python(date(2024, 11, 14))}
