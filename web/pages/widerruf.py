"""`/akte/<Aktenzeichen>/widerruf`: the person withdraws what they have released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from engine import Conflict, Invalid, commands, queries
from engine.commands.release import WITHDRAWAL, Channel, Declarer, Withdrawal
from web.days import day_fault, read_day
from web.display import day
from web.forms.typed import Answer, Fields, restores
from web.session import begin

page = Blueprint("widerruf", __name__, url_prefix="/akte/<reference>/widerruf")

_WHICH, _ON, _BY, _HOW = "lw-freigabe", "lw-tag", "lw-durch", "lw-weg"
#: where the page shows what the command says of a field
_FIELDS = {"recipients": _WHICH, "on": _ON}


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: which recipients, when it was declared, by whom, how."""

    which: Sequence[str] = ()
    on: str = ""
    by: str = ""
    how: str = ""


@page.get("")
def ask(reference: str) -> str:
    """Which releases hold, and what follows when one is withdrawn."""
    return _form(reference, None)


@page.post("")
def act(reference: str) -> Answer:
    """Record it; what is wrong is said beside it."""
    said = request.form
    typed = _Typed(said.getlist(_WHICH), said.get(_ON, "").strip(), said.get(_BY, ""), said.get(_HOW, ""))
    declared_on = read_day(typed.on)
    by = next((one for one in Declarer if one == typed.by), None)
    how = next((one for one in Channel if one == typed.how), None)
    wrong = _wrong(
        typed, known_day=declared_on is not None, known_by=by is not None, known_how=how is not None
    )
    if declared_on is None or by is None or how is None or wrong:
        return _form(reference, typed, wrong), 422
    try:
        with begin() as tx:
            commands.release.withdraw(tx, reference, Withdrawal(frozenset(typed.which), declared_on, by, how))
    except Invalid as refused:
        return _form(reference, typed, {_FIELDS[name]: text for name, text in refused.fields.items()}), 422
    except Conflict:
        return _form(reference, typed, overtaken=True), 409
    flash(
        ngettext(
            "Der Widerruf ist erfasst. Die Freigabe gilt nicht mehr.",
            "Der Widerruf ist erfasst. Die %(num)d Freigaben gelten nicht mehr.",
            len(set(typed.which)),
        ),
        "success",
    )
    return redirect(url_for("akte.show", reference=reference, reiter="beteiligte"))


@restores("widerruf.act")
def restore(fields: Fields, reference: str) -> Answer:
    """The form again with what was typed before the session ended."""
    one = {name: values[0] for name, values in fields.items() if values}
    typed = _Typed(fields.get(_WHICH, []), one.get(_ON, ""), one.get(_BY, ""), one.get(_HOW, ""))
    return _form(reference, typed)


def declarers() -> dict[Declarer, str]:
    """Who can declare it."""
    return {
        Declarer.PERSON: _("die Person selbst"),
        Declarer.GUARDIAN: _("gesetzliche Vertretung"),
        Declarer.AUTHORISED: _("bevollmächtigte Person"),
    }


def channels() -> dict[Channel, str]:
    """How it can be declared."""
    return {
        Channel.SPOKEN: _("mündlich"),
        Channel.WRITTEN: _("schriftlich"),
        Channel.ELECTRONIC: _("elektronisch"),
    }


def _labels() -> dict[str, str]:
    return {
        _WHICH: _("Was wird widerrufen?"),
        _ON: _("Tag der Erklärung"),
        _BY: _("Wer hat widerrufen?"),
        _HOW: _("Auf welchem Weg?"),
    }


def _wrong(typed: _Typed, *, known_day: bool, known_by: bool, known_how: bool) -> dict[str, str]:
    """What can be said before the engine is asked, so that all faults of the page come at once."""
    wrong = {}
    if not typed.which:
        wrong[_WHICH] = _("Bitte wählen Sie, was die Person widerruft.")
    if not known_day:
        wrong[_ON] = day_fault(typed.on)
    if not known_by:
        wrong[_BY] = _("Bitte wählen Sie, wer widerrufen hat.")
    if not known_how:
        wrong[_HOW] = _("Bitte wählen Sie den Weg.")
    return wrong


def _form(
    reference: str, typed: _Typed | None, wrong: Mapping[str, str] | None = None, *, overtaken: bool = False
) -> str:
    wrong = wrong or {}
    with begin() as tx:
        found = queries.case_file.releases(tx, reference, WITHDRAWAL)
        # most often somebody records it while the person is there
        typed = typed or _Typed(on=day(tx.today), by=Declarer.PERSON)
    labels = _labels()
    return render_template(
        "akte/widerruf.html",
        found=found,
        front=found.front,
        head=found.front.head,
        message=WITHDRAWAL,
        typed=typed,
        wrong=wrong,
        labels=labels,
        errors=[(name, label, wrong[name]) for name, label in labels.items() if name in wrong],
        declarers=declarers().items(),
        channels=channels().items(),
        overtaken=overtaken,
    )
