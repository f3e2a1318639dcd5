"""One component of form-js: which properties are read, which are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import re2

from engine.errors import Fix
from engine.feel import Expression
from engine.forms import html, parse_choice, parse_rows
from engine.forms.component import (
    CHOICES,
    FIELDS,
    KEYED,
    TEXTS,
    Component,
    Format,
    Kind,
    Repetition,
    Rules,
)
from engine.forms.mending import new_key, new_label
from engine.forms.reader import Json, Reader
from engine.forms.setting import NO, NONE, Setting, Template

_NAME: Final = r"[A-Za-zÄÖÜäöüß_][A-Za-z0-9ÄÖÜäöüß_]*"
_KEY: Final = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_MAX_DEPTH: Final = 8
_MAX_KEY: Final = 100

# Read into the model, or pure decoration of the modelling tool that changes nothing a clerk meets.
READ: Final = frozenset({
    "type", "id", "key", "label", "description", "properties", "conditional", "disabled", "readonly",
    "defaultValue", "validate", "values", "appearance", "layout", "text", "content", "expression", "subtype",
    "dateLabel", "timeLabel", "components", "showOutline", "decimalDigits", "increment", "height",
    "disallowPassedDates", "valuesKey", "valuesExpression", "path", "isRepeating", "defaultRepetitions",
    "allowAddRemove", "dataSource", "columns", "columnsExpression", "accept", "multiple",
})  # fmt: skip
DECORATION: Final = frozenset({
    "searchable", "use24h", "timeInterval", "computeOn", "serializeToString", "timeSerializingFormat",
    "verticalAlignment", "rowCount", "nonCollapsedItems", "disableCollapse",
})  # fmt: skip
VALIDATE: Final = frozenset({
    "required", "min", "max", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType",
})  # fmt: skip
# Components that are not executed: what to use instead.
REFUSED: Final = {
    "iframe": "Verlinken Sie die Adresse in einem Baustein „Text“: Fremde Seiten werden in der Akte nicht geöffnet.",
    "image": "Legen Sie das Bild als Dokument in die Akte: Bilder aus fremden Adressen werden nicht geladen.",
    "documentPreview": "Löschen Sie den Bestandteil: Die Dokumente der Aufgabe stehen neben dem Formular, und ein Feld "
    "„filepicker“ zeigt die eigenen.",
    "button": "Löschen Sie den Bestandteil: Die Seite hat ihre Knöpfe. Für einen Knopf je Ergebnis geben Sie einem "
    "Feld „select“ oder „radio“ die Eigenschaft „ausgang“ mit dem Wert „ja“.",
}


class ComponentParser:
    """Parses components; `count` is how many were met."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.count = 0

    def parse_all(
        self, raw: Json, depth: int, prefix: str = "", *, in_row: bool = False
    ) -> tuple[Component, ...]:
        """Parse a list of components; faulty ones are noted and left out.

        `prefix` is the path of the groups around them, within the row when they are `in_row`.
        """
        if not isinstance(raw, list) or depth > _MAX_DEPTH:
            self._reader.fault(
                None,
                "form-syntax",
                "„components“ ist keine Liste oder zu tief verschachtelt.",
                f"Gruppen dürfen höchstens {_MAX_DEPTH} Ebenen tief liegen.",
            )
            return ()
        found = (self._parse(item, depth, prefix, in_row) for item in raw)
        return tuple(component for component in found if component is not None)

    def _parse(self, raw: Json, depth: int, prefix: str, in_row: bool) -> Component | None:
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
        key, own = self._key(id_, raw, kind, prefix), self._custom(id_, raw)
        if kind is Kind.FILEPICKER and in_row:
            reader.fault(
                id_,
                "form-file",
                "Ein Feld für Dateien kann nicht in den Zeilen einer Liste stehen.",
                "Setzen Sie es neben die Liste, mit „multiple“.",
            )
        return Component(
            id=id_,
            kind=kind,
            key=key,
            label=self._label(id_, raw, kind),
            description=reader.template(id_, raw, "description"),
            properties=own,
            hide=self._hide(id_, raw),
            disabled=reader.flag(id_, raw, "disabled"),
            readonly=reader.flag(id_, raw, "readonly"),
            default=reader.setting(id_, raw, "defaultValue"),
            rules=self._rules(id_, raw, kind),
            options=parse_choice.options(reader, id_, raw) if kind in CHOICES else (),
            prefix=reader.template(id_, look, "prefixAdorner"),
            suffix=reader.template(id_, look, "suffixAdorner"),
            step=self._step(id_, raw),
            height=reader.whole(id_, raw, "height"),
            row=reader.string(id_, layout, "row"),
            columns=reader.whole(id_, layout, "columns"),
            outline=raw.get("showOutline") is True,
            content=self._content(id_, raw, kind),
            computed=self._computed(id_, raw) if kind is Kind.EXPRESSION else None,
            source=self._source(id_, raw, kind),
            columns_shown=parse_rows.columns(reader, id_, raw) if kind is Kind.TABLE else (),
            column_source=reader.formula(id_, raw, "columnsExpression") if kind is Kind.TABLE else NONE,
            accept=reader.setting(id_, raw, "accept") if kind is Kind.FILEPICKER else NONE,
            multiple=reader.flag(id_, raw, "multiple") if kind is Kind.FILEPICKER else NO,
            repetition=parse_rows.repetition(reader, id_, raw, own)
            if kind is Kind.DYNAMICLIST
            else Repetition(),
            children=self._children(id_, raw, kind, depth, prefix, in_row),
        )

    def _children(
        self,
        id_: str,
        raw: Mapping[str, Json],
        kind: Kind,
        depth: int,
        prefix: str,
        in_row: bool,
    ) -> tuple[Component, ...]:
        inside = raw.get("components", [])
        if kind is Kind.DYNAMICLIST:
            return self.parse_all(inside, depth + 1, in_row=True)
        if kind is not Kind.GROUP:
            return ()
        path = self._reader.string(id_, raw, "path")
        return self.parse_all(inside, depth + 1, _joined(prefix, path) or prefix, in_row=in_row)

    def _source(self, id_: str, raw: Mapping[str, Json], kind: Kind) -> Setting:
        if kind in CHOICES:
            return parse_choice.source(self._reader, id_, raw)
        return parse_rows.table_source(self._reader, id_, raw) if kind is Kind.TABLE else NONE

    def _content(self, id_: str, raw: Mapping[str, Json], kind: Kind) -> Template:
        if kind is Kind.TEXT:
            return self._reader.template(id_, raw, "text")
        if kind is not Kind.HTML:
            return Template()
        for tag in html.left_out(self._reader.string(id_, raw, "content") or ""):
            self._reader.warn(
                id_,
                "form-html",
                f"Das HTML-Element „{tag}“ wird nicht ausgegeben; von ihm bleibt höchstens der Text.",
                "Verwenden Sie Überschriften, Absätze, Listen, Links, <strong>, <em> und <code>.",
            )
        return self._reader.template(id_, raw, "content")

    def _kind(self, id_: str, raw: Mapping[str, Json]) -> Kind | None:
        type_ = raw.get("type")
        name = raw.get("subtype", "date") if type_ == "datetime" else type_
        known = {kind.value: kind for kind in Kind}
        kind = known.get(name) if isinstance(name, str) else None
        if kind is None or (type_ in ("date", "time")):
            self._reader.fault(
                id_,
                "form-component",
                f"Der Bestandteil „{type_}“ wird nicht ausgeführt.",
                REFUSED.get(str(type_)) or f"Verwenden Sie eine dieser Arten: {', '.join(sorted(known))}.",
            )
            return None
        return kind

    def _check_properties(self, id_: str, raw: Mapping[str, Json]) -> None:
        for name in raw:
            if name not in READ and name not in DECORATION:
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
            Fix(id_, name),
        )

    def _key(self, id_: str, raw: Mapping[str, Json], kind: Kind, prefix: str) -> str | None:
        """Return where the value stands, the paths of the groups around it included."""
        name = "path" if kind in (Kind.DYNAMICLIST, Kind.GROUP) else "key"
        key = _joined(prefix, self._reader.string(id_, raw, name))
        if kind is Kind.GROUP and key is not None and not _KEY.fullmatch(key):
            self._reader.fault(
                id_,
                "form-key",
                f"Der Pfad „{key}“ ist keiner.",
                "Verwenden Sie Namen, durch Punkte getrennt.",
            )
        if kind not in KEYED:
            return None
        if key is None or self._reader.string(id_, raw, name) is None:
            self._reader.fault(
                id_,
                "form-key",
                "Dem Feld fehlt der Schlüssel.",
                "Tragen Sie ein, welche Variable es füllt.",
                self._named(id_, name, raw.get("label")),
            )
        elif not _KEY.fullmatch(key) or len(key) > _MAX_KEY:
            self._reader.fault(
                id_,
                "form-key",
                f"Der Schlüssel „{key}“ ist kein Name.",
                "Verwenden Sie Buchstaben, Ziffern und „_“, beginnend mit einem Buchstaben; Punkte trennen.",
                self._named(id_, name, raw.get(name)),
            )
        return key

    def _named(self, id_: str, part: str, words: Json) -> Fix | None:
        return new_key(self._reader.text, id_, part, words) if isinstance(words, str) else None

    def _label(self, id_: str, raw: Mapping[str, Json], kind: Kind) -> Template:
        names = {
            Kind.DATE: ("dateLabel", "label"),
            Kind.TIME: ("timeLabel", "label"),
            Kind.DATETIME: ("label", "dateLabel"),
        }.get(kind, ("label",))
        found = [self._reader.template(id_, raw, name) for name in names]
        label = next((template for template in found if template.parts), Template())
        if (kind in FIELDS or kind in (Kind.FILEPICKER, Kind.DYNAMICLIST, Kind.TABLE)) and not label.parts:
            self._reader.fault(
                id_,
                "form-label",
                "Dem Feld fehlt die Beschriftung.",
                "Ohne Beschriftung ist das Feld nicht barrierefrei; tragen Sie eine ein.",
                new_label(id_, names[0], self._reader.string(id_, raw, "key")),
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
        return self._reader.expression(id_, text, "expression", "expression")

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

    def _step(self, id_: str, raw: Mapping[str, Json]) -> str | None:
        step = raw.get("increment")
        return None if step in (None, "") else str(step)


def _joined(prefix: str, key: str | None) -> str | None:
    return key if not prefix or key is None else f"{prefix}.{key}"
