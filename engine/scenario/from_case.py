"""A scenario made of a case: the same process, the same steps in their order, and nothing that leads back to anybody.

The days are moved by whole weeks, all by the same number: ages and periods stay, weekdays stay, holidays do not. Of
some numbers of weeks, in no order, the first is taken with which the scenario passes; else the first of all, and what
goes otherwise is said.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from engine.bpmn import Exchange, Graph, Message, Signal
from engine.clock import ZONE
from engine.commands.recorded import Course, Happened
from engine.errors import ModelError
from engine.execution.bundle import Bundle, read_bundle
from engine.lawbook import FOLDER
from engine.scenario.grammar import REFERENCE
from engine.scenario.in_memory import Find, walk
from engine.scenario.lines import block, listed, quoted
from engine.scenario.masks import Masks, any_value, fields_of, texts_of
from engine.scenario.result import Failure

_FURTHEST, _TRIES = 26, 6
#: a field that is refused gets a value first, then none
_FILLS = 2
_REFUSED: Final = re.compile(r"(?:– |; )(\w+): ")
_ALL: Final = 100_000
#: what the application gives every case
_ALWAYS: Final = frozenset({"aktenzeichen", "ags"})
_SOON: Final = timedelta(minutes=2)
#: what was done to the case from outside, which no scenario can do
_BY_HAND: Final = {
    "variables_changed": "Angaben wurden von Hand geändert",
    "tokens_moved": "der Ablauf wurde von Hand versetzt",
    "instance_migrated": "der Fall ging in eine andere Fassung über",
    "incident_resolved": "eine Störung wurde behoben",
}


@dataclass(frozen=True, slots=True)
class FromCase:
    """The text of a scenario, by how many days it was moved, and what goes otherwise.

    `replaced` are the values that were put in the place of others, `numbers` those that stayed as they are, `filled`
    those of which nothing was known any more.
    """

    text: str
    days: int
    replaced: tuple[str, ...]
    numbers: tuple[str, ...]
    filled: tuple[str, ...]
    failure: Failure | None


def from_case(files: Mapping[str, bytes], path: str, course: Course, find: Find) -> FromCase:
    """The scenario that goes the way of the case in the process of these files; ModelError where these have errors."""
    maker = _Maker(files, path, course, find)
    weeks = random.SystemRandom().sample([one for one in range(-_FURTHEST, _FURTHEST + 1) if one], _TRIES)
    first = maker.made(7 * weeks[0])
    others = (maker.made(7 * number) for number in weeks[1:])
    return first if first.failure is None else next((one for one in others if one.failure is None), first)


class _Maker:
    """Makes the scenario with one number of days after the other; what had to be filled in stays filled in."""

    def __init__(self, files: Mapping[str, bytes], path: str, course: Course, find: Find) -> None:
        self._files, self._path, self._course, self._find = files, path, course, find
        self._bundle = read_bundle(files)
        if self._bundle.errors:
            raise ModelError("Expected to make a scenario, but the process has errors", self._bundle.errors)
        self._fields, self._texts = fields_of(self._bundle.forms.values()), texts_of(files)
        self._filled: dict[tuple[int, str], int] = {}

    def made(self, days: int) -> FromCase:
        """The scenario, with a value for each field a form insists on and the case does not hold any more."""
        while True:
            masks = Masks(self._fields, self._texts, days, self._course.ags)
            writer = _Writer(self._bundle, self._course, masks, self._filled)
            text = "\n".join(writer.lines()) + "\n"
            walked = walk({**self._files, self._path: text.encode()}, self._path, _ALL, self._find)
            if walked.failure is None or not self._fill(text, walked.failure):
                return FromCase(
                    text,
                    days,
                    tuple(sorted({*masks.replaced, *writer.law.replaced})),
                    tuple(sorted({*masks.numbers, *writer.law.numbers})),
                    tuple(sorted({name for _place, name in self._filled})),
                    walked.failure,
                )

    def _fill(self, text: str, failure: Failure) -> bool:
        """Fill in what the form at that line refuses, by the next thing that can be tried; False when all was."""
        place = sum(one.startswith("      aufgabe: ") for one in text.splitlines()[: failure.line + 1]) - 1
        more = False
        for name in _REFUSED.findall(" ".join(failure.differences)) if "lehnt ab" in str(failure) else ():
            tried = self._filled.get((place, name), 0)
            if tried < _FILLS:
                self._filled[place, name] = tried + 1
                more = True
        return more


class _Writer:
    """Writes one scenario."""

    def __init__(
        self, bundle: Bundle, course: Course, masks: Masks, filled: Mapping[tuple[int, str], int]
    ) -> None:
        self._filled = filled
        self._done = -1
        self._bundle = bundle
        self._graph: Graph = bundle.graph
        self._course = course
        self._masks = masks
        #: of the person record stays what the law's tables compare with
        self.law = Masks({}, _law_texts(), masks.days, "")
        names = [node.label for node in self._graph.nodes.values()]
        self._several = {name for name in names if names.count(name) > 1}

    def lines(self) -> Iterator[str]:
        started = self._course.happened[0]
        yield f"szenario: {quoted(f'{self._graph.name or self._graph.key}: nach einem Fall')}"
        yield (
            'beschreibung: "Aus dem Verlauf eines Falls. Texte sind erfunden, alle Tage um dieselbe Zahl von Wochen '
            'verschoben."'
        )
        yield "angenommen:"
        yield f"  jetzt: {self._clock(started.at)}"
        yield from self._beginning(started)
        record = self._course.person_record
        if record is not None:
            leaves = {
                path: self.law.value(path, value) for path, value in _leaves(record, "") if value is not None
            }
            yield from block("  datensatz", leaves, "    ")
        if any(one.kind == "call_completed" for one in self._course.happened):
            yield "  aufrufe nachgestellt: alle"
        yield "schritte:"
        last = started.at
        for one in self._course.happened[1:]:
            if one.kind != "timer_fired" and one.at - last >= _SOON:
                yield f"  - wenn: {{springe auf: {self._clock(one.at)}}}"
            last = one.at
            yield from self._act(one)
        yield from self._end()

    def _beginning(self, started: Happened) -> Iterator[str]:
        node = self._graph.nodes.get(started.element)
        known = {name: one for name, one in self._course.beginning.items() if name not in _ALWAYS}
        if node is not None and node.events:
            yield f"  beginnt mit: {quoted(self._name(started.element))}"
            yield from block("  angaben", self._masks.values(self._untouched(known)), "    ")
            return
        form = self._bundle.form(self._graph.start_form)
        asked = set(() if form is None else form.keys)
        if self._course.called or form is None:
            given = {**self._untouched(known), **{name: known[name] for name in known if name in asked}}
            yield from block("  eingaben", self._masks.values(given), "    ")
        else:
            given = {name: value for name, value in known.items() if name in asked}
            yield from block("  angaben", self._masks.values(given), "    ")

    def _untouched(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """What nothing in the process has written: it was there when the case began."""
        written = {name for one in self._course.happened for name in one.values}
        for node in self._graph.nodes.values():
            written |= {one.target for one in (*node.outputs, *node.data_outputs)}
            written.add(getattr(node.behaviour, "result_variable", ""))
        return {name: value for name, value in known.items() if name not in written}

    def _act(self, one: Happened) -> Iterator[str]:
        name = quoted(self._name(one.element))
        values = self._masks.values(one.values)
        match one.kind:
            case "user_task_completed":
                yield "  - wenn:"
                yield f"      aufgabe: {name}"
                if one.turn > 1:
                    yield f"      nummer: {one.turn}"
                self._done += 1
                yield from block("      erledigen mit", self._asked(one, values), "        ")
            case "timer_fired":
                yield f"  - wenn: {{warte bis: {name}}}"
            case "message_correlated" | "signal_received" if not one.thrown:
                yield "  - wenn:"
                word = "nachricht" if one.kind == "message_correlated" else "signal"
                yield f"      {word}: {quoted(self._sent(one.element))}"
                yield from block("      mit", values, "        ")
            case "job_completed" | "call_completed":
                yield "  - wenn:"
                yield f"      {'auftrag' if one.kind == 'job_completed' else 'aufruf'}: {name}"
                yield from block("      ergebnis", values, "        ")
            case _ if one.kind in _BY_HAND:
                yield f"  # Hier geschah, was ein Szenario nicht nachstellt: {_BY_HAND[one.kind]}."

    def _asked(self, one: Happened, values: dict[str, Any]) -> dict[str, Any]:
        """What the form of the task takes; a task without form takes nothing."""
        node = self._graph.nodes.get(one.element)
        form = self._bundle.form(getattr(node.behaviour, "form", None)) if node is not None else None
        if form is None:
            return {}
        given = {name: value for name, value in values.items() if name in form.keys}
        day = self._masks.day(one.at.astimezone(ZONE).date())
        for field in form.fields():
            tried = self._filled.get((self._done, field.key or ""), 0)
            if tried == _FILLS:
                given.pop(field.key or "", None)
            elif tried:
                given[field.key or ""] = any_value(field, day)
        return given

    def _sent(self, element: str) -> str:
        """The name of the message or signal the element waits for."""
        node = self._graph.nodes.get(element)
        if node is None:
            return element
        told = [one for one in node.events if isinstance(one, Message | Signal)]
        if isinstance(node.behaviour, Exchange) and node.behaviour.message is not None:
            told.append(node.behaviour.message)
        for one in told:
            return str(one.name.evaluate({"aktenzeichen": REFERENCE}).value or one.name.text)
        return element

    def _end(self) -> Iterator[str]:
        course = self._course
        yield "  - dann:"
        if course.outcome is not None:
            yield f"      beendet mit: {quoted(self._label(course.outcome))}"
        else:
            names = [quoted(self._name(one)) for one in course.open_tasks]
            yield f"      offene aufgaben: {listed(names) if names else 'keine'}"
        passed = [quoted(one) for one in course.passed if one in self._graph.nodes]
        if passed:
            yield f"      durchlaufen: {listed(passed)}"
        decided = {
            key: kept for key, value in course.decisions.items()
            if key in self._bundle.decisions and (kept := self._outcome(value)) not in (None, {})
        }  # fmt: skip
        yield from block("      entscheidungen", decided, "        ")

    def _outcome(self, value: Any) -> Any:
        """What of a decision is the model's own words."""
        if isinstance(value, dict):
            return {name: one for name, one in value.items() if self._masks.keeps(one)}
        return value if self._masks.keeps(value) else None

    def _label(self, element: str) -> str:
        node = self._graph.nodes.get(element)
        return element if node is None else node.label

    def _name(self, element: str) -> str:
        """What the diagram calls an element; its id where the name is not unique."""
        name = self._label(element)
        return element if name in self._several else name

    def _clock(self, at: datetime) -> str:
        local = at.astimezone(ZONE)
        return f"{self._masks.day(local.date()).isoformat()} {local:%H:%M}"


@cache
def _law_texts() -> frozenset[str]:
    return texts_of({str(path): path.read_bytes() for path in sorted((FOLDER / "recht").rglob("*.dmn"))})


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    found = False
    for name, one in members:
        found = True
        yield from _leaves(one, f"{path}.{name}" if path else str(name))
    if not found and not isinstance(value, dict | list):
        yield path, value
