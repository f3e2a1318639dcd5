"""The special rules by name, and that the decision table of the process library says the same of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.deadlines import RULES, Calendar, Law, Question, Rule, SetBy, Shape, calculate
from engine.feel import Environment, from_python, to_python
from engine.scenario import read_process

PROCESS = Path(__file__).parents[2] / "processes" / "frist_eskalation"
#: what the table knows; what it does not is no deadline a process waits for
SHARED = [
    "untaetigkeit",
    "klage",
    "klage_ohne_belehrung",
    "zustimmung_zuzug",
    "kursbeginn",
    "kurs_anspruch",
    "anzeige_beschaeftigung",
    "kind_titel",
    "kooperationsplan",
    "vorleistung",
    "behoerdlich",
    "vereinbart",
]
KINDS = {SetBy.LAW: "gesetzlich", SetBy.AUTHORITY: "behoerdlich", SetBy.AGREEMENT: "keine"}


@pytest.fixture(scope="module")
def decide():
    bundle = read_process(PROCESS)

    def evaluated(name):
        return to_python(bundle.decide("fristregel", {"frist_regel": from_python(name)}, Environment()).value)

    return evaluated


@pytest.mark.parametrize("name", SHARED)
def test_the_table_of_the_library_and_the_rule_agree(decide, name):
    said, rule = decide(name), RULES[name]

    assert said["art"] == KINDS[rule.set_by]
    assert said["dauer"] == (None if rule.period is None else str(rule.period))
    assert said["recht"] == (None if rule.shape is Shape.OPEN else rule.law.title)
    assert said["bedeutung"] == rule.title
    assert said["beginn_ist"] == rule.event
    assert paragraph(said["norm"]) == paragraph(rule.norm)


def test_every_name_of_the_table_is_a_rule(decide):
    assert set(SHARED) <= RULES.keys()
    assert decide("gibt_es_nicht")["art"] == "ungeklaert"
    assert all(decide(name)["art"] == "ungeklaert" for name in RULES.keys() - set(SHARED))


@pytest.mark.parametrize(
    ("law", "norm"),
    [
        (None, "§ 31 Abs. 2 VwVfG"),
        (Law.SGB_X, "§ 26 Abs. 2 SGB X"),
        (Law.VWGO, "gesetzte Frist, VwGO"),
    ],
)
def test_a_deadline_an_authority_has_set_goes_by_the_law_of_the_procedure(law, norm):
    found = calculate(Question(rule="behoerdlich", event=date(2026, 12, 1), working_days=3, law=law))

    assert found.norm == norm
    assert str(found.steps[0]) == f"Frist bekannt gegeben 01.12.2026 ({norm})"


def test_a_rule_goes_by_its_key():
    assert all(key == rule.key for key, rule in RULES.items())


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_answers_with_its_norm(rule: Rule):
    given = {"event": date(2026, 11, 23), "rule": rule.key, "calendar": Calendar()}
    if rule.shape is Shape.OPEN:
        given["working_days"] = 10
    if rule.shape is Shape.YEAR_OF_LIFE and rule.years is None:
        given["years"] = 18

    found = calculate(Question(**given))

    assert found.day is not None
    assert found.norm == rule.norm
    assert all(note in found.notes for note in [f"prüfen: {rule.check}"] if rule.check)
    assert not rule.follows or rule.follows in found.notes


def test_what_follows_is_not_said_as_if_it_had_happened():
    """A note stands beside the answer by itself: „Der Antrag ist verspätet.“ would tell that it is."""
    said = [rule.follows for rule in RULES.values() if rule.shape is Shape.DEADLINE]

    assert all(any(word in one for word in ("bis dahin", "Bis dahin", "danach", "Danach")) for one in said)


def test_the_guide_lists_every_rule():
    guide = (Path(__file__).parents[2] / "docs" / "deadlines.md").read_text(encoding="utf-8")

    for rule in RULES.values():
        assert f"| `{rule.key}` | {rule.title} | {rule.norm} | {rule.event} |" in guide


def test_the_laws_have_a_name_of_their_own():
    assert len({law.title for law in Law}) == len(Law)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("zustimmung_zuzug", "Frist von 4 Wochen endet 30.11.2026"),
        ("kursbeginn", "Frist von 6 Wochen endet 14.12.2026"),
        ("anzeige_beschaeftigung", "Frist von 2 Wochen endet 16.11.2026"),
    ],
)
def test_weeks_of_a_statute_end_by_the_paragraph_for_weeks(rule, said):
    found = calculate(Question(rule=rule, event=date(2026, 11, 2)))

    assert said in found.derivation
    assert "§ 188 Abs. 2 BGB" in found.steps[1].norm


def paragraph(norm: str) -> str:
    """The paragraph and its law, without its parts: § 74 VwGO of § 74 Abs. 1 S. 2 VwGO."""
    words = norm.split(";", maxsplit=1)[0].split()
    return f"{words[1]} {words[-1]}" if words[0] == "§" else norm


@pytest.mark.parametrize(
    ("rule", "event", "step"),
    [
        ("titel_104c", date(2025, 12, 30), "Titel: 18 Monate bis 29.06.2027, Dienstag"),
        ("wohnsitzauflage", date(2023, 11, 29), "Wohnsitzregelung: 3 Jahre bis 29.11.2026, Sonntag"),
        ("antrag_25a", date(1999, 11, 29), "letzter Antragstag 28.11.2026"),
    ],
)
def test_what_is_no_deadline_is_not_called_one(rule, event, step):
    assert step in calculate(Question(rule=rule, event=event)).derivation
