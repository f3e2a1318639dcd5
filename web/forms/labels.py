"""What the fields are called in which something was typed, where their page cannot be shown again.

A form of a process carries its labels (`carried`), because whoever typed into it may not read its task any more, and
the database may be out of reach. The fields of our own pages are in a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.forms import FieldView, Kind

#: the hidden field with the labels of a process's form: `{name without rows: [label, {code: label of an option}]}`
CARRIED: Final = "lw-beschriftung"

#: a list of so many options is not sent a second time
_FEW: Final = 12
_NOT_TYPED: Final = frozenset({Kind.TEXT, Kind.HTML, Kind.EXPRESSION, Kind.FILEPICKER, Kind.DYNAMICLIST})

#: what tells several fields of the same kind on one page apart
_NUMBER: Final = re.compile(r"-\d+$")

#: by the name of a field of our own pages; a name that is not here and begins with `lw-` belongs to the page
LABELS: Final = {
    "address": _l("E-Mail"),
    "answer": _l("Antwort"),
    "answer_by": _l("Antworten bis"),
    "befund": _l("Ergebnis der Überprüfung"),
    "body": _l("Gremium"),
    "conditions": _l("Auflagen"),
    "decided_on": _l("Tag der Sitzung"),
    "description": _l("Was geschieht immer wieder?"),
    "faelle": _l("Aktenzeichen"),
    "grenze": _l("Grenze in Prozent"),
    "grund": _l("Grund"),
    "grund-klaeren": _l("Grund"),
    "grund-stufe": _l("Grund"),
    "last": _l("Letzter Tag"),
    "legal_basis": _l("Rechtsgrundlage"),
    "lw-adresse": _l("E-Mail"),
    "lw-ab": _l("Gilt ab"),
    "lw-akte": _l("Aktenzeichen"),
    "lw-am": _l("Tag"),
    "lw-anliegen": _l("Anliegen"),
    "lw-angabe": _l("Angabe"),
    "lw-beginnt": _l("Beginnt am"),
    "lw-bemerkung": _l("Was daran zu prüfen ist"),
    "lw-bis": _l("Letzter Tag"),
    "lw-empfaenger": _l("Empfänger"),
    "lw-hindernis": _l("Hindernis"),
    "lw-grund": _l("Grund"),
    "lw-inhalt": _l("Text"),
    "lw-kommentar": _l("Kommentar"),
    "lw-name": _l("Name"),
    "lw-neu": _l("Name"),
    "lw-neu-gruppe": _l("Name"),
    "lw-neu-norm": _l("Rechtsgrundlage"),
    "lw-neu-stufe": _l("Stufe"),
    "lw-neu-zweck": _l("Zweck"),
    "lw-norm": _l("Rechtsgrundlage"),
    "lw-notiz": _l("Notiz"),
    "lw-ort": _l("Gemeinde"),
    "lw-rueckgabe": _l("Grund der Rückgabe"),
    "lw-stelle": _l("Stelle"),
    "lw-szenario": _l("Name des Szenarios"),
    "lw-tag": _l("Tag"),
    "lw-text": _l("Text"),
    "lw-titel": _l("Bezeichnung"),
    "lw-uebergabe": _l("Vermerk"),
    "lw-uhrzeit": _l("Uhrzeit"),
    "lw-vertritt-ab": _l("Erster Tag"),
    "lw-vertritt-bis": _l("Letzter Tag"),
    "lw-von": _l("Erster Tag"),
    "lw-wert": _l("Wert"),
    "lw-zahl": _l("Dauer"),
    "name": _l("Name"),
    "paper": _l("Drucksache oder Tagesordnungspunkt"),
    "reason": _l("Begründung"),
    "resolution": _l("Beschluss"),
    "review_months": _l("Überprüfung nach (Monate)"),
    "statement": _l("Stellungnahme"),
    "text": _l("Text"),
    "title": _l("Titel"),
    "valid_from": _l("Gilt ab"),
    "wieder": _l("Wieder überprüfen nach (Monate)"),
}

#: fields without `lw-` that pages carry, in which nobody types
_CARRIED_BY_PAGES: Final = frozenset(
    {"authority", "csrf_token", "digest", "eingabe", "gesehen", "kennung", "kennwort", "revision"}
    | {"schluessel", "weiter", "zurueck"}
)


def carried(fields: Sequence[FieldView]) -> str:
    """The labels of a form as its page carries them."""
    return json.dumps(dict(_labels(fields)), ensure_ascii=False, separators=(",", ":"))


def _labels(fields: Iterable[FieldView]) -> Iterator[tuple[str, tuple[str, Mapping[str, str]]]]:
    for field in fields:
        if field.key and field.kind not in _NOT_TYPED:
            few = field.options if len(field.options) <= _FEW else ()
            yield _plain(field.key), (field.label, {one.value: one.label for one in few})
        yield from _labels(field.children)
        for row in field.rows:
            yield from _labels(row.children)


def said(fields: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """What was typed and chosen, each with the label of its field, in the order of the page."""
    known = _read(next(iter(fields.get(CARRIED, ())), ""))
    found = []
    for name, values in fields.items():
        given = [text for text in values if text.strip()]
        label, options = _called(name, known)
        if given and label:
            words = "\n".join(options.get(text, _("ja") if text == "true" else text) for text in given)
            found.append((_row(name, fields) + label, words))
    return found


def _called(name: str, known: Mapping[str, tuple[str, Mapping[str, str]]]) -> tuple[str, Mapping[str, str]]:
    """The label of a field and the labels of its options; no label for what belongs to the page itself."""
    if _plain(name) in known:
        return known[_plain(name)]
    if (own := _NUMBER.sub("", name)) in LABELS:
        return str(LABELS[own]), {}
    of_page = known or name.startswith("lw-") or name in _CARRIED_BY_PAGES
    return "" if of_page else _("Angabe"), {}


def _plain(name: str) -> str:
    """The name of a field in a row, as it is in every row."""
    return ".".join(part for part in name.split(".") if not part.isdecimal())


def _row(name: str, fields: Mapping[str, Sequence[str]]) -> str:
    """In which rows a field stands: a list posts the marks of its rows in their order."""
    parts = name.split(".")
    told = ""
    for at, part in enumerate(parts):
        if part.isdecimal():
            marks = [mark for mark in fields.get(".".join(parts[:at]), ()) if mark]
            number = marks.index(part) + 1 if part in marks else int(part) + 1
            told += _("Zeile %(number)s", number=number) + ", "
    return told


def _read(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """What `carried` wrote; nothing when it is anything else."""
    try:
        found = json.loads(text)
        return {
            str(name): (str(label), {str(code): str(words) for code, words in options.items()})
            for name, (label, options) in found.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
