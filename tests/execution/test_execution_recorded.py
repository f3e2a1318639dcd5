"""What a record says a decision looked at, as the values they were."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.execution import recorded
from engine.feel import Date, Value, read_duration


def _record(expression: str, value: object, said: str | None = None) -> dict[str, Any]:
    words = {} if said is None else {"said": said}
    return {"inputs": [{"expression": expression, "value": value, **words}]}


_DAY = Date(2026, 9, 11)


@pytest.mark.parametrize(
    ("expression", "value", "said", "found"),
    [
        ("tag", "2026-09-11", "11.09.2026", {"tag": _DAY}),
        ("tag", "2026-09-11", "2026-09-11", {"tag": "2026-09-11"}),  # somebody wrote it as text
        ("tag", "2026-09-11", None, {"tag": _DAY}),  # a record without words
        ("dauer", "P3D", "3 Tage", {"dauer": read_duration("P3D")}),
        ("tage", ["2026-09-11"], "11.09.2026", {"tage": [_DAY]}),
        # the database has the members in another order than the words
        (
            "person",
            {"am": "2026-09-11", "art": "x"},
            "art: x; am: 11.09.2026",
            {"person": {"am": _DAY, "art": "x"}},
        ),
        ("person.am", "2026-09-11", "11.09.2026", {"person": {"am": _DAY}}),
        ('get or else(status, "offen")', "geduldet", "geduldet", {"status": "geduldet"}),
        ('get or else(status, "offen")', "offen", "offen", {}),  # known as that, or not known
        ("get or else(rente.monate, -1)", 60, "60", {"rente": {"monate": Decimal(60)}}),
        ("get or else(rente.monate, -1)", -1, "−1", {}),
        ("lebensalter(geburt, stichtag)", 17, "17", {}),
    ],
)
def test_what_was_looked_at_is_what_it_was(
    expression: str, value: object, said: str | None, found: dict[str, Value]
) -> None:
    assert recorded.inputs(_record(expression, value, said)) == found


def test_what_required_decisions_looked_at_is_known_and_the_whole_is_kept_beside_its_members() -> None:
    inner = {
        "inputs": [
            {"expression": "a.b", "value": 1, "said": "1"},
            {"expression": "c", "value": 2, "said": "2"},
        ]
    }
    outer = {"inputs": [{"expression": "c.d", "value": 3, "said": "3"}], "required": [inner]}

    assert recorded.inputs(outer) == {"a": {"b": Decimal(1)}, "c": Decimal(2)}
