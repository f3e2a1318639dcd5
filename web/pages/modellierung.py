"""`/modellierung`: processes, their versions, and the diagram editor."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, NotFound, commands, queries
from engine.explanations import search
from engine.queries.definition import FileKind
from web.in_force import by_resolution, versions_in_force
from web.numbers import is_number
from web.pages.werkbank import body, frame, from_here, own_findings, save_one
from web.problems import problem
from web.session import begin, current_actor

page = Blueprint("modellierung", __name__, url_prefix="/modellierung")


@page.get("")
def overview() -> str:
    """Every process with its versions."""
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        definitions = queries.definition.overview(tx)
        discarded = queries.draft.discarded(tx)
    return render_template(
        "modellierung/liste.html",
        definitions=definitions,
        discarded=discarded,
        by_resolution=by_resolution,
        kept_days=commands.bundle.KEPT.days,
    )


@page.get("/regeln")
def rules() -> str:
    """Every rule of the check, explained; a finding links to its own. `suche` leaves those with all its words."""
    with begin() as tx:
        tx.actor.must(Action.READ_MODEL)
        may_edit = tx.actor.may(Action.EDIT_MODEL)
    text = request.args.get("suche", "").strip()
    found = sorted(search(text).items(), key=lambda one: one[1].title)
    return render_template("modellierung/regeln.html", rules=found, text=text, may_edit=may_edit)


@page.get("/<int:version_id>")
def edit(version_id: int) -> str:
    """The diagram of one version: to be changed by a process owner, to be looked at by everybody else."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        in_force = versions_in_force(tx, view.row.key)
        steps = queries.case_file.outline(tx, version_id)
        profile = queries.profile.of_version(tx, version_id)
        changes = queries.profile.changes(tx, view.adoptions, queries.definition.adoptions(tx))
    return render_template(
        "modellierung/diagramm.html",
        profile=profile,
        changes=changes,
        view=view,
        row=view.row,
        in_force=in_force,
        steps=steps,
        findings=own_findings(view, view.row.main_path),
        **frame(view, view.row.main_path),
    )


@page.get("/<int:version_id>/dateien/<path:path>")
def file(version_id: int, path: str) -> Response:
    """One file of a version, byte for byte."""
    with begin() as tx:
        content = queries.definition.file(tx, version_id, path)
    response = Response(
        content, mimetype="application/xml" if path.endswith((".bpmn", ".dmn")) else "text/plain"
    )
    if request.args.get("herunterladen"):
        response.headers["Content-Disposition"] = f'attachment; filename="{path.rsplit("/", 1)[-1]}"'
    return response


@page.put("/<int:version_id>/dateien/<path:path>")
def save(version_id: int, path: str) -> Response:
    """Save a file into a draft. `If-Match` names the revision that was opened; 412 when someone else has saved."""
    if not from_here():
        return problem(403, _("Das Speichern kam nicht von einer Seite dieser Anwendung."))
    revision = request.headers.get("If-Match", "").strip('"')
    if not revision.isdecimal():
        return problem(428, _("Beim Speichern fehlt die Angabe, welcher Stand geöffnet war."))
    said = body()
    if not isinstance(said, dict):
        raise Invalid("Expected to save a file, but the request holds none")
    return save_one(version_id, path, said, revision)


@page.post("/<int:version_id>/entwurf")
def begin_draft(version_id: int) -> Response:
    """Begin a draft from a version that can no longer change; where there is one already, ask which to go on with."""
    known = {int(one) for one in request.form.getlist("lw-neben") if is_number(one)}
    try:
        with begin() as tx:
            draft = commands.definition.begin_draft(tx, version_id, known)
    except Conflict:
        return redirect(url_for("modellierung.choose_draft", version_id=version_id))
    return redirect(url_for("modellierung.edit", version_id=draft))


@page.get("/<int:version_id>/entwurf")
def choose_draft(version_id: int) -> str | Response:
    """The drafts there are of the process of a version: go on with one of them, or begin another one."""
    with begin() as tx:
        row = queries.definition.version(tx, version_id).row
        drafts = queries.draft.others(tx, version_id)
    if row.state == "draft":
        return redirect(url_for("modellierung.edit", version_id=version_id))
    return render_template("modellierung/entwurf.html", row=row, drafts=drafts)


@page.get("/<int:version_id>/entscheidungen/<path:path>")
def decisions(version_id: int, path: str) -> str:
    """The decision tables of one file, to be read."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
    if not any(file.path == path and file.kind is FileKind.DMN for file in view.files):
        raise NotFound(f"Expected to find decisions in {path}, but version {version_id} has no such file")
    return render_template(
        "modellierung/entscheidungen.html",
        row=view.row,
        path=path,
        may_edit=current_actor().may(Action.EDIT_MODEL),
    )


@page.get("/<int:version_id>/verwerfen")
def confirm_discard(version_id: int) -> str:
    """Ask before a draft is deleted."""
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        row, holding = queries.proposal.version(tx, version_id)
    if row.state != "draft":
        raise Conflict(f"Expected to discard version {version_id}, but it is {row.state}")
    waiting = [one for one in holding if one.state not in queries.proposal.OVER]
    return render_template("modellierung/verwerfen.html", row=row, holding=waiting)


@page.post("/<int:version_id>/verwerfen")
def discard(version_id: int) -> Response:
    """Throw a draft away after the page has asked; the list of processes offers to have it back."""
    revision = request.form.get("lw-revision", "")
    with begin() as tx:
        commands.definition.discard_draft(tx, version_id, int(revision) if is_number(revision) else 0)
    flash(_("Der Entwurf ist verworfen. Unten auf dieser Seite können Sie ihn zurückholen."), "success")
    return redirect(url_for("modellierung.overview", _anchor="verworfen"))
