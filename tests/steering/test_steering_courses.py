"""Cases that have ended, played again in the impact report: other ends, steps and waiting, and nothing of anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine import SYSTEM
from engine.state.step_input import STEP_INPUT
from engine.testing import models as m
from tests.steering.conftest import Group
from tests.steering.test_steering_impact import _adopt, _deploy, _made

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
