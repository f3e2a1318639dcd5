"""What decides the questions of a way: which variables, and which values are worth trying for them.

A condition reads variables; a decision, a script or a mapping gives them from others, down to what somebody types or
a called process answers. Values worth trying are those the expressions and tables on the way compare them with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from engine.bpmn import CalledDecision, Graph, MultiInstance, Node, Script
from engine.dmn import PlacedTable
from engine.execution.bundle import Bundle
from engine.feel import Expression, Value, from_python
from engine.forms import Component, Kind
from engine.scenario.gives import fixed, written
from engine.scenario.library import called_process
from engine.scenario.masks import any_value

_TEXT = re.compile(r'"([^"]*)"')
_NUMBER = re.compile(r"(?<![\w.\"-])-?\d+(?:\.\d+)?(?![\w\"-])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: how far from the day of the case a date is tried, in days
_NEAR = (0, -30, 30, -1, 1, -400, 400)
#: rules of one table that are tried
_MOST_RULES = 40


@dataclass
class Influence:  # without slots: what follows from it is kept once computed
    """The variables that have a say, with the texts that speak of each; of the tables that decide, for each rule the
    values that fulfil it.
    """

    bundle: Bundle
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tables: list[PlacedTable] = field(default_factory=list)
    #: the fields of all forms, by their key
    fields: Mapping[str, Component] = field(default_factory=dict)
    #: what elements of the diagram give: a message brings something else
    given: frozenset[str] = frozenset()
    _rules: list[dict[str, Value]] | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables that have a say."""
        return frozenset(self.texts)

    @cached_property
    def brought(self) -> frozenset[str]:
        """Those of them that only a message or signal can give."""
        return self.names - self.given

    def candidates(self, name: str, today: date) -> list[Value]:
        """Values worth trying for a variable: what its field offers, else what is compared with it."""
        told = " ".join(self.texts.get(name, ()))
        known = self.fields.get(name)
        if known is not None:
            return _of_field(known, told, today)
        days = [from_python(date.fromisoformat(one)) for one in _DAY.findall(told) if _is_day(one)]
        if f"date({name})" in told:
            days += [from_python(today + timedelta(days=one)) for one in _NEAR]
        numbers = [Decimal(one) for one in _NUMBER.findall(_TEXT.sub("", _DAY.sub("", told)))]
        return list(dict.fromkeys([*_TEXT.findall(told), *days, *numbers, True, False]))

    def rules(self, today: date) -> list[dict[str, Value]]:
        """For each rule of the tables that decide the values that fulfil what it asks of variables."""
        if self._rules is None:
            self._rules = list(self._fulfilled(today))
        return self._rules

    def _fulfilled(self, today: date) -> Iterator[dict[str, Value]]:
        for placed in self.tables:
            for rule in placed.table.rules[:_MOST_RULES]:
                found: dict[str, Value] = {}
                for clause, asked in zip(placed.table.inputs, rule.conditions, strict=True):
                    if clause.reads is None or asked.tests is None:
                        continue
                    for value in self.candidates(clause.reads, today):
                        if asked.tests.evaluate(value, {}).value is True:
                            found[clause.reads] = value
                            break
                if found:
                    yield found


def influence(
    bundle: Bundle, graph: Graph, asked: Iterable[Expression], called: Mapping[str, Graph] | None = None
) -> Influence:
    """What has a say in these expressions, directly or through what gives the variables they read. Of the processes in
    `called` it is known what they may give.
    """
    known = {field.key: field for form in bundle.forms.values() for field in form.fields() if field.key}
    local = {one.target for node in graph.nodes.values() for one in node.inputs}
    given = frozenset(local).union(*written(bundle).values())
    found = Influence(bundle, fields=known, given=given)
    givers = defaultdict[str, list[tuple[Expression, ...] | str]](list)
    for node in graph.nodes.values():
        for target, source in _given(node):
            givers[target.partition(".")[0]].append(source)
    waiting: list[tuple[str, tuple[str, ...]]] = [
        (name, (one.text,)) for one in asked for name in one.variables
    ]
    for node in graph.nodes.values():
        ends = list(_answers(node, called or {}))
        for output in node.outputs if ends else ():
            texts = [(name, text) for name, text in ends if name in output.source.variables]
            # what is asked of them comes first
            waiting[:0] = [(place, (text,)) for name, text in texts for place in (output.target, name)]
    done: set[tuple[str, str]] = set()
    while waiting:
        name, told = waiting.pop()
        new = name not in found.texts
        found.texts[name] += [one for one in told if one not in found.texts[name]]
        if not new:
            continue
        for source in givers.get(name, ()):
            if isinstance(source, str):
                if (name, source) not in done:
                    done.add((name, source))
                    waiting += _decided(found, source)
            else:
                for one in source:
                    waiting += [(read, (one.text, *told)) for read in one.variables]
    return found


def _answers(node: Node, called: Mapping[str, Graph]) -> Iterator[tuple[str, str]]:
    """The fixed values a called process gives, each with its variable."""
    graph = called.get(called_process(node) or "")
    for inner in () if graph is None else graph.nodes.values():
        yield from ((one.target, value) for one in inner.outputs for value in fixed(one.source))


def _given(node: Node) -> Iterator[tuple[str, tuple[Expression, ...] | str]]:
    """The variables an element gives, each with the expressions or the decision that give it."""
    for one in (*node.inputs, *node.outputs, *node.data_outputs):
        yield one.target, (one.source,)
    match node.behaviour:
        case CalledDecision(decision=decision, result_variable=name):
            yield name, decision
        case Script(expression=expression, result_variable=name):
            yield name, (expression,)
    if isinstance(node.loop, MultiInstance):
        if node.loop.input_element and node.loop.collection is not None:
            yield node.loop.input_element, (node.loop.collection,)
        if node.loop.output_collection and node.loop.output_element is not None:
            yield node.loop.output_collection, (node.loop.output_element,)


def _decided(found: Influence, decision: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    law = found.bundle.laws.get(decision)
    model = found.bundle.decisions.get(decision) if law is None else law.model
    if model is None or decision not in model.decisions:
        return
    for placed in model.tables:
        if placed in found.tables:
            continue
        found.tables.append(placed)
        for number, clause in enumerate(placed.table.inputs):
            cells = tuple(rule.conditions[number].text for rule in placed.table.rules)
            for name in clause.expression.variables:
                yield name, (clause.expression.text, *cells)
    for name in model.inputs(decision):
        yield name, ()


def _of_field(known: Component, told: str, today: date) -> list[Value]:
    if known.options:
        codes: list[Value] = [option.code for option in known.options]
        return [[code] for code in codes] if known.kind in (Kind.CHECKLIST, Kind.TAGLIST) else codes
    match known.kind:
        case Kind.CHECKBOX:
            return [True, False]
        case Kind.NUMBER:
            named = [Decimal(one) for one in _NUMBER.findall(_TEXT.sub("", told))] or [Decimal(1)]
            return list(dict.fromkeys(number + more for number in named for more in (0, 1, -1)))
        case Kind.DATE:
            near = [today + timedelta(days=days) for days in _NEAR]
            named_days = [date.fromisoformat(one) for one in _DAY.findall(told) if _is_day(one)]
            return [from_python(day) for day in (*near[:1], *named_days, *near[1:])]
    return [*dict.fromkeys(_TEXT.findall(told)), from_python(any_value(known, today))]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
