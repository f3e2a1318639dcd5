"""Calls, jobs and signals on both: the called process, the work of programs, what everybody hears."""

from __future__ import annotations

import pytest

from engine.crosscheck import Case, Matter, crosscheck
from engine.execution.bundle import read_bundle
from engine.feel import from_python
from engine.scenario import Scenario
from engine.scenario.model import CompleteTask, DoJob, SendSignal, Start
from engine.testing import models as m
from tests.crosscheck.conftest import NOW, complete


def together(files, *acts, **variables):
    """Run the acts on both, with several diagrams; the first is the main process."""
    bundle = read_bundle({"process.toml": b'schluessel = "haupt"\n', **files})
    assert not bundle.errors, bundle.errors
    assert bundle.main == "haupt"
    scenario = Scenario("test.yaml", "Test", "", Start(NOW, "KIM-2026-000001", "05334002", {}), acts)
    given = {name: from_python(value) for name, value in variables.items()}
    return crosscheck(bundle, files, Case(scenario, given))


def main(call, *more):
    return m.process(
        "haupt", m.start(), call, m.user_task("danach"), m.end(),
        m.flow("start", "ruf"), m.flow("ruf", "danach"), m.flow("danach", "end"), *more,
    )  # fmt: skip


CALLED = m.process(
    "unter",
    m.start("u_start"),
    m.script_task("rechnen", "=zahl * 2", "doppelt"),
    m.user_task("drin"),
    m.end("u_ende"),
    m.flow("u_start", "rechnen"),
    m.flow("rechnen", "drin"),
    m.flow("drin", "u_ende"),
)


@pytest.mark.parametrize(
    "call",
    [
        # everything goes in and comes out
        m.call("ruf", "unter"),
        # only what is named
        m.call(
            "ruf",
            "unter",
            m.io({"zahl": "=basis"}, {"ergebnis": "=doppelt"}),
            'propagateAllParentVariables="false" propagateAllChildVariables="false"',
        ),
        # nothing comes out
        m.call("ruf", "unter", attributes='propagateAllChildVariables="false"'),
    ],
)
def test_a_called_process_runs_alike(call):
    files = {"haupt.bpmn": main(call), "unter.bpmn": CALLED}

    report = together(files, CompleteTask(2, "drin", {}), *complete("danach"), zahl=4, basis=5)

    assert (report.stopped, report.steps, report.differences) == ("", 3, ())


def test_a_called_process_may_call_another():
    middle = m.process(
        "unter", m.start("u_start"), m.call("weiter", "tief"), m.end("u_ende"),
        m.flow("u_start", "weiter"), m.flow("weiter", "u_ende"),
    )  # fmt: skip
    deep = m.process(
        "tief", m.start("t_start"), m.user_task("unten"), m.end("t_ende"),
        m.flow("t_start", "unten"), m.flow("unten", "t_ende"),
    )  # fmt: skip
    files = {"haupt.bpmn": main(m.call("ruf", "unter")), "unter.bpmn": middle, "tief.bpmn": deep}

    report = together(files, CompleteTask(2, "unten", {}), *complete("danach"))

    assert (report.stopped, report.steps, report.differences) == ("", 3, ())


@pytest.mark.parametrize(
    ("files", "words"),
    [
        # itself, by a detour
        (
            {
                "haupt.bpmn": main(m.call("ruf", "unter")),
                "unter.bpmn": m.process(
                    "unter", m.start("u_start"), m.call("zurueck", "haupt"), m.end("u_ende"),
                    m.flow("u_start", "zurueck"), m.flow("zurueck", "u_ende"),
                ),
            },
            "calls itself",
        ),
        # a process that is computed
        ({"haupt.bpmn": main(m.call("ruf", "=welcher"))}, "ruf: a called process that is computed is refused"),
        # a process that is not there
        ({"haupt.bpmn": main(m.call("ruf", "fremd"))}, "ruf: the called process is not in the folder"),
    ],
)  # fmt: skip
def test_calls_it_cannot_run_are_named(files, words):
    report = together(files, welcher="unter")

    assert words in report.stopped
    assert report.differences == ()


WORK = m.process(
    "haupt",
    m.start(),
    m.service_task("arbeit", "register", extra=m.io(None, {"stand": '=antwort + "!"'})),
    m.user_task("danach"),
    m.end(),
    m.flow("start", "arbeit"),
    m.flow("arbeit", "danach"),
    m.flow("danach", "end"),
)


def test_a_job_is_done_alike():
    report = together({"haupt.bpmn": WORK}, DoJob(2, "arbeit", {"antwort": "ja"}), *complete("danach"))

    assert (report.stopped, report.steps, report.differences) == ("", 3, ())


def test_a_job_that_throws_an_error_ends_the_comparison():
    report = together({"haupt.bpmn": WORK}, DoJob(2, "arbeit", {}, "E1"))

    assert report.stopped == "SpiffWorkflow takes no business error from outside"
    assert report.steps == 1


def test_a_signal_is_heard_by_all_that_wait():
    model = m.process(
        "haupt",
        m.start(),
        m.parallel("teilen"),
        m.catch("eins", m.signal("alarm")),
        m.catch("zwei", m.signal("alarm")),
        m.parallel("sammeln"),
        m.user_task("danach"),
        m.boundary("weg", "danach", m.signal("abbruch")),
        m.end(),
        m.end("aus"),
        m.flow("start", "teilen"),
        m.flow("teilen", "eins"),
        m.flow("teilen", "zwei"),
        m.flow("eins", "sammeln"),
        m.flow("zwei", "sammeln"),
        m.flow("sammeln", "danach"),
        m.flow("danach", "end"),
        m.flow("weg", "aus"),
        signals=("alarm", "abbruch"),
    )

    report = together(
        {"haupt.bpmn": model}, SendSignal(2, "alarm", {"laut": True}), SendSignal(3, "abbruch", {})
    )

    assert (report.stopped, report.steps, report.unexplained) == ("", 3, ())
    assert {one.matter for one in report.differences} <= {Matter.VARIABLE}


def test_a_signal_is_heard_by_its_computed_name():
    model = m.process(
        "haupt", m.start(), m.catch("eins", m.signal("alarm")), m.user_task("danach"), m.end(),
        m.flow("start", "eins"), m.flow("eins", "danach"), m.flow("danach", "end"), signals=("alarm",),
    ).replace(b'name="alarm"', b"name='=\"alarm:\" + aktenzeichen'")  # fmt: skip

    report = together(
        {"haupt.bpmn": model}, SendSignal(2, "alarm:KIM-2026-000001", {}), *complete("danach"),
        aktenzeichen="KIM-2026-000001",
    )  # fmt: skip

    assert (report.stopped, report.steps, report.differences) == ("", 3, ())


def test_an_end_names_the_outcome():
    outcome = m.io(outputs={"ergebnis": '="gut"'})
    inside = m.sub_process(
        "unter",
        m.start("u_start"),
        m.end("u_ende", f"<extensionElements>{outcome}</extensionElements>"),
        m.flow("u_start", "u_ende"),
    )
    model = m.process(
        "haupt", m.start(), inside, m.user_task("danach"), m.end(),
        m.flow("start", "unter"), m.flow("unter", "danach"), m.flow("danach", "end"),
    )  # fmt: skip

    report = together({"haupt.bpmn": model}, *complete("danach"))

    assert (report.stopped, report.steps, report.differences) == ("", 2, ())


def test_a_signal_nobody_there_hears_is_a_difference(monkeypatch):
    model = m.process(
        "haupt", m.start(), m.catch("eins", m.signal("alarm")), m.end(),
        m.flow("start", "eins"), m.flow("eins", "end"), signals=("alarm",),
    )  # fmt: skip
    monkeypatch.setattr("engine.crosscheck.second.Second.signal", lambda *_: False)

    report = together({"haupt.bpmn": model}, SendSignal(2, "alarm", {}))

    assert {one.matter for one in report.unexplained} == {Matter.CATCHES, Matter.END}


def test_a_signal_thrown_inside_is_heard_inside():
    model = m.process(
        "haupt",
        m.start(),
        m.parallel("teilen"),
        m.catch("hoeren", m.signal("alarm")),
        m.user_task("danach"),
        m.throw("rufen", m.signal("alarm")),
        m.end(),
        m.end("aus"),
        m.flow("start", "teilen"),
        m.flow("teilen", "hoeren"),
        m.flow("hoeren", "danach"),
        m.flow("danach", "end"),
        m.flow("teilen", "rufen"),
        m.flow("rufen", "aus"),
        signals=("alarm",),
    )

    report = together({"haupt.bpmn": model}, *complete("danach"))

    assert (report.stopped, report.steps, report.differences) == ("", 2, ())


def test_a_process_that_is_started_beside_the_case_ends_the_comparison():
    model = main(m.user_task("ruf"))
    beside = m.process(
        "neben", m.start("n_start", definition=m.signal("alarm")), m.user_task("n_tun"), m.end("n_ende"),
        m.flow("n_start", "n_tun"), m.flow("n_tun", "n_ende"), signals=("alarm",),
    )  # fmt: skip

    report = together({"haupt.bpmn": model, "neben.bpmn": beside}, SendSignal(2, "alarm", {}))

    assert report.stopped == "a process was started that the case does not call"
    assert report.steps == 1


def test_processes_may_use_the_same_ids():
    called = m.process(
        "unter",
        m.start(),
        m.user_task("drin"),
        m.user_task("danach"),
        m.boundary("frist", "danach", m.timer("P1D")),
        m.end(),
        m.flow("start", "drin"),
        m.flow("drin", "danach"),
        m.flow("danach", "end"),
        m.flow("frist", "end"),
    )
    files = {"haupt.bpmn": main(m.call("ruf", "unter")), "unter.bpmn": called}

    report = together(
        files, CompleteTask(2, "drin", {}), CompleteTask(3, "danach_unter", {}), *complete("danach")
    )

    assert (report.stopped, report.steps, report.differences) == ("", 4, ())
