"""`/aufgaben/…`: what one does with tasks from the list, one or many, and what one keeps of the list."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Forbidden, Invalid, NotFound, Transaction, commands, queries
from engine.commands.task import COMMENT_LENGTH, REASON_LENGTH
from engine.queries.inbox import BulkKind, BulkView, InboxColumn
from engine.queries.tasks import TaskRow
from web import inbox_filter, worklist
from web.days import day_fault, read_day
from web.forms import typed
from web.forms.field_faults import field_fault
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin

page = Blueprint("eingang", __name__, url_prefix="/aufgaben")

#: what a button of the list says
STEPS: Final = {
    "uebernehmen": BulkKind.CLAIM,
    "zurueckgeben": BulkKind.RELEASE,
    "zuweisen": BulkKind.ASSIGN,
    "delegieren": BulkKind.DELEGATE,
    "delegation-beenden": BulkKind.RETURN,
    "wiedervorlage": BulkKind.FOLLOW_UP,
    "prioritaet": BulkKind.PRIORITY,
    "kommentar": BulkKind.COMMENT,
}
#: what needs no more to be said
_AT_ONCE: Final = frozenset({BulkKind.CLAIM, BulkKind.RETURN})
_FIELDS: Final = {
    "account": "lw-person",
    "day": "lw-tag",
    "reason": "lw-grund",
    "priority": "lw-prioritaet",
    "text": "lw-kommentar",
}
_TRIES: Final = 3
#: how far a button moves a column
_WAYS: Final = {"hoch": -1, "runter": 1}


@page.post("/auswahl")
def choose() -> Answer:
    """Do it with the chosen tasks, or ask first what else must be said."""
    word = request.form.get("lw-aktion", "")
    seen = _seen(request.form.getlist("lw-aufgabe"))
    if word not in STEPS or not seen:
        flash(_("Bitte wählen Sie zuerst Aufgaben aus, dann was damit geschehen soll."), "warning")
        return redirect(_origin())
    if len(seen) > commands.bulk.MOST:
        flash(
            _("Bitte wählen Sie höchstens %(most)s Aufgaben auf einmal.", most=commands.bulk.MOST), "warning"
        )
        return redirect(_origin())
    if STEPS[word] in _AT_ONCE:
        return _do(word, seen, {})
    return _ask(word, seen, {})


@page.post("/auswahl/ausfuehren")
def act() -> Answer:
    """Do it with what was said about it."""
    word = request.form.get("lw-aktion", "")
    seen = _seen(request.form.getlist("lw-aufgabe"))
    if word not in STEPS or not 0 < len(seen) <= commands.bulk.MOST:
        return redirect(_origin())
    return _do(word, seen, {name: request.form.get(name, "") for name in _FIELDS.values()})


@page.post("/auswahl/<int:action_id>/zuruecknehmen")
def take_back(action_id: int) -> Response:
    """Make a go undone as far as nobody has touched the tasks since."""
    try:
        with begin() as tx:
            commands.bulk.take_back(tx, action_id)
    except Conflict:
        flash(_("Das ist schon rückgängig gemacht."), "info")
    return _back(action_id)


@page.post("/naechste")
def following() -> Response:
    """The task to do next of the list the address names, claimed if it was nobody's; without one, of all."""
    last = request.form.get("lw-nicht", "")
    listed = inbox_filter.read(request.args) if request.args else None
    made: int | None = None
    for _try in range(_TRIES):
        try:
            with begin() as tx:
                row = queries.inbox.following(tx, int(last) if is_number(last) else None, listed)
                if row is not None and row.assignee_id is None:
                    made = commands.bulk.claim(tx, row.id, row.revision)
        except Conflict:  # somebody took it in this moment: there is another one
            continue
        if row is None:
            break
        apart = worklist.apart(worklist.named(request.args) if listed else {})
        return redirect(url_for("aufgaben.show", task_id=row.id, ergebnis=made, **apart))
    if listed is not None and listed.is_narrowed:
        flash(_("In dieser Liste wartet zurzeit keine Aufgabe auf Sie."), "info")
    else:
        flash(_("Zurzeit wartet keine Aufgabe auf Sie."), "info")
    return redirect(url_for("aufgaben.inbox", **(inbox_filter.address(request.args) if listed else {})))


@page.get("/spalten")
def columns() -> str:
    """Every column in its order and whether one sees it; the address tells of what is moved and not yet kept."""
    said = request.args.getlist("reihe")
    with begin() as tx:
        chosen = queries.inbox.kept(tx).columns
    kept = [
        key for key, column in sorted(inbox_filter.COLUMNS.items(), key=lambda one: _place(one[1], chosen))
    ]
    return render_template(
        "aufgaben/spalten.html",
        columns=[(key, inbox_filter.COLUMNS[key]) for key in _arranged(said or kept)],
        shown=request.args.getlist("zeigen") if said else kept[: len(chosen)],
        moved=request.args.get("bewegt", ""),
        back=typed.own_address(request.args.get("zurueck", "")),
    )


@page.post("/spalten")
def choose_columns() -> Response:
    """Keep the ticked columns in their order; a button of a row moves it, and nothing is kept yet."""
    order = _arranged(request.form.getlist("lw-reihe"))
    ticked = request.form.getlist("lw-zeigen")
    step, _mark, key = request.form.get("lw-aktion", "").partition(" ")
    if step in _WAYS and key in order:
        at = order.index(key)
        order.insert(max(at + _WAYS[step], 0), order.pop(at))
        back = request.form.get("lw-zurueck", "")
        return redirect(
            url_for("eingang.columns", reihe=order, zeigen=ticked, bewegt=f"{step} {key}", zurueck=back)
        )
    standard = step == "standard"
    wanted = (
        queries.inbox.DEFAULT_COLUMNS
        if standard
        else [inbox_filter.COLUMNS[one] for one in order if one in ticked]
    )
    with begin() as tx:
        commands.inbox.choose_columns(tx, wanted)
    flash(_("Die Spalten sind gespeichert."), "success")
    return redirect(_origin())


def _place(column: InboxColumn, chosen: Sequence[InboxColumn]) -> int:
    return chosen.index(column) if column in chosen else len(chosen)


def _arranged(said: Sequence[str]) -> list[str]:
    """The keys of all columns, in the order that was said as far as it was."""
    return list(dict.fromkeys([*(key for key in said if key in inbox_filter.COLUMNS), *inbox_filter.COLUMNS]))


@page.post("/filter")
def save_filter() -> Response:
    """Keep the filters of the list under a name."""
    query = inbox_filter.address(request.form)
    place = request.form.get("lw-teilen", "")
    called = " ".join(request.form.get("lw-name", "").split())
    try:
        with begin() as tx:
            mine = {one.name for one in queries.inbox.kept(tx).filters if one.by is None}
            number = commands.inbox.save_filter(tx, called, query, int(place) if is_number(place) else None)
    except Invalid as refused:
        flash(" ".join(map(field_fault, refused.fields.values())), "warning")
        return redirect(url_for("aufgaben.inbox", **query, benennen=1, _anchor="lw-name"))
    if called in mine:
        flash(_("Ihr Filter „%(name)s“ ist durch diesen ersetzt.", name=called), "success")
    else:
        flash(_("Der Filter ist gespeichert."), "success")
    return redirect(url_for("aufgaben.inbox", filter=number, **query))


@page.post("/filter/<int:filter_id>/umbenennen")
def rename_filter(filter_id: int) -> Response:
    """Call one's own filter something else; the list is the filter's again."""
    try:
        with begin() as tx:
            found = commands.inbox.rename_filter(tx, filter_id, request.form.get("lw-name", ""))
    except NotFound:
        return _gone()
    except Invalid as refused:
        flash(" ".join(map(field_fault, refused.fields.values())), "warning")
        return redirect(_origin())
    flash(_("Der Filter heißt jetzt „%(name)s“.", name=found.name), "success")
    return redirect(url_for("aufgaben.inbox", filter=filter_id, **inbox_filter.address(found.query)))


@page.post("/filter/<int:filter_id>/loeschen")
def remove_filter(filter_id: int) -> Response:
    """Forget one's own filter; the list stays as it is, so that it can be saved again."""
    try:
        with begin() as tx:
            found = commands.inbox.remove_filter(tx, filter_id)
    except NotFound:
        return _gone()
    flash(_("Der Filter „%(name)s“ ist gelöscht.", name=found.name), "success")
    return redirect(url_for("aufgaben.inbox", **inbox_filter.address(found.query)))


def _gone() -> Response:
    """In another window the filter has been deleted."""
    flash(_("Diesen Filter haben Sie schon gelöscht."), "info")
    return redirect(_origin())


def made(tx: Transaction) -> BulkView | None:
    """The go the address tells of, if it is the actor's."""
    number = request.args.get("ergebnis", "")
    if not is_number(number):
        return None
    try:
        return queries.inbox.made(tx, int(number))
    except (Forbidden, NotFound):
        return None


def here() -> str:
    """The address of this page without what it tells of, to come back to."""
    return _without_result(request.full_path)


@restores("eingang.choose")
@restores("eingang.act")
def restore(fields: Fields) -> Answer:
    """What was chosen and typed before the session ended, to be sent now; nothing is done unasked."""
    word = fields.get("lw-aktion", [""])[0]
    seen = _seen(fields.get("lw-aufgabe", []))
    if word not in STEPS or not seen:
        return redirect(url_for("aufgaben.inbox"))
    entered = {name: fields.get(name, [""])[0] for name in _FIELDS.values()}
    return _ask(word, seen, entered, back=typed.own_address(fields.get("lw-zurueck", [""])[0]))


def _do(word: str, seen: Mapping[int, int], entered: Mapping[str, str]) -> Answer:
    key = _key(word, seen, entered)
    try:
        with begin() as tx:
            number = _once(tx, key, word, seen, entered)
    except Invalid as refused:
        wrong = {_FIELDS[name]: said for name, said in refused.fields.items()}
        return _ask(word, seen, entered, wrong), 422
    except Conflict:
        # the same page was sent twice at once: what the other one did is shown
        with begin() as tx:
            number = _once(tx, key, word, seen, entered)
    return _back(number)


def _key(word: str, seen: Mapping[int, int], entered: Mapping[str, str]) -> str:
    """One for each page and what was sent from it: a double click is one go, another choice is another one."""
    page_key = request.form.get("lw-schluessel", "")[:40] or secrets.token_urlsafe(12)
    said = json.dumps([page_key, word, sorted(seen.items()), sorted(entered.items())])
    return sha256(said.encode()).hexdigest()


def _once(tx: Transaction, key: str, word: str, seen: Mapping[int, int], entered: Mapping[str, str]) -> int:
    given: dict[str, Any] = {}
    match kind := STEPS[word]:
        case BulkKind.ASSIGN | BulkKind.DELEGATE:
            person = entered["lw-person"]
            given["account_id"] = int(person) if is_number(person) else None
        case BulkKind.FOLLOW_UP:
            given["day"] = _day(entered["lw-tag"], entered["lw-grund"])
            given["reason"] = entered["lw-grund"]
        case BulkKind.RELEASE:
            given["reason"] = entered["lw-grund"]
        case BulkKind.PRIORITY:
            given["priority"] = inbox_filter.NUMBERS.get(entered["lw-prioritaet"], -1)
        case BulkKind.COMMENT:
            given["text"] = entered["lw-kommentar"]
    return commands.bulk.act(tx, key, seen, commands.handling.step(tx, kind, **given))


def _day(said: str, reason: str) -> date | None:
    """The day of a follow-up; the button that ends one says none. A missing reason is told beside a faulty day."""
    if request.form.get("lw-ende"):
        return None
    found = read_day(said.strip())
    if found is None:
        wrong = {"day": day_fault(said)}
        if not reason.strip():
            wrong["reason"] = "Nennen Sie den Grund."
        raise Invalid("Expected to lay tasks aside, but the day is none", wrong)
    return found


def _ask(
    word: str,
    seen: Mapping[int, int],
    entered: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    *,
    back: str = "",
) -> str:
    found = wrong or {}
    with begin() as tx:
        rows = queries.inbox.these(tx, seen)
        people = queries.inbox.colleagues(tx, rows) if word in ("zuweisen", "delegieren") else ()
    labels = {
        "lw-person": _("Person"),
        "lw-tag": _("Wieder vorlegen am"),
        "lw-grund": _("Grund der Rückgabe") if word == "zurueckgeben" else _("Grund"),
        "lw-prioritaet": _("Priorität"),
        "lw-kommentar": _("Kommentar"),
    }
    return render_template(
        "aufgaben/auswahl.html",
        word=word,
        kind=STEPS[word],
        rows=rows,
        seen=seen,
        people=people,
        entered={**dict.fromkeys(_FIELDS.values(), ""), **_as_it_is(word, rows), **entered},
        wrong=found,
        errors=[(name, labels[name], found[name]) for name in labels if name in found],
        key=request.form.get("lw-schluessel", "")[:40] or secrets.token_urlsafe(12),
        back=back or _origin(),
        comment_length=COMMENT_LENGTH,
        reason_length=REASON_LENGTH,
        any_aside=any(row.follow_up is not None for row in rows),
    )


def _as_it_is(word: str, rows: tuple[TaskRow, ...]) -> dict[str, str]:
    """What is set already, for one task: to be changed and not typed again."""
    if len(rows) != 1:
        return {}
    (row,) = rows
    kept = {
        "lw-prioritaet": next(
            (key for key, number in inbox_filter.NUMBERS.items() if number == row.priority), ""
        )
    }
    if row.follow_up is not None and word == "wiedervorlage":
        kept["lw-grund"] = row.follow_up_reason
    return kept


def _seen(pairs: list[str]) -> dict[int, int]:
    """Number and revision of the chosen tasks."""
    parts = (one.partition(":") for one in pairs)
    return {
        int(number): int(revision)
        for number, _mark, revision in parts
        if is_number(number) and is_number(revision)
    }


def _origin() -> str:
    """Where the form was."""
    return typed.own_address(request.form.get("lw-zurueck", "")) or url_for("aufgaben.inbox")


def _back(number: int) -> Response:
    """To where the form was, with the go to be told of."""
    target = _without_result(_origin())
    return redirect(f"{target}{'&' if '?' in target else '?'}ergebnis={number}")


def _without_result(target: str) -> str:
    path, _mark, query = target.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(("ergebnis=", "still="))]
    return f"{path}?{'&'.join(kept)}" if kept else path
