"""The outline: a diagram in words, in reading order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.bpmn import OutlineWay, compile_graphs, outline, parse
from engine.bpmn.compile import build
from engine.testing import models

PROCESSES = Path(__file__).parents[2] / "processes"


@pytest.fixture
def steps(model):
    (graph,) = compile_graphs(parse(model("antrag"), "antrag.bpmn"))
    return {step.element: step for step in outline(graph)}


@pytest.fixture
def outlined(process):
    def ask(body: str, after: str = "") -> list[tuple[str, str, str]]:
        (graph,) = compile_graphs(parse(process(body, after), "p.bpmn"))
        return [(step.number, step.element, step.kind_label) for step in outline(graph)]

    return ask


def test_numbers_the_main_way_first_and_what_hangs_on_it_after(steps):
    assert {element: step.number for element, step in steps.items()} == {
        "start": "1",
        "vollstaendigkeit": "2",
        "vorpruefung": "3",
        "bearbeitung": "4",
        "bearbeitung_start": "4.1",
        "teilen": "4.2",
        "entscheiden": "4.3",
        "gebuehr": "4.4",
        "sammeln": "4.5",
        "bearbeitung_ende": "4.6",
        "ergebnis": "5",
        "bewilligt": "6",
        "abgelehnt": "7",
        "ruecknahme": "8",
        "zurueckgenommen": "9",
        "erinnerung": "10",
        "nachhalten": "11",
        "erinnert": "12",
    }


def test_indents_the_steps_of_a_sub_process(steps):
    assert (steps["bearbeitung"].indent, steps["entscheiden"].indent) == (0, 1)
    assert steps["bearbeitung"].lines[-1] == "Beginnt mit Schritt 4.1"


def test_says_who_does_a_task_until_when(steps):
    task = steps["vollstaendigkeit"]

    assert (task.kind_label, task.name) == ("Aufgabe", "Vollständigkeit prüfen")
    assert task.lines == (
        "Bahn: Sachbearbeitung",
        "Gruppe: jobcenter.sachbearbeitung",
        'Frist: now() + duration("P14D")',
        "Formular: vollstaendigkeit",
        "Liegen alle Unterlagen vor?",
    )


def test_names_decisions_and_scripts(steps):
    assert "Wertet die Entscheidung „vorpruefung_25b“ aus; das Ergebnis heißt „vorpruefung“" in (
        steps["vorpruefung"].lines
    )
    assert "Berechnet „gebuehr“: if vorpruefung then 100 else 0" in steps["gebuehr"].lines


def test_names_what_follows_with_its_condition(steps):
    assert steps["vorpruefung"].next == (
        OutlineWay("4", "bearbeitung", "weiter mit Schritt 4 „Antrag entscheiden“"),
    )
    assert [way.text for way in steps["ergebnis"].next] == [
        'Wenn „ja“ (entscheidung = "bewilligt"): weiter mit Schritt 6 „Bewilligt“',
        "Sonst „nein“: weiter mit Schritt 7 „Abgelehnt“",
    ]
    assert [way.text for way in steps["teilen"].next] == [
        "Gleichzeitig: weiter mit Schritt 4.3 „Entscheidung treffen“",
        "Gleichzeitig: weiter mit Schritt 4.4 „Gebühr berechnen“",
    ]


def test_tells_a_named_way_without_its_condition_to_who_writes_none(model):
    (graph,) = compile_graphs(parse(model("antrag"), "antrag.bpmn"))
    told = {step.element: step for step in outline(graph, expressions=False)}

    assert told["ergebnis"].next[0].text == "Wenn „ja“: weiter mit Schritt 6 „Bewilligt“"


def test_tells_who_writes_no_expressions_what_has_words_and_nothing_else():
    source = models.process(
        "p",
        models.start(),
        models.user_task("t", group="jugendamt.teamleitung", due='=today() + vereinbart("t")', form="bogen"),
        models.user_task("u", group="=zustaendig(stelle)", due='=today() + duration("P3M")'),
        models.boundary("w", "u", models.timer("P14D"), interrupting=False),
        models.boundary("x", "u", models.timer("=frist_ende - now()")),
        models.script_task("rechnen", "=zahl * 2", "doppelt"),
        models.end("e"),
        models.end("f"),
        models.end("g"),
        models.flow("start", "t"),
        models.flow("t", "u"),
        models.flow("u", "rechnen"),
        models.flow("rechnen", "e"),
        models.flow("w", "f"),
        models.flow("x", "g"),
    )
    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    told = {step.element: step.lines for step in outline(graph, expressions=False)}

    assert told["t"] == ("Zuständig: Jugendamt, Teamleitung", "Frist: nach der vereinbarten Zeit")
    assert told["u"] == ("Frist: nach 3 Monaten",)
    assert told["w"] == ("Nicht unterbrechend bei Schritt 3 „u“", "Nach 14 Tagen")
    assert told["x"] == ("Unterbrechend bei Schritt 3 „u“",)
    assert told["rechnen"] == ()


@pytest.mark.parametrize("key", ["hilfeplanung", "sprachkurs", "bleiberecht_25b", "frist_eskalation"])
def test_no_process_of_the_library_shows_the_public_an_expression(key):
    source = (PROCESSES / key / f"{key}.bpmn").read_bytes()
    graphs = compile_graphs(parse(source, f"{key}.bpmn"))

    said = [
        line
        for graph in graphs
        for step in outline(graph, expressions=False)
        for line in (*step.lines, *(way.text for way in step.next))
    ]

    assert said
    assert [line for line in said if re.search(r"\w\(\"|today\(\)|vereinbart\(| = \"|!= ", line)] == []


def test_says_what_interrupts_and_what_does_not(steps):
    assert steps["bearbeitung"].next[1].text == (
        "Unterbrechend bei „Antrag zurückgenommen“: weiter mit Schritt 8"
    )
    assert steps["vollstaendigkeit"].next[1].text == (
        "Nicht unterbrechend bei „14 Tage ohne Ergebnis“: weiter mit Schritt 10"
    )
    assert steps["erinnerung"].lines == (
        "Bahn: Teamleitung",
        "Nicht unterbrechend bei Schritt 2 „Vollständigkeit prüfen“",
        "Nach: 14 Tage",
    )
    assert steps["ruecknahme"].lines[-1] == "Nachricht: ruecknahme"


def test_says_that_a_terminate_end_cancels(steps):
    assert steps["zurueckgenommen"].kind_label == "Ende mit Abbruch"
    assert steps["zurueckgenommen"].lines[-1] == "Beendet alle noch offenen Schritte dieser Ebene"


def test_puts_a_loop_back_after_the_steps_it_returns_to(outlined):
    body = (
        '<startEvent id="s" /><userTask id="a" /><exclusiveGateway id="g" default="weiter" />'
        '<endEvent id="e" />'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a" />'
        '<sequenceFlow id="h" sourceRef="a" targetRef="g" />'
        '<sequenceFlow id="zurueck" sourceRef="g" targetRef="a">'
        "<conditionExpression>=fehlt</conditionExpression>"
        '</sequenceFlow><sequenceFlow id="weiter" sourceRef="g" targetRef="e" />'
    )

    assert outlined(body) == [
        ("1", "s", "Start"),
        ("2", "a", "Aufgabe"),
        ("3", "g", "Verzweigung: ein Weg"),
        ("4", "e", "Ende"),
    ]


def test_lists_what_nothing_leads_to_last(outlined):
    body = (
        '<userTask id="allein" /><startEvent id="s" /><endEvent id="e" />'
        '<sequenceFlow sourceRef="s" targetRef="e" />'
    )

    assert [
        element for _, element, _ in outlined(body + '<sequenceFlow sourceRef="allein" targetRef="allein" />')
    ] == [
        "s",
        "e",
        "allein",
    ]


def test_names_every_kind_of_event_and_gateway(outlined):
    body = (
        '<startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>'
        '<exclusiveGateway id="x" /><parallelGateway id="p1" />'
        '<intermediateCatchEvent id="z"><timerEventDefinition><timeDate>2026-03-31</timeDate>'
        "</timerEventDefinition></intermediateCatchEvent>"
        '<intermediateCatchEvent id="n"><messageEventDefinition messageRef="m" /></intermediateCatchEvent>'
        '<sequenceFlow sourceRef="s" targetRef="x" /><sequenceFlow sourceRef="x" targetRef="p1" />'
        '<sequenceFlow sourceRef="p1" targetRef="z" /><sequenceFlow sourceRef="z" targetRef="n" />'
    )

    assert outlined(body, '<message id="m" name="eingang" />') == [
        ("1", "s", "Start durch Nachricht"),
        ("2", "x", "Zusammenführung"),
        ("3", "p1", "Zusammenführung: alle Wege abwarten"),
        ("4", "z", "Warten auf Zeit"),
        ("5", "n", "Warten auf Nachricht"),
    ]


def test_names_ways_by_condition_or_name_alone(process):
    body = (
        '<userTask id="a" /><userTask id="b" /><userTask id="c" />'
        '<sequenceFlow id="f" sourceRef="a" targetRef="b">'
        "<conditionExpression>=x &gt; 1</conditionExpression>"
        '</sequenceFlow><sequenceFlow id="g" name="danach" sourceRef="b" targetRef="c" />'
    )
    (graph,) = compile_graphs(parse(process(body), "p.bpmn"))

    first, second, _ = outline(graph)

    assert first.next[0].text == "Wenn x > 1: weiter mit Schritt 2 (Aufgabe)"
    assert second.next[0].text == "Bei „danach“: weiter mit Schritt 3 (Aufgabe)"


def test_names_a_person_a_task_is_meant_for(process):
    body = (
        '<userTask id="a"><extensionElements><zeebe:assignmentDefinition assignee="ada" />'
        "</extensionElements></userTask>"
    )
    (graph,) = compile_graphs(parse(process(body), "p.bpmn"))

    assert outline(graph)[0].lines == ("Person: ada",)


def test_outlines_a_process_that_may_not_run_yet(process):
    body = '<intermediateCatchEvent id="e"><signalEventDefinition /></intermediateCatchEvent>'
    (graph,) = build(parse(process(body), "p.bpmn")).graphs

    assert [step.kind_label for step in outline(graph)] == ["Warten auf ein Ereignis"]


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P1D", "1 Tag"),
        ("P1Y2M", "1 Jahr 2 Monate"),
        ("P3W", "3 Wochen"),
        # M stands for months before the T and for minutes behind it
        ("P1MT1M", "1 Monat 1 Minute"),
        ("PT12H30M5S", "12 Stunden 30 Minuten 5 Sekunden"),
    ],
)
def test_speaks_durations(process, duration, words):
    timer = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    body = f'<intermediateCatchEvent id="z">{timer}</intermediateCatchEvent>'
    (graph,) = compile_graphs(parse(process(body), "p.bpmn"))

    assert outline(graph)[0].lines == (f"Nach: {words}",)


@pytest.mark.slow
def test_outlines_a_chain_of_two_thousand_steps_without_recursion(process):
    nodes = "".join(f'<userTask id="n{n}" />' for n in range(2_000))
    flows = "".join(f'<sequenceFlow sourceRef="n{n}" targetRef="n{n + 1}" />' for n in range(1_999))
    (graph,) = compile_graphs(parse(process(nodes + flows), "p.bpmn"))

    assert outline(graph)[-1].number == "2000"
