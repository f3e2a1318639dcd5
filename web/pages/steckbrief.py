"""`/modellierung/<id>/steckbrief`: the profile of a draft as a form; what it does not know stays in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, NotFound, Severity, commands, profile, queries, toml
from engine.commands.bundle import SaveKind
from web.display import time_of_day
from web.forms import self_saving
from web.forms.profile import name_of, places, sections, shown, value_of
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages.werkbank import frame
from web.session import begin

page = Blueprint("steckbrief", __name__, url_prefix="/modellierung")

#: how a finding of the profile names the key it is about
_ABOUT = re.compile(r"(?:(\w+)(?:\[(\d+)\])?\.)?(\w+): (.*)", re.DOTALL)


@page.get("/<int:version_id>/steckbrief")
def show(version_id: int) -> Answer:
    """The form, or the file as text where it cannot be read."""
    return _page(version_id)


@page.post("/<int:version_id>/steckbrief")
def save(version_id: int) -> Answer:
    """Change what is different; add an entry or take one away when that button was pressed."""
    opened = request.form.get("lw-revision", "")
    added, removed = request.form.get("lw-neu", ""), request.form.get("lw-weg", "")
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            source = _source(queries.draft.files(tx, version_id), version_id)
            changed = profile.change(source, _typed(_read(source)))
            section = next((one for one in sections() if one.many and one.table == added), None)
            if section is not None:
                first = {one.key: one.choices[0][0] if one.choices else "" for one in section.fields}
                changed = profile.add(changed, added, {key: first[key] for key in section.needed})
            table, _dash, number = removed.rpartition("-")
            if table and is_number(number):
                changed = profile.remove(changed, table, int(number))
            if changed != source:
                revision = int(opened) if is_number(opened) else 0
                commands.bundle.save(
                    tx, version_id, {profile.NAME: changed}, revision, _("Steckbrief geändert")
                )
    except Invalid as refused:
        return _page(version_id, dict(request.form), " ".join(refused.fields.values())), 422
    except Conflict:
        words = _(
            "Der Steckbrief wurde inzwischen gespeichert. Ihre Angaben stehen unten; beim Speichern ersetzen sie die "
            "anderen, die im Verlauf bleiben."
        )
        seen = url_for(
            "verlauf.change", version_id=version_id, path=profile.NAME, ab=opened if is_number(opened) else 0
        )
        return _page(version_id, dict(request.form), words, seen), 409
    flash(_("Gespeichert."), "success")
    anchor = f"tabelle-{added}" if added else f"tabelle-{removed.rpartition('-')[0]}" if removed else None
    return redirect(url_for("steckbrief.show", version_id=version_id, _anchor=anchor))


@page.post("/<int:version_id>/steckbrief/entwurf")
def keep(version_id: int) -> Answer:
    """Keep what is typed while it is typed; answers with what the next time has to know, or why it is not kept."""
    opened = request.form.get("lw-revision", "")
    revision = int(opened) if is_number(opened) else 0
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            source = _source(queries.draft.files(tx, version_id), version_id)
            changed = profile.change(source, _typed(_read(source)))
            if changed != source:
                files = {profile.NAME: changed}
                saved = commands.bundle.save(tx, version_id, files, revision, kind=SaveKind.AUTOMATIC)
                revision = saved.revision
            now = time_of_day(tx.now)
    except Invalid as refused:
        return self_saving.not_yet(refused)
    except Conflict:
        words = _(
            "Nicht mehr gespeichert: Jemand anderes hat den Steckbrief gespeichert. Ihre Angaben stehen noch hier. "
            "„Speichern“ zeigt, was sich geändert hat."
        )
        return self_saving.no_more(words)
    return self_saving.kept(revision, "", _("Gespeichert um %(time)s.", time=now))


@restores("steckbrief.save")
def save_again(fields: Fields, version_id: int) -> Answer:
    """What somebody had typed when the session ended."""
    return _page(version_id, {name: "".join(values) for name, values in fields.items()})


def _page(version_id: int, typed: Mapping[str, str] | None = None, fault: str = "", seen: str = "") -> Answer:
    """The form; with `seen` somebody was faster, and that is where one sees what they changed."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        source = _source(queries.draft.files(tx, version_id), version_id)
    try:
        said = _read(source)
    except Invalid:
        return redirect(url_for("werkbank.edit", version_id=version_id, path=profile.NAME))
    own = [one for one in view.findings if one.file == profile.NAME]
    return render_template(
        "modellierung/profil.html",
        view=view,
        row=view.row,
        tables=list(places(said)),
        known=sections(),
        name_of=name_of,
        value=lambda place: _shown(said, typed or {}, place),
        wrong=_about_fields(one for one in own if one.severity is Severity.ERROR),
        noted=_about_fields(one for one in own if one.severity is not Severity.ERROR and not one.exempted),
        own=own,
        fault=fault,
        seen=seen,
        **frame(view, profile.NAME),
    )


def _typed(said: Mapping[str, Any]) -> dict[profile.Place, profile.Value | None]:
    """The keys whose field says something else than the file; a field that was not sent changes nothing."""
    changes: dict[profile.Place, profile.Value | None] = {}
    for _section, _number, fields in places(said):
        for place, field in fields:
            name = name_of(place)
            if f"{name}-da" not in request.form and name not in request.form:
                continue
            typed = request.form.get(name, "")
            if typed.replace("\r\n", "\n").strip() != shown(said, place).strip():
                changes[place] = value_of(field, typed)
    return changes


def _shown(said: Mapping[str, Any], typed: Mapping[str, str], place: profile.Place) -> str:
    name = name_of(place)
    return typed.get(name, "") if name in typed or f"{name}-da" in typed else shown(said, place)


def _about_fields(findings: Iterable[Any]) -> dict[str, str]:
    """What findings say about each field, by its name."""
    found: dict[str, str] = {}
    for one in findings:
        if about := _ABOUT.fullmatch(one.reason):
            number = None if about[2] is None else int(about[2]) - 1
            found.setdefault(
                name_of(profile.Place(about[3], about[1] or "", number)), f"{about[4]} {one.hint}".strip()
            )
    return found


def _source(files: Mapping[str, bytes], version_id: int) -> bytes:
    if profile.NAME not in files:
        raise NotFound(f"Expected to find {profile.NAME} in version {version_id}, but it has no such file")
    return files[profile.NAME]


def _read(source: bytes) -> dict[str, Any]:
    try:
        return toml.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Invalid("Expected to show process.toml, but it is no readable TOML") from None
