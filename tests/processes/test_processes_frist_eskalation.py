"""What `frist_eskalation` promises every process that calls it, beyond its scenarios."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from engine.deadlines import is_working_day
from engine.feel import Environment, from_python, to_python
from engine.forms import present
from engine.scenario import read_process, run_folder
from engine.testing import models as m

PROCESS = Path(__file__).parents[2] / "processes" / "frist_eskalation"
RECKONED = "Frist von 3 Monaten endet 25.11.2026, Mittwoch"
GIVEN = "szenario: Probe\nangenommen:\n  jetzt: %s\n  eingaben: {%s}\nschritte:\n"


@pytest.fixture(scope="module")
def decide():
    bundle = read_process(PROCESS)

    def evaluated(decision, **values):
        given = {name: from_python(value) for name, value in values.items()}
        return to_python(bundle.decide(decision, given, Environment()).value)

    return evaluated


@pytest.fixture
def run(tmp_path):
    folder = shutil.copytree(PROCESS, tmp_path / "frist_eskalation")
    shutil.rmtree(folder / "scenarios")
    (folder / "scenarios").mkdir()

    def play(now, inputs, *steps):
        said = GIVEN % (now, inputs) + "".join(f"- {step}\n" for step in steps)
        (folder / "scenarios" / "probe.yaml").write_text(said, encoding="utf-8")
        (result,) = run_folder(folder)
        return result

    return play


def test_nobody_enters_the_hierarchy_of_another_authority_without_an_agreement(decide):
    for rung, agreed, clock in product(
        ("sachbearbeitung", "teamleitung", "amtsleitung", "koordination"),
        (True, False, None),
        ("vereinbart", "gesetzlich"),
    ):
        asked = decide("ansprechen", stelle=rung, haus="fremdes", vereinbarung_eskalation=agreed, uhr=clock)

        assert asked["ziel"] not in ("teamleitung", "amtsleitung") or agreed is True
        # and nobody keeps quiet about a deadline of the law
        assert clock == "vereinbart" or asked["ziel"] != "niemand"


def test_a_deadline_of_the_law_is_never_what_is_extended(decide):
    for past, time in product((True, False), ("vereinbart", "ohne")):
        assert decide("mehr_zeit", art="gesetzlich", abgelaufen=past, zeit=time)["gegenstand"] != "frist"


@pytest.mark.parametrize(
    ("rule", "begin", "end"),
    [
        # deadlines as they were checked by hand: § 75 VwGO, § 72 (3a) AufenthG, 28 February for 31 August
        ("untaetigkeit", "2026-08-25", "2026-11-25"),
        ("zustimmung_zuzug", "2026-11-02", "2026-11-30"),
        ("kind_titel", "2026-08-31", "2027-03-01"),
        ("klage", "2026-11-27", "2026-12-28"),
        ("kurs_anspruch", "2024-02-29", "2025-02-28"),
    ],
)
def test_deadlines_of_the_law_end_when_the_law_says(run, rule, begin, end):
    result = run(
        begin,
        f"frist_regel: {rule}, frist_beginn: {begin}, frist_empfaenger: jobcenter",
        f"dann: {{variablen: {{rechtsfrist_bis: {end}}}}}",
    )

    assert str(result.failure or "") == ""


@pytest.mark.parametrize("days", [2, 3, 10, 250])
@pytest.mark.parametrize("begin", ["2026-12-23", "2026-12-24", "2026-12-26", "2027-05-05"])
def test_rungs_come_on_working_days_in_their_order(run, begin, days):
    result = run(
        f"{begin} 09:00",
        f"frist_regel: vereinbart, frist_beginn: {begin}, frist_empfaenger: jobcenter, "
        f"vereinbarte_werktage: {days}, vereinbarung_eskalation: true",
        "wenn: {warte: P4Y}",
        "dann: {offene aufgaben: [Als Teamleitung klären, Als Amtsleitung klären, Als Koordination klären]}",
    )

    assert str(result.failure or "") == ""
    fired = [day for day in _rungs(run, begin, days) if day > date.fromisoformat(begin)]
    assert fired == sorted(fired)
    assert [day for day in fired if not is_working_day(day)] == []


def test_of_rungs_that_meet_on_one_working_day_only_the_highest_follows(run):
    # one working day before Christmas: 100, 150 and 200 percent all meet on 28 December
    result = run(
        "2026-12-23 09:00",
        "frist_regel: vereinbart, frist_beginn: 2026-12-23, frist_empfaenger: jobcenter, vereinbarte_werktage: 1",
        "wenn: {springe auf: 2026-12-28 08:00}",
        "dann: {offene aufgaben: [Als Koordination klären, Als Koordination klären], zeitgeber: {}}",
    )

    assert str(result.failure or "") == ""


def _rungs(run, begin, days):
    """The days on which the clock says it fires next, read from what a wrong expectation is told."""
    found = []
    steps = ["dann: {variablen: {letzte: 1}}"]
    for _ in range(5):
        result = run(
            f"{begin} 09:00",
            f"frist_regel: vereinbart, frist_beginn: {begin}, frist_empfaenger: jobcenter, "
            f"vereinbarte_werktage: {days}, vereinbarung_eskalation: true",
            *steps,
        )
        told = " ".join(result.failure.situation)
        if "„Tag der Stufe“ am " not in told:
            break
        day = told.split("„Tag der Stufe“ am ")[1][:10]
        found.append(date(int(day[6:]), int(day[3:5]), int(day[:2])))
        steps.insert(-1, "wenn: {warte bis: Tag der Stufe}")
    return found


@pytest.mark.parametrize(
    ("form", "values", "told"),
    [
        # how the deadline was counted, and that nobody moves it
        ("fristwarnung", {}, "Frist von 3 Monaten endet 25.11.2026, Mittwoch"),
        ("nicht_verlaengerbar", {"verlaengerung": {"bedeutung": "bleibt"}}, "bleibt"),
        # both views of overload
        ("rechtsfolgen", {"verzoegerungsgrund": "ueberlastung"}, "kein zureichender Grund. (OVG NRW"),
        (
            "rechtsfolgen",
            {"verzoegerungsgrund": "ueberlastung"},
            "kann ein zureichender Grund sein. (Gegenansicht",
        ),
        (
            "rechtsfolgen",
            {"verzoegerungsgrund": "ueberlastung"},
            "früheste Tag einer Klage ist der 26.11.2026",
        ),
        ("aussetzung", {"aussetzung_grund": "strafverfahren"}, "§ 12a Abs. 3 StAG"),
        ("aussetzung", {"aussetzung_grund": None}, "kein Grund genannt"),
        # recorded by hand, a message carries nothing
        ("verlaengerung", {"verlaengerung": {"bedeutung": "läuft noch"}}, "Von Hand erfasst, ohne Tag"),
        ("verlaengerung", {"verlaengerung_bis": "2026-12-01"}, "Erbeten bis 01.12.2026"),
    ],
)
def test_who_must_decide_reads_what_was_computed(decide, form, values, told):
    bundle = read_process(PROCESS)
    known = {
        "frist_titel": "Bescheid",
        "frist_regel": "untaetigkeit",
        "frist_empfaenger": "auslaenderbehoerde",
        "frist_eigene_stelle": "case_management",
        "fristregel": decide("fristregel", frist_regel="untaetigkeit"),
        "fristen": {"rechnung": {"am": date(2026, 11, 25), "herleitung": RECKONED}},
        "rechtsfrist_bis": date(2026, 11, 25),
        "vereinbart_bis": None,
        "ausgesetzt": False,
        **values,
    }
    for name in ("verzoegerung", "aussetzung"):
        known[name] = decide(name, **{"frist_regel": "untaetigkeit", **values})
    views = present(
        bundle.forms[form],
        {name: from_python(value) for name, value in known.items()},
        Environment(),
    )

    assert told in " ".join(
        span.text for view in views for block in view.blocks for span in block.spans if view.visible
    )


def test_whoever_waits_calls_it_beside_the_work_and_ends_it_with_a_message(tmp_path):
    library = tmp_path / "bibliothek"
    shutil.copytree(PROCESS, library / "frist_eskalation")
    given = {
        "frist_id": '="bescheid"',
        "frist_regel": '="untaetigkeit"',
        "frist_beginn": '=date("2026-08-25")',
        "frist_empfaenger": '="auslaenderbehoerde"',
    }
    done = m.message("frist_erledigt:bescheid").replace("message_frist_erledigt:bescheid", "message_fertig")
    caller = m.process(
        "antrag",
        m.start(),
        m.parallel("teilen"),
        m.user_task("bescheiden"),
        m.throw("melden", done, '<zeebe:publishMessage correlationKey="=aktenzeichen" timeToLive="PT0S" />'),
        m.call("frist", "frist_eskalation", m.io(given, {"wie": "=ergebnis_frist_eskalation"})),
        m.parallel("beide"),
        m.end("fertig"),
        *(
            m.flow(source, target)
            for source, target in (
                ("start", "teilen"),
                ("teilen", "bescheiden"),
                ("teilen", "frist"),
                ("bescheiden", "melden"),
                ("melden", "beide"),
                ("frist", "beide"),
                ("beide", "fertig"),
            )
        ),
        messages={"fertig": "=aktenzeichen"},
    ).replace(b'id="message_fertig" name="fertig"', b'id="message_fertig" name="frist_erledigt:bescheid"')
    (library / "antrag" / "scenarios").mkdir(parents=True)
    (library / "antrag" / "antrag.bpmn").write_bytes(caller)
    (library / "antrag" / "scenarios" / "probe.yaml").write_text(
        "szenario: Probe\nangenommen: {jetzt: 2026-08-25}\nschritte:\n"
        "- dann: {offene aufgaben: [bescheiden], wartet auf nachrichten: "
        '["frist_aussetzen:bescheid", "frist_erledigt:bescheid", "frist_verlaengern:bescheid"]}\n'
        "- wenn: [{warte: P1Y}, {aufgabe: bescheiden}]\n"
        "- dann: {beendet mit: fertig, variablen: {wie: nach_gesetzlicher_frist}, offene aufgaben: keine}\n",
        encoding="utf-8",
    )

    (result,) = run_folder(library / "antrag")

    assert str(result.failure or "") == ""
