"""The shape of `process.toml`, checked by marshmallow; what it says of a fault is German."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, Final

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from engine.deadlines import Period
from engine.errors import ModelError
from engine.escalation import LEVELS, Clock, Entry, Handing, Target
from engine.profile.model import (
    AgreedTime,
    DataGroup,
    Deadline,
    Exchange,
    Measure,
    Profile,
    Retention,
    Role,
    TimeKind,
    Watched,
    Way,
)
from engine.profile.period import LONGEST, read_period

#: what stands for an unknown key among the messages
UNKNOWN: Final = "unknown"
_LONGEST_TEXT: Final = 5_000
_ID = re.compile(r"[^\W\d][\w.-]{0,199}")
_MISSING: Final = "Der Schlüssel fehlt."


class Text(fields.Field[str]):
    """A text without control characters; one that is required is not empty."""

    default_error_messages = {"required": _MISSING}  # noqa: RUF012 - marshmallow declares it so

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(
                f"Erwartet wird ein Text in Anführungszeichen, aber hier steht {_kind(value)}."
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
                f"Erwartet wird eine Kennung aus Buchstaben, Ziffern, „_“, „-“ und „.“, aber hier steht {_shown(text)}."
            )
        return text


class Texts(fields.Field[tuple[str, ...]]):
    """A list of texts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValidationError(f"Erwartet wird eine Liste von Texten, aber hier steht {_kind(value)}.")
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
                f"Erwartet wird ein Datum ohne Anführungszeichen wie 2026-08-19, aber hier steht {_kind(value)}."
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
        shown = _shown(value) if isinstance(value, str) else _kind(value)
        raise ValidationError(f"Erwartet wird eines von {', '.join(self._known)}, aber hier steht {shown}.")


class Number(fields.Field[int]):
    """A whole number between two bounds."""

    default_error_messages = {"required": _MISSING}  # noqa: RUF012 - marshmallow declares it so

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._least, self._most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self._least <= value <= self._most:
            shown = str(value) if isinstance(value, int) and not isinstance(value, bool) else _kind(value)
            raise ValidationError(
                f"Erwartet wird eine ganze Zahl von {self._least} bis {self._most}, aber hier steht {shown[:40]}."
            )
        return value


class _Part(Schema):
    """A table; its keys are German, the attributes English."""

    error_messages = {  # noqa: RUF012 - as above
        "unknown": UNKNOWN,
        "type": "Erwartet wird eine Tabelle mit Schlüsseln.",
    }
    #: what the table becomes
    made: ClassVar[type[Any]]

    @post_load
    def _make(self, data: dict[str, Any], **_kwargs: Any) -> Any:
        return self.made(**data)


class _Role(_Part):
    made = Role
    group = Text(data_key="gruppe", required=True)
    name = Text(required=True)
    tasks = Text(data_key="aufgaben")


class _Time(_Part):
    made = AgreedTime
    element = Name(required=True)
    kind = Choice(TimeKind, data_key="art", required=True)
    value = Text(data_key="wert", required=True)
    working = fields.Raw(data_key="arbeitstage")
    reason = Text(data_key="grund")

    @validates_schema(skip_on_field_errors=False)
    def _period(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        working, value = data.get("working", False), data.get("value", "")
        if not isinstance(working, bool):
            raise ValidationError("Erwartet wird true oder false.", "arbeitstage")
        if value and (read_period(value, working=working) is None or not value.upper().startswith("P")):
            example = "P5D (5 Arbeitstage)" if working else "P7D (7 Tage), P2W, P3M oder PT12H"
            raise ValidationError(
                f"Erwartet wird eine Dauer nach ISO 8601 wie {example}, länger als nichts und höchstens {LONGEST}, "
                f"aber hier steht {_shown(value)}.",
                "wert",
            )


class _Deadline(_Part):
    made = Deadline
    name = Text(required=True)
    norm = Text(required=True)
    length = Text(data_key="dauer")
    begin = Text(data_key="beginn")

    @validates_schema
    def _period(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        try:
            Period.parse(data.get("length") or "P0D")
        except ModelError:
            raise ValidationError(
                f"Erwartet wird eine Dauer nach ISO 8601 wie P1M oder P14D, aber hier steht {_shown(data['length'])}.",
                "dauer",
            ) from None


class _Data(_Part):
    made = DataGroup
    group = Text(data_key="gruppe", required=True)
    basis = Text(data_key="rechtsgrundlage", required=True)
    forms = Texts(data_key="formulare")
    note = Text(data_key="hinweis")
    visible_to = Texts(data_key="sichtbar_fuer")
    purpose = Text(data_key="zweck")
    elements = Texts(data_key="elemente")
    categories = Texts(data_key="kategorien")


class _Exchange(_Part):
    made = Exchange
    way = Choice(Way, data_key="art", required=True)
    name = Text(required=True)
    meaning = Text(data_key="bedeutung")


class _Retention(_Part):
    made = Retention
    period = Text(data_key="frist", required=True)
    reason = Text(data_key="grund")


class _Measure(_Part):
    made = Measure
    name = Text(required=True)
    element = Name()
    begin = Name(data_key="von")
    end = Name(data_key="bis")

    @validates_schema
    def _measured(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        given = {key for key in ("element", "begin", "end") if data.get(key)}
        if given not in ({"element"}, {"begin", "end"}):
            raise ValidationError("Erwartet wird entweder „element“ oder beides, „von“ und „bis“.")


class _Rung(_Part):
    made = Entry
    element = Name()
    clock = Choice(Clock, data_key="uhr")
    level = Number(LEVELS[0], LEVELS[-1], data_key="stufe", required=True)
    share = Number(1, 1000, data_key="anteil")
    days = Number(1, 250, data_key="arbeitstage")
    target = Choice(Target, frozenset({Target.NOBODY}), data_key="an")
    handing = Choice(Handing, data_key="neu_zuweisen")
    off = fields.Raw(data_key="aus")
    reason = Text(data_key="grund")

    @validates_schema(skip_on_field_errors=False)
    def _sense(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        off = data.get("off", False)
        if not isinstance(off, bool):
            raise ValidationError("Erwartet wird true oder false.", "aus")
        if off and data.keys() & {"share", "days", "target", "handing"}:
            raise ValidationError("Eine Stufe, die aus ist, hat weder Zeit noch Empfänger.", "aus")
        if "share" in data and "days" in data:
            raise ValidationError(
                "Erwartet wird entweder „anteil“ (Prozent der Zeit) oder „arbeitstage“ (danach), nicht beides.",
                "anteil",
            )
        if "share" in data and data.get("clock") is Clock.CLAIM:
            raise ValidationError(
                "Bis zur Übernahme läuft keine Zeit mit einem Ende. Nennen Sie „arbeitstage“.", "anteil"
            )


def _tables(part: type[_Part], key: str) -> fields.Nested:
    return fields.Nested(
        part, many=True, data_key=key, error_messages={"type": f"Erwartet werden Tabellen [[{key}]]."}
    )


class ProfileSchema(_Part):
    """The whole file."""

    made = Profile
    key = Name(data_key="schluessel", required=True)
    title = Text(data_key="titel")
    start = Text()
    version = Text()
    purpose = Text(data_key="zweck")
    owner = Text(data_key="verantwortlich")
    law_read_until = Day(data_key="rechtsstand")
    release = Text(data_key="freigabe")
    legal_bases = Texts(data_key="rechtsgrundlagen")
    roles = _tables(_Role, "rollen")
    times = _tables(_Time, "zeiten")
    deadlines = _tables(_Deadline, "fristen")
    data = _tables(_Data, "daten")
    interface = _tables(_Exchange, "schnittstelle")
    retention = fields.Nested(_Retention, data_key="aufbewahrung")
    measures = _tables(_Measure, "kennzahlen")
    ladder = _tables(_Rung, "leiter")
    watches = fields.List(
        Choice(Watched),
        data_key="beobachtet",
        error_messages={"invalid": 'Erwartet wird eine Liste wie ["titel", "alter"].'},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_kwargs: Any) -> Profile:
        made: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return Profile(**made)

    @validates_schema(skip_on_field_errors=False)
    def _once(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        times = [(one.element if isinstance(one, AgreedTime) else "") for one in data.get("times", ())]
        rungs = [
            (one.element, one.clock, one.level) if isinstance(one, Entry) else None
            for one in data.get("ladder", ())
        ]
        wrong = {
            "zeiten": {
                number: {"element": [f"Für {_shown(times[number])} steht schon eine Zeit davor."]}
                for number in _repeated(times)
            },
            "leiter": {number: {"stufe": ["Diese Stufe steht schon davor."]} for number in _repeated(rungs)},
        }
        if any(wrong.values()):
            raise ValidationError({key: found for key, found in wrong.items() if found})


def _repeated(values: Iterable[Hashable]) -> list[int]:
    """The numbers of those that have stood before; empty ones never count."""
    seen: set[Hashable] = set()
    found = []
    for number, value in enumerate(values):
        if value and value in seen:
            found.append(number)
        seen.add(value)
    return found


def known_keys(path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that a table may have: those of the file for (), those of `[[zeiten]]` for ("zeiten",)."""
    schema: Schema = ProfileSchema()
    for step in path:
        nested = {field.data_key: field for field in schema.fields.values()}.get(step)
        if not isinstance(nested, fields.Nested):
            return ()
        schema = nested.schema
    return tuple(field.data_key or name for name, field in schema.fields.items())


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


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "etwas anderes")


def _shown(text: str) -> str:
    return f"„{text if len(text) <= 60 else text[:59] + '…'}“"
