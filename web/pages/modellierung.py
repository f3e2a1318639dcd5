"""`/modellierung`: processes, their versions, and the diagram editor."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Finding, Invalid, commands, queries
from web.problems import problem
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
        steps = queries.case_file.outline(tx, version_id)
    return render_template(
        "modellierung/diagramm.html",
        view=view,
        row=view.row,
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
    revision = request.headers.get("If-Match", "").strip('"')
    body = request.get_json(silent=True)
    if not revision.isdecimal():
        return problem(428, _("Beim Speichern fehlt die Angabe, welcher Stand geöffnet war."))
    if not isinstance(body, dict) or not isinstance(body.get("xml"), str):
        raise Invalid("Expected to save a diagram, but the request holds no xml")
    note = str(body.get("note", ""))[:500]
    try:
        with begin() as tx:
            saved = commands.definition.save_draft(
                tx, version_id, path, body["xml"].encode(), int(revision), note
            )
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


@page.post("/<int:version_id>/verwerfen")
def discard(version_id: int) -> Response:
    """Delete a draft after the page has asked."""
    revision = request.form.get("revision", "")
    with begin() as tx:
        commands.definition.discard_draft(tx, version_id, int(revision) if revision.isdecimal() else 0)
    flash(_("Der Entwurf ist verworfen."), "success")
    return redirect(url_for("modellierung.overview"))


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as the modeller's script reads it."""
    return {
        "element": finding.element,
        "line": finding.line,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "reason": finding.reason,
        "hint": finding.hint,
    }
