"""How the inbox speaks: views, columns, orders, steps and their results by name. Filters and globals for templates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.citations import read
from engine.queries.inbox import (
    BulkRow,
    BulkView,
    InboxColumn,
    InboxFilter,
    InboxGroup,
    InboxPage,
    Offered,
    PriorityClass,
    priority_class,
)
from engine.queries.tasks import TaskRow, Urgency
from web import inbox_filter, worklist
from web.texts import by_language


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        spalte_name=column_name,
        prioritaet_name=priority_name,
        prioritaet=priority_of,
        gruppiert=grouped,
        grundlage=legal_basis_name,
        grundlagen=legal_bases_of,
        wirkung=effect_words,
        getan=done_words,
    )
    app.jinja_env.globals.update(
        ansichten=inbox_filter.VIEWS,
        eingang_sortierungen=inbox_filter.ORDERS,
        eingang_gruppierungen=inbox_filter.GROUPS,
        eingang_prioritaeten=inbox_filter.PRIORITIES,
        eingang_verweise=inbox_filter.REFERRALS,
        eingang_sortierung_name=order_name,
        eingang_gruppierung_name=group_name,
        ansicht_name=view_name,
        ansicht_kennt=inbox_filter.knows,
        schritt_name=step_name,
        InboxColumn=InboxColumn,
        liste=worklist.kept,
        liste_geschrieben=worklist.written,
    )


def legal_basis_name(one: Offered) -> str:
    """A norm as the filter names it, with the doubt of those who cite it; German as the law is."""
    if one.is_partly_doubtful:
        return f"{one.name} – teils prüfen"
    return f"{one.name} – prüfen" if one.is_doubtful else one.name


def legal_bases_of(row: TaskRow, asked: str) -> list[str]:
    """What a task rests on; what names a norm the list is narrowed to comes first."""
    wanted = read(asked).norms

    def names(text: str) -> bool:
        return any(own.covers(one) for own in read(text).norms for one in wanted)

    found = dict.fromkeys((*row.legal_bases, *row.step_bases))
    return sorted(found, key=lambda text: not names(text))


@by_language
def view_name(key: str) -> str:
    """A view as its tab is called."""
    return {
        "meine": _("Meine"),
        "gruppe": _("Meine Gruppe"),
        "frei": _("Nicht vergeben"),
        "vertretung": _("In Vertretung"),
        "delegiert": _("Von mir delegiert"),
        "wiedervorlage": _("Wiedervorlage"),
        "ueberfaellig": _("Überfällig"),
        "verweise": _("Verweise an uns"),
        "erledigt": _("Von mir erledigt"),
    }[key]


@by_language
def column_name(column: InboxColumn) -> str:
    """A column as it is headed."""
    return {
        InboxColumn.CASE: _("Akte"),
        InboxColumn.PERSON: _("Person"),
        InboxColumn.DUE: _("Frist"),
        InboxColumn.ASSIGNEE: _("Bei"),
        InboxColumn.PROCESS: _("Ablauf"),
        InboxColumn.AUTHORITY: _("Behörde"),
        InboxColumn.PRIORITY: _("Priorität"),
        InboxColumn.FOLLOW_UP: _("Wiedervorlage"),
        InboxColumn.CREATED: _("Liegt seit"),
        InboxColumn.LEGAL_DUE: _("Gesetzliche Frist"),
        InboxColumn.AGREED_DUE: _("Vereinbarte Zeit"),
        InboxColumn.LEGAL_BASIS: _("Rechtsgrundlage"),
        InboxColumn.NORM: _("Zuständig nach"),
    }[column]


@by_language
def order_name(key: str) -> str:
    """An order as it is offered."""
    return {
        "frist": _("Frist"),
        "frist-spaet": _("späteste Frist zuerst"),
        "gesetzlich": _("gesetzliche Frist"),
        "gesetzlich-spaet": _("späteste gesetzliche Frist zuerst"),
        "vereinbart": _("vereinbart oder festgelegt"),
        "vereinbart-spaet": _("späteste vereinbarte oder festgelegte zuerst"),
        "wiedervorlage": _("Wiedervorlage"),
        "wiedervorlage-spaet": _("späteste Wiedervorlage zuerst"),
        "prioritaet": _("Priorität"),
        "prioritaet-niedrig": _("niedrigste Priorität zuerst"),
        "neu": _("neueste zuerst"),
        "alt": _("älteste zuerst"),
        "akte": _("Aktenzeichen"),
        "akte-neu": _("neueste Akte zuerst"),
    }[key]


@by_language
def group_name(key: str) -> str:
    """A grouping as it is offered."""
    return {"ablauf": _("nach Ablauf"), "frist": _("nach Frist"), "person": _("nach Person")}[key]


@by_language
def priority_name(one: PriorityClass) -> str:
    """A class of priority."""
    return {
        PriorityClass.HIGH: _("hoch"),
        PriorityClass.NORMAL: _("normal"),
        PriorityClass.LOW: _("niedrig"),
    }[one]


def priority_of(number: int) -> str:
    """The class of a priority by name."""
    return priority_name(priority_class(number))


def grouped(page: InboxPage, wanted: InboxFilter) -> list[tuple[str, list[TaskRow]]]:
    """The rows under their headings, in their order; one heading without words when they are not grouped."""
    if wanted.group is InboxGroup.PERSON:
        people = (list(rows) for _case, rows in groupby(page.tasks, lambda row: page.persons[row.id]))
        return [(_of_person(rows), rows) for rows in people]
    return [
        (heading, list(group))
        for heading, group in groupby(page.tasks, lambda row: _heading(row, wanted.group))
    ]


def _of_person(rows: Sequence[TaskRow]) -> str:
    """The person, and the numbers of the cases in which something waits."""
    return ", ".join([rows[0].person, *dict.fromkeys(row.case_reference for row in rows)])


def _heading(row: TaskRow, group: InboxGroup) -> str:
    match group:
        case InboxGroup.PROCESS:
            return row.process
        case InboxGroup.DUE:
            return {
                Urgency.OVERDUE: _("Überfällig"),
                Urgency.TODAY: _("Heute fällig"),
                Urgency.SOON: _("In den nächsten sieben Tagen fällig"),
                Urgency.LATER: _("Später fällig"),
                Urgency.NONE: _("Ohne Frist"),
            }[row.urgency]
        case _:
            return ""


def step_name(kind: str) -> str:
    """What is done with the chosen tasks, as a button says it."""
    return {
        "claim": _("Übernehmen"),
        "release": _("Zurückgeben"),
        "assign": _("Zuweisen"),
        "delegate": _("Delegieren"),
        "return": _("Delegation beenden"),
        "follow_up": _("Wiedervorlage"),
        "priority": _("Priorität"),
        "comment": _("Kommentar"),
    }[kind]


def done_words(view: BulkView) -> str:
    """What a go came to, in one sentence."""
    if view.undone is not None and not view.done:
        return _("Das ließ sich nicht rückgängig machen.")
    if view.undone is not None:
        return ngettext(
            "Rückgängig gemacht: %(num)d Aufgabe ist wieder, wie sie war.",
            "Rückgängig gemacht: %(num)d Aufgaben sind wieder, wie sie waren.",
            view.done,
        )
    told = _ngettext_of(view)
    if view.left and view.done:
        return _("%(told)s Bei %(left)s ging es nicht.", told=told, left=len(view.left))
    return told if view.done else _("Es hat sich nichts geändert.")


def _ngettext_of(view: BulkView) -> str:
    done, detail = view.done, view.detail
    match view.kind.value:
        case "claim" | "release" if detail.get("alone"):
            return _alone(view)
        case "claim":
            return ngettext("%(num)d Aufgabe übernommen.", "%(num)d Aufgaben übernommen.", done)
        case "release":
            return ngettext("%(num)d Aufgabe zurückgegeben.", "%(num)d Aufgaben zurückgegeben.", done)
        case "return":
            return ngettext(
                "%(num)d Aufgabe ist wieder bei der Person, die sie delegiert hat.",
                "%(num)d Aufgaben sind wieder bei der Person, die sie delegiert hat.",
                done,
            )
        case "assign":
            return ngettext(
                "%(num)d Aufgabe an %(name)s zugewiesen.",
                "%(num)d Aufgaben an %(name)s zugewiesen.",
                done,
                name=detail["name"],
            )
        case "delegate":
            return ngettext(
                "%(num)d Aufgabe an %(name)s delegiert. Sie bleiben verantwortlich.",
                "%(num)d Aufgaben an %(name)s delegiert. Sie bleiben verantwortlich.",
                done,
                name=detail["name"],
            )
        case "follow_up" if detail["day"] is None:
            return ngettext(
                "Bei %(num)d Aufgabe ist die Wiedervorlage aufgehoben.",
                "Bei %(num)d Aufgaben ist die Wiedervorlage aufgehoben.",
                done,
            )
        case "follow_up":
            return ngettext(
                "%(num)d Aufgabe liegt am %(day)s wieder vor.",
                "%(num)d Aufgaben liegen am %(day)s wieder vor.",
                done,
                day=".".join(reversed(detail["day"].split("-"))),
            )
        case "priority":
            return ngettext(
                "%(num)d Aufgabe hat jetzt die Priorität %(name)s.",
                "%(num)d Aufgaben haben jetzt die Priorität %(name)s.",
                done,
                name=priority_of(detail["priority"]),
            )
        case _:
            return ngettext("%(num)d Aufgabe kommentiert.", "%(num)d Aufgaben kommentiert.", done)


def _alone(view: BulkView) -> str:
    """What was done with one task on its own."""
    name, who = view.results[0].name, view.detail["with"]
    if view.kind.value == "claim":
        if who:
            return _("Sie haben die Aufgabe in Vertretung für %(name)s übernommen.", name=who)
        return _("Sie haben die Aufgabe übernommen.")
    if who and view.detail["delegated"]:
        return _("„%(name)s“ geht an %(owner)s zurück.", name=name, owner=who)
    if who:
        return _("„%(name)s“ ist wieder bei %(who)s.", name=name, who=who)
    if view.detail["drafted"]:
        return _(
            "„%(name)s“ steht wieder allen in der Gruppe offen. Ihre Eingaben sind als Entwurf gespeichert.",
            name=name,
        )
    return _("„%(name)s“ steht wieder allen in der Gruppe offen.", name=name)


def effect_words(one: BulkRow) -> str:
    """Why it was not done with a task."""
    if one.effect.value == "held" and one.holder:
        return _("%(name)s hat sie", name=one.holder)
    return {
        "unchanged": _("war schon so"),
        "closed": _("inzwischen erledigt oder entfallen"),
        "changed": _("inzwischen geändert"),
        "held": _("jemand anders hat sie"),
        "unclaimed": _("noch hat sie niemand übernommen"),
        "unfit": _("die Person darf sie nicht bearbeiten"),
        "four_eyes": _(
            "die Person hat eine frühere Aufgabe erledigt oder vertritt die, die es tat; diese verlangt eine andere"
        ),
        "release_over": _("die Freigabe, auf der sie beruht, ist beendet"),
        "forbidden": _("gehört zu einer anderen Behörde oder Rolle"),
        "missing": _("gibt es nicht"),
    }[one.effect.value]
