"""`/akte/<Aktenzeichen>/einsicht` and `…/gelesen`: reading a file without right, and who has read it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Invalid, commands, queries
from engine.commands.break_glass import LASTS, LONGEST_REASON, SHORTEST_REASON, TOLD
from engine.queries.reads import ReadFilter, ReadRow
from engine.sight import Purpose
from web import case_head, export
from web.days import read_day
from web.display import role_name
from web.export import FileType, Sheet
from web.forms.typed import Answer, Fields, restores
from web.session import begin

page = Blueprint("einsicht", __name__, url_prefix="/akte/<reference>")

#: reads one file holds
MOST = 10_000
_REASON = "lw-grund"


@page.get("/einsicht")
def ask(reference: str) -> str:
    """What a break-glass means, and the reason for it; while one holds, until when."""
    return _ask(reference, {})


@page.post("/einsicht")
def open_file(reference: str) -> Answer:
    """Open the file for a limited time."""
    try:
        with begin() as tx:
            commands.break_glass.read(tx, reference, request.form.get(_REASON, ""))
    except Invalid as refused:
        return _ask(
            reference, {_REASON: request.form.get(_REASON, "")}, refused.fields.get("reason", "")
        ), 422
    except Conflict:  # opened meanwhile: a second click, or a task that came
        return redirect(url_for("akte.show", reference=reference))
    flash(_("Die Akte ist für Sie offen. Die führende Behörde weiß Bescheid."), "success")
    return redirect(url_for("akte.show", reference=reference))


@restores("einsicht.open_file")
def restore(fields: Fields, reference: str) -> Answer:
    """The reason as it was typed before the session ended."""
    return _ask(reference, {name: values[0] for name, values in fields.items() if values})


@page.post("/einsicht/beenden")
def end(reference: str) -> Response:
    """Let the break-glass end before its time."""
    try:
        with begin() as tx:
            commands.break_glass.end(tx, reference)
        flash(_("Der Notzugriff auf %(reference)s ist beendet.", reference=reference), "success")
    except Conflict:
        flash(_("Der Notzugriff war schon zu Ende."), "info")
    return redirect(url_for("akte.search"))


@restores("einsicht.end")
def restore_end(_fields: Fields, reference: str) -> Answer:
    """Nothing was typed: the page offers it again."""
    return redirect(url_for("einsicht.ask", reference=reference))


@page.get("/gelesen")
def reads(reference: str) -> str:
    """Who has read the file by another authority, the newest first."""
    wanted, wrong = _wanted()
    with begin() as tx:
        found = queries.reads.of(tx, reference, wanted)
        above = case_head.of_case(tx, reference)
    return render_template(
        "einsicht/gelesen.html",
        page=found,
        head=found.head,
        wanted=wanted,
        said=request.args,
        wrong=wrong,
        purposes=purposes(),
        **above,
    )


@page.get("/gelesen.<kind>")
def reads_file(reference: str, kind: str) -> Response:
    """The same as a table, with the filters of the address."""
    if kind not in set(FileType):
        abort(404)
    wanted, _wrong = _wanted()
    names = purposes()
    with begin() as tx:
        rows = [_line(one, names) for one in queries.reads.every(tx, reference, wanted, MOST)]
        day = tx.today
    heads = [_("Wann"), _("Zuletzt"), _("Wie oft"), _("Wer"), _("Behörde"), _("Wozu"), _("Grundlage")]
    sheet = Sheet(_("Wer hat gelesen"), heads, rows)
    return export.file(FileType(kind), f"gelesen-{reference}-{day}", [sheet])


def purposes() -> dict[Purpose, str]:
    """What somebody reads for, in the language of the page."""
    return {
        Purpose.TASK: _("Aufgabe"),
        Purpose.PART: _("Beteiligung"),
        Purpose.NORM: _("Norm"),
        Purpose.CONSENT: _("Freigabe"),
        Purpose.AUDIT: _("Revision"),
        Purpose.BREAK_GLASS: _("Notzugriff"),
    }


def _line(one: ReadRow, names: Mapping[Purpose, str]) -> list[export.Cell]:
    return [
        one.at,
        one.last,
        one.looks,
        one.person,
        one.authority,
        names.get(one.purpose, one.purpose),
        one.basis,
    ]


def _wanted() -> tuple[ReadFilter, dict[str, str]]:
    """The filter of the address, and what of it is no day."""
    said = request.args
    days, wrong = {}, {}
    for name in ("von", "bis"):
        text = said.get(name, "").strip()
        days[name] = read_day(text) if text else None
        if text and days[name] is None:
            wrong[name] = _("Bitte geben Sie einen Tag an, zum Beispiel 25.11.2026.")
    purpose = next((one for one in purposes() if one == said.get("wozu")), None)
    text = said.get("suche", "").strip()[:200]
    return ReadFilter(text, purpose, days["von"], days["bis"], said.get("nach")), wrong


def _ask(reference: str, typed: Mapping[str, str], fault: str = "") -> str:
    with begin() as tx:
        glass = queries.reads.glass(tx, reference)
    label = _("Grund")
    return render_template(
        "einsicht/notzugriff.html",
        glass=glass,
        typed=typed.get(_REASON, ""),
        fault=fault,
        field=_REASON,
        label=label,
        errors=[(_REASON, label, fault)] if fault else [],
        hours=int(LASTS.total_seconds() // 3600),
        shortest=SHORTEST_REASON,
        longest=LONGEST_REASON,
        told=[role_name(role) for role in TOLD],
    )
