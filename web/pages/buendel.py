"""`/modellierung/neu` and the files of a bundle: begun, copied, brought in, taken out, added, renamed, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from engine import Action, Conflict, Invalid, bundle, commands, queries
from engine.bundle import Template
from web import handed_in
from web.arriving import is_cut
from web.draft_files import NEW_FILES
from web.draft_templates import new_file
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages.werkbank import frame
from web.session import begin

page = Blueprint("buendel", __name__, url_prefix="/modellierung")


@page.get("/neu")
def new() -> str:
    """A process from nothing, or from files: what it is to be called and what it begins with."""
    return _new({}, {})


@page.post("/neu")
def begin_new() -> Answer:
    """Begin it as its first draft."""
    typed = {name: request.form.get(f"lw-{name}", "").strip() for name in ("schluessel", "name", "vorlage")}
    template = Template.EMPTY if typed["vorlage"] == Template.EMPTY else Template.ONE_TASK
    try:
        with begin() as tx:
            version = commands.bundle.begin(tx, typed["schluessel"], typed["name"], template)
    except Invalid as refused:
        return _new(typed, refused.fields), 422
    flash(_("Der Ablauf ist begonnen."), "success")
    return redirect(url_for("modellierung.edit", version_id=version))


@restores("buendel.begin_new")
def new_again(fields: Fields) -> Answer:
    """What somebody had typed when the session ended."""
    return _new(
        {name: "".join(fields.get(f"lw-{name}", [])) for name in ("schluessel", "name", "vorlage")}, {}
    )


def _new(typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
    return render_template("modellierung/neu.html", typed=typed, wrong=wrong, errors=_errors(wrong))


@page.get("/<int:version_id>/kopieren")
def ask_copy(version_id: int) -> str:
    """What the copy of a version is to be called."""
    return _copy(version_id, {}, {})


@page.post("/<int:version_id>/kopieren")
def copy(version_id: int) -> Answer:
    """Begin another process with the files of a version."""
    typed = {name: request.form.get(f"lw-{name}", "").strip() for name in ("schluessel", "name")}
    try:
        with begin() as tx:
            made = commands.bundle.duplicate(tx, version_id, typed["schluessel"], typed["name"])
    except Invalid as refused:
        return _copy(version_id, typed, refused.fields), 422
    flash(_("Die Kopie ist ein eigener Ablauf."), "success")
    return redirect(url_for("modellierung.edit", version_id=made))


@restores("buendel.copy")
def copy_again(fields: Fields, version_id: int) -> Answer:
    """What somebody had typed when the session ended."""
    return _copy(
        version_id, {name: "".join(fields.get(f"lw-{name}", [])) for name in ("schluessel", "name")}, {}
    )


def _copy(version_id: int, typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        row = queries.definition.version(tx, version_id).row
    return render_template(
        "modellierung/kopieren.html", row=row, typed=typed, wrong=wrong, errors=_errors(wrong)
    )


@page.get("/<int:version_id>/archiv.zip")
def take_out(version_id: int) -> Response:
    """All files of a version as a ZIP file."""
    with begin() as tx:
        row = queries.definition.version(tx, version_id).row
        files = queries.draft.files(tx, version_id)
    name = f"{row.key}-{row.number}.zip"
    return Response(
        bundle.pack(files),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page.get("/einlesen")
def ask_bring_in() -> str:
    """Choose a ZIP file or single files, to begin a draft with."""
    return _bring_in(None, {})


@page.get("/<int:version_id>/einlesen")
def ask_replace(version_id: int) -> str:
    """Choose files to put in the place of a draft's."""
    return _bring_in(version_id, {})


@page.post("/einlesen")
def bring_in() -> Answer:
    """Begin a draft with what was chosen."""
    try:
        read = _chosen()
        with begin() as tx:
            version = commands.bundle.bring_in(tx, read.files, request.form.get("lw-notiz", ""))
    except Invalid as refused:
        return _bring_in(None, refused.fields), 422
    _say_skipped(read)
    return redirect(url_for("modellierung.edit", version_id=version))


@page.post("/<int:version_id>/einlesen")
def replace(version_id: int) -> Answer:
    """Put what was chosen in the place of the draft's files, which its history keeps."""
    try:
        read = _chosen()
        with begin() as tx:
            commands.bundle.replace(tx, version_id, read.files, _revision(), request.form.get("lw-notiz", ""))
    except Invalid as refused:
        return _bring_in(version_id, refused.fields), 422
    _say_skipped(read)
    return redirect(url_for("modellierung.edit", version_id=version_id))


def _chosen() -> bundle.Unpacked:
    files = [one for one in request.files.getlist("lw-datei") if one.filename]
    if not files:
        raise Invalid(
            "Expected a file to be chosen",
            {"datei": "Bitte wählen Sie eine ZIP-Datei oder einzelne Dateien."},
        )
    if any(is_cut(one) for one in files):
        raise Invalid(
            "Expected all files to have room, but they are too large", {"datei": handed_in.too_much()}
        )
    if len(files) == 1 and (files[0].filename or "").lower().endswith(".zip"):
        return bundle.unpack(_content(files[0], bundle.LARGEST_ARCHIVE))
    found: dict[str, bytes | None] = {}
    for one in files:
        name = (one.filename or "").replace("\\", "/").lstrip("/")
        base = name.rpartition("/")[2]
        kept = f"forms/{base}" if base.endswith(".form") and "/" not in name else name
        content = _content(one, bundle.LARGEST_FILE)
        found[kept] = content if bundle.path_fault(base) is None else None
    return bundle.sorted_out(found)


def _content(file: FileStorage, largest: int) -> bytes:
    """What was sent, one byte more than allowed when it is too large; its temporary file is closed."""
    with closing(file):
        return file.read(largest + 1)


def _say_skipped(read: bundle.Unpacked) -> None:
    number = len(read.files)
    flash(ngettext("%(num)d Datei ist eingelesen.", "%(num)d Dateien sind eingelesen.", number), "success")
    if read.skipped:
        names = ", ".join(read.skipped[:5]) + (" …" if len(read.skipped) > 5 else "")
        flash(_("Nicht übernommen, weil sie zu keinem Ablauf gehören: %(names)s", names=names), "info")


def _bring_in(version_id: int | None, wrong: Mapping[str, str]) -> str:
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        row = None if version_id is None else queries.definition.version(tx, version_id).row
    return render_template("modellierung/einlesen.html", row=row, wrong=wrong)


@page.get("/<int:version_id>/dateien")
def files(version_id: int) -> str:
    """All files of a draft, to add one (`art` and `datei` fill that in), give one another name or take one away."""
    return _files(version_id, {name: request.args.get(name, "") for name in ("art", "datei")}, {})


@page.post("/<int:version_id>/dateien")
def add(version_id: int) -> Answer:
    """Add a file to a draft, with something to begin with."""
    typed = {name: request.form.get(f"lw-{name}", "").strip() for name in ("art", "datei")}
    try:
        with begin() as tx:
            row = queries.definition.version(tx, version_id).row
            path, content = new_file(typed["art"], typed["datei"], row)
            if path in queries.draft.files(tx, version_id):
                raise Invalid(f"Expected to add {path}, but it exists", {"pfad": f"„{path}“ gibt es schon."})
            commands.bundle.save(
                tx, version_id, {path: content}, row.revision, _("%(path)s angelegt", path=path)
            )
    except Invalid as refused:
        return _files(version_id, typed, refused.fields), 422
    return redirect(url_for("werkbank.edit", version_id=version_id, path=path))


@restores("buendel.add")
def add_again(fields: Fields, version_id: int) -> Answer:
    """What somebody had typed when the session ended."""
    return _files(version_id, {name: "".join(fields.get(f"lw-{name}", [])) for name in ("art", "datei")}, {})


@page.post("/<int:version_id>/umbenennen")
def rename(version_id: int) -> Answer:
    """Give a file another name."""
    path, new_name = request.form.get("lw-pfad", ""), request.form.get("lw-neu", "").strip()
    try:
        with begin() as tx:
            commands.bundle.rename(tx, version_id, path, new_name, _revision())
    except Invalid as refused:
        return _files(version_id, {"pfad": path, "neu": new_name}, {"umbenennen": _first(refused)}), 422
    flash(_("„%(path)s“ heißt jetzt „%(name)s“.", path=path, name=new_name), "success")
    return redirect(url_for("buendel.files", version_id=version_id))


@restores("buendel.rename")
def rename_again(fields: Fields, version_id: int) -> Answer:
    """What somebody had typed when the session ended."""
    return _files(version_id, {name: "".join(fields.get(f"lw-{name}", [])) for name in ("pfad", "neu")}, {})


@page.post("/<int:version_id>/entfernen")
def remove(version_id: int) -> Answer:
    """Take a file away; the history keeps it."""
    path = request.form.get("lw-pfad", "")
    with begin() as tx:
        if path not in queries.draft.files(tx, version_id):
            raise Conflict(f"Expected to take away {path[:200]}, but the draft has no such file")
        commands.bundle.save(tx, version_id, {path: None}, _revision(), _("%(path)s entfernt", path=path))
    flash(_("„%(path)s“ ist entfernt. Im Verlauf ist die Datei noch da.", path=path), "success")
    return redirect(url_for("buendel.files", version_id=version_id))


def _files(version_id: int, typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        view = queries.definition.version(tx, version_id)
    return render_template(
        "modellierung/dateien.html",
        view=view,
        row=view.row,
        typed=typed,
        wrong=wrong,
        errors=_errors(wrong),
        kinds=NEW_FILES,
        **frame(view, ""),
    )


#: the field of the page that shows what the engine says of its own
_FIELDS = {"schluessel": "schluessel", "name": "name", "pfad": "datei", "art": "art", "umbenennen": "alle"}


def _errors(wrong: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What the list above a form says: where, no name, what."""
    return [(_FIELDS.get(key, "inhalt"), "", message) for key, message in wrong.items()]


def _first(refused: Invalid) -> str:
    return next(iter(refused.fields.values()), refused.message)


def _revision() -> int:
    said = request.form.get("lw-revision", "")
    return int(said) if is_number(said) else 0
