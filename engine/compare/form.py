"""Two forms, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.compare.difference import Difference, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.facts import changes
from engine.compare.plain import flat, written
from engine.compare.sequence import moved
from engine.compare.values import Said, became, english_quoted, only_blanks, quoted
from engine.errors import Finding, ModelError

_LARGEST = 1_000_000
_TYPES: Mapping[str, Said] = {
    "textfield": Said("Text", "text"),
    "textarea": Said("langer Text", "long text"),
    "number": Said("Zahl", "number"),
    "checkbox": Said("Ja/Nein-Feld", "check box"),
    "radio": Said("Auswahl (eine)", "radio buttons"),
    "select": Said("Auswahlliste", "drop-down list"),
    "checklist": Said("Auswahl (mehrere)", "check list"),
    "taglist": Said("Auswahl (mehrere)", "tag list"),
    "datetime": Said("Datum", "date"),
    "text": Said("Textblock", "text block"),
    "html": Said("Textblock", "text block"),
    "group": Said("Gruppe", "group"),
    "dynamiclist": Said("Liste mit Zeilen", "dynamic list"),
    "table": Said("Tabelle", "table"),
    "filepicker": Said("Dateien", "files"),
    "expression": Said("berechneter Wert", "calculated value"),
    "separator": Said("Trennlinie", "separator"),
    "spacer": Said("Abstand", "spacer"),
}
#: beginnings of a path, and what is said there; the first that fits counts
_PLACES: tuple[tuple[str, Kind, Weight, Said], ...] = (
    ("layout", Kind.DRAWING, Weight.LAYOUT, Said("Anordnung", "arrangement")),
    ("id", Kind.ID, Weight.LAYOUT, Said("innere Kennung", "internal id")),
    ("type", Kind.FIELD_TYPE, Weight.SUBJECT, Said("Art", "type")),
    ("subtype", Kind.FIELD_TYPE, Weight.SUBJECT, Said("Art der Zeitangabe", "kind of date")),
    ("key", Kind.FIELD_KEY, Weight.SUBJECT, Said("Schlüssel", "key")),
    ("path", Kind.FIELD_KEY, Weight.SUBJECT, Said("Schlüssel", "path")),
    ("label", Kind.FIELD_LABEL, Weight.TEXT, Said("Beschriftung", "label")),
    ("dateLabel", Kind.FIELD_LABEL, Weight.TEXT, Said("Beschriftung", "label")),
    ("timeLabel", Kind.FIELD_LABEL, Weight.TEXT, Said("Beschriftung der Uhrzeit", "time label")),
    ("text", Kind.FIELD_TEXT, Weight.TEXT, Said("Text", "text")),
    ("content", Kind.FIELD_TEXT, Weight.TEXT, Said("Text", "text")),
    ("description", Kind.FIELD_TEXT, Weight.TEXT, Said("Hinweis", "description")),
    ("properties/hilfe", Kind.FIELD_TEXT, Weight.TEXT, Said("Hilfe", "help")),
    ("properties/norm", Kind.LEGAL_BASIS, Weight.SUBJECT, Said("Norm", "norm")),
    (
        "properties/personenbezogen",
        Kind.FIELD_OTHER,
        Weight.SUBJECT,
        Said("personenbezogen", "personal data"),
    ),
    ("conditional", Kind.FIELD_SHOWN, Weight.SUBJECT, Said("wird ausgeblendet, wenn", "hidden when")),
    ("readonly", Kind.FIELD_SHOWN, Weight.SUBJECT, Said("nur lesbar", "read only")),
    ("disabled", Kind.FIELD_SHOWN, Weight.SUBJECT, Said("gesperrt", "disabled")),
    ("validate", Kind.FIELD_CHECK, Weight.SUBJECT, Said("Prüfung", "check")),
    ("expression", Kind.FIELD_CHECK, Weight.SUBJECT, Said("Rechenweg", "expression")),
    ("defaultValue", Kind.FIELD_OTHER, Weight.SUBJECT, Said("Vorgabe", "default value")),
    ("valuesKey", Kind.FIELD_OPTIONS, Weight.SUBJECT, Said("Quelle der Auswahl", "source of the options")),
    (
        "valuesExpression",
        Kind.FIELD_OPTIONS,
        Weight.SUBJECT,
        Said("Quelle der Auswahl", "source of the options"),
    ),
)
_TOOL = ("exporter", "executionPlatform", "executionPlatformVersion", "schemaVersion")


@dataclass(slots=True)
class _Field:
    key: str
    id: str
    type: str
    label: str
    parent: str
    facts: Mapping[str, str]
    options: list[object] | None

    @property
    def said(self) -> Said:
        kind = _TYPES.get(self.type, Said(self.type or "Feld", self.type or "field"))
        if self.label:
            return Said(f"Feld {quoted(self.label)}", f"Field {english_quoted(self.label)}")
        english = kind.english[:1].upper() + kind.english[1:]
        return Said(f"{kind.german} „{self.key or self.id}“", f"{english} “{self.key or self.id}”")


@dataclass(slots=True)
class _Form:
    facts: Mapping[str, str]
    fields: dict[str, _Field] = field(default_factory=dict)


def compare_form(old: bytes, new: bytes, file: str) -> Iterator[Difference]:
    """Every difference of two forms; ModelError when one of them is no form."""
    before, after = read_form(old, file), read_form(new, file)
    pairs = _pairs(before, after)
    back = {one: other for other, one in pairs.items()}
    for path, was, now in changes(before.facts, after.facts):
        tool = path.split("/")[0] in _TOOL
        kind, weight = (Kind.TOOL, Weight.LAYOUT) if tool else (Kind.OTHER, Weight.SUBJECT)
        end = became(was, now)
        said = Said(f"Formular: {path} {end.german}.", f"Form: {path} {end.english}.")
        yield Difference(kind, weight, file, "", "", was, now, said.german, said.english)
    for key, one in after.fields.items():
        if key not in back:
            kind = Kind.FIELD_ADDED
            said = Said(f"{one.said.german} hinzugefügt.", f"{one.said.english} added.")
            yield _one(kind, Weight.SUBJECT, file, one, one, (None, _summary(one)), said)
        else:
            yield from _field(before.fields[back[key]], one, pairs, file)
    for key, one in before.fields.items():
        if key not in pairs:
            said = Said(f"{one.said.german} entfallen.", f"{one.said.english} removed.")
            yield _one(Kind.FIELD_REMOVED, Weight.SUBJECT, file, one, one, (_summary(one), None), said)
    yield from _order(before, after, pairs, file)


def read_form(source: bytes, file: str) -> _Form:
    """The fields of a form by what tells them apart; ModelError when it is none."""
    reason = ""
    try:
        found = json.loads(source.decode("utf-8-sig")) if len(source) <= _LARGEST else None
        reason = "" if found is not None else f"Die Datei ist größer als {_LARGEST // 1_000_000} MB."
    except (ValueError, RecursionError):
        found, reason = None, "Die Datei ist kein lesbares JSON."
    if not isinstance(found, dict):
        reason = reason or "Die Datei ist kein Formular: Erwartet wird ein Objekt mit „components“."
        raise ModelError(
            f"Expected to compare {file}, but it is no form", [Finding(file, "form-json", reason)]
        )
    form = _Form(flat({name: value for name, value in found.items() if name != "components"}))
    _gather(form, found.get("components"), "")
    return form


def _gather(form: _Form, components: object, parent: str) -> None:
    for number, one in enumerate(components if isinstance(components, list) else [], 1):
        said = one if isinstance(one, dict) else {"type": "", "text": one}
        wanted = str(said.get("key") or said.get("path") or said.get("id") or f"{parent}/{number}")
        key, times = wanted, 1
        while key in form.fields:
            times += 1
            key = f"{wanted}#{times}"
        values = said.get("values")
        inner = ("components", "values") if isinstance(values, list) else ("components",)
        label = next((said[name] for name in ("label", "dateLabel") if isinstance(said.get(name), str)), "")
        form.fields[key] = _Field(
            str(said.get("key") or ""),
            str(said.get("id") or ""),
            str(said.get("type") or ""),
            " ".join(label.split()),
            parent,
            flat({name: value for name, value in said.items() if name not in inner}),
            values if isinstance(values, list) else None,
        )
        _gather(form, said.get("components"), key)


def _pairs(before: _Form, after: _Form) -> dict[str, str]:
    """Fields by key, else by id, else by type and label."""
    found = {key: key for key in before.fields if key in after.fields}
    for told_by in (lambda one: one.id or None, lambda one: (one.type, one.label) if one.label else None):
        taken = set(found.values())
        free = {told_by(one): key for key, one in after.fields.items() if key not in taken}
        free.pop(None, None)
        for key, one in before.fields.items():
            if key not in found and told_by(one) in free:
                found[key] = free.pop(told_by(one))
    return found


def _field(before: _Field, after: _Field, pairs: Mapping[str, str], file: str) -> Iterator[Difference]:
    name = after.said
    if pairs.get(before.parent, before.parent) != after.parent:
        said = Said(
            f"{name.german} liegt jetzt in einer anderen Gruppe.",
            f"{name.english} lies in another group now.",
        )
        yield _one(Kind.FIELD_ORDER, Weight.TEXT, file, before, after, (before.parent, after.parent), said)
    if before.options != after.options:
        said = _options(before.options or [], after.options or [])
        sentence = Said(f"{name.german}: Auswahl {said.german}.", f"{name.english}: options {said.english}.")
        values = _choices(before.options), _choices(after.options)
        yield _one(Kind.FIELD_OPTIONS, Weight.SUBJECT, file, before, after, values, sentence)
    for path, was, now in changes(before.facts, after.facts):
        yield _fact(path, was, now, before, after, file)


def _fact(
    path: str, was: str | None, now: str | None, before: _Field, after: _Field, file: str
) -> Difference:
    name = after.said
    if path == "validate/required":
        asked = now == "true"
        said = Said(
            f"{name.german} {'ist jetzt Pflicht' if asked else 'ist keine Pflicht mehr'}.",
            f"{name.english} {'is required now' if asked else 'is no longer required'}.",
        )
        return _one(Kind.FIELD_REQUIRED, Weight.SUBJECT, file, before, after, (was, now), said)
    place = next(
        (one for one in _PLACES if path == one[0] or path.startswith((f"{one[0]}/", f"{one[0]}["))), None
    )
    kind, weight, words = place[1:] if place else (Kind.FIELD_OTHER, Weight.SUBJECT, _unknown(path))
    if place and path not in (place[0], "conditional/hide"):
        words = Said(f"{words.german} ({path})", f"{words.english} ({path})")
    if path == "type":
        kinds = [_TYPES.get(one or "", Said(one or "", one or "")) for one in (was, now)]
        end = Said(
            f"ist jetzt {kinds[1].german} (bisher {kinds[0].german})",
            f"is now {kinds[1].english} (was {kinds[0].english})",
        )
    elif was is not None and now is not None and only_blanks(was, now):
        kind, weight, end = Kind.BREAK, Weight.LAYOUT, Said("nur Leerzeichen geändert", "only blanks changed")
    else:
        end = became(was, now)
    said = Said(
        f"{name.german}: {words.german} {end.german}.", f"{name.english}: {words.english} {end.english}."
    )
    return _one(kind, weight, file, before, after, (was, now), said)


def _unknown(path: str) -> Said:
    return Said(f"sonstige Angabe „{path}“", f"other setting “{path}”")


def _options(before: list[object], after: list[object]) -> Said:
    """What came, went, was called otherwise or stands elsewhere in a list of choices."""
    old, new = ({_value(one): _label(one) for one in ones} for ones in (before, after))
    came = [f"„{label}“" for value, label in new.items() if value not in old]
    went = [f"„{label}“" for value, label in old.items() if value not in new]
    other = [
        f"„{old[value]}“ → „{label}“" for value, label in new.items() if value in old and old[value] != label
    ]
    german, english = [], []
    for ones, word, english_word in (
        (came, "neu", "added"),
        (went, "entfallen", "removed"),
        (other, "umbenannt", "renamed"),
    ):
        if ones:
            german.append(f"{word}: {', '.join(ones)}")
            english.append(f"{english_word}: {', '.join(ones)}")
    if not german:
        return Said("in anderer Reihenfolge oder Einstellung", "in another order or setting")
    return Said("; ".join(german), "; ".join(english))


def _value(option: object) -> str:
    return written(option.get("value")) if isinstance(option, dict) else written(option)


def _label(option: object) -> str:
    return str(option.get("label", option.get("value", ""))) if isinstance(option, dict) else str(option)


def _choices(options: list[object] | None) -> str | None:
    return None if options is None else "\n".join(f"{_label(one)} ({_value(one)})" for one in options)


def _order(before: _Form, after: _Form, pairs: Mapping[str, str], file: str) -> Iterator[Difference]:
    parents = dict.fromkeys(one.parent for one in after.fields.values())
    for parent in parents:
        new = [key for key, one in after.fields.items() if one.parent == parent]
        old = [
            pairs[key]
            for key, one in before.fields.items()
            if key in pairs and pairs.get(one.parent, one.parent) == parent
        ]
        shifted = moved(old, new)
        for key in (one for one in new if one in shifted):
            one = after.fields[key]
            at = new.index(key)
            where = after.fields[new[at - 1]].said if at else None
            said = Said(
                f"{one.said.german} steht jetzt {f'nach: {where.german}' if where else 'an erster Stelle'}.",
                f"{one.said.english} now stands {f'after: {where.english}' if where else 'first'}.",
            )
            yield _one(Kind.FIELD_ORDER, Weight.TEXT, file, one, one, (None, None), said)


def _summary(one: _Field) -> str:
    kind = _TYPES.get(one.type, Said(one.type, one.type)).german
    parts = [kind, f"Schlüssel: {one.key}" if one.key else ""]
    parts.append("Pflicht" if one.facts.get("validate/required") == "true" else "")
    parts.append(one.facts.get("text", ""))
    return "; ".join(part for part in parts if part)


def _one(
    kind: Kind,
    weight: Weight,
    file: str,
    before: _Field,
    after: _Field,
    values: tuple[str | None, str | None],
    said: Said,
) -> Difference:
    return Difference(
        kind,
        weight,
        file,
        after.key or after.id,
        after.label or after.key or after.id,
        values[0],
        values[1],
        said.german,
        said.english,
        before.key or before.id,
    )
