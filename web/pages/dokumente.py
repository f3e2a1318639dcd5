"""`/akte/<Aktenzeichen>/dokumente`: the documents of a case, one of them with its versions, and its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as Answered

from engine import Invalid, NotFound, Transaction, commands, queries, store
from engine.commands.document import LONGEST_TITLE
from engine.documents import Scan
from engine.store import StoreAway
from web import case_head, handed_in
from web.forms.fields import Fault
from web.forms.typed import Answer, Fields, restores
from web.session import begin

page = Blueprint("dokumente", __name__, url_prefix="/akte/<reference>/dokumente")

#: what stands in a frame runs nothing, loads nothing, and belongs to no origin
_CONTENT_POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)


@page.get("")
def overview(reference: str) -> str:
    """The documents of the case, the newest first, and the form to hand one in."""
    with begin() as tx:
        return _overview(tx, reference)


@page.post("")
def add(reference: str) -> Answer:
    """Hand in one or more files; those that are taken are in the case, whatever is wrong with the others."""
    files = handed_in.picked()
    faults: Sequence[Fault] = [(handed_in.FILES, "", _("Bitte wählen Sie eine Datei."))]
    if files:
        faults = handed_in.keep(reference, files)
    if not faults:
        return redirect(url_for("dokumente.overview", reference=reference))
    with begin() as tx:
        return _overview(tx, reference, request.form, faults), handed_in.status()


@restores("dokumente.add")
def restore(fields: Fields, reference: str) -> Answer:
    """What was said about the file; the file itself has to be chosen again."""
    handed_in.choose_again(fields)
    with begin() as tx:
        return _overview(tx, reference, {name: values[0] for name, values in fields.items() if values})


@page.get("/<int:document_id>")
def show(reference: str, document_id: int) -> str:
    """One document: the newest version to look at, or the one asked for, and all others."""
    with begin() as tx:
        return _show(tx, reference, document_id)


@page.post("/<int:document_id>")
def add_version(reference: str, document_id: int) -> Answer:
    """Put a newer version of the document behind the others."""
    reason = request.form.get("lw-grund", "").strip()
    files = handed_in.picked()
    with begin() as tx:
        queries.document.show(tx, reference, document_id)  # nobody stores a file where they may not read
    wrong: dict[str, str] = {}
    if not files:
        wrong["file"] = _("Bitte wählen Sie eine Datei.")
    if not reason:
        wrong["reason"] = _("Nennen Sie den Grund der neuen Fassung.")
    if not wrong:
        try:
            received = handed_in.receive(files[0])
            with begin() as tx:
                added = commands.document.add_version(
                    tx, store.place(), document_id, received, files[0].submission, reason
                )
            if added.scan is Scan.INFECTED:
                wrong["file"] = handed_in.infected(files[0], added)
            else:
                handed_in.say(files[0], added)
        except Invalid as refused:
            wrong = refused.fields
        except StoreAway as away:
            wrong["file"] = handed_in.is_away(away)
    if not wrong:
        return redirect(url_for("dokumente.show", reference=reference, document_id=document_id))
    with begin() as tx:
        return _show(tx, reference, document_id, request.form, wrong), handed_in.status()


@restores("dokumente.add_version")
def restore_version(fields: Fields, reference: str, document_id: int) -> Answer:
    """The reason that was typed; the file itself has to be chosen again."""
    handed_in.choose_again(fields)
    with begin() as tx:
        said = {name: values[0] for name, values in fields.items() if values}
        return _show(tx, reference, document_id, said)


@page.get("/<int:document_id>/<int:number>")
def content(reference: str, document_id: int, number: int) -> Answered:
    """The content of a version: shown in a frame when a browser can show it, else to be kept."""
    with begin() as tx:
        found = queries.document.version(tx, reference, document_id, number)
    try:
        parts: Iterator[bytes] = store.place().read(store.document_key(found.digest))
    except FileNotFoundError as error:
        raise NotFound(
            f"Expected to find document {document_id} in the store, but it is not there"
        ) from error
    except StoreAway as away:
        if request.headers.get("Sec-Fetch-Dest") != "iframe":
            raise
        # the page of an error stands in no frame
        said = Response(handed_in.is_away(away), 503, mimetype="text/plain")
        said.headers["Content-Security-Policy"] = _CONTENT_POLICY
        return said
    shown = found.media.shown and "laden" not in request.args
    answer = Response(parts, mimetype=found.media.mime)
    answer.content_length = found.size
    answer.headers["Content-Disposition"] = _disposition("inline" if shown else "attachment", found.name)
    answer.headers["Content-Security-Policy"] = _CONTENT_POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _disposition(kind: str, name: str) -> str:
    """The header with the name in letters every browser reads, and in its own (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    if plain == name:
        return dump_options_header(kind, {"filename": name})
    return dump_options_header(kind, {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"})


def _overview(
    tx: Transaction, reference: str, typed: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
) -> str:
    found = queries.document.of_case(tx, reference, request.args.get("nach"))
    place = queries.document.place(tx, reference)
    above = case_head.of_case(tx, reference)
    filed = [*place.groups, *(one.filed for one in found.documents)]
    loaded = above["front"].loaded if above else None
    return render_template(
        "dokumente/liste.html",
        page=found,
        head=found.head,
        place=place,
        shelves=queries.case_file.shelves(tx, found.head.id, filed, loaded),
        typed=typed or {},
        errors=list(faults),
        longest=LONGEST_TITLE,
        **above,
    )


def _show(
    tx: Transaction,
    reference: str,
    document_id: int,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    view = queries.document.show(tx, reference, document_id)
    wanted = handed_in.number(request.args.get("fassung", ""))
    chosen = next((one for one in view.versions if one.number == wanted), view.row.newest)
    ids = {"file": handed_in.FILES, "reason": "lw-grund"}
    return render_template(
        "dokumente/dokument.html",
        view=view,
        head=view.head,
        row=view.row,
        shelves=queries.case_file.shelves(tx, view.head.id, [view.row.filed]),
        chosen=chosen,
        typed=typed or {},
        wrong=wrong or {},
        errors=[(ids.get(name, "inhalt"), "", message) for name, message in (wrong or {}).items()],
    )
