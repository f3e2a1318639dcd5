"""One component of form-js: which properties are read, which are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import re2

from engine.feel import Expression, Value
from engine.forms.component import (
    CHOICES,
    FIELDS,
    KEYED,
    TEXTS,
    Component,
    Format,
    Kind,
    Option,
    Rules,
    Setting,
    Template,
)
from engine.forms.reader import Json, Reader

_KEY: Final = re.compile(r"[A-Za-zÄÖÜäöüß_][A-Za-z0-9ÄÖÜäöüß_]*")
_MAX_DEPTH: Final = 8
_MAX_OPTIONS: Final = 1_000

# Read into the model, or pure decoration of the modelling tool that changes nothing a clerk meets.
READ: Final = frozenset({
    "type", "id", "key", "label", "description", "properties", "conditional", "disabled", "readonly",
    "defaultValue", "validate", "values", "appearance", "layout", "text", "content", "expression", "subtype",
    "dateLabel", "timeLabel", "components", "showOutline", "decimalDigits", "increment", "height",
    "disallowPassedDates",
})  # fmt: skip
DECORATION: Final = frozenset({
    "searchable", "use24h", "timeInterval", "computeOn", "serializeToString", "timeSerializingFormat",
    "verticalAlignment",
})  # fmt: skip
VALIDATE: Final = frozenset({
    "required", "min", "max", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType",
})  # fmt: skip
# Properties that would change what the form does, and are not executed: the form must not pretend.
REFUSED: Final = {
    "valuesKey": "Die Auswahl aus einer Variablen",
    "valuesExpression": "Die berechnete Auswahl",
    "path": "Der eigene Datenpfad einer Gruppe",
    "url": "Die eingebundene Adresse",
}


class ComponentParser:
    """Parses components; `count` is how many were met."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.count = 0

    def parse_all(self, raw: Json, depth: int) -> tuple[Component, ...]:
        """Parse a list of components; faulty ones are noted and left out."""
        if not isinstance(raw, list) or depth > _MAX_DEPTH:
            self._reader.fault(
                None,
                "form-syntax",
                "„components“ ist keine Liste oder zu tief verschachtelt.",
                f"Gruppen dürfen höchstens {_MAX_DEPTH} Ebenen tief liegen.",
            )
            return ()
        found = (self._parse(item, depth) for item in raw)
        return tuple(component for component in found if component is not None)

    def _parse(self, raw: Json, depth: int) -> Component | None:
        self.count += 1
        if not isinstance(raw, dict):
            self._reader.fault(None, "form-syntax", "Ein Bestandteil des Formulars ist kein JSON-Objekt.")
            return None
        id_ = raw.get("id")
        id_ = id_ if isinstance(id_, str) and id_ else f"bestandteil_{self.count}"
        kind = self._kind(id_, raw)
        if kind is None:
            return None
        self._check_properties(id_, raw)
        reader, look, layout = (
            self._reader,
            self._reader.section(id_, raw, "appearance"),
            self._reader.section(id_, raw, "layout"),
        )
        return Component(
            id=id_,
            kind=kind,
            key=self._key(id_, raw, kind),
            label=self._label(id_, raw, kind),
            description=reader.template(id_, raw, "description"),
            properties=self._custom(id_, raw),
            hide=self._hide(id_, raw),
            disabled=reader.flag(id_, raw, "disabled"),
            readonly=reader.flag(id_, raw, "readonly"),
            default=reader.setting(id_, raw, "defaultValue"),
            rules=self._rules(id_, raw, kind),
            options=self._options(id_, raw) if kind in CHOICES else (),
            prefix=reader.template(id_, look, "prefixAdorner"),
            suffix=reader.template(id_, look, "suffixAdorner"),
            step=self._step(id_, raw),
            height=reader.whole(id_, raw, "height"),
            row=reader.string(id_, layout, "row"),
            columns=reader.whole(id_, layout, "columns"),
            outline=raw.get("showOutline") is True,
            content=reader.template(id_, raw, "text") if kind is Kind.TEXT else Template(),
            computed=self._computed(id_, raw) if kind is Kind.EXPRESSION else None,
            children=self.parse_all(raw.get("components", []), depth + 1) if kind is Kind.GROUP else (),
        )

    def _kind(self, id_: str, raw: Mapping[str, Json]) -> Kind | None:
        type_ = raw.get("type")
        if type_ == "html":
            self._reader.fault(
                id_,
                "form-html",
                "HTML in Formularen wird aus Sicherheitsgründen nicht ausgegeben.",
                "Verwenden Sie den Bestandteil „Text“ mit Markdown.",
            )
            return None
        name = raw.get("subtype", "date") if type_ == "datetime" else type_
        known = {kind.value: kind for kind in Kind}
        kind = known.get(name) if isinstance(name, str) else None
        if kind is None or (type_ in ("date", "time")):
            self._reader.fault(
                id_,
                "form-component",
                f"Der Bestandteil „{type_}“ wird nicht unterstützt.",
                f"Verwenden Sie eine dieser Arten: {', '.join(sorted(known))}.",
            )
            return None
        return kind

    def _check_properties(self, id_: str, raw: Mapping[str, Json]) -> None:
        for name in raw:
            if name in REFUSED and raw[name] not in (None, ""):
                self._reader.fault(
                    id_,
                    "form-unsupported",
                    f"{REFUSED[name]} („{name}“) wird nicht ausgeführt.",
                    "Entfernen Sie die Eigenschaft.",
                )
            elif name not in READ and name not in DECORATION and name not in REFUSED:
                self._unknown(id_, name)
        for name in self._reader.section(id_, raw, "validate"):
            if name not in VALIDATE:
                self._unknown(id_, f"validate.{name}")

    def _unknown(self, id_: str, name: str) -> None:
        self._reader.warn(
            id_,
            "form-property",
            f"Die Eigenschaft „{name}“ ist unbekannt und bewirkt nichts.",
            "Entfernen Sie die Eigenschaft.",
        )

    def _key(self, id_: str, raw: Mapping[str, Json], kind: Kind) -> str | None:
        key = self._reader.string(id_, raw, "key")
        if kind not in KEYED:
            return None
        if key is None:
            self._reader.fault(
                id_, "form-key", "Dem Feld fehlt der Schlüssel.", "Tragen Sie ein, welche Variable es füllt."
            )
        elif not _KEY.fullmatch(key) or len(key) > 100:
            self._reader.fault(
                id_,
                "form-key",
                f"Der Schlüssel „{key}“ ist kein einfacher Name.",
                "Verwenden Sie Buchstaben, Ziffern und „_“, beginnend mit einem Buchstaben.",
            )
        return key

    def _label(self, id_: str, raw: Mapping[str, Json], kind: Kind) -> Template:
        names = {
            Kind.DATE: ("dateLabel", "label"),
            Kind.TIME: ("timeLabel", "label"),
            Kind.DATETIME: ("label", "dateLabel"),
        }.get(kind, ("label",))
        found = [self._reader.template(id_, raw, name) for name in names]
        label = next((template for template in found if template.parts), Template())
        if kind in FIELDS and not label.parts:
            self._reader.fault(
                id_,
                "form-label",
                "Dem Feld fehlt die Beschriftung.",
                "Ohne Beschriftung ist das Feld nicht barrierefrei; tragen Sie eine ein.",
            )
        return label

    def _custom(self, id_: str, raw: Mapping[str, Json]) -> Mapping[str, str]:
        properties = self._reader.section(id_, raw, "properties")
        return {name: self._reader.string(id_, properties, name) or "" for name in properties}

    def _hide(self, id_: str, raw: Mapping[str, Json]) -> Setting:
        return self._reader.flag(id_, self._reader.section(id_, raw, "conditional"), "hide")

    def _computed(self, id_: str, raw: Mapping[str, Json]) -> Expression | None:
        text = self._reader.string(id_, raw, "expression")
        if text is None:
            self._reader.fault(
                id_, "form-expression", "Dem berechneten Feld fehlt der Ausdruck.", "Tragen Sie ihn ein."
            )
            return None
        return self._reader.expression(id_, text, "expression")

    def _rules(self, id_: str, raw: Mapping[str, Json], kind: Kind) -> Rules:
        reader, validate = self._reader, self._reader.section(id_, raw, "validate")
        return Rules(
            required=reader.flag(id_, validate, "required"),
            minimum=reader.bound(id_, validate, "min"),
            maximum=reader.bound(id_, validate, "max"),
            min_length=reader.bound(id_, validate, "minLength"),
            max_length=reader.bound(id_, validate, "maxLength"),
            pattern=self._pattern(id_, validate) if kind in TEXTS else None,
            pattern_message=reader.string(id_, validate, "patternErrorMessage"),
            format=self._format(id_, validate),
            decimal_digits=reader.whole(id_, raw, "decimalDigits"),
            no_past=raw.get("disallowPassedDates") is True,
        )

    def _pattern(self, id_: str, validate: Mapping[str, Json]) -> str | None:
        pattern = self._reader.string(id_, validate, "pattern")
        if pattern is None or validate.get("validationType") in list(Format):
            return None
        options = re2.Options()
        options.log_errors = False
        try:
            re2.compile(pattern, options)
        except re2.error:
            self._reader.fault(
                id_,
                "form-pattern",
                f"Das Muster „{pattern[:80]}“ ist kein zulässiger regulärer Ausdruck.",
                "Verwenden Sie ein Muster ohne Rückverweise und ohne Vorausschau.",
            )
            return None
        return pattern

    def _format(self, id_: str, validate: Mapping[str, Json]) -> Format | None:
        name = self._reader.string(id_, validate, "validationType")
        if name is None or name == "custom":
            return None
        if name not in list(Format):
            self._reader.fault(
                id_,
                "form-validation",
                f"Die Prüfung „{name}“ ist unbekannt.",
                "Möglich sind: email, phone, custom (eigenes Muster).",
            )
            return None
        return Format(name)

    def _options(self, id_: str, raw: Mapping[str, Json]) -> tuple[Option, ...]:
        values = raw.get("values")
        if not isinstance(values, list) or not values or len(values) > _MAX_OPTIONS:
            self._reader.fault(
                id_,
                "form-options",
                f"Die Auswahl hat keine festen Werte oder mehr als {_MAX_OPTIONS}.",
                "Tragen Sie die Werte der Auswahl im Formular ein.",
            )
            return ()
        options: dict[str, Option] = {}
        for entry in values:
            if not isinstance(entry, dict) or entry.get("value") in (None, ""):
                self._reader.fault(
                    id_, "form-options", "Ein Eintrag der Auswahl hat keinen Wert.", "Tragen Sie ihn ein."
                )
                continue
            value: Value = self._reader.value(id_, entry["value"], "values.value")
            label = entry.get("label")
            option = Option(label if isinstance(label, str) and label else str(value), value)
            if option.code in options:
                self._reader.fault(
                    id_,
                    "form-options",
                    f"Der Wert „{option.code}“ kommt in der Auswahl mehrfach vor.",
                    "Geben Sie jedem Eintrag einen eigenen Wert.",
                )
            options[option.code] = option
        return tuple(options.values())

    def _step(self, id_: str, raw: Mapping[str, Json]) -> str | None:
        step = raw.get("increment")
        return None if step in (None, "") else str(step)
