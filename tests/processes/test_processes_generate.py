"""A scenario made for a way: it goes the way where forms answer the questions, and says where it cannot."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine import library
from engine.scenario import find_ways, generate, run_bundle, walk
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


TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="n">
<decision id="stufe" name="stufe"><decisionTable id="t" hitPolicy="FIRST">
<input id="i1"><inputExpression id="x1" typeRef="number"><text>alter</text></inputExpression></input>
<input id="i2"><inputExpression id="x2" typeRef="string"><text>art</text></inputExpression></input>
<output id="o" name="stufe" typeRef="string"/>
<rule id="r1"><inputEntry id="a1"><text>&gt; 64</text></inputEntry><inputEntry id="a2"><text>"b"</text></inputEntry>
<outputEntry id="a3"><text>"hoch"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="b1"><text>[18..20]</text></inputEntry><inputEntry id="b2"><text>-</text></inputEntry>
<outputEntry id="b3"><text>"jung"</text></outputEntry></rule>
<rule id="r3"><inputEntry id="c1"><text>-</text></inputEntry><inputEntry id="c2"><text>-</text></inputEntry>
<outputEntry id="c3"><text>"sonst"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_way_that_a_table_decides_is_gone_with_values_its_rules_ask_for() -> None:
    process = m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.decision_task("rechnen", "stufe", "stufe"),
        m.exclusive("g", default="g_sonst"),
        *(m.end(one) for one in ("hoch", "jung", "sonst")),
        m.flow("start", "a"),
        m.flow("a", "rechnen"),
        m.flow("rechnen", "g"),
        m.flow("g", "hoch", '=stufe = "hoch"'),
        m.flow("g", "jung", '=stufe = "jung"'),
        m.flow("g", "sonst", id_="g_sonst"),
    )
    files = {"p.bpmn": process, "forms/f.form": FORM, "stufe.dmn": TABLE}

    texts = [generate(files, PATH, way, TODAY, {}.get) for way in find_ways(runnable(files).graph).all]

    ends = [
        end for end in ("hoch", "jung", "sonst") if any(f'beendet mit: "{end}"' in text for text in texts)
    ]
    assert ends == ["hoch", "jung", "sonst"]
    assert not any("geht noch weiter" in text for text in texts)


def test_where_a_call_is_to_end_in_an_error_it_does() -> None:
    process = m.process(
        "p",
        m.start(),
        m.call("rufen", "anderer"),
        m.boundary("um", "rufen", m.error("ZU_SPAET")),
        m.end("gut"),
        m.end("schlecht"),
        m.flow("start", "rufen"),
        m.flow("rufen", "gut"),
        m.flow("um", "schlecht"),
        errors=("ZU_SPAET",),
    )
    files = {"p.bpmn": process}
    (way,) = [one for one in find_ways(runnable(files).graph).all if "schlecht" in one.elements]

    text = generate(files, PATH, way, TODAY, {}.get)

    assert 'fehler: "ZU_SPAET"' in text
    assert 'beendet mit: "schlecht"' in text


GIVEN = b"""szenario: Das Wort
angenommen:
  jetzt: 2026-05-04 08:00
schritte:
  - wenn: {aufgabe: a, erledigen mit: {grund: Sesam, art: a, eilt: false}}
  - dann: {beendet mit: e0}
"""


def test_what_a_scenario_gave_is_tried_where_nothing_else_says_which_value_leads_on() -> None:
    files = _files('=starts with(grund, "Se") and string length(grund) = 5')
    (way,) = [one for one in find_ways(runnable(files).graph).all if "g_e0" in one.flows]
    known = {**files, "scenarios/00_da.yaml": GIVEN}

    without = generate(files, PATH, way, TODAY, {}.get)
    text = generate(known, PATH, way, TODAY, {}.get, run_bundle(known, {}.get).results)

    assert "geht noch weiter" in without
    assert "geht noch weiter" not in text
    assert "jetzt: 2026-05-04 08:00" in text
    assert walk({**known, PATH: text.encode()}, PATH, 100, {}.get).failure is None


def test_what_a_called_process_gives_is_tried_as_its_answer() -> None:
    called = m.process(
        "anderer",
        m.start(),
        m.user_task("b", extra=m.io(outputs={"ausgang": '=if y then "gut" else "schlecht"'})),
        m.end(),
        m.flow("start", "b"),
        m.flow("b", "end"),
    )
    process = m.process(
        "p",
        m.start(),
        m.call("rufen", "anderer", extra=m.io(outputs={"ergebnis": "=ausgang"})),
        m.exclusive("g", default="g_sonst"),
        m.end("gut"),
        m.end("sonst"),
        m.flow("start", "rufen"),
        m.flow("rufen", "g"),
        m.flow("g", "gut", '=ergebnis = "gut" or ergebnis = null', "g_gut"),
        m.flow("g", "sonst", id_="g_sonst"),
    )
    files = {"p.bpmn": process}
    (way,) = [one for one in find_ways(runnable(files).graph).all if "sonst" in one.elements]

    text = generate(files, PATH, way, TODAY, {"anderer": {"anderer.bpmn": called}}.get)

    assert 'ausgang: "schlecht"' in text
    assert "geht noch weiter" not in text


def _find(key: str) -> dict[str, bytes] | None:
    folder = library.FOLDER / key
    return dict(library.read_all(folder).files) if folder.is_dir() else None


@pytest.mark.parametrize(
    ("key", "least"),
    [("bedarfsanalyse", 8), ("identitaetsklaerung", 8), ("rechtskreiswechsel", 7), ("bleiberecht", 8)],
)
def test_of_the_first_eight_ways_of_a_process_of_the_library_so_many_are_gone(key: str, least: int) -> None:
    """A floor: what was reached once is not lost. What is missing asks for what cannot be so at once."""
    files = library.read_all(library.FOLDER / key).files
    ran = run_bundle(files, _find)
    ways = find_ways(ran.bundle.graph, ran.results.values()).untested[:8]

    texts = [generate(files, PATH, way, TODAY, _find, ran.results) for way in ways]

    gone = [text for text in texts if "geht noch weiter" not in text]
    assert len(gone) >= least
    for text in gone:
        assert walk({**files, PATH: text.encode()}, PATH, 100, _find).failure is None
