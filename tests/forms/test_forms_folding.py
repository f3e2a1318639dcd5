"""How much of a long text of a form stands open."""

from __future__ import annotations

import pytest

from engine.feel import Environment
from engine.forms import parse, present, split

TEXT = "Eins\n\nZwei\n\n- a\n- b\n\nDrei\n\nVier"


def field(type_, key=None, **more):
    named = {} if key is None else {"key": key, "label": "A"}
    return {"type": type_, "id": "F", **named, **more}


def shown(source, **properties):
    form = parse(source(field("text", text=TEXT, properties=properties)), "f.form")
    (view,) = present(form, {}, Environment())
    return [
        ["".join(span.text for span in block.spans) for block in part]
        for part in split(view.blocks, view.properties)
    ]


@pytest.mark.parametrize(
    ("said", "opened", "folded"),
    [
        (None, ["Eins", "Zwei", "a", "b", "Drei", "Vier"], []),
        ("1", ["Eins"], ["Zwei", "a", "b", "Drei", "Vier"]),
        # a list is one paragraph
        ("3", ["Eins", "Zwei", "a", "b"], ["Drei", "Vier"]),
        # nobody folds a single paragraph
        ("4", ["Eins", "Zwei", "a", "b", "Drei", "Vier"], []),
        ("40", ["Eins", "Zwei", "a", "b", "Drei", "Vier"], []),
    ],
)
def test_so_many_paragraphs_stand_open(source, said, opened, folded):
    properties = {} if said is None else {"aufklappen": said}

    assert shown(source, **properties) == [opened, folded]


@pytest.mark.parametrize("said", ["", "0", "ja", "-1", "²"])
def test_what_is_no_number_folds_nothing_and_is_warned_of(source, said):
    form = parse(source(field("text", text=TEXT, properties={"aufklappen": said})), "f.form")

    assert [one.rule for one in form.findings] == ["form-property"]
    assert shown(source, aufklappen=said)[1] == []


def test_only_texts_fold(source):
    form = parse(source(field("textfield", "a", properties={"aufklappen": "2"})), "f.form")

    assert [one.rule for one in form.findings] == ["form-property"]
