"""`/modellierung/<id>/steckbrief/<teil>/<element>`: what the profile says of one task, changed beside its drawing."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, ModelError, NotFound, commands, profile, queries
from engine.profile import Profile, TimeKind
from engine.queries.modelling import Clock as Previewed
from web.days import read_day
from web.forms import profile_part
from web.forms.profile_part import Part
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages.modellvorschau import day_of
from web.pages.werkbank import frame
from web.scenario_panel import show_part
from web.session import begin
from web.words import profile as profile_words

page = Blueprint("steckbriefteil", __name__, url_prefix="/modellierung")


@page.get("/<int:version_id>/steckbrief/<any(leiter, zeit, daten):part>/<element>")
def show(version_id: int, part: str, element: str) -> Answer:
    """The part as it stands; `gespeichert` is the revision that has just been made of it."""
    return _page(version_id, Part(part), element)


@page.post("/<int:version_id>/steckbrief/<any(leiter, zeit, daten):part>/<element>")
def save(version_id: int, part: str, element: str) -> Answer:
    """Save it into `process.toml` of the draft, as the form of the whole profile does."""
    typed = dict(request.form.items())
    if request.form.get("lw-aktion") == "vorschau":
        return _page(version_id, Part(part), element, typed)
    opened = request.form.get("lw-revision", "")
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            source, said = _said(queries.draft.files(tx, version_id), version_id)
            form = queries.modelling.element(tx, version_id, element).form
            after = profile_part.changed(Part(part), source, said, element, form)
            revision = int(opened) if is_number(opened) else 0
            if after != source:
                _readable(after)
                note = _("Steckbrief geändert")
                revision = commands.bundle.save(
                    tx, version_id, {profile.NAME: after}, revision, note
                ).revision
    except Invalid as refused:
        return _page(version_id, Part(part), element, typed, refused.fields), 422
    except Conflict:
        words = _(
            "Der Steckbrief wurde inzwischen gespeichert. Ihre Angaben stehen unten; beim Speichern ersetzen sie die "
            "anderen, die im Verlauf bleiben."
        )
        return _page(version_id, Part(part), element, typed, {"": words}), 409
    return redirect(
        url_for(
            "steckbriefteil.show", version_id=version_id, part=part, element=element, gespeichert=revision
        )
    )


@page.post("/<int:version_id>/steckbrief/<any(leiter, zeit, daten):part>/<element>/zurueck")
def undo(version_id: int, part: str, element: str) -> Answer:
    """Take the last saving back, unless somebody has saved the profile since."""
    made = request.form.get("lw-revision", "")
    revision = int(made) if is_number(made) else 0
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            before = queries.draft.files_at(tx, version_id, revision - 1)
            if profile.NAME not in before:
                raise NotFound(
                    f"Expected to find {profile.NAME} in version {version_id}, but it has no such file"
                )
            commands.bundle.save(
                tx, version_id, {profile.NAME: before[profile.NAME]}, revision, _("Steckbrief zurückgenommen")
            )
    except Conflict:
        words = _("Der Steckbrief wurde seitdem wieder gespeichert; im Verlauf steht, was vorher war.")
        return _page(version_id, Part(part), element, None, {"": words}), 409
    return redirect(url_for("steckbriefteil.show", version_id=version_id, part=part, element=element))


@restores("steckbriefteil.save")
def save_again(fields: Fields, version_id: int, part: str, element: str) -> Answer:
    """What somebody had typed when the session ended."""
    return _page(
        version_id, Part(part), element, {name: values[-1] for name, values in fields.items() if values}
    )


def _page(
    version_id: int,
    part: Part,
    element: str,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Answer:
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        task = queries.modelling.element(tx, version_id, element)
        try:
            said = _said(files, version_id)[1]
        except Invalid:
            return redirect(url_for("steckbrief.show", version_id=version_id))
        day = read_day((typed or {}).get("lw-beginnt", "").strip()) or tx.today
        preview = None
        if part is Part.TIME:
            text = _expression(said, element, typed)
            if text:
                preview = queries.modelling.preview(tx, version_id, Previewed.AGREED, text, day)
    typed, wrong = typed or {}, wrong or {}
    return show_part(
        "steckbriefteil",
        view=view,
        row=view.row,
        part=part,
        element=element,
        name=task.name or element,
        title=profile_part.title(part),
        said=said,
        typed=typed,
        wrong=wrong,
        faults=[(name or "teil", "", words) for name, words in wrong.items()],
        saved=request.args.get("gespeichert", "") if is_number(request.args.get("gespeichert", "")) else "",
        rungs=profile_part.rung_fields(said, element, typed) if part is Part.LADDER else [],
        clocks=[(one.value, profile_words.clock(one)) for one in profile_part.Clock],
        targets=profile_part.targets(),
        handings=profile_part.handings(),
        time=profile_part.time_of(said, element),
        kinds=[(one.value, profile_words.time_kind(one)) for one in TimeKind],
        day=day,
        preview=preview,
        preview_day=day_of(preview) if preview else "",
        groups=profile_part.groups_of(said, element, task.form),
        form=task.form,
        topics=profile_part.topics(),
        painted={"aktiv": [element]},
        **frame(view, ""),
    )


def _expression(said: Profile, element: str, typed: Mapping[str, str] | None) -> str:
    """The time as an expression: a task that begins is due behind it."""
    time = profile_part.time_of(said, element)
    value, working = ("", False) if time is None else (time.value, time.working)
    if typed is not None and "lw-zahl" in typed:
        working = typed.get("lw-einheit") == "A"
        value = profile_part.period(typed["lw-zahl"], "D" if working else typed.get("lw-einheit", "D"))
    if not value or profile.read_period(value, working=working) is None:
        return ""
    if value.endswith("W"):  # FEEL knows no weeks
        value = f"P{7 * int(value[1:-1])}D"
    return f'=werktage(today(), duration("{value}").days)' if working else f'=today() + duration("{value}")'


def _said(files: Mapping[str, bytes], version_id: int) -> tuple[bytes, Profile]:
    if profile.NAME not in files:
        raise NotFound(f"Expected to find {profile.NAME} in version {version_id}, but it has no such file")
    return files[profile.NAME], _readable(files[profile.NAME])


def _readable(source: bytes) -> Profile:
    try:
        return profile.read_profile(source)
    except ModelError as error:
        words = " ".join(f"{one.reason} {one.hint}".strip() for one in error.findings)
        raise Invalid("Expected to read the profile, but it has faults", {"": words}) from error
