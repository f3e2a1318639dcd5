"""The forms that change the register of authorities: their fields, what is in them at first, the command they call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from engine import Conflict, Transaction, commands, queries
from engine.actor import Role
from engine.commands.competence import Entry
from engine.commands.register import Effective
from engine.queries.register import AuthorityView
from engine.queries.steered import Steered
from web.days import day_fault, read_day
from web.display import day
from web.words import register as words

#: what a form does: the transaction, the authority, its revision, what was read, the day and the reason
Deed = Callable[[Transaction, AuthorityView, int, Mapping[str, Any], Effective], int]
_LANDS = ("NW", "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "RP", "SL", "SN", "ST", "SH", "TH")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its name on the page, the command's name for it, how it is shown."""

    name: str
    column: str
    label: str
    kind: str = "zeile"
    hint: str = ""
    options: Sequence[tuple[object, str]] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of change: its heading, its fields, what is typed in them at first, and the deed."""

    title: str
    text: str
    button: str
    fields: tuple[Field, ...]
    first: Mapping[str, str]
    deed: Deed
    #: what hangs on the authority and does not move by itself
    depending: Callable[[Transaction, AuthorityView], Steered] | None = None


def read(field: Field, text: str) -> Any:  # Any: a column
    """What was typed as a column; ValueError says in German what is wrong with it."""
    if (
        field.options
        and (text or not field.optional)
        and text not in {str(code) for code, _name in field.options}
    ):
        raise ValueError(_("Bitte wählen Sie aus der Liste."))
    match field.kind:
        case "zeilen":
            return _pairs(text)
        case "tag":
            found = read_day(text) if text else None
            if text and found is None:
                raise ValueError(day_fault(text))
            return found
        case "zahl":
            try:
                number = Decimal(text.replace(",", "."))
            except InvalidOperation:
                raise ValueError(_("Bitte geben Sie eine Zahl ein, etwa 0,5.")) from None
            return (
                number.quantize(Decimal("0.01")) if number.is_finite() and abs(number) < 100 else Decimal(0)
            )
        case "nummer_auswahl":
            return int(text) if text else None
        case _:
            return text


def unread(form: Form, field: Field) -> Any:  # Any: a column
    """What stands for a field that cannot be read: what was in it at first, or nothing."""
    try:
        return read(field, form.first.get(field.name, ""))
    except ValueError:
        return "" if field.kind in ("zeile", "auswahl") else None


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not key.strip() or not line.replace("\t", " ").isprintable():
            raise ValueError(_("Bitte schreiben Sie je Zeile „Bezeichnung: Angabe“."))
        found[key.strip()] = value.strip()
    return found


def _lines(values: Mapping[str, str]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in values.items())


def edit(tx: Transaction, view: AuthorityView) -> Form:
    """Name, office number, calendar, parent, contact and attributes."""
    near = [one for one in queries.register.neighbours(tx, view.territories[0]) if one[0] != view.id]
    lands = [(land, land) for land in _LANDS]
    return Form(
        _("Angaben ändern"),
        _("Gebiet und Art kommen aus dem amtlichen Register und werden hier nicht geändert."),
        _("Änderung eintragen"),
        (
            Field("lw-name", "name", _("Name")),
            Field("lw-amt", "office_number", _("Amtsnummer"), optional=True),
            Field("lw-oben", "parent_id", _("Übergeordnete Behörde"), "nummer_auswahl", "", near, True),
            Field("lw-land", "land", _("Feiertage von"), "auswahl", "", lands),
            Field(
                "lw-kontakt", "contact", _("Kontakt"), "zeilen", _("je Zeile „Bezeichnung: Angabe“"), (), True
            ),
            Field(
                "lw-merkmale",
                "attributes",
                _("Merkmale"),
                "zeilen",
                _("je Zeile „Bezeichnung: Angabe“"),
                (),
                True,
            ),
        ),
        {
            "lw-name": view.name,
            "lw-amt": view.office_number,
            "lw-oben": str(view.parent[0]) if view.parent else "",
            "lw-land": view.land,
            "lw-kontakt": _lines(view.contact),
            "lw-merkmale": _lines(view.attributes),
        },
        lambda tx, view, revision, values, when: commands.register.change_authority(
            tx, view.id, revision, values, when
        ),
    )


def close(_tx: Transaction, _view: AuthorityView) -> Form:
    """The authority is not there any more."""
    return Form(
        _("Behörde schließen"),
        _(
            "Ab dem Tag ist die Behörde nicht mehr zuständig. Das geht nur, wenn für ihre offenen Aufgaben dann eine "
            "andere Behörde zuständig ist."
        ),
        _("Behörde schließen"),
        (),
        {},
        lambda tx, view, revision, _values, when: commands.register.close_authority(
            tx, view.id, revision, when
        ),
        lambda tx, view: queries.steered.by_authority(tx, view.id),
    )


def enter(tx: Transaction, view: AuthorityView) -> Form:
    """The authority is competent, whatever the official rules say."""
    groups = list(queries.competence.groups(tx).items())
    return Form(
        _("Zuständigkeit eintragen"),
        _(
            "Was hier eingetragen ist, geht dem amtlichen Register vor. Wer bisher für dasselbe eingetragen war, ist "
            "es bis zum Vortag."
        ),
        _("Zuständigkeit eintragen"),
        (
            Field("lw-thema", "topic", _("Thema"), "auswahl", "", words.topics()),
            Field(
                "lw-gebiet",
                "territory",
                _("Gebiet"),
                "zeile",
                _("amtlicher Schlüssel: Land 05, Kreis 05334, Gemeinde 05334002"),
            ),
            Field(
                "lw-gruppe",
                "group",
                _("Personengruppe"),
                "auswahl",
                _("nur wenn die Zuständigkeit auf sie beschränkt ist"),
                groups,
                True,
            ),
            Field("lw-norm", "norm", _("Rechtsgrundlage"), "zeile", _("Norm, Vereinbarung oder Beschluss")),
            Field(
                "lw-vermerk",
                "note",
                _("Vermerk"),
                "zeile",
                _("Mit „prüfen“ im Text wird er bei jeder Aufgabe als Zweifel gezeigt."),
                (),
                True,
            ),
        ),
        {"lw-gebiet": view.territories[0]},
        _do_enter,
    )


def _do_enter(
    tx: Transaction, view: AuthorityView, revision: int, values: Mapping[str, Any], when: Effective
) -> int:
    groups = frozenset({values["group"]} - {""})
    entry = Entry(values["topic"], values["territory"], values["norm"], groups, values["note"])
    return commands.competence.enter(tx, view.id, revision, entry, when)


def end(view: AuthorityView, competence_id: int) -> Form:
    """An entered competence ends; Conflict when the authority does not have it."""
    found = next((one for one in view.entered if one.id == competence_id), None)
    if found is None:
        raise Conflict(f"Expected to end competence {competence_id}, but the authority does not have it")
    name = dict(words.topics()).get(found.topic, found.topic)
    return Form(
        _("Zuständigkeit beenden"),
        _(
            "%(topic)s in %(place)s. Danach gilt wieder das amtliche Register.",
            topic=name,
            place=found.territory,
        ),
        _("Zuständigkeit beenden"),
        (),
        {},
        lambda tx, _view, revision, _values, when: commands.competence.end(tx, competence_id, revision, when),
    )


def post(tx: Transaction, view: AuthorityView, post_id: int | None) -> Form:
    """A post (None: a new one); Conflict when the authority does not have it."""
    found = next((one.row for one in view.posts if one.row.id == post_id), None)
    if post_id is not None and found is None:
        raise Conflict(f"Expected to change post {post_id}, but the authority does not have it")
    territory = view.territories[0]
    near = queries.register.neighbours(tx, territory)
    people = dict.fromkeys((one.id, one.name) for one in queries.register.people(tx, territory))
    others = [(one.row.id, one.row.title) for one in view.posts if one.row.id != post_id]
    every = [("", _("jedes Thema")), *words.topics()]
    fields = (
        Field("lw-bezeichnung", "title", _("Bezeichnung")),
        Field("lw-rolle", "role", _("Rolle"), "rolle", "", words.roles()),
        Field("lw-thema", "topic", _("Thema"), "auswahl", "", every),
        Field(
            "lw-gebiet",
            "territory",
            _("Gebiet"),
            "zeile",
            _("amtlicher Schlüssel; leer: das ganze Gebiet der Behörde"),
            (),
            True,
        ),
        Field("lw-anteil", "share", _("Anteil (VZÄ)"), "zahl", _("etwa 1 oder 0,5")),
        Field(
            "lw-sitz",
            "seat_id",
            _("Sitzt bei"),
            "nummer_auswahl",
            _("die Behörde selbst oder ein Träger, der die Stelle stellt"),
            near,
        ),
        Field(
            "lw-person",
            "holder_id",
            _("Besetzt mit"),
            "nummer_auswahl",
            _("leer: unbesetzt"),
            list(people),
            True,
        ),
        Field(
            "lw-vertretung",
            "substitution",
            _("Vertretung, wenn niemand da ist"),
            "auswahl",
            "",
            words.substitutions(),
        ),
        Field(
            "lw-vertreter",
            "substitute_post_id",
            _("Vertretende Stelle"),
            "nummer_auswahl",
            _("bei „eine andere Stelle“"),
            others,
            True,
        ),
        Field(
            "lw-vertretungsbehoerde",
            "substitute_authority_id",
            _("Vertretende Behörde"),
            "nummer_auswahl",
            _("bei „eine andere Behörde“"),
            near,
            True,
        ),
        Field(
            "lw-vereinbarung",
            "agreement",
            _("Vereinbarung"),
            "zeile",
            _("worauf die Vertretung durch die andere Behörde beruht"),
            (),
            True,
        ),
        Field("lw-vermerk", "note", _("Vermerk"), "zeile", "", (), True),
    )
    first = {"lw-rolle": Role.CLERK.value, "lw-sitz": str(view.id), "lw-vertretung": "none", "lw-anteil": "1"}
    if found is not None:
        first = {one.name: _typed(getattr(found, one.column)) for one in fields}
    return Form(
        _("Stelle ändern") if found else _("Neue Stelle"),
        _(
            "Eine Aufgabe für eine unbesetzte Stelle folgt der Vertretungsregel; sonst erfährt es die "
            "KIM-Koordination."
        ),
        _("Stelle eintragen"),
        fields,
        first,
        lambda tx, view, revision, values, when: commands.post.change(
            tx, view.id, revision, post_id, values | {"role": Role(values["role"])}, when
        ),
    )


def _typed(value: Any) -> str:  # Any: a column of a post
    match value:
        case None:
            return ""
        case date():
            return day(value)
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case _:
            return str(value)
