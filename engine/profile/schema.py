"""The shape of `process.toml`, checked by marshmallow; what it says of a fault is German."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, ClassVar, Final

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from engine.deadlines import Period
from engine.errors import ModelError
from engine.escalation import LEVELS, Clock, Entry, Handing, Target
from engine.profile.model import (
    AgreedNumber,
    AgreedTime,
    DataGroup,
    Deadline,
    Exchange,
    Exemption,
    Measure,
    Profile,
    Retention,
    Role,
    Successor,
    TimeKind,
    Watched,
    Way,
)
from engine.profile.period import LONGEST, read_period
from engine.profile.referral import (
    Referral,
    ReferralEnd,
    ReferralParty,
    ReferralReason,
    ReferralState,
    ReferralStep,
)
from engine.profile.values import Choice, Day, Name, Number, Text, Texts, shown

#: the largest number a steering group agrees on
MOST: Final = 1_000_000
#: what stands for an unknown key among the messages
UNKNOWN: Final = "unknown"


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
                f"aber hier steht {shown(value)}.",
                "wert",
            )


class _Number(_Part):
    made = AgreedNumber
    name = Name(required=True)
    label = Text(data_key="bezeichnung", required=True)
    value = Number(0, MOST, data_key="wert", required=True)
    least = Number(0, MOST, data_key="von")
    most = Number(0, MOST, data_key="bis")
    reason = Text(data_key="grund")

    @validates_schema
    def _within(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        least, most = data.get("least", 0), data.get("most", MOST)
        if not least <= data["value"] <= most:
            raise ValidationError(
                f"Erwartet wird eine ganze Zahl von {least} bis {most}, aber hier steht {data['value']}.",
                "wert",
            )

    @post_load
    def _make(self, data: dict[str, Any], **_kwargs: Any) -> AgreedNumber:
        return AgreedNumber(**data | {"value": str(data["value"])})


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
                f"Erwartet wird eine Dauer nach ISO 8601 wie P1M oder P14D, aber hier steht {shown(data['length'])}.",
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
    released_to = Texts(data_key="nur_mit_freigabe")
    file_only = Texts(data_key="nur_akte")


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


class _Exemption(_Part):
    made = Exemption
    rule = Name(data_key="regel", required=True)
    element = Name()
    reason = Text(data_key="grund", required=True)


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


class _ReferralStep(_Part):
    made = ReferralStep
    element = Name(required=True)
    state = Choice(ReferralState, data_key="zustand", required=True)
    party = Choice(ReferralParty, data_key="bei", required=True)


class _ReferralEnd(_Part):
    made = ReferralEnd
    element = Name(required=True)
    state = Choice(ReferralState, data_key="zustand", required=True)
    reason = Choice(ReferralReason, data_key="grund")


class _Referral(_Part):
    made = Referral
    topic = Name(data_key="thema", required=True)
    matter = Name(data_key="anliegen", required=True)
    occasion = Name(data_key="anlass")
    received_on = Name(data_key="eingang")
    given = Name(data_key="weitergabe", required=True)
    consents = Name(data_key="freigaben")
    wished = Name(data_key="angaben")
    handing = Name(data_key="uebergabe")
    reason = Name(data_key="grund")
    withdrawal = Text(data_key="ruecknahme")
    steps = fields.Nested(_ReferralStep, many=True, data_key="schritte", required=True)
    ends = fields.Nested(_ReferralEnd, many=True, data_key="enden")

    @post_load
    def _make(self, data: dict[str, Any], **_kwargs: Any) -> Any:
        made: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return Referral(**made)


def _tables(part: type[_Part], key: str) -> fields.Nested:
    return fields.Nested(
        part, many=True, data_key=key, error_messages={"type": f"Erwartet werden Tabellen [[{key}]]."}
    )


class _Successor(_Part):
    made = Successor
    element = Name(required=True)
    becomes = Name(data_key="wird", required=True)


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
    numbers = _tables(_Number, "werte")
    deadlines = _tables(_Deadline, "fristen")
    data = _tables(_Data, "daten")
    interface = _tables(_Exchange, "schnittstelle")
    retention = fields.Nested(_Retention, data_key="aufbewahrung")
    measures = _tables(_Measure, "kennzahlen")
    successors = _tables(_Successor, "nachfolger")
    ladder = _tables(_Rung, "leiter")
    exemptions = _tables(_Exemption, "ausnahmen")
    referral = fields.Nested(_Referral, data_key="verweis")
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
        # one name for a time and a number would be asked for alike
        numbers = [(one.name if isinstance(one, AgreedNumber) else "") for one in data.get("numbers", ())]
        rungs = [
            (one.element, one.clock, one.level) if isinstance(one, Entry) else None
            for one in data.get("ladder", ())
        ]
        gone = [(one.element if isinstance(one, Successor) else "") for one in data.get("successors", ())]
        wrong = {
            "zeiten": {
                number: {"element": [f"Für {shown(times[number])} steht schon eine Zeit davor."]}
                for number in _repeated(times)
            },
            "werte": {
                number: {"name": [f"Für {shown(name)} steht schon ein Wert oder eine Zeit davor."]}
                for number, name in enumerate(numbers)
                if name and (name in times or name in numbers[:number])
            },
            "leiter": {number: {"stufe": ["Diese Stufe steht schon davor."]} for number in _repeated(rungs)},
            "nachfolger": {
                number: {"element": [f"Für {shown(gone[number])} steht schon ein Nachfolger davor."]}
                for number in _repeated(gone)
            },
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
