"""`/akte/<Aktenzeichen>/auszug`: the whole case file to print, as PDF/A, or as a ZIP with its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answered

from engine import Invalid, NotFound, commands, export, queries, store
from engine.queries.export import ExportKind
from web import auth, case_head, handed_in
from web.forms.typed import Answer, Fields, restores
from web.session import begin

page = Blueprint("auszug", __name__, url_prefix="/akte/<reference>/auszug")

#: bytes of the print view beside its frame (a page has at most 300 KB), and of the marks around each of its cells
_ROOM, _MARKS = 250_000, 60
_MIMETYPES = {ExportKind.PDF: "application/pdf", ExportKind.ZIP: "application/zip"}


@page.get("")
def overview(reference: str) -> str:
    """What can be taken away, and what one has asked for; while one is being made, the page asks how far it is."""
    with begin() as tx:
        view = queries.export.of_case(tx, reference)
        polled = request.args.get(auth.POLLING)
        above = {} if polled else case_head.of_case(tx, reference)
    template = "auszug/stand.html" if polled else "auszug/auszug.html"
    return render_template(template, view=view, head=view.head, kinds=ExportKind, **above)


@page.post("")
def ask(reference: str) -> Answer:
    """Ask for an export, which a job makes."""
    try:
        kind = ExportKind(request.form.get("lw-art", ""))
    except ValueError as error:
        raise Invalid("Expected to export a case as pdf or zip, but neither was chosen") from error
    with begin() as tx:
        commands.export.request(tx, reference, kind, handed_in.sent())
    flash(_("Der Export wird erstellt. Er steht gleich hier und bleibt 24 Stunden."), "info")
    return redirect(url_for("auszug.overview", reference=reference))


@restores("auszug.ask")
def restore(_fields: Fields, reference: str) -> Answer:
    """Nothing was typed: the page offers it again."""
    return redirect(url_for("auszug.overview", reference=reference))


@page.get("/<int:export_id>")
def fetch(reference: str, export_id: int) -> Answered:
    """Take an export away."""
    with begin() as tx:
        found = commands.export.fetch(tx, reference, export_id)
    try:
        parts = store.place().read(found.key)
    except FileNotFoundError as error:
        raise NotFound(f"Expected to find export {export_id} in the store, but it is not there") from error
    answer = Response(parts, mimetype=_MIMETYPES[found.kind])
    answer.content_length = found.size
    name = f"Akte-{reference}-{found.requested_at:%Y-%m-%d}.{found.kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page.get("/druck")
def printed(reference: str) -> str:
    """The whole file on one page, for paper."""
    with begin() as tx:
        found = export.book(export.contents(tx, reference))
    sections, left = _fitting(found.sections)
    return render_template("auszug/druck.html", book=found, sections=sections, left=left, reference=reference)


def _fitting(sections: Sequence[export.Section]) -> tuple[list[export.Section], int]:
    """As many sections as a page may hold, the last one with its first rows, and how many are not there whole."""
    room, shown = _ROOM, []
    for number, one in enumerate(sections):
        room -= sum(_weight(*said) for said in (*one.facts, *((line,) for line in one.lines)))
        rows = []
        for row in one.rows:
            room -= _weight(*row)
            if room < 0:
                break
            rows.append(row)
        shown.append(replace(one, rows=tuple(rows)))
        if room < 0:
            return shown, len(sections) - number
    return shown, 0


def _weight(*said: str) -> int:
    """The bytes of cells on the page, with their marks."""
    return sum(len(one.encode()) + _MARKS for one in said)
