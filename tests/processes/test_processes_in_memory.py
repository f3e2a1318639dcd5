"""Scenarios of a bundle in memory: the same as those of a folder, also called processes, and one step by step."""

from __future__ import annotations

import pytest

from engine import library, scenario
from engine.cache import Cache
from engine.errors import ModelError
from engine.testing import models as m

KEYS = [one.name for one in sorted(library.FOLDER.iterdir()) if list(one.glob("*.bpmn"))]
FAILING = b"""szenario: Falsch erwartet
angenommen:
  jetzt: 2026-11-23 09:00
schritte:
  - wenn: {aufgabe: a}
  - dann: {beendet mit: end}
"""


def _find(key: str) -> dict[str, bytes] | None:
    folder = library.FOLDER / key
    return dict(library.read_all(folder).files) if folder.is_dir() else None


@pytest.mark.parametrize("key", ["einzelaufgabe", "einbuergerung", "verweisberatung"])
def test_a_bundle_gives_what_its_folder_gives(key: str) -> None:
    files = library.read_all(library.FOLDER / key).files

    ran = scenario.run_bundle(files, _find)

    folder = {one.path.name: one.passed for one in scenario.run_folder(library.FOLDER / key)}
    assert {path.rpartition("/")[2]: one.passed for path, one in ran.results.items()} == folder
    assert len(folder) > 1


@pytest.mark.parametrize("key", KEYS)
def test_every_scenario_of_the_library_can_be_walked_to_its_end(key: str) -> None:
    files = library.read_all(library.FOLDER / key).files
    path = scenario.scenario_paths(files)[0]

    whole = scenario.walk(files, path, 10_000, _find)

    assert (whole.failure, whole.done) == (None, len(whole.lines))
    assert scenario.walk(files, path, 0, _find).done == 0


def test_a_walk_stops_at_the_step_that_differs_and_says_where_the_case_stands() -> None:
    files = {"p.bpmn": m.tasks("p", "a", "b"), "scenarios/x.yaml": FAILING}

    walked = scenario.walk(files, "scenarios/x.yaml", 9, lambda _key: None)

    assert (walked.done, walked.lines, walked.tokens) == (2, (5, 6), (("p", "b"),))
    assert walked.failure is not None
    assert ("p", "a") in walked.elements


def test_what_is_wrong_with_a_scenario_is_a_finding_with_its_line() -> None:
    files = {"p.bpmn": m.tasks("p", "a", "b"), "scenarios/x.yaml": FAILING}
    unreadable = {**files, "scenarios/x.yaml": b"szenario: x\nangenommen: [\n"}
    unknown = {**files, "scenarios/x.yaml": FAILING.replace(b"aufgabe: a", b"aufgbe: a")}
    fine = {**files, "scenarios/x.yaml": FAILING.replace(b"beendet mit: end", b"offene aufgaben: [b]")}

    def check(bundle: dict[str, bytes]) -> list[tuple[str, int | None]]:
        return [
            (one.rule, one.line)
            for one in scenario.check_scenario(bundle, "scenarios/x.yaml", lambda _: None)
        ]

    assert check(files) == [("scenario-failed", 6)]
    assert [line for _rule, line in check(unreadable)] != []
    assert [line for _rule, line in check(unknown)] == [5]
    assert check(fine) == []


def test_templates_and_persons_of_the_bundle_are_used() -> None:
    text = FAILING.replace(b"jetzt: 2026-11-23 09:00", b"jetzt: 2026-11-23 09:00\n  persona: X1").replace(
        b"{aufgabe: a}", b"{aufgabe: a}"
    )
    files = {"p.bpmn": m.tasks("p", "a"), "scenarios/x.yaml": text}

    with pytest.raises(ModelError) as missing:
        scenario.walk(files, "scenarios/x.yaml", 9, lambda _: None)
    assert "X1" in missing.value.findings[0].reason
    walked = scenario.walk(
        {**files, "scenarios/personen/X1.json": b"{}"}, "scenarios/x.yaml", 9, lambda _: None
    )
    assert walked.failure is None
    with pytest.raises(ModelError):
        scenario.walk({**files, "scenarios/personen/X1.json": b"["}, "scenarios/x.yaml", 9, lambda _: None)


def test_a_process_with_errors_runs_no_scenario() -> None:
    with pytest.raises(ModelError):
        scenario.run_bundle({"p.bpmn": b"<kaputt", "scenarios/x.yaml": FAILING}, lambda _: None)


def test_a_changed_template_counts_though_the_scenario_itself_is_the_same() -> None:
    scenario_file = b"""szenario: Mit Vorlage
angenommen:
  jetzt: 2026-11-23 09:00
  eingaben: {vorlage: wert}
schritte:
  - dann: {variablen: {x: 1}}
"""
    files = {"p.bpmn": m.tasks("p", "a"), "scenarios/01_x.yaml": scenario_file}

    passed = [
        scenario.run_bundle(
            {**files, "scenarios/vorlagen.yaml": f"wert: {{x: {value}}}\n".encode()}, _find
        ).results["scenarios/01_x.yaml"]
        for value in (1, 2, 1)
    ]

    assert [one.passed for one in passed] == [True, False, True]


TAKEN = FAILING.replace(b"beendet mit: end", b"offene aufgaben: [b]")


def test_only_the_scenario_that_changed_is_run_again_and_what_all_touch_stays_the_same() -> None:
    files = {"p.bpmn": m.tasks("kept", "a", "b"), "scenarios/1.yaml": TAKEN, "scenarios/2.yaml": FAILING}

    first = scenario.run_bundle(files, _find)
    second = scenario.run_bundle(files, _find)
    third = scenario.run_bundle({**files, "scenarios/2.yaml": TAKEN}, _find)

    assert (first.kept, second.kept) == (frozenset(), frozenset(files) - {"p.bpmn"})
    assert third.kept == {"scenarios/1.yaml"}
    assert [one.passed for one in (*second.results.values(), *third.results.values())] == [
        True,
        False,
        True,
        True,
    ]
    counted = [scenario.coverage(one.bundle, one.results.values()) for one in (first, second)]
    assert counted[0] == counted[1]
    assert counted[0].elements.seen > 1


def test_another_model_or_another_called_process_runs_all_again() -> None:
    call = m.process(
        "calls", m.start(), m.call("c", "called"), m.end(), m.flow("start", "c"), m.flow("c", "end")
    )
    files = {"p.bpmn": call, "scenarios/1.yaml": TAKEN.replace(b"aufgabe: a", b"aufgabe: x")}
    one, other = ({"p.bpmn": m.tasks("called", "x", last)} for last in ("b", "c"))

    runs = [
        scenario.run_bundle(files, {"called": called}.get)
        for called in (one, one, other, {**one, "scenarios/1.yaml": TAKEN})
    ]
    drawn_anew = scenario.run_bundle({**files, "p.bpmn": call + b"<!-- anew -->"}, {"called": one}.get)

    assert [bool(run.kept) for run in (*runs, drawn_anew)] == [False, True, False, True, False]
    assert [run.results["scenarios/1.yaml"].passed for run in (*runs, drawn_anew)] == [
        True,
        True,
        False,
        True,
        True,
    ]


def test_what_a_run_of_its_own_finds_out_is_not_taken_from_others() -> None:
    files = {"p.bpmn": m.tasks("alone", "a", "b"), "scenarios/1.yaml": TAKEN}
    scenario.run_bundle(files, _find)

    assert scenario.run_bundle(files, _find, Cache()).kept == frozenset()
