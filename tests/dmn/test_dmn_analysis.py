"""What the analysis of a table says to the person who wrote it."""

from __future__ import annotations

import pytest

from engine.dmn import Problem, analyse, check, parse, remark_json, space


def remarks(source: bytes):
    return [(one.problem, one.reason) for one in analyse(parse(source, "t.dmn").decisions["d"].logic)]


@pytest.mark.parametrize(
    ("policy", "inputs", "rules", "types", "found"),
    [
        # numbers have no neighbours: between 17 and 18 lies 17,5
        (
            "UNIQUE",
            ["alter"],
            [("[0..17]", "1"), (">= 18", "2")],
            {"alter": "number"},
            [
                (
                    Problem.GAP,
                    "Keine Regel gilt für: Alter unter 0 oder über 17 bis unter 18 (zum Beispiel Alter = −1).",
                ),
            ],
        ),
        ("UNIQUE", ["alter"], [("< 18", "1"), (">= 18", "2")], {}, []),
        # dates have: the day after the 31st is the 1st
        (
            "UNIQUE",
            ["tag"],
            [('<= date("2026-01-31")', "1"), ('>= @"2026-02-01"', "2")],
            {},
            [],
        ),
        (
            "UNIQUE",
            ["tag"],
            [('<= date("2026-01-31")', "1"), ('> @"2026-02-01"', "2")],
            {},
            [(Problem.GAP, "Keine Regel gilt für: Tag genau 01.02.2026 (zum Beispiel Tag = 01.02.2026).")],
        ),
        (
            "UNIQUE",
            ["dauer"],
            [('>= duration("P6Y")', "1"), ('< duration("P5Y6M")', "2")],
            {},
            [
                (
                    Problem.GAP,
                    "Keine Regel gilt für: Dauer von 5 Jahre 6 Monate bis unter 6 Jahre "
                    "(zum Beispiel Dauer = 5 Jahre 6 Monate).",
                )
            ],
        ),
        # texts: those the column allows, else those the cells speak of, and anything else
        ("UNIQUE", ['stufe: "A2","B1"'], [('"A2"', "1"), ('"B1"', "2")], {}, []),
        (
            "UNIQUE",
            ['stufe: "A2","B1","B2"'],
            [('"A2"', "1"), ('"B1"', "2")],
            {},
            [(Problem.GAP, "Keine Regel gilt für: Stufe „B2“ (zum Beispiel Stufe = B2).")],
        ),
        (
            "UNIQUE",
            ["stufe"],
            [('"A2"', "1"), ('"B1"', "2")],
            {},
            [
                (
                    Problem.GAP,
                    "Für andere Texte als die genannten gibt es nicht immer eine Regel, zum Beispiel "
                    "Stufe = anderer Wert.",
                )
            ],
        ),
        ("UNIQUE", ["stufe"], [('"A2"', "1"), ('not("A2")', "2")], {}, []),
        # truths
        (
            "FIRST",
            ["ok", "alter"],
            [("true", "> 5", "1"), ("false", "-", "2")],
            {},
            [(Problem.GAP, "Keine Regel gilt für: Ok ja; Alter bis 5 (zum Beispiel Ok = ja, Alter = 5).")],
        ),
        # overlaps
        (
            "UNIQUE",
            ["alter", "ok"],
            [("< 18", "-", "1"), (">= 16", "true", "2"), (">= 18", "false", "3")],
            {},
            [
                (
                    Problem.OVERLAP,
                    "Die Regeln 1 und 2 treffen zugleich zu, was die Trefferregel UNIQUE nicht erlaubt: "
                    "Alter von 16 bis unter 18; Ok ja (zum Beispiel Alter = 16, Ok = ja).",
                )
            ],
        ),
        ("ANY", ["alter"], [("< 18", "1"), (">= 16", "1")], {}, []),
        (
            "ANY",
            ["alter"],
            [("< 18", "1"), (">= 16", "2")],
            {},
            [
                (
                    Problem.OVERLAP,
                    "Die Regeln 1 und 2 treffen zugleich zu, was die Trefferregel ANY nicht erlaubt: "
                    "Alter von 16 bis unter 18 (zum Beispiel Alter = 16).",
                )
            ],
        ),
        # the same twice, written in two ways
        (
            "COLLECT",
            ["alter"],
            [("[1..5]", "1"), (">= 1, 0", "3"), ("? >= 1 and ? <= 5", "1")],
            {},
            [(Problem.DUPLICATE, "Die Regeln 1 und 3 haben dieselben Bedingungen und dasselbe Ergebnis.")],
        ),
        (
            "UNIQUE",
            ["ok"],
            [("true", "1"), ("not(false)", "2"), ("false", "3")],
            {},
            [
                (
                    Problem.CONTRADICTION,
                    "Die Regeln 1 und 2 haben dieselben Bedingungen, aber verschiedene Ergebnisse.",
                )
            ],
        ),
        # rules that never speak
        (
            "FIRST",
            ["alter"],
            [("< 10", "1"), (">= 10", "2"), ("[5..15]", "3")],
            {},
            [
                (
                    Problem.UNREACHABLE,
                    "Regel 3 kommt nie zum Zug: Was sie erfasst, entscheiden schon andere (Regel 1, 2).",
                )
            ],
        ),
        (
            "UNIQUE",
            ["alter: [0..150]"],
            [("< 18", "1"), (">= 18", "2"), ("> 200", "3")],
            {},
            [
                (
                    Problem.NEVER,
                    "Regel 3 kann nie zutreffen: Ihre Bedingungen lassen keinen erlaubten Wert übrig.",
                )
            ],
        ),
        # a rule for the missing input is no rule that never holds
        ("FIRST", ["ok"], [("null", "0"), ("true", "1"), ("false", "2")], {}, []),
        # cells that depend on more than their input are named, and neither gap nor overlap is guessed from them
        (
            "UNIQUE",
            ["alter"],
            [("< grenze", "1"), (">= 18", "2"), ('"alt"', "3")],
            {"alter": "number"},
            [
                (
                    Problem.UNCLEAR,
                    "Auf Lücken und Überschneidungen nicht geprüft: Regel 1, „Alter“: < grenze; "
                    "Regel 3, „Alter“: \"alt\".",
                )
            ],
        ),
        # two columns that look at the same are one dimension
        ("UNIQUE", ["alter", "alter"], [("< 18", "-", "1"), (">= 18", "< 60", "2"), ("-", ">= 60", "3")], {}, []),
    ],
)  # fmt: skip
def test_remarks(table_source, policy, inputs, rules, types, found):
    assert remarks(table_source(policy, inputs, ["r"], rules, types=types)) == found


def test_what_lists_and_results_that_are_worked_out_leave_open(define, table_source):
    lists = define(
        '<itemDefinition name="tListe" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
        '<decision id="d" name="D"><decisionTable><input label="L"><inputExpression typeRef="tListe"><text>l</text>'
        '</inputExpression></input><output/><rule><inputEntry><text>"a"</text></inputEntry>'
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>"
    )
    assert remarks(lists) == [
        (Problem.UNCLEAR, 'Auf Lücken und Überschneidungen nicht geprüft: Regel 1, „L“: "a".')
    ]
    # the same text is the same result, another may be or not
    same = table_source("ANY", ["x"], ["r"], [("< 5", "y + 1"), (">= 5", "y"), ("< 5", "y + 1")])
    assert [problem for problem, _ in remarks(same)] == [Problem.DUPLICATE]
    other = table_source("ANY", ["x"], ["r"], [("< 5", "y + 1"), (">= 5", "y"), ("< 5", "y")])
    assert remarks(other) == []
    unique = table_source("UNIQUE", ["x"], ["r"], [("< 5", "y + 1"), (">= 5", "y"), ("< 5", "y")])
    assert [problem for problem, _ in remarks(unique)] == [Problem.OVERLAP]
    ranked = table_source("PRIORITY", ["x"], ["r: 2,1"], [("< 5", "y"), (">= 5", "1"), ("-", "2")])
    assert [reason[:8] for problem, reason in remarks(ranked) if problem is Problem.UNREACHABLE] == [
        "Regel 2 "
    ]


def test_column_that_only_asks_whether_something_is_there(table_source):
    assert remarks(
        table_source("UNIQUE", ["x", "y"], ["r"], [("null", "> 1", "1"), ("not(null)", "> 1", "2")])
    ) == [(Problem.GAP, "Keine Regel gilt für: Y bis 1 (zum Beispiel Y = 1).")]
    assert remarks(table_source("UNIQUE", ["x", "y"], ["r"], [("null", "> 1", "1")])) == [
        (Problem.GAP, "Keine Regel kann zutreffen.")
    ]


def test_condition_that_asks_for_what_the_input_is_anyway_is_none(table_source):
    rules = [(">= 0", "true", "1"), ("-", "false", "2")]

    assert remarks(table_source("UNIQUE", ["alter: [0..150]", "ok"], ["r"], rules)) == []


def test_words_have_an_order(table_source):
    assert remarks(table_source("UNIQUE", ["name"], ["r"], [('< "b"', "1"), ('>= "c"', "2")])) == [
        (Problem.GAP, "Keine Regel gilt für: Name „b“ (zum Beispiel Name = b)."),
        (
            Problem.GAP,
            "Für andere Texte als die genannten gibt es nicht immer eine Regel, zum Beispiel Name = b .",
        ),
    ]


def test_gaps_without_end_are_counted_up_to_a_limit(table_source):
    rules = [(f'"{word}"', str(n), str(n)) for n, word in enumerate("abcdefghijklmnopqrstuvwxyz")]
    found = analyse(parse(table_source("UNIQUE", ["w", "x"], ["r"], rules), "t.dmn").decisions["d"].logic)

    gaps = [one for one in found if one.problem is Problem.GAP]
    assert len(gaps) == 5


def test_input_that_may_be_nothing_at_all(table_source):
    assert remarks(table_source("UNIQUE", ["x"], ["r"], [("[5..1]", "1")])) == [
        (Problem.GAP, "Keine Regel kann zutreffen."),
        (Problem.NEVER, "Regel 1 kann nie zutreffen: Ihre Bedingungen lassen keinen erlaubten Wert übrig."),
    ]


def test_table_too_tangled_for_the_budget_says_so(table_source, monkeypatch):
    monkeypatch.setattr(space, "BUDGET", 3)
    found = remarks(table_source("UNIQUE", ["x", "y"], ["r"], [("< 5", "> 1", "1"), (">= 5", "<= 1", "2")]))

    assert [problem for problem, _ in found] == [Problem.UNFINISHED]


def test_table_without_rules_has_nothing_to_check(table_source):
    assert remarks(table_source("UNIQUE", ["x"], ["r"], [])) == []


def test_priority_is_the_order_of_the_output_values(table_source):
    rules = [("< 18", '"kind"'), ("< 16", '"jung"'), (">= 18", '"erwachsen"')]
    source = table_source("PRIORITY", ["alter"], ['r: "kind","jung","erwachsen"'], rules)

    assert [(problem, reason[:26]) for problem, reason in remarks(source)] == [
        (Problem.UNREACHABLE, "Regel 2 kommt nie zum Zug:")
    ]


def test_no_gap_where_the_table_says_what_holds_otherwise(table_source):
    rules = [("> 5", "1")]

    assert remarks(table_source("UNIQUE", ["x"], ["r"], rules, defaults={"r": "0"})) == []
    assert remarks(table_source("COLLECT", ["x"], ["r"], rules)) == []


def test_many_remarks_of_one_kind_are_counted(table_source):
    rules = [(f"[{n}..20]", str(n)) for n in range(5)]
    found = analyse(parse(table_source("UNIQUE", ["x"], ["r"], rules), "t.dmn").decisions["d"].logic)

    overlaps = [one for one in found if one.problem is Problem.OVERLAP]
    assert len(overlaps) == 5
    assert overlaps[-1].more == 5
    assert overlaps[-1].reason.endswith("Und 5 weitere dieser Art.")


def test_what_a_required_decision_can_say_is_all_its_column_has_to_know(define):
    source = define(
        '<decision id="d" name="D"><informationRequirement><requiredDecision href="#e"/></informationRequirement>'
        '<informationRequirement><requiredInput href="#i"/></informationRequirement><decisionTable id="t">'
        '<input label="Stufe"><inputExpression><text>e</text></inputExpression></input>'
        '<input label="Art"><inputExpression><text>art</text></inputExpression></input><output name="r"/>'
        '<rule id="r1"><inputEntry><text>"A2"</text></inputEntry><inputEntry><text>"x"</text></inputEntry>'
        "<outputEntry><text>1</text></outputEntry></rule>"
        '<rule id="r2"><inputEntry><text>"C2"</text></inputEntry><inputEntry><text>-</text></inputEntry>'
        "<outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>"
        '<decision id="e" name="E"><decisionTable hitPolicy="FIRST"><input><inputExpression><text>x</text>'
        '</inputExpression></input><output name="r"><defaultOutputEntry><text>"B1"</text></defaultOutputEntry></output>'
        "<rule><inputEntry><text>&gt; 1</text></inputEntry>"
        '<outputEntry><text>"A2"</text></outputEntry></rule></decisionTable></decision>'
        '<itemDefinition name="tArt"><typeRef>string</typeRef><allowedValues><text>"x","y"</text></allowedValues>'
        '</itemDefinition><inputData id="i" name="art"><variable name="art" typeRef="tArt"/></inputData>'
    )

    found = check(parse(source, "t.dmn"))

    assert [(one.rule, one.element, one.severity.value) for one in found] == [
        ("table-gap", "t", "warning"),
        ("table-gap", "t", "warning"),
        ("table-never", "r2", "warning"),
    ]
    assert found[0].reason == "„D“: Keine Regel gilt für: Stufe „B1“ (zum Beispiel Stufe = B1)."
    assert (
        found[1].reason
        == "„D“: Keine Regel gilt für: Stufe „A2“; Art „y“ (zum Beispiel Stufe = A2, Art = y)."
    )
    assert found[2].reason.startswith("„D“: Regel 2 kann nie zutreffen")


def test_tables_inside_other_expressions_are_checked_too(define):
    table = (
        '<decisionTable id="t"><input><inputExpression><text>n</text></inputExpression></input><output/>'
        "<rule><inputEntry><text>true</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>"
    )
    source = define(
        f'<decision id="d" name="D"><context><contextEntry><variable name="a"/>{table}</contextEntry></context>'
        "</decision>"
        '<businessKnowledgeModel id="b" name="B">'
        f'<encapsulatedLogic><formalParameter name="n"/>{table}'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )

    assert [one.reason[:4] for one in check(parse(source, "t.dmn"))] == ["„D“:", "„B“:"]


def test_remark_as_data(table_source):
    table = (
        parse(table_source("UNIQUE", ["x"], ["r"], [("< 5", "1"), ("> 5", "2")]), "t.dmn")
        .decisions["d"]
        .logic
    )

    assert remark_json(analyse(table)[0]) == {
        "problem": "table-gap",
        "reason": "Keine Regel gilt für: X genau 5 (zum Beispiel X = 5).",
        "hint": "Ergänzen Sie eine Regel, oder tragen Sie bei den Ergebnissen eine Vorgabe ein.",
        "rules": [],
        "example": [{"label": "X", "expression": "x", "span": "genau 5", "value": 5}],
        "more": 0,
    }


def test_two_columns_on_one_variable_may_make_impossible_cases(table_source):
    source = table_source(
        "UNIQUE", ["alter", "alter &gt;= 18"], ["r"], [("< 18", "false", "1"), (">= 18", "true", "2")]
    )
    source = source.replace(b"&amp;gt;", b"&gt;")
    found = analyse(parse(source, "t.dmn").decisions["d"].logic)

    assert found
    assert all("vielleicht kommt der Fall nicht vor" in one.hint for one in found)


def test_table_of_500_rules_that_never_ends_alike(table_source):
    rules = [
        (f"[{n % 10}..{n % 10 + 1})", f'"w{n // 10 % 5}"', f"[{n // 50}..{n // 50 + 1})", str(n))
        for n in range(500)
    ]
    words = ",".join(f'"w{n}"' for n in range(5))
    source = table_source("UNIQUE", ["a: [0..10)", f"b: {words}", "c: [0..10)"], ["r"], rules)

    assert remarks(source) == []


SPARE = [
    # hit policy, rules, the rule that can be taken away and nothing is decided otherwise
    ("UNIQUE", [("1", "1"), ("1", "1")], "Regel 2"),
    ("ANY", [("1", "1"), ("1", "1")], "Regel 2"),
    ("UNIQUE", [("1", "1"), ("1", "2")], None),  # which of them is meant?
    ("COLLECT", [("1", "1"), ("1", "1")], None),  # each hit is one more
    ("RULE ORDER", [("1", "1"), ("1", "1")], None),
    ("FIRST", [("-", "1"), ("1", "2")], "Regel 2"),
    ("COLLECT", [("1", "1"), ("[3..2]", "2")], "Regel 2"),  # never true
]


@pytest.mark.parametrize(("policy", "rules", "spare"), SPARE)
def test_a_rule_that_says_nothing_can_be_taken_away(table_source, policy, rules, spare):
    model = parse(table_source(policy, ["a: 1,2"], ["r"], rules), "t.dmn")

    fixes = [one.fix for one in check(model) if one.fix is not None]

    assert [one.value for one in fixes] == ([spare] if spare else [])
    table = model.decisions["d"].logic
    assert [one.element for one in fixes] == ([table.rules[1].id] if spare else [])


def test_a_rule_with_a_note_of_its_own_is_not_taken_away(table_source):
    source = table_source("UNIQUE", ["a: 1,2"], ["r"], [("1", "1"), ("1", "1")])
    last = source.rindex(b"</rule>")
    noted = source[:last] + b"<annotationEntry><text>Norm: X</text></annotationEntry>" + source[last:]

    assert [one.fix for one in check(parse(noted, "t.dmn")) if one.rule == "table-duplicate"] == [None]
