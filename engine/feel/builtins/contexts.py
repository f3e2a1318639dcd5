"""Contexts (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.feel.builtins.signature import declare
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

Context = dict[str, Value]


def _get_value(_: Evaluation, context: Context, key: str) -> Value:
    return context.get(key)


def _get_entries(_: Evaluation, context: Context) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


def _context(_: Evaluation, entries: list[Value]) -> Value:
    """The inverse of `get entries`; Rejected for a key that comes twice."""
    made: Context = {}
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(key, str) or "value" not in entry:
            raise Mismatch("„entries“ braucht Kontexte mit „key“ und „value“")
        if key in made:
            raise Rejected(f"Der Schlüssel „{key}“ kommt zweimal vor")
        made[key] = entry["value"]
    return made


def _put(_: Evaluation, context: Context, key: str, value: Value) -> Value:
    return {**context, key: value}


def _put_at(_: Evaluation, context: Context, keys: list[Value], value: Value) -> Value:
    """As `context put`, deep inside; contexts on the way are made where they are missing."""
    if not keys:
        raise Rejected("„keys“ ist leer")
    key, rest = keys[0], keys[1:]
    if not isinstance(key, str):
        raise Mismatch("„keys“ enthält etwas anderes als Texte")
    if not rest:
        return {**context, key: value}
    inner = context.get(key)
    if inner is not None and not isinstance(inner, dict):
        raise Mismatch(f"Der Eintrag „{key}“ ist kein Kontext")
    return {**context, key: _put_at(_, inner or {}, rest, value)}


def _merge(_: Evaluation, contexts: list[Value]) -> Value:
    """Later entries win."""
    made: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Mismatch("„contexts“ enthält etwas anderes als Kontexte")
        made.update(context)
    return made


FUNCTIONS: Final = [
    declare("get value(m: context, key: string)", _get_value),
    declare("get entries(m: context)", _get_entries),
    declare("context(entries: list)", _context),
    declare("context put(context: context, key: string, value: Any)", _put),
    declare("context put(context: context, keys: list<string>, value: Any)", _put_at),
    declare("context merge(contexts: list)", _merge),
]
