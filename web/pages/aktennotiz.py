"""`/akte/<Aktenzeichen>/notizen` and `…/verbindungen`: notes and related cases, written from their tabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Invalid, commands
from engine.queries.case_file import RelationKind
from web.forms.typed import Answer, Fields, restores
from web.handed_in import filed
from web.pages import akte
from web.session import begin

page = Blueprint("aktennotiz", __name__, url_prefix="/akte/<reference>")

_RELATION: Final = {"other": "lw-akte", "kind": "lw-verbindung"}


@page.post("/notizen")
def write(reference: str) -> Answer:
    """Write a note."""
    names = {"text": "lw-text", "group": "lw-datengruppe"}
    try:
        with begin() as tx:
            place = filed(request.form.get("lw-datengruppe", ""))
            commands.note.write(tx, reference, request.form.get("lw-text", ""), place)
    except Invalid as refused:
        return _again(reference, "notizen", names, refused), 422
    flash(_("Die Notiz steht in der Akte."), "success")
    return redirect(url_for("akte.show", reference=reference, reiter="notizen"))


@page.post("/notizen/<int:note_id>")
def correct(reference: str, note_id: int) -> Answer:
    """Put another text in the place of one's own note."""
    field = f"lw-text-{note_id}"
    try:
        with begin() as tx:
            commands.note.correct(tx, note_id, request.form.get(field, ""))
    except Invalid as refused:
        return _again(reference, "notizen", {"text": field}, refused, {"lw-notiz-nr": str(note_id)}), 422
    flash(_("Die Notiz ist berichtigt; die frühere Fassung bleibt lesbar."), "success")
    return redirect(url_for("akte.show", reference=reference, reiter="notizen", _anchor="notizen"))


@page.post("/verbindungen")
def relate(reference: str) -> Answer:
    """Say what another case is to this one."""
    kinds = {one.value: one for one in RelationKind}
    kind = kinds.get(request.form.get("lw-verbindung", ""))
    try:
        if kind is None:
            raise Invalid(
                f"Expected to relate case {reference}, but no kind was chosen",
                {"kind": _("Bitte wählen Sie, was der andere Fall ist.")},
            )
        with begin() as tx:
            commands.relation.relate(tx, reference, request.form.get("lw-akte", ""), kind)
    except Invalid as refused:
        return _again(reference, "beteiligte", _RELATION, refused), 422
    except Conflict:
        known = Invalid("related already", {"other": _("Die beiden Fälle sind schon verbunden.")})
        return _again(reference, "beteiligte", _RELATION, known), 409
    flash(_("Die Fälle sind verbunden. Es steht in beiden Akten."), "success")
    return redirect(url_for("akte.show", reference=reference, reiter="beteiligte", _anchor="familie"))


@page.post("/verbindungen/<other>/loesen")
def part(reference: str, other: str) -> Answer:
    """End the relation of two cases."""
    with begin() as tx:
        commands.relation.end(tx, reference, other)
    flash(_("Die Verbindung ist gelöst."), "success")
    return redirect(url_for("akte.show", reference=reference, reiter="beteiligte", _anchor="familie"))


@restores("aktennotiz.write")
def restore(fields: Fields, reference: str) -> Answer:
    """The note as it was typed before the session ended."""
    return akte.shown(reference, "notizen", _said(fields), {})


@restores("aktennotiz.correct")
def restore_correction(fields: Fields, reference: str, note_id: int) -> Answer:
    """The correction as it was typed before the session ended."""
    return akte.shown(reference, "notizen", _said(fields) | {"lw-notiz-nr": str(note_id)}, {})


@restores("aktennotiz.relate")
def restore_relation(fields: Fields, reference: str) -> Answer:
    """What was chosen before the session ended."""
    return akte.shown(reference, "beteiligte", _said(fields), {})


@restores("aktennotiz.part")
def restore_parting(_fields: Fields, reference: str, other: str) -> Answer:
    """Nothing was typed: the page offers it again."""
    return redirect(url_for("akte.show", reference=reference, reiter="beteiligte"))


def _said(fields: Fields) -> dict[str, str]:
    return {name: values[0] for name, values in fields.items() if values}


def _again(
    reference: str,
    tab: str,
    names: Mapping[str, str],
    refused: Invalid,
    more: Mapping[str, str] | None = None,
) -> str:
    """The tab with what was typed and what is wrong with it."""
    wrong = {names.get(name, name): said for name, said in refused.fields.items()}
    return akte.shown(reference, tab, dict(request.form) | dict(more or {}), wrong)
