"""Values a scenario gives where no form asks for them: rows of name, kind and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from flask import request
from flask_babel import gettext as _

from engine import Invalid, Transaction, feel, scenario
from web.values import Unreadable, ValueKind, read

#: the fields of a row: its name, its kind, what is typed
_NAMES = ("lw-angabe", "lw-art", "lw-wert")
#: empty rows that are offered beside those that are expected
_EMPTY = 2
#: what a person types; a list or a context is written into the file itself
KINDS = (ValueKind.TEXT, ValueKind.NUMBER, ValueKind.DATE, ValueKind.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Row:
    """One value: what it is called, how it is typed, and the text."""

    name: str = ""
    kind: str = ValueKind.TEXT.value
    text: str = ""


def rows(names: Iterable[str], typed: Mapping[str, Sequence[str]] | None = None) -> list[Row]:
    """The rows of a step: as they were typed, else one for each name and some empty ones."""
    given = [Row(*one) for one in _typed(typed)] if typed is not None else []
    return [one for one in given if one.name or one.text] or [
        *(Row(name) for name in names),
        *(Row() for _number in range(_EMPTY)),
    ]


def said(tx: Transaction) -> str:
    """The lines of what was typed; rows without a text are left out. Invalid names the row that cannot be read."""
    values: dict[str, object] = {}
    for name, kind, text in _typed(dict(request.form.lists())):
        if not text.strip():
            continue
        if not name.strip():
            raise _wrong(_("Zu „%(value)s“ fehlt der Name der Angabe.", value=text[:80]))
        try:
            values[name.strip()] = feel.to_json(read(tx, kind, text))
        except Unreadable as fault:
            raise _wrong(f"{name}: {fault}") from fault
    return "\n".join(scenario.entries(values))


def _typed(fields: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str, str]]:
    return zip_longest(*(fields.get(name, ()) for name in _NAMES), fillvalue="")


def _wrong(words: str) -> Invalid:
    return Invalid("Expected to record a step, but a value cannot be read", {"schritt": words})
