"""A criterion without an answer is a question, never fulfilled; and the law of the library has none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.precheck import Result, Standing, check, read_law_book, read_record

PERSONAS = sorted((Path(__file__).parents[2] / "processes" / "personen").glob("*.json"))

#: a norm of one criterion whose table knows only one answer
LAW = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="Recht" namespace="urn:m"
    xmlns:laufweg="https://laufweg.nrw/schema/law/1.0">
  <decision id="wohnen" name="Wohnraum"><variable name="wohnen"/><decisionTable hitPolicy="FIRST">
    <input label="Wohnraum"><inputExpression typeRef="string"><text>wohnraum</text></inputExpression></input>
    <output name="stand"/><output name="befund"/><output name="ab"/><output name="frage"/>
    <rule><inputEntry><text>"ja"</text></inputEntry><outputEntry><text>"erfuellt"</text></outputEntry>
      <outputEntry><text>"Reicht."</text></outputEntry><outputEntry><text>null</text></outputEntry>
      <outputEntry><text>null</text></outputEntry></rule></decisionTable></decision>
  <decision id="lage" name="Lage"><variable name="lage"/>
    <informationRequirement><requiredDecision href="#wohnen"/></informationRequirement>
    <literalExpression><text>"erfuellt"</text></literalExpression></decision>
  <decision id="ergebnis" name="Ergebnis" laufweg:title="StAG_8" laufweg:norm="§ 8 StAG">
    <informationRequirement><requiredDecision href="#lage"/></informationRequirement>
    <literalExpression><text>"KANN"</text></literalExpression></decision>
</definitions>"""


@pytest.mark.parametrize(("housing", "result"), [(True, Result.KANN), (False, Result.PRUEFUNG)])
def test_a_table_without_an_answer_is_a_question(base, housing, result):
    record = read_record({**base, "adequate_housing": housing})

    outcome = check(record, date(2026, 11, 22), read_law_book({"a.dmn": LAW.encode()})).title("StAG_8")

    assert outcome.result is result
    if result is Result.PRUEFUNG:
        (found,) = [one for one in outcome.criteria if one.decides]
        assert found.standing is Standing.HUMAN
        assert "„Wohnraum“ ist nicht bestimmbar" in found.finding
        assert found.question


@pytest.mark.parametrize("day", ["2020-01-01", "2022-12-31", "2024-06-26", "2025-10-29", "2026-11-22"])
def test_every_table_of_the_library_answers(book, day):
    nobody = {"version": 1, "birth": "1990-01-01", "residence": []}
    documents = [nobody, *(json.loads(path.read_text("utf-8")) for path in PERSONAS)]

    for document in documents:
        outcome = check(read_record(document), date.fromisoformat(day), book)

        unanswered = [
            (title.title, found.name)
            for title in outcome.titles
            for norm in title.norms
            for found in norm.criteria
            if not found.ids
        ]
        assert unanswered == []


def test_nothing_is_granted_to_somebody_of_whom_nothing_is_known(book):
    nobody = read_record({"version": 1, "birth": "1990-01-01", "residence": []})

    outcome = check(nobody, date(2026, 11, 22), book)

    assert [one.title for one in outcome.titles if one.result.is_open] == []
