"""Two diagram files, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.compare import drawing, words
from engine.compare.bpmn_match import Match, match
from engine.compare.bpmn_parts import REFERENCES, Model, Part, read_model
from engine.compare.bpmn_rules import meaning
from engine.compare.difference import Certainty, Difference, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.facts import changes
from engine.compare.tree import Node
from engine.compare.values import Said, became, english_quoted, only_blanks, quoted, shown

_COMPETENT = re.compile(r'=\s*zustaendig\("([^"]+)"\)')
#: root elements whose name is what the engine goes by
_NAMED = frozenset({"message", "signal", "error", "escalation"})


def compare_bpmn(old: Node, new: Node, file: str) -> Iterator[Difference]:
    """Every difference of two diagrams: what stays in the order of the new file, then what is gone, then the drawing.

    ModelError when one of them is no BPMN 2.0.
    """
    models = read_model(old, file), read_model(new, file)
    comparing = _Diagrams(file, *models, match(*models))
    yield from comparing.differences()
    parts = models[0].parts.keys() | models[1].parts.keys()
    yield from drawing.compare_drawing(models[0].drawings, models[1].drawings, comparing.pairs(), parts, file)


@dataclass(slots=True)
class _Diagrams:
    file: str
    old: Model
    new: Model
    match: Match

    def pairs(self) -> Mapping[str, drawing.Stayed]:
        """For the drawing: of each element that stayed, by its old id, the new one and what it is called."""
        parts = self.new.parts
        return {
            before: drawing.Stayed(after, parts[after].name or after, called(parts[after], self.new))
            for before, after in self.match.pairs.items()
        }

    def differences(self) -> Iterator[Difference]:
        back = {after: before for before, after in self.match.pairs.items()}
        for part in self.new.parts.values():
            if part.id in back:
                yield from self._changed(self.old.parts[back[part.id]], part)
            else:
                yield self._whole(part, self.new, added=True)
        for part in self.old.parts.values():
            if part.id not in self.match.pairs:
                yield self._whole(part, self.old, added=False)

    def _whole(self, part: Part, model: Model, *, added: bool) -> Difference:
        """An element that is new or gone, with what it says."""
        name = called(part, model)
        scope = model.parts.get(part.parent)
        inside = scope is not None and scope.tag not in ("definitions", "process", "laneSet", "collaboration")
        where = called(scope, model) if scope is not None and inside else None
        place = Said(f" (in: {where.german})", f" (in: {where.english})") if where else Said("", "")
        german, english = ("hinzugefügt", "added") if added else ("entfallen", "removed")
        said = self._summary(part, model)
        kinds = (
            (Kind.FLOW_ADDED, Kind.FLOW_REMOVED)
            if part.is_flow
            else (Kind.ELEMENT_ADDED, Kind.ELEMENT_REMOVED)
        )
        text = part.tag in ("textAnnotation", "association", "group", "category", "categoryValue")
        return Difference(
            kinds[0] if added else kinds[1],
            Weight.TEXT if text else Weight.SUBJECT,
            self.file,
            part.id,
            part.name or part.id,
            None if added else said,
            said if added else None,
            f"{name.german} {german}{place.german}.",
            f"{name.english} {english}{place.english}.",
            "" if added else part.id,
        )

    def _summary(self, part: Part, model: Model) -> str:
        """What the element says, one fact after the other, as a reader of the file would want it."""
        facts = []
        for path, value in part.facts.items():
            about = meaning(part.tag, path)
            if about.weight is not Weight.LAYOUT and path not in ("@sourceRef", "@targetRef", "@name"):
                facts.append(f"{about.said.german}: {shown(self._read(path, value, model))}")
        return "; ".join(facts)

    def _changed(self, before: Part, after: Part) -> Iterator[Difference]:
        if before.id != after.id:
            yield self._one(
                Kind.ID, Weight.TECHNICAL, before, after, before.id, after.id, self._new_id(before, after)
            )
        if before.tag != after.tag:
            old, new = words.element(before.tag), words.element(after.tag)
            said = Said(
                f"{quoted(after.name or after.id)} ist jetzt: {new.german} (bisher: {old.german}).",
                f"{english_quoted(after.name or after.id)} is now: {new.english} (was: {old.english}).",
            )
            yield self._one(Kind.TYPE, Weight.SUBJECT, before, after, before.tag, after.tag, said)
        if self.match.renamed(before.parent) != after.parent:
            yield self._moved(before, after)
        yield from self._order(before, after)
        ends = ("@sourceRef", "@targetRef")
        old_ends, new_ends = ([part.facts.get(one) for one in ends] for part in (before, after))
        if before.tag == after.tag and [self.match.renamed(one or "") for one in old_ends] != [
            one or "" for one in new_ends
        ]:
            yield self._rerouted(before, after)
        renamed = {path: self._renamed(path, value) for path, value in before.facts.items()}
        for path, _old, _new in changes(renamed, after.facts):
            if not (path in ends and before.tag == after.tag):
                yield self._fact(path, before, after)

    def _renamed(self, path: str, value: str) -> str:
        """A value of the old file with the ids of the new one, where it names another element."""
        if path.rpartition("/")[2] not in REFERENCES:
            return value
        return " ".join(self.match.renamed(one) for one in value.split())

    def _fact(self, path: str, before: Part, after: Part) -> Difference:
        old, new = before.facts.get(path), after.facts.get(path)
        about = meaning(after.tag, path)
        kind, weight = about.kind, about.weight
        name = called(after, self.new)
        if path == "@name":
            return self._named(before, after)
        if old is not None and new is not None and only_blanks(old, new):
            said = Said(
                f"{about.said.german}: nur Leerzeichen geändert", f"{about.said.english}: only blanks changed"
            )
            kind, weight = Kind.BREAK, Weight.LAYOUT
        elif kind is Kind.INTERRUPTING:
            stops = new != "false"
            said = Said(
                "unterbricht jetzt" if stops else "unterbricht nicht mehr",
                "interrupts now" if stops else "interrupts no more",
            )
        else:
            values = (
                None if old is None else self._read(path, old, self.old),
                None if new is None else self._read(path, new, self.new),
            )
            end = became(*values)
            said = Said(f"{about.said.german} {end.german}", f"{about.said.english} {end.english}")
        sentence = Said(f"{name.german}: {said.german}.", f"{name.english}: {said.english}.")
        return self._one(kind, weight, before, after, old, new, sentence)

    def _named(self, before: Part, after: Part) -> Difference:
        old, new = before.facts.get("@name"), after.facts.get("@name")
        kind, weight = Kind.NAME, Weight.SUBJECT if after.tag in _NAMED else Weight.TEXT
        called_before = called(before, self.old)
        if before.name == after.name:
            kind, weight = Kind.BREAK, Weight.LAYOUT
            said = Said(
                f"{called_before.german}: Zeilenumbruch im Namen geändert.",
                f"{called_before.english}: line break in the name changed.",
            )
        elif not after.name:
            said = Said(
                f"{called_before.german} hat keinen Namen mehr.",
                f"{called_before.english} has no name any more.",
            )
        else:
            said = Said(
                f"{called_before.german} heißt jetzt {quoted(after.name)}.",
                f"{called_before.english} is now called {english_quoted(after.name)}.",
            )
        return self._one(kind, weight, before, after, old, new, said)

    def _new_id(self, before: Part, after: Part) -> Said:
        name = called(after, self.new)
        likely = self.match.certainty.get(before.id) is Certainty.LIKELY
        sure = Said(
            "wahrscheinlich dasselbe Element" if likely else "dasselbe Element",
            "probably the same element" if likely else "the same element",
        )
        return Said(
            f"{name.german}: Kennung „{before.id}“ heißt jetzt „{after.id}“ ({sure.german}).",
            f"{name.english}: id “{before.id}” is now “{after.id}” ({sure.english}).",
        )

    def _moved(self, before: Part, after: Part) -> Difference:
        name = called(after, self.new)
        places = [
            called(model.parts[part.parent], model) if part.parent in model.parts else Said("Datei", "file")
            for part, model in ((before, self.old), (after, self.new))
        ]
        said = Said(
            f"{name.german} liegt jetzt in: {places[1].german} (bisher: {places[0].german}).",
            f"{name.english} lies now in: {places[1].english} (was: {places[0].english}).",
        )
        return self._one(Kind.SCOPE, Weight.SUBJECT, before, after, before.parent, after.parent, said)

    def _rerouted(self, before: Part, after: Part) -> Difference:
        source, target = (
            self._label(after.facts.get(one, ""), self.new) for one in ("@sourceRef", "@targetRef")
        )
        old = called(before, self.old)
        said = Said(
            f"{old.german} führt jetzt anders: {quoted(source)} → {quoted(target)}.",
            f"{old.english} leads elsewhere now: {english_quoted(source)} → {english_quoted(target)}.",
        )
        ends = [
            f"{part.facts.get('@sourceRef', '')} → {part.facts.get('@targetRef', '')}"
            for part in (before, after)
        ]
        return self._one(Kind.FLOW_ENDS, Weight.SUBJECT, before, after, ends[0], ends[1], said)

    def _order(self, before: Part, after: Part) -> Iterator[Difference]:
        """The order of what is tried or done one after the other; an element that came or went is no change of it."""
        for place, old, new in self._orders(before, after):
            renamed = [self.match.renamed(one) for one in old]
            stayed = [one for one in renamed if one in new], [one for one in new if one in renamed]
            if stayed[0] != stayed[1]:
                labels = [", ".join(f"„{self._label(one, self.new)}“" for one in ones) for ones in stayed]
                name = called(place, self.new)
                said = Said(
                    f"{name.german}: Reihenfolge geändert: vorher {labels[0]}, jetzt {labels[1]}.",
                    f"{name.english}: order changed: was {labels[0]}, now {labels[1]}.",
                )
                yield self._one(Kind.ORDER, Weight.SUBJECT, place, place, labels[0], labels[1], said)

    def _orders(self, before: Part, after: Part) -> Iterator[tuple[Part, tuple[str, ...], tuple[str, ...]]]:
        if after.tag in ("definitions", "adHocSubProcess"):
            flows = (self.old.parts, self.new.parts)
            kept = [
                tuple(one for one in part.order if one not in parts or not parts[one].is_flow)
                for part, parts in zip((before, after), flows, strict=True)
            ]
            yield after, kept[0], kept[1]
        grouped: dict[str, tuple[list[str], list[str]]] = {}
        for side, (part, model) in enumerate(((before, self.old), (after, self.new))):
            for one in part.order:
                flow = model.parts.get(one)
                if flow is not None and flow.is_flow:
                    source = self.match.renamed(flow.source) if side == 0 else flow.source
                    grouped.setdefault(source, ([], []))[side].append(one)
        for source, (old, new) in grouped.items():
            gateway = self.new.parts.get(source)
            if gateway is not None and gateway.tag == "exclusiveGateway":
                yield gateway, tuple(old), tuple(new)

    def _read(self, path: str, value: str, model: Model) -> str:
        """A value as somebody reads it: names instead of ids, a topic instead of the call that asks for it."""
        last = path.rpartition("/")[2]
        if last in REFERENCES:
            return ", ".join(self._label(one, model) for one in value.split())
        if last == "@candidateGroups" and (found := _COMPETENT.fullmatch(value.strip())):
            return found[1]
        return value

    def _label(self, identity: str, model: Model) -> str:
        part = model.parts.get(identity)
        if part is None:
            return identity
        if part.is_flow and not part.name:
            target = model.parts.get(part.target)
            return f"nach {target.name or target.id}" if target else part.id
        return part.name or part.id

    def _one(
        self,
        kind: Kind,
        weight: Weight,
        before: Part,
        after: Part,
        old: str | None,
        new: str | None,
        said: Said,
    ) -> Difference:
        return Difference(
            kind,
            weight,
            self.file,
            after.id,
            after.name or after.id,
            old,
            new,
            said.german,
            said.english,
            before.id if before is not after else after.id,
            self.match.certainty.get(before.id),
        )


def called(part: Part, model: Model) -> Said:
    """How a sentence begins to speak of an element."""
    kind = words.element(part.tag)
    if part.tag == "definitions":
        return kind
    if part.is_flow:
        ends = [
            (model.parts[one].name or one) if one in model.parts else one
            for one in (part.source, part.target)
        ]
        name, english = (f" „{part.name}“", f" “{part.name}”") if part.name else ("", "")
        return Said(
            f"{kind.german}{name} ({ends[0]} → {ends[1]})",
            f"{kind.english}{english} ({english_quoted(ends[0])} → {english_quoted(ends[1])})",
        )
    if not part.name:
        return Said(f"{kind.german} ({part.id})", f"{kind.english} ({part.id})")
    return Said(f"{kind.german} {quoted(part.name)}", f"{kind.english} {english_quoted(part.name)}")
