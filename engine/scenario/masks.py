"""What of a case goes into a scenario: codes, numbers and truth values as they are, days moved, all else invented.

A text stays only where the model itself has it: an option of a form, or a text in a diagram or table. What somebody
typed into a text field never stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from engine import feel
from engine.errors import Invalid
from engine.forms import Component, Form
from engine.forms import Kind as FormKind
from engine.forms.component import Format
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
#: the model says `antrag.ort`, a row of a list `kinder.name`
Fields = Mapping[str, Component]


def texts_of(files: Mapping[str, bytes]) -> frozenset[str]:
    """The texts between quotation marks in diagrams and tables."""
    return frozenset(
        text
        for path, content in files.items()
        if path.endswith((".bpmn", ".dmn"))
        for text in _QUOTED.findall(html.unescape(content.decode("utf-8", "replace")))
    )


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


class Masks:
    """Puts invented values in the place of those of a case, the same for the same; `days` moves every day."""

    def __init__(self, fields: Fields, texts: frozenset[str], days: int, place: str) -> None:
        self._fields = fields
        self._codes = texts | {code.code for one in fields.values() for code in one.options}
        self.days = days
        self._place = place
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

    def keeps(self, value: object) -> bool:
        """Whether a value is none of a person: a truth value, or a text of the model."""
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
            case _ if len(str(value).lstrip("-").split(".")[0]) >= _NUMBERED:
                self.replaced.add(path)
                return 10 ** (_NUMBERED - 1)
            case _:
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
            return AGS if text == self._place else _ELSEWHERE
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
            least = field.rules.minimum.constant
            return 1 if least is None else feel.to_json(least)
        case FormKind.DATE:
            return day.isoformat()
        case FormKind.DATETIME:
            return f"{day.isoformat()}T10:00"
        case FormKind.TIME:
            return "10:00"
        case _:
            return _invent(field, "Angabe", 0)
