"""What of a case goes into a scenario: codes, and the numbers and days the model reads; all else is invented.

A text stays only where it is one of a list: an option of a form, a text of the models, a topic of the register, a data
category, an allowed value of the person record. What somebody typed into a text field never stays, and a number nothing
reads neither. Every day is moved.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from engine import feel
from engine.competence import TOPICS
from engine.errors import Invalid
from engine.execution import unread
from engine.execution.bundle import Bundle
from engine.forms import Component, Form
from engine.forms import Kind as FormKind
from engine.forms.component import Format
from engine.precheck.schema import json_schema
from engine.precheck.section import Section
from engine.scenario.parts import AGS

_QUOTED: Final = re.compile(r'"([^"<>\n]{1,120})"')
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.+\-Z@A-Za-z/_]*")
_CLOCK: Final = re.compile(r"\d{2}:\d{2}(:\d{2})?([Zz]|[+-]\d{2}:\d{2})?|-?P[0-9YMWDTHS.]+")
_PLACE: Final = re.compile(r"\d{8}")
#: a municipality for every other one than that of the case
_ELSEWHERE: Final = "05158012"
#: a number with so many digits is one that is given to a person, not one that is counted
_NUMBERED: Final = 7
_TYPED: Final = frozenset({FormKind.TEXTFIELD, FormKind.TEXTAREA})
#: of the person record shown alone: the law reads none of it
SHOWN_ALONE: Final = frozenset({"id", "name", "nationality", "note"})
_VERSION: Final = "version"
#: the model says `antrag.ort`, a row of a list `kinder.name`
Fields = Mapping[str, Component]


def texts_of(files: Mapping[str, bytes]) -> frozenset[str]:
    """The texts between quotation marks in diagrams, tables and forms."""
    return frozenset(
        text
        for path, content in files.items()
        if path.endswith((".bpmn", ".dmn", ".form"))
        for text in _QUOTED.findall(_plain(path, content.decode("utf-8", "replace")))
    )


def _plain(path: str, text: str) -> str:
    return text.replace('\\"', '"') if path.endswith(".form") else html.unescape(text)


def codes_of(bundle: Bundle, files: Iterable[Mapping[str, bytes]]) -> frozenset[str]:
    """What is one of a list: in these files, in the register, among the data of a consent."""
    return frozenset(TOPICS) | bundle.data_names | frozenset[str]().union(*(texts_of(one) for one in files))


def fields_of(forms: Iterable[Form]) -> Fields:
    """The fields of all forms by the path of their values."""
    found: dict[str, Component] = {}
    for form in forms:
        _fields(form.fields(), "", found)
    return found


def _fields(components: Iterable[Component], before: str, found: dict[str, Component]) -> None:
    for one in components:
        path = f"{before}{one.key or ''}"
        found.setdefault(path, one)
        if one.kind is FormKind.DYNAMICLIST:
            _fields(Form("", "", one.children).fields(), f"{path}.", found)


def read_by(bundle: Bundle) -> frozenset[str] | None:
    """The variables the model reads; None where it hands all of them to another one."""
    graphs = bundle.graphs.values()
    if any(unread.passes_all(one) for one in graphs):
        return None
    return frozenset(unread.read(graphs, bundle.decisions, bundle.forms))


class Masks:
    """Puts an invented value in the place of each one: the same for the same. Moves every day.

    `read` are the variables whose numbers stay; None: those of all.
    """

    def __init__(
        self,
        fields: Fields,
        codes: frozenset[str],
        days: int,
        place: str,
        read: Collection[str] | None = None,
    ) -> None:
        self._fields = fields
        self._codes = codes | {code.code for one in fields.values() for code in one.options}
        self.days = days
        self._place = place
        self._read = read
        self._invented: dict[str, str] = {}
        #: the paths of the values that were replaced
        self.replaced: set[str] = set()
        #: the paths of the numbers that stayed as they are
        self.numbers: set[str] = set()

    def values(self, values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
        """The values under invented ones, without files and without what is empty."""
        return {
            name: self.value(f"{before}{name}", value)
            for name, value in values.items()
            if value is not None and not self._is_file(f"{before}{name}")
        }

    def day(self, day: date) -> date:
        """The day, moved."""
        return day + timedelta(days=self.days)

    def place(self, ags: str) -> str:
        """The municipality of a scenario for one of the case."""
        return AGS if ags == self._place else _ELSEWHERE

    def keeps(self, value: object) -> bool:
        """Whether a value is none of a person: a truth value, or one of a list."""
        return isinstance(value, bool) or (isinstance(value, str) and value in self._codes)

    def value(self, path: str, value: Any) -> Any:
        """The value for a path, as it may stand in a scenario."""
        match value:
            case dict():
                return self.values(value, f"{path}.")
            case list():
                return [self.value(path, one) for one in value]
            case str():
                return self._text(path, value)
            case bool() | None:
                return value
            case _:
                return self._number(path, value)

    def _number(self, path: str, value: Any) -> Any:
        if len(str(value).lstrip("-").split(".")[0]) >= _NUMBERED:
            self.replaced.add(path)
            return 10 ** (_NUMBERED - 1)
        if self._read is not None and path.partition(".")[0] not in self._read:
            self.replaced.add(path)
            field = self._fields.get(path)
            return 1 if field is None else _any_number(field)
        self.numbers.add(path)
        return value

    def _is_file(self, path: str) -> bool:
        field = self._fields.get(path)
        return field is not None and field.kind is FormKind.FILEPICKER

    def _text(self, path: str, text: str) -> str:
        field = self._fields.get(path)
        if _DAY.fullmatch(text):
            return self._moved(text)
        if _MOMENT.fullmatch(text):
            return self._moved(text[:10]) + text[10:]
        if not text or _CLOCK.fullmatch(text):
            return text
        if _PLACE.fullmatch(text) and text.startswith("0"):
            return self.place(text)
        if text in self._codes and (field is None or field.kind not in _TYPED):
            return text
        self.replaced.add(path)
        if text not in self._invented:
            self._invented[text] = _invent(field, text, len(self._invented) + 1)
        return self._invented[text]

    def _moved(self, text: str) -> str:
        try:
            return self.day(date.fromisoformat(text)).isoformat()
        except (ValueError, OverflowError) as fault:
            raise Invalid("Expected to move a day, but it is none", {"akte": text}) from fault


def _invent(field: Component | None, text: str, number: int) -> str:
    """Another text of the same shape where the form asks for one, else a word that says it was invented."""
    rules = None if field is None else field.rules
    if rules is not None and rules.format is Format.EMAIL:
        return f"angabe{number}@example.org"
    if rules is not None and (rules.pattern is not None or rules.format is Format.PHONE):
        # the same letter and digit everywhere: of what was typed only the shape is left
        return re.sub(r"[^\W\d_]", lambda one: "X" if one[0].isupper() else "x", re.sub(r"\d", "1", text))
    said = f"Angabe {number}"
    constant = None if rules is None else rules.min_length.constant
    least = 0 if constant is None else int(str(constant))
    return said.ljust(least, ".")


def _any_number(field: Component) -> Any:
    """A number the field takes."""
    least = field.rules.minimum.constant
    return 1 if least is None else feel.to_json(least)


class RecordMasks(Masks):
    """Masks of a person record: a text stays where the record allows only some there, and a paragraph of the law."""

    def __init__(self, days: int, place: str) -> None:
        super().__init__({}, frozenset(), days, place)

    def _number(self, path: str, value: Any) -> Any:
        return value if path == _VERSION else super()._number(path, value)

    def _text(self, path: str, text: str) -> str:
        allowed = _record_texts().get(path)
        if allowed is not None and (text in allowed if allowed else _is_section(text)):
            return text
        return super()._text(path, text)


def _is_section(text: str) -> bool:
    with suppress(ValueError):
        return bool(Section.parse(text))
    return False


@cache
def _record_texts() -> Mapping[str, frozenset[str]]:
    """By path the texts a person record may have there; none of them: a paragraph."""
    return dict(_allowed(json_schema(), ""))


def _allowed(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, frozenset[str]]]:
    if "enum" in schema:
        yield path, frozenset(one for one in schema["enum"] if one is not None)
    elif "examples" in schema:
        yield path, frozenset()
    elif "items" in schema:
        yield from _allowed(schema["items"], path)
    for one in schema.get("anyOf", ()):
        yield from _allowed(one, path)
    for name, one in schema.get("properties", {}).items():
        yield from _allowed(one, f"{path}.{name}" if path else name)


def any_value(field: Component, day: date) -> Any:
    """A value the field takes, for one of which nothing is known."""
    match field.kind:
        case FormKind.CHECKBOX:
            return True
        case FormKind.SELECT | FormKind.RADIO:
            return field.options[0].code if field.options else None
        case FormKind.CHECKLIST | FormKind.TAGLIST:
            return [one.code for one in field.options[:1]]
        case FormKind.NUMBER:
            return _any_number(field)
        case FormKind.DATE:
            return day.isoformat()
        case FormKind.DATETIME:
            return f"{day.isoformat()}T10:00"
        case FormKind.TIME:
            return "10:00"
        case _:
            return _invent(field, "Angabe", 0)
