"""How a timeline looks: which facts stand there, under which day, how often, and which of them have weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Flask

from engine.clock import ZONE
from engine.queries.records import HistoryRow


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(wesentlich=essential, nach_tagen=by_day)


_RUNG = "escalation_level_reached"
#: told of a task as long as it is open
_BEFORE = frozenset({"user_task_activated", "user_task_claimed"})
#: facts with weight in a timeline: what somebody finished or changed in the case, and what went wrong
_WEIGHTY = frozenset(
    {
        "user_task_completed",
        "instance_completed",
        "step_failed",
        "timer_fired",
        "participant_left",
        "process_started_by_hand",
        "referral_link_answered",
    }
)


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact of a timeline, how often it was told the same way in one moment or one after the other, and its weight."""

    fact: HistoryRow
    times: int
    is_weighty: bool


def by_day(history: Iterable[HistoryRow]) -> list[tuple[date, list[ToldFact]]]:
    """The facts under the day they happened on, in Germany, in their order; the same ones of a moment are one."""
    days: dict[date, dict[object, list[HistoryRow]]] = {}
    for row in history:
        on = days.setdefault(row.at.astimezone(ZONE).date(), {})
        on.setdefault((row.at, row.kind, row.text, row.who), []).append(row)
    return [
        (
            on,
            [ToldFact(rows[0], len(rows), _is_weighty(rows[0].kind)) for rows in told.values()],
        )
        for on, told in days.items()
    ]


def _is_weighty(kind: str) -> bool:
    return kind in _WEIGHTY or kind.startswith(("case_", "consent_"))


def essential(history: Iterable[HistoryRow]) -> list[HistoryRow]:
    """What people did, what fell due, what was computed and what went wrong; not each step passed in between, of the
    rungs a task has climbed the newest, and of one that is done not that it came and was claimed. `history` comes
    newest first.
    """
    found, climbed, done = [], set(), Counter[str | None]()
    for row in history:
        if row.kind == "element_completed" or (row.kind == _RUNG and row.element in climbed):
            continue
        if row.kind in _BEFORE and done[row.element]:
            done[row.element] -= row.kind == "user_task_activated"
            continue
        done[row.element] += row.kind == "user_task_completed"
        if row.kind == _RUNG:
            climbed.add(row.element)
        found.append(row)
    return found
