"""Reading a person record: what is accepted, and what is said of everything else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.errors import Invalid
from engine.precheck import json_schema, read_record, shipped_schema
from engine.precheck.read import fields_of
from engine.precheck.record import PersonRecord
from engine.precheck.section import Section

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "person-record.md").read_text("utf-8")
SMALL = {"version": 1, "birth": "1990-01-01", "residence": []}


def faults(**parts):
    with pytest.raises(Invalid) as refused:
        read_record({**SMALL, **parts})
    return refused.value.fields


def test_what_is_left_out_is_unknown_and_not_no():
    record = read_record(SMALL)

    assert record.absences is None
    assert record.criminal.convictions is None
    assert record.language.spoken is None
    assert record.livelihood.sgb_benefits is None


def test_null_is_unknown_too_and_an_empty_list_is_none():
    record = read_record({**SMALL, "absences": None, "family": {"members": []}, "pension": {"months": None}})

    assert record.absences is None
    assert record.family.members == ()
    assert record.pension.months is None


@pytest.mark.parametrize(
    ("parts", "path", "said"),
    [
        ({"birht": "1990-01-01"}, "birht", "Meinten Sie „birth“"),
        ({"qqqq": 1}, "qqqq", "Bekannt sind: version, birth"),
        ({"version": 2}, "version", "Fassung 1"),
        ({"version": True}, "version", "ganze Zahl"),
        ({"birth": "01.01.1990"}, "birth", "Jahr-Monat-Tag"),
        ({"birth": "1990-02-30"}, "birth", "Jahr-Monat-Tag"),
        ({"birth": "0001-01-01"}, "birth", "von 1900 bis 2199"),
        ({"birth": 19900101}, "birth", "nicht 19900101"),
        ({"birth": None}, "birth", "darf nicht null sein"),
        ({"residence": {}}, "residence", "eine Liste"),
        ({"residence": ["x"]}, "residence[0]", "ein Objekt"),
        ({"residence": [{"from": "2020-01-01"}]}, "residence[0].status", "fehlt"),
        (
            {"residence": [{"from": "2020-01-01", "status": "tolerated"}]},
            "residence[0].status",
            "möglichen Werte: asylum_permission, toleration",
        ),
        (
            {"residence": [{"from": "2020-01-01", "status": "toleration", "section": "Duldung"}]},
            "residence[0].section",
            "kein Paragraf",
        ),
        (
            {"residence": [{"from": "2020-01-01", "to": "2019-01-01", "status": "toleration"}]},
            "residence[0].to",
            "Ende liegt vor dem Anfang",
        ),
        (
            {"residence": [{"from": "1980-01-01", "status": "toleration"}]},
            "residence[0].from",
            "vor der Geburt",
        ),
        (
            {"residence": [{"from": "2020-01-01", "status": "residence_permit", "protection": "asyl"}]},
            "residence[0].protection",
            "refugee, subsidiary, ban",
        ),
        ({"entry": "1980-01-01"}, "entry", "vor der Geburt"),
        (
            {"family": {"members": [{"relation": "child", "german": "ja"}]}},
            "family.members[0].german",
            "true, false",
        ),
        ({"livelihood": {"income_share": 62.5}}, "livelihood.income_share", "ganze Zahl"),
        ({"livelihood": {"income_share": -1}}, "livelihood.income_share", "ganze Zahl"),
        ({"criminal": {"convictions": [{}]}}, "criminal.convictions[0]", "Nennen Sie die Strafe"),
        ({"language": {"spoken": "B3"}}, "language.spoken", "A1, A2"),
        ({"name": 7}, "name", "ein Text"),
        ({"name": "x" * 2001}, "name", "mehr als 2000 Zeichen"),
        ({"absences": [{}] * 501}, "absences", "mehr als 500"),
        ({"applications": [{"title": "StAG_11", "date": "2026-01-01"}]}, "applications[0].title", "StAG_10"),
    ],
)
def test_a_wrong_value_is_named_in_german_with_its_path(parts, path, said):
    assert said in faults(**parts)[path]


def test_everything_wrong_is_named_at_once():
    assert len(faults(birth="x", language={"spoken": "B3"}, criminal=[])) == 3


@pytest.mark.parametrize("document", [None, [], "x", 1, True])
def test_a_document_that_is_no_object_is_refused(document):
    with pytest.raises(Invalid) as refused:
        read_record(document)

    assert "ein Objekt" in refused.value.fields["."]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25b", "25b"),
        ("§ 25b AufenthG", "25b"),
        ("25 Abs. 2", "25(2)"),
        ("§ 25 Abs. 2 S. 1 Alt. 1 (Flüchtling)", "25(2)"),
        ("25(5)", "25(5)"),
        ("§ 28 Abs. 1 S. 1 Nr. 1", "28(1)"),
        ("18B", "18b"),
        ("23 Abs. 1", "23(1)"),
    ],
)
def test_a_paragraph_is_read_as_people_write_it(text, code):
    assert Section.parse(text).code == code


def test_the_shipped_schema_is_that_of_the_classes():
    assert shipped_schema() == json.loads(json.dumps(json_schema()))


def test_the_schema_names_every_field_of_the_classes():
    assert set(json_schema()["properties"]) == set(fields_of(PersonRecord))
    assert json_schema()["required"] == ["version", "birth", "residence"]


def _names(schema):
    for name, part in schema.get("properties", {}).items():
        yield name
        yield from _names(part)
        yield from _names(part.get("items", {}))


def _values(schema):
    for part in schema.get("properties", {}).values():
        yield from (value for value in part.get("enum", ()) if value)
        yield from _values(part)
        yield from _values(part.get("items", {}))


def test_the_document_explains_every_field_and_every_value():
    prose = re.sub(r"```.*?```", "", DOCUMENT, flags=re.DOTALL)
    explained = set(re.findall(r"`([^`]+)`", prose))
    explained |= {"A2", "B1", "B2", "C1"}  # „Niveau `A1` bis `C2`“

    assert set(_names(json_schema())) - explained == set()
    assert set(_values(json_schema())) - explained == set()


def test_the_examples_of_the_document_can_be_read():
    examples = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)

    assert examples
    for example in examples:
        assert read_record(json.loads(example)).birth
