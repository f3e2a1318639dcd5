"""The rules every process of the library keeps (docs/process-library.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.actor import PERMISSIONS, Action
from engine.bpmn import Kind
from engine.competence import read_group
from engine.feel import Environment
from engine.forms import present
from engine.scenario import read_process

LIBRARY = Path(__file__).parents[2] / "processes"
PROCESSES = sorted(path.parent for path in LIBRARY.glob("*/*.bpmn"))

pytestmark = pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)


def group(expression):
    """The candidate group without its circumstances; as it is written where it depends on the case."""
    value = expression.evaluate({}, Environment()).value
    return expression.text if value is None else value["gruppe"] if isinstance(value, dict) else value


def test_the_profile_agrees_with_the_diagram(process):
    """What `laufweg lint` says of it (docs/process-library.md) a process owner can see; the library has none of it."""
    bundle = read_process(process)

    assert bundle.profile is not None
    assert bundle.profile.key == process.name
    assert [str(one) for one in bundle.findings if one.rule.startswith("profile-")] == []


def test_no_consent_opens_the_course_that_does_not_release_all_of_it(process):
    """What a process computes goes with its first group (docs/sight.md), whichever form it was computed from."""
    first, *others = read_process(process).profile.data
    released = {one for group in others for one in group.categories}

    assert not first.categories or released <= set(first.categories)


def test_every_form_is_used_and_names_no_person(process):
    bundle = read_process(process)
    keys = {key for form in bundle.forms.values() for key in form.keys}

    assert bundle.forms.keys() == bundle.graph.forms
    assert not {key for key in keys if re.search(r"(^|_)(vor|nach|familien)?name($|_)|geburt", key)}


def test_no_form_shows_a_code_of_the_tables(process):
    codes = ("PRUEFUNG", "SOLL", "KANN", "NEIN", "VERSAGUNG", "IST", "AUSSETZUNG", "ENTFAELLT", None)
    for form in read_process(process).forms.values():
        for code in codes:
            seen = {"vorpruefung": {"ergebnis": code, "bedeutung": "Satz.", "befunde": ["Befund."]}}
            shown = [
                span.text
                for view in present(form, seen, Environment())
                for block in view.blocks
                for span in block.spans
            ]
            assert not [text for text in shown if code and re.search(rf"\b{code}\b", text)], form.id
            assert not [text for text in shown if "null" in text], form.id


def test_every_rule_names_its_norm(process):
    rules = [
        (decision.id, rule)
        for model in {id(one): one for one in read_process(process).decisions.values()}.values()
        for decision in model.decisions.values()
        for rule in decision.rules
    ]
    silent = [
        (decision, rule.index)
        for decision, rule in rules
        if not any("Norm: §" in annotation.text for annotation in rule.annotations)
    ]

    assert rules or not list(process.glob("*.dmn"))
    assert silent == []


def test_everyone_who_acts_is_told_what_to_do(process):
    graph = read_process(process).graph
    tasks = [node for node in graph.nodes.values() if node.kind is Kind.USER_TASK]

    assert [node.id for node in tasks if not node.documentation.strip()] == []


def test_who_may_not_read_the_file_is_asked_nothing_personal(process):
    bundle = read_process(process)
    personal = {key for form in bundle.forms.values() for key in form.personal_keys}
    asked = {
        node.id: personal & set(bundle.form(node.behaviour.form).keys)
        for node in bundle.graph.nodes.values()
        if node.kind is Kind.USER_TASK
        and node.behaviour.form
        and (found := read_group(group(node.behaviour.candidate_groups)))
        and found.role not in PERMISSIONS[Action.READ_CASE]
    }

    assert {task: keys for task, keys in asked.items() if keys} == {}


def test_levels_of_the_diagram_stay_small(process):
    graph = read_process(process).graph
    inside: dict[str, int] = {}
    for node in graph.nodes.values():
        inside[node.scope] = inside.get(node.scope, 0) + 1

    assert max(inside.values()) <= 26


def test_forms_are_written_for_the_modeller(process):
    for path in process.glob("forms/*.form"):
        form = json.loads(path.read_text(encoding="utf-8"))

        assert (form["id"], form["schemaVersion"], form["executionPlatform"]) == (
            path.stem,
            18,
            "Camunda Cloud",
        )
