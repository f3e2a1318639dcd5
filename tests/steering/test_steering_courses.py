"""Cases that have ended, played again in the impact report: other ends, steps and waiting, and nothing of anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine import SYSTEM, commands
from engine.queries.proposal import MigrationRule
from engine.state.step_input import STEP_INPUT
from engine.testing import models as m
from tests.steering.conftest import Group
from tests.steering.test_steering_impact import _adopt, _deploy, _made, _report

FORM: Mapping[str, bytes] = {
    "f.form": json.dumps(
        {
            "type": "default",
            "id": "f",
            "schemaVersion": 19,
            "components": [
                {"type": "number", "id": "F_1", "key": "betrag", "label": "Betrag"},
                {"type": "textfield", "id": "F_2", "key": "grund", "label": "Grund"},
            ],
        }
    ).encode()
}
MORE: Mapping[str, bytes] = {
    "f.form": FORM["f.form"].replace(b'"label": "Grund"', b'"label": "Grund", "validate": {"required": true}')
}


def _model(limit: int, *more: str) -> bytes:
    """`a` asks for an amount; above the limit `b` is done, too, else it is refused at once."""
    steps = ("b", *more)
    ways = zip(steps, (*steps[1:], "gewaehrt"), strict=True)
    return m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.exclusive("genug", default="nein"),
        *(m.user_task(one) for one in steps),
        m.end("gewaehrt"),
        m.end("abgelehnt"),
        m.flow("start", "a"),
        m.flow("a", "genug"),
        m.flow("genug", "b", f"=betrag > {limit}"),
        m.flow("genug", "abgelehnt", id_="nein"),
        *(m.flow(*one) for one in ways),
    )


def _played(group: Group, model: bytes, more: Mapping[str, bytes] = FORM) -> dict[str, Any]:
    (part,) = _made(group, model, more=more).results["courses"]
    found: dict[str, Any] = part["found"]
    return found


def _five(group: Group, amounts: tuple[int, ...] = (3, 7, 7, 20, 20)) -> None:
    """Cases that have ended; the larger amounts after two hours at `a` and one at `b`."""
    _adopt(group, _deploy(group, _model(5), FORM))
    for amount in amounts:
        story = group.world.open("p")
        group.world.clock.moment += timedelta(hours=2)
        story.complete("a", {"betrag": amount, "grund": "Drogen" if amount > 5 else None})
        if amount > 5:
            group.world.clock.moment += timedelta(hours=1)
            story.complete("b")


def test_cases_that_would_end_otherwise_are_counted_by_their_ends(group: Group) -> None:
    _five(group)

    found = _played(group, _model(10))

    assert (found["looked"], found["repeated"], found["same"]) == (5, 5, 3)
    assert found["changes"] == [{"before": "gewaehrt", "after": "abgelehnt", "count": 2}]
    assert (found["steps_before"], found["steps_after"]) == (9 / 5, 7 / 5)


def test_waiting_is_what_was_measured_by_step_and_authority(group: Group) -> None:
    _five(group, (7, 7, 7, 7, 7))

    found = _played(group, _model(10))

    (house,) = found["houses"]
    assert (house["steps_before"], house["steps_after"]) == (2.0, 1.0)
    assert (house["waiting_before"], house["waiting_after"]) == (3 * 3600, 2 * 3600)
    assert found["unmeasured"] == []


def test_a_step_that_is_new_stops_a_case_and_is_named(group: Group) -> None:
    _five(group)

    found = _played(group, _model(5, "pruefen"))

    assert found["changes"] == [{"before": "gewaehrt", "after": "", "count": 4}]
    assert found["stops"] == [{"names": ["pruefen"], "count": 4}]


def test_what_a_form_asks_for_and_nobody_said_then_is_named_without_a_value(group: Group) -> None:
    _five(group)

    found = _played(group, _model(5), MORE)

    assert found["asks"] == [{"name": "a", "fields": ["grund"], "count": 1}]
    assert "Drogen" not in str(found)


def test_cases_of_which_nothing_is_kept_are_not_played(group: Group) -> None:
    _five(group)
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(STEP_INPUT.delete())

    found = _played(group, _model(10))

    assert (found["total"], found["looked"], found["repeated"]) == (0, 0, 0)


def test_a_case_whose_tokens_were_moved_by_hand_does_not_count(group: Group) -> None:
    _five(group)
    with group.world.engine.begin(SYSTEM) as tx:
        facts = (
            "UPDATE history SET kind = 'tokens_moved' WHERE kind = 'user_task_completed' AND element = 'b'"
        )
        tx.connection.exec_driver_sql(facts)

    found = _played(group, _model(10))

    assert (found["looked"], found["repeated"]) == (5, 1)


#: `a`, then what the table says by an agreed number that proposes 3: `gewaehrt` from so many areas on, else `abgelehnt`
DECIDING: Mapping[str, bytes] = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.exclusive("genug", default="nein"),
        m.end("gewaehrt"),
        m.end("abgelehnt"),
        m.flow("start", "a"),
        m.flow("a", "genug"),
        m.flow("genug", "gewaehrt", '=betrag >= vereinbart("ab")'),
        m.flow("genug", "abgelehnt", id_="nein"),
    ),
    "process.toml": b"""
schluessel = "p"
[[werte]]
name = "ab"
bezeichnung = "Ab so vielen Bereichen"
wert = 3
von = 1
bis = 10
""",
    **FORM,
}


def _in_force(group: Group, times: Mapping[str, str], amounts: tuple[int, ...]) -> int:
    """A version in force with these numbers, and cases that ended by them."""
    with group.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, dict(DECIDING)).version_id
        commands.adoption.adopt(tx, version, "05", tx.today, "Testbeschluss", times=times)
    for amount in amounts:
        group.world.open("p").complete("a", {"betrag": amount, "grund": None})
    return version


def _courses(group: Group, times: Mapping[int, Mapping[str, str]]) -> dict[str, Any]:
    number = group.propose(times=times, migration_rule=MigrationRule.KEEP)
    group.report(number)
    (part,) = _report(group, number).results["courses"]
    found: dict[str, Any] = part["found"]
    return found


def test_the_version_of_then_is_played_with_what_was_resolved_then(group: Group) -> None:
    # by what the version proposes 4 and 5 would have been granted: the group had said from 6 on
    _in_force(group, {"ab": "6"}, (2, 4, 5, 7))
    later = _deploy(group, DECIDING["p.bpmn"], {**DECIDING, "CHANGES.md": b"neu"})

    found = _courses(group, {later: {"ab": "5"}})

    assert (found["looked"], found["repeated"], found["same"]) == (4, 4, 3)
    assert found["changes"] == [{"before": "abgelehnt", "after": "gewaehrt", "count": 1}]


@pytest.mark.parametrize(
    ("proposed", "granted"),
    [
        ({"ab": "5"}, 1),
        ({}, 2),  # the number falls away: what the version proposes holds again
    ],
)
def test_where_only_a_number_changes_cases_are_played_again_too(
    group: Group, proposed: Mapping[str, str], granted: int
) -> None:
    version = _in_force(group, {"ab": "6"}, (2, 4, 5, 7))

    found = _courses(group, {version: proposed})

    assert found["changes"] == [{"before": "abgelehnt", "after": "gewaehrt", "count": granted}]


def test_where_nothing_agreed_changes_a_version_is_not_played_beside_itself(group: Group) -> None:
    version = _in_force(group, {"ab": "6"}, (2,))
    number = group.propose(times={version: {"ab": "6"}}, migration_rule=MigrationRule.KEEP)

    group.report(number)

    (part,) = _report(group, number).results["courses"]
    assert part["found"] is None
