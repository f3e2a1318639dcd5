"""The options of a choice in form-js JSON: written down, or taken from a variable or an expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.feel import Value
from engine.forms.reader import Json, Reader
from engine.forms.setting import NONE, Option, Setting

MOST_OPTIONS: Final = 1_000


def options(reader: Reader, id_: str, raw: Mapping[str, Json]) -> tuple[Option, ...]:
    """Read the options that are written down; none where they come from the case."""
    if _computed(raw):
        return ()
    values = raw.get("values")
    if not isinstance(values, list) or not values or len(values) > MOST_OPTIONS:
        reader.fault(
            id_,
            "form-options",
            f"Die Auswahl hat keine Werte oder mehr als {MOST_OPTIONS}.",
            "Tragen Sie die Werte der Auswahl im Formular ein, oder nennen Sie mit „valuesKey“ oder "
            "„valuesExpression“, woher sie kommen.",
        )
        return ()
    found: dict[str, Option] = {}
    for entry in values:
        if not isinstance(entry, dict) or entry.get("value") in (None, ""):
            reader.fault(
                id_, "form-options", "Ein Eintrag der Auswahl hat keinen Wert.", "Tragen Sie ihn ein."
            )
            continue
        value: Value = reader.value(id_, entry["value"], "values.value")
        label = entry.get("label")
        option = Option(label if isinstance(label, str) and label else str(value), value)
        if option.code in found:
            reader.fault(
                id_,
                "form-options",
                f"Der Wert „{option.code}“ kommt in der Auswahl mehrfach vor.",
                "Geben Sie jedem Eintrag einen eigenen Wert.",
            )
        found[option.code] = option
    return tuple(found.values())


def source(reader: Reader, id_: str, raw: Mapping[str, Json]) -> Setting:
    """Read where the options come from: a variable by name or path, or FEEL."""
    expression, key = raw.get("valuesExpression"), raw.get("valuesKey")
    given = [
        name for name in ("values", "valuesKey", "valuesExpression") if raw.get(name) not in (None, "", [])
    ]
    if len(given) > 1:
        reader.fault(
            id_,
            "form-options",
            f"Die Auswahl hat mehrere Quellen: {', '.join(given)}.",
            "Lassen Sie eine davon stehen.",
        )
        return NONE
    if expression not in (None, ""):
        return reader.formula(id_, raw, "valuesExpression")
    return NONE if key in (None, "") else reader.formula(id_, raw, "valuesKey")


def _computed(raw: Mapping[str, Json]) -> bool:
    return any(raw.get(name) not in (None, "") for name in ("valuesKey", "valuesExpression"))
