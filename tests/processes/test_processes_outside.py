"""What reaches a case from outside: signals, and programs that do its jobs – also in the processes it calls."""

from __future__ import annotations

import pytest

from engine.scenario import run_folder
from engine.testing import models as m

CASE = m.process(
    "fall",
    m.start(),
    m.service_task("abfragen", "register"),
    m.boundary("unbekannt", "abfragen", m.error("E1")),
    '<callActivity id="rufen" name="rufen"><extensionElements><zeebe:calledElement processId="ruf" />'
    "</extensionElements></callActivity>",
    m.user_task("pruefen"),
    m.end("fertig"),
    m.end("abgelehnt"),
    m.flow("start", "abfragen"),
    m.flow("unbekannt", "abgelehnt"),
    m.flow("abfragen", "rufen"),
    m.flow("rufen", "pruefen"),
    m.flow("pruefen", "fertig"),
    errors=("E1",),
)
CALLED = m.process(
    "ruf",
    m.start("anfang"),
    m.service_task("melden", "register"),
    m.catch("gehoert", m.signal("alarm")),
    m.end("schluss"),
    m.flow("anfang", "melden"),
    m.flow("melden", "gehoert"),
    m.flow("gehoert", "schluss"),
    signals=("alarm",),
)
GIVEN = "szenario: Probe\nangenommen: {jetzt: 2026-11-23 09:00}\nschritte:\n"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "fall.bpmn").write_bytes(CASE)
    (tmp_path / "ruf.bpmn").write_bytes(CALLED)
    (tmp_path / "process.toml").write_text('schluessel = "fall"\n')
    (tmp_path / "scenarios").mkdir()

    def play(*steps):
        path = tmp_path / "scenarios" / "probe.yaml"
        path.write_text(GIVEN + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
        (result,) = run_folder(tmp_path)
        return result

    return play


@pytest.mark.parametrize(
    "steps",
    [
        # both jobs, the signal, and what they hand over
        (
            "dann: {offene aufträge: abfragen, offene aufgaben: keine}",
            "wenn: {auftrag: abfragen, ergebnis: {stand: gemeldet}}",
            "dann: {variablen: {stand: gemeldet}, offene aufträge: [melden]}",
            "wenn: {auftrag: melden}",
            "wenn: {signal: alarm, mit: {grund: laut}}",
            "dann: {offene aufgaben: [pruefen], offene aufträge: keine, variablen: {grund: laut}}",
        ),
        # a business error in place of the result
        (
            "wenn: {auftrag: abfragen, fehler: E1}",
            "dann: {beendet mit: abgelehnt}",
        ),
    ],
)
def test_a_case_is_reached_from_outside(run, steps):
    assert str(run(*steps).failure or "") == ""


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("wenn: {auftrag: melden}",), "„melden“ ist nicht offen. Offen: „abfragen“"),
        (("wenn: {signal: alarm}",), "Niemand wartet auf das Signal „alarm“; gewartet wird auf keines"),
        (
            ("wenn: {auftrag: abfragen}", "wenn: {auftrag: melden}", "wenn: {signal: ruhe}"),
            "gewartet wird „alarm“",
        ),
        (("dann: {offene aufträge: melden}",), "Offene Aufträge: erwartet „melden“, offen „abfragen“"),
        (("dann: {offene aufträge: keine}",), "Offene Aufträge: erwartet "),
        (("wenn: {auftrag: abfragen, mit: {a: 1}}",), "„mit“ ist hier unbekannt"),
        (("wenn: {auftrag: abfragen, fehler: 3}",), "Nach „fehler“ fehlt der Text"),
        (("wenn: {auftrag: abfragen, fehler: E9}", "dann: {beendet mit: abgelehnt}"), "abfragen"),
    ],
)
def test_says_what_went_otherwise(run, steps, words):
    failure = run(*steps).failure

    assert failure is not None
    assert words in " ".join((*failure.differences, *failure.situation))
