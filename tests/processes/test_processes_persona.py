"""The person record of a scenario: a persona of the library or of the process, changed by paths."""

from __future__ import annotations

import json

import pytest

from engine.errors import ModelError
from engine.scenario import run_folder
from engine.testing import models as m
from engine.yaml import read

CASE = m.process(
    "fall",
    m.start(),
    m.user_task("warten"),
    m.decision_task("pruefen", "vorpruefung", "ergebnis").replace(
        "</extensionElements>",
        '<zeebe:ioMapping><zeebe:input source="=&quot;AufenthG_25b&quot;" target="titel" />'
        "</zeebe:ioMapping></extensionElements>",
    ),
    m.user_task("ansehen"),
    m.end("fertig"),
    m.flow("start", "warten"),
    m.flow("warten", "pruefen"),
    m.flow("pruefen", "ansehen"),
    m.flow("ansehen", "fertig"),
)


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "fall"
    (folder / "scenarios" / "personen").mkdir(parents=True)
    (folder / "fall.bpmn").write_bytes(CASE)
    (tmp_path / "personen").mkdir()
    born = {
        "version": 1,
        "birth": "1990-07-12",
        "residence": [{"from": "2022-05-15", "status": "toleration"}],
    }
    (tmp_path / "personen" / "amir.json").write_text(json.dumps(born))
    (folder / "scenarios" / "personen" / "eigen.json").write_text(json.dumps(born | {"birth": "1980-01-01"}))
    (folder / "scenarios" / "personen" / "kaputt.json").write_text("[1")

    def play(given, *steps):
        path = folder / "scenarios" / "probe.yaml"
        now = "" if "jetzt" in given else "jetzt: 2026-11-23, "
        head = f"szenario: Probe\nangenommen: {{{now}{given}}}\nschritte:\n"
        path.write_text(head + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
        (result,) = run_folder(folder)
        return result

    return play


def told(result):
    return " ".join((*result.failure.differences, *result.failure.situation)) if result.failure else ""


@pytest.mark.parametrize(
    "given", ["persona: amir", "persona: eigen", "persona: amir, datensatz: {birth: 1991-02-03}"]
)
def test_the_record_is_what_the_pre_check_reads(run, given):
    result = run(given, "wenn: {aufgabe: warten}", "dann: {variablen: {ergebnis.datensatz_stand: 1}}")

    assert told(result) == ""


def test_without_a_persona_nothing_is_recorded(run):
    result = run(
        "angaben: {}", "wenn: {aufgabe: warten}", "dann: {variablen: {ergebnis.datensatz_fehlt: true}}"
    )

    assert told(result) == ""


def test_a_correction_counts_from_then_on(run):
    result = run(
        "persona: amir",
        "wenn: [{datensatz: {residence.0.from: 2019-01-01, language.spoken: B1}}, {aufgabe: warten}]",
        "dann: {variablen: {ergebnis.datensatz_stand: 2}}",
    )

    assert told(result) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("persona: fehlt", "Die Persona „fehlt“ gibt es nicht"),
        ("persona: ../amir", "Die Persona „../amir“ gibt es nicht"),
        ("persona: kaputt", "kein lesbares JSON"),
        ("persona: amir, datensatz: {residence.7.to: 2026-01-01}", "Die Liste hat 1 Einträge"),
        ("persona: amir, datensatz: {birth.tag: 1}", "„birth“ ist ein Wert"),
    ],
)
def test_says_what_is_wrong_with_a_persona(run, given, words):
    assert words in told(run(given, "wenn: {warte: P1D}"))


@pytest.mark.parametrize(
    ("given", "steps", "words"),
    [
        # the three-year track of § 10 StAG ends on 30.10.2025: the clock stands on the first day of the new law
        (
            "persona: amir, jetzt: 2025-10-01",
            (
                "wenn: {rechtsstand ab: 2025-10-30}",
                "wenn: {aufgabe: warten}",
                "dann: {offene aufgaben: [ansehen]}",
            ),
            "",
        ),
        ("persona: amir", ("wenn: {rechtsstand ab: 2026-11-29}",), "Am 29.11.2026 ändert sich kein Recht"),
        ("persona: amir", ("wenn: {rechtsstand ab: 2025-10-30}",), "rückwärts geht sie nicht"),
        (
            "persona: amir, jetzt: 2026-02-30",
            ("wenn: {warte: P1D}",),
            "„2026-02-30“ ist kein Tag des Kalenders",
        ),
    ],
)
def test_the_clock_reaches_a_new_law(run, given, steps, words):
    result = run(given, *steps)

    assert words in told(result) if words else told(result) == ""


def test_only_knowledge_of_a_day_counts(run):
    steps = ("wenn: {aufgabe: warten}", "dann: {offene aufgaben: [ansehen]}")

    assert told(run("persona: amir, rechtsstand bekannt bis: 2022-01-01", *steps)) == ""


def test_aliases_cannot_make_a_file_grow():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ModelError, match=r"mehr als 50\.000 Werte"):
        read("\n".join(lines).encode(), "bombe.yaml")
