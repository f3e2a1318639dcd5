"""The reports of scenarios: HTML, JUnit, the ways nobody tested, and what a failure tells."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from engine.clock import ZONE
from engine.scenario import find_ways, html_report, junit, read_process, run_all
from engine.testing import models as m

CASE = m.process(
    "fall",
    m.start(),
    m.user_task("fragen", form="antwort"),
    m.boundary("spaet", "fragen", m.timer("P3D"), interrupting=False),
    m.end("gemahnt"),
    m.boundary("weg", "fragen", m.message("ruecknahme")),
    m.end("zurueck"),
    m.exclusive("ja_nein", default="ja_nein_nein"),
    m.user_task("mehr"),
    m.end("ja"),
    m.end("nein"),
    m.flow("start", "fragen"),
    m.flow("spaet", "gemahnt"),
    m.flow("weg", "zurueck"),
    m.flow("fragen", "ja_nein"),
    m.flow("ja_nein", "mehr", '=antwort = "ja"'),
    m.flow("ja_nein", "nein"),
    m.flow("mehr", "fragen", '=antwort = "nochmal"'),
    m.flow("mehr", "ja"),
    messages={"ruecknahme": "=aktenzeichen"},
)
FORM = """{"id": "antwort", "schemaVersion": 18, "type": "default", "components": [
 {"type": "textfield", "key": "antwort", "label": "Antwort"}]}"""
GOOD = """szenario: Gut <b>
angenommen: {jetzt: 2026-11-23}
schritte:
  - wenn: {aufgabe: fragen, erledigen mit: {antwort: nein}}
  - dann: {beendet mit: nein}
"""
BAD = """szenario: Anders & mehr
angenommen: {jetzt: 2026-11-23}
schritte:
  - wenn: {warte: P1D}
  - dann: {beendet mit: ja}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "fall" / "scenarios").mkdir(parents=True)
    (tmp_path / "fall" / "forms").mkdir()
    (tmp_path / "fall" / "fall.bpmn").write_bytes(CASE)
    (tmp_path / "fall" / "forms" / "antwort.form").write_text(FORM)
    (tmp_path / "fall" / "scenarios" / "1.yaml").write_text(GOOD)
    (tmp_path / "fall" / "scenarios" / "2.yaml").write_text(BAD)
    (tmp_path / "fall" / "scenarios" / "3.yaml").write_text("szenario: x\nschrite: []\n")
    return tmp_path / "fall"


def test_the_page_tells_everything_and_trusts_no_text(folder):
    ran = run_all(folder)
    page = html_report(ran.folders, ran.results, datetime(2026, 11, 28, 10, 5, tzinfo=ZONE))

    assert "1 bestanden, 2 nicht bestanden" in page
    assert "Lauf vom 28.11.2026, 10:05 Uhr" in page
    assert "Gut &lt;b&gt;" in page
    assert "<b>" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "sollte mit „ja“ beendet sein, läuft aber noch" in page
    assert "„schrite“ ist hier unbekannt. Meinten Sie „schritte“?" in page


def test_junit_counts_and_carries_the_report(folder):
    root = ET.fromstring(junit(run_all(folder).results))  # noqa: S314  our own output
    cases = {case.get("name"): case for case in root.iter("testcase")}

    assert (root.get("tests"), root.get("failures")) == ("3", "2")
    assert cases["Gut <b>"].find("failure") is None
    assert "beendet sein" in cases["Anders & mehr"].find("failure").get("message")
    assert all(float(case.get("time")) >= 0 for case in cases.values())


def test_junit_drops_characters_xml_does_not_know(folder):
    (folder / "scenarios" / "1.yaml").write_text(GOOD.replace("Gut <b>", '"Gut \\u0007 \\uFFFE"'))

    ET.fromstring(junit(run_all(folder).results))  # noqa: S314  our own output


def test_the_ways_and_those_nobody_took(folder):
    bundle = read_process(folder)
    paths = find_ways(bundle.graph, run_all(folder).results)
    told = [str(path) for path in paths.all]

    assert paths.complete
    assert "ja_nein: nein → Ende „nein“" in told
    assert "bei „fragen“ tritt ein „weg“ → Ende „zurueck“" in told
    # an event that does not interrupt ends for itself
    assert "bei „fragen“ tritt ein „spaet“ → Ende „gemahnt“" in told
    # a loop is gone through once
    assert "ja_nein: mehr → mehr: fragen → ja_nein: nein → Ende „nein“" in told
    assert not [path for path in told if path.count("mehr: fragen") > 1]
    assert {str(path) for path in paths.all} - {str(path) for path in paths.untested} == {
        "ja_nein: nein → Ende „nein“"
    }


def test_a_process_without_end_gives_no_way_and_no_hang():
    graph = read_graph(
        m.start(),
        m.user_task("a"),
        m.user_task("b"),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "a"),
    )

    assert find_ways(graph).all == ()


def test_very_many_ways_are_cut_off():
    parts = [m.start("g0")]
    for index in range(14):
        parts += [m.exclusive(f"f{index}", default=f"f{index}_x{index}"), m.user_task(f"x{index}")]
        parts += [
            m.user_task(f"y{index}"),
            m.flow(f"g{index}", f"f{index}"),
            m.flow(f"f{index}", f"x{index}"),
        ]
        parts += [m.flow(f"f{index}", f"y{index}", "=true"), m.exclusive(f"g{index + 1}")]
        parts += [m.flow(f"x{index}", f"g{index + 1}"), m.flow(f"y{index}", f"g{index + 1}")]
    paths = find_ways(read_graph(*parts, m.end("fertig"), m.flow("g14", "fertig")))

    assert not paths.complete
    assert len(paths.all) <= 500


def read_graph(*parts):
    from engine.bpmn import compile_graphs, parse

    (graph,) = compile_graphs(parse(m.process("p", *parts), "p.bpmn"))
    return graph


def test_a_failure_says_where_the_tokens_stand_and_what_it_waits_for(folder):
    result = next(one for one in run_all(folder).results if one.name == "Anders & mehr")

    assert result.failure.tokens == (("fall", "fragen"),)
    assert "wartet, Zeitgeber: „spaet“ am 26.11.2026 09:00" in result.failure.situation
    assert "wartet, Nachrichten: „ruecknahme“" in result.failure.situation
