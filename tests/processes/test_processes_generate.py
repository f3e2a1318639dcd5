"""A scenario made for a way: it goes the way where forms answer the questions, and says where it cannot."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine.scenario import find_ways, generate, walk
from engine.scenario.in_memory import runnable
from engine.testing import models as m

TODAY = date(2026, 11, 30)
PATH = "scenarios/01_neu.yaml"
FIELDS: list[dict[str, object]] = [
    {"type": "number", "key": "alter", "label": "Alter", "id": "F1"},
    {
        "type": "select",
        "key": "art",
        "label": "Art",
        "id": "F2",
        "validate": {"required": True},
        "values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
    },
    {"type": "textfield", "key": "grund", "label": "Grund", "id": "F3", "validate": {"required": True}},
    {"type": "checkbox", "key": "eilt", "label": "Eilt", "id": "F4"},
    {
        "type": "textfield",
        "key": "warum",
        "label": "Warum",
        "id": "F5",
        "validate": {"required": True},
        "conditional": {"hide": "=not(eilt = true)"},
    },
]
FORM = json.dumps({"type": "default", "id": "f", "schemaVersion": 18, "components": FIELDS}).encode()


def _files(*conditions: str) -> dict[str, bytes]:
    """One question with an end for each condition, and one for all else."""
    ends = [f"e{number}" for number in range(len(conditions))]
    process = m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.exclusive("g", default="g_sonst"),
        *(m.end(one) for one in (*ends, "sonst")),
        m.flow("start", "a"),
        m.flow("a", "g"),
        *(m.flow("g", end, text, f"g_{end}") for end, text in zip(ends, conditions, strict=True)),
        m.flow("g", "sonst", id_="g_sonst"),
    )
    return {"p.bpmn": process, "forms/f.form": FORM}


QUESTIONS = [
    '=art = "b" and alter > 17',
    "=eilt and alter = 3",
    '=art = "b" or eilt',
    "=alter != null",
    '=grund = "Umzug"',
]


@pytest.mark.parametrize("condition", QUESTIONS)
def test_every_way_that_a_form_decides_is_gone_and_passes(condition: str) -> None:
    files = _files(condition)
    ways = find_ways(runnable(files).graph).all
    assert len(ways) == 2

    for way in ways:
        text = generate(files, PATH, way, TODAY, {}.get)

        walked = walk({**files, PATH: text.encode()}, PATH, 100, {}.get)
        assert walked.failure is None
        assert way.flows <= {flow for _process, flow in walked.flows}
        assert "geht noch weiter" not in text


def test_where_the_way_depends_on_what_is_not_known_the_scenario_says_so_and_passes() -> None:
    files = _files('=aktenzeichen = "anders"')
    (way,) = [one for one in find_ways(runnable(files).graph).all if "g_e0" in one.flows]

    text = generate(files, PATH, way, TODAY, {}.get)

    assert "# Der Weg geht noch weiter" in text
    assert walk({**files, PATH: text.encode()}, PATH, 100, {}.get).failure is None


def test_what_comes_from_outside_happens_when_the_way_waits_for_it() -> None:
    process = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.boundary("um", "a", m.timer("P3D")),
        m.catch("warten", m.message("antwort")),
        m.end("gut"),
        m.end("zu_spaet"),
        m.flow("start", "a"),
        m.flow("a", "warten"),
        m.flow("warten", "gut"),
        m.flow("um", "zu_spaet"),
        messages={"antwort": "=aktenzeichen"},
    )
    files = {"p.bpmn": process}

    texts = [generate(files, PATH, way, TODAY, {}.get) for way in find_ways(runnable(files).graph).all]

    assert sorted('beendet mit: "gut"' in one for one in texts) == [False, True]
    assert any('warte bis: "um"' in one for one in texts)
    for text in texts:
        assert walk({**files, PATH: text.encode()}, PATH, 100, {}.get).failure is None
