"""`/aufgaben`: the inbox and the page of one task."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Forbidden, Invalid, NotFound, Transaction, commands, queries
from engine.clock import ZONE
from engine.commands.task import REASON_LENGTH
from engine.queries.inbox import TaskView
from engine.queries.tasks import TaskRow, TaskState
from web import announce, auth, handed_in, inbox_filter, task_page, worklist
from web.forms import labels, self_saving
from web.forms.fields import (
    Fault,
    adapted,
    changing,
    form_values,
    is_adapting,
    to_confirm,
    typed_values,
)
from web.forms.typed import Answer, Fields, answers, restores
from web.numbers import is_number
from web.pages import eingang
from web.session import begin, current_actor

page = Blueprint("aufgaben", __name__, url_prefix="/aufgaben")


@page.get("")
def inbox() -> str:
    """The tasks within reach: view, filters, order and headings as the address says."""
    wanted = inbox_filter.read(request.args)
    polling = bool(request.args.get(auth.POLLING))
    with begin() as tx:
        found = queries.inbox.page(tx, wanted)
        result = None if polling else eingang.made(tx)
        apart = polling or wanted.after or wanted.is_narrowed
        reviews = () if apart else queries.awaited.reviews(tx)
        rollouts = () if apart else queries.awaited.rollouts(tx)
        problems = () if apart else queries.structural.awaited(tx)
        scenarios = () if apart else queries.scenario_offer.awaited(tx)
        now = tx.now
    if not polling:
        worklist.keep()
        g.unread = found.kept.unread
    return render_template(
        "aufgaben/neuigkeiten.html" if polling else "aufgaben/liste.html",
        page=found,
        counts=found.counts,
        columns=inbox_filter.columns(found.kept.columns, request.args),
        unread=found.unread,
        represented=found.represented,
        barred=found.barred,
        chosen=inbox_filter.view_key(request.args),
        wanted=wanted,
        said=request.args,
        where=inbox_filter.address(request.args),
        here=eingang.here(),
        result=result,
        reviews=reviews,
        rollouts=rollouts,
        problems=problems,
        scenarios=scenarios,
        key=secrets.token_urlsafe(12),
        me=current_actor().account,
        now=now,
    )


@page.get("/<int:task_id>")
def show(task_id: int) -> str:
    """One task with its form."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        shown = task_page.render(tx, view, task_page.fields(tx, view))
        commands.inbox.see(tx, task_id)
    return shown


@page.get("/<int:task_id>/ablauf.svg")
def position(task_id: int) -> Response:
    """The diagram around the task, for its page."""
    with begin() as tx:
        return Response(queries.inbox.picture(tx, task_id), mimetype="image/svg+xml")


@page.post("/<int:task_id>/uebernehmen")
def claim(task_id: int) -> Answer:
    """Take a task nobody has; from the list only the row is answered."""
    from_list = bool(request.headers.get("HX-Request"))
    try:
        with begin() as tx:
            made = commands.bulk.claim(tx, task_id, task_page.revision())
            view = queries.inbox.show(tx, task_id)
            row = view.row
            list_now = _list(tx) if from_list else {}
    except Conflict:
        return _claimed_by_another(task_id) if from_list else stale(task_id, {})
    except Forbidden:
        return _kept_out(task_id, from_list=from_list)
    if not from_list:
        if made is None:  # a second click
            flash(_("Sie haben die Aufgabe übernommen."), "success")
        apart = worklist.apart(worklist.kept())
        return redirect(url_for("aufgaben.show", task_id=task_id, ergebnis=made, **apart))
    said = _("Sie haben „%(name)s“ in %(reference)s übernommen.", name=row.name, reference=row.case_reference)
    list_now = {**list_now, "represented": {row.id} if view.in_place else (), "made": made}
    return _row(row, list_now, said, "success")


@page.post("/<int:task_id>")
def submit(task_id: int) -> Answer:
    """Save the draft, give the task back or complete it, by the button pressed."""
    entered = form_values()
    action = "ansehen" if is_adapting() else request.form.get("lw-aktion")
    try:
        faults = [] if action == "ansehen" and not handed_in.picked() else _keep_files(task_id)
        if faults or action == "hochladen":
            return _handed_in(task_id, entered, faults)
        match action:
            case "entwurf":
                return _save(task_id, entered)
            case "zurueckgeben":
                return _give_back(task_id, entered)
            case "ansehen":
                return refreshed(task_id)
            case _unused:
                return _complete(task_id, entered)
    except Conflict:
        return stale(task_id, entered)
    except Forbidden:
        shown = labels.said(dict(request.form.lists()))
        if not shown:
            raise
        # the task has gone to another authority while somebody typed: what they typed is theirs, to be copied
        return render_template(
            "fehler/eingaben.html", typed=shown, back=url_for("aufgaben.inbox"), moved=True
        ), 403


@page.post("/<int:task_id>/formular")
def refreshed(task_id: int) -> Answer:
    """The form as it looks with what is typed now: what depends on an answer appears or goes. Nothing is stored."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        fields = task_page.fields(tx, view, adapted(view.form, view.variables))
        if request.headers.get("HX-Request"):
            return render_template(
                "aufgaben/teile_neu.html",
                fields=fields,
                changing=changing(view.form),
                refresh=request.path,
                documents=queries.inbox.documents(tx, view),
                errors=(),
            )
        return task_page.render(tx, view, fields, made_from=task_page.seen())


@page.post("/<int:task_id>/entwurf")
def keep(task_id: int) -> Answer:
    """Keep what is typed while it is typed; answers with what the next time has to know, or why it is not kept."""
    entered = form_values()
    try:
        with begin() as tx:
            view = queries.inbox.show(tx, task_id)
            kept = task_page.save(tx, view, entered)
            saved = tx.now
    except Conflict:
        with begin() as tx:
            view = queries.inbox.show(tx, task_id)
            saved = tx.now
        if not task_page.is_kept(view, entered):
            return self_saving.no_more(_overtaken(view), meine=view.mine)
        # kept before, and only the answer was lost on its way: the page goes on from there
        kept = task_page.Seen(view.row.revision, view.draft_number)
    said = _("Entwurf gespeichert %(time)s", time=saved.astimezone(ZONE).strftime("%H:%M"))
    return self_saving.kept(kept.revision, kept.draft, said)


def _overtaken(view: TaskView) -> str:
    """Why a form that saves itself is not saved any more."""
    row = view.row
    if row.state is TaskState.COMPLETED:
        return _("Diese Aufgabe ist inzwischen erledigt. Ihre Eingaben stehen nur noch auf dieser Seite.")
    if row.state is not TaskState.ACTIVE:
        return _("Diese Aufgabe ist inzwischen entfallen. Ihre Eingaben stehen nur noch auf dieser Seite.")
    if not view.mine:
        return _("Sie haben diese Aufgabe nicht mehr. Ihre Eingaben stehen nur noch auf dieser Seite.")
    return _(
        "In einem anderen Fenster ist diese Aufgabe weiterbearbeitet worden. Hier wird nichts mehr gespeichert."
    )


def _keep_files(task_id: int) -> Sequence[Fault]:
    """Put the files that came along into the case, whatever else was wanted; what is wrong with those that were not."""
    files = handed_in.picked()
    if not files:
        return []
    with begin() as tx:
        reference = queries.inbox.show(tx, task_id).case.reference
    return handed_in.keep(reference, files, task_id)


def _handed_in(task_id: int, entered: Fields, faults: Sequence[Fault]) -> Answer:
    """The task again after files were handed in: what was typed is its draft."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        typed, seen = task_page.known(view, entered), task_page.seen()
        if typed:
            seen = task_page.save(tx, view, entered)
        if not faults and not handed_in.picked():
            faults = [(handed_in.FILES, "", _("Bitte wählen Sie eine Datei."))]
        if faults:
            errors = task_page.other_errors(tx, view, entered, faults)
            fields = task_page.fields(tx, view, entered, errors)
            page = task_page.render(tx, view, fields, errors=errors, made_from=seen, faults=faults)
            return page, handed_in.status()
    apart = worklist.apart(worklist.kept())
    return redirect(url_for("aufgaben.show", task_id=task_id, _anchor="dokumente", **apart))


def _save(task_id: int, entered: Fields) -> Response:
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        task_page.save(tx, view, entered)
    flash(_("Der Entwurf ist gespeichert."), "success")
    return redirect(url_for("aufgaben.show", task_id=task_id, **worklist.apart(worklist.kept())))


def _give_back(task_id: int, entered: Fields) -> Answer:
    """Release the task and say why; what was typed stays as the draft for whoever takes it next."""
    reason = request.form.get("lw-rueckgabe", "").strip()
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        task_page.must_have(view, "release")
        if not 0 < len(reason) <= REASON_LENGTH:
            said = _("Bitte nennen Sie den Grund (höchstens %(most)s Zeichen).", most=REASON_LENGTH)
            fields = task_page.fields(tx, view, entered)
            fault = ("lw-rueckgabe", "", said)
            return task_page.render(tx, view, fields, made_from=task_page.seen(), faults=[fault]), 422
        typed, revision = task_page.known(view, entered), task_page.revision()
        if typed:
            revision = task_page.save(tx, view, entered).revision
        made = commands.bulk.release(tx, task_id, revision, reason, drafted=bool(typed))
    return redirect(url_for("aufgaben.inbox", ergebnis=made))


def _complete(task_id: int, entered: Fields) -> Answer:
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        entered = task_page.with_outcome(view, entered)
        if view.row.state is not TaskState.ACTIVE:
            raise Conflict(f"Expected to complete user task {task_id}, but it is {view.row.state}")
        task_page.must_have(view, "complete")
        if view.row.suspended is not None:
            return task_page.at_rest(tx, view, entered), 409
        values, errors = task_page.read(tx, view, entered)
        asked = None if errors else to_confirm(view.form)
        if asked is not None:
            shown = task_page.fields(tx, view, entered)
            return task_page.render(tx, view, shown, made_from=task_page.seen(), asked=asked)
        if not errors:
            try:
                commands.task.complete(tx, task_id, task_page.revision(), values, task_page.draft_number())
            except Invalid as refused:
                errors = refused.fields
        if errors:
            fields = task_page.fields(tx, view, entered, errors)
            return task_page.render(tx, view, fields, errors=errors, made_from=task_page.seen()), 422
    flash(_("„%(name)s“ ist abgeschlossen.", name=view.row.name), "success")
    if not view.may_read:
        return redirect(url_for("aufgaben.inbox", **worklist.kept()))
    apart = worklist.apart(worklist.kept())
    return redirect(url_for("akte.show", reference=view.case.reference, weiter=1, **apart))


def stale(task_id: int, entered: Fields) -> tuple[str, int]:
    """Somebody was faster: who and when, and everything the clerk had typed, to be copied."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        if view.mine and view.row.suspended is not None and view.row.revision == task_page.revision():
            return task_page.at_rest(
                tx, view, entered
            ), 409  # suspended in the same moment: nobody was faster
        shown = typed_values(tx, view.form, view.variables, entered)
        typed = task_page.known(view, entered)
    own = view.row.state is TaskState.COMPLETED and view.row.closed_by_id == current_actor().account
    return render_template(
        "aufgaben/ueberholt.html",
        row=view.row,
        view=view,
        typed=shown,
        entered=typed,
        own=own,
        mine=view.mine,
    ), 409


@restores("aufgaben.submit", tells=True)
def restore(fields: Fields, task_id: int) -> Answer:
    """Keep what was typed before the session ended as the draft of the task; else show it for copying."""
    entered = answers(fields)
    handed_in.choose_again(fields)
    text = fields.get("lw-revision", [""])[0]
    try:
        with begin() as tx:
            view = queries.inbox.show(tx, task_id)
            revision = int(text) if is_number(text) else 0
            seen = fields.get("lw-entwurf", [""])[0]
            number = int(seen) if is_number(seen) else None
            commands.task.save_draft(tx, task_id, revision, task_page.known(view, entered), number)
    except Conflict:
        return stale(task_id, entered)
    except (Forbidden, NotFound):
        return render_template("fehler/eingaben.html", typed=labels.said(fields), back=url_for("start"))
    flash(
        _("Ihre Eingaben sind wieder da. Bitte prüfen Sie sie und schließen Sie die Aufgabe ab."), "success"
    )
    return redirect(url_for("aufgaben.show", task_id=task_id))


@restores("aufgaben.claim")
def restore_claim(fields: Fields, task_id: int) -> Answer:
    """Nothing was typed: the task's page offers to claim it."""
    return redirect(url_for("aufgaben.show", task_id=task_id))


def _kept_out(task_id: int, *, from_list: bool) -> Response:
    """Somebody may not take a task that asks for four eyes: its page says why and who can. Else Forbidden stays."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        list_now = _list(tx) if from_list else {}
    earlier = view.barred.get(current_actor().account or 0)
    if earlier is None:
        raise Forbidden(f"Expected to claim user task {task_id}, but it belongs to another authority or role")
    if not from_list:
        return redirect(url_for("aufgaben.show", task_id=task_id))
    said = task_page.kept_out(view.row.name, earlier)
    return _row(view.row, {**list_now, "barred": {task_id: earlier}}, said, "warning")


def _claimed_by_another(task_id: int) -> Response:
    with begin() as tx:
        row = queries.inbox.show(tx, task_id).row
        list_now = _list(tx)
    if row.state is not TaskState.ACTIVE:
        said = _("„%(name)s“ ist schon erledigt.", name=row.name)
    elif row.assignee:
        said = _("%(who)s war schneller und bearbeitet „%(name)s“ jetzt.", who=row.assignee, name=row.name)
    else:
        said = _("„%(name)s“ hat sich gerade geändert. Bitte noch einmal übernehmen.", name=row.name)
    return _row(row, list_now, said, "warning")


def _list(tx: Transaction) -> dict[str, object]:
    """What a row needs of the list it stands in, beside itself."""
    said = dict(parse_qsl(urlsplit(_shown_list()).query))
    columns = inbox_filter.columns(queries.inbox.kept(tx).columns, said)
    return {"counts": queries.inbox.counts(tx), "columns": columns}


def _row(row: TaskRow, list_now: Mapping[str, object], said: str, kind: str) -> Response:
    """One row of the list as it is now, the figures of the views, and a sentence that is spoken."""
    body = render_template(
        "aufgaben/zeile_neu.html",
        row=row,
        me=current_actor().account,
        focus=True,
        unread=frozenset(),
        wanted=inbox_filter.read({}),
        back=_shown_list(),
        **list_now,
    )
    return announce.answer(body, said, kind)


def _shown_list() -> str:
    """The address of the list the row stands in, as htmx says it."""
    there = urlsplit(request.headers.get("HX-Current-URL", ""))
    return (
        f"{there.path}?{there.query}"
        if there.path == url_for("aufgaben.inbox")
        else url_for("aufgaben.inbox")
    )
