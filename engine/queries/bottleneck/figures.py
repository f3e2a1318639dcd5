"""The figures of each step, as far as they may be told, and two selections side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine import bpmn
from engine.actor import PERMISSIONS, Action
from engine.bpmn import Graph, Kind
from engine.errors import Forbidden
from engine.execution.bundle import load_bundle
from engine.queries.bottleneck import times
from engine.queries.bottleneck.quantiles import Quantiles
from engine.queries.bottleneck.selection import Selection, places
from engine.queries.bottleneck.times import Ages, Times, Waiting
from engine.state import definition
from engine.state.definition import VersionRow
from engine.transaction import Transaction

#: fewer tasks than these at an authority of others are not told
FEW = 5


class Measure(StrEnum):
    """What steps are compared by."""

    WAITING_MEDIAN = "waiting_median"
    WAITING_P90 = "waiting_p90"
    WORKING_MEDIAN = "working_median"
    WORKING_P90 = "working_p90"
    DONE = "done"
    OPEN = "open"
    AGE_OLDEST = "age_oldest"
    AGE_MEDIAN = "age_median"


@dataclass(frozen=True, slots=True)
class StepTimes:
    """One user task of a version; `inside` names the sub-processes around it.

    A number that is not told is None; so are quantiles and ages of none or of too few. `ages` are those of the tasks
    that are open now: a step where nothing is ever done shows only there.
    """

    element: str
    name: str
    inside: tuple[str, ...]
    done: int | None
    open: int | None
    waiting: Quantiles | None
    working: Quantiles | None
    ages: Ages | None

    def value(self, measure: Measure) -> float | None:
        """What it measures, times in seconds; None where nothing is told."""
        match measure:
            case Measure.DONE:
                return self.done
            case Measure.OPEN:
                return self.open
            case Measure.AGE_OLDEST:
                return self.ages.oldest.total_seconds() if self.ages else None
            case Measure.AGE_MEDIAN:
                return self.ages.median.total_seconds() if self.ages else None
            case Measure.WAITING_MEDIAN:
                return self.waiting.median.total_seconds() if self.waiting else None
            case Measure.WAITING_P90:
                return self.waiting.p90.total_seconds() if self.waiting else None
            case Measure.WORKING_MEDIAN:
                return self.working.median.total_seconds() if self.working else None
            case Measure.WORKING_P90:
                return self.working.p90.total_seconds() if self.working else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The steps of a version in the order of its outline. `exact` unless percentiles come from counts.

    With `guarded` small numbers are held back.
    """

    selection: Selection
    version: VersionRow
    exact: bool
    guarded: bool
    steps: tuple[StepTimes, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The same step in two selections; None where that version does not have it."""

    one: StepTimes | None
    other: StepTimes | None

    @property
    def element(self) -> str:
        """The element it is about."""
        step = self.one or self.other
        assert step is not None  # noqa: S101  for the type checker: a pair is of a step
        return step.element

    def difference(self, measure: Measure) -> float | None:
        """How much more the first one measures; None where one of them tells nothing."""
        one, other = (None if step is None else step.value(measure) for step in (self.one, self.other))
        return None if one is None or other is None else one - other


def show(tx: Transaction, selection: Selection) -> Figures:
    """Every step of the version with its figures. Forbidden when an authority is out of reach."""
    guarded = not tx.actor.system
    if selection.authorities is None:
        tx.actor.must(Action.READ_TIMES)
    else:
        found = {place.id: place for place in places(tx)}
        if not selection.authorities <= set(found):
            raise Forbidden(
                "Expected to read the times of an authority, but no role there permits it",
                PERMISSIONS[Action.READ_TIMES],
            )
        guarded = not all(found[number].supervised for number in selection.authorities)
    version = definition.get(tx, selection.version_id)
    done = times.counted(tx, selection) if selection.authorities is None else times.measured(tx, selection)
    waiting = times.waiting_now(tx, selection)
    steps = (
        StepTimes(element, name, inside, *_told(done.get(element), waiting.get(element), guarded=guarded))
        for graph in load_bundle(tx, version.id, version.digest).graphs.values()
        for element, name, inside in _user_tasks(graph)
    )
    return Figures(selection, version, selection.authorities is not None, guarded, tuple(steps))


def compare(one: Figures, other: Figures) -> tuple[Pair, ...]:
    """The steps of both by their element: those of the first, then those that only the second has."""
    theirs = {step.element: step for step in other.steps}
    return (
        *(Pair(step, theirs.pop(step.element, None)) for step in one.steps),
        *(Pair(None, step) for step in theirs.values()),
    )


def _told(
    times: Times | None, waiting: Waiting | None, *, guarded: bool
) -> tuple[int | None, int | None, Quantiles | None, Quantiles | None, Ages | None]:
    """Done, open, the quantiles of both times, and the ages of what is open, as far as they may be told."""
    done, waited, worked = times or (0, None, None)
    left, ages = waiting or (0, None)
    if not guarded:
        return done, left, waited, worked, ages
    few, few_left = 0 < done < FEW, 0 < left < FEW
    return (
        None if few else done,
        None if few_left else left,
        None if few else waited,
        None if few else worked,
        None if few_left else ages,
    )


def _user_tasks(graph: Graph) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Element, name and the sub-processes around it, the outermost first."""
    for step in bpmn.outline(graph):
        node = graph.nodes[step.element]
        if node.kind is not Kind.USER_TASK:
            continue
        around = []
        scope = graph.nodes.get(node.scope)
        while scope is not None and scope.scope:
            around.append(scope.name or scope.id)
            scope = graph.nodes.get(scope.scope)
        yield node.id, node.name or node.id, tuple(reversed(around))
