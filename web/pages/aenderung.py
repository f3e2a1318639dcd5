"""Changing the register of authorities: every form has a day and a reason, shows what would move, then asks again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, Transaction, commands, queries
from engine.commands.register import UNCHANGED, Effective, Shift, WouldOrphan
from engine.queries.calendar import MovedDays
from engine.queries.register import AuthorityView
from web.days import day_fault, read_day
from web.display import day
from web.forms import register as register_forms
from web.forms.register import Form
from web.forms.typed import Answer, Fields, restores
from web.session import begin
from web.words import register as words
from web.words.reasons import seen_revision

page = Blueprint("aenderung", __name__, url_prefix="/verwaltung")

Typed = Mapping[str, str]
#: makes the form for an authority
Make = Callable[[Transaction, AuthorityView], Form]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a form: faults by field, what would move (None: not asked yet), what the preview was made of.

    `orphans`: open tasks would be nobody's; `overtaken`: somebody else has changed the authority.
    """

    wrong: Mapping[str, str] = field(default_factory=dict)
    shifts: Sequence[Shift] | None = None
    mark: str = ""
    orphans: bool = False
    overtaken: bool = False
    #: which deadlines other holidays meet; None where the holidays stay
    moved: MovedDays | None = None


_NOTHING = Beside()


@page.route("/<int:authority_id>/aendern", methods=["GET", "POST"])
def edit(authority_id: int) -> Answer:
    """Name, office number, calendar, parent, contact and attributes."""
    return _run(authority_id, register_forms.edit)


@page.route("/<int:authority_id>/schliessen", methods=["GET", "POST"])
def close(authority_id: int) -> Answer:
    """The authority is not there any more from a day on."""
    return _run(authority_id, register_forms.close)


@page.route("/<int:authority_id>/zustaendigkeit", methods=["GET", "POST"])
def enter(authority_id: int) -> Answer:
    """The authority is competent from a day on, whatever the official rules say."""
    return _run(authority_id, register_forms.enter)


@page.route("/<int:authority_id>/zustaendigkeit/<int:competence_id>/beenden", methods=["GET", "POST"])
def end(authority_id: int, competence_id: int) -> Answer:
    """An entered competence ends; the official rules count again."""
    return _run(authority_id, lambda tx, view: register_forms.end(view, competence_id))


@page.route("/<int:authority_id>/stelle", methods=["GET", "POST"])
def new_post(authority_id: int) -> Answer:
    """A new post."""
    return _run(authority_id, lambda tx, view: register_forms.post(tx, view, None))


@page.route("/<int:authority_id>/stelle/<int:post_id>", methods=["GET", "POST"])
def edit_post(authority_id: int, post_id: int) -> Answer:
    """A post: who holds it, where it sits, who stands in."""
    return _run(authority_id, lambda tx, view: register_forms.post(tx, view, post_id))


def _run(authority_id: int, make: Make) -> Answer:
    """Show the form, the preview of what was typed, or do it when the preview of exactly that was seen."""
    typed = {name: value for name, value in request.form.items() if name.startswith("lw-")}
    if request.method == "GET":
        return _show(authority_id, make)
    try:
        with begin() as tx:
            view = _authority(tx, authority_id)
            form = make(tx, view)
            values, wrong = _values(form, typed)
            on = read_day(typed.get("lw-ab", "").strip())
            if on is None:
                wrong["lw-ab"] = day_fault(typed.get("lw-ab", ""))
            if wrong or on is None:
                when = Effective(on or tx.today, typed.get("lw-grund", "").strip())
                wrong = _others(tx, view, form, values, when) | wrong
                return _page(tx, view, form, typed, Beside(wrong)), 422
            when = Effective(on, typed.get("lw-grund", "").strip())
            do = typed.get("lw-aktion") == "eintragen" and typed.get("lw-gesehen") == _mark(
                tx, view, form, typed
            )
            try:
                if do:
                    form.deed(tx, view, seen_revision(), values, when)
                else:
                    return _preview(tx, view, form, typed, values, when)
            except Invalid as refused:
                return _page(tx, view, form, typed, Beside(_named(form, refused.fields))), 422
            except WouldOrphan as refused:
                return _page(tx, view, form, typed, Beside(shifts=refused.shifts, orphans=True)), 409
    except Conflict:
        return _show(authority_id, make, typed, overtaken=True), 409
    flash(
        _("Die Änderung ist eingetragen und gilt ab %(day)s.", day=day(on))
        if on > _today()
        else _("Die Änderung ist eingetragen. Betroffene Aufgaben werden jetzt neu zugeordnet."),
        "success",
    )
    return redirect(url_for("verwaltung.show", authority_id=authority_id))


def _others(
    tx: Transaction, view: AuthorityView, form: Form, values: Mapping[str, Any], when: Effective
) -> dict[str, str]:
    """What else is wrong beside what cannot be read: the deed tried with what stood there before instead."""
    readable = {one.column: register_forms.unread(form, one) for one in form.fields} | dict(values)
    try:
        with tx.trial():
            form.deed(tx, view, seen_revision(), readable, when)
    except Invalid as refused:
        # whether anything is changed is not known while a field cannot be read
        return _named(form, {name: said for name, said in refused.fields.items() if name != UNCHANGED})
    except WouldOrphan:
        pass
    return {}


def _today() -> date:
    with begin() as tx:
        return tx.today


def _authority(tx: Transaction, authority_id: int) -> AuthorityView:
    tx.actor.must(Action.ADMINISTER)
    return queries.register.show(tx, authority_id)


def _preview(
    tx: Transaction, view: AuthorityView, form: Form, typed: Typed, values: Mapping[str, Any], when: Effective
) -> Answer:
    """What would move: the deed itself, taken back."""
    moved = None
    before = queries.calendar.of(tx, view.id)
    try:
        with tx.trial():
            number = form.deed(tx, view, seen_revision(), values, when)
            shifts = commands.register.preview(tx, number)
            if values.get("land", view.land) != view.land:
                moved = queries.calendar.moved(tx, view.id, before, when.on)
    except WouldOrphan as refused:
        return _page(tx, view, form, typed, Beside(shifts=refused.shifts, orphans=True))
    return _page(tx, view, form, typed, Beside(shifts=shifts, mark=_mark(tx, view, form, typed), moved=moved))


def _mark(tx: Transaction, view: AuthorityView, form: Form, typed: Typed) -> str:
    """What a preview was made of: whoever changes a field, or finds that other things hang on the authority by now,
    sees another preview before anything is entered.
    """
    seen = form.depending(tx, view).numbers if form.depending else ()
    return "\x1f".join(
        (*(typed.get(name, "") for name in ("lw-ab", *(one.name for one in form.fields))), *seen)
    )


def _named(form: Form, fields: Mapping[str, str]) -> dict[str, str]:
    known = {one.column: one.name for one in form.fields} | {"on": "lw-ab", "reason": "lw-grund"}
    return {known.get(name, "lw-grund"): said for name, said in fields.items()}


def _values(form: Form, typed: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed as columns; what cannot be read is named."""
    values: dict[str, Any] = {}
    wrong = {}
    for one in form.fields:
        text = typed.get(one.name, "").strip()
        try:
            values[one.column] = register_forms.read(one, text)
        except ValueError as fault:
            wrong[one.name] = str(fault)
    return values, wrong


def _show(
    authority_id: int,
    make: Make,
    typed: Typed | None = None,
    *,
    overtaken: bool = False,
) -> str:
    with begin() as tx:
        view = _authority(tx, authority_id)
        form = make(tx, view)
        first = {"lw-ab": day(tx.today), **form.first}
        return _page(tx, view, form, typed or first, Beside(overtaken=overtaken))


def _page(tx: Transaction, view: AuthorityView, form: Form, typed: Typed, beside: Beside = _NOTHING) -> str:
    faults, overtaken = beside.wrong, beside.overtaken
    labels = {one.name: one.label for one in form.fields}
    order = [*labels, "lw-ab", "lw-grund"]
    posted = request.method == "POST" and not overtaken
    return render_template(
        "verwaltung/aendern.html",
        view=view,
        form=form,
        typed=typed,
        wrong=faults,
        errors=[(name, labels.get(name, ""), faults[name]) for name in order if name in faults],
        shifts=beside.shifts,
        moved=beside.moved,
        depending=None if beside.shifts is None or form.depending is None else form.depending(tx, view),
        mark=beside.mark,
        orphans=beside.orphans,
        overtaken=overtaken,
        revision=seen_revision() if posted else view.revision,
        names=queries.register.names(tx),
        topic_names=dict(words.topics()),
        may_change=view.may_change,
    )


def _restore(authority_id: int, make: Make, fields: Fields) -> Answer:
    return _show(authority_id, make, {name: values[0] for name, values in fields.items() if values})


@restores("aenderung.edit")
def restore_edit(fields: Fields, authority_id: int) -> Answer:
    """The form again with what was typed before the session ended; so for each of them."""
    return _restore(authority_id, register_forms.edit, fields)


@restores("aenderung.close")
def restore_close(fields: Fields, authority_id: int) -> Answer:
    """As `restore_edit`."""
    return _restore(authority_id, register_forms.close, fields)


@restores("aenderung.enter")
def restore_enter(fields: Fields, authority_id: int) -> Answer:
    """As `restore_edit`."""
    return _restore(authority_id, register_forms.enter, fields)


@restores("aenderung.end")
def restore_end(fields: Fields, authority_id: int, competence_id: int) -> Answer:
    """As `restore_edit`."""
    return _restore(authority_id, lambda tx, view: register_forms.end(view, competence_id), fields)


@restores("aenderung.new_post")
def restore_new_post(fields: Fields, authority_id: int) -> Answer:
    """As `restore_edit`."""
    return _restore(authority_id, lambda tx, view: register_forms.post(tx, view, None), fields)


@restores("aenderung.edit_post")
def restore_edit_post(fields: Fields, authority_id: int, post_id: int) -> Answer:
    """As `restore_edit`."""
    return _restore(authority_id, lambda tx, view: register_forms.post(tx, view, post_id), fields)
