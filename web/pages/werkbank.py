"""`/modellierung/<id>/datei/…`: one file of a draft in its editor, saved by itself or by hand, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Finding, Invalid, NotFound, Transaction, commands, queries, scenario
from engine.commands.bundle import SaveKind
from engine.queries.definition import VersionView
from web.characters import storable
from web.display import moment, time_of_day
from web.draft_files import EDITORS, Editor, editor_of, tree
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.problems import finding_json, problem
from web.session import begin, current_actor

page = Blueprint("werkbank", __name__, url_prefix="/modellierung")

#: what a check of unsaved contents may hold, in characters; more is checked when it is saved
_LARGEST_CHECK = 4_000_000


@page.get("/<int:version_id>/datei/<path:path>")
def edit(version_id: int, path: str) -> Answer:
    """One file of a version in its editor: to be changed in a draft, to be looked at in a final version."""
    return show(version_id, path)


@page.post("/<int:version_id>/datei/<path:path>")
def write(version_id: int, path: str) -> Answer:
    """Save a text without scripts; of two people the slower one gets the own text back beside a way on."""
    typed = request.form.get("lw-inhalt", "")
    opened = request.form.get("lw-revision", "")
    note = request.form.get("lw-notiz", "")
    with begin() as tx:
        stored = queries.definition.file(tx, version_id, path)
    try:
        with begin() as tx:
            saved = commands.bundle.save(
                tx,
                version_id,
                {path: as_stored(typed, stored)},
                int(opened) if is_number(opened) else 0,
                note,
            )
    except Conflict:
        return show(version_id, path, typed, stale=True), 409
    except Invalid as refused:
        return show(version_id, path, typed, refused.fields or {"datei": refused.message}), 422
    flash(_("Gespeichert als Stand %(revision)s.", revision=saved.revision), "success")
    return redirect(url_for("werkbank.edit", version_id=version_id, path=path))


@restores("werkbank.write")
def write_again(fields: Fields, version_id: int, path: str) -> Answer:
    """The text somebody had typed when the session ended."""
    return show(version_id, path, "".join(fields.get("lw-inhalt", [])), stale=True)


def show(
    version_id: int,
    path: str,
    typed: str | None = None,
    wrong: Mapping[str, str] | None = None,
    *,
    stale: bool = False,
) -> str:
    """The page of one file."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        content = queries.definition.file(tx, version_id, path)
    editor = editor_of(path)
    if request.args.get("ansicht") == "text":
        editor = Editor.TEXT
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    return render_template(
        f"modellierung/{EDITORS[editor]}.html",
        view=view,
        row=view.row,
        path=path,
        editor=editor,
        text=text if typed is None else typed,
        stored=text,
        wrong=wrong or {},
        stale=stale,
        findings=own_findings(view, path),
        **frame(view, path),
    )


def frame(view: VersionView, path: str) -> dict[str, Any]:  # Any: what templates are given
    """What every page of the workspace shows around its editor."""
    return {
        "tree": tree(view.files),
        "here": path,
        "may_edit": current_actor().may(Action.EDIT_MODEL),
        "draft": view.row.state == "draft",
        "counted": {file.path: sum(one.file == file.path for one in view.findings) for file in view.files},
    }


def own_findings(view: VersionView, path: str) -> list[dict[str, object]]:
    """The findings of the whole bundle, those of this file first, as scripts read them."""
    ordered = sorted(view.findings, key=lambda one: (one.file != path, one.file))
    return [finding_json(one) for one in ordered]


@page.post("/<int:version_id>/pruefen")
def check(version_id: int) -> Response:
    """What would be wrong with the bundle if it held these contents; nothing is stored."""
    if not from_here():
        return problem(403, _("Die Prüfung kam nicht von einer Seite dieser Anwendung."))
    files = given_files(body(), version_id)
    if sum(len(one or b"") for one in files.values()) > _LARGEST_CHECK:
        return problem(
            413, _("Die Datei ist zu groß für die Prüfung beim Zeichnen; sie wird beim Speichern geprüft.")
        )
    with begin() as tx:
        found = queries.draft.findings(tx, version_id, files)
        found += _scenario_findings(tx, version_id, files)
    return jsonify(findings=[finding_json(one) for one in found])


def _scenario_findings(
    tx: Transaction, version_id: int, changes: Mapping[str, bytes | None]
) -> tuple[Finding, ...]:
    """What is wrong with the scenarios among the changed files, run as they are typed."""
    stored = queries.draft.files(tx, version_id)
    files = {path: content for path, content in {**stored, **changes}.items() if content is not None}
    known = [path for path in scenario.scenario_paths(files) if path in changes]
    return tuple(
        finding
        for path in known
        for finding in scenario.check_scenario(files, path, lambda key: queries.draft.newest_files(tx, key))
    )


@page.post("/<int:version_id>/abspalten")
def fork(version_id: int) -> Response:
    """Keep what was drawn as a draft of one's own, beside that of whoever was faster."""
    if not from_here():
        return problem(403, _("Das Speichern kam nicht von einer Seite dieser Anwendung."))
    said = body()
    files = given_files(said, version_id)
    opened = str(said.get("opened", "")) if isinstance(said, dict) else ""
    with begin() as tx:
        own = commands.bundle.fork(tx, version_id, int(opened) if is_number(opened) else 0, files, "")
        number = queries.definition.version(tx, own).row.number
    path = next(iter(files))
    return jsonify(version=own, number=number, url=url_for("werkbank.edit", version_id=own, path=path))


def save_one(version_id: int, path: str, said: dict[str, Any], revision: str) -> Response:
    """Save one file a script sends; 412 names who was faster."""
    text = said.get("text", said.get("xml"))
    note = str(said.get("note", ""))[:500]
    if not isinstance(text, str) or not storable(text + note):
        raise Invalid("Expected to save a file, but the request holds no text")
    opened = int(revision) if is_number(revision) else 0  # no draft has a revision that no column holds
    kind = SaveKind.AUTOMATIC if said.get("automatic") is True else SaveKind.SAVED
    try:
        with begin() as tx:
            stored = queries.definition.file(tx, version_id, path)
            saved = commands.bundle.save(tx, version_id, {path: as_stored(text, stored)}, opened, note, kind)
            at = tx.now
    except Conflict as error:
        return _overtaken(version_id, path, opened, error)
    return jsonify(
        revision=saved.revision,
        at=time_of_day(at),
        findings=[finding_json(finding) for finding in saved.findings],
    )


def _overtaken(version_id: int, path: str, opened: int, error: Conflict) -> Response:
    with begin() as tx:
        row = queries.definition.version(tx, version_id).row
        faster = queries.draft.meanwhile(tx, version_id, opened, [path])
    if row.state != "draft":
        return problem(
            412, _("Diese Fassung ist inzwischen beschlossen und ändert sich nicht mehr."), final=True
        )
    title = _("Jemand anderes hat diesen Entwurf inzwischen gespeichert.")
    seen = ""
    if faster:
        title = _(
            "%(name)s hat „%(path)s“ am %(at)s gespeichert.",
            name=faster[0].author,
            path=path,
            at=moment(faster[0].at),
        )
        seen = url_for("verlauf.change", version_id=version_id, path=path, ab=opened)
    return problem(412, title, detail=error.message, revision=row.revision, seen=seen)


def as_stored(text: str, stored: bytes) -> bytes:
    """A text as bytes with the line ends and the byte order mark the file has: no line differs that nobody changed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if b"\r\n" in stored and stored.count(b"\r\n") * 2 > stored.count(b"\n"):
        lines = lines.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if stored.startswith(b"\xef\xbb\xbf") else b"") + lines.encode()


def given_files(said: object, version_id: int) -> dict[str, bytes | None]:
    """The contents a script sends, by path; Invalid for anything else."""
    files = said.get("files") if isinstance(said, dict) else None
    if not isinstance(files, dict) or not files or not all(isinstance(one, str) for one in files.values()):
        raise Invalid("Expected to read contents of files, but the request holds none")
    if not all(storable(path + text) for path, text in files.items()):
        raise Invalid("Expected to read contents of files, but the request holds characters that are no text")
    with begin() as tx:
        stored = queries.draft.files(tx, version_id)
    unknown = [path for path in files if path not in stored]
    if unknown:
        raise NotFound(
            f"Expected to find {unknown[0][:200]} in version {version_id}, but it has no such file"
        )
    return {path: as_stored(text, stored[path]) for path, text in files.items()}


def body() -> object:
    """The JSON that was sent; None for anything else, however deep it is."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def from_here() -> bool:
    """Whether a page of ours sends this.

    A token would not do: after logging in again in another tab the modeller still holds the old session's, and
    what was drawn must not be lost. A foreign page can neither send JSON by PUT nor forge these headers.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return request.is_json and (origin is None or urlsplit(origin).netloc == request.host)
