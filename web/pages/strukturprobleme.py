"""`/lenkungsgruppe/themen`: structural problems, how often each was reported; reporting from a case."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Forbidden, Invalid, commands, queries
from engine.queries.structural import CaseStep
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin

page = Blueprint("strukturprobleme", __name__)


@page.get("/lenkungsgruppe/themen")
def overview() -> str:
    """Every problem, the one that was reported most often first."""
    with begin() as tx:
        lines = queries.structural.overview(tx)
    return render_template("lenkungsgruppe/themen.html", lines=lines)


@page.get("/lenkungsgruppe/themen/<int:problem_id>")
def show(problem_id: int) -> str:
    """One problem with what was said to it."""
    return _show(problem_id, {}, {})


@page.post("/lenkungsgruppe/themen/<int:problem_id>/beitrag")
def remark(problem_id: int) -> Answer:
    """Say something to it."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        with begin() as tx:
            commands.structural.remark(tx, problem_id, text)
    except Invalid as refused:
        return _show(problem_id, {"text": text}, refused.fields), 422
    flash(_("Ihr Beitrag ist gespeichert."), "success")
    return redirect(url_for("strukturprobleme.show", problem_id=problem_id))


@page.post("/lenkungsgruppe/themen/<int:problem_id>/vorlage")
def take_up(problem_id: int) -> Answer:
    """Let a proposal under way take it up."""
    chosen = request.form.get("vorlage", "")
    if not is_number(chosen):
        return _show(problem_id, {}, {"vorlage": _("Bitte wählen Sie eine Vorlage.")}), 422
    try:
        with begin() as tx:
            commands.structural.take_up(tx, problem_id, _revision(), int(chosen))
    except Invalid as refused:
        return _show(problem_id, {}, {"vorlage": " ".join(refused.fields.values())}), 422
    flash(_("Die Vorlage nimmt das Strukturproblem auf."), "success")
    return redirect(url_for("strukturprobleme.show", problem_id=problem_id))


@page.post("/lenkungsgruppe/themen/<int:problem_id>/zusammenfuehren")
def merge(problem_id: int) -> Answer:
    """Let another problem count its cases."""
    chosen = request.form.get("ziel", "")
    if not is_number(chosen):
        return _show(problem_id, {}, {"ziel": _("Bitte wählen Sie ein Strukturproblem.")}), 422
    with begin() as tx:
        commands.structural.merge(tx, problem_id, _revision(), int(chosen))
    flash(_("Zusammengeführt. Das lässt sich dort wieder trennen."), "success")
    return redirect(url_for("strukturprobleme.show", problem_id=int(chosen)))


@page.post("/lenkungsgruppe/themen/<int:problem_id>/trennen")
def split(problem_id: int) -> Answer:
    """Take it out of the one it was merged into."""
    with begin() as tx:
        commands.structural.split(tx, problem_id, _revision())
    flash(_("Getrennt. Jedes zählt wieder seine eigenen Fälle."), "success")
    return redirect(url_for("strukturprobleme.show", problem_id=problem_id))


@page.post("/lenkungsgruppe/themen/<int:problem_id>/verwandt")
def relate(problem_id: int) -> Answer:
    """Note that it is related to another one, or is no more."""
    chosen, gone = request.form.get("verwandt", ""), request.form.get("loesen", "")
    if not is_number(gone or chosen):
        return _show(problem_id, {}, {"verwandt": _("Bitte wählen Sie ein Strukturproblem.")}), 422
    with begin() as tx:
        if gone:
            commands.structural.unrelate(tx, problem_id, int(gone))
        else:
            commands.structural.relate(tx, problem_id, int(chosen))
    flash(_("Die Verbindung ist gelöst.") if gone else _("Beide verweisen nun aufeinander."), "success")
    return redirect(url_for("strukturprobleme.show", problem_id=problem_id))


@page.post("/lenkungsgruppe/themen/<int:problem_id>/schliessen")
def close(problem_id: int) -> Answer:
    """End it with a reason."""
    reason = request.form.get("reason", "")
    try:
        with begin() as tx:
            commands.structural.close(tx, problem_id, _revision(), reason)
    except Invalid as refused:
        return _show(problem_id, {"reason": reason}, refused.fields), 422
    flash(_("Das Strukturproblem ist geschlossen."), "success")
    return redirect(url_for("strukturprobleme.show", problem_id=problem_id))


@page.post("/lenkungsgruppe/themen/<int:problem_id>/oeffnen")
def reopen(problem_id: int) -> Answer:
    """Open it again."""
    with begin() as tx:
        commands.structural.reopen(tx, problem_id, _revision())
    return redirect(url_for("strukturprobleme.show", problem_id=problem_id))


@restores("strukturprobleme.remark")
@restores("strukturprobleme.close")
def restore(fields: Fields, problem_id: int) -> Answer:
    """What was typed before the session ended."""
    return _show(problem_id, {name: values[0] for name, values in fields.items() if values}, {})


@page.get("/akte/<reference>/strukturproblem")
def reporting(reference: str) -> str:
    """What the case is counted for, what is known in its Kreis, and the form for something new; from a task with its
    step (`ablauf`, `schritt`).
    """
    process, element = request.args.get("ablauf", ""), request.args.get("schritt", "")
    with begin() as tx:
        steps = queries.structural.steps(tx, reference) if element else ()
    fit = [
        _key(one) for one in sorted(steps, key=lambda one: one.process != process) if one.element == element
    ]
    return _reporting(reference, {"schritt": fit[0]} if fit else {}, {})


@page.post("/akte/<reference>/strukturproblem")
def report(reference: str) -> Answer:
    """Count the case for a known problem, or report a new one."""
    typed = {name: request.form.get(name, "").replace("\r\n", "\n") for name in ("title", "description")}
    known = request.form.get("bekannt", "")
    typed["schritt"] = request.form.get("schritt", "")
    version, _sign, element = typed["schritt"].partition("-")
    step = (int(version), element) if is_number(version) else None
    try:
        with begin() as tx:
            if is_number(known):
                commands.structural.mention(tx, reference, int(known), step)
            else:
                commands.structural.report(tx, reference, typed["title"], typed["description"], step)
    except Invalid as refused:
        wrong = {**refused.fields}
        if "step" in wrong:
            wrong["schritt-bekannt" if is_number(known) else "schritt-neu"] = wrong.pop("step")
        return _reporting(reference, typed, wrong), 422
    except Conflict:
        flash(_("Der Fall ist dazu schon gezählt, oder das Problem ist geschlossen."), "warning")
        return redirect(url_for("strukturprobleme.reporting", reference=reference))
    flash(_("Gemeldet. Die Lenkungsgruppe sieht die Zahl, nicht den Fall."), "success")
    return redirect(url_for("strukturprobleme.reporting", reference=reference))


@restores("strukturprobleme.report")
def restore_report(fields: Fields, reference: str) -> Answer:
    """What was typed before the session ended."""
    return _reporting(reference, {name: values[0] for name, values in fields.items() if values}, {})


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if is_number(text) else 0


def _show(problem_id: int, typed: dict[str, str], wrong: dict[str, str]) -> str:
    with begin() as tx:
        view = queries.structural.show(tx, problem_id)
    return render_template(
        "lenkungsgruppe/thema.html", view=view, problem=view.line.problem, typed=typed, wrong=wrong
    )


def _reporting(reference: str, typed: dict[str, str], wrong: dict[str, str]) -> str:
    with begin() as tx:
        found = queries.structural.of_case(tx, reference)
        steps = queries.structural.steps(tx, reference)
    if found is None:
        raise Forbidden(f"Expected to report a problem from case {reference}, but no role there permits it")
    counted, known = found
    return render_template(
        "lenkungsgruppe/thema_melden.html",
        reference=reference,
        counted=counted,
        known=known,
        steps=[(_key(one), one) for one in steps],
        typed=typed,
        wrong=wrong,
    )


def _key(step: CaseStep) -> str:
    """What stands for a step in a form."""
    return f"{step.version_id}-{step.element}"
