"""The course of a case, written as a scenario in the words of its grammar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from engine import feel
from engine.bpmn import Call, Exchange, Graph, Job, Message, Signal
from engine.clock import ZONE
from engine.execution.bundle import ENGINE_VARIABLES, Bundle
from engine.execution.happened import MOVED, RECORD_CHANGED, Course, Happened
from engine.precheck import DECISIONS
from engine.scenario.grammar import REFERENCE
from engine.scenario.lines import block, listed, quoted
from engine.scenario.masks import SHOWN_ALONE, Masks, RecordMasks, any_value

#: a field that was filled in and refused again is left out
LEFT_OUT: Final = 2
_SOON: Final = timedelta(minutes=2)
#: the message of a move, which the step of a move sends by itself
_OF_A_MOVE: Final = "umzug"
#: what was done to the case from outside, which no scenario can do
_BY_HAND: Final = {
    "variables_changed": "Angaben wurden von Hand geändert",
    "tokens_moved": "der Ablauf wurde von Hand versetzt",
    "instance_migrated": "der Fall ging in eine andere Fassung über",
    "incident_resolved": "eine Störung wurde behoben",
}


class Writer:
    """Writes one scenario."""

    def __init__(
        self,
        bundle: Bundle,
        course: Course,
        masks: Masks,
        filled: Mapping[tuple[int, str], int],
        *,
        rounded: bool,
    ) -> None:
        self._filled = filled
        #: whether what happens is said to the hour alone
        self._rounded = rounded
        self._done = -1
        self._bundle = bundle
        self._graph: Graph = bundle.graph
        self._course = course
        self._masks = masks
        self.law = RecordMasks(masks.days, course.ags)
        #: whether anything of the process asks the law about the person
        self._reads_record = any(DECISIONS.intersection(one.decisions) for one in bundle.graphs.values())
        names = [node.label for node in self._graph.nodes.values()]
        self._several = {name for name in names if names.count(name) > 1}

    def lines(self) -> Iterator[str]:
        """The lines of the file."""
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
        if record is not None and self._reads_record:
            yield from block("  datensatz", self._record(record), "    ")
        if self._course.calls:
            yield "  aufrufe nachgestellt: alle"
        yield "schritte:"
        clock = self._at(started.at)
        heard: set[tuple[datetime, str]] = set()
        moved = {one.at for one in self._course.happened if one.kind == MOVED}
        for one in self._course.happened[1:]:
            if one.at in moved and self._follows_move(one):
                continue
            if one.kind == "signal_received" and (one.at, one.name) in heard:
                continue  # by another catch of the same instance
            heard.add((one.at, one.name))
            if one.kind == "timer_fired":
                # whatever is due by then goes off with it
                if one.due is not None and one.due <= clock:
                    continue
                clock = one.due or one.at
            elif self._at(one.at) - clock >= _SOON:
                yield f"  - wenn: {{springe auf: {self._clock(one.at)}}}"
                clock = self._at(one.at)
            yield from self._act(one)
        yield from self._end()

    def _follows_move(self, one: Happened) -> bool:
        """Whether the step of a move does it, too."""
        return (one.kind == "variables_changed" and not one.given.keys() - ENGINE_VARIABLES) or (
            one.kind == "message_correlated" and one.name == _OF_A_MOVE
        )

    def _beginning(self, started: Happened) -> Iterator[str]:
        node = self._graph.nodes.get(started.element)
        known = {
            name: feel.to_json(one)
            for name, one in self._course.beginning.items()
            if name not in ENGINE_VARIABLES
        }
        if not self._course.whole:
            known = self._untouched(known)
        if node is not None and node.events:
            yield f"  beginnt mit: {quoted(self._name(started.element))}"
            yield from block("  angaben", self._masks.values(known), "    ")
            return
        form = self._bundle.form(self._graph.start_form)
        if self._course.called or form is None:
            yield from block("  eingaben", self._masks.values(known), "    ")
        else:
            asked = {name: value for name, value in known.items() if name in form.keys}
            beside = {name: value for name, value in known.items() if name not in asked}
            yield from block("  angaben", self._masks.values(asked), "    ")
            if self._course.whole:
                yield from block("  eingaben", self._masks.values(beside), "    ")

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
                yield f"      {word}: {quoted(self._sent(one))}"
                yield from block("      mit", values, "        ")
            case "job_completed" | "call_completed":
                yield "  - wenn:"
                yield f"      {'auftrag' if one.kind == 'job_completed' else 'aufruf'}: {name}"
                yield from block("      ergebnis", self._masks.values(self._taken(one)), "        ")
            case "error_thrown" | "escalation_thrown" if (outside := self._outside(one.element)) is not None:
                yield "  - wenn:"
                yield f"      {outside}: {name}"
                yield f"      {'fehler' if one.kind == 'error_thrown' else 'eskalation'}: {quoted(one.code)}"
                yield from block("      ergebnis", values, "        ")
            case _ if one.kind == RECORD_CHANGED and self._reads_record:
                parts = self._record(one.values)
                if parts:
                    yield "  - wenn:"
                    yield from block("      datensatz", parts, "        ")
            case _ if one.kind == MOVED:
                yield f"  - wenn: {{umzug nach: {quoted(self._masks.place(one.values['ags']))}}}"
            case _ if one.kind in _BY_HAND:
                yield f"  # Hier geschah, was ein Szenario nicht nachstellt: {_BY_HAND[one.kind]}."

    def _record(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """What the law reads of a person record, or of its parts."""
        return {name: self.law.value(name, value) for name, value in parts.items() if name not in SHOWN_ALONE}

    def _outside(self, element: str) -> str | None:
        """What a scenario calls the work that somebody outside does at the element."""
        node = self._graph.nodes.get(element)
        match None if node is None else node.behaviour:
            case Job():
                return "auftrag"
            case Call():
                return "aufruf"
        return None

    def _taken(self, one: Happened) -> Mapping[str, Any]:
        """What of an answer goes into the case: all, or what the mappings behind a call read."""
        node = self._graph.nodes.get(one.element)
        if node is None or not isinstance(node.behaviour, Call) or node.behaviour.all_out:
            return one.values
        mapped = (*node.outputs, *node.data_outputs)
        read = {name for mapping in mapped for name in mapping.source.variables}
        return {name: value for name, value in one.values.items() if name in read}

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
            if tried == LEFT_OUT:
                given.pop(field.key or "", None)
            elif tried:
                given[field.key or ""] = any_value(field, day)
        return given

    def _sent(self, one: Happened) -> str:
        """The name of the message or signal that arrived, where nothing but codes and the number of the case is in it;
        else as the diagram has it.
        """
        node = self._graph.nodes.get(one.element)
        told = [] if node is None else [each for each in node.events if isinstance(each, Message | Signal)]
        if node is not None and isinstance(node.behaviour, Exchange) and node.behaviour.message is not None:
            told.append(node.behaviour.message)
        written = told[0].name.text if told else ""
        reference = str(self._course.beginning.get("aktenzeichen", ""))
        name = one.name.replace(reference, REFERENCE) if reference else one.name
        if all(part == REFERENCE or part in written or self._masks.keeps(part) for part in name.split(":")):
            return name or one.element
        return written

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

    def _at(self, at: datetime) -> datetime:
        """The instant as a scenario may say it: to the minute somebody could be found by it."""
        return at.replace(minute=0, second=0, microsecond=0) if self._rounded else at

    def _clock(self, at: datetime) -> str:
        local = self._at(at).astimezone(ZONE)
        return f"{self._masks.day(local.date()).isoformat()} {local:%H:%M}"
