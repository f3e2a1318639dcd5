"""The register of authorities in words: kinds of changes, columns, roles, values of the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from engine.actor import GROUP_ROLES, Role
from engine.competence import TOPICS
from engine.queries.register import ChangeRow, PostView
from web.display import day, role_name

#: roles a post can be for, in the order a choice offers them
ROLES = tuple(dict.fromkeys(GROUP_ROLES.values()))


#: what the log keeps of an authority's calendar
OF_CALENDAR = frozenset({"closure", "office_hours", "local_holiday"})


def weekdays() -> list[str]:
    """The names of the weekdays from Monday on."""
    return [
        _("Montag"),
        _("Dienstag"),
        _("Mittwoch"),
        _("Donnerstag"),
        _("Freitag"),
        _("Samstag"),
        _("Sonntag"),
    ]


def topics() -> list[tuple[str, str]]:
    """Every topic with its German name, by name."""
    return sorted(TOPICS.items(), key=lambda one: one[1])


def roles() -> list[tuple[str, str]]:
    """Every role a post can be for."""
    return [(role.value, role_name(role)) for role in ROLES]


def kind(row: ChangeRow) -> str:
    """What was changed, in a few words."""
    return {
        "authority": _("Angaben geändert"),
        "closing": _("Behörde geschlossen"),
        "competence": _("Zuständigkeit eingetragen"),
        "competence_end": _("Zuständigkeit beendet"),
        "post": _("Stelle neu") if row.change.before.get("new") else _("Stelle geändert"),
        "doubt": _("Zweifel geklärt"),
        "load": _("Amtliches Register geladen"),
        "closure": _closure(row),
        "office_hours": _("Öffnungszeiten geändert"),
        "local_holiday": _local(row),
        "absence": _("Abwesenheit geändert"),
    }[row.change.kind]


def _closure(row: ChangeRow) -> str:
    if not row.change.before:
        return _("Schließtage eingetragen")
    return _("Schließtage geändert") if row.change.after else _("Schließtage gelöscht")


def _local(row: ChangeRow) -> str:
    if not row.change.before:
        return _("Feiertag am Ort eingetragen")
    return _("Feiertag am Ort beendet") if row.change.after else _("Feiertag am Ort zurückgenommen")


def local_kinds() -> list[tuple[str, str]]:
    """On which days a holiday of a place can fall."""
    return [
        ("once", _("einmal an einem Tag")),
        ("yearly", _("jedes Jahr am selben Tag")),
        ("of_land", _("nach Landesrecht für einen Teil der Orte: gilt hier")),
        ("not_here", _("nach Landesrecht für einen Teil der Orte: gilt hier nicht")),
    ]


def state(row: ChangeRow) -> tuple[str, str]:
    """The state of a change: the class of its mark and its word."""
    return {
        "planned": ("waiting", _("vorgesehen")),
        "running": ("running", _("wird umgesetzt")),
        "effective": ("done", _("wirksam")),
        "undone": ("ended", _("zurückgenommen")),
    }[row.change.state]


def lines(row: ChangeRow, names: Mapping[int, str]) -> list[str]:
    """What was and what is, one line per field."""
    before, after = row.change.before, row.change.after
    shown = []
    # the database sorts the names by their length
    for name in sorted(dict.fromkeys((*before, *after)), key=lambda one: one == "last_day"):
        if name in ("new", "competence_id", "authority_id") or _column(name) is None:
            continue
        old, new = _said(name, before.get(name), names), _said(name, after.get(name), names)
        if name in after and name in before:
            shown.append(f"{_column(name)}: {old} → {new}")
        else:
            shown.append(f"{_column(name)}: {new if name in after else old}")
    return shown


def _column(name: str) -> str | None:
    return {
        "name": _("Name"),
        "local_kind": _("Frei"),
        "office_number": _("Amtsnummer"),
        "land": _("Feiertage von"),
        "parent_id": _("Übergeordnet"),
        "contact": _("Kontakt"),
        "attributes": _("Merkmale"),
        "valid_to": _("Letzter Tag"),
        "topic": _("Thema"),
        "territory": _("Gebiet"),
        "norm": _("Rechtsgrundlage"),
        "groups": _("Personengruppe"),
        "title": _("Bezeichnung"),
        "role": _("Rolle"),
        "share": _("Anteil (VZÄ)"),
        "seat_id": _("Sitzt bei"),
        "holder_id": _("Besetzt mit"),
        "absent_from": _("Abwesend ab"),
        "absent_to": _("Abwesend bis"),
        "substitution": _("Vertretung"),
        "substitute_post_id": _("Vertretende Stelle"),
        "substitute_authority_id": _("Vertretende Behörde"),
        "agreement": _("Vereinbarung"),
        "note": _("Vermerk"),
        "doubt": _("Zu prüfen war"),
        "settled": _("Geprüft am"),
        "authorities": _("Behörden"),
        "differences": _("Abweichungen"),
        "first_day": _("Erster Tag"),
        "last_day": _("Letzter Tag"),
        "hours": _("Öffnungszeiten"),
    }.get(name)


def _said(name: str, value: Any, names: Mapping[int, str]) -> str:  # Any: a column as the log keeps it
    if value in (None, "", {}):
        return "–"
    if name in ("seat_id", "parent_id", "substitute_authority_id"):
        return names.get(int(value), str(value))
    if name == "holder_id":
        return _("jemand anderes") if int(value) not in names else names[int(value)]
    if name == "local_kind":
        return dict(local_kinds())[str(value)]
    if name == "topic":
        return TOPICS.get(str(value), str(value))
    if name == "role":
        return role_name(Role(value))
    if name == "substitution":
        return substitution(str(value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    if name in ("valid_to", "absent_from", "absent_to", "settled", "first_day", "last_day"):
        return day(date.fromisoformat(str(value)))
    return str(value)


def substitution(rule: str) -> str:
    """A substitution rule in words."""
    return {
        "none": _("nicht geregelt"),
        "team_lead": _("die Teamleitung"),
        "post": _("eine andere Stelle"),
        "authority": _("eine andere Behörde nach Vereinbarung"),
    }[rule]


def substitutions() -> list[tuple[str, str]]:
    """Every substitution rule."""
    return [(rule, substitution(rule)) for rule in ("none", "team_lead", "post", "authority")]


def occupation(view: PostView) -> str:
    """Who does the work of a post today."""
    if view.filled:
        return view.holder or ""
    until = view.absent_until
    if view.row.left:
        return _("%(name)s, Konto geschlossen", name=view.holder)
    if view.holder:
        return (
            _("%(name)s, abwesend bis %(day)s", name=view.holder, day=day(until))
            if until
            else _("%(name)s, abwesend", name=view.holder)
        )
    return _("unbesetzt")
