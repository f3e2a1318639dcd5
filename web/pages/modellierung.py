"""`/modellierung`: processes, their versions, and the diagram editor."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, NotFound, commands, queries
from engine.queries.definition import FileKind
from web.characters import storable
from web.in_force import versions_in_force
from web.numbers import is_number
from web.problems import finding_json, problem
from web.session import begin, current_actor

page = Blueprint("modellierung", __name__, url_prefix="/modellierung")


@page.get("")
def overview() -> str:
    """Every process with its versions."""
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        definitions = queries.definition.overview(tx)
    return render_template("modellierung/liste.html", definitions=definitions)


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
        may_edit=current_actor().may(Action.EDIT_MODEL),
        draft=view.row.state == "draft",
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
    if not _from_here():
        return problem(403, _("Das Speichern kam nicht von einer Seite dieser Anwendung."))
    revision = request.headers.get("If-Match", "").strip('"')
    body = _body()
    if not revision.isdecimal():
        return problem(428, _("Beim Speichern fehlt die Angabe, welcher Stand geöffnet war."))
    if not isinstance(body, dict) or not isinstance(body.get("xml"), str):
        raise Invalid("Expected to save a diagram, but the request holds no xml")
    note = str(body.get("note", ""))[:500]
    if not storable(body["xml"] + note):
        raise Invalid("Expected to save a diagram, but the request holds characters that are no text")
    opened = int(revision) if is_number(revision) else 0  # no draft has a revision that no column holds
    try:
        with begin() as tx:
            saved = commands.definition.save_draft(tx, version_id, path, body["xml"].encode(), opened, note)
    except Conflict as error:
        return problem(
            412, _("Jemand anderes hat diesen Entwurf inzwischen gespeichert."), detail=error.message
        )
    return jsonify(
        revision=saved.revision,
        findings=[finding_json(finding) for finding in saved.findings],
    )


@page.post("/<int:version_id>/entwurf")
def begin_draft(version_id: int) -> Response:
    """Begin a draft from a version that can no longer change."""
    with begin() as tx:
        draft = commands.definition.begin_draft(tx, version_id)
    return redirect(url_for("modellierung.edit", version_id=draft))


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
        row = queries.definition.version(tx, version_id).row
    if row.state != "draft":
        raise Conflict(f"Expected to discard version {version_id}, but it is {row.state}")
    return render_template("modellierung/verwerfen.html", row=row)


@page.post("/<int:version_id>/verwerfen")
def discard(version_id: int) -> Response:
    """Delete a draft after the page has asked."""
    revision = request.form.get("lw-revision", "")
    with begin() as tx:
        commands.definition.discard_draft(tx, version_id, int(revision) if is_number(revision) else 0)
    flash(_("Der Entwurf ist verworfen."), "success")
    return redirect(url_for("modellierung.overview"))


def _body() -> object:
    """The JSON that was sent; None for anything else, however deep it is."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _from_here() -> bool:
    """Whether a page of ours sends this.

    A token would not do: after logging in again in another tab the modeller still holds the old session's, and
    what was drawn must not be lost. A foreign page can neither send JSON by PUT nor forge these headers.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return request.is_json and (origin is None or urlsplit(origin).netloc == request.host)
