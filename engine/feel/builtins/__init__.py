"""The built-in functions of chapter 10.3.4, those Camunda adds, and those of German law, by name."""

from __future__ import annotations

from typing import Final

from engine.feel.builtins import (
    aggregates,
    camunda,
    contexts,
    conversion,
    german_law,
    lists,
    numeric,
    patterns,
    ranges,
    temporal,
    text,
)
from engine.feel.builtins.signature import Builtin, Signature
from engine.feel.values import Function

__all__ = ["BUILTIN_NAMES", "find_builtin", "function_value", "parameter_names"]

_MODULES = (
    conversion,
    numeric,
    text,
    patterns,
    lists,
    aggregates,
    contexts,
    temporal,
    ranges,
    camunda,
    german_law,
)


def _collect() -> dict[str, Builtin]:
    forms: dict[str, list[Signature]] = {}
    for module in _MODULES:
        for name, signature in module.FUNCTIONS:
            forms.setdefault(name, []).append(signature)
    return {name: Builtin(name, tuple(signatures)) for name, signatures in forms.items()}


_BUILTINS: Final = _collect()
BUILTIN_NAMES: Final = frozenset(_BUILTINS)


def find_builtin(name: str) -> Builtin | None:
    """The built-in function of that name, or None."""
    return _BUILTINS.get(name)


def function_value(name: str) -> Function | None:
    """The built-in function as a value to pass on, or None."""
    builtin = _BUILTINS.get(name)
    return None if builtin is None else builtin.as_value


def parameter_names(name: str) -> tuple[str, ...]:
    """The parameters of a built-in function, in its form with the fewest; "?" behind those that may be left out."""
    forms = _BUILTINS[name].signatures
    fewest = min(forms, key=lambda one: len(one.parameters))
    return tuple(f"{one.name}?" if one.mark == "?" else one.name for one in fewest.parameters)
