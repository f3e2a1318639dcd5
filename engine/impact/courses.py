"""Cases that have ended, played again on the version they ran in and on the proposed one: how they end, over how many
steps, and how long they wait at which authority.

A case counts only where its own version, played again, ends as it did over as many tasks. Waiting is what was measured
of a step at an authority in the last year: of one that is new, or goes to somebody else, nothing is known, and it is
counted as such. What is kept are numbers and names of the model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Final

from engine.execution.bundle import Bundle
from engine.execution.happened import Course
from engine.execution.migration import plan
from engine.impact.again import BY_HAND, Agreed, Way, ends_as, play
from engine.impact.steps import FEW, House
from engine.scenario.library import Library
from engine.state.adoption import Resolved
from engine.state.past import Ended, StepTime

#: kinds of ends, and of what is missing, that are kept
_MOST: Final = 50


@dataclass(slots=True)
class _Counted:
    """What was counted at an authority over all cases, before and after."""

    done: Counter[bool] = field(default_factory=Counter)
    waiting: defaultdict[bool, float] = field(default_factory=lambda: defaultdict(float))
    lasting: defaultdict[bool, float] = field(default_factory=lambda: defaultdict(float))


class Courses:
    """Cases of one process, each played again."""

    def __init__(
        self,
        bundle: Bundle,
        agreed: Resolved,
        library: Library,
        measured: Iterable[StepTime],
        names: Mapping[int, str],
        competent: Callable[[str, str], int | None],
    ) -> None:
        self._bundle = bundle
        #: what the proposal sets for the new version, everywhere and always
        self._proposed: Agreed = lambda _ags, _day: agreed
        self._library = library
        self._measured = {(one.element, one.authority_id): one for one in measured if one.done >= FEW}
        self._names = names
        #: which authority has a topic at a place
        self._competent = competent
        self._mapped: dict[int, Mapping[str, str]] = {}
        self._looked = 0
        self._repeated = 0
        self._same = 0
        self._changes: Counter[tuple[str, str]] = Counter()
        self._stops: Counter[tuple[str, ...]] = Counter()
        self._asks: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self._steps: Counter[bool] = Counter()
        self._houses: dict[int, _Counted] = {}
        self._unmeasured: Counter[str] = Counter()

    def take(self, ended: Ended, course: Course, before: Bundle, held: Agreed) -> None:
        """Play it again: in the version it ran in with what was resolved then, and in the proposed one with what is
        proposed. `held` says what was resolved for the version of then.
        """
        self._looked += 1
        if not course.whole or any(one.kind in BY_HAND for one in course.happened):
            return
        was = play(before, course, self._library, cache(held))
        if not ends_as(course, was, before):
            return
        self._repeated += 1
        mapped = self._mapped.get(ended.version_id)
        if mapped is None:
            mapped = self._mapped[ended.version_id] = plan(before.graph, self._bundle.graph).elements
        now = play(self._bundle, course, self._library, self._proposed, mapped)
        self._compare(was, now)
        old = {there: here for here, there in mapped.items()}
        self._wait(ended, was, {}, later=False)
        self._wait(ended, now, old, later=True)

    def results(self, total: int, most: int) -> dict[str, object]:
        """What is said of them; of `total` up to `most` were looked at."""
        each = self._repeated or 1
        return {
            "total": total,
            "most": most,
            "looked": self._looked,
            "repeated": self._repeated,
            "same": self._same,
            "changes": [
                {"before": before, "after": after, "count": count}
                for (before, after), count in self._changes.most_common(_MOST)
            ],
            "stops": [
                {"names": list(names), "count": count} for names, count in self._stops.most_common(_MOST)
            ],
            "asks": [
                {"name": name, "fields": list(fields), "count": count}
                for (name, fields), count in self._asks.most_common(_MOST)
            ],
            "steps_before": self._steps[False] / each,
            "steps_after": self._steps[True] / each,
            "houses": [asdict(one) for one in self._told(each)],
            "unmeasured": [
                {"name": name, "count": count} for name, count in self._unmeasured.most_common(_MOST)
            ],
        }

    def _compare(self, was: Way, now: Way) -> None:
        if now.outcome == was.outcome:
            self._same += 1
            return
        self._changes[was.outcome or "", now.outcome or ""] += 1
        if now.asks is not None:
            self._asks[now.asks] += 1
        elif now.outcome is None:
            self._stops[now.stops] += 1

    def _wait(self, ended: Ended, way: Way, old: Mapping[str, str], *, later: bool) -> None:
        """Count the steps of a way at their authorities; `old` says what a step was before."""
        graph = self._bundle.graph
        for element, topic in way.tasks:
            self._steps[later] += 1
            authority = ended.authorities.get(topic) or self._competent(topic, ended.ags)
            known = self._measured.get((old.get(element, "") if later else element, authority or 0))
            if authority is None or known is None:
                if later and element in graph.nodes:
                    self._unmeasured[graph.nodes[element].label] += 1
                if authority is None:
                    continue
            counted = self._houses.setdefault(authority, _Counted())
            counted.done[later] += 1
            if known is not None:
                counted.waiting[later] += known.waiting
                counted.lasting[later] += known.lasting

    def _told(self, each: int) -> list[House]:
        """By authority, on average of a case; not those with so few steps that one could tell whose they were."""
        found = [
            House(
                self._names.get(number, ""),
                one.done[False] / each,
                one.done[True] / each,
                one.waiting[False] / each,
                one.waiting[True] / each,
                one.lasting[False] / each,
                one.lasting[True] / each,
            )
            for number, one in self._houses.items()
            if one.done.total() >= FEW
        ]
        return sorted(found, key=lambda one: one.authority)
