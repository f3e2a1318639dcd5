"""The gates: each closed one keeps a resolution that adopts from being recorded, says why, and opens again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, queries
from engine.commands.resolution import GatesClosed
from engine.errors import Severity
from engine.execution import gates, proposals
from engine.execution.bundle import load_bundle
from engine.execution.gates import GATES, Cause
from engine.state.consultation import Outcome
from engine.state.gate import CheckState
from engine.state.proposal import ProposalState
from engine.state.resolution import Ruling
from engine.testing import models as m
from tests.steering.conftest import SCENARIO, SHUT, Group, files


def _closed(group: Group, number: int) -> dict[str, list[Cause]]:
    return {
        one.gate: [reason.cause for reason in one.reasons]
        for one in group.show(number).verdicts
        if not one.is_open
    }


def _save(group: Group, content: bytes, path: str = "p.bpmn") -> int:
    """A draft with another content, as Olga saves it."""
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.definition.begin_draft(tx, group.version)
    _save_again(group, draft, 1, content, path)
    return draft


def _save_again(group: Group, draft: int, revision: int, content: bytes, path: str = "p.bpmn") -> None:
    with group.world.engine.begin(group.olga) as tx:
        commands.definition.save_draft(tx, draft, path, content, revision, "")


def _with_open_comment(group: Group) -> int:
    number = group.propose()
    group.consult(number)
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.comment(tx, number, "Warum?", group.version, "a")
    group.close(number)
    group.measure(number)
    return number


def _with_changed_version(group: Group) -> int:
    draft = _save(group, m.tasks("p", "a", "b"))
    number = group.propose(times={draft: {}})
    group.consult(number)
    group.close(number)
    _save_again(group, draft, 2, m.tasks("p", "a"))
    group.measure(number)
    return number


def _with_faulty_version(group: Group) -> int:
    faulty = m.process("p", m.start(), m.user_task("a"), m.flow("start", "a"), m.flow("a", "gibtesnicht"))
    return group.ready(times={_save(group, faulty): {}})


def _with_failing_scenario(group: Group) -> int:
    wrong = SCENARIO.replace("beendet mit: end", "beendet mit: anders")
    return group.ready(times={_save(group, wrong.encode(), "scenarios/01.yaml"): {}})


def _with_untouched_elements(group: Group) -> int:
    ways = (
        ("start", "oder"),
        ("oder", "a"),
        ("oder", "b"),
        ("oder", "c"),
        ("a", "end"),
        ("b", "end"),
        ("c", "end"),
    )
    flows = [m.flow(*way, f'=ags = "{way[1]}"' if way[1] in "bc" else "") for way in ways]
    tasks = [m.user_task(one) for one in "abc"]
    model = m.process("p", m.start(), m.exclusive("oder", "oder_a"), *tasks, m.end(), *flows)
    return group.ready(times={_save(group, model): {}})


def _not_measured(group: Group) -> int:
    number = group.propose()
    group.consult(number)
    group.close(number)
    return number


def _measured_before_it_changed(group: Group) -> int:
    draft = _save(group, m.tasks("p", "a", "b"))
    number = group.propose(times={draft: {}})
    group.measure(number)
    _save_again(group, draft, 2, m.tasks("p", "a"))
    group.consult(number)
    group.close(number)
    return number


CLOSED: list[tuple[Callable[[Group], int], dict[str, list[Cause]]]] = [
    (_with_open_comment, {"consultation": [Cause.COMMENTS_OPEN]}),
    (_with_changed_version, {"consultation": [Cause.VERSION_CHANGED]}),
    (
        _with_faulty_version,
        {"lint": [Cause.FINDINGS], "coverage": [Cause.NO_SCENARIOS]},
    ),
    (_with_failing_scenario, {"scenarios": [Cause.SCENARIO_FAILS]}),
    (_with_untouched_elements, {"coverage": [Cause.COVERAGE_LOW]}),
    (
        _not_measured,
        {one: [Cause.NOT_CHECKED] for one in ("scenarios", "coverage", "crosscheck")}
        | {"impact": [Cause.NO_REPORT]},
    ),
    (
        _measured_before_it_changed,
        {one: [Cause.CHECK_OLD] for one in ("scenarios", "coverage", "crosscheck")}
        | {"impact": [Cause.REPORT_OLD]},
    ),
]


@pytest.mark.parametrize(("prepare", "expected"), CLOSED)
def test_no_resolution_adopts_through_a_closed_gate(
    group: Group, prepare: Callable[[Group], int], expected: dict[str, list[Cause]]
) -> None:
    number = prepare(group)

    assert _closed(group, number) == expected
    with pytest.raises(GatesClosed) as refused:
        group.sign(number)
    assert {one.gate for one in refused.value.verdicts} == expected.keys()
    assert group.show(number).draft is None


@pytest.mark.parametrize("name", GATES)
def test_a_gate_that_closes_after_the_first_signature_stops_the_second(group: Group, name: str) -> None:
    number = group.ready()
    digest = group.sign(number)
    group.shut(number, name)

    with group.world.engine.begin(group.sina) as tx, pytest.raises(GatesClosed) as refused:
        commands.resolution.countersign(tx, number, digest)

    assert name in {one.gate for one in refused.value.verdicts}
    assert group.show(number).row.state is ProposalState.READY


@pytest.mark.parametrize("ruling", [Ruling.REJECTED, Ruling.RETURNED])
def test_closed_gates_do_not_keep_anybody_from_rejecting(group: Group, ruling: Ruling) -> None:
    number = _not_measured(group)

    group.adopt(number, ruling=ruling, valid_from=None)

    assert group.show(number).row.state.value == ruling.value


def test_a_difference_to_the_second_interpreter_is_acknowledged_by_name(group: Group) -> None:
    number = group.ready()
    group.shut(number, "crosscheck")
    digest = group.show(number).digest
    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Forbidden):
        commands.gate.acknowledge(tx, number, "crosscheck", digest, "weil")
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid):
        commands.gate.acknowledge(tx, number, "crosscheck", digest, "  ")
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.gate.acknowledge(tx, number, "crosscheck", "anders", "weil")

    with group.world.engine.begin(group.olga) as tx:
        commands.gate.acknowledge(tx, number, "crosscheck", digest, "Bekannte Abweichung, siehe Bericht")

    (verdict,) = [one for one in group.show(number).verdicts if one.gate == "crosscheck"]
    assert verdict.is_open
    assert verdict.acknowledgement is not None
    assert (verdict.acknowledgement.name, len(verdict.acknowledged)) == ("Olga Jäger", 1)
    group.adopt(number)

    with group.world.engine.begin(group.hanna) as tx:
        (found,) = queries.resolution.book(tx).resolutions
    (known,) = found.content["acknowledged"]
    assert (known["gate"], known["name"], known["reason"]) == (
        "crosscheck",
        "Olga Jäger",
        "Bekannte Abweichung, siehe Bericht",
    )
    assert [one["text"] for one in known["found"]] == ["y"]
    assert found.content["review_months"] == 12
    assert found.content["gates"] == {one: [] for one in GATES}
    assert found.holds


def test_what_closed_a_gate_stands_in_the_resolution_that_gives_it_back(group: Group) -> None:
    number = _not_measured(group)

    group.adopt(number, ruling=Ruling.RETURNED, valid_from=None)

    with group.world.engine.begin(group.hanna) as tx:
        (found,) = queries.resolution.book(tx).resolutions
    assert found.content["gates"]["impact"] == [{"cause": "no_report"}]


def test_another_reason_after_the_first_signature_is_signed_again(group: Group) -> None:
    number = group.ready()
    group.shut(number, "crosscheck")
    digest = group.show(number).digest
    with group.world.engine.begin(group.olga) as tx:
        commands.gate.acknowledge(tx, number, "crosscheck", digest, "Bekannt")
    signed = group.sign(number)
    with group.world.engine.begin(group.olga) as tx:
        commands.gate.acknowledge(tx, number, "crosscheck", digest, "Doch etwas anderes")

    with group.world.engine.begin(group.sina) as tx, pytest.raises(Conflict):
        commands.resolution.countersign(tx, number, signed)


def test_a_report_is_for_the_values_set_and_for_what_is_repealed(group: Group) -> None:
    row = group.show(group.propose()).row
    rows = (row, replace(row, parameters={"coverage": 80}), replace(row, repeals_id=row.id))

    with group.world.engine.begin(SYSTEM) as tx:
        digests = {proposals.impact_digest(tx, one, ()) for one in rows}

    assert len(digests) == 3


def test_where_nothing_differs_there_is_nothing_to_acknowledge(group: Group) -> None:
    number = group.ready()

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.gate.acknowledge(tx, number, "crosscheck", group.show(number).digest, "Vorsorglich")


def test_an_acknowledgement_counts_for_just_these_versions(group: Group) -> None:
    draft = _save(group, m.tasks("p", "a", "b"))
    number = group.propose(times={draft: {}})
    group.consult(number)
    group.measure(number)
    group.shut(number, "crosscheck")
    with group.world.engine.begin(group.olga) as tx:
        commands.gate.acknowledge(tx, number, "crosscheck", group.show(number).digest, "Bekannt")
    _save_again(group, draft, 2, m.tasks("p", "a", "b", "c"))
    group.measure(number)
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text(SHUT["crosscheck"][0]))

    assert Cause.DIFFERENCE in _closed(group, number)["crosscheck"]


def test_a_changed_version_is_shown_and_opens_the_gate_when_the_parties_are_asked_again(group: Group) -> None:
    number = _with_changed_version(group)
    row = group.show(number).row
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.reopen(tx, number, row.revision, date(2026, 12, 14))
    group.close(number)

    assert _closed(group, number) == {}


def test_answered_remarks_open_the_gate(group: Group) -> None:
    number = _with_open_comment(group)
    (placed,) = group.show(number).comments
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.answer(tx, placed.comment.id, Outcome.TAKEN_UP, "Stimmt")

    assert _closed(group, number) == {}


def test_the_group_sets_how_much_scenarios_must_touch(group: Group) -> None:
    number = _with_untouched_elements(group)
    rule = group.ready(title="Werte", times={}, parameters={"coverage": 40}, valid_from=date(2026, 11, 23))
    group.adopt(rule, valid_from=date(2026, 11, 23))

    assert _closed(group, number) == {}


def test_a_check_that_is_asked_for_twice_runs_once(group: Group) -> None:
    number = group.propose()
    with group.world.engine.begin(group.olga) as tx:
        asked = [commands.gate.measure(tx, number) for _ in range(2)]

    assert asked == [True, False]
    assert group.world.work_off() == 1
    check = group.show(number).check
    assert check is not None
    assert (check.state, check.done, check.total) == (CheckState.DONE, 1, 1)


def test_a_check_that_another_has_overtaken_writes_nothing(group: Group) -> None:
    draft = _save(group, m.tasks("p", "a", "b"))
    number = group.propose(times={draft: {}})
    with group.world.engine.begin(group.olga) as tx:
        commands.gate.measure(tx, number)
    _save_again(group, draft, 2, m.tasks("p", "a"))
    with group.world.engine.begin(group.olga) as tx:
        assert commands.gate.measure(tx, number)
    group.world.work_off()

    check = group.show(number).check
    assert check is not None
    assert check.digest == group.show(number).digest
    assert check.state is CheckState.DONE


def test_a_version_without_scenarios_uses_those_of_the_library(group: Group) -> None:
    from engine import lawbook
    from engine.library import read

    (folder,) = read(lawbook.FOLDER / "einwilligung")
    with group.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, folder.files).version_id
    number = group.propose(times={version: {}})

    group.measure(number)

    check = group.show(number).check
    assert check is not None
    (result,) = check.results
    assert result["failed"] == []
    assert result["scenarios"] == len(list(Path(folder.path / "scenarios").glob("[0-9]*.yaml")))
    assert result["compared"] == result["scenarios"]
    assert result["coverage"] >= 90


def test_every_gate_has_a_file_of_its_own() -> None:
    folder = Path(gates.__file__).parent
    own = {path.stem for path in folder.glob("*.py")} - {"__init__", "verdict", "measured"}

    assert own == set(GATES)


def test_whoever_may_neither_propose_nor_adopt_measures_nothing(group: Group) -> None:
    number = group.propose()

    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Forbidden):
        commands.gate.measure(tx, number)


def test_files_of_a_version_reach_no_other_folder(group: Group) -> None:
    found = files("a", scenario="") | {"scenarios/../../../ausbruch.yaml": b"x"}
    with group.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, found).version_id
    number = group.propose(times={version: {}})

    group.measure(number)

    check = group.show(number).check
    assert check is not None
    assert check.state is CheckState.FAILED
    assert _closed(group, number)["scenarios"] == [Cause.CHECK_FAILED]


def test_warnings_close_nothing_and_those_without_a_reason_are_counted(group: Group) -> None:
    number = group.propose()
    (lint,) = [one for one in group.show(number).verdicts if one.gate == "lint"]
    with group.world.engine.begin(SYSTEM) as tx:
        found = load_bundle(tx, group.version).findings
    told = sum(one.severity is Severity.WARNING and not one.exempted for one in found)
    assert told
    assert (lint.is_open, lint.warnings) == (True, told)


def _one_way(reason: str = "") -> dict[str, bytes]:
    """A process with a choice that is none; with a reason that lets it be."""
    drawn = m.process(
        "p",
        m.start(),
        m.exclusive("wahl", "wahl_b"),
        m.user_task("a"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "wahl"),
        m.flow("wahl", "a", condition="=1 = 1"),
        m.flow("wahl", "b"),
        m.flow("a", "end"),
        m.flow("b", "end"),
    )
    let = f'[[ausnahmen]]\nregel = "condition-constant"\nelement = "wahl_a"\ngrund = "{reason}"\n'
    return {"p.bpmn": drawn, "process.toml": f'schluessel = "p"\n{let if reason else ""}'.encode()}


def test_a_grave_warning_closes_the_gate_until_somebody_says_why_it_stays(group: Group) -> None:
    def verdict(files: dict[str, bytes]) -> list[str]:
        with group.world.engine.begin(SYSTEM) as tx:
            version = commands.definition.deploy(tx, files).version_id
        number = group.propose(times={version: {}})
        (lint,) = [one for one in group.show(number).verdicts if one.gate == "lint"]
        assert {one.cause for one in lint.reasons} <= {Cause.GRAVE}
        return [str(one.values["element"]) for one in lint.reasons if one.values["element"]]

    assert verdict(_one_way()) == ["wahl_a"]
    assert verdict(_one_way("Nur zum Versuch.")) == []
