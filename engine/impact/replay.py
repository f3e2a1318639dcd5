"""Decides again what was decided: recorded decisions with their inputs, by the tables of then and by the new ones.

A decision counts only where the tables of then, asked again, say what was recorded: then its inputs are known well
enough. What is kept of the cases are numbers, and pseudonyms that nobody can lead back to a case.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from engine import feel, precheck
from engine.bpmn import Node
from engine.clock import ZONE
from engine.dmn import Evaluation
from engine.errors import LaufwegError
from engine.execution import codec, recorded
from engine.execution.bundle import Bundle
from engine.execution.instance import ROOT
from engine.feel import Environment, Value
from engine.state import adoption
from engine.state.adoption import Resolved
from engine.state.past import RecordedDecision
from engine.transaction import Transaction
from engine.wording import say

#: kinds of changed outcomes and examples of each that are kept
_MOST, _EXAMPLES = 50, 5
_SOMETHING: Final = "…"


class Again(StrEnum):
    """What came of deciding again; the value is kept in reports."""

    SAME = "same"
    CHANGED = "changed"
    #: the new tables read something that was not recorded
    INPUTS_MISSING = "inputs_missing"
    #: the new version has no such decision
    GONE = "gone"
    #: the tables of then do not say any more what was recorded: an input is none that was recorded
    NOT_REPEATABLE = "not_repeatable"


@dataclass(frozen=True, slots=True)
class _Result:
    again: Again
    before: str = ""
    after: str = ""
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Counted:
    name: str
    counts: Counter[Again] = field(default_factory=Counter)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    missing: Counter[str] = field(default_factory=Counter)


class Replay:
    """Decisions of one process, each decided again by `bundle` with what is proposed to be agreed on."""

    def __init__(self, bundle: Bundle, tables: Iterable[bytes], agreed: Resolved | None = None) -> None:
        self._bundle = bundle
        self._agreed = agreed or Resolved()
        self._held: dict[tuple[int, str, date], Resolved] = {}
        self._tables = [one.decode(errors="replace") for one in tables]
        self._salt = secrets.token_bytes(16)
        self._known: dict[tuple[int, str, str, date, str], _Result] = {}
        self._counted: dict[str, _Counted] = {}

    def take(self, tx: Transaction, one: RecordedDecision, before: Bundle) -> None:
        """Decide it again, by the version it was recorded in and by the new one."""
        if one.decision in precheck.DECISIONS and one.decision not in before.decisions:
            return  # by the law of the day: no version brings it along
        held = self._resolved(tx, one, before)
        values = _variables(one, before, held)
        result = self._again(one, before, values, held)
        counted = self._counted.setdefault(one.decision, _Counted(one.name))
        counted.counts[result.again] += 1
        counted.missing.update(result.missing)
        if result.again is Again.CHANGED:
            pair = (result.before, result.after)
            counted.changes[pair] += 1
            if len(counted.examples[pair]) < _EXAMPLES:
                counted.examples[pair].append(self._pseudonym(one.case_id))

    def results(self) -> list[dict[str, object]]:
        """By decision: how many of what, and the outcomes that changed."""
        return [
            {
                "decision": key,
                "name": one.name,
                "total": one.counts.total(),
                **{again.value: one.counts[again] for again in Again},
                "changes": [
                    {
                        "before": before,
                        "after": after,
                        "count": count,
                        "examples": one.examples[before, after],
                    }
                    for (before, after), count in one.changes.most_common(_MOST)
                ],
                "missing": [name for name, _count in one.missing.most_common(_MOST)],
            }
            for key, one in sorted(self._counted.items())
        ]

    def _pseudonym(self, case_id: int) -> str:
        return hashlib.sha256(self._salt + str(case_id).encode()).hexdigest()[:8].upper()

    def _resolved(self, tx: Transaction, one: RecordedDecision, before: Bundle) -> Resolved:
        """What was resolved for the version of then at its place; asked only where its tables ask."""
        if not before.asked.get(one.decision):
            return Resolved()
        key = (one.version_id, one.ags, one.at.astimezone(ZONE).date())
        known = self._held.get(key)
        if known is None:
            known = self._held[key] = adoption.times(tx, *key)
        return known

    def _again(
        self, one: RecordedDecision, before: Bundle, values: Mapping[str, Value], held: Resolved
    ) -> _Result:
        """What comes of it; the same for all that read the same on the same day."""
        reads = sorted({*_reads(before, one.decision), *_reads(self._bundle, one.decision)} & values.keys())
        said = [one.record.get("value"), {name: feel.to_json(values[name]) for name in reads}]
        day = one.at.astimezone(ZONE).date()
        key = (one.version_id, one.decision, json.dumps(said, sort_keys=True), day, held.resolution)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._decide(one, before, values, held)
        return known

    def _decide(
        self, one: RecordedDecision, before: Bundle, values: Mapping[str, Value], held: Resolved
    ) -> _Result:
        if one.decision not in self._bundle.decisions:
            return _Result(Again.GONE)
        value = one.record.get("value")
        old = _evaluate(before, one.decision, values, one.at, held)
        new = _evaluate(self._bundle, one.decision, values, one.at, self._agreed)
        if old is None or new is None or feel.to_json(old.value) != value:
            return _Result(Again.NOT_REPEATABLE)
        known = _reads(before, one.decision)
        absent = [
            name
            for name in _reads(self._bundle, one.decision)
            if name not in known and values.get(name) is None
        ]
        if absent and new.undetermined:
            return _Result(Again.INPUTS_MISSING, missing=tuple(absent))
        if feel.to_json(new.value) == value:
            return _Result(Again.SAME)
        return _Result(Again.CHANGED, *self._told(old.value, new.value))

    def _told(self, before: Value, after: Value) -> tuple[str, str]:
        """The two outcomes in words, without anything that is computed from a case: dates, numbers, free text."""
        if isinstance(before, dict) and isinstance(after, dict):
            names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            return tuple(  # type: ignore[return-value]  # one for each of the two
                ", ".join(f"{name}: {self._said(one.get(name))}" for name in names) for one in (before, after)
            )
        return self._said(before), self._said(after)

    def _said(self, value: Value) -> str:
        match value:
            case None | bool():
                return say(value)
            case str() if any(
                f'"{value}"' in table or f"&quot;{value}&quot;" in table for table in self._tables
            ):
                return value
            case _:
                return _SOMETHING


def _reads(bundle: Bundle, decision: str) -> tuple[str, ...]:
    """The variables a decision reads with all it rests on."""
    model = bundle.decisions.get(decision)
    return () if model is None else model.inputs(decision)


def _variables(one: RecordedDecision, before: Bundle, held: Resolved) -> dict[str, Value]:
    """What the decision saw: the variables of the instance, what its task maps into it, and what was recorded in the
    place of what has changed since.

    What is mapped is gone with the task, and was recorded only where a table looked at it as it is: it is mapped again.
    """
    found = dict(codec.load(one.tokens).variables.get(ROOT, {}))
    looked = recorded.inputs(one.record)
    mapped = [mapping for node in _nodes(before, one.element) for mapping in node.inputs]
    targets = {mapping.target for mapping in mapped}
    found |= {name: _as_then(found.get(name), value) for name, value in looked.items() if name not in targets}
    environment = _environment(before, one.at, held)
    for mapping in mapped:
        with suppress(LaufwegError):
            found[mapping.target] = mapping.source.evaluate(found, environment).value
        if mapping.target in looked:
            found[mapping.target] = _as_then(found.get(mapping.target), looked[mapping.target])
    return found


def _nodes(bundle: Bundle, element: str) -> Iterator[Node]:
    return (graph.nodes[element] for graph in bundle.graphs.values() if element in graph.nodes)


def _as_then(now: Value, looked: Value) -> Value:
    """What was looked at, with the members nobody looked at as they are now."""
    return {**now, **looked} if isinstance(looked, dict) and isinstance(now, dict) else looked


def _environment(bundle: Bundle, at: datetime, agreed: Resolved) -> Environment:
    return Environment(now=at.astimezone(ZONE), agreed=lambda name: bundle.agreed(name, agreed))


def _evaluate(
    bundle: Bundle, decision: str, values: Mapping[str, Value], at: datetime, agreed: Resolved
) -> Evaluation | None:
    """The decision as of then, with what was agreed on; None where it breaks, or the version does not have it."""
    if decision not in bundle.decisions:
        return None
    with suppress(LaufwegError):
        return bundle.decide(decision, values, _environment(bundle, at, agreed))
    return None
