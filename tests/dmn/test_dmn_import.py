"""One decision made of several files: an import finds its file by the namespace, beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import parse
from engine.errors import ModelError

D = Decimal
NS = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def file(namespace: str, *body: str) -> bytes:
    return (
        f'<definitions xmlns="{NS}" id="{namespace}" name="{namespace}" namespace="{namespace}">'
        f"{''.join(body)}</definitions>"
    ).encode()


def imported(name: str, namespace: str, kind: str = NS) -> str:
    return f'<import name="{name}" namespace="{namespace}" importType="{kind}"/>'


def decision(id_: str, text: str, *requirements: str, type_ref: str = "Any") -> str:
    return (
        f'<decision id="{id_}" name="{id_}"><variable name="{id_}" typeRef="{type_ref}"/>{"".join(requirements)}'
        f"<literalExpression><text>{text}</text></literalExpression></decision>"
    )


def needs(kind: str, href: str) -> str:
    outer = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
    return f'<{outer}><{kind} href="{href}"/></{outer}>'


LAW = file(
    "urn:recht",
    '<itemDefinition name="tStufe"><typeRef>string</typeRef><allowedValues><text>"A2","B1"</text></allowedValues>'
    "</itemDefinition>",
    '<itemDefinition name="tPerson"><itemComponent name="erreichte stufe"><typeRef>tStufe</typeRef></itemComponent>'
    "</itemDefinition>",
    '<inputData id="i" name="alter"><variable name="alter" typeRef="number"/></inputData>',
    decision("volljaehrig", "alter &gt;= 18", needs("requiredInput", "#i"), type_ref="boolean"),
    '<businessKnowledgeModel id="b" name="doppelte Zahl"><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/><literalExpression><text>n * 2</text></literalExpression>'
    "</encapsulatedLogic></businessKnowledgeModel>",
    '<decisionService id="s" name="pruefung"><outputDecision href="#volljaehrig"/><inputData href="#i"/>'
    "</decisionService>",
)


@pytest.mark.parametrize(
    ("name", "body", "variables", "value"),
    [
        # a decision, known by the import's name
        (
            "Recht 2026",
            decision("d", "Recht 2026.volljaehrig", needs("requiredDecision", "urn:recht#volljaehrig")),
            {"alter": D(20)},
            True,
        ),
        # a function with a name of two words, and a service
        (
            "r",
            decision("d", "r.doppelte Zahl(alter)", needs("requiredKnowledge", "urn:recht#b")),
            {"alter": D(4)},
            D(8),
        ),
        ("r", decision("d", "r.pruefung(17)", needs("requiredKnowledge", "urn:recht#s")), {}, False),
        # an input, under its own name or as member of the import's
        ("r", decision("d", "r.alter + 1", needs("requiredInput", "urn:recht#i")), {"alter": "4"}, D(5)),
        ("r", decision("d", "r.alter + 1", needs("requiredInput", "urn:recht#i")), {"r": {"alter": D(4)}}, D(5)),
        # types, with what they allow
        ("r", decision("d", '"B1"', type_ref="r.tStufe"), {}, "B1"),
        ("r", decision("d", '"C1"', type_ref="r.tStufe"), {}, None),
        ("r", decision("d", '"B1" instance of r.tStufe'), {}, True),
        (
            "r",
            '<inputData id="p" name="p"><variable name="p" typeRef="r.tPerson"/></inputData>'
            + decision("d", "p.erreichte stufe", needs("requiredInput", "#p")),
            {"p": {"erreichte stufe": "B1"}},
            "B1",
        ),
        # without a name everything is known as if it stood here
        ("", decision("d", "doppelte Zahl(3)", needs("requiredKnowledge", "urn:recht#b")), {}, D(6)),
        ("", decision("d", "volljaehrig", needs("requiredDecision", "urn:recht#volljaehrig")), {"alter": D(3)}, False),
        ("", decision("d", '"C1"', type_ref="tStufe"), {}, None),
    ],
)  # fmt: skip
def test_what_an_import_makes_known(environment, name, body, variables, value):
    model = parse(file("urn:d", imported(name, "urn:recht"), body), "d.dmn", {"recht.dmn": LAW})

    assert model.evaluate("d", variables, environment).value == value


def test_missing_input_of_an_imported_decision_is_named(environment):
    source = file(
        "urn:d",
        imported("r", "urn:recht"),
        decision("d", "r.volljaehrig = true", needs("requiredDecision", "urn:recht#volljaehrig")),
        decision("e", "r.volljaehrig", needs("requiredDecision", "urn:recht#volljaehrig")),
    )
    model = parse(source, "d.dmn", {"recht.dmn": LAW})

    evaluation = model.evaluate("e", {}, environment)

    assert evaluation.undetermined == ("alter",)
    assert evaluation.required[0].name == "volljaehrig"
    assert model.inputs("e") == ("alter",)


def test_same_id_in_two_files_is_two_decisions(environment):
    first = file("urn:a", decision("d", "1"))
    second = file("urn:b", decision("d", "2"))
    source = file(
        "urn:c",
        imported("a", "urn:a"),
        imported("b", "urn:b"),
        decision(
            "d", "[a.d, b.d]", needs("requiredDecision", "urn:a#d"), needs("requiredDecision", "urn:b#d")
        ),
    )

    model = parse(source, "c.dmn", {"a.dmn": first, "b.dmn": second, "c.dmn": source})

    assert model.evaluate("d", {}, environment).value == [D(1), D(2)]


def test_import_of_an_import(environment):
    middle = file(
        "urn:m",
        imported("r", "urn:recht"),
        decision("m", "if r.volljaehrig then 1 else 2", needs("requiredDecision", "urn:recht#volljaehrig")),
    )
    source = file("urn:d", imported("m", "urn:m"), decision("d", "m.m", needs("requiredDecision", "urn:m#m")))

    model = parse(source, "d.dmn", {"m.dmn": middle, "recht.dmn": LAW})

    assert model.evaluate("d", {"alter": D(1)}, environment).value == D(2)


@pytest.mark.parametrize(
    ("body", "others", "rule", "said"),
    [
        (imported("r", "urn:weg"), {}, "import-missing", "urn:weg"),
        (
            '<import name="r" namespace="urn:weg" locationURI="recht/stag.dmn"/>',
            {"recht.dmn": LAW},
            "import-missing",
            "stag.dmn",
        ),
        (imported("r", "urn:recht"), {"a.dmn": LAW, "b.dmn": LAW}, "import-ambiguous", "a.dmn, b.dmn"),
        (imported("r", "urn:recht", "http://www.w3.org/2001/XMLSchema"), {"a.dmn": LAW}, "import-type", "XMLSchema"),
        (imported("r", "urn:recht") * 2, {"a.dmn": LAW}, "import-name", "„r“"),
        (imported("r", "urn:a"), {"a.dmn": file("urn:a", decision("x", "1 +"))}, "import-faulty", "a.dmn"),
        (imported("r", "urn:a"), {"a.dmn": file("urn:a", imported("d", "urn:d"))}, "import-circle", "Kreis"),
        (imported("r", "urn:d"), {}, "import-circle", "Kreis"),
        # another file that is no XML is its own fault, not this one's
        (imported("r", "urn:recht"), {"kaputt.dmn": b"<"}, "import-missing", "urn:recht"),
        (
            imported("r", "urn:recht") + decision("e", "1", needs("requiredDecision", "urn:recht#weg")),
            {"a.dmn": LAW},
            "unknown-requirement",
            "urn:recht#weg",
        ),
    ],
)  # fmt: skip
def test_faulty_import_is_named(body, others, rule, said):
    with pytest.raises(ModelError) as caught:
        parse(file("urn:d", body, decision("d", "1")), "d.dmn", others)

    found = {finding.rule: finding.reason for finding in caught.value.findings}
    assert said in found[rule]


def test_circle_of_two_files_is_named_in_both():
    first = file("urn:a", imported("b", "urn:b"), decision("d", "1"))
    second = file("urn:b", imported("a", "urn:a"), decision("d", "1"))
    files = {"a.dmn": first, "b.dmn": second}

    for path, source in files.items():
        with pytest.raises(ModelError) as caught:
            parse(source, path, files)
        assert {finding.rule for finding in caught.value.findings} == {"import-circle"}
