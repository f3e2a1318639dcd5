"""A scenario for a way nobody has tested, made by playing: what is next on the way happens, with values that lead on.

What a form insists on gets any value it takes. Where an answer depends on what is not known, the case may go another
way: then the scenario ends there, says so, and somebody records the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice, product
from typing import Any, Final

from engine.bpmn import Flow, Graph
from engine.clock import ZONE
from engine.execution.bundle import Bundle
from engine.feel import Environment, Expression, Value, to_json
from engine.scenario.examples import Example, examples, nearest
from engine.scenario.goal import OverWay
from engine.scenario.grammar import REFERENCE
from engine.scenario.in_memory import Find, Shelf, runnable, walk
from engine.scenario.influence import Influence, influence
from engine.scenario.library import ALL
from engine.scenario.lines import entries
from engine.scenario.model import Given, Start
from engine.scenario.names import Impossible
from engine.scenario.parts import AGS
from engine.scenario.play import Play, Refused, plain
from engine.scenario.recording import begun, written
from engine.scenario.result import ScenarioResult
from engine.scenario.search import ELSEWHERE, HERE, Filler, Found, Sources, Taken, search
from engine.scenario.ways import Way

#: steps that are tried for one way in each manner, and for one beginning of it: a case goes on soon, then values are
#: tried where it stands
_MANNERS: Final = ((ELSEWHERE, 500), (HERE, 300))
_STEPS_EACH: Final = 150
#: combinations of values that are tried for the answers of one question
_MOST: Final = 3_000
#: a start form may show more questions with each answer
_TRIES: Final = 12
_ALL: Final = 100_000
_BEGINS: Final = time(9)
#: something a scenario needs so that it can be read; what stands then takes its place
_NOTHING_YET: Final = "  - dann: {offene aufgaben: keine}\n"
_LONGEST_NAME: Final = 120
#: the section that says what a case begins with, and what of it the start form gives
_GIVEN: Final = "angenommen:"
_VALUES: Final = "  angaben:"


def generate(
    files: Mapping[str, bytes],
    path: str,
    way: Way,
    today: date,
    find: Find,
    results: Mapping[str, ScenarioResult] | None = None,
) -> str:
    """The text of a scenario that goes the way as far as it can; ModelError when the process has errors. `results` are
    those of the scenarios the bundle has: what they gave is tried first.
    """
    return _Writer(files, path, way, today, find, results or {}).text()


@dataclass(frozen=True, slots=True)
class _Beginning:
    """How a case may begin, and the lines of a scenario that say so, up to its steps."""

    start: Start
    lines: str


class _Writer:
    """Searches how a case goes the way and writes down what happened."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        path: str,
        way: Way,
        today: date,
        find: Find,
        results: Mapping[str, ScenarioResult],
    ) -> None:
        self._files, self._path, self._find = files, path, find
        self._way, self._today = way, today
        self._bundle = runnable(files)
        self._graph = self._bundle.graph
        self._shelf = Shelf(find)
        asked = [one for flow in _taken(self._graph, way) for one, _holds in _conditions(self._graph, flow)]
        called = {key: one.graphs[key] for key, one in self._shelf.reach(self._bundle).items()}
        self._influence = influence(self._bundle, self._graph, asked, called)
        wanted = _answers(self._bundle, way, today, self._influence)
        self._sources = Sources(self._influence, wanted, examples(results.values()))
        self._heads = {id(one.scenario): _head(files[at]) for at, one in results.items() if at in files}

    def text(self) -> str:
        """The scenario, told from the search that came furthest."""
        best: tuple[_Beginning, Found] | None = None
        for beginning, found in self._searched():
            if best is None or found.reached or found.rank < best[1].rank:
                best = beginning, found
            if found.reached:
                break
        if best is None:
            return self._said(next(self._beginnings()).lines, (), reached=False)
        return self._said(best[0].lines, best[1].taken, reached=best[1].reached)

    def _searched(self) -> Iterator[tuple[_Beginning, Found]]:
        """How far each beginning comes, in one manner after the other."""
        for again, most in _MANNERS:
            left = most
            for one in self._beginnings():
                begun_ = self._play(one)
                if begun_ is None:
                    continue
                case, beginning = begun_
                goal = OverWay(self._graph, self._way)
                found = search(case, goal, self._sources, min(left, _STEPS_EACH), again)
                yield beginning, found
                left -= found.tried + 1
                if left <= 0:
                    break

    def _said(self, lines: str, taken: tuple[Taken, ...], *, reached: bool) -> str:
        text = lines + "".join(
            written(replace(one.choice, values="\n".join(entries(_json(one.values))))) for one in taken
        )
        more = "" if taken else _NOTHING_YET
        files = {**self._files, self._path: (text + more).encode()}
        walked = walk(files, self._path, _ALL if taken else 0, self._find)
        stuck = "" if reached and walked.failure is None else _STUCK
        return text + walked.standing + stuck

    # -- how it begins

    def _play(self, begin: _Beginning) -> tuple[Play, _Beginning] | None:
        """A case that begins so, with what its start form insists on; None where it cannot."""
        form = None if begin.start.trigger else self._bundle.form(self._graph.start_form)
        filler = Filler(form, begin.start.values, begin.start.now.date())
        for _number in range(_TRIES):
            start = replace(begin.start, values=filler.values)
            try:
                case = Play(self._bundle, start, self._shelf)
            except Refused as refusal:
                if not filler.mend(refusal.fields):
                    return None
            except Impossible:
                return None
            else:
                given = begin.lines
                if filler.values != begin.start.values or not begin.lines:
                    given = _with_values(begin.lines, filler.values)
                return case, _Beginning(start, given)
        return None

    def _beginnings(self) -> Iterator[_Beginning]:
        """As the scenarios that came furthest on the way began, with what the way asks for; then without one."""
        graph = self._graph
        first = graph.nodes[self._way.elements[0]]
        trigger = first.label if first.id in {one.element for one in graph.starts} else None
        form = None if trigger else self._bundle.form(graph.start_form)
        keys = () if form is None else form.keys
        wanted = {name: one for name, one in self._sources.wanted.items() if name in keys}
        parts = [(graph.key, one) for one in (*self._way.elements, *self._way.flows)]
        plain_start = self._plain(trigger, wanted)
        known: set[str] = set()
        for one in self._near(parts, trigger):
            head = self._heads.get(id(one.scenario))
            if head is None:
                continue
            start = one.scenario.start
            for lines, begins in _alone(head, start):
                said = self._title() + lines
                changed = {**begins.values, **wanted}
                both = [begins.values] if changed == begins.values else [changed, begins.values]
                for values in both:
                    told = repr(
                        (sorted(begins.stand_ins), begins.record, begins.now, sorted(values.items(), key=str))
                    )
                    if told in known:
                        continue
                    known.add(told)
                    given = said if values == begins.values else _with_values(said, values)
                    yield _Beginning(replace(begins, values=values), given)
        yield plain_start

    def _near(self, parts: list[tuple[str, str]], trigger: str | None) -> Iterable[Example]:
        for one in nearest(self._sources.examples, parts):
            if (one.scenario.start.trigger is None) == (trigger is None):
                yield one

    def _title(self) -> str:
        return begun(str(self._way)[:_LONGEST_NAME], self._today).partition(_GIVEN)[0]

    def _plain(self, trigger: str | None, wanted: Mapping[str, Given]) -> _Beginning:
        lines = begun(
            str(self._way)[:_LONGEST_NAME], self._today, "\n".join(entries(_json(wanted))), trigger or ""
        )
        lines = lines.replace("schritte:\n", "  aufrufe nachgestellt: alle\nschritte:\n")
        now = datetime.combine(self._today, _BEGINS, ZONE)
        start = Start(now, REFERENCE, AGS, wanted, trigger=trigger, stand_ins=frozenset({ALL}))
        return _Beginning(start, lines)


_STUCK: Final = "  # Der Weg geht noch weiter; nehmen Sie den Rest auf.\n"
_ALONE: Final = "  aufrufe nachgestellt: alle\n"


def _alone(head: str, start: Start) -> Iterator[tuple[str, Start]]:
    """The beginning with everything it calls answered by the scenario, and as it is."""
    if ALL not in start.stand_ins:
        lines = "".join(_blocks(head, "  aufrufe nachgestellt:")).replace(
            "schritte:\n", f"{_ALONE}schritte:\n"
        )
        yield lines, replace(start, stand_ins=frozenset({ALL}))
    yield head, start


def _head(content: bytes) -> str | None:
    """What a scenario file says of the beginning, to the word that begins its steps; None where it stands otherwise."""
    text = content.decode(errors="replace").replace("\r\n", "\n")
    before, found, rest = text.partition(f"{_GIVEN}\n")
    given, begins, _steps = rest.partition("\nschritte:\n")
    lines = [line for line in given.split("\n") if line.strip()]
    if not found or not begins or any(not line.startswith("  ") for line in lines):
        return None
    del before
    return "\n".join([_GIVEN, *lines, "schritte:", ""])


def _blocks(head: str, left_out: str) -> Iterator[str]:
    """The lines of a beginning without those of one word."""
    skipping = False
    for line in head.splitlines(keepends=True):
        if not line.startswith("   "):
            skipping = line.startswith(left_out)
        if not skipping:
            yield line


def _with_values(head: str, values: Mapping[str, Given]) -> str:
    """A beginning in which the start form says something else."""
    said = "".join(f"    {line}\n" for line in entries(_json(values)))
    lines = "".join(_blocks(head, _VALUES))
    return lines.replace("schritte:\n", f"{_VALUES}\n{said}schritte:\n") if said else lines


def _json(values: Mapping[str, Given]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}


def _answers(bundle: Bundle, way: Way, today: date, told: Influence) -> dict[str, Any]:
    """Values with which each question on the way is answered as the way goes, as far as they can be found."""
    environment = Environment(now=datetime.combine(today, _BEGINS, ZONE))
    settable = told.fields.keys() | _answered(bundle.graph)
    found: dict[str, Value] = {}
    before: list[tuple[Expression, bool]] = []
    for flow in _taken(bundle.graph, way):
        asked = list(_conditions(bundle.graph, flow))
        names = sorted({name for one, _wanted in asked for name in one.variables} & settable)
        kept = [[found[name]] if name in found else told.candidates(name, today) for name in names]
        # what answers an earlier question may not answer this one
        anew = [told.candidates(name, today) for name in names]
        for choices, all_asked in ((kept, asked), (anew, [*before, *asked])):
            given = _answering(found, names, choices, all_asked, environment)
            if given is not None:
                found = given
                break
        before += asked
    for node in bundle.graph.nodes.values():
        for one in node.outputs:
            if one.target in found and one.source.text.strip() in one.source.variables:
                found.setdefault(one.source.text.strip(), found[one.target])
    return {name: to_json(value) for name, value in found.items()}


def _answering(
    found: Mapping[str, Value],
    names: list[str],
    choices: list[list[Value]],
    asked: list[tuple[Expression, bool]],
    environment: Environment,
) -> dict[str, Value] | None:
    """The values with those of the choices that answer what is asked; None where none of them do."""
    for values in islice(product(*choices), _MOST):
        given = {**found, **dict(zip(names, values, strict=True))}
        # a condition that has no value stops the case
        if all(one.evaluate(given, environment).value is wanted for one, wanted in asked):
            return given
    return None


def _answered(graph: Graph) -> set[str]:
    """The variables that somebody outside gives: what is mapped from the answer of a call, a program, a message."""
    return {
        one.target
        for node in graph.nodes.values()
        for one in node.outputs
        if node.behaviour is not None or node.events
    } | {name for node in graph.nodes.values() for one in node.outputs for name in one.source.variables}


def _taken(graph: Graph, way: Way) -> Iterator[Flow]:
    for before, element in zip(way.elements, way.elements[1:], strict=False):
        if len(graph.nodes[before].outgoing) > 1:
            yield from (
                one for one in graph.nodes[before].outgoing if one.target == element and one.id in way.flows
            )


def _conditions(graph: Graph, flow: Flow) -> Iterator[tuple[Expression, bool]]:
    """What has to hold and what must not, for the flow to be taken."""
    if flow.condition is not None:
        yield flow.condition, True
        return
    for other in graph.nodes[flow.source].outgoing:
        if other.condition is not None:
            yield other.condition, False
