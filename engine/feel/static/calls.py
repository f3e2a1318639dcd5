"""Calls: whether the function is there, takes so many arguments, and arguments of these types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins import find_builtin
from engine.feel.builtins.signature import Builtin, Signature
from engine.feel.outcome import WarningKind
from engine.feel.semantics.rejection import Mismatch
from engine.feel.semantics.types import FunctionType, Type, coerce
from engine.feel.static.operators import in_words
from engine.feel.static.results import RESULTS
from engine.feel.static.samples import sample
from engine.feel.syntax import tree

if TYPE_CHECKING:
    from engine.feel.static.checker import Checker

_ASKING = frozenset({"is defined", "get or else"})


def is_function(checker: Checker, name: str) -> bool:
    """Whether the language or the host has a function of that name."""
    return find_builtin(name) is not None or name in checker.known.functions


def check_call(checker: Checker, node: tree.Call) -> Type | None:
    """The type of the result, after the arguments were looked at."""
    values = (*node.arguments, *(value for _, value in node.named))
    callee = node.callee
    if not isinstance(callee, tree.Name):
        function = checker.check(callee)
        kinds = [checker.check(value) for value in values]
        return _own(checker, node, function, kinds, "Die Funktion")
    name = callee.name
    if name in _ASKING:
        with checker.asking():
            kinds = [checker.check(value) for value in values]
    else:
        kinds = [checker.check(value) for value in values]
    if checker.is_local(name) or name in checker.known.variables:
        return _own(checker, node, checker.type_of_name(name), kinds, f"Die Funktion „{name}“")
    builtin = find_builtin(name)
    if builtin is not None:
        _check_builtin(checker, node, builtin, kinds)
        return RESULTS.get(name)
    if name not in checker.known.functions:
        message = f"Eine Funktion „{name}“ gibt es nicht."
        checker.remark(WarningKind.UNKNOWN_FUNCTION, message, node.position, name)
    return None


def _own(
    checker: Checker, node: tree.Call, function: Type | None, kinds: list[Type | None], what: str
) -> Type | None:
    """A function of the text or the model."""
    if not isinstance(function, FunctionType):
        if sample(function) is not None:
            message = f"„{in_words(function)}“ lässt sich nicht aufrufen."
            checker.remark(WarningKind.TYPE_MISMATCH, message, node.position)
        return None
    if len(kinds) != len(function.parameters):
        message = f"{what} erwartet {len(function.parameters)} Argumente, hier stehen {len(kinds)}."
        checker.remark(WarningKind.INVALID_ARGUMENT, message, node.position)
    return function.result


def _check_builtin(checker: Checker, node: tree.Call, builtin: Builtin, kinds: list[Type | None]) -> None:
    names = tuple(name for name, _ in node.named)
    if names:
        forms = [form for form in builtin.signatures if form.takes_names(set(names))]
    else:
        forms = [form for form in builtin.signatures if form.takes(len(kinds))]
    if not forms:
        message = (
            f"{builtin.name}: Anzahl oder Namen der Argumente passen nicht; möglich ist {_forms(builtin)}."
        )
        checker.remark(WarningKind.INVALID_ARGUMENT, message, node.position, builtin.name)
        return
    reasons = [_misfit(form, kinds, names) for form in forms]
    if all(reasons):
        checker.remark(
            WarningKind.INVALID_ARGUMENT, f"{builtin.name}: {reasons[0]}.", node.position, builtin.name
        )


def _misfit(form: Signature, kinds: list[Type | None], names: tuple[str, ...]) -> str:
    """Which argument can never be what the parameter wants; empty where all may be."""
    parameters = form.parameters
    if names:
        parameters = tuple(form.parameters[form.names.index(name)] for name in names)
    for parameter, kind in zip(parameters, kinds, strict=False):
        value = sample(kind)
        if value is None or parameter.mark == "...":
            continue
        try:
            coerce(value, parameter.type)
        except Mismatch as fault:
            return f"das Argument „{parameter.name}“ ist ungeeignet: {fault}"
    return ""


def _forms(builtin: Builtin) -> str:
    listed = dict.fromkeys(f"{builtin.name}({', '.join(form.names)})" for form in builtin.signatures)
    return " oder ".join(listed)
