"""The decisions of a version: made of several files, checked as tables, each id once."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import text

from engine import queries
from engine.execution.bundle import read_bundle
from engine.feel import Environment
from engine.testing import World, models

NS = "https://www.omg.org/spec/DMN/20191111/MODEL/"
PROCESS = models.process("antrag", models.start(), models.end("ende"), models.flow("start", "ende"))


def file(namespace: str, body: str) -> bytes:
    return f'<definitions xmlns="{NS}" id="m" name="m" namespace="{namespace}">{body}</definitions>'.encode()


def literal(id_: str, text: str, required: str = "") -> str:
    return (
        f'<decision id="{id_}" name="{id_}">{required}<literalExpression><text>{text}</text></literalExpression>'
        "</decision>"
    )


LAW = file("urn:recht", literal("jahre", "alter + 1"))
NEEDS = '<informationRequirement><requiredDecision href="urn:recht#jahre"/></informationRequirement>'


def test_decision_made_of_two_files_is_evaluated_by_its_id():
    main = file(
        "urn:d", f'<import name="recht" namespace="urn:recht"/>{literal("d", "recht.jahre * 2", NEEDS)}'
    )

    bundle = read_bundle({"antrag.bpmn": PROCESS, "decisions/recht.dmn": LAW, "d.dmn": main})

    assert bundle.errors == ()
    assert bundle.decide("d", {"alter": Decimal(4)}, Environment()).value == Decimal(10)


def test_missing_file_is_a_finding_of_the_version():
    main = file("urn:d", f'<import name="recht" namespace="urn:recht"/>{literal("d", "recht.jahre", NEEDS)}')

    bundle = read_bundle({"antrag.bpmn": PROCESS, "d.dmn": main})

    assert [(finding.file, finding.rule) for finding in bundle.errors] == [
        ("d.dmn", "import-missing"),
        ("d.dmn", "unknown-requirement"),
    ]


def test_two_decisions_of_one_id_are_a_finding():
    other = file("urn:b", literal("jahre", "2"))

    bundle = read_bundle({"antrag.bpmn": PROCESS, "a.dmn": LAW, "b.dmn": other})

    assert [(finding.file, finding.rule) for finding in bundle.errors] == [("b.dmn", "duplicate-decision")]


def test_two_processes_of_one_id_are_a_finding() -> None:
    bundle = read_bundle({"antrag.bpmn": PROCESS, "antrag_kopie.bpmn": PROCESS})

    assert [(finding.file, finding.rule) for finding in bundle.errors] == [
        ("antrag_kopie.bpmn", "duplicate-process")
    ]


def test_two_forms_of_one_id_are_a_finding() -> None:
    form = b'{"type": "default", "schemaVersion": 19, "id": "angaben", "components": []}'

    bundle = read_bundle({"antrag.bpmn": PROCESS, "forms/a.form": form, "forms/b.form": form})

    assert [(finding.file, finding.rule) for finding in bundle.errors] == [("forms/b.form", "duplicate-form")]


def test_gap_of_a_table_is_a_warning_of_the_version():
    table = (
        '<decision id="d" name="D"><decisionTable><input label="Alter"><inputExpression><text>alter</text>'
        "</inputExpression></input><output/><rule><inputEntry><text>&lt; 5</text></inputEntry>"
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>"
    )

    bundle = read_bundle({"antrag.bpmn": PROCESS, "d.dmn": file("urn:d", table)})

    assert bundle.errors == ()
    assert [finding.reason for finding in bundle.findings if finding.rule == "table-gap"] == [
        "„D“: Keine Regel gilt für: Alter ab 5 (zum Beispiel Alter = 5)."
    ]


def test_what_is_stored_of_a_decision_names_its_state_of_the_law(world: World) -> None:
    source = (
        f'<definitions xmlns="{NS}" xmlns:laufweg="https://laufweg.nrw/schema/law/1.0" id="m" name="m"'
        ' namespace="urn:m"><decision id="d_2024" name="Dauer" laufweg:ruleSet="dauer"'
        ' laufweg:validFrom="2024-06-27"><variable name="dauer"/><literalExpression><text>5</text>'
        '</literalExpression></decision><decision id="d" name="Ergebnis"><informationRequirement>'
        '<requiredDecision href="#d_2024"/></informationRequirement><literalExpression><text>dauer</text>'
        "</literalExpression></decision></definitions>"
    )
    process = models.process(
        "antrag",
        models.start(),
        models.decision_task("pruefen", "d", "ergebnis"),
        models.user_task("a"),
        models.end("ende"),
        models.flow("start", "pruefen"),
        models.flow("pruefen", "a"),
        models.flow("a", "ende"),
    )

    story = world.start({"antrag.bpmn": process, "d.dmn": source.encode()})

    with world.engine.begin(world.people["ada"]) as tx:
        (stored,) = queries.case_file.show(tx, story.reference).decisions
        record = tx.execute(text("SELECT record FROM decision")).scalar_one()
    assert stored.explanation[0] == (
        "Rechtsstand von „Dauer“: Fassung ab 27.06.2024, bekannt seit 27.06.2024."
    )
    assert record["required"][0]["rule_set"]["valid_from"] == "2024-06-27"
