"""`/verwaltung/<id>/kalender/feiertag`: holidays of one place, entered and ended; a preview before each deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Forbidden, Invalid, Transaction, commands, queries
from engine.deadlines import LocalHoliday, LocalKind
from engine.queries.calendar import LocalRow, MovedDays
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.session import begin
from web.words import register as words
from web.words.reasons import seen_revision

page = Blueprint("feiertage", __name__, url_prefix="/verwaltung/<int:authority_id>/kalender/feiertag")

Typed = Mapping[str, str]
#: what the command calls a field, and where it stands
_FIELDS = {
    "kind": "lw-art",
    "name": "lw-name",
    "norm": "lw-norm",
    "first": "lw-von",
    "last": "lw-bis",
    "reason": "lw-grund",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the form: faults by field, what the deed meets (None: not asked yet), what was asked."""

    wrong: Mapping[str, str] = field(default_factory=dict)
    moved: MovedDays | None = None
    mark: str = ""
    overtaken: bool = False


_NOTHING = Beside()


@page.route("", methods=["GET", "POST"])
def enter(authority_id: int) -> Answer:
    """A holiday that holds at the place of the authority only."""
    return _run(authority_id, None)


@page.route("/<int:local_id>/beenden", methods=["GET", "POST"])
def end(authority_id: int, local_id: int) -> Answer:
    """Until when it holds; one that has not begun is taken back."""
    return _run(authority_id, local_id)


def _run(authority_id: int, local_id: int | None) -> Answer:
    """The form, the preview of what was typed, or the deed when the preview of exactly that was seen."""
    if request.method == "GET":
        return _form(authority_id, local_id)
    typed = {name: request.form.get(name, "") for name in _FIELDS.values()}
    found: MovedDays | None = None
    do = request.form.get("lw-aktion") == "eintragen" and request.form.get("lw-gesehen") == _mark(typed)
    try:
        with begin() as tx:
            if do:
                _deed(tx, authority_id, local_id, typed)
            else:
                before = queries.calendar.of(tx, authority_id)
                with tx.trial():
                    _deed(tx, authority_id, local_id, typed)
                    found = queries.calendar.moved(tx, authority_id, before)
    except Invalid as refused:
        named = {_FIELDS[name]: said for name, said in refused.fields.items()}
        return _form(authority_id, local_id, typed, Beside(named)), 422
    except Conflict:
        return _form(authority_id, local_id, typed, Beside(overtaken=True)), 409
    if not do:
        return _form(authority_id, local_id, typed, Beside(moved=found, mark=_mark(typed)))
    flash(
        _("Der Feiertag am Ort ist eingetragen.")
        if local_id is None
        else _("Der Feiertag am Ort ist beendet."),
        "success",
    )
    return redirect(url_for("kalender.show", authority_id=authority_id, _anchor="feiertage"))


def _deed(tx: Transaction, authority_id: int, local_id: int | None, typed: Typed) -> None:
    last = _day(typed, "lw-bis")
    if local_id is not None:
        row = queries.calendar.local(tx, authority_id, local_id)
        until = last or commands.local_holiday.earliest_end(tx, row)
        commands.local_holiday.end(tx, local_id, seen_revision(), until, typed["lw-grund"])
        return
    first = _day(typed, "lw-von")
    kind = typed["lw-art"]
    if kind not in set(LocalKind) or first is None:
        unknown = {} if kind in set(LocalKind) else {"kind": _("Bitte wählen Sie, wann der Tag frei ist.")}
        missing = {"first": day_fault(typed["lw-von"])} if first is None else {}
        words_wrong = commands.local_holiday.text_faults(
            typed["lw-name"], typed["lw-norm"], typed["lw-grund"]
        )
        raise Invalid(
            "Expected to read a local holiday, but the form is incomplete", unknown | missing | words_wrong
        )
    holds = LocalHoliday(LocalKind(kind), typed["lw-name"], first, first if kind == LocalKind.ONCE else last)
    commands.local_holiday.enter(tx, authority_id, holds, typed["lw-norm"], typed["lw-grund"])


def _day(typed: Typed, name: str) -> date | None:
    """The day of a field, None when it is empty; Invalid for anything else."""
    text = typed[name].strip()
    found = read_day(text) if text else None
    if text and found is None:
        short = {at: key for key, at in _FIELDS.items()}[name]
        raise Invalid(
            f"Expected to read a day, but {name} holds none",
            {short: day_fault(text)},
        )
    return found


def _mark(typed: Typed) -> str:
    """What a preview was made of: whoever changes a field sees another preview before anything is entered."""
    return "\x1f".join(typed.get(name, "") for name in _FIELDS.values())


def _form(
    authority_id: int, local_id: int | None, typed: Typed | None = None, beside: Beside = _NOTHING
) -> str:
    with begin() as tx:
        view = queries.calendar.show(tx, authority_id)
        if not view.may_change_holidays:
            raise Forbidden(
                f"Expected to change holidays at authority {authority_id}, but only its administrator does"
            )
        own: LocalRow | None = (
            None if local_id is None else queries.calendar.local(tx, authority_id, local_id)
        )
        begun = own is not None and own.first_day <= tx.today
    labels = {
        "lw-art": _("Frei"),
        "lw-name": _("Name"),
        "lw-norm": _("Rechtsgrundlage"),
        "lw-von": _("Tag, ab dem er gilt"),
        "lw-bis": _("Letzter Tag"),
        "lw-grund": _("Grund"),
    }
    return render_template(
        "verwaltung/feiertag.html",
        view=view,
        own=own,
        begun=begun,
        labels=labels,
        kinds=[
            (kind, said) for kind, said in words.local_kinds() if view.offered or kind in ("once", "yearly")
        ],
        said=dict(words.local_kinds()),
        typed=typed or {},
        wrong=beside.wrong,
        errors=[(name, labels[name], beside.wrong[name]) for name in labels if name in beside.wrong],
        moved=beside.moved,
        mark=beside.mark,
        overtaken=beside.overtaken,
        revision=own.revision if own is not None and (typed is None or beside.overtaken) else seen_revision(),
    )


@restores("feiertage.enter")
def restore_enter(fields: Fields, authority_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    return _form(authority_id, None, {name: values[0] for name, values in fields.items() if values})


@restores("feiertage.end")
def restore_end(fields: Fields, authority_id: int, local_id: int) -> Answer:
    """The same for its last day; the holiday is seen anew."""
    typed = {name: values[0] for name, values in fields.items() if values}
    return _form(authority_id, local_id, typed, Beside(overtaken=True))
