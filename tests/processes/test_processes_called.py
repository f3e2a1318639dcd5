"""Scenarios that reach beyond one process: called ones that play along or are stood in for, starts, what is thrown."""

from __future__ import annotations

import pytest

from engine.errors import ModelError
from engine.scenario import coverage, read_process, run_folder
from engine.testing import models as m

CASE = m.process(
    "fall",
    m.start(),
    m.call("rufen", "ruf").replace('name="rufen"', 'name="Einwilligung holen"'),
    m.boundary("schiefgegangen", "rufen", m.error("E1")),
    m.boundary("gemeldet", "rufen", m.escalation("M1"), interrupting=False),
    m.user_task("pruefen"),
    m.end("fertig"),
    m.end("abgelehnt"),
    m.end("notiert"),
    m.flow("start", "rufen"),
    m.flow("schiefgegangen", "abgelehnt"),
    m.flow("gemeldet", "notiert"),
    m.flow("rufen", "pruefen"),
    m.flow("pruefen", "fertig"),
    errors=("E1",),
    escalations=("M1",),
)
CALLED = m.process(
    "ruf",
    m.start(),
    m.user_task("pruefen"),
    m.end("fertig"),
    m.flow("start", "pruefen"),
    m.flow("pruefen", "fertig"),
)
GIVEN = "szenario: Probe\nangenommen: {jetzt: 2026-11-23 09:00%s}\nschritte:\n"


@pytest.fixture
def library(tmp_path):
    for key, source in (("fall", CASE), ("ruf", CALLED)):
        (tmp_path / key / "scenarios").mkdir(parents=True)
        (tmp_path / key / f"{key}.bpmn").write_bytes(source)
    return tmp_path


@pytest.fixture
def run(library):
    def play(*steps, more=""):
        path = library / "fall" / "scenarios" / "probe.yaml"
        path.write_text(GIVEN % more + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
        (result,) = run_folder(library / "fall")
        return result

    return play


def told(result):
    assert result.failure is not None
    return " ".join((*result.failure.differences, *result.failure.situation))


def test_a_process_of_the_folder_beside_plays_along(run):
    result = run(
        "dann: {offene aufgaben: [ruf/pruefen], offene aufrufe: keine}",
        "wenn: {aufgabe: ruf/pruefen}",
        "dann: {offene aufgaben: [fall/pruefen], durchlaufen: [ruf/fertig]}",
        "wenn: {aufgabe: pruefen}",
        "dann: {beendet mit: fertig}",
    )

    assert str(result.failure or "") == ""
    assert result.seen.elements["ruf", "pruefen"] == result.seen.elements["fall", "pruefen"] == 1


def test_its_scenarios_count_for_the_coverage_of_what_they_called(run, library):
    covered = coverage(read_process(library / "ruf"), [run("wenn: {aufgabe: ruf/pruefen}")])

    assert covered.elements.percent == 100


@pytest.mark.parametrize("who", ["ruf", "alle"])
def test_the_scenario_stands_in_and_answers(run, who):
    result = run(
        "dann: {offene aufrufe: [ruf], offene aufgaben: keine}",
        "wenn: {aufruf: ruf, ergebnis: {stand: erteilt}}",
        "dann: {offene aufgaben: [pruefen], variablen: {stand: erteilt}, offene aufrufe: keine}",
        more=f", aufrufe nachgestellt: {who}",
    )

    assert str(result.failure or "") == ""


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        ("fehler: E1", "dann: {beendet mit: abgelehnt}"),
        ("eskalation: M1", "dann: {durchlaufen: notiert, offene aufrufe: [Einwilligung holen]}"),
    ],
)
def test_the_answer_can_be_an_error_or_an_escalation(run, answer, then):
    result = run(f"wenn: {{aufruf: Einwilligung holen, {answer}}}", then, more=", aufrufe nachgestellt: ruf")

    assert str(result.failure or "") == ""


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("wenn: {aufruf: fehlt}",), "Der Aufruf „fehlt“ ist nicht offen. Offen: „Einwilligung holen“"),
        (("dann: {offene aufrufe: keine}",), "Offene Aufrufe: erwartet keine, offen „Einwilligung holen“"),
        (("wenn: {aufruf: ruf, fehler: A, eskalation: B}",), "nicht mit beidem"),
        (("wenn: {auffruf: ruf}",), "nichts Bekanntes"),
        (("wenn: {aufruf: ruf, ergebniss: {a: 1}}",), "Meinten Sie „ergebnis“?"),
        (("dann: {beendet mit: fertig}",), "wartet, Aufrufe: „Einwilligung holen“ (ruft ruf)"),
    ],
)
def test_says_what_went_otherwise_with_calls(run, steps, words):
    assert words in told(run(*steps, more=", aufrufe nachgestellt: ruf"))


def test_a_process_that_is_nowhere_stops_the_call(run, library):
    (library / "ruf" / "ruf.bpmn").unlink()

    assert "gibt es nicht" in told(run("dann: {offene aufrufe: [ruf]}"))


def test_a_process_beside_that_has_errors_is_named(run, library):
    (library / "ruf" / "ruf.bpmn").write_bytes(b"<kein xml")

    with pytest.raises(ModelError) as fault:
        run("wenn: {warte: P1D}")

    assert "ruf" in str(fault.value)


STARTED = m.process(
    "gestartet",
    m.start("gemeldet", definition=m.message("anlass")),
    m.throw("sagen", m.message("kontakt")),
    m.throw("rufen", m.signal("alarm")),
    m.catch("hoeren", m.signal("ruhe")),
    m.end("fertig"),
    m.flow("gemeldet", "sagen"),
    m.flow("sagen", "rufen"),
    m.flow("rufen", "hoeren"),
    m.flow("hoeren", "fertig"),
    messages={"anlass": "", "kontakt": "=aktenzeichen"},
    signals=("alarm", "ruhe"),
)


@pytest.fixture
def start(tmp_path):
    (tmp_path / "gestartet.bpmn").write_bytes(STARTED)
    (tmp_path / "scenarios").mkdir()

    def play(trigger, *steps):
        path = tmp_path / "scenarios" / "probe.yaml"
        more = f", beginnt mit: {trigger}, angaben: {{grund: laut}}"
        path.write_text(GIVEN % more + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
        (result,) = run_folder(tmp_path)
        return result

    return play


@pytest.mark.parametrize("trigger", ["anlass", "gemeldet"])
def test_a_case_begins_with_a_message(start, trigger):
    result = start(
        trigger,
        "dann: {variablen: {grund: laut}, gesendete nachrichten: [kontakt], gesendete signale: [alarm: {}]}",
        "dann: {gesendete nachrichten: keine, gesendete signale: keine, wartet auf signale: [ruhe]}",
        "wenn: {signal: ruhe}",
        "dann: {beendet mit: fertig, wartet auf signale: keine}",
    )

    assert str(result.failure or "") == ""


@pytest.mark.parametrize(
    ("trigger", "step", "words"),
    [
        (
            "anderes",
            "wenn: {warte: P1D}",
            "Mit „anderes“ beginnt der Ablauf nicht. Ereignisse, mit denen er beginnt",
        ),
        ("anlass", "dann: {gesendete nachrichten: keine}", "Nachrichten: erwartet keine, gesendet „kontakt“"),
        ("anlass", "dann: {gesendete signale: [alarm: {a: 1}]}", "„alarm“, „a“: erwartet 1, ist"),
        ("anlass", "dann: {gesendete signale: [[alarm]]}", "eine Liste von Namen"),
        ("anlass", "dann: {wartet auf signale: keine}", "gewartet wird auf „ruhe“"),
    ],
)
def test_says_what_went_otherwise_with_events(start, trigger, step, words):
    assert words in told(start(trigger, step))


SEVERAL = m.process(
    "mehrere",
    m.start(),
    '<userTask id="frage" name="Frage"><extensionElements><zeebe:assignmentDefinition '
    'candidateGroups="auslaenderbehoerde" /></extensionElements><multiInstanceLoopCharacteristics>'
    '<extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="eines" />'
    "</extensionElements></multiInstanceLoopCharacteristics></userTask>",
    m.end("fertig"),
    m.flow("start", "frage"),
    m.flow("frage", "fertig"),
)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("dann: {offene aufgaben: [Frage, Frage]}", "wenn: {aufgabe: Frage, nummer: 2}"), ""),
        (("wenn: [{aufgabe: Frage}, {aufgabe: Frage}]", "dann: {beendet mit: fertig}"), ""),
        (("dann: {offene aufgaben: [Frage]}",), "erwartet „Frage“, offen „Frage“, „Frage“"),
        (("wenn: {aufgabe: Frage, nummer: 3}",), "ist 2-mal offen, eine 3. gibt es nicht"),
        (("wenn: {aufgabe: Frage, nummer: 0}",), "steht eine Zahl ab 1"),
        (("wenn: {aufgabe: Fragen}",), "ähnlich ist „Frage“"),
    ],
)
def test_several_tasks_of_one_name(tmp_path, steps, words):
    (tmp_path / "mehrere.bpmn").write_bytes(SEVERAL)
    (tmp_path / "scenarios").mkdir()
    path = tmp_path / "scenarios" / "probe.yaml"
    path.write_text(GIVEN % "" + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
    (result,) = run_folder(tmp_path)

    assert result.failure is None if not words else words in told(result)


TELLING = m.process(
    "mitteilen",
    m.start(),
    m.user_task(
        "frage",
        extra=m.properties(
            uebermittlung="jobcenter",
            uebermittlung_norm="Einwilligung",
            uebermittlung_angaben="kontakt, sprache",
        ),
    ),
    m.user_task("danach"),
    m.end("fertig"),
    m.flow("start", "frage"),
    m.flow("frage", "danach"),
    m.flow("danach", "fertig"),
)
_ASKED = "wenn: {aufgabe: frage}"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (
            (
                "dann: {übermittlungen: keine}",
                _ASKED,
                "dann: {übermittlungen: [jobcenter: {norm: Einwilligung, angaben: [sprache, kontakt]}]}",
                "dann: {übermittlungen: keine}",
            ),
            "",
        ),
        ((_ASKED, "dann: {übermittlungen: [jobcenter]}"), ""),
        ((_ASKED, "dann: {übermittlungen: keine}"), "erwartet an keine, vermerkt an „jobcenter“"),
        ((_ASKED, "dann: {übermittlungen: [sozialamt]}"), "erwartet an „sozialamt“, vermerkt an „jobcenter“"),
        (
            (_ASKED, "dann: {übermittlungen: [jobcenter: {norm: § 1}]}"),
            "„jobcenter“: erwartet „§ 1“, vermerkt „Einwilligung“",
        ),
        (
            (_ASKED, "dann: {übermittlungen: [jobcenter: {angaben: [kontakt]}]}"),
            "erwartet „kontakt“, vermerkt „kontakt“, „sprache“",
        ),
        ((_ASKED, "dann: {übermittlungen: [jobcenter: {wann: heute}]}"), "„wann“ ist hier unbekannt"),
        ((_ASKED, "dann: {übermittlungen: [[jobcenter]]}"), "eine Liste von Themen"),
    ],
)
def test_what_steps_let_others_know_is_compared(tmp_path, steps, words):
    (tmp_path / "mitteilen.bpmn").write_bytes(TELLING)
    (tmp_path / "scenarios").mkdir()
    path = tmp_path / "scenarios" / "probe.yaml"
    path.write_text(GIVEN % "" + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
    (result,) = run_folder(tmp_path)

    assert result.failure is None if not words else words in told(result)


DUE = m.process(
    "faellig",
    m.start(),
    m.user_task("klage", due='=frist(bekannt_am, duration("P1M"))'),
    m.user_task("rueckruf", due='=today() + duration("P1D")'),
    m.user_task(
        "beides",
        due='=today() + duration("P1D")',
        extra=m.properties(rechtsfrist='=frist(bekannt_am, duration("P1M"))', rechtsfrist_norm="§ 74 VwGO"),
    ),
    m.end("fertig"),
    m.flow("start", "klage"),
    m.flow("klage", "rueckruf"),
    m.flow("rueckruf", "beides"),
    m.flow("beides", "fertig"),
)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (
            (
                "dann: {offene aufgaben: [klage: {fällig am: 2026-12-28, fällig weil: [27.12.2026, § 31 Abs. 3]}]}",
            ),
            "",
        ),
        (
            ("dann: {offene aufgaben: [klage: {fällig weil: Fronleichnam}]}",),
            "ist hergeleitet „",
        ),
        (
            ("wenn: {aufgabe: klage}", "dann: {offene aufgaben: [rueckruf: {fällig weil: [§ 193]}]}"),
            "ist hergeleitet „Aufgabe entstanden 23.11.2026 → im Ablauf festgelegt: 24.11.2026, Dienstag“",
        ),
        # the law alone
        (
            ("dann: {offene aufgaben: [klage: {gesetzliche frist: 2026-12-28, vereinbart bis: keine}]}",),
            "",
        ),
        (("dann: {offene aufgaben: [klage: {vereinbart bis: 2026-12-28}]}",), "vereinbart bis: gar nicht"),
        (("dann: {offene aufgaben: [klage: {gesetzliche frist: keine}]}",), "gesetzliche frist: 28.12.2026"),
        # both, and the earlier one counts
        (
            (
                "wenn: [{aufgabe: klage}, {aufgabe: rueckruf}]",
                "dann: {offene aufgaben: [beides: {fällig am: 2026-11-24, gesetzliche frist: 2026-12-28, "
                "vereinbart bis: 2026-11-24, fällig weil: [§ 74 VwGO, 27.12.2026, Aufgabe entstanden]}]}",
            ),
            "",
        ),
    ],
)
def test_a_legal_deadline_says_how_it_came_about(tmp_path, steps, words):
    (tmp_path / "faellig.bpmn").write_bytes(DUE)
    (tmp_path / "scenarios").mkdir()
    path = tmp_path / "scenarios" / "probe.yaml"
    path.write_text(
        GIVEN % ", eingaben: {bekannt_am: 2026-11-27}" + "".join(f"- {step}\n" for step in steps),
        encoding="utf-8",
    )
    (result,) = run_folder(tmp_path)

    assert result.failure is None if not words else words in told(result)
