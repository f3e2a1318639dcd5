"""What the scenarios that are there gave at each step: values that are known to be taken, and where they led."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from engine.scenario.model import AnswerCall, CompleteTask, DoJob, Given, Scenario, SendMessage, SendSignal
from engine.scenario.play import Play
from engine.scenario.recording import Choice
from engine.scenario.result import ScenarioResult
from engine.scenario.seen import Part

#: what was given with it, and the word and code with which it ended otherwise
Gift = tuple[Mapping[str, Given], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A scenario: what it gave, by the word and name of each step in their order, and the parts it went through."""

    scenario: Scenario
    seen: frozenset[Part]
    given: Mapping[tuple[str, str], list[Gift]] = field(default_factory=dict)

    @classmethod
    def of(cls, result: ScenarioResult) -> Example | None:
        """None for a scenario that cannot be read."""
        if result.scenario is None:
            return None
        given = defaultdict[tuple[str, str], list[Gift]](list)
        for step in result.scenario.steps:
            match step:
                case CompleteTask(task=name, values=values, refused=()):
                    given["aufgabe", name].append((values, None))
                case SendMessage(message=name, values=values):
                    given["nachricht", name].append((values, None))
                case SendSignal(signal=name, values=values):
                    given["signal", name].append((values, None))
                case DoJob(job=name, values=values, error=error):
                    given["auftrag", name].append((values, None if error is None else ("fehler", error)))
                case AnswerCall(call=name, values=values, error=str(error)):
                    given["aufruf", name].append((values, ("fehler", error)))
                case AnswerCall(call=name, values=values, escalation=str(code)):
                    given["aufruf", name].append((values, ("eskalation", code)))
                case AnswerCall(call=name, values=values):
                    given["aufruf", name].append((values, None))
        seen = frozenset((*result.seen.elements, *result.seen.flows))
        return cls(result.scenario, seen, given)

    def gifts(self, case: Play, choice: Choice, times: int) -> list[Gift]:
        """What it gave there; first what it gave after as many times as the case has been there."""
        found = [
            gift
            for (word, name), gifts in self.given.items()
            if word == choice.word and (name == choice.name or _means(case, name, choice))
            for gift in gifts
        ]
        return found[times:] + found[:times]


def _means(case: Play, name: str, choice: Choice) -> bool:
    if choice.part is None or choice.word in ("nachricht", "signal"):
        return False
    return case.names.same(name, *choice.part) or (
        choice.word == "aufruf" and name == case.called(choice.part)
    )


def examples(results: Iterable[ScenarioResult]) -> list[Example]:
    """Those that can be read."""
    return [one for one in map(Example.of, results) if one is not None]


def nearest(known: Iterable[Example], wanted: Collection[Part]) -> list[Example]:
    """Those first that went through most of what is wanted."""
    return sorted(known, key=lambda one: -sum(part in one.seen for part in wanted))
