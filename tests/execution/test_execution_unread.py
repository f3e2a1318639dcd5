"""A version holds nothing that nobody uses: forms no task shows, fields nothing reads, decisions nobody calls."""

from __future__ import annotations

import json

import pytest

from engine.errors import Severity
from engine.execution.bundle import read_bundle
from engine.testing import models as m

PROFILE = 'schluessel = "p"\n'
GROUP = (
    PROFILE
    + '[[daten]]\ngruppe = "Antrag"\nrechtsgrundlage = "§ 86 AufenthG"\nformulare = ["antrag"]\nzweck = "prüfen"\n'
)
DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="stufe" name="Stufe"><variable name="stufe"/>
<literalExpression><text>{}</text></literalExpression></decision>
</definitions>"""


def form(name, *keys):
    fields = [{"id": f"Feld_{key}", "key": key, "label": key.title(), "type": "textfield"} for key in keys]
    return json.dumps({"id": name, "type": "default", "schemaVersion": 18, "components": fields}).encode()


def found(profile=PROFILE, condition="", **more):
    """The remarks on a process of one task with the form “antrag”; `condition` is read on the way to its end."""
    ways = (
        (
            m.flow("a", "x"),
            m.flow("x", "end", condition),
            m.flow("x", "ende"),
            m.end("ende"),
            m.exclusive("x", "x_ende"),
        )
        if condition
        else (m.flow("a", "end"),)
    )
    files = {
        "p.bpmn": m.process(
            "p", m.start(), m.user_task("a", form="antrag"), m.end(), m.flow("start", "a"), *ways
        ),
        "process.toml": profile.encode(),
        "forms/antrag.form": form("antrag", "name", "wunsch"),
        **more,
    }
    bundle = read_bundle({path: content for path, content in files.items() if content})
    return [(one.rule, one.element) for one in bundle.findings if one.rule.endswith("-unused")]


def test_a_field_nothing_reads_has_no_use_unless_a_data_group_says_what_for():
    assert found() == [("form-field-unused", "Feld_name"), ("form-field-unused", "Feld_wunsch")]
    assert found(GROUP) == []


def test_a_group_without_purpose_says_nothing_of_what_its_fields_are_for():
    assert len(found(GROUP.replace('zweck = "prüfen"', 'zweck = ""'))) == 2


@pytest.mark.parametrize(
    ("keys", "unused"),
    [
        ("[]", ["Feld_name", "Feld_wunsch"]),
        ('["wunsch"]', ["Feld_name"]),
        ('["wunsch", "name"]', []),
    ],
)
def test_a_group_may_say_field_by_field_what_is_for_the_file_alone(keys, unused):
    assert found(f"{GROUP}nur_akte = {keys}\n") == [("form-field-unused", one) for one in unused]


def test_what_the_profile_gives_to_others_or_goes_by_is_read():
    given = '[[schnittstelle]]\nart = "ausgabe"\nname = "wunsch"\n'
    seen = '[[daten]]\ngruppe = "G"\nrechtsgrundlage = "§ 1"\nsichtbar_fuer = ["name"]\n'

    assert found(PROFILE + given + seen) == []


def test_a_condition_reads_a_field():
    assert found(condition='=wunsch = "ja"') == [("form-field-unused", "Feld_name")]


def test_another_form_and_a_decision_read_a_field():
    again = {"forms/zwei.form": form("zwei", "name")}
    decided = {"d.dmn": DECISION.format("wunsch").encode()}

    rules = found(**again, **decided)

    assert ("form-field-unused", "Feld_name") not in rules
    assert ("form-field-unused", "Feld_wunsch") not in rules


def test_without_a_profile_nothing_is_known_of_what_data_are_kept_for():
    assert found("") == []


def test_a_form_no_task_shows_and_a_decision_nobody_calls():
    more = {"forms/zwei.form": form("zwei", "ort"), "d.dmn": DECISION.format("1").encode()}

    assert found(GROUP.replace('"antrag"]', '"antrag", "zwei"]'), **more) == [
        ("form-unused", None),
        ("decision-unused", "stufe"),
    ]


@pytest.mark.parametrize("rule", ["form-unused", "form-field-unused", "decision-unused"])
def test_none_of_it_stops_a_deployment(rule):
    files = {
        "p.bpmn": m.tasks("p", "a"),
        "process.toml": PROFILE.encode(),
        "forms/zwei.form": form("zwei", "ort"),
        "d.dmn": DECISION.format("1").encode(),
    }
    (one,) = (one for one in read_bundle(files).findings if one.rule == rule)

    assert one.severity is Severity.WARNING
