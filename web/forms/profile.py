"""`process.toml` as a form: its keys in order, what they are called, and how what is typed becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from engine.escalation import Clock, Handing, Target
from engine.profile import (
    Place,
    ReferralParty,
    ReferralReason,
    ReferralState,
    TimeKind,
    Value,
    Way,
    table,
)
from web.days import read_day
from web.words import profile as profile_words
from web.words.referral import reason_name, state_name


class FieldKind(StrEnum):
    """How a key is asked for."""

    TEXT = "text"
    LONG = "long"
    TEXTS = "texts"
    DAY = "day"
    NUMBER = "number"
    YES = "yes"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a table; `choices` are values and words."""

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file, or with `many` a list of them; an empty name is the file itself."""

    table: str
    title: str
    fields: tuple[Field, ...]
    many: bool = False
    needed: tuple[str, ...] = ()
    #: few processes have it: folded where nothing is said
    rare: bool = False


def sections() -> tuple[Section, ...]:
    """The tables in the order of docs/process-library.md."""
    period = _("ISO 8601: P7D, P2W, P3M oder PT12H")
    element = Field("element", _("Element"), hint=_("ID im Diagramm"))
    reason = Field("grund", _("Grund"), FieldKind.LONG)
    long, texts = FieldKind.LONG, FieldKind.TEXTS
    return (
        Section("", _("Ablauf"), (
            Field("schluessel", _("Schlüssel"), hint=_("ID des Prozesses im Diagramm")),
            Field("titel", _("Titel")),
            Field("start", _("Datei mit dem Prozess, mit dem ein Fall beginnt")),
            Field("version", _("Bezeichnung der Fassung")),
            Field("zweck", _("Zweck"), long),
            Field("verantwortlich", _("Verantwortlich")),
            Field("rechtsstand", _("Rechtsstand"), FieldKind.DAY),
            Field("freigabe", _("Juristische Freigabe")),
            Field("rechtsgrundlagen", _("Rechtsgrundlagen"), texts),
            Field("beobachtet", _("Was der Ablauf selbst beobachtet"), texts, _("„titel“ oder „alter“,")),
        )),
        Section("rollen", _("Rollen"), (
            Field("gruppe", _("Gruppe")), Field("name", _("Name")), Field("aufgaben", _("Aufgaben"), long),
        ), True, ("gruppe", "name")),
        Section("zeiten", _("Vereinbarte Zeiten"), (
            element,
            Field("art", _("Art"), FieldKind.CHOICE, "", _said(TimeKind, profile_words.time_kind)),
            Field("wert", _("Dauer"), hint=period),
            Field("arbeitstage", _("In Arbeitstagen"), FieldKind.YES), reason,
        ), True, ("element", "art", "wert")),
        Section("werte", _("Vereinbarte Werte"), (
            Field("name", _("Name"), hint=_("wie Diagramm und Tabellen danach fragen")),
            Field("bezeichnung", _("Bezeichnung")), Field("wert", _("Wert"), FieldKind.NUMBER),
            Field("von", _("Mindestens"), FieldKind.NUMBER), Field("bis", _("Höchstens"), FieldKind.NUMBER), reason,
        ), True, ("name", "bezeichnung", "wert")),
        Section("fristen", _("Gesetzliche Fristen"), (
            Field("name", _("Name")), Field("norm", _("Norm")), Field("dauer", _("Dauer"), hint=period),
            Field("beginn", _("Beginn"), hint=_("Feld oder Ereignis")),
        ), True, ("name", "norm")),
        Section("daten", _("Datengruppen"), (
            Field("gruppe", _("Datengruppe")), Field("rechtsgrundlage", _("Rechtsgrundlage")),
            Field("zweck", _("Zweck"), long), Field("formulare", _("Formulare"), texts),
            Field("elemente", _("Elemente"), texts), Field("sichtbar_fuer", _("Sichtbar für"), texts),
            Field("nur_mit_freigabe", _("Nur mit Freigabe"), texts), Field("kategorien", _("Kategorien"), texts),
            Field("nur_akte", _("Nur für die Akte"), texts, hint=_("Felder, die niemand auswertet")),
            Field("hinweis", _("Hinweis"), long),
        ), True, ("gruppe", "rechtsgrundlage")),
        Section("leiter", _("Leiter, anders als voreingestellt"), (
            Field("stufe", _("Stufe"), FieldKind.NUMBER), Field("element", _("Element"), hint=_("leer: alle Aufgaben")),
            Field("uhr", _("Uhr"), FieldKind.CHOICE, "", _said(Clock, profile_words.clock)),
            Field("anteil", _("Prozent der Zeit"), FieldKind.NUMBER),
            Field("arbeitstage", _("Arbeitstage danach"), FieldKind.NUMBER),
            Field("an", _("Wer erfährt es"), FieldKind.CHOICE, "", _targets()),
            Field("neu_zuweisen", _("Neu zuweisen"), FieldKind.CHOICE, "", _said(Handing, profile_words.handing)),
            Field("aus", _("Entfällt"), FieldKind.YES), reason,
        ), True, ("stufe",)),
        Section("schnittstelle", _("Schnittstelle"), (
            Field("art", _("Art"), FieldKind.CHOICE, "", _said(Way, profile_words.way)), Field("name", _("Name")),
            Field("bedeutung", _("Bedeutung"), long),
        ), True, ("art", "name")),
        *_referral(),
        Section("aufbewahrung", _("Aufbewahrung"), (
            Field("frist", _("Frist"), hint=_("„prüfen“, solange nichts festgelegt ist")), reason,
        )),
        Section("ausnahmen", _("Ausnahmen von Prüfregeln"), (
            Field("regel", _("Prüfregel"), hint=_("Kennung, wie sie am Befund steht")),
            Field("element", _("Element"), hint=_("wie es am Befund steht; leer, wenn dort keines steht")),
            reason,
        ), True, ("regel", "grund")),
        Section("nachfolger", _("Nachfolger früherer Schritte"), (
            Field("element", _("Schritt früherer Fassungen"), hint=_("Kennung; Fälle, die dort warten")),
            Field("wird", _("Geht weiter bei"), hint=_("Kennung im Diagramm")),
        ), True, ("element", "wird")),
        Section("kennzahlen", _("Kennzahlen"), (
            Field("name", _("Name")), element, Field("von", _("Von")), Field("bis", _("Bis")),
        ), True, ("name",)),
    )  # fmt: skip


def _referral() -> tuple[Section, ...]:
    """How far a referral is at which element: docs/referrals.md."""
    element = Field("element", _("Element"), hint=_("ID im Diagramm"))
    state = Field("zustand", _("Stand des Verweises"), FieldKind.CHOICE, "", _said(ReferralState, state_name))
    return (
        Section("verweis", _("Verweis"), (
            Field("thema", _("Thema der empfangenden Stelle"), hint=_("Variable, wie alle hier")),
            Field("anliegen", _("Anliegen")), Field("anlass", _("Anlass für die Stelle")),
            Field("eingang", _("Tag des Eingangs")),
            Field("weitergabe", _("Weitergabe mit Rechtsgrund")), Field("freigaben", _("Freigaben")),
            Field("angaben", _("Gewünschte Angaben")), Field("uebergabe", _("Weg der Übergabe")),
            Field("grund", _("Grund der Antwort")),
            Field("ruecknahme", _("Signal der Rücknahme"), hint=_("Anfang seines Namens, das Aktenzeichen folgt")),
        ), rare=True),
        Section("verweis.schritte", _("Verweis: Stand an Schritten"), (
            element, state,
            Field("bei", _("Wer am Zug ist"), FieldKind.CHOICE, "", _said(ReferralParty, profile_words.party)),
        ), True, ("element", "zustand", "bei")),
        Section("verweis.enden", _("Verweis: Stand am Ende"), (
            element, state,
            Field("grund", _("Warum nicht angekommen"), FieldKind.CHOICE, "", _said(ReferralReason, reason_name)),
        ), True, ("element", "zustand")),
    )  # fmt: skip


def _said(
    enum: type[StrEnum], say: Callable[[Any], str]
) -> tuple[tuple[str, str], ...]:  # Any: a value of the enum
    return tuple((one.value, say(one)) for one in enum)


def _targets() -> tuple[tuple[str, str], ...]:
    return tuple(
        (value, word) for value, word in _said(Target, profile_words.target) if value != Target.NOBODY
    )


def name_of(place: Place) -> str:
    """The name of the field of a key."""
    number = "" if place.number is None else f"-{place.number}"
    return f"lw-{place.table}{number}-{place.key}"


def places(said: Mapping[str, Any]) -> Iterator[tuple[Section, int | None, tuple[tuple[Place, Field], ...]]]:
    """Each table of the form with its fields, of a list each entry there is."""
    for section in sections():
        entries = table(said, section.table)
        numbers = range(len(entries)) if section.many and isinstance(entries, list) else ()
        for number in numbers if section.many else (None,):
            yield (
                section,
                number,
                tuple((Place(one.key, section.table, number), one) for one in section.fields),
            )


def shown(said: Mapping[str, Any], place: Place) -> str:
    """The value of a key as it stands in its field."""
    holder: Any = said
    if place.table:
        holder = table(said, place.table)
        if place.number is not None:
            holder = holder[place.number]
    value = holder.get(place.key) if isinstance(holder, Mapping) else None
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else ""
        case date():
            return f"{value:%d.%m.%Y}"
        case list():
            return "\n".join(map(str, value))
        case _:
            return str(value)


def value_of(field: Field, typed: str) -> Value | None:
    """What is typed as the file has it; what cannot be one stays a text, and the check says what was expected."""
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        return None
    match field.kind:
        case FieldKind.TEXTS:
            return tuple(one.strip() for one in text.split("\n") if one.strip())
        case FieldKind.DAY:
            return read_day(text) or text
        case FieldKind.NUMBER:
            return int(text) if text.isdecimal() and len(text) < 9 else text
        case FieldKind.YES:
            return True
        case _:
            return text
