"""Boxed expressions: XML to compiled logic (DMN 1.5, chapter 7.2)."""

from __future__ import annotations

import re
from typing import Final

from engine import xml
from engine.dmn.boxed import (
    Context,
    Entry,
    Filter,
    FunctionDefinition,
    If,
    Invocation,
    Items,
    Iteration,
    IterationKind,
    Relation,
    Typed,
)
from engine.dmn.logic import Literal, Logic, Nothing
from engine.dmn.parse_table import parse_table
from engine.dmn.parse_types import Types
from engine.dmn.reader import Reader, child, children, text_in
from engine.dmn.types import ANY, Base, Type

LOGIC: Final = (
    "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition", "invocation",
    "conditional", "filter", "for", "every", "some",
)  # fmt: skip


_BARE_RANGE: Final = re.compile(r"[^\[\]()\"]*[^\[\]()\".]\.\.[^\[\]()\".][^\[\]()\"]*")


class LogicParser:
    """Parses the logic of one decision or knowledge model; `result` is the name of its value."""

    def __init__(self, reader: Reader, types: Types, result: str) -> None:
        self._reader = reader
        self._types = types
        self._result = result

    def parse(self, element: xml.Element, names: frozenset[str]) -> Logic:
        """Return the logic of a boxed expression; what cannot be read is noted and answers null."""
        logic = self.untyped(element, names)
        type_ = self._types.of(element)
        if type_ is ANY or isinstance(logic, FunctionDefinition):
            return logic
        return Typed(logic, type_, element.get("label") or self._result)

    def untyped(self, element: xml.Element, names: frozenset[str]) -> Logic:
        """Return the logic of a boxed expression without the check of its own type."""
        match xml.local_name(element):
            case "literalExpression":
                return self._literal(element, names)
            case "decisionTable":
                return parse_table(self._reader, self._types, element, names, self._result)
            case "context":
                return self._context(element, names)
            case "list":
                return Items(tuple(self.parse(item, names) for item in children(element, *LOGIC)))
            case "relation":
                return self._relation(element, names)
            case "functionDefinition":
                return self.function(element, names)
            case "invocation":
                return self._invocation(element, names)
            case "conditional":
                return If(*(self._part(element, part, names) for part in ("if", "then", "else")))
            case "filter":
                return Filter(
                    self._part(element, "in", names),
                    self._part(element, "match", names | {"item"}),
                )
            case kind:
                return self._iteration(element, IterationKind(kind), names)

    def function(
        self, element: xml.Element, names: frozenset[str], variable: xml.Element | None = None
    ) -> FunctionDefinition:
        """Return the function an encapsulatedLogic or functionDefinition defines, known as `variable`."""
        if element.get("kind", "FEEL") != "FEEL":
            self._reader.fault(
                element,
                "function-kind",
                f"Die Funktion „{self._result}“ ist nicht in FEEL, sondern in {element.get('kind')}.",
                "Schreiben Sie die Funktion in FEEL; fremder Programmcode wird nicht ausgeführt.",
            )
            return FunctionDefinition((), (), Nothing(self._result))
        formal = list(children(element, "formalParameter"))
        parameters = tuple(parameter.get("name", "") for parameter in formal)
        if len(set(parameters)) < len(parameters):
            self._twice(element, "duplicate-parameter", f"Zwei Parameter von „{self._result}“ heißen gleich.")
        types = tuple(self._types.of(parameter) for parameter in formal)
        body = self._body(element, names | frozenset(parameters))
        return FunctionDefinition(parameters, types, body, self._result, self._returned(element, variable))

    def _returned(self, *typed: xml.Element | None) -> Type:
        """Return what the function returns: as its type says, or, in older files, the type itself."""
        for element in typed:
            type_ = self._types.of(element)
            if type_ is not ANY:
                return (type_.result or ANY) if type_.base is Base.FUNCTION else type_
        return ANY

    def _twice(self, element: xml.Element, rule: str, reason: str) -> None:
        self._reader.fault(element, rule, reason, "Geben Sie jedem einen eigenen Namen.")

    def _body(self, element: xml.Element, names: frozenset[str]) -> Logic:
        body = next(children(element, *LOGIC), None)
        if body is None:
            self._reader.fault(
                element,
                "empty-expression",
                f"In „{self._result}“ fehlt ein Ausdruck.",
                "Tragen Sie den Ausdruck ein.",
            )
            return Nothing(self._result)
        return self.parse(body, names)

    def _part(self, element: xml.Element, name: str, names: frozenset[str]) -> Logic:
        part = child(element, name)
        return self._body(element if part is None else part, names)

    def _literal(self, element: xml.Element, names: frozenset[str]) -> Logic:
        text = text_in(element)
        if not text:
            self._reader.warn(
                element,
                "empty-expression",
                f"Der Ausdruck von „{self._result}“ ist leer und ergibt immer „nichts“ (null).",
                "Tragen Sie den Ausdruck ein.",
            )
            return Nothing(self._result)
        place = f"Der Ausdruck von „{self._result}“"
        expression = self._reader.expression(element, text, names | self._types.component_names, place)
        return Nothing(self._result) if expression is None else Literal(expression)

    def _context(self, element: xml.Element, names: frozenset[str]) -> Logic:
        entries: list[Entry] = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            name = variable.get("name") if variable is not None else None
            if name and any(other.name == name for other in entries):
                self._twice(
                    entry, "duplicate-entry", f"Der Eintrag „{name}“ steht zweimal im selben Kontext."
                )
                return Nothing(self._result)
            entries.append(Entry(name, self._types.of(variable), self._body(entry, names)))
            if name:
                names = names | {name}
        return Context(tuple(entries))

    def _relation(self, element: xml.Element, names: frozenset[str]) -> Logic:
        columns = tuple(
            (column.get("name", ""), self._types.of(column)) for column in children(element, "column")
        )
        rows = [
            tuple(self.parse(cell, names) for cell in children(row, *LOGIC))
            for row in children(element, "row")
        ]
        if any(len(row) != len(columns) for row in rows):
            self._reader.fault(
                element,
                "table-shape",
                f"In der Liste „{self._result}“ hat eine Zeile eine andere Zahl von Feldern als Spalten.",
                "Ergänzen Sie die fehlenden Felder.",
            )
            return Nothing(self._result)
        return Relation(columns, tuple(rows))

    def _invocation(self, element: xml.Element, names: frozenset[str]) -> Logic:
        bindings = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = parameter.get("name", "") if parameter is not None else ""
            bindings.append((name, self._body(binding, names)))
        return Invocation(self._body(element, names), tuple(bindings))

    def _domain(self, element: xml.Element, names: frozenset[str]) -> Logic:
        """Return what an iterator goes through. `1..3` without brackets means something only behind `in`."""
        part = child(element, "in")
        literal = None if part is None else child(part, "literalExpression")
        text = text_in(literal)
        if literal is None or not _BARE_RANGE.fullmatch(text):
            return self._part(element, "in", names)
        place = f"Der Ausdruck von „{self._result}“"
        expression = self._reader.expression(literal, f"for eintrag in {text} return eintrag", names, place)
        return Nothing(self._result) if expression is None else Literal(expression)

    def _iteration(self, element: xml.Element, kind: IterationKind, names: frozenset[str]) -> Logic:
        variable = element.get("iteratorVariable", "")
        inner = names | {variable, "partial"}
        body = "return" if kind is IterationKind.FOR else "satisfies"
        return Iteration(kind, variable, self._domain(element, names), self._part(element, body, inner))
