"""A process from nothing runs; a copy is another process and otherwise the same."""

from __future__ import annotations

import re

import pytest

from engine import bundle, library
from engine.bundle import Template
from engine.errors import Invalid, Severity
from engine.execution.bundle import read_bundle


def test_a_process_with_one_task_has_no_errors() -> None:
    made = read_bundle(bundle.begin("wohnungssuche", 'Hilfe & "Rat" <Wohnung>', Template.ONE_TASK))

    assert (made.main, made.graph.name, made.errors) == ("wohnungssuche", 'Hilfe & "Rat" <Wohnung>', ())


def test_an_empty_process_says_what_it_lacks_and_nothing_else_is_wrong() -> None:
    made = read_bundle(bundle.begin("leer", "Leer", Template.EMPTY))

    assert {one.rule for one in made.findings if one.severity is Severity.ERROR} == {"no-end", "event-flow"}


def test_the_labels_beside_the_circles_have_room_for_their_word_on_one_line() -> None:
    source = bundle.begin("ablauf", "Ablauf", Template.ONE_TASK)["ablauf.bpmn"].decode()

    widths = re.findall(r'<bpmndi:BPMNLabel><dc:Bounds x="\d+" y="\d+" width="(\d+)"', source)

    # at the 12 px of the diagram no sign is wider than 7 px on average
    assert [
        int(width) >= 7 * len(word) for width, word in zip(widths, ("Beginn", "Erledigt"), strict=True)
    ] == [
        True,
        True,
    ]


@pytest.mark.parametrize("key", ["", "A", "a", "1a", "a-b", "a b", "ä1", "a" * 61, "../a", "a\n"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        bundle.begin(key, "Name", Template.EMPTY)

    assert set(refused.value.fields) == {"schluessel"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\x00b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        bundle.begin("ablauf", name, Template.EMPTY)

    assert set(refused.value.fields) == {"name"}


@pytest.mark.parametrize(
    "key", [one.name for one in sorted(library.FOLDER.iterdir()) if list(one.glob("*.bpmn"))]
)
def test_a_copy_of_a_library_process_has_no_finding_the_process_has_not(key: str) -> None:
    files = library.read_all(library.FOLDER / key).files

    copy = bundle.duplicate(files, key, "zweiter_ablauf", "Zweiter Ablauf")

    made, before = read_bundle(copy), read_bundle(files)
    assert (made.main, made.graph.name) == ("zweiter_ablauf", "Zweiter Ablauf")
    assert [one.rule for one in made.findings] == [one.rule for one in before.findings]
    assert made.profile is not None
    assert (made.profile.key, made.profile.title) == ("zweiter_ablauf", "Zweiter Ablauf")
    changed = [path for path, content in copy.items() if files.get(path) != content]
    assert all(path.endswith((".bpmn", ".toml", ".yaml")) for path in changed)
