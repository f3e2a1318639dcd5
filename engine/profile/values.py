"""The kinds of values `process.toml` has, each read with German words for what is wrong."""

from __future__ import annotations

import datetime
import re
import unicodedata
from enum import StrEnum
from typing import Any, Final

from marshmallow import ValidationError, fields

_LONGEST_TEXT: Final = 5_000
_ID = re.compile(r"[^\W\d][\w.-]{0,199}")
_MISSING: Final = "Der Schlüssel fehlt."


class Text(fields.Field[str]):
    """A text without control characters; one that is required is not empty."""

    default_error_messages = {"required": _MISSING}  # noqa: RUF012 - marshmallow declares it so

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(
                f"Erwartet wird ein Text in Anführungszeichen, aber hier steht {kind_of(value)}."
            )
        if len(value) > _LONGEST_TEXT:
            raise ValidationError(f"Erwartet wird ein Text bis {_LONGEST_TEXT} Zeichen.")
        if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" for one in value):
            raise ValidationError("Der Text enthält Steuerzeichen.")
        text = "\n".join(line.strip() for line in value.strip().splitlines())
        if self.required and not text:
            raise ValidationError("Der Text ist leer.")
        return text


class Name(Text):
    """The id of something in a diagram, or the name of a file or form."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not _ID.fullmatch(text):
            raise ValidationError(
                f"Erwartet wird eine Kennung aus Buchstaben, Ziffern, „_“, „-“ und „.“, aber hier steht {shown(text)}."
            )
        return text


class Texts(fields.Field[tuple[str, ...]]):
    """A list of texts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValidationError(f"Erwartet wird eine Liste von Texten, aber hier steht {kind_of(value)}.")
        one = Text(required=True)
        wrong: dict[int | str, Any] = {}
        found = []
        for number, item in enumerate(value):
            try:
                found.append(one.deserialize(item))
            except ValidationError as fault:
                wrong[number] = fault.messages
        if wrong:
            raise ValidationError(wrong)
        return tuple(found)


class Day(fields.Field[datetime.date]):
    """A TOML date, without a time."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime.date:
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise ValidationError(
                f"Erwartet wird ein Datum ohne Anführungszeichen wie 2026-08-19, aber hier steht {kind_of(value)}."
            )
        return value


class Choice(fields.Field[str]):
    """One of the words of an enumeration."""

    default_error_messages = {"required": _MISSING}  # noqa: RUF012 - marshmallow declares it so

    def __init__(self, words: type[StrEnum], hidden: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._words = words
        self._known = tuple(word for word in words if word not in hidden)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and value in self._known:
            return self._words(value)
        said = shown(value) if isinstance(value, str) else kind_of(value)
        raise ValidationError(f"Erwartet wird eines von {', '.join(self._known)}, aber hier steht {said}.")


class Number(fields.Field[int]):
    """A whole number between two bounds."""

    default_error_messages = {"required": _MISSING}  # noqa: RUF012 - marshmallow declares it so

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._least, self._most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self._least <= value <= self._most:
            said = str(value) if isinstance(value, int) and not isinstance(value, bool) else kind_of(value)
            raise ValidationError(
                f"Erwartet wird eine ganze Zahl von {self._least} bis {self._most}, aber hier steht {said[:40]}."
            )
        return value


_KINDS: Final[dict[type, str]] = {
    bool: "true oder false",
    int: "eine Zahl",
    float: "eine Zahl",
    str: "ein Text",
    list: "eine Liste",
    dict: "eine Tabelle",
    datetime.date: "ein Datum",
    datetime.datetime: "ein Zeitpunkt",
    datetime.time: "eine Uhrzeit",
}


def kind_of(value: Any) -> str:
    """What a value is, in a word."""
    return _KINDS.get(type(value), "etwas anderes")


def shown(text: str) -> str:
    """The text in quotes, cut when it is long."""
    return f"„{text if len(text) <= 60 else text[:59] + '…'}“"
