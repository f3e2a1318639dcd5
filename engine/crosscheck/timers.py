"""SpiffWorkflow's timers on a clock that is moved by hand; the arithmetic stays its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)

from engine.crosscheck.elements import environment_of
from engine.crosscheck.environment import Broken
from engine.execution.moments import moment
from engine.feel import DaysTimeDuration, YearsMonthsDuration, text

_DUE = "event_value"


class _Clocked:
    """Fires when the clock has reached the instant that was worked out when it began to wait."""

    expression: str

    def has_fired(self, task: Any) -> bool:
        """Whether it is due; SpiffWorkflow asks again and again."""
        if task._get_internal_data(_DUE) is None:
            task._set_internal_data(**{_DUE: self.due(task).astimezone(UTC).isoformat()})
        if datetime.fromisoformat(task._get_internal_data(_DUE)) <= environment_of(task).now:
            task._set_internal_data(event_fired=True)
        return bool(task._get_internal_data("event_fired", False))

    def due(self, task: Any) -> datetime:
        """The instant it is due, counted from now."""
        raise NotImplementedError


class DateTimer(_Clocked, TimeDateEventDefinition):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """At a date; without a zone it means Germany, where SpiffWorkflow would take the zone of the machine."""

    def due(self, task: Any) -> datetime:
        """Broken for what is no date."""
        value = task.workflow.script_engine.evaluate(task, self.expression)
        found = moment(value)
        if found is None:
            raise Broken(f"Expected to read a date of {self.expression}, but it is {value}")
        return found


class DurationTimer(_Clocked, DurationTimerEventDefinition):  # type: ignore[misc]  # as above
    """After a duration, by SpiffWorkflow's own reckoning."""

    def due(self, task: Any) -> datetime:
        """Broken for what is no duration."""
        value = task.workflow.script_engine.evaluate(task, self.expression)
        if isinstance(value, DaysTimeDuration | YearsMonthsDuration):
            value = text(value)
        if not isinstance(value, str):
            raise Broken(f"Expected to read a duration of {self.expression}, but it is {value}")
        now = environment_of(task).now.astimezone(UTC)
        return now + TimerEventDefinition.get_timedelta_from_start(  # type: ignore[no-any-return]  # untyped
            TimerEventDefinition.parse_iso_duration(value), now
        )


def due_of(task: Any) -> datetime | None:
    """The instant the timer of a waiting task is due; None when it waits for something else."""
    definition = task.task_spec.event_definition
    if not isinstance(definition, TimerEventDefinition | MultipleEventDefinition):
        return None
    found = task._get_internal_data(_DUE)
    return datetime.fromisoformat(found) if isinstance(found, str) else None
