"""A scenario for a way nobody has tested, made by playing: what is next on the way happens, with values that lead on.

What a form insists on gets any value it takes. Where an answer depends on a decision or on what is not known, the case
may go another way: then the scenario ends there, says so, and somebody records the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice, product
from typing import Any, Final

from engine.bpmn import Flow, Graph, Message, Node, Signal
from engine.clock import ZONE
from engine.errors import ModelError
from engine.execution.bundle import Bundle
from engine.feel import Environment, Expression, Value, from_python, to_json
from engine.forms import Component, Form, Kind
from engine.scenario.grammar import REFERENCE
from engine.scenario.in_memory import Find, Walk, runnable, walk
from engine.scenario.lines import entries
from engine.scenario.masks import any_value
from engine.scenario.recording import Choice, begun, written
from engine.scenario.ways import Way

#: steps of one scenario; how often the same may happen in it
_STEPS: Final = 60
_AGAIN: Final = 2
#: a form may show more questions with each answer
_TRIES: Final = 12
#: combinations of values that are tried for the answers of one question
_MOST: Final = 3_000
_REFUSED: Final = re.compile(r"(?:– |; |Beginn: )([\w.]+): ")
_ALL: Final = 100_000
_BEGINS: Final = time(9)
#: something a scenario needs so that it can be read; what stands then takes its place
_NOTHING_YET: Final = "  - dann: {offene aufgaben: keine}\n"
_LONGEST_NAME: Final = 120
#: what somebody or something is at
_WORK: Final = ("aufgabe", "auftrag", "aufruf")


def generate(files: Mapping[str, bytes], path: str, way: Way, today: date, find: Find) -> str:
    """The text of a scenario that goes the way as far as it can; ModelError when the process has errors."""
    return _Player(files, path, way, today, find).played()


class _Player:
    """Plays one case and writes down what it does."""

    def __init__(self, files: Mapping[str, bytes], path: str, way: Way, today: date, find: Find) -> None:
        self._files, self._path, self._find = files, path, find
        self._way, self._today = way, today
        self._bundle = runnable(files)
        self._graph = self._bundle.graph
        self._wanted = _answers(self._bundle, way, today)
        #: which element of the way something that can happen belongs to
        self._places = dict(self._on_the_way())
        self._done: Counter[tuple[str, str]] = Counter()

    def played(self) -> str:
        text, walked = self._begun()
        for _number in range(_STEPS):
            if walked is None or self._arrived(walked) or (choice := self._next(walked)) is None:
                break
            self._done[choice.word, choice.name] += 1
            taken = self._taken(text, choice)
            if taken is None:
                continue
            text, walked = taken
        if walked is None:
            return text + _NOTHING_YET
        stuck = "" if self._arrived(walked) else "  # Der Weg geht noch weiter; nehmen Sie den Rest auf.\n"
        return text + walked.standing + stuck

    def _begun(self) -> tuple[str, Walk | None]:
        first = self._graph.nodes[self._way.elements[0]]
        triggered = first.id in {one.element for one in self._graph.starts}
        form = None if triggered else self._bundle.form(self._graph.start_form)
        name = str(self._way)[:_LONGEST_NAME]

        def head(values: str) -> str:
            said = begun(name, self._today, values, first.label if triggered else "")
            return said.replace("schritte:\n", "  aufrufe nachgestellt: alle\nschritte:\n")

        return self._filled(form, head, _NOTHING_YET, 0)

    def _taken(self, text: str, choice: Choice) -> tuple[str, Walk] | None:
        """The scenario with one more step; None where it cannot be taken."""
        form = None if choice.asked is None else choice.asked.form
        expected = "\n".join(entries({name: self._wanted.get(name) for name in choice.names}))
        after, walked = self._filled(
            form, lambda values: text + written(replace(choice, values=values or expected)), "", _ALL
        )
        return None if walked is None or walked.incidents else (after, walked)

    def _filled(
        self, form: Form | None, say: Callable[[str], str], more: str, steps: int
    ) -> tuple[str, Walk | None]:
        """A text with a form filled in so that it takes the values; no walk where it never does."""
        fields = {field.key: field for field in (() if form is None else form.fields()) if field.key}
        values = {key: self._wanted[key] for key in fields if key in self._wanted and "." not in key}
        text = say("")
        for _number in range(_TRIES):
            text = say("\n".join(entries(values)))
            try:
                walked = walk(
                    {**self._files, self._path: (text + more).encode()}, self._path, steps, self._find
                )
            except ModelError as error:
                told = " ".join(one.reason for one in error.findings)
            else:
                if walked.failure is None:
                    return text, walked
                told = " ".join(walked.failure.differences)
            refused = [name for name in _REFUSED.findall(told) if name in fields]
            if not refused:
                break
            for name in refused:
                if name in values:
                    del values[name]
                else:
                    values[name] = any_value(fields[name], self._today)
        return text, None

    def _arrived(self, walked: Walk) -> bool:
        key = self._graph.key
        return self._way.flows <= {part for process, part in walked.flows if process == key} and set(
            self._way.elements
        ) <= {part for process, part in walked.elements if process == key}

    def _next(self, walked: Walk) -> Choice | None:
        """What comes first on the way, of what can happen now; else a task beside it."""
        open_ = [one for one in walked.choices if self._done[one.word, one.name] < _AGAIN]
        here = [one for one in open_ if (one.word, one.name) in self._places]
        ahead = min(here, key=lambda one: self._order(one, walked), default=None)
        return ahead or next((one for one in open_ if one.word in _WORK), None)

    def _order(self, one: Choice, walked: Walk) -> tuple[bool, int]:
        place = self._places[one.word, one.name]
        reached = (self._graph.key, self._way.elements[place]) in walked.elements
        return reached and one.word not in _WORK, place

    def _on_the_way(self) -> Iterator[tuple[tuple[str, str], int]]:
        for place, element in reversed(list(enumerate(self._way.elements))):
            node = self._graph.nodes[element]
            left_by_event = self._way.elements[place + 1 : place + 2] in [(one,) for one in node.boundary]
            for word in (*(() if left_by_event else _WORK), "warte bis"):
                yield (word, node.label), place
            yield from ((name, place) for name in _heard(node))


def _heard(node: Node) -> Iterator[tuple[str, str]]:
    for event in node.events:
        if isinstance(event, Message | Signal):
            word = "nachricht" if isinstance(event, Message) else "signal"
            yield word, str(event.name.evaluate({"aktenzeichen": REFERENCE}).value or event.name.text)


def _answers(bundle: Bundle, way: Way, today: date) -> dict[str, Any]:
    """Values of fields with which each question on the way is answered as the way goes, as far as they can be found."""
    fields = {field.key: field for form in bundle.forms.values() for field in form.fields() if field.key}
    environment = Environment(now=datetime.combine(today, _BEGINS, ZONE))
    found: dict[str, Value] = {}
    for flow in _taken(bundle.graph, way):
        asked = list(_conditions(bundle.graph, flow))
        names = sorted({name for one, _wanted in asked for name in one.variables} & fields.keys())
        choices = [
            [found[name]] if name in found else _candidates(fields[name], asked, today) for name in names
        ]
        for values in islice(product(*choices), _MOST):
            given = {**found, **dict(zip(names, values, strict=True))}
            if all((one.evaluate(given, environment).value is True) is wanted for one, wanted in asked):
                found = given
                break
    return {name: to_json(value) for name, value in found.items()}


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


def _candidates(field: Component, asked: list[tuple[Expression, bool]], today: date) -> list[Value]:
    """Values worth trying: the options of a choice, yes and no, numbers and days around those the conditions name."""
    if field.options:
        codes: list[Value] = [option.code for option in field.options]
        return [[code] for code in codes] if field.kind in (Kind.CHECKLIST, Kind.TAGLIST) else codes
    texts = " ".join(one.text for one, _wanted in asked)
    if field.kind is Kind.CHECKBOX:
        return [True, False]
    if field.kind is Kind.NUMBER:
        named = [Decimal(one) for one in re.findall(r"-?\d+(?:\.\d+)?", texts)] or [Decimal(1)]
        return [number + more for number in named for more in (0, 1, -1)]
    if field.kind is Kind.DATE:
        named_days = re.findall(r"\d{4}-\d{2}-\d{2}", texts)
        return [from_python(day) for day in (today, *(date.fromisoformat(one) for one in named_days))]
    return [*re.findall(r'"([^"]*)"', texts), from_python(any_value(field, today))]
