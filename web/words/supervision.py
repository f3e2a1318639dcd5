"""How supervision speaks: classes, clocks, orders and outcomes by name. Filters for templates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import format_decimal
from flask_babel import gettext as _

from engine.queries.assignment import AssignmentView, Outcome, ResultRow
from engine.queries.supervision import AGES, AgeCount, Clock, DueClass, Nobody, Signal, TaskFilter
from web import supervision_filter
from web.display import in_german, role_name
from web.texts import by_language
from web.words.profile import topic

#: the classes of age, for a list to choose from
CLASSES = tuple(
    AgeCount(number, 0 if number == 0 else AGES[number - 1] + 1, (*AGES, None)[number], 0, 0)
    for number in range(len(AGES) + 1)
)


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        frist_name=due_name,
        uhr_name=clock_name,
        alter_name=age_name,
        ampel_name=signal_name,
        ausgang=outcome_name,
        zuweisungsstand=result_name,
        vze=share,
        rollenschluessel=supervision_filter.role_key,
    )
    app.jinja_env.globals.update(
        fristklassen=supervision_filter.DUE,
        uhren=supervision_filter.CLOCKS,
        sortierungen=supervision_filter.ORDERS,
        sortierung_name=order_name,
        altersklassen=CLASSES,
        seitengroessen=supervision_filter.SIZES,
        Clock=Clock,
        DueClass=DueClass,
        Outcome=Outcome,
    )


@by_language
def due_name(due: DueClass) -> str:
    """The class as a column is headed."""
    return {
        DueClass.OVERDUE: _("überfällig"),
        DueClass.TODAY: _("heute"),
        DueClass.WEEK: _("diese Woche"),
        DueClass.NEXT_WEEK: _("nächste Woche"),
        DueClass.LATER: _("später"),
        DueClass.NONE: _("ohne Frist"),
    }[due]


@by_language
def clock_name(clock: Clock) -> str:
    """The clock as a row is headed."""
    return {
        Clock.EARLIER: _("frühere von beiden"),
        Clock.LEGAL: _("gesetzliche Frist"),
        Clock.AGREED: _("vereinbart oder festgelegt"),
    }[clock]


def age_name(one: AgeCount) -> str:
    """The class of age in days."""
    if one.last is None:
        return _("über %(days)s Tage", days=one.first - 1)
    return _("%(first)s–%(last)s Tage", first=one.first, last=one.last)


@by_language
def signal_name(signal: Signal) -> str:
    """What the signal says."""
    return {
        Signal.CRITICAL: _("kritisch"),
        Signal.WARNING: _("Achtung"),
        Signal.FINE: _("im Plan"),
        Signal.EMPTY: _("nichts offen"),
    }[signal]


def outcome_name(outcome: Outcome, view: AssignmentView) -> str:
    """What became of one task of an assignment."""
    return {
        Outcome.ASSIGNED: _("Zeit geändert")
        if view.due
        else _("zugewiesen")
        if view.assignee
        else _("zurückgegeben"),
        Outcome.UNCHANGED: _("war so vereinbart")
        if view.due
        else _("hatte die Person schon")
        if view.assignee
        else _("war schon bei der Gruppe"),
        Outcome.CLOSED: _("inzwischen erledigt oder entfallen"),
        Outcome.CHANGED: _("inzwischen geändert"),
        Outcome.UNFIT: _("die Person darf diese Aufgabe nicht bearbeiten"),
        Outcome.FOUR_EYES: _(
            "die Person hat eine frühere Aufgabe erledigt oder vertritt die, die es tat; diese verlangt eine andere"
        ),
        Outcome.FORBIDDEN: _("Sie beaufsichtigen diese Aufgabe nicht"),
        Outcome.MISSING: _("gibt es nicht"),
    }[outcome]


def result_name(one: ResultRow, view: AssignmentView) -> str:
    """How it stands with one task of an assignment now, also when it was to be taken back."""
    if one.undone is None:
        return outcome_name(one.outcome, view)
    if one.undone is Outcome.ASSIGNED:
        return _("zurückgenommen")
    return _("nicht zurückgenommen: %(why)s", why=outcome_name(one.undone, view))


def filter_words(wanted: TaskFilter, choices: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a list is narrowed down to, each with its name, for the head of a printed one; `choices` knows the names."""
    processes = {one.key: one.name for one in choices["processes"]}
    steps = {one.element: one.name for one in choices["steps"]}
    people = {one.account: one.name for one in choices["people"]}
    person = ""
    if wanted.person is Nobody.NOBODY:
        person = _("niemandem")
    elif wanted.person is not None:
        person = people.get(wanted.person) or _("gewählte Person")
    said = (
        (_("Suche"), wanted.text),
        (_("Fällig"), due_name(wanted.due) if wanted.due else ""),
        (_("Uhr"), clock_name(wanted.clock) if wanted.clock is not Clock.EARLIER else ""),
        (_("Bei"), person),
        (_("Ablauf"), in_german(processes.get(wanted.process, wanted.process))),
        (_("Schritt"), in_german(steps.get(wanted.element, wanted.element))),
        (_("Rolle"), role_name(wanted.role) if wanted.role else ""),
        (_("Thema"), in_german(topic(wanted.topic)) if wanted.topic else ""),
        (_("Liegt seit"), age_name(CLASSES[wanted.age]) if wanted.age is not None else ""),
        (_("Eskalation"), _("Stufe %(level)s", level=wanted.level) if wanted.level else ""),
    )
    return [(name, value) for name, value in said if value]


def order_name(key: str) -> str:
    """How a list is sorted."""
    return {
        "frist": _("früheste Frist zuerst"),
        "gesetzlich": _("früheste gesetzliche Frist zuerst"),
        "vereinbart": _("früheste vereinbarte Zeit zuerst"),
        "alter": _("älteste Aufgabe zuerst"),
        "neu": _("neueste Aufgabe zuerst"),
        "stufe": _("höchste Eskalationsstufe zuerst"),
    }[key]


def share(value: Decimal | None) -> str:
    """Full-time equivalents or tasks per one: 1,5; a dash for none."""
    if value is None:
        return "–"
    return str(format_decimal(value, "#,##0.##" if value < 10 else "#,##0"))
