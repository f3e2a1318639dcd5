"""How values look on a page: German dates, due dates in words, roles by name. Filters and globals for templates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from flask import Flask, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from engine import Role
from engine.clock import ZONE
from engine.forms import Block
from engine.queries.inbox import InboxView
from engine.queries.tasks import TaskRow, Urgency
from web.navigation import screens


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        datum=day, zeit=moment, rolle=role_name, iso=iso, groupby_neighbours=neighbours
    )
    app.jinja_env.globals.update(frist=due_words, asset=asset, bildschirme=_screens, sprache=_language)
    app.jinja_env.globals.update(Urgency=Urgency, InboxView=InboxView)


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


def read_day(text: str) -> date | None:
    """Read 25.11.2026 or 2026-11-25; None for anything else."""
    try:
        if "." in text:
            number, month, year = (int(part) for part in text.split("."))
            return date(year, month, number)
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment(value: datetime | None) -> str:
    """25.11.2026, 14:05 by the wall clock in Germany; a dash for none."""
    return "–" if value is None else value.astimezone(ZONE).strftime("%d.%m.%Y, %H:%M")


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


def role_name(role: Role) -> str:
    """The role as people call it."""
    return {
        Role.CLERK: _("Sachbearbeitung"),
        Role.CASE_MANAGER: _("Case Management"),
        Role.TEAM_LEAD: _("Teamleitung"),
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


def _screens() -> tuple[object, ...]:
    return screens(current_user.actor) if current_user.is_authenticated else ()


def _language() -> str:
    return str(get_locale() or "de")
