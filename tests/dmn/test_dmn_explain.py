"""A decision in sentences and as data: what was required, what was found, what was missing, on which law."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from engine.dmn import Annotation, explain, parse, read_notes, to_json
from engine.feel import YearsMonthsDuration

D = Decimal
NOTE = (
    "Kriterium: 25b-02.\nNorm: § 25b Abs. 1 Satz 2 Nr. 1 AufenthG. Nachweis: Meldebescheinigung; Duldungen.\n"
    "Hinweis: Unterbrechungen prüfen."
)


def table(define, policy: str, *rules: tuple[str, str, str, str], head: str = "") -> bytes:
    rows = "".join(
        f'<rule id="r{number}"><description>{note}</description>'
        f"<inputEntry><text>{first}</text></inputEntry><inputEntry><text>{second}</text></inputEntry>"
        f"<outputEntry><text>{result}</text></outputEntry></rule>"
        for number, (first, second, result, note) in enumerate(rules, 1)
    )
    columns = "".join(
        f'<input label="{label}"><inputExpression><text>{name}</text></inputExpression></input>'
        for label, name in (("Aufenthalt", "dauer"), ("Identität geklärt", "ok"))
    )
    return define(
        f'<decision id="d" name="Vorprüfung"><decisionTable hitPolicy="{policy}">{columns}<output name="r"/>{rows}'
        f"</decisionTable></decision>{head}"
    )


SIX = "&gt;= duration(&quot;P6Y&quot;)"
RULES = ((SIX, "true", '"SOLL"', NOTE), (SIX, "false", '"PRUEFUNG"', "§ 5 Abs. 3"), ("-", "-", '"NEIN"', ""))


def months(number: int) -> YearsMonthsDuration:
    return YearsMonthsDuration(number)


def test_rule_that_decided_is_told_with_norm_values_and_evidence(define, environment):
    model = parse(table(define, "FIRST", *RULES), "t.dmn")

    assert explain(model.evaluate("d", {"dauer": months(75), "ok": True}, environment)) == (
        "„Vorprüfung“, Regel 1 – § 25b Abs. 1 Satz 2 Nr. 1 AufenthG: Aufenthalt mindestens 6 Jahre – erfüllt: "
        "6 Jahre 3 Monate; Identität geklärt ja – erfüllt. Nachweis: Meldebescheinigung; Duldungen.",
        "Kriterium: 25b-02.",
        "Hinweis: Unterbrechungen prüfen.",
        "Ergebnis von „Vorprüfung“: Soll.",
        "Nicht angewandt: Regel 2 (§ 5 Abs. 3) – Identität geklärt nein – nicht erfüllt: ja.",
    )


def test_rules_that_came_close_say_what_kept_them(define, environment):
    model = parse(table(define, "FIRST", *RULES), "t.dmn")

    sentences = explain(model.evaluate("d", {"dauer": months(70), "ok": True}, environment))

    # rule 2 fails in two conditions, which is no near miss
    assert sentences == (
        "„Vorprüfung“, Regel 3 – ohne weitere Bedingung.",
        "Ergebnis von „Vorprüfung“: nicht erfüllt.",
        "Nicht angewandt: Regel 1 (§ 25b Abs. 1 Satz 2 Nr. 1 AufenthG) – Aufenthalt mindestens 6 Jahre – "
        "nicht erfüllt: 5 Jahre 10 Monate.",
    )


def test_where_no_rule_applies_the_nearest_say_why(define, environment):
    model = parse(table(define, "UNIQUE", *RULES[:2]), "t.dmn")

    assert explain(model.evaluate("d", {"dauer": months(70), "ok": False}, environment)) == (
        "Aufenthalt: 5 Jahre 10 Monate.",
        "Identität geklärt: nein.",
        "„Vorprüfung“: Keine Regel trifft zu.",
        "Ergebnis von „Vorprüfung“: keine Angabe.",
        "Nicht angewandt: Regel 2 (§ 5 Abs. 3) – Aufenthalt mindestens 6 Jahre – nicht erfüllt: 5 Jahre 10 Monate.",
    )


def test_where_none_was_close_those_with_the_fewest_obstacles_are_told(table_source, environment):
    model = parse(
        table_source("UNIQUE", ["x", "y"], ["r"], [('"a"', '"b"', "1"), ('"c"', "-", "2")]), "t.dmn"
    )

    assert explain(model.evaluate("d", {"x": "z", "y": "z"}, environment))[-2:] == (
        "Nicht angewandt: Regel 1 – X „a“ – nicht erfüllt: z; Y „b“ – nicht erfüllt: z.",
        "Nicht angewandt: Regel 2 – X „c“ – nicht erfüllt: z.",
    )


def test_decision_required_twice_is_kept_once(define, environment):
    def needs(*ids: str) -> str:
        return "".join(
            f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>'
            for one in ids
        )

    def literal(id_: str, text: str, required: str = "") -> str:
        return (
            f'<decision id="{id_}" name="{id_}">{required}<literalExpression><text>{text}</text></literalExpression>'
            "</decision>"
        )

    source = define(
        literal("d", "b + c", needs("b", "c")) + literal("b", "c + 1", needs("c")) + literal("c", "1")
    )
    record = to_json(parse(source, "t.dmn").evaluate("d", {}, environment))

    assert record["required"][0]["required"][0]["value"] == 1
    assert record["required"][1] == {"decision": "c", "name": "c", "repeated": True}


def test_what_is_missing_is_told_with_the_rules_that_hang_on_it(define, environment):
    model = parse(table(define, "FIRST", *RULES), "t.dmn")

    sentences = explain(model.evaluate("d", {"dauer": months(75)}, environment))

    assert sentences[:3] == (
        "„Vorprüfung“ ist nicht bestimmbar, weil „Identität geklärt“ fehlt oder nicht lesbar ist.",
        "Offen ist Regel 1 (§ 25b Abs. 1 Satz 2 Nr. 1 AufenthG): Identität geklärt ja – offen: keine Angabe.",
        "Offen ist Regel 2 (§ 5 Abs. 3): Identität geklärt nein – offen: keine Angabe.",
    )


def test_state_of_the_law_is_told_and_kept(define, environment):
    model = parse(table(define, "FIRST", *RULES), "t.dmn")
    evaluation = model.evaluate("d", {"dauer": months(75), "ok": True}, environment)

    assert explain(evaluation, {"d": "Fassung vom 31.12.2022."})[0] == (
        "Rechtsstand von „Vorprüfung“: Fassung vom 31.12.2022."
    )
    assert to_json(evaluation, {"d": {"id": "25b", "valid_from": "2022-12-31"}})["rule_set"] == {
        "id": "25b",
        "valid_from": "2022-12-31",
    }
    assert to_json(evaluation)["rule_set"] is None


def test_record_holds_words_beside_values_and_the_rules_passed_over(define, environment):
    model = parse(table(define, "FIRST", *RULES), "t.dmn")

    record = json.loads(json.dumps(to_json(model.evaluate("d", {"dauer": months(75)}, environment))))

    assert record["inputs"][0] == {
        "label": "Aufenthalt",
        "expression": "dauer",
        "value": "P6Y3M",
        "said": "6 Jahre 3 Monate",
    }
    assert record["rules"] == []
    assert [(one["index"], one["norm"], one["evidence"]) for one in record["passed"]] == [
        (1, "§ 25b Abs. 1 Satz 2 Nr. 1 AufenthG", "Meldebescheinigung; Duldungen"),
        (2, "§ 5 Abs. 3", ""),
    ]
    assert record["passed"][0]["failed"] == []
    assert record["passed"][0]["unknown"] == [
        {
            "label": "Identität geklärt",
            "value": None,
            "test": "true",
            "required": "ja",
            "said": "keine Angabe",
        }
    ]


def test_of_a_large_table_only_the_nearest_rules_are_kept(table_source, environment):
    rules = [(f"{number}", "true", str(number)) for number in range(60)]
    model = parse(table_source("UNIQUE", ["x", "y"], ["r"], rules), "t.dmn")

    record = to_json(model.evaluate("d", {"x": D(30), "y": True}, environment))

    assert len(record["passed"]) == 6
    assert [rule["index"] for rule in record["rules"]] == [31]


@pytest.mark.parametrize(
    ("annotations", "norm", "evidence", "others"),
    [
        ([("", "§ 10 StAG")], "§ 10 StAG", "", ()),
        ([("", "Die Zeit ist voll.")], "", "", (("", "Die Zeit ist voll"),)),
        ([("Norm", "§ 9"), ("Nachweise", "Pass"), ("Stand", "2026")], "§ 9", "Pass", (("Stand", "2026"),)),
        ([("", "Norm: § 8 StAG. Kriterium: 8-01, 8-02.")], "§ 8 StAG", "", (("Kriterium", "8-01, 8-02"),)),
        ([("", "Text. Frage: Stimmt das?")], "", "", (("", "Text"), ("Frage", "Stimmt das?"))),
        ([("", "Norm:")], "", "", ()),
    ],
)
def test_notes_of_a_rule(annotations, norm, evidence, others):
    notes = read_notes(tuple(Annotation(*one) for one in annotations))

    assert (notes.norm, notes.evidence, notes.others) == (norm, evidence, others)
