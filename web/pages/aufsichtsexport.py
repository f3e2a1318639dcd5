"""The tables of supervision as files. They carry case numbers and no names of the persons the cases are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.clock import ZONE
from engine.queries import supervision
from engine.queries.supervision import Clock, Counts, DueClass
from engine.queries.tasks import TaskRow
from web import export, supervision_filter
from web.display import role_name
from web.export import Cell, FileType, Sheet
from web.pages.aufsicht import PANELS, permitted
from web.session import begin
from web.words.profile import topic
from web.words.supervision import age_name, clock_name, due_name, signal_name

page = Blueprint("aufsichtsexport", __name__, url_prefix="/aufsicht")

#: a day that counts as a whole ends within it
_LAST_MINUTE = (23, 59)

#: tasks one file holds: as many as a list counts
MOST = supervision.COUNTED
Row = list[Cell]


@page.get("/aufgaben.<kind>")
def tasks(kind: str) -> Response:
    """The list with the filters of the address, at most `MOST` tasks; the last line says when there are more."""
    wanted = supervision_filter.read(request.args)
    with begin() as tx:
        scope = supervision.supervised(tx, supervision_filter.authorities(request.args))
        rows = [_task(row) for row in supervision.every(tx, scope, wanted, MOST)]
        more = len(rows) == MOST and supervision.total(tx, scope, wanted) > MOST
        day = tx.today
    notes = [_("Es gibt mehr Aufgaben: Diese Datei enthält die ersten %(most)s.", most=MOST)] if more else []
    sheet = Sheet(_("Aufgaben"), _task_heads(), rows, notes)
    return export.file(_kind(kind), f"aufgaben-{day}", [sheet])


@page.get("/tafeln/<key>.<kind>")
def panel(key: str, kind: str) -> Response:
    """One panel with all its rows."""
    with begin() as tx:
        scope = supervision.choose(tx, supervision_filter.authorities(request.args))
        found = PANELS.get(key)
        if found is None or key not in _TABLES or not permitted(found, scope):
            abort(404)
        heads, rows = _TABLES[key](found.read(tx, scope))
        day = tx.today
    return export.file(_kind(kind), f"aufsicht-{key}-{day}", [Sheet(str(found.title), heads, rows)])


def _kind(word: str) -> FileType:
    if word not in set(FileType):
        abort(404)
    return FileType(word)


def _task_heads() -> list[str]:
    return [
        _("Aufgabe"),
        _("Ablauf"),
        _("Aktenzeichen"),
        _("Behörde"),
        _("Rolle"),
        _("Thema"),
        _("Bei"),
        _("Frist"),
        _("gesetzliche Frist"),
        _("vereinbarte Zeit"),
        _("festgelegter Tag"),
        _("Tage bis zur Frist"),
        _("Eskalationsstufe"),
        _("Liegt seit"),
        _("Übernommen"),
        _("Angehalten seit"),
        _("Grund des Anhaltens"),
    ]


def _moment(due: datetime | None) -> Cell:
    """A due date: the day where all of it is left, else the time of day too, as of a deadline in hours."""
    if due is None:
        return None
    local = due.astimezone(ZONE)
    return local.date() if (local.hour, local.minute) == _LAST_MINUTE else due


def _task(row: TaskRow) -> Row:
    return [
        row.name,
        row.process,
        row.case_reference,
        row.authority,
        role_name(row.role),
        topic(row.topic),
        row.assignee or "",
        _moment(row.due),
        _moment(row.legal_due),
        None if row.agreed_is_set else _moment(row.agreed_due),
        _moment(row.agreed_due) if row.agreed_is_set else None,
        row.days,
        row.escalation_level,
        row.created,
        row.claimed,
        row.suspended,
        row.suspended_reason,
    ]


def _counts(counts: Counts) -> Row:
    return [
        counts.open,
        counts.overdue,
        counts.legal_overdue,
        counts.today,
        counts.week,
        counts.unassigned,
        counts.escalated,
        signal_name(counts.signal),
    ]


def _count_heads() -> list[str]:
    return [
        _("offen"),
        _("überfällig"),
        _("davon gesetzlich"),
        _("heute"),
        _("diese Woche"),
        _("nicht übernommen"),
        _("eskaliert"),
        _("Stand"),
    ]


def _due(data: supervision.DueFigures) -> tuple[list[str], list[Row]]:
    heads = [_("Uhr"), *(due_name(due) for due in DueClass), _("offen"), _("nicht übernommen")]
    rows: list[Row] = []
    for clock in Clock:
        first = clock is Clock.EARLIER
        beside: Row = [data.open, data.unassigned] if first else [None, None]
        rows.append([clock_name(clock), *(data.by_clock[clock][due] for due in DueClass), *beside])
    return heads, rows


def _trend(data: tuple[supervision.WeekCount, ...]) -> tuple[list[str], list[Row]]:
    heads = [_("Woche ab"), _("eingegangen"), _("erledigt"), _("davon verspätet")]
    return heads, [[one.monday, one.received, one.completed, one.late] for one in data]


def _ages(data: tuple[supervision.AgeCount, ...]) -> tuple[list[str], list[Row]]:
    return [_("liegt seit"), _("offen"), _("überfällig")], [
        [age_name(one), one.open, one.overdue] for one in data
    ]


def _authorities(data: tuple[supervision.AuthorityCounts, ...]) -> tuple[list[str], list[Row]]:
    heads = [_("Behörde"), *_count_heads(), _("Störungen")]
    return heads, [[one.name, *_counts(one.counts), one.incidents] for one in data]


def _processes(data: tuple[supervision.ProcessCounts, ...]) -> tuple[list[str], list[Row]]:
    return [_("Ablauf"), *_count_heads()], [[one.name, *_counts(one.counts)] for one in data]


def _steps(data: tuple[supervision.StepCounts, ...]) -> tuple[list[str], list[Row]]:
    heads = [_("Schritt"), _("Ablauf"), *_count_heads()]
    return heads, [[one.name, one.process, *_counts(one.counts)] for one in data]


def _teams(data: tuple[supervision.TeamCounts, ...]) -> tuple[list[str], list[Row]]:
    heads = [_("Behörde"), _("Rolle"), _("Thema"), *_count_heads()]
    return heads, [
        [one.authority, role_name(one.role), topic(one.topic), *_counts(one.counts)] for one in data
    ]


def _posts(data: tuple[supervision.PostLoad, ...]) -> tuple[list[str], list[Row]]:
    heads = [
        _("Behörde"),
        _("Rolle"),
        _("VZÄ Plan"),
        _("unbesetzt"),
        _("abwesend"),
        _("da"),
        _("offen"),
        _("überfällig"),
        _("Aufgaben je VZÄ"),
    ]
    return heads, [
        [
            one.authority,
            role_name(one.role),
            one.planned,
            one.vacant,
            one.absent,
            one.present,
            one.open,
            one.overdue,
            None if one.per_post is None else round(one.per_post, 2),
        ]
        for one in data
    ]


def _people(data: tuple[supervision.PersonLoad, ...]) -> tuple[list[str], list[Row]]:
    heads = [_("Person"), _("VZÄ"), _("abwesend bis"), *_count_heads(), _("Aufgaben je VZÄ")]
    rows: list[Row] = []
    for one in data:
        away: Cell = one.absent_until or (_("ohne Ende") if one.absent else None)
        load = None if one.per_post is None else round(one.per_post, 2)
        rows.append([one.name, one.share, away, *_counts(one.counts), load])
    return heads, rows


_TABLES: dict[str, Callable[[Any], tuple[list[str], list[Row]]]] = {
    "fristen": _due,
    "verlauf": _trend,
    "alter": _ages,
    "behoerden": _authorities,
    "ablaeufe": _processes,
    "schritte": _steps,
    "teams": _teams,
    "auslastung": _posts,
    "personen": _people,
}
