"""How values look on a page: German dates, due dates in words, roles by name. Filters and globals for templates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import cast

from babel.dates import get_day_names
from flask import Flask, g, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from engine import Action, Role, forms, notices, queries, wording
from engine.clock import ZONE
from engine.duties import Duty
from engine.forms import Block, FieldView, Kind
from engine.queries.inbox import InboxView
from engine.queries.migration import ElementOption
from engine.queries.notification import NotificationRow, Unread
from engine.queries.records import DecisionRow
from engine.queries.tasks import TaskRow, Urgency
from engine.wording import say, spelled
from web import places, values
from web.forms import field_faults, labels
from web.forms.fields import rows
from web.navigation import Screen, home, screens
from web.session import begin
from web.texts import by_language
from web.values import ValueKind


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        datum=day,
        zeit=moment,
        rolle=role_name,
        iso=iso,
        groupby_neighbours=neighbours,
        gefaltet=folded,
        reihen=rows,
        eingabewert=typed_form,
        hat_hilfe=has_help,
        norm_daneben=norm_beside,
        nebeneinander=fits_on_a_line,
        feldbreite=width,
        beschriftungen=labels.carried,
        neueste=latest,
        ergebnis=result,
        zahl=count,
        zuordnungen=element_choices,
        gesagt=say,
        wertarten=value_kinds,
        wertart=values.kind_of,
        werttext=values.typed,
        artname=values.type_name,
        meldung=sentence,
        meldungszeilen=notice_lines,
        meldungssatz=short_sentence,
        zugleich=notice_beside,
        meldungsart=notice_kind,
        uhrzeit=time_of_day,
        pflicht=duty_name,
        wann=duty_times,
        feldsatz=field_faults.marked,
        deutsch=in_german,
    )
    app.jinja_env.globals.update(
        frist=due_words,
        glocke=unread,
        asset=asset,
        bildschirme=_screens,
        erste_seite=_home,
        sprache=_language,
        deutsch=german_part,
        gemeinden=places.offered,
    )
    app.jinja_env.globals.update(Urgency=Urgency, InboxView=InboxView, Action=Action)


def day(value: date | datetime | None) -> str:
    """25.11.2026, by the wall clock in Germany; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(ZONE)
    return value.strftime("%d.%m.%Y")


def neighbours(blocks: Iterable[Block]) -> list[tuple[str, list[Block]]]:
    """Blocks of a form text, neighbours of one kind together: list items are one list."""
    return [(kind, list(group)) for kind, group in groupby(blocks, key=lambda block: block.kind.value)]


def folded(field: FieldView) -> tuple[Sequence[Block], Sequence[Block]]:
    """A text of a form: what stands open, and what is behind a fold."""
    return forms.split(field.blocks, field.properties)


def typed_form(field: FieldView) -> str:
    """A field's value as it is typed in Germany: 25.11.2026 instead of ISO, a municipality by name. What is neither
    stays as it was typed.
    """
    if field.place:
        return places.typed(field.value)
    try:
        match field.kind:
            case Kind.DATE:
                return date.fromisoformat(field.value).strftime("%d.%m.%Y")
            case Kind.DATETIME:
                return datetime.fromisoformat(field.value).strftime("%d.%m.%Y %H:%M")
            case Kind.TIME:
                return time.fromisoformat(field.value).strftime("%H:%M")
            case _unused:
                return field.value
    except ValueError:
        return field.value


_DATED = frozenset({Kind.DATE, Kind.TIME, Kind.DATETIME})


#: signs that fit beside each other in a form, and what a button and the space after it take of them
_LINE, _BUTTON = 76, 5


def fits_on_a_line(field: FieldView) -> bool:
    """Whether the options of a single choice stand on one line: several lines of them are read worse than a list."""
    taken = sum(len(option.label) + _BUTTON for option in field.options)
    return field.kind is Kind.RADIO and taken <= _LINE


#: the longest text that is a code or a number, and that is a name
_CODE, _NAME = 10, 80


def width(field: FieldView) -> str:
    """How wide a field is: as what is typed into it."""
    longest = _NAME if field.place else int(field.constraints.max_length or 0)
    if field.kind in _DATED or field.kind is Kind.NUMBER or 0 < longest <= _CODE:
        return "short"
    return "medium" if 0 < longest <= _NAME else "text"


def has_help(field: FieldView) -> bool:
    """Whether something is said below the label: help, norm, or how a date is written."""
    return bool(
        field.description or field.help or field.norm or (field.kind in _DATED and not field.readonly)
    )


def norm_beside(field: FieldView) -> str:
    """The norm of a field, unless the words below its label name it already, as „§ 58 Abs. 2 VwGO“ names § 58 VwGO."""
    said = f"{field.description} {field.help}"
    paragraph, _space, law = field.norm.rpartition(" ")
    named = field.norm in said or (bool(paragraph) and paragraph in said and law in said)
    return "" if named else field.norm


def latest(decisions: Iterable[DecisionRow]) -> list[DecisionRow]:
    """Of each decision the last evaluation, of the pre-check the last of each title; `decisions` come newest first."""
    return list({(one.decision, one.name): one for one in reversed(list(decisions))}.values())


@dataclass(frozen=True, slots=True)
class Result:
    """What a decision came to, for people: one sentence, and what stands out."""

    headline: str
    points: tuple[str, ...] = ()


def result(outputs: object) -> Result:
    """Read a decision's result. A context says it in `bedeutung` or `ergebnis` and `befunde` (docs/web.md)."""
    if isinstance(outputs, list) and any(isinstance(one, dict) for one in outputs):
        return Result("", tuple(_in_words(one) for one in outputs))
    if not isinstance(outputs, dict):
        return Result("" if outputs is None else _in_words(outputs))
    headline = _headline(outputs)
    points = outputs.get("befunde")
    listed = points if isinstance(points, list) else []
    return Result("" if headline is None else _in_words(headline), tuple(_in_words(one) for one in listed))


def _headline(context: dict[str, object]) -> object:
    return context.get("bedeutung") or context.get("ergebnis")


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        said = _headline(value)
        return _in_words(list(value.values()) if said is None else said)
    if isinstance(value, list):
        return ", ".join(_in_words(one) for one in value)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return spelled(value) if isinstance(value, str) else str(value)


def moment(value: datetime | None) -> str:
    """25.11.2026, 14:05 by the wall clock in Germany; a dash for none."""
    return "–" if value is None else value.astimezone(ZONE).strftime("%d.%m.%Y, %H:%M")


def time_of_day(value: datetime) -> str:
    """14:05 by the wall clock in Germany."""
    return value.astimezone(ZONE).strftime("%H:%M")


def sentence(row: NotificationRow) -> str:
    """What somebody was told, in the language of the page."""
    return notices.sentence(row.kind, _language(), row.detail, row.stands_for)


def short_sentence(row: NotificationRow) -> str:
    """The same without the levels that were passed by: they stand beside it."""
    detail = {name: value for name, value in row.detail.items() if name != "passed"}
    return notices.sentence(row.kind, _language(), detail, row.stands_for)


def notice_lines(row: NotificationRow) -> list[tuple[str, str]]:
    """The kinds of a summary of ladders, each with its sentence; empty for what is of one kind."""
    found = notices.lines(_language(), row.detail)
    return list(found) if len(found) > 1 else []


def notice_beside(row: NotificationRow) -> str:
    """Which levels were passed by that a summary tells with the others; empty for none."""
    return notices.passed(_language(), row.detail)


def notice_kind(kind: str) -> str:
    """A kind of notice by its name."""
    return notices.kind_name(kind, _language())


def duty_name(name: str) -> str:
    """A duty by the clock as people call it."""
    return {
        "digests": _("Tagesübersichten schreiben"),
        "absences": _("Beginn und Ende von Abwesenheiten melden"),
        "old absences": _("Alte Abwesenheiten und Vertretungen löschen"),
        "old notices": _("Alte Meldungen löschen"),
        "old mails": _("Alte Mails löschen"),
        "tasks nobody was there for": _("Nach Aufgaben sehen, für die niemand da war"),
        "tasks of the absent": _("Nach Aufgaben von Abwesenden und Ausgeschiedenen sehen"),
        "drafts in vain": _("Entwürfe zu beendeten Aufgaben löschen"),
        "releases that ended": _("Abgelaufene Freigaben beenden"),
        "escalations of the week": _("Lenkungsgruppen die Überfälligen melden"),
        "consultations": _("Beteiligungen erinnern und schließen"),
        "proposals in force": _("Beschlüsse in Kraft setzen"),
        "proposals to review": _("An die Überprüfung von Beschlüssen erinnern"),
        "tasks seen": _("Vergessen, wer abgeschlossene Aufgaben angesehen hat"),
        "unscanned documents": _("Ungeprüfte Dokumente noch einmal prüfen"),
        "old exports": _("Alte Exporte von Akten löschen"),
        "documents of nobody": _("Dateien löschen, die zu keinem Dokument gehören"),
        "discarded drafts": _("Verworfene Entwürfe endgültig löschen"),
        "old rollouts": _("Vergessen, wie Fälle vor einer Überführung standen"),
        "courses of old": _("Eingaben beendeter Abläufe löschen"),
        "old turns": _("Alte Einträge dieser Liste löschen"),
    }.get(name, name)


def weekday(value: date) -> str:
    """Montag, in the language of the page."""
    return str(get_day_names(locale=_language())[value.weekday()])


def duty_times(one: Duty) -> str:
    """When a duty is done."""
    if one.at is None:
        return _("alle %(num)s Minuten", num=one.every)
    at = one.at.strftime("%H:%M")
    if one.weekday is None:
        return _("täglich um %(at)s", at=at)
    return _("%(day)s um %(at)s", day=get_day_names(locale=_language())[one.weekday], at=at)


def unread() -> Unread:
    """How much the logged-in person has not read, as the page has asked already, or asked now; nothing on a page that
    tells of a fault.
    """
    if "unread" in g:
        return cast("Unread", g.unread)
    try:
        with begin() as tx:
            return queries.notification.count_unread(tx)
    except Exception:  # the page says what is wrong; its bell must not break it again
        return Unread(0, 0)


def count(number: int) -> str:
    """How many, as it is written in the language of the page."""
    return wording.count(number, _language())


def element_choices(options: Iterable[ElementOption]) -> list[tuple[str, str]]:
    """Elements of another version for a list to choose from."""
    return [(one.element, f"{one.name} ({one.kind_label})") for one in options]


def value_kinds(kinds: Iterable[ValueKind]) -> list[tuple[str, str]]:
    """The kinds of a value for a list to choose from."""
    return [(kind.value, values.kind_name(kind)) for kind in kinds]


def iso(value: date | datetime | None) -> str:
    """For a `datetime` attribute."""
    if value is None:
        return ""
    return (
        value.astimezone(ZONE).isoformat(timespec="minutes")
        if isinstance(value, datetime)
        else value.isoformat()
    )


def due_words(row: TaskRow) -> str:
    """How far away the due date is, in words; empty when the date says it all."""
    days = row.days or 0
    match row.urgency:
        case Urgency.OVERDUE if days == 0:
            return _("seit heute überfällig")
        case Urgency.OVERDUE:
            return ngettext("%(num)d Tag überfällig", "%(num)d Tage überfällig", -days)
        case Urgency.TODAY:
            return _("heute")
        case Urgency.SOON if days == 1:
            return _("morgen")
        case Urgency.SOON:
            return ngettext("in %(num)d Tag", "in %(num)d Tagen", days)
        case _unused:
            return ""


@by_language
def role_name(role: Role) -> str:
    """The role as people call it."""
    return {
        Role.CLERK: _("Sachbearbeitung"),
        Role.CASE_MANAGER: _("Case Management"),
        Role.TEAM_LEAD: _("Teamleitung"),
        Role.HEAD_OF_OFFICE: _("Amtsleitung"),
        Role.PROCESS_OWNER: _("Prozessverantwortung"),
        Role.COORDINATOR: _("KIM-Koordination"),
        Role.STEERING_MEMBER: _("Lenkungsgruppe"),
        Role.ADMINISTRATOR: _("Administration"),
        Role.AUDITOR: _("Revision"),
        Role.GUEST: _("Gast"),
    }[role]


def asset(path: str) -> str:
    """The address of a static file with a mark of its content, so that a new one is never taken from the cache."""
    return url_for("static", filename=path, v=_mark(path))


@lru_cache(maxsize=64)
def _mark(path: str) -> str:
    file = Path(__file__).parent / "static" / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def _home() -> Screen | None:
    return home(current_user.actor) if current_user.is_authenticated else None


def _screens() -> tuple[object, ...]:
    return screens(current_user.actor) if current_user.is_authenticated else ()


def german_part() -> Markup:
    """The attribute for a part that is German in every language: what processes, forms and law are written in."""
    return Markup("" if _language() == "de" else ' lang="de"')  # noqa: S704  two constants


def in_german(text: object) -> str:
    """A name or sentence of a process, a form, an authority or the law, marked as German where the page is not."""
    if not text or _language() == "de":
        return str(text or "")
    return Markup('<span lang="de">{}</span>').format(text)


def _language() -> str:
    return str(get_locale() or "de")
