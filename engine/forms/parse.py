"""form-js JSON to a form, or to findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NoReturn

from engine.errors import Finding, ModelError, Severity
from engine.forms import decisions, folding, outcomes
from engine.forms.component import Component, Form, Kind
from engine.forms.mending import new_key
from engine.forms.parse_component import ComponentParser
from engine.forms.reader import Json, Reader

MAX_BYTES: Final = 1_000_000
MAX_SCHEMA_VERSION: Final = 19
MAX_COMPONENTS: Final = 1_000


def parse(source: bytes, file: str) -> Form:
    """Parse a form of form-js; raises ModelError whose findings name every fault with component and line."""
    reader = Reader(file, "")
    if len(source) > MAX_BYTES:
        reader.fault(
            None, "form-size", "Das Formular ist größer als 1 MB.", "Teilen Sie es in mehrere Formulare auf."
        )
        raise _refused(reader)
    root = _load(source, reader)
    _check_head(reader, root)
    parser = ComponentParser(reader)
    components = parser.parse_all(root.get("components", []), depth=0)
    if parser.count > MAX_COMPONENTS:
        reader.fault(
            None,
            "form-size",
            f"Das Formular hat mehr als {MAX_COMPONENTS} Bestandteile.",
            "Teilen Sie es in mehrere Formulare auf.",
        )
    _check_unique(reader, components)
    outcomes.check(reader, components)
    decisions.check(reader, components)
    folding.check(reader, components)
    if any(finding.severity is Severity.ERROR for finding in reader.findings):
        raise _refused(reader)
    return Form(
        id=str(root.get("id") or file), file=file, components=components, findings=tuple(reader.findings)
    )


def _load(source: bytes, reader: Reader) -> Mapping[str, Json]:
    line = None
    try:
        text = source.decode("utf-8-sig")
        reader.text = text
        root = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", None)
        root = None
        detail = f": {_in_german(fault)}" if isinstance(fault, json.JSONDecodeError) else ""
        reason = f"Die Datei ist kein gültiges JSON{detail}."
    else:
        reason = "Die Datei ist kein Formular: Erwartet wird ein JSON-Objekt."
    if not isinstance(root, dict):
        reader.findings.append(
            Finding(
                reader.file,
                "form-syntax",
                reason,
                "Öffnen und speichern Sie das Formular im Modellierungswerkzeug.",
                line=line,
            )
        )
        raise _refused(reader)
    return root


#: beginnings of what the reader says, and the same for whoever wrote the file
_GERMAN = (
    (
        "Expecting property name",
        "In Spalte {column} fehlt ein Name in Anführungszeichen, oder ein Komma ist zu viel",
    ),
    ("Expecting ',' delimiter", "In Spalte {column} fehlt ein Komma oder eine schließende Klammer"),
    ("Expecting ':' delimiter", "In Spalte {column} fehlt ein Doppelpunkt"),
    ("Expecting value", "In Spalte {column} fehlt ein Wert"),
    ("Unterminated string", "Der Text ab Spalte {column} ist nicht geschlossen"),
    ("Invalid control character", "In Spalte {column} steht ein Zeilenumbruch oder Steuerzeichen im Text"),
    ("Invalid ", "In Spalte {column} steht hinter „\\“ etwas Unbekanntes"),
    ("Illegal trailing comma", "In Spalte {column} steht ein Komma zu viel"),
    ("Extra data", "Ab Spalte {column} steht hinter dem Ende noch etwas"),
)


def _in_german(fault: json.JSONDecodeError) -> str:
    found = next(
        (text for begin, text in _GERMAN if fault.msg.startswith(begin)), "Spalte {column} ist unlesbar"
    )
    return found.format(column=fault.colno)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _check_head(reader: Reader, root: Mapping[str, Json]) -> None:
    if root.get("type", "default") != "default" or not isinstance(root.get("components"), list):
        reader.fault(
            None,
            "form-syntax",
            "Die Datei ist kein Formular: Es fehlt die Liste „components“ oder der Typ „default“.",
            "Öffnen und speichern Sie das Formular im Modellierungswerkzeug.",
        )
        raise _refused(reader)
    version = root.get("schemaVersion", MAX_SCHEMA_VERSION)
    if not isinstance(version, int) or version > MAX_SCHEMA_VERSION:
        reader.fault(
            None,
            "form-version",
            f"Das Formular hat die Schemaversion {version}; bekannt sind Versionen bis {MAX_SCHEMA_VERSION}.",
            "Speichern Sie das Formular mit einer älteren Fassung des Modellierungswerkzeugs.",
        )


def _check_unique(reader: Reader, components: tuple[Component, ...]) -> None:
    ids: set[str] = set()
    for component, _ in Form("", "", components).walk():
        if component.id in ids:
            reader.fault(
                component.id,
                "duplicate-id",
                f"Die Kennung „{component.id}“ kommt mehrfach vor.",
                "Vergeben Sie eine neue Kennung.",
            )
        ids.add(component.id)
        if component.kind is Kind.DYNAMICLIST:
            _check_keys(reader, component.children)
    _check_keys(reader, components)


def _check_keys(reader: Reader, components: tuple[Component, ...]) -> None:
    """Note keys that stand for the same place, or of which one is a part of the other; each row is for itself."""
    taken: set[str] = set()
    inside: set[str] = set()
    for component in Form("", "", components).fields():
        key = component.key
        if not key:
            continue
        above = {key[:position] for position, sign in enumerate(key) if sign == "."}
        if key in taken:
            reader.fault(
                component.id,
                "duplicate-key",
                f"Der Schlüssel „{key}“ kommt mehrfach vor.",
                "Geben Sie jedem Feld einen eigenen Schlüssel.",
                None if "." in key else new_key(reader.text, component.id, _part(component), key),
            )
        elif key in inside or above & taken:
            reader.fault(
                component.id,
                "duplicate-key",
                f"Der Schlüssel „{key}“ ist zugleich ein Wert und ein Pfad zu Werten.",
                "Geben Sie dem Feld oder der Gruppe einen anderen Namen.",
            )
        taken.add(key)
        inside |= above


def _part(component: Component) -> str:
    """The property that holds the key."""
    return "path" if component.kind is Kind.DYNAMICLIST else "key"


def _refused(reader: Reader) -> ModelError:
    first = next(finding for finding in reader.findings if finding.severity is Severity.ERROR)
    return ModelError(f"Expected to read {reader.file}, but {first.reason}", reader.findings)
