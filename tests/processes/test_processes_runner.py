"""The scenario runner: what each word does, and what it says when something differs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelError, NotFound
from engine.scenario import coverage, read_process, run_folder
from engine.testing import models

DOCUMENT = Path(__file__).parents[2] / "docs" / "scenarios.md"

FORM = {
    "id": "angaben",
    "schemaVersion": 18,
    "type": "default",
    "components": [
        {"type": "textfield", "key": "text", "label": "Text", "validate": {"required": True}},
        {"type": "number", "key": "zahl", "label": "Zahl"},
        {"type": "datetime", "subtype": "date", "key": "tag", "dateLabel": "Tag"},
        {
            "type": "select",
            "key": "weg",
            "label": "Weg",
            "values": [{"label": "Mit der Post", "value": "post"}, {"label": "Online", "value": "online"}],
        },
    ],
}

BPMN = models.process(
    "probe",
    models.start(),
    models.user_task("pruefen", due='=today() + duration("P7D")', form="angaben"),
    models.boundary("mahnen", "pruefen", models.timer("P3D"), interrupting=False),
    models.user_task("leiten", group="auslaenderbehoerde.teamleitung"),
    models.end("gemahnt"),
    models.boundary("zurueck", "pruefen", models.message("ruecknahme")),
    models.end("aus"),
    models.script_task("rechnen", "=zahl * 2", "doppelt"),
    models.end("fertig"),
    models.flow("start", "pruefen"),
    models.flow("pruefen", "rechnen"),
    models.flow("rechnen", "fertig"),
    models.flow("mahnen", "leiten"),
    models.flow("leiten", "gemahnt"),
    models.flow("zurueck", "aus"),
    messages={"ruecknahme": "=aktenzeichen"},
)

DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">
  <decision id="stufe" name="Stufe"><variable name="stufe" />
    <decisionTable hitPolicy="COLLECT">
      <input label="Zahl"><inputExpression typeRef="number"><text>zahl</text></inputExpression></input>
      <output name="stufe" typeRef="string" />
      <rule id="r1"><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>"mehr"</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>&gt; 9</text></inputEntry><outputEntry><text>"viel"</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>"""

GIVEN = "szenario: Probe\nangenommen: {jetzt: 2026-11-23 09:00}\nschritte:\n"


@pytest.fixture
def process(tmp_path):
    (tmp_path / "probe.bpmn").write_bytes(BPMN)
    (tmp_path / "stufe.dmn").write_bytes(DMN)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "angaben.form").write_text(json.dumps(FORM))
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "vorlagen.yaml").write_text("gefuellt: {text: a, zahl: 3, tag: 2026-12-24}\n")
    return tmp_path


def run(process, steps, given=GIVEN):
    (process / "scenarios" / "probe.yaml").write_text(given + steps, encoding="utf-8")
    (result,) = run_folder(process)
    return result


@pytest.mark.parametrize(
    "steps",
    [
        # the task with its group and due date, by name or only counted
        "- dann: {offene aufgaben: [pruefen: {gruppe: auslaenderbehoerde, fällig am: 2026-11-30, priorität: 50}]}",
        "- dann: {offene aufgaben: [pruefen: {fällig am: 2026-11-30 23:59:59}]}",
        # a template, completed to the end
        "- wenn: {aufgabe: pruefen, erledigen mit: {vorlage: gefuellt}}\n"
        "- dann: {beendet mit: fertig, offene aufgaben: keine, variablen: {doppelt: 6, tag: 2026-12-24, text: a}}",
        # what stands beside a template wins
        "- wenn: {aufgabe: pruefen, erledigen mit: {vorlage: gefuellt, zahl: 4}}\n"
        "- dann: {variablen: {doppelt: 8}}",
        # the form refuses, the task stays
        "- wenn: {aufgabe: pruefen, erledigen mit: {zahl: 1}, abgelehnt wegen: text}\n"
        "- dann: {offene aufgaben: [pruefen]}",
        # timers on the way fire, those beyond do not
        "- wenn: {warte: P2D}\n- dann: {nicht durchlaufen: mahnen, zeitgeber: {mahnen: 2026-11-26 09:00}}\n"
        "- wenn: {warte: P1D}\n"
        "- dann: {durchlaufen: mahnen, offene aufgaben: [pruefen, leiten: {gruppe: 'auslaenderbehoerde.teamleitung'}]}",
        "- wenn: {springe auf: 2026-11-26 09:00}\n- dann: {durchlaufen: mahnen}",
        "- wenn: {springe auf: 2026-11-26}\n- dann: {nicht durchlaufen: mahnen}",
        "- wenn: {warte bis: mahnen}\n- dann: {durchlaufen: mahnen}",
        # a message
        "- dann: {wartet auf nachrichten: ruecknahme}\n- wenn: {nachricht: ruecknahme, mit: {grund: x}}\n"
        "- dann: {beendet mit: aus, variablen: {grund: x}}",
        # an incident is expected, then repaired
        "- wenn: {aufgabe: pruefen, erledigen mit: {text: a, zahl: null}}\n- dann: {störungen: rechnen}\n"
        "- wenn: {störung beheben: rechnen, mit: {zahl: 5}}\n- dann: {beendet mit: fertig, variablen: {doppelt: 10}}",
        # a decision beside the case: its value, its rules, both
        "- wenn: {berechne: stufe, mit: {zahl: 10}}\n- dann: {entscheidungen: {stufe: [mehr, viel]}}",
        "- wenn: {berechne: stufe, mit: {zahl: 2}}\n- dann: {entscheidungen: {stufe: {regeln: [1], wert: [mehr]}}}",
        # by id as by name
        "- dann: {offene aufgaben: [pruefen], nicht durchlaufen: [fertig]}",
        # several events in one step
        "- wenn: [{warte: P1D}, {aufgabe: pruefen, erledigen mit: {vorlage: gefuellt}}]\n- dann: {beendet mit: fertig}",
        # nothing expected at the end
        "- wenn: {warte: P1D}",
    ],
)
def test_passes(process, steps):
    result = run(process, steps)

    assert result.passed, result
    assert str(result) == "bestanden  probe: Probe"


@pytest.mark.parametrize(
    ("steps", "line", "difference"),
    [
        ("- dann: {offene aufgaben: [anderes]}", 4, "erwartet „anderes“, offen „pruefen“"),
        ("- dann: {offene aufgaben: keine}", 4, "erwartet keine, offen „pruefen“"),
        (
            "- dann: {offene aufgaben: [pruefen: {gruppe: x}]}",
            4,
            "liegt bei auslaenderbehoerde.sachbearbeitung, erwartet bei x",
        ),
        ("- dann: {offene aufgaben: [pruefen: {fällig am: 2026-12-01}]}", 4, "fällig am 30.11.2026 23:59"),
        ("- dann: {offene aufgaben: [pruefen: {priorität: 80}]}", 4, "hat die Priorität 50, erwartet 80"),
        ("- dann: {beendet mit: fertig}", 4, "sollte mit „fertig“ beendet sein, läuft aber noch"),
        (
            "- wenn: {nachricht: ruecknahme}\n- dann: {beendet mit: fertig}",
            5,
            "ist mit „aus“ beendet, erwartet mit „fertig“",
        ),
        ("- dann: {variablen: {ags: x}}", 4, "Variable „ags“: erwartet x, ist 05334002"),
        ("- dann: {variablen: {ags.teil: x}}", 4, "Variable „ags.teil“: erwartet x"),
        ("- dann: {entscheidungen: {d: x}}", 4, "„d“ ist noch nicht getroffen"),
        (
            "- wenn: {berechne: stufe, mit: {zahl: 10}}\n- dann: {entscheidungen: {stufe: {regeln: [1]}}}",
            5,
            "„Stufe“: erwartet Regel 1, es galt 1, 2",
        ),
        (
            "- wenn: {berechne: stufe, mit: {zahl: 10}}\n- dann: {entscheidungen: {stufe: [mehr]}}",
            5,
            "Entscheidung „Stufe“: erwartet mehr, ist mehr",
        ),
        (
            "- wenn: {berechne: stufe, mit: {zahl: 10}}\n- dann: {variablen: {ags: {a: [1]}}}",
            5,
            "Variable „ags“: erwartet",
        ),
        ("- wenn: {berechne: stufe}", 4, "„Stufe“ ist nicht bestimmbar, weil Angaben fehlen: „zahl“"),
        ("- dann: {durchlaufen: fehlt}", 4, "„fehlt“ sollte durchlaufen sein"),
        ("- dann: {störungen: rechnen}", 4, "Bei „rechnen“ sollte es eine Störung geben"),
        ("- dann: {durchlaufen: rechnen}", 4, "„rechnen“ sollte durchlaufen sein"),
        ("- dann: {nicht durchlaufen: start}", 4, "„start“ sollte nicht durchlaufen sein"),
        ("- dann: {wartet auf nachrichten: andere}", 4, "gewartet wird auf „ruecknahme“"),
        (
            "- dann: {zeitgeber: {mahnen: 2026-11-27}}",
            4,
            "löst am 26.11.2026 09:00 aus, erwartet am 27.11.2026",
        ),
        ("- dann: {zeitgeber: {start: 2026-11-27}}", 4, "löst am gar nicht aus"),
        # what cannot be done
        ("- wenn: {aufgabe: leiten}", 4, "„leiten“ ist nicht offen. Offen: „pruefen“"),
        ("- wenn: {aufgabe: fehlt}", 4, "hat unter „fehlt“ kein Element"),
        ("- wenn: {aufgabe: pruefen, erledigen mit: {zahl: 1}}", 4, "lehnt ab – text"),
        (
            "- wenn: {aufgabe: pruefen, erledigen mit: {text: a, weg: Fax}}",
            4,
            "einen der angebotenen Einträge. Angeboten: post, online.",
        ),
        ("- wenn: {aufgabe: pruefen, erledigen mit: {anderes: 1, text: a}}", 4, "gibt es im Formular nicht"),
        (
            "- wenn: {aufgabe: pruefen, erledigen mit: {vorlage: gefuellt}, abgelehnt wegen: text}",
            4,
            "sollte text ablehnen, nimmt aber alles an",
        ),
        ("- wenn: {springe auf: 2026-11-22}", 4, "rückwärts geht sie nicht"),
        ("- wenn: {warte bis: start}", 4, "wartet gerade nicht; es läuft „mahnen“"),
        (
            "- wenn: {nachricht: fehlt}",
            4,
            "Niemand wartet auf die Nachricht „fehlt“; gewartet wird „ruecknahme“",
        ),
        ("- wenn: {störung beheben: pruefen}", 4, "gibt es keine Störung"),
        ("- wenn: {berechne: fehlt}", 4, "lässt sich nicht berechnen"),
        (
            "- wenn: [{warte: P3D}, {aufgabe: leiten, erledigen mit: {x: 1}}]",
            4,
            "kein Formular, das Angaben aufnimmt",
        ),
        # what does not exist is not absent: it would be so for ever
        ("- dann: {nicht durchlaufen: [prüfen]}", 4, "Das Diagramm hat unter „prüfen“ kein Element"),
        (
            "- dann: {offene aufgaben: [pruefen: {sieht nicht: [jobcentr]}]}",
            4,
            "„jobcentr“ ist weder eine Behörde im Register noch eine Zuständigkeit",
        ),
        ("- wenn: {warte: P99999Y}", 4, "gibt es keinen Kalender mehr"),
        # an incident nobody expects is a difference even where nothing is asked
        (
            "- wenn: {aufgabe: pruefen, erledigen mit: {text: a, zahl: null}}",
            4,
            "Unerwartete Störung bei „rechnen“",
        ),
        # an incident is why nothing is open
        (
            "- wenn: [{aufgabe: pruefen, erledigen mit: {text: a, zahl: null}}, {aufgabe: leiten}]",
            4,
            "Der Ablauf steht mit einer Störung bei „rechnen“: ",
        ),
        (
            "- wenn: {aufgabe: pruefen, erledigen mit: {text: a, zahl: null}}\n- dann: {offene aufgaben: keine}",
            5,
            "Unerwartete Störung bei „rechnen“",
        ),
    ],
)
def test_says_what_differs(process, steps, line, difference):
    result = run(process, steps)

    assert not result.passed
    assert result.failure.line == line
    assert difference in " ".join(result.failure.differences)
    assert f"probe.yaml:{line}" in str(result)


@pytest.mark.parametrize(
    ("steps", "line", "reason"),
    [
        ("- dnan: {}", 4, "beginnt mit „wenn“ oder „dann“"),
        ("- wenn: {}\n  dann: {}", 4, "beginnt mit „wenn“ oder „dann“"),
        ("- wenn: warten", 4, "Nach „wenn“ steht, was geschieht"),
        ("- wenn: {tue: nichts}", 4, "nichts Bekanntes"),
        ("- wenn: {warte: 3 Tage}", 4, "„3 Tage“ ist keine Zeitangabe"),
        ("- wenn: {springe auf: morgen}", 4, "„morgen“ ist kein Zeitpunkt"),
        ("- wenn: {aufgabe: pruefen, mit: {}}", 4, "„mit“ ist hier unbekannt"),
        ("- wenn: {aufgabe: pruefen, erledigen mit: [a]}", 4, "stehen Namen und Werte"),
        (
            "- wenn: {aufgabe: pruefen, erledigen mit: {vorlage: fehlt}}",
            4,
            "Die Vorlage „fehlt“ gibt es nicht",
        ),
        ("- wenn: {nachricht: }", 4, "Nach „nachricht“ fehlt der Text"),
        ("- dann: {beendet: aus}", 4, "„beendet“ ist hier unbekannt"),
        ("- dann: keine", 4, "Unter „dann“ fehlen die Angaben"),
        ("- dann: {offene aufgaben: pruefen}", 4, "ist eine Liste oder „keine“"),
        ("- dann: {offene aufgaben: [1]}", 4, "ist ein Name"),
        ("- dann: {durchlaufen: {a: b}}", 4, "ist ein Name oder eine Liste"),
        ("- dann: {entscheidungen: {d: {regeln: [a]}}}", 4, "eine Liste von Regelnummern"),
        ("- dann: {variablen: {a: 1, a: 2}}", 4, "„a“ steht doppelt"),
        ("- dann: {variablen: {a: 1}", 4, "nicht lesbar"),
        ("- dann: {variablen: {a: !!python/object:os.system x}}", 4, "nicht lesbar"),
        ("", 1, "Unter „schritte“ fehlt die Liste"),
        ("- wenn: []", 4, "Nach „wenn“ steht, was geschieht"),
        ("- dann: {variablen: {a: .nan}}", 1, "ist kein Wert für eine Angabe"),
        ("- dann: {variablen: {a: -.inf}}", 1, "ist kein Wert für eine Angabe"),
        ("- dann: {variablen: {a: !!set {b}}}", 1, "ist kein Wert für eine Angabe"),
        ("- dann: {variablen: {a: !!binary aGFsbG8=}}", 1, "ist kein Wert für eine Angabe"),
        ("- dann: {[a]: 1}", 4, "vor dem Doppelpunkt steht ein Wort"),
        # what could never differ is refused
        ("- dann: {}", 4, "steht nichts, was sein muss"),
        ("- dann: {offene aufgaben: [pruefen: {priorität: hoch}]}", 4, "steht eine ganze Zahl"),
        ("- dann: {offene aufgaben: [pruefen: {fällig am: null}]}", 4, "ist kein Zeitpunkt"),
        ("- dann: {offene aufgaben: [pruefen: {zuständig weil: ['']}]}", 4, "ist ein Name oder eine Liste"),
    ],
)
def test_unreadable_scenario_is_a_failed_one(process, steps, line, reason):
    result = run(process, steps)

    assert not result.passed
    assert reason in result.failure.differences[0]
    assert result.failure.line == line


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("ags: hallo", "Nach „ags“ steht ein Gemeindeschlüssel"),
        ("ags: 05334002", "Nach „ags“ steht ein Gemeindeschlüssel"),  # YAML reads an octal number
        ("aktenzeichen: null", "Nach „aktenzeichen“ fehlt der Text"),
        ("niemand zuständig für: [jobcentr]", "Meinten Sie „jobcenter“?"),
    ],
)
def test_an_odd_beginning_is_refused(process, given, reason):
    head = f"szenario: Probe\nangenommen: {{jetzt: 2026-11-23 09:00, {given}}}\nschritte:\n"

    result = run(process, "- dann: {offene aufgaben: [pruefen]}", head)

    assert not result.passed
    assert reason in result.failure.differences[0]


@pytest.mark.parametrize("source", [b"", b"- a", b"\xff\xfe\x00", b"a: " + b"x" * 600_000])
def test_file_that_is_no_scenario(process, source):
    (process / "scenarios" / "probe.yaml").write_bytes(source)

    (result,) = run_folder(process)

    assert not result.passed


def test_templates_may_be_absent(process):
    (process / "scenarios" / "vorlagen.yaml").unlink()

    result = run(process, "- wenn: {aufgabe: pruefen, erledigen mit: {vorlage: gefuellt}}")

    assert "In vorlagen.yaml stehen: keine." in result.failure.differences


def test_faulty_templates_are_a_finding(process):
    (process / "scenarios" / "vorlagen.yaml").write_text("gefuellt: 3\n")

    with pytest.raises(ModelError, match="hat keine Werte"):
        run(process, "- wenn: {warte: P1D}")


def test_start_values_are_checked_too(process):
    (process / "probe.bpmn").write_bytes(
        models.process(
            "probe",
            models.start(form="angaben"),
            models.end("fertig"),
            models.flow("start", "fertig"),
        )
    )

    result = run(process, "- dann: {beendet mit: fertig}")

    assert result.failure.differences == ("Beginn: text: Bitte geben Sie „Text“ ein.",)


def test_inputs_are_what_a_calling_process_hands_over(process):
    given = (
        "szenario: Probe\nangenommen: {jetzt: 2026-11-23, "
        "eingaben: {freigaben: [{empfaenger: jobcenter, gueltig_bis: 2027-01-31}]}}\nschritte:\n"
    )

    result = run(
        process,
        "- dann: {variablen: {freigaben: [{empfaenger: jobcenter, gueltig_bis: 2027-01-31}]}}",
        given,
    )

    assert result.passed, str(result)


def test_nobody_competent(process):
    given = "szenario: Probe\nangenommen: {jetzt: 2026-11-23, niemand zuständig für: auslaenderbehoerde}\nschritte:\n"

    result = run(process, "- dann: {störungen: pruefen, offene aufgaben: keine}", given)

    assert result.passed, result


def test_endless_timers_stop(process, monkeypatch):
    monkeypatch.setattr("engine.scenario.play._MOST_TIMERS", 20)
    (process / "probe.bpmn").write_bytes(
        models.process(
            "probe",
            models.start(),
            models.user_task("pruefen"),
            models.boundary("takt", "pruefen", models.timer("R/PT1S", "timeCycle"), interrupting=False),
            models.end("getickt"),
            models.end("fertig"),
            models.flow("start", "pruefen"),
            models.flow("pruefen", "fertig"),
            models.flow("takt", "getickt"),
        )
    )

    result = run(process, "- wenn: {warte: P1D}")

    assert "mehr als 20 Zeitgeber" in result.failure.differences[0]


def test_failure_shows_where_the_case_stands(process):
    result = run(process, "- wenn: {warte: P3D}\n- dann: {beendet mit: fertig}")

    assert "Stand: 26.11.2026 09:00, offen: „pruefen“ (auslaenderbehoerde.sachbearbeitung), „leiten“" in str(
        result
    )


def test_what_a_decision_warned_of_is_told_whether_or_not_the_scenario_passed(process):
    result = run(process, "- wenn: {berechne: stufe, mit: {zahl: elf}}\n- dann: {offene aufgaben: [pruefen]}")

    for told in (str(result), str(replace(result, failure=None))):
        assert (
            "    Hinweis: Entscheidung „Stufe“: Zahl: „elf“ ist kein Wert der Art „Zahl“."
            in told.splitlines()
        )


def test_process_with_errors_runs_nothing(process):
    (process / "probe.bpmn").write_bytes(models.process("probe", models.start()))

    with pytest.raises(ModelError) as caught:
        run_folder(process)

    assert caught.value.findings


def test_folder_without_process(tmp_path):
    with pytest.raises(NotFound):
        run_folder(tmp_path)


def test_one_process_is_read_from_one_folder(process):
    library = process.parent / "bibliothek"
    for name in ("eins", "zwei"):
        (library / name).mkdir(parents=True)
        (library / name / "probe.bpmn").write_bytes(BPMN.replace(b'formId="angaben"', b'formId=""'))

    with pytest.raises(NotFound, match="there are 2"):
        read_process(library)


def test_coverage_names_what_nothing_touched(process):
    result = run(process, "- wenn: {aufgabe: pruefen, erledigen mit: {vorlage: gefuellt}}")
    covered = coverage(read_process(process), [result])

    assert set(covered.elements.missing) == {"mahnen", "leiten", "gemahnt", "zurueck", "aus"}
    assert covered.flows.missing == ("mahnen → leiten", "leiten → gemahnt", "zurueck → aus")
    assert covered.elements.seen == 4
    assert round(covered.flows.percent) == 50
    assert covered.rules.missing == ("Stufe, Regel 1", "Stufe, Regel 2")


def test_an_end_that_throws_out_of_its_scope_counts_as_reached(process):
    (process / "probe.bpmn").write_bytes(
        models.process(
            "probe",
            models.start(),
            models.sub_process(
                "teil",
                models.start("s"),
                models.end("hinaus", models.escalation("weg")),
                models.flow("s", "hinaus"),
            ),
            models.boundary("gefangen", "teil", models.escalation("weg")),
            models.end("danach"),
            models.flow("start", "teil"),
            models.flow("teil", "danach"),
            models.flow("gefangen", "danach"),
            escalations=("weg",),
        )
    )
    given = "szenario: Probe\nangenommen: {jetzt: 2026-11-23}\nschritte:\n"

    result = run(process, "- dann: {durchlaufen: [hinaus, danach]}", given)

    assert result.passed, str(result)
    assert coverage(read_process(process), [result]).elements.missing == ()


def test_every_word_is_in_the_document():
    grammar = (Path(__file__).parents[2] / "engine" / "scenario" / "grammar.py").read_text(encoding="utf-8")
    words = set(re.findall(r'"([a-zäöü]+(?: [a-zäöü]+)*)"', grammar)) - {"keine"}
    document = DOCUMENT.read_text(encoding="utf-8")

    assert {word for word in words if f"`{word}" not in document and f"{word}:" not in document} == set()


def test_what_is_called_runs_along(tmp_path):
    caller = models.process(
        "a_rahmen",
        models.start("s"),
        models.call("teil", "b_teil"),
        models.end("fertig"),
        models.flow("s", "teil"),
        models.flow("teil", "fertig"),
    )
    called = models.process(
        "b_teil",
        models.start("t"),
        models.user_task("beraten"),
        models.script_task("merken", "=1 + 1", "zwei"),
        models.end("zu_ende"),
        models.flow("t", "beraten"),
        models.flow("beraten", "merken"),
        models.flow("merken", "zu_ende"),
    )
    (tmp_path / "a.bpmn").write_bytes(caller)
    (tmp_path / "b.bpmn").write_bytes(called)
    (tmp_path / "scenarios").mkdir()

    result = run(
        tmp_path,
        "- dann: {offene aufgaben: [beraten]}\n- wenn: {aufgabe: beraten}\n"
        "- dann: {beendet mit: fertig, durchlaufen: [teil, merken], variablen: {zwei: 2}}",
    )

    assert result.failure is None
