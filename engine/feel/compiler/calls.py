"""Calls and function definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins import find_builtin
from engine.feel.compiler.scope import Code, Part, Scope, folded, quiet, reject
from engine.feel.outcome import WarningKind
from engine.feel.semantics.rejection import AssertionFailed, Rejected
from engine.feel.semantics.types import ANY, coerce, german_type
from engine.feel.syntax import tree
from engine.feel.values import Function, Value

if TYPE_CHECKING:
    from engine.feel.builtins.signature import Builtin
    from engine.feel.compiler.build import Compiler
    from engine.feel.environment import Evaluation

# These ask whether something is there; that it is not is no reason to warn.
_ASKING = frozenset({"is defined", "get or else"})
# What entering a function costs beside its body, in steps.
_CALL = 12
# What these give depends on the day or the place, so nothing is worked out beforehand.
_ASKED_ANEW = frozenset(
    {
        "now",
        "today",
        "vereinbart",
        # these also say how they came to their day
        "frist",
        "fristrechnung",
        "fristende",
        "bekanntgabe",
        "werktage",
        "lebensjahr vollendet am",
    }
)


def build_call(compiler: Compiler, node: tree.Call) -> Part:
    """A built-in function, unless the model has a variable of its name; else the function the value is."""
    callee = node.callee
    if isinstance(callee, tree.Name):
        compiler.functions.add(callee.name)
        builtin = find_builtin(callee.name)
        if builtin is not None and not compiler.is_local(callee.name) and callee.name not in compiler.known:
            return _build_builtin_call(compiler, node, builtin)
    function = compiler.compile(callee).code
    if isinstance(callee, tree.Name):
        compiler.variables.discard(callee.name)
        compiler.filter_names.discard(callee.name)
        # The call itself says better what is missing.
        function = quiet(function)
    positional = tuple(compiler.compile(argument).code for argument in node.arguments)
    named = tuple((name, compiler.compile(argument).code) for name, argument in node.named)

    def call(scope: Scope) -> Value:
        target = function(scope)
        if not isinstance(target, Function):
            _no_function(scope, node, target)
            return None
        if named:
            given = {name: code(scope) for name, code in named}
            if given.keys() != set(target.parameters):
                _wrong_arguments(scope, node, target)
                return None
            arguments = tuple(given[name] for name in target.parameters)
        else:
            arguments = tuple(code(scope) for code in positional)
            if len(arguments) != len(target.parameters):
                _wrong_arguments(scope, node, target)
                return None
        try:
            return target.invoke(arguments, scope.evaluation)
        except Rejected as fault:
            reject(scope, fault, node.position, target.name)
            return None

    return Part(call)


def _no_function(scope: Scope, node: tree.Call, target: Value) -> None:
    if isinstance(node.callee, tree.Name) and target is None:
        name = node.callee.name
        message = f"Eine Funktion „{name}“ gibt es nicht."
        scope.evaluation.warn(WarningKind.UNKNOWN_FUNCTION, message, node.position, name)
        return
    message = f"„{german_type(target)}“ lässt sich nicht aufrufen."
    scope.evaluation.warn(WarningKind.TYPE_MISMATCH, message, node.position)


def _wrong_arguments(scope: Scope, node: tree.Call, target: Function) -> None:
    wanted = ", ".join(target.parameters) or "keine"
    message = f"Die Funktion {target.name or ''} erwartet andere Argumente: {wanted}.".replace("  ", " ")
    scope.evaluation.warn(WarningKind.INVALID_ARGUMENT, message, node.position, target.name)


def _build_builtin_call(compiler: Compiler, node: tree.Call, builtin: Builtin) -> Part:
    parts = [
        compiler.compile(argument) for argument in (*node.arguments, *(value for _, value in node.named))
    ]
    codes: tuple[Code, ...] = tuple(part.code for part in parts)
    if builtin.name in _ASKING:
        codes = tuple(quiet(code) for code in codes)
    names = tuple(name for name, _ in node.named)
    position = node.position
    if names:

        def invoke(arguments: list[Value], evaluation: Evaluation) -> Value:
            return builtin.call_named(dict(zip(names, arguments, strict=True)), evaluation)

    else:
        invoke = builtin.taking(len(codes)).call_taken

    def call(scope: Scope) -> Value:
        try:
            return invoke([code(scope) for code in codes], scope.evaluation)
        except Rejected as fault:
            scope.evaluation.warn(_kind(fault), f"{builtin.name}: {fault}.", position, builtin.name)
            return None

    code = _short(builtin.name, codes[0], call) if len(node.arguments) == 1 else call
    return Part(code) if builtin.name in _ASKED_ANEW else folded(code, *parts)


def _short(name: str, argument: Code, otherwise: Code) -> Code:
    """A short way for functions of one argument that conditions are full of."""
    if name == "not":
        return _opposite(argument, otherwise)
    return _present(argument) if name == "is defined" else otherwise


def _present(code: Code) -> Code:
    """The short way of `is defined`, which every value has."""
    return lambda scope: code(scope) is not None


def _opposite(code: Code, otherwise: Code) -> Code:
    """The short way of `not` for a truth."""

    def decide(scope: Scope) -> Value:
        value = code(scope)
        return not value if value is True or value is False else otherwise(scope)

    return decide


def _kind(fault: Rejected) -> WarningKind:
    """A failed `assert` is told apart from an argument the function cannot use."""
    return WarningKind.ASSERTION if isinstance(fault, AssertionFailed) else WarningKind.INVALID_ARGUMENT


def build_function(compiler: Compiler, node: tree.FunctionDefinition) -> Part:
    """A function that remembers the scope it was defined in; an external one is null (10.3.2.13.2)."""
    if node.body is None:

        def refuse(scope: Scope) -> Value:
            message = "Externe Funktionen (Java, PMML) werden nicht ausgeführt."
            scope.evaluation.warn(WarningKind.UNKNOWN_FUNCTION, message, node.position)
            return None

        return Part(refuse)
    names = tuple(name for name, _ in node.parameters)
    kinds = tuple(kind for _, kind in node.parameters)
    typed = any(kind != ANY for kind in kinds)
    with compiler.scope(*names):
        body, weight = compiler.weighed(node.body)

    def define(scope: Scope) -> Value:
        def invoke(arguments: tuple[Value, ...], evaluation: Evaluation) -> Value:
            if typed:
                arguments = tuple(map(coerce, arguments, kinds))
            evaluation.spend(weight + _CALL)
            evaluation.enter()
            try:
                return body.code(Scope(dict(zip(names, arguments, strict=True)), scope, evaluation))
            finally:
                evaluation.leave()

        return Function(names, invoke)

    return Part(define)
