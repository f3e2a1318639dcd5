"""The tabs of a case file, `/akte/<Aktenzeichen>?reiter=<name>`, and what each reads. One line in `TABS` makes one.

A tab of the file itself has a template `akte/reiter/<name>.html`; one with an endpoint is a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine import Action, Transaction, queries
from engine.commands.note import LONGEST_NOTE
from engine.queries.case_file import CaseFront, FactKind, RelationKind, TimelineFilter
from engine.queries.cases import CaseHead
from web.days import day_fault, read_day
from web.numbers import is_number
from web.pages.vorpruefung import words
from web.session import current_actor

Context = Mapping[str, Any]

#: facts and open tasks on the first tab
_LATEST: Final = 8
_URGENT: Final = 8
#: decisions people took, on a page
_DECISIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: how the address calls it, its label, and what it reads; or the page it is."""

    name: str
    label: str
    read: Callable[[Transaction, CaseFront], Context] | None = None
    endpoint: str = ""
    #: only in cases that concern a person
    of_person: bool = False
    #: also for whoever has a task in the case and does not read the file
    for_guests: bool = False
    #: only for whom this is permitted at the authority that leads the case
    action: Action | None = None


def _overview(tx: Transaction, front: CaseFront) -> Context:
    return {
        "open_tasks": front.tasks[:_URGENT],
        "open_count": len(front.tasks),
        "latest": queries.case_file.latest(tx, front, _LATEST),
        "single_task": _single_task(tx, front),
        "ahead": queries.case_file.ahead(tx, front.head, front.sight, front.line),
    }


def _timeline(tx: Transaction, front: CaseFront) -> Context:
    wanted, typed, errors = _filter()
    page = queries.case_file.timeline(tx, front, wanted, request.args.get("nach"))
    kinds = [(code, label) for code, (_kind, label) in fact_kinds().items()]
    return {"page": page, "typed": typed, "errors": errors, "kinds": kinds}


def _course(tx: Transaction, front: CaseFront) -> Context:
    return {
        "course": queries.case_file.course(tx, front, _number("lauf"), request.args.get("nach")),
        "fresh_starts": queries.case_file.fresh_starts(tx, front),
    }


def _tasks(tx: Transaction, front: CaseFront) -> Context:
    return {
        "tasks": queries.case_file.case_tasks(
            tx, front, request.args.get("nach"), request.args.get("offene")
        ),
        "fresh_starts": queries.case_file.fresh_starts(tx, front),
        "single_task": _single_task(tx, front),
    }


def _single_task(tx: Transaction, front: CaseFront) -> str | None:
    """Where a task of its own is given, if the actor can."""
    if not queries.case_file.takes_single_tasks(tx, front):
        return None
    return url_for("aktenstart.choose", reference=front.head.reference, ablauf=queries.case_file.SINGLE_TASK)


def _decisions(tx: Transaction, front: CaseFront) -> Context:
    return {
        "taken": queries.case_file.part(
            queries.case_file.taken(tx, front), _DECISIONS, request.args.get("nach")
        ),
        "decisions": queries.case_file.case_decisions(tx, front),
    }


def _chances(tx: Transaction, front: CaseFront) -> Context:
    may_check = current_actor().may(Action.READ_CASE) and front.sight.reads_record
    kept = queries.precheck.seen(tx, front.sight) if may_check else ()
    return {"kept": kept, "words": words(), "may_check": may_check}


def _plans(tx: Transaction, front: CaseFront) -> Context:
    plans = queries.case_file.help_plans(tx, front)
    chosen = _number("plan")
    return {"plans": plans, "plan": next((one for one in plans if one.instance_id == chosen), None)}


def _number(name: str) -> int | None:
    """The number the address gives, if it gives one."""
    said = request.args.get(name, "")
    return int(said) if is_number(said) else None


def _people(tx: Transaction, front: CaseFront) -> Context:
    return {"people": queries.case_file.people(tx, front), "verbindungen": relations()}


def _notes(tx: Transaction, front: CaseFront) -> Context:
    notes = queries.case_file.note_page(tx, front.sight, request.args.get("nach"))
    groups = queries.case_file.note_groups(tx, front)
    filed = [*groups, *(one.filed for one in notes.rows)]
    return {
        "notes": notes,
        "groups": groups,
        "shelves": queries.case_file.shelves(tx, front.head.id, filed, front.loaded),
        "longest": LONGEST_NOTE,
    }


#: in the order of the page; the first one is shown when the address names none
TABS: Final = (
    Tab("ueberblick", _l("Überblick"), _overview),
    Tab("verlauf", _l("Verlauf"), _timeline),
    Tab("ablaeufe", _l("Abläufe"), _course),
    Tab("aufgaben", _l("Aufgaben"), _tasks),
    Tab("entscheidungen", _l("Entscheidungen"), _decisions),
    Tab("hilfeplan", _l("Hilfeplan"), _plans, of_person=True),
    Tab("dokumente", _l("Dokumente"), endpoint="dokumente.overview", for_guests=True),
    Tab("verweise", _l("Verweise"), endpoint="verweise.of_case"),
    Tab("beteiligte", _l("Beteiligte"), _people),
    Tab("notizen", _l("Notizen"), _notes),
    Tab("chancen", _l("Chancencheck"), _chances, of_person=True),
    Tab("auszug", _l("Auszug"), endpoint="auszug.overview"),
    Tab("uebermittlungen", _l("Übermittlungen"), endpoint="uebermittlungen.overview", of_person=True),
    Tab("gelesen", _l("Wer hat gelesen?"), endpoint="einsicht.reads", action=Action.READ_READS),
)


def init_app(app: Flask) -> None:
    """Let templates ask for the tabs."""
    app.jinja_env.globals.update(aktenreiter=tabs, reiteradresse=address, gefiltert=_given)


def tab(name: str) -> Tab:
    """The tab of that name, else the first one."""
    return next((one for one in TABS if one.name == name and one.read is not None), TABS[0])


def tabs(head: CaseHead, *, may_read: bool = True) -> tuple[Tab, ...]:
    """The tabs of a case."""
    return tuple(
        one
        for one in TABS
        if (head.concerns_person or not one.of_person)
        and (may_read or one.for_guests)
        and (one.action is None or current_actor().may(one.action, head.authority_id))
    )


def address(one: Tab, reference: str) -> str:
    """Where a tab is."""
    if one.endpoint:
        return url_for(one.endpoint, reference=reference)
    return url_for("akte.show", reference=reference, reiter=None if one is TABS[0] else one.name)


def fact_kinds() -> dict[str, tuple[FactKind, str]]:
    """What the timeline can be narrowed down to: as the address says it, and in words."""
    return {
        "wesentlich": (FactKind.ESSENTIAL, _("Wesentliches")),
        "alles": (FactKind.ALL, _("Jeder Schritt")),
        "aufgaben": (FactKind.TASKS, _("Aufgaben")),
        "fristen": (FactKind.DEADLINES, _("Fristen und Eskalationen")),
        "entscheidungen": (FactKind.DECISIONS, _("Entscheidungen und Vorprüfungen")),
        "dokumente": (FactKind.DOCUMENTS, _("Dokumente und Exporte")),
        "nachrichten": (FactKind.MESSAGES, _("Nachrichten und Signale")),
        "beteiligte": (FactKind.PARTIES, _("Fall, Beteiligte, Freigaben")),
        "eingriffe": (FactKind.INTERVENTIONS, _("Eingriffe und Störungen")),
    }


def relations() -> dict[RelationKind, str]:
    """What another case can be to this one, in words."""
    return {
        RelationKind.SPOUSE: _("verheiratet oder verpartnert"),
        RelationKind.PARENT: _("Elternteil"),
        RelationKind.CHILD: _("Kind"),
        RelationKind.SIBLING: _("Geschwister"),
        RelationKind.GUARDIAN: _("Vormund oder Betreuung"),
        RelationKind.WARD: _("Mündel oder betreute Person"),
        RelationKind.HOUSEHOLD: _("im gemeinsamen Haushalt"),
        RelationKind.WHOLE: _("übergeordneter Fall"),
        RelationKind.PART: _("Teilfall"),
    }


def _filter() -> tuple[TimelineFilter, dict[str, str], list[tuple[str, str, str]]]:
    """What the address asks of the timeline, as it was typed, and what of it nobody can read."""
    typed = {name: request.args.get(name, "").strip()[:200] for name in _FILTERS}
    errors = []
    days: dict[str, date | None] = {}
    for name, label in (("von", _("Von")), ("bis", _("Bis"))):
        days[name] = read_day(typed[name]) if typed[name] else None
        if typed[name] and days[name] is None:
            errors.append((name, label, day_fault(typed[name])))
    kinds = fact_kinds()
    wanted = TimelineFilter(
        kinds.get(typed["art"], kinds["wesentlich"])[0],
        int(typed["wer"]) if is_number(typed["wer"]) else None,
        int(typed["behoerde"]) if is_number(typed["behoerde"]) else None,
        days["von"],
        days["bis"],
        typed["suche"],
    )
    return wanted, typed, errors


def _given(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed into a filter, without what is empty."""
    return {name: value for name, value in typed.items() if value}


_FILTERS: Final = ("art", "wer", "behoerde", "von", "bis", "suche")


__all__ = ["TABS", "Tab", "address", "fact_kinds", "init_app", "relations", "tab", "tabs"]
