"""A process calls the legal pre-check: on the record stored with the case, by the law of the day, kept with it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

from engine import commands
from engine.actor import SYSTEM
from engine.execution.bundle import read_bundle
from engine.testing import models as m

PERSONA = json.loads((Path(__file__).parents[2] / "processes" / "personen" / "C19.json").read_text("utf-8"))


def process(decision="vorpruefung", title='"StAG_10"'):
    inputs = (
        f'<zeebe:ioMapping><zeebe:input source={quoteattr("=" + title)} target="titel" /></zeebe:ioMapping>'
    )
    task = m.decision_task("pruefen", decision, "vorpruefung").replace(
        "</extensionElements>", f"{inputs}</extensionElements>"
    )
    return {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task("vorher"),
            task,
            m.user_task("nachher"),
            m.end(),
            m.flow("start", "vorher"),
            m.flow("vorher", "pruefen"),
            m.flow("pruefen", "nachher"),
            m.flow("nachher", "end"),
        )
    }


def save(story, document=PERSONA, revision=0):
    with story.world.engine.begin(SYSTEM) as tx:
        return commands.precheck.save(tx, story.reference, document, revision)


def test_the_newest_record_of_the_case_is_checked(world):
    story = world.start(process())
    save(story)
    save(story, {**PERSONA, "criminal": {"convictions": [], "pending": True}}, 1)

    story.complete("vorher")

    story.is_waiting_at("nachher")
    (decision,) = story.file().decisions
    assert decision.decision == "vorpruefung"
    assert decision.outputs["datensatz_stand"] == 2
    assert decision.outputs["ergebnis"] == "NEIN"
    assert any("Fassung ab 30.10.2025" in line for line in decision.explanation)


def test_without_a_record_the_case_goes_on_with_a_question(world):
    story = world.start(process())

    story.complete("vorher")

    story.is_waiting_at("nachher")
    (decision,) = story.file().decisions
    assert decision.outputs["ergebnis"] == "PRUEFUNG"


def test_the_day_is_that_of_the_step(world):
    story = world.start(process())
    save(story)
    story.pass_time(timedelta(days=365))

    story.complete("vorher")

    (decision,) = story.file().decisions
    assert decision.outputs["stichtag"] == "2027-11-23"
    assert decision.outputs["ergebnis"] in ("IST", "PRUEFUNG")


def test_a_title_nobody_checks_stops_the_case_with_the_reason(world):
    story = world.start(process(title='"StAG_" + ags'))

    story.complete("vorher")

    (incident,) = story.file().incidents
    assert "StAG_05334002" in incident.message


def test_both_decisions_are_known_to_the_check_of_a_version():
    for decision in ("vorpruefung", "chancencheck"):
        assert read_bundle(process(decision)).errors == ()
    (finding,) = read_bundle(process("vorpruefung_25b")).errors
    assert finding.rule == "decision-missing"


def test_a_decision_of_the_version_goes_before(world):
    own = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        b'<decision id="vorpruefung" name="Eigene"><literalExpression><text>"eigene"</text></literalExpression>'
        b"</decision></definitions>"
    )
    story = world.start(process() | {"d.dmn": own})

    story.complete("vorher")

    (decision,) = story.file().decisions
    assert decision.outputs == "eigene"


def test_a_title_nobody_checks_is_found_before_the_deployment():
    (finding,) = read_bundle(process(title='"StAG_99"')).errors

    assert (finding.rule, finding.element) == ("precheck-title", "pruefen")
    assert "„StAG_99“" in finding.reason and "StAG_10" in finding.hint


def test_titles_of_the_overview_are_looked_at_one_by_one():
    found = read_bundle(process("chancencheck", '["StAG_10", "StAG_11", "AufenthG_5"]')).errors

    assert [finding.reason for finding in found] == [
        "„pruefen“ will „StAG_11“ prüfen; diesen Titel prüft niemand."
    ]


def test_a_pre_check_without_a_title_is_found_and_an_overview_needs_none():
    def without(decision):
        source = process(decision)["p.bpmn"].replace(b'target="titel"', b'target="titl"')
        found = read_bundle({"p.bpmn": source}).findings
        return [(one.rule, one.severity.value) for one in found if one.rule.startswith("precheck")]

    assert without("vorpruefung") == [("precheck-title", "error"), ("precheck-input", "warning")]
    assert without("chancencheck") == [("precheck-input", "warning")]


def test_a_title_from_a_variable_is_for_the_case_to_say():
    assert read_bundle(process(title='if true then "StAG_10" else ags')).errors == ()
