"""The pre-check as a decision that processes call: what it answers, without a record too, and what it refuses."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from engine import dmn
from engine.cache import Cache
from engine.clock import ZONE
from engine.errors import ModelError, NotFound
from engine.feel import Date, Environment, from_python, to_json, to_python
from engine.precheck import DECISIONS, Grounds, Result, Stored, check, decide, read_record
from engine.precheck.report import LABELS

PERSONAS = Path(__file__).parents[2] / "processes" / "personen"
NOW = Environment(now=datetime(2026, 11, 22, 9, tzinfo=ZONE))
CODES = frozenset(Result)


@pytest.fixture
def ask(book):
    def asked(decision, persona=None, /, **variables):
        document = persona if isinstance(persona, dict) else None
        if isinstance(persona, str):
            document = json.loads((PERSONAS / f"{persona}.json").read_text("utf-8"))
        stored = None if document is None else Stored(3, document)
        return decide(decision, variables, NOW, Grounds(lambda: stored, lambda: book))

    return asked


@pytest.mark.parametrize("path", sorted(PERSONAS.glob("*.json")), ids=lambda path: path.stem)
def test_every_persona_gets_the_answers_of_the_pre_check(ask, book, path):
    direct = check(read_record(json.loads(path.read_text("utf-8"))), date(2026, 11, 22), book)

    overview = ask("chancencheck", path.stem).value
    told = {one["titel"]: one for one in overview["chancen"]}

    for outcome in direct.titles:
        one = ask("vorpruefung", path.stem, titel=outcome.title).value
        assert (one["ergebnis"], one["norm"], one["grund"]) == (outcome.result, outcome.norm, outcome.reason)
        assert one["fruehester_tag"] == (outcome.earliest and from_python(outcome.earliest))
        if outcome.title not in ("AufenthG_104c", "AufenthG_5"):
            assert told[outcome.title]["ergebnis"] == outcome.result
    assert told.keys() == {one.title for one in direct.titles} - {"AufenthG_104c", "AufenthG_5"}


def test_answer_names_what_is_missing_and_what_would_prove_it(ask):
    value = ask("vorpruefung", "C19", titel="StAG_10").value

    assert value["ergebnis"] == "NEIN"
    assert to_python(value["fruehester_tag"]) == date(2027, 6, 16)
    assert {
        "angabe": "Rechtmäßiger Aufenthalt",
        "nachweis": "Meldeverlauf, Aufenthaltstitel",
        "norm": "§ 10 Abs. 1 S. 1 StAG",
    } in value["fehlend"]
    assert value["befunde"][0].startswith("fehlt: Rechtmäßiger Aufenthalt – 5 Jahre")
    assert (value["datensatz_stand"], value["datensatz_fehlt"]) == (3, False)
    assert value["rechtsstand"].startswith("§ 10 StAG, Fassung seit ")


def test_the_decisive_finding_comes_first(ask):
    criteria = ask("vorpruefung", "C19", titel="StAG_10").value["kriterien"]

    assert [one["entscheidet"] for one in criteria] == sorted(
        (one["entscheidet"] for one in criteria), reverse=True
    )
    assert "10-01b" in criteria[0]["kennungen"]


@pytest.mark.parametrize("decision", sorted(DECISIONS))
def test_without_a_record_a_person_must_look(ask, decision):
    value = ask(decision, titel="StAG_10").value
    one = value if decision == "vorpruefung" else value["chancen"][0]

    assert one["ergebnis"] == "PRUEFUNG"
    assert one["datensatz_stand"] == 0
    assert value["datensatz_fehlt"] is True
    assert "noch kein Datensatz gespeichert" in value["anzeige"]
    assert one["fehlend"][0]["angabe"] == "Datensatz zur Person"


def test_answers_without_and_with_a_record_have_the_same_keys(ask):
    for decision in DECISIONS:
        assert (
            ask(decision, titel="StAG_10").value.keys() == ask(decision, "C19", titel="StAG_10").value.keys()
        )


def test_a_record_that_cannot_be_read_is_told_and_not_guessed(ask):
    value = ask("vorpruefung", {"version": 1, "birth": "gestern", "residence": []}, titel="StAG_10").value

    assert (value["ergebnis"], value["datensatz_fehlt"]) == ("PRUEFUNG", True)
    assert "(Stand 3) ist nicht lesbar" in value["grund"]


def test_only_the_norm_that_is_asked_for_counts(ask):
    both = ask("vorpruefung", "C01", titel="AufenthG_25a").value
    one = ask("vorpruefung", "C01", titel="AufenthG_25a", norm="§ 25a Abs. 2 AufenthG").value

    assert [norm["norm"] for norm in both["je_norm"]] == ["§ 25a Abs. 1 AufenthG", "§ 25a Abs. 2 AufenthG"]
    assert [norm["norm"] for norm in one["je_norm"]] == ["§ 25a Abs. 2 AufenthG"]


def test_the_law_of_the_day_counts_as_it_was_known_then(ask):
    def on(day):
        return ask("vorpruefung", "C19", titel="StAG_10", stichtag=from_python(date.fromisoformat(day))).value

    assert to_python(on("2026-11-22")["stichtag"]) == date(2026, 11, 22)
    # three years with special achievements were enough until 29.10.2025
    assert on("2025-10-29")["rechtsstand"] != on("2025-10-30")["rechtsstand"]


def test_a_day_may_be_text_as_forms_have_it(ask):
    by_text = ask("vorpruefung", "C19", titel="StAG_10", stichtag="2027-06-16").value
    by_date = ask("vorpruefung", "C19", titel="StAG_10", stichtag=Date(2027, 6, 16)).value

    assert by_text == by_date


def test_the_application_counts_on_its_day(ask):
    value = ask("vorpruefung", "C19", titel="StAG_10", antrag_am=Date(2023, 8, 23)).value

    assert to_python(value["antrag_am"]) == date(2023, 8, 23)
    assert value != ask("vorpruefung", "C19", titel="StAG_10").value


@pytest.mark.parametrize(
    ("decision", "variables", "said"),
    [
        ("vorpruefung", {}, "„titel“ ist null"),
        ("vorpruefung", {"titel": "StAG_11"}, "„titel“ ist StAG_11"),
        ("vorpruefung", {"titel": ["StAG_10"]}, "diesen Titel prüft niemand"),
        ("chancencheck", {"titel": []}, "diesen Titel prüft niemand"),
        ("chancencheck", {"titel": ["StAG_10", "Daueraufenthalt"]}, "Daueraufenthalt"),
        ("vorpruefung", {"titel": "StAG_10", "norm": "§ 9 AufenthG"}, "führt nicht zu StAG_10"),
        ("vorpruefung", {"titel": "StAG_10", "stichtag": "gestern"}, "„stichtag“ ist gestern"),
        ("vorpruefung", {"titel": "StAG_10", "antrag_am": True}, "„antrag_am“ ist true"),
    ],
)
def test_what_there_is_not_is_refused_with_the_reason(ask, decision, variables, said):
    with pytest.raises(ModelError) as refusal:
        ask(decision, "C19", **variables)

    assert said in refusal.value.findings[0].reason


def test_record_of_the_decision_holds_the_rules_and_their_versions(ask):
    evaluation = ask("vorpruefung", "C19", titel="StAG_10")

    stored = dmn.to_json(evaluation, {name: one.to_json() for name, one in evaluation.rule_sets.items()})
    words = dmn.explain(evaluation, {name: one.words for name, one in evaluation.rule_sets.items()})

    assert stored["name"] == "Vorprüfung § 10 StAG – Einbürgerung (Anspruch)"
    assert '"id": "aufenthalt_stag_2025_r05"' in json.dumps(stored)
    assert '"valid_from": "2025-10-30"' in json.dumps(stored)
    assert (
        "Rechtsstand von „Rechtmäßiger Aufenthalt“: Fassung ab 30.10.2025, bekannt seit 30.10.2025." in words
    )


@pytest.mark.parametrize("persona", ["C01", "C04", "C14", "C19", "C22a", "C26", None])
def test_what_forms_show_has_words_and_no_codes(ask, persona):
    for shown in (
        ask("chancencheck", persona).value["anzeige"],
        *(ask("vorpruefung", persona, titel=title).value["anzeige"] for title in ("StAG_10", "AufenthG_25b")),
    ):
        words = set(shown.replace(":", " ").replace(".", " ").split())
        assert not words & CODES
        assert "§ 35a VwVfG" in shown
        assert "None" not in shown and "null" not in shown


#: what no sentence for people holds: a key, a code, a literal of an expression, a day as machines write it
CODE = re.compile(
    r"\b\w+_\w+|\b[a-zäöü]{2,}[A-Z]|\b(?:true|false|null|None|PRUEFUNG|NEIN|SOLL|KANN|IST|VERSAGUNG|ENTFAELLT)\b"
    r"|\d{4}-\d\d-\d\d|[<>]=|\w: ;"
)


@pytest.mark.parametrize("path", sorted(PERSONAS.glob("*.json")), ids=lambda path: path.stem)
def test_the_explanation_of_every_persona_is_in_words(ask, path):
    for evaluation in (
        ask("chancencheck", path.stem),
        *(ask("vorpruefung", path.stem, titel=title) for title in LABELS),
    ):
        words = dmn.explain(evaluation, {name: one.words for name, one in evaluation.rule_sets.items()})

        assert words
        assert [line for line in words if CODE.search(line)] == []


def test_a_code_in_an_explanation_would_be_found():
    for line in (
        "stand: ohne_belang",
        "Ergebnis: PRUEFUNG.",
        "ab: 2026-11-22",
        "a >= 3",
        "norm: ; schutz: x",
        "vollJaehrig",
        "wert: null",
    ):
        assert CODE.search(line), line


def test_the_explanation_ends_with_what_it_means_and_not_with_every_value(ask):
    for evaluation in (ask("vorpruefung", "C19", titel="StAG_10"), ask("chancencheck", "C19")):
        last = [
            line for line in dmn.explain(evaluation) if line.startswith(f"Ergebnis von „{evaluation.name}“")
        ]
        assert last == [f"Ergebnis von „{evaluation.name}“: {evaluation.value['bedeutung']}"]


def test_overview_says_what_is_possible_and_a_line_for_each_title(ask):
    value = ask("chancencheck", "C19", titel=["StAG_10", "AufenthG_25b", "Niederlassungserlaubnis"]).value

    assert value["bedeutung"] == "Heute möglich: Niederlassungserlaubnis."
    assert value["befunde"][0].startswith("Niederlassungserlaubnis: Anspruch")
    assert value["befunde"][1].startswith(
        "§ 10 StAG – Einbürgerung (Anspruch): Eine Voraussetzung fehlt. Frühestens ab 16.06.2027"
    )
    assert value["befunde"][2].startswith("Nicht einschlägig: § 25b")


def test_overview_sorts_what_comes_by_its_day(ask):
    for path in PERSONAS.glob("*.json"):
        days = [to_python(one["tag"]) for one in ask("chancencheck", path.stem).value["in_aussicht"]]
        assert days == sorted(days)


def test_an_answer_is_plain_data(ask):
    for decision in DECISIONS:
        value = ask(decision, "C14", titel="AufenthG_25b").value
        assert json.loads(json.dumps(to_json(value)))["datensatz_stand"] == 3


def test_without_clock_and_day_there_is_no_answer(book):
    with pytest.raises(ModelError, match="stichtag"):
        decide("vorpruefung", {"titel": "StAG_10"}, Environment(), Grounds(lambda: None, lambda: book))


def test_without_law_the_reason_is_told():
    def law():
        raise NotFound("Expected to find the law")

    with pytest.raises(ModelError) as refusal:
        decide("vorpruefung", {"titel": "StAG_10"}, NOW, Grounds(lambda: None, law))

    assert refusal.value.findings[0].reason == "In der Prozessbibliothek liegt kein Recht als Daten."


def test_a_title_asked_for_twice_is_answered_once(ask):
    assert len(ask("chancencheck", "C19", titel=["StAG_10"] * 10_000).value["chancen"]) == 1


def test_what_is_kept_is_of_the_same_person_question_and_day(book):
    kept = Cache()
    document = json.loads((PERSONAS / "C19.json").read_text("utf-8"))
    earlier = Environment(now=datetime(2026, 11, 21, 9, tzinfo=ZONE))

    def asked(title, now, revision=1, **changed):
        stored = Stored(revision, {**document, **changed})
        return decide("vorpruefung", {"titel": title}, now, Grounds(lambda: stored, lambda: book, kept=kept))

    first = asked("StAG_10", NOW)

    assert asked("StAG_10", NOW) is first
    others = [
        asked("StAG_9", NOW),
        asked("StAG_10", earlier),
        asked("StAG_10", NOW, 2),
        asked("StAG_10", NOW, birth="1990-01-01"),
    ]
    assert [one is first for one in others] == [False] * 4
    assert others[2].value["datensatz_stand"] == 2
