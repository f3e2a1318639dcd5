"""What has rows in form-js JSON: the repetition of a dynamic list, the source and the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping

from engine.forms.component import MOST_ROWS, Column, Repetition
from engine.forms.reader import Json, Reader
from engine.forms.setting import NONE, Setting

#: custom properties of a dynamic list: form-js has no rule for the number of rows
LEAST, MOST = "mindestens", "hoechstens"


def repetition(reader: Reader, id_: str, raw: Mapping[str, Json], own: Mapping[str, str]) -> Repetition:
    """Read how many rows a dynamic list has; `own` are its custom properties."""
    if raw.get("isRepeating") is False:
        reader.fault(
            id_,
            "form-list",
            "Die Liste wiederholt sich nicht („isRepeating“: false).",
            "Verwenden Sie eine Gruppe mit Pfad.",
        )
    initial = reader.whole(id_, raw, "defaultRepetitions")
    least, most = reader.whole(id_, own, LEAST) or 0, reader.whole(id_, own, MOST)
    most = MOST_ROWS if most is None else most
    initial = max(least, min(1 if initial is None else initial, most))
    if most > MOST_ROWS or most == 0 or least > most:
        reader.fault(
            id_,
            "form-list",
            f"Eine Liste hat 1 bis {MOST_ROWS} Zeilen; die Mindestzahl ist nicht größer als die Höchstzahl.",
            f"Berichtigen Sie die Eigenschaften „{LEAST}“ und „{MOST}“.",
        )
    return Repetition(initial, least, most, raw.get("allowAddRemove") is not False)


def table_source(reader: Reader, id_: str, raw: Mapping[str, Json]) -> Setting:
    """Read the list a table shows: FEEL with or without an equals sign, as form-js takes it."""
    if raw.get("dataSource") in (None, "", "="):
        reader.fault(
            id_,
            "form-table",
            "Der Tabelle fehlen die Daten.",
            "Nennen Sie in „dataSource“ eine Liste, z. B. „=kinder“.",
        )
        return NONE
    return reader.formula(id_, raw, "dataSource")


def columns(reader: Reader, id_: str, raw: Mapping[str, Json]) -> tuple[Column, ...]:
    """Read the columns that are written down; none where an expression gives them."""
    given = raw.get("columns")
    if raw.get("columnsExpression") not in (None, ""):
        if given:
            reader.fault(
                id_,
                "form-table",
                "Die Tabelle hat Spalten und einen Ausdruck dafür.",
                "Lassen Sie eines stehen.",
            )
        return ()
    found: dict[str, Column] = {}
    for one in given if isinstance(given, list) else []:
        key = one.get("key") if isinstance(one, dict) else None
        label = one.get("label") if isinstance(one, dict) else None
        if not isinstance(key, str) or not key or key in found:
            reader.fault(
                id_,
                "form-table",
                "Eine Spalte hat keinen eigenen Schlüssel.",
                "Nennen Sie das Merkmal der Zeile.",
            )
            continue
        found[key] = Column(label if isinstance(label, str) and label else key, key)
    if not found:
        reader.fault(id_, "form-table", "Die Tabelle hat keine Spalten.", "Tragen Sie die Spalten ein.")
    return tuple(found.values())
