"""Forms are read whole, or refused with a finding at the component."""

from __future__ import annotations

import json

import pytest

from engine.errors import ModelError, Severity
from engine.forms import Kind, parse, present, read


def field(**more: object) -> dict[str, object]:
    return {"type": "textfield", "id": "F1", "key": "k", "label": "L"} | more


def select(*values: object) -> dict[str, object]:
    return field(type="select", values=list(values))


def test_form_of_the_modeler_is_read_without_complaint(antrag):
    assert antrag.findings == ()
    assert antrag.keys[:3] == ("name", "einkommen", "einreise")
    assert "anzahl_kinder" in antrag.keys
    assert antrag.personal_keys == {"name"}
    assert antrag.watched_keys == {"kinder", "titel", "einkommen", "aktenzeichen"}
    assert [component.kind for component in antrag.fields()][:4] == [
        Kind.TEXTFIELD,
        Kind.NUMBER,
        Kind.DATE,
        Kind.DATETIME,
    ]


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        (field(type="image", source="=bild"), "form-component"),
        (field(type="button", action="reset"), "form-component"),
        (field(type="documentPreview"), "form-component"),
        (field(type="iframe"), "form-component"),
        (field(type="date"), "form-component"),  # our kind, not theirs
        (field(type="datetime", subtype="month"), "form-component"),
        (field(key=""), "form-key"),
        (field(key="a..b"), "form-key"),
        (field(key="a.1"), "form-key"),
        (field(label=None), "form-label"),
        (field(conditional={"hide": "=a >"}), "feel-syntax"),
        (field(validate={"required": "=a >"}), "feel-syntax"),
        (field(validate={"required": "ja"}), "form-property"),
        (field(type="expression", expression="=1 +"), "feel-syntax"),
        (field(type="expression"), "form-expression"),
        (field(validate={"pattern": "(?=a)"}), "form-pattern"),  # only linear-time patterns
        (field(validate={"validationType": "iban"}), "form-validation"),
        (select(), "form-options"),
        (select({"label": "A", "value": "a"}, {"label": "B", "value": "a"}), "form-options"),
        (select({"label": "A"}), "form-options"),
        (
            select({"label": "A", "value": "a"}) | {"valuesExpression": "=liste"},
            "form-options",
        ),  # two sources
        (field(type="select", valuesExpression="=a >"), "feel-syntax"),
        (field(type="group", path="a b", components=[]), "form-key"),
        (field(type="dynamiclist", components=[]), "form-key"),  # no path
        (field(type="dynamiclist", path="l", isRepeating=False), "form-list"),
        (field(type="dynamiclist", path="l", properties={"hoechstens": "201"}), "form-list"),
        (field(type="dynamiclist", path="l", properties={"mindestens": "3", "hoechstens": "2"}), "form-list"),
        (field(type="table", columns=[{"label": "A", "key": "a"}]), "form-table"),  # no data
        (field(type="table", dataSource="=l"), "form-table"),  # no columns
        (field(type="table", dataSource="=l", columns=[{"label": "A"}]), "form-table"),
        (
            field(type="table", dataSource="=l", columns=[{"key": "a"}], columnsExpression="=s"),
            "form-table",
        ),
        (field(type="text", text="{{#if a}}x{{/if}}"), "form-template"),
        (field(description="{{ a > }}"), "feel-syntax"),
        (field(properties="x"), "form-property"),
        (field(type="number", decimalDigits=-1), "form-property"),
        (field(validate=[]), "form-property"),
        (field(description=["a"]), "form-property"),
        (field(validate={"min": "viel"}), "form-property"),
        (field(validate={"max": [1]}), "form-property"),
        (field(height="x"), "form-property"),
        (field(type="number", decimalDigits="zwei"), "form-property"),
        (select({"label": "A", "value": ["a"]}), "form-property"),
    ],
)
def test_faulty_component_is_refused_by_id_and_line(source, component, rule):
    with pytest.raises(ModelError) as caught:
        parse(source(component), "f.form")

    finding = next(finding for finding in caught.value.findings if finding.severity is Severity.ERROR)
    assert (finding.rule, finding.element) == (rule, "F1")
    assert finding.line == 7
    assert finding.hint


def test_key_used_twice_is_refused_across_groups(source):
    inner = {"type": "group", "id": "G", "components": [field(id="F2")]}

    with pytest.raises(ModelError) as caught:
        parse(source(field(), inner), "f.form")

    assert [(finding.rule, finding.element) for finding in caught.value.findings] == [("duplicate-key", "F2")]


def test_head_of_a_number_no_machine_holds_is_refused(source):
    content = source(field(type="number", defaultValue=7)).replace(b"7", b"1e999")

    with pytest.raises(ModelError) as caught:
        parse(content, "f.form")

    assert caught.value.findings[0].rule == "form-property"


def test_lengths_as_text_are_numbers(source):
    form = parse(source(field(type="number", decimalDigits="2")), "f.form")

    assert form.fields()[0].rules.decimal_digits == 2


def test_id_used_twice_is_refused(source):
    with pytest.raises(ModelError) as caught:
        parse(source(field(), field(key="anders")), "f.form")

    assert [finding.rule for finding in caught.value.findings] == ["duplicate-id"]


@pytest.mark.parametrize("more", [{"zauber": 1}, {"validate": {"zauber": 1}}])
def test_unknown_property_is_a_warning(source, more):
    form = parse(source(field(**more)), "f.form")

    assert [(finding.rule, finding.severity) for finding in form.findings] == [
        ("form-property", Severity.WARNING)
    ]


def _nested(depth: int) -> bytes:
    return b'{"components":' * depth + b"[]" + b"}" * depth


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"{" + b" " * 10_000_000 + b"}", "form-size"),  # ten megabytes
        (b"", "form-syntax"),
        (b"{", "form-syntax"),
        (b"[]", "form-syntax"),
        (b"{}", "form-syntax"),
        (b'{"components": {}}', "form-syntax"),
        (b'{"components": [], "type": "wizard"}', "form-syntax"),
        (b'{"components": [NaN]}', "form-syntax"),
        (b"\xff\xfe{\x00", "form-syntax"),  # no UTF-8
        (_nested(20_000), "form-syntax"),  # deeper than the parser goes
        (b'{"components": [' + b"9" * 10_000 + b"]}", "form-syntax"),  # a number without end
        (b'{"components": [], "schemaVersion": 20}', "form-version"),
        (b'{"components": [1]}', "form-syntax"),
    ],
)
def test_hostile_or_foreign_file_is_refused(content, rule):
    with pytest.raises(ModelError) as caught:
        parse(content, "f.form")

    assert caught.value.findings[0].rule == rule


def test_groups_too_deep_and_components_too_many_are_refused(source):
    deep: dict[str, object] = field()
    for level in range(12):
        deep = {"type": "group", "id": f"G{level}", "components": [deep]}
    many = [{"type": "separator", "id": f"S{number}"} for number in range(1001)]

    for content in (source(deep), source(*many)):
        with pytest.raises(ModelError):
            parse(content, "f.form")


def test_whole_text_can_be_an_expression_and_lengths_can_be_text(source, environment):
    form = parse(source(field(label="=titel", validate={"minLength": "3"})), "f.form")

    view = present(form, {"titel": "Name"}, environment)[0]

    assert view.label == "Name"
    assert read(form, {"k": ["a"]}, {}, environment).errors


def test_line_of_bad_json_is_named():
    content = json.dumps({"components": []}, indent=1).replace("[]", "[")

    with pytest.raises(ModelError) as caught:
        parse(content.encode(), "f.form")

    assert caught.value.findings[0].line == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "fehlt ein Name"),
        (b'{"a" 1}', "In Spalte 6 fehlt ein Doppelpunkt"),
        (b'{"a":1 "b":2}', "In Spalte 8 fehlt ein Komma"),
        (b'{"a":}', "In Spalte 6 fehlt ein Wert"),
        (b'{"a":"x', "ab Spalte 6 ist nicht geschlossen"),
        (b'{"a":"\n"}', "Zeilenumbruch oder Steuerzeichen"),
        (b'{"a":"\\q"}', "etwas Unbekanntes"),
        (b'{"a":1} x', "hinter dem Ende"),
    ],
)
def test_what_is_wrong_with_the_json_is_said_in_german(content, said):
    with pytest.raises(ModelError) as caught:
        parse(content, "f.form")

    assert said in caught.value.findings[0].reason
