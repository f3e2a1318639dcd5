"""`/akte/<Aktenzeichen>/stand/…`: the whole case is suspended, resumed, closed, reopened, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine import Conflict, Invalid, NotFound, commands, queries
from web.forms.typed import Answer, Fields, restores
from web.session import begin

page = Blueprint("aktestand", __name__, url_prefix="/akte/<reference>")

LONGEST_REASON: Final = 500
_FIELDS: Final = {"reason": "lw-grund", "outcome": "lw-ende"}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps: what the page says before it and after it."""

    title: str
    button: str
    follows: tuple[str, ...]
    done: str


STEPS: Final[Mapping[str, Step]] = {
    "anhalten": Step(
        _l("Fall anhalten"),
        _l("Fall anhalten"),
        (
            _l(
                "Alle Abläufe des Falls stehen still: Niemand schließt eine Aufgabe ab, kein Zeitgeber löst aus."
            ),
            _l("Es wird auch nicht erinnert."),
            _l("Gesetzliche Fristen laufen weiter. Vereinbarte Zeiten verschieben sich nicht."),
            _l("Nachrichten, die eintreffen, warten und werden nach dem Fortsetzen zugestellt."),
            _l("Beginnt eine Nachricht einen neuen Ablauf, steht auch der still."),
        ),
        _l("Der Fall ist angehalten."),
    ),
    "fortsetzen": Step(
        _l("Fall fortsetzen"),
        _l("Fall fortsetzen"),
        (
            _l(
                "Was in der Zwischenzeit fällig geworden ist, löst sofort aus; wartende Nachrichten werden zugestellt."
            ),
        ),
        _l("Der Fall geht weiter."),
    ),
    "schliessen": Step(
        _l("Fall schließen"),
        _l("Fall schließen"),
        (
            _l("Alles, was läuft, wird abgebrochen. Wer eine der Aufgaben hat, erfährt es."),
            _l("Der Fall lässt sich wieder öffnen; abgebrochene Abläufe beginnen dann neu."),
        ),
        _l("Der Fall ist geschlossen."),
    ),
    "wieder-oeffnen": Step(
        _l("Fall wieder öffnen"),
        _l("Fall wieder öffnen"),
        (_l("Danach läuft im Fall noch nichts: Starten Sie den Ablauf, mit dem es weitergeht."),),
        _l("Der Fall ist wieder offen."),
    ),
}


def outcomes() -> tuple[str, ...]:
    """How a case can end before its time; German in every language, as it stands in the file."""
    return (
        "Ziel erreicht",
        "übergeben",
        "weggezogen",
        "kein Kontakt",
        "Einwilligung widerrufen",
        "verstorben",
        "irrtümlich eröffnet",
        "aus anderem Grund geschlossen",
    )


@page.get("/stand/<step>")
def ask(reference: str, step: str) -> Answer:
    """What follows from the step, and why it is taken; to whom it is not permitted, who may."""
    return _form(reference, step, {}, {})


@page.post("/stand/<step>")
def act(reference: str, step: str) -> Answer:
    """Take the step; what is missing is said beside it."""
    if step not in STEPS:
        raise NotFound(f"Expected to find a step {step}, but there is none")
    typed = {name: request.form.get(name, "").strip() for name in ("lw-grund", "lw-ende")}
    try:
        with begin() as tx:
            match step:
                case "anhalten":
                    commands.case_state.suspend(tx, reference, typed["lw-grund"])
                case "fortsetzen":
                    commands.case_state.resume(tx, reference, typed["lw-grund"])
                case "schliessen":
                    seen = request.form.get("lw-gesehen", "")
                    commands.case_state.close(tx, reference, typed["lw-ende"], typed["lw-grund"], seen)
                case _:
                    commands.case_state.reopen(tx, reference, typed["lw-grund"])
    except Invalid as refused:
        wrong = {_FIELDS.get(name, name): said for name, said in refused.fields.items()}
        return _form(reference, step, typed, wrong)
    except Conflict:
        return _form(reference, step, typed, {}, overtaken=True)
    flash(str(STEPS[step].done), "success")
    return redirect(url_for("akte.show", reference=reference))


@restores("aktestand.act")
def restore(fields: Fields, reference: str, step: str) -> Answer:
    """The form again with what was typed before the session ended."""
    return _form(reference, step, {name: values[0] for name, values in fields.items() if values}, {})


def _form(
    reference: str, step: str, typed: Mapping[str, str], wrong: Mapping[str, str], *, overtaken: bool = False
) -> Answer:
    if step not in STEPS:
        raise NotFound(f"Expected to find a step {step}, but there is none")
    with begin() as tx:
        seen = queries.case_file.standing(tx, reference)
    labels = {"lw-grund": _("Grund"), "lw-ende": _("Wie endet der Fall?")}
    shown = render_template(
        "akte/stand.html",
        seen=seen,
        head=seen.front.head,
        step=step,
        words=STEPS[step],
        possible=step in _possible(seen),
        typed=typed,
        wrong=wrong,
        errors=[(name, labels[name], said) for name, said in wrong.items() if name in labels],
        labels=labels,
        outcomes=[(one, one) for one in outcomes()],
        overtaken=overtaken,
        longest=LONGEST_REASON,
    )
    if not seen.may_act:
        return shown, 403
    return (shown, 409) if overtaken else (shown, 422) if wrong else shown


def _possible(seen: queries.case_file.Standing) -> set[str]:
    """The steps that make sense now."""
    if not seen.may_act:
        return set()
    if not seen.front.is_open:
        return {"wieder-oeffnen"}
    head = seen.front.head  # it knows of what the actor does not read, too
    stopped = {"fortsetzen"} if head.suspended_at or head.partly_suspended else set()
    going = seen.any_running or head.partly_suspended
    return stopped | ({"anhalten"} if going else set()) | {"schliessen"}
