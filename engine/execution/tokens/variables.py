"""Variables by scope: a write goes to the nearest scope that has the name, else to the process (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from engine.bpmn import Assignment
from engine.deadlines import Calendar
from engine.execution.instance import ROOT
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens.machine import Machine
from engine.feel import Expression, Function, Range, Result, Value

#: kinds of values that hold no other ones and can always be kept
_PLAIN = frozenset({str, Decimal, bool, type(None)})


def write(machine: Machine, element_instance: int, values: Mapping[str, Value]) -> None:
    """Write each value to the nearest scope around the element that has its name, else to the process.

    A Fault when a value is one that cannot be kept: a function or a range, also inside a list or context.
    """
    must_be_storable(values)
    variables = machine.instance.variables
    local = machine.instance.variable_scopes(element_instance)
    for name, value in values.items():
        owner = next((scope for scope in local if name in variables[scope]), ROOT)
        variables.setdefault(owner, {})[name] = value
    machine.changed.update(values)


def write_local(machine: Machine, element_instance: int, values: Mapping[str, Value]) -> None:
    """Write the values to the element's own scope; they go when it goes."""
    must_be_storable(values)
    if values:
        machine.instance.variables.setdefault(element_instance, {}).update(values)
        machine.changed.update(values)


def must_be_storable(values: Mapping[str, Value]) -> None:
    """A Fault when one of the values is a function or a range, also inside a list or context."""
    for name, value in values.items():
        if type(value) in _PLAIN:
            continue
        inside = [value]
        for one in inside:  # grows while it is walked: what is nested is appended
            match one:
                case Function() | Range():
                    raise Fault(
                        FaultKind.EXPRESSION,
                        f"„{name}“ lässt sich nicht speichern: Der Ausdruck ergibt eine Funktion oder einen Bereich. "
                        "Fehlen die Klammern eines Aufrufs, wie in now()?",
                    )
                case list():
                    inside.extend(one)
                case dict():
                    inside.extend(one.values())


def evaluate(
    machine: Machine,
    element_instance: int,
    expression: Expression,
    calendar: Callable[[], Calendar] | None = None,
) -> Result:
    """Evaluate in the scope of the element; `calendar` is the one by which working days count."""
    if expression.literal is not None:
        return expression.literal
    environment = machine.environment()
    if calendar is not None:
        environment = replace(environment, calendar=calendar)
    return expression.evaluate(machine.instance.context(element_instance), environment)


def value_of(machine: Machine, element_instance: int, expression: Expression | None) -> Value:
    """The value of an optional expression; None when there is none."""
    return None if expression is None else evaluate(machine, element_instance, expression).value


def explain(result: Result) -> str:
    """What the warnings of a result say, as the end of a sentence."""
    return "; ".join(warning.message.rstrip(". ") for warning in result.warnings) or "kein Wert"


def map_inputs(machine: Machine, element_instance: int, inputs: tuple[Assignment, ...]) -> None:
    """Create the local variables that the input mappings name, in their order."""
    for mapping in inputs:
        write_local(machine, element_instance, {mapping.target: _mapped(machine, element_instance, mapping)})


def map_outputs(machine: Machine, element_instance: int, outputs: tuple[Assignment, ...]) -> None:
    """Write what the output mappings name to the scopes around the element."""
    outer = machine.instance.elements[element_instance].scope
    for mapping in outputs:
        write(machine, outer, {mapping.target: _mapped(machine, element_instance, mapping)})


def _mapped(machine: Machine, element_instance: int, mapping: Assignment) -> Value:
    result = evaluate(machine, element_instance, mapping.source)
    if result.value is None and result.warnings:
        raise Fault(
            FaultKind.EXPRESSION,
            f"Die Zuordnung „{mapping.source.text}“ nach „{mapping.target}“ ergab keinen Wert: {explain(result)}.",
        )
    return result.value
