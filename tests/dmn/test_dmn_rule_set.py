"""Versions of a decision: which is in force on a day, as far as known, and what is wrong with their validity."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.dmn import rule_set
from engine.dmn.rule_set import KeyDates, parse_law
from engine.errors import ModelError
from engine.execution.bundle import read_bundle
from engine.feel import Environment, from_python

HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
    'xmlns:laufweg="https://laufweg.nrw/schema/law/1.0" id="m" name="Recht" namespace="urn:m">'
)


def version(id_: str, value: str, name: str = "dauer", **validity: str) -> str:
    given = "".join(f' laufweg:{key}="{day}"' for key, day in validity.items())
    return (
        f'<decision id="{id_}" name="{id_}" laufweg:ruleSet="{name}"{given}><variable name="{name}"/>'
        f"<literalExpression><text>{value}</text></literalExpression></decision>"
    )


def law(*versions: str):
    needed = "".join(
        f'<informationRequirement id="i{index}"><requiredDecision href="#{one.split(chr(34))[1]}"/>'
        "</informationRequirement>"
        for index, one in enumerate(versions)
    )
    logic = "<literalExpression><text>dauer</text></literalExpression>"
    answer = f'<decision id="antwort" name="Antwort">{needed}{logic}</decision>'
    return parse_law(f"{HEAD}{''.join(versions)}{answer}</definitions>".encode(), "recht.dmn")


def answer(found, decision: str, known: str = "9999-12-31", application: str | None = None):
    days = KeyDates(date.fromisoformat(decision), application and date.fromisoformat(application))
    model = found.at(days, date.fromisoformat(known))
    value = model.evaluate("antwort", found.absent, Environment()).value
    return None if value is None else int(value)


OLD = version("alt", "8", validFrom="2000-01-01", validTo="2024-06-26")
NEW = version("neu", "5", validFrom="2024-06-27")


@pytest.mark.parametrize(
    ("day", "years"),
    [
        ("1999-12-31", None),
        ("2000-01-01", 8),
        # the law changes overnight
        ("2024-06-26", 8),
        ("2024-06-27", 5),
        ("2030-01-01", 5),
    ],
)
def test_the_version_in_force_decides(day, years):
    assert answer(law(OLD, NEW), day) == years


@pytest.mark.parametrize(
    ("known", "years"),
    [
        # before anybody knew of the change the old version had no end
        ("2024-06-26", 8),
        ("2024-06-27", 5),
        ("2025-01-14", 5),
        # the wrong text, and its correction
        ("2025-01-15", 6),
        ("2025-03-27", 6),
        ("2025-03-28", 5),
    ],
)
def test_of_two_versions_the_one_known_later_corrects_the_other(known, years):
    wrong = version("falsch", "6", validFrom="2024-06-27", knownFrom="2025-01-15")
    right = version("berichtigt", "5", validFrom="2024-06-27", knownFrom="2025-03-28")

    assert answer(law(OLD, NEW, wrong, right), "2025-02-01", known) == years


def test_a_norm_may_look_at_the_day_of_application():
    old = version("alt", "8", validFrom="2000-01-01", validTo="2024-06-26", keyDate="antrag")
    new = version("neu", "5", validFrom="2024-06-27", keyDate="antrag")

    assert answer(law(old, new), "2025-01-01", application="2024-01-01") == 8
    assert answer(law(old, new), "2025-01-01") == 5


def test_the_days_on_which_the_law_changes_are_known():
    found = law(OLD, NEW)

    assert found.changes(date(2023, 1, 1), date.max) == (date(2024, 6, 27),)
    assert found.changes(date(2024, 6, 27), date.max) == ()
    # nobody knew of the new version yet, but that the old one ends
    assert found.changes(date(1999, 1, 1), date(2023, 1, 1)) == (date(2000, 1, 1), date(2024, 6, 27))


@pytest.mark.parametrize(
    ("versions", "rule"),
    [
        ((OLD, version("neu", "5", validFrom="2024-06-28")), "rule-set-gap"),
        ((OLD, version("neu", "5", validFrom="2024-06-26")), "rule-set-overlap"),
        ((OLD, version("neu", "5", validFrom="2024-06-26", knownFrom="2000-01-01")), "rule-set-overlap"),
        # a correction says when it became known
        ((OLD, version("neu", "5", validFrom="2024-06-26", knownFrom="2024-06-28")), None),
        ((NEW, version("auch", "6", validFrom="2024-06-27")), "rule-set-overlap"),
        ((version("kurz", "5", validFrom="2024-06-27", validTo="2024-06-26"),), "rule-set-order"),
        ((version("ohne", "5"),), "rule-set-validity"),
        ((version("tag", "5", validFrom="27.06.2024"),), "rule-set-validity"),
        ((version("art", "5", validFrom="2024-06-27", keyDate="gestern"),), "rule-set-key-date"),
        ((OLD, NEW), None),
        (
            (
                version("eins", "1", "a", validFrom="2024-01-01"),
                version("zwei", "2", "b", validFrom="2024-01-01"),
            ),
            None,
        ),
    ],
)
def test_wrong_validity_is_a_finding(versions, rule):
    if rule is None:
        assert law(*versions).rule_sets
        return
    with pytest.raises(ModelError) as refused:
        law(*versions)

    assert {finding.rule for finding in refused.value.findings} == {rule}
    assert all(finding.hint for finding in refused.value.findings)


def test_a_model_at_the_same_law_is_made_once():
    found = law(OLD, NEW)

    assert found.at(KeyDates(date(2025, 1, 1)), date.max) is found.at(KeyDates(date(2026, 1, 1)), date.max)
    assert found.at(KeyDates(date(2020, 1, 1)), date.max) is not found.at(
        KeyDates(date(2026, 1, 1)), date.max
    )


def test_a_norm_may_look_at_the_day_of_an_event():
    old = version("alt", "8", validFrom="2000-01-01", validTo="2024-06-26", keyDate="ereignis")
    new = version("neu", "5", validFrom="2024-06-27", keyDate="ereignis")
    days = KeyDates(date(2025, 1, 1), event=date(2024, 1, 1))

    model = law(old, new).at(days, date.max)

    assert model.evaluate("antwort", {}, Environment()).value == 8


def test_choices_are_kept_for_a_bounded_number_of_days(monkeypatch):
    monkeypatch.setattr(rule_set, "_KEPT_CHOICES", 2)
    found = law(OLD, NEW)

    assert [answer(found, f"2024-06-{day}") for day in (25, 26, 27, 25)] == [8, 8, 5, 8]


NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def decided(variables, now=NOON, *versions):
    given = {name: from_python(value) for name, value in variables.items()}
    return law(*(versions or (OLD, NEW))).decide("antwort", given, Environment(now=now)).value


def test_a_process_decides_by_the_law_of_its_key_date():
    assert decided({"stichtag": date(2024, 6, 26)}) == 8
    assert decided({"stichtag": date(2024, 6, 27)}, None) == 5
    # without a key date by the law of today
    assert decided({}) == 5
    assert decided({"stichtag": "gestern"}) == 5


def test_a_process_knows_what_is_known_today():
    wrong = version("falsch", "6", validFrom="2024-06-27", knownFrom="2025-01-15")

    assert decided({}, NOON, OLD, NEW, wrong) == 5
    assert decided({}, datetime(2025, 2, 1, tzinfo=UTC), OLD, NEW, wrong) == 6


def test_the_day_of_application_is_a_variable():
    old, new = (
        version("alt", "8", validFrom="2000-01-01", validTo="2024-06-26", keyDate="antrag"),
        version("neu", "5", validFrom="2024-06-27", keyDate="antrag"),
    )

    assert decided({"antrag": date(2024, 1, 1)}, NOON, old, new) == 8


def test_a_day_is_needed_and_a_version_that_holds():
    with pytest.raises(ModelError, match="neither `stichtag` nor a time"):
        decided({}, None)
    with pytest.raises(ModelError, match="no version of it holds"):
        law(OLD, NEW).decide("alt", {}, Environment(now=NOON))


def test_a_version_of_a_process_decides_by_law():
    one = OLD + NEW
    needed = "".join(
        f'<informationRequirement><requiredDecision href="#{id_}"/></informationRequirement>'
        for id_ in ("alt", "neu")
    )
    logic = "<literalExpression><text>dauer</text></literalExpression>"
    table = f"{HEAD}{one}<decision id='antwort' name='Antwort'>{needed}{logic}</decision></definitions>"

    bundle = read_bundle({"recht.dmn": table.encode()})

    days = {"stichtag": from_python(date(2024, 6, 26))}
    assert bundle.decide("antwort", days, Environment(now=NOON)).value == 8
    assert bundle.decide("antwort", {}, Environment(now=NOON)).value == 5
    gap = read_bundle({"recht.dmn": table.replace("2024-06-27", "2024-07-01").encode()})
    assert "rule-set-gap" in {finding.rule for finding in gap.findings}


def test_a_decision_says_on_which_state_of_the_law_it_was_computed():
    checked = version("neu", "5", validFrom="2024-06-27", verify="Inkrafttreten prüfen")

    evaluation = law(OLD, checked).decide("antwort", {}, Environment(now=NOON))
    earlier = law(OLD, checked).decide(
        "antwort", {"stichtag": from_python(date(2020, 1, 1))}, Environment(now=NOON)
    )

    assert {name: one.words for name, one in evaluation.rule_sets.items()} == {
        "neu": "Fassung ab 27.06.2024, bekannt seit 27.06.2024 (Inkrafttreten prüfen)"
    }
    assert [one.words for one in earlier.rule_sets.values()] == [
        "Fassung ab 01.01.2000 bis 26.06.2024, bekannt seit 01.01.2000"
    ]
    assert earlier.rule_sets["alt"].to_json() == {
        "name": "dauer",
        "valid_from": "2000-01-01",
        "valid_to": "2024-06-26",
        "known_from": "2000-01-01",
        "key_date": "entscheidung",
        "verify": "",
    }
