"""The help plan of a case: goals, and what is done, by whom, until when – as the process of help planning holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from engine import feel
from engine.feel import Value
from engine.forms import Component
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.loaded import Loaded
from engine.transaction import Transaction

#: the process that holds a plan, and what it calls its parts (processes/hilfeplanung)
PROCESS: Final = "hilfeplanung"
_MEASURES, _AGREED = "massnahmen", "hilfeplan_beschlossen_am"
_DIMENSIONS: Final = ("erst", "regelsysteme", "gestaltung")
_DONE: Final = frozenset({"erreicht", "gescheitert", "entfaellt"})


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person wants to reach, in their words, and in which dimension."""

    dimension: str
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What is done, by whom, until when; `state` is the code of the process, `is_late` while it is not done in time."""

    number: int
    text: str
    who: str
    field: str
    sign: str
    until: date | None
    state: str
    is_late: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be done any more: reached, failed or dropped."""
        return self.state in _DONE


@dataclass(frozen=True, slots=True)
class HelpPlan:
    """The plan of one run; `agreed_on` is when the person has signed it, None before. Measures by their day, those that
    are over last.
    """

    instance_id: int
    started_at: datetime
    ended_at: datetime | None
    agreed_on: date | None
    goals: tuple[Goal, ...]
    measures: tuple[Measure, ...]


def help_plans(tx: Transaction, front: CaseFront) -> tuple[HelpPlan, ...]:
    """The plans of the case that are readable, the newest first; of a run that is over as it stood at its end."""
    found = [
        _plan(tx, front, one)
        for one in front.loaded
        if one.row.process_key == PROCESS and front.sight.reads_variable(one.id, _MEASURES)
    ]
    return tuple(reversed(found))


def _plan(tx: Transaction, front: CaseFront, one: Loaded) -> HelpPlan:
    held = runs.variables(one)
    fields = {field.key: field for form in one.bundle.forms.values() for field in form.fields() if field.key}
    listed = held.get(_MEASURES)
    return HelpPlan(
        one.id,
        one.row.started_at,
        one.row.ended_at,
        _day(held.get(_AGREED)),
        _goals(held, fields),
        tuple(
            sorted(
                (
                    _measure(tx, number, measure, fields)
                    for number, measure in enumerate(listed if isinstance(listed, list) else (), start=1)
                    if isinstance(measure, dict)
                ),
                key=lambda one: (one.is_over, one.until or date.max, one.number),
            )
        ),
    )


def _goals(held: Mapping[str, Value], fields: Mapping[str, Component]) -> tuple[Goal, ...]:
    found = []
    for dimension in _DIMENSIONS:
        text = held.get(f"ziel_{dimension}")
        if isinstance(text, str) and text:
            found.append(Goal(_label(dimension, fields.get("massnahme_dimension")), text))
    return tuple(found)


def _measure(
    tx: Transaction, number: int, said: Mapping[str, Any], fields: Mapping[str, Component]
) -> Measure:
    until, state = _day(said.get("bis")), str(said.get("status") or "")
    return Measure(
        number,
        _text(said.get("text")),
        _label(said.get("stelle"), fields.get("massnahme_stelle")),
        _label(said.get("feld"), fields.get("massnahme_feld")),
        _text(said.get("woran")),
        until,
        state,
        until is not None and until < tx.today and state not in _DONE,
    )


def _label(value: Any, field: Component | None) -> str:
    return "" if value is None else runs.worded(value, field)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Value) -> date | None:
    found = feel.to_python(value)
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


__all__ = ["PROCESS", "Goal", "HelpPlan", "Measure", "help_plans"]
