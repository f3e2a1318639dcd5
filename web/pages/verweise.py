"""`/verweise`: referrals to other authorities – lists, one with its way, beginning one in a case, withdrawing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Forbidden, Invalid, Transaction, commands, queries
from engine.commands.referral import MATTER_LENGTH, Wish
from engine.commands.referral_link import DAYS, NAME_LENGTH
from engine.queries.referrals import ReferralView
from web import case_head
from web.forms.typed import Answer, Fields, restores
from web.inbox_filter import REFERRALS
from web.numbers import is_number
from web.session import begin, current_actor
from web.words.reasons import LONGEST_REASON

page = Blueprint("verweise", __name__)

#: the views by the word in the address
VIEWS = {
    "bei-uns": ReferralView.OURS,
    "eingehend": ReferralView.IN,
    "ausgehend": ReferralView.OUT,
    "beendet": ReferralView.OVER,
}
#: where the code of a link waits between making it and showing it, once
_CODE = "linkcode"
_FIELDS = {"topic": "lw-thema", "matter": "lw-anliegen", "categories": "lw-angaben"}


@page.get("/verweise", strict_slashes=False)
def overview() -> str:
    """The referrals of one's own authorities: whose turn is ours, in, out, over."""
    chosen = request.args.get("ansicht", "")
    chosen = chosen if chosen in VIEWS else "bei-uns"
    state = REFERRALS.get(request.args.get("stand", ""))
    with begin() as tx:
        found = queries.referrals.page(tx, VIEWS[chosen], state, request.args.get("nach"))
        unrecorded = () if chosen == "beendet" else queries.referrals.unrecorded(tx)
    return render_template(
        "verweise/liste.html",
        page=found,
        chosen=chosen,
        state=request.args.get("stand", "") if state else "",
        counts={key: found.counts.get(view) for key, view in VIEWS.items()},
        states=REFERRALS,
        unrecorded=unrecorded,
    )


@page.get("/verweise/<int:referral_id>")
def show(referral_id: int) -> str:
    """One referral: its line of states, whose turn it is, what was given and why."""
    with begin() as tx:
        return _show(tx, referral_id)


@page.post("/verweise/<int:referral_id>/link")
def ask_by_link(referral_id: int) -> Answer:
    """Send a one-time link to a receiving side without accounts; the code is shown once."""
    typed = {name: request.form.get(name, "").strip() for name in ("lw-empfaenger", "lw-adresse", "lw-tage")}
    days = int(typed["lw-tage"]) if is_number(typed["lw-tage"]) else 0
    try:
        with begin() as tx:
            code = commands.referral_link.ask(
                tx, referral_id, typed["lw-empfaenger"], typed["lw-adresse"], days
            )
    except Invalid as refused:
        names = {"recipient": "lw-empfaenger", "address": "lw-adresse", "days": "lw-tage"}
        wrong = {names[name]: said for name, said in refused.fields.items()}
        with begin() as tx:
            return _show(tx, referral_id, typed, wrong), 422
    session[_CODE] = {"verweis": referral_id, "code": code}
    return redirect(url_for("verweise.show", referral_id=referral_id, _anchor="link"))


@page.post("/verweise/<int:referral_id>/link/<int:link_id>/zurueckziehen")
def take_link_back(referral_id: int, link_id: int) -> Answer:
    """Withdraw a link at once."""
    try:
        with begin() as tx:
            commands.referral_link.take_back(tx, link_id)
    except Conflict:
        flash(_("Dieser Link galt schon nicht mehr."), "info")
    else:
        flash(_("Der Link gilt ab sofort nicht mehr."), "success")
    return redirect(url_for("verweise.show", referral_id=referral_id, _anchor="link"))


def _show(
    tx: Transaction,
    referral_id: int,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> str:
    found = queries.referral.show(tx, referral_id)
    told = session.get(_CODE)
    code = ""
    if isinstance(told, dict) and told.get("verweis") == referral_id:
        code = session.pop(_CODE)["code"]
    labels = {
        "lw-empfaenger": _("Stelle oder Person"),
        "lw-adresse": _("E-Mail-Adresse"),
        "lw-tage": _("Link gilt"),
    }
    return render_template(
        "verweise/verweis.html",
        found=found,
        row=found.row,
        head=found.head,
        links=queries.referral_link.of_referral(tx, referral_id),
        asking=queries.referral_link.asking(tx, referral_id),
        code=f"{code[:4]} {code[4:]}" if code else "",
        days=DAYS,
        typed=typed or {},
        wrong=wrong or {},
        errors=[(name, labels[name], said) for name, said in (wrong or {}).items()],
        labels=labels,
        longest=NAME_LENGTH,
    )


@page.get("/akte/<reference>/verweise")
def of_case(reference: str) -> str:
    """The referrals of a case."""
    with begin() as tx:
        found = queries.referral.of_case(tx, reference)
        above = case_head.of_case(tx, reference)
    head = found.head
    may_refer = current_actor().may(Action.REFER) and head.state == "open" and head.concerns_person
    return render_template("verweise/akte.html", head=head, found=found, may_refer=may_refer, **above)


@page.get("/akte/<reference>/verweisen")
def enter(reference: str) -> str:
    """Where the matter goes, who is competent there and why, what may be given and what opens it."""
    with begin() as tx:
        return _form(tx, reference, {"lw-thema": [request.args.get("lw-thema", "")]})


@page.post("/akte/<reference>/verweisen")
def start(reference: str) -> Answer:
    """Begin the referral; with another topic the page shows first who is competent then and what may go there."""
    typed = {name: values for name, values in request.form.lists() if name.startswith("lw-")}
    topic, seen = _first(typed, "lw-thema"), _first(typed, "lw-gesehen")
    if request.form.get("lw-aktion") != "verweisen" or topic != seen:
        with begin() as tx:
            return _form(tx, reference, typed, posted=True)
    wish = Wish(topic, _first(typed, "lw-anliegen"), tuple(typed.get("lw-angaben", ())))
    try:
        with begin() as tx:
            number = commands.referral.begin(tx, reference, wish, _seen())
    except Invalid as refused:
        wrong = {_FIELDS.get(name, "lw-anliegen"): said for name, said in refused.fields.items()}
        with begin() as tx:
            return _form(tx, reference, typed, wrong, posted=True), 422
    except Conflict as refused:
        with begin() as tx:
            try:
                found = queries.referral.possible(tx, reference, topic)
            except Forbidden:  # the case has been closed meanwhile: that is said
                raise refused from None
            overtaken = found.begun != _seen()
            if not overtaken and found.head.suspended_at is None:
                raise
            return _form(tx, reference, typed, overtaken=overtaken, posted=True), 409
    with begin() as tx:
        shown = queries.referral.show(tx, number)
    if shown.may_work and shown.row.task_id is not None:
        flash(
            _("Der Verweis ist begonnen. Prüfen Sie Anliegen und Angaben, bevor etwas hinausgeht."), "success"
        )
        return redirect(url_for("aufgaben.show", task_id=shown.row.task_id))
    flash(_("Der Verweis ist begonnen. Das Case Management klärt, was übermittelt werden darf."), "success")
    return redirect(url_for("verweise.show", referral_id=number))


@restores("verweise.start")
def restore(fields: Fields, reference: str) -> Answer:
    """The form again with what was typed before the session ended."""
    with begin() as tx:
        return _form(tx, reference, {name: list(values) for name, values in fields.items()}, posted=True)


@page.get("/verweise/<int:referral_id>/zurueckziehen")
def confirm_withdrawal(referral_id: int) -> Answer:
    """Ask for the reason before a referral is withdrawn, and say what follows."""
    return _withdrawal(referral_id)


@page.post("/verweise/<int:referral_id>/zurueckziehen")
def withdraw(referral_id: int) -> Answer:
    """Withdraw it: the task of the other side disappears at once."""
    reason = request.form.get("lw-grund", "")
    try:
        with begin() as tx:
            commands.referral.withdraw(tx, referral_id, reason)
    except Invalid as refused:
        return _withdrawal(referral_id, reason, refused.fields.get("reason", ""))
    except Conflict:
        with begin() as tx:
            rests = queries.referral.show(tx, referral_id).rests
        if rests:
            return _withdrawal(referral_id, reason, rests=True)
        flash(_("Der Verweis ist inzwischen weiter. Bitte sehen Sie nach, wie er jetzt steht."), "warning")
    else:
        flash(_("Der Verweis ist zurückgezogen."), "success")
    return redirect(url_for("verweise.show", referral_id=referral_id))


def _withdrawal(referral_id: int, reason: str = "", fault: str = "", *, rests: bool = False) -> Answer:
    with begin() as tx:
        found = queries.referral.show(tx, referral_id)
    if not found.may_withdraw and not rests:
        if found.rests:
            flash(_("Der Ablauf ist angehalten. Zurückziehen geht, sobald er weiterläuft."), "info")
        else:
            flash(_("Dieser Verweis kann nicht zurückgezogen werden."), "info")
        return redirect(url_for("verweise.show", referral_id=referral_id))
    body = render_template(
        "verweise/zurueckziehen.html",
        row=found.row,
        head=found.head,
        reason=reason,
        fault=fault,
        rests=rests,
        longest=LONGEST_REASON,
        errors=[("lw-grund", _("Grund"), fault)] if fault else [],
    )
    return (body, 422) if fault else (body, 409) if rests else body


def _seen() -> int | None:
    """How many referrals had been begun in the case when the page was made."""
    text = request.form.get("lw-begonnen", "")
    return int(text) if is_number(text) else None


def _form(
    tx: Transaction,
    reference: str,
    typed: Fields,
    wrong: dict[str, str] | None = None,
    *,
    overtaken: bool = False,
    posted: bool = False,
) -> str:
    """`posted`: something was typed, which stays on the page also where the case stands still."""
    found = queries.referral.possible(tx, reference, _first(typed, "lw-thema"))
    labels = {
        "lw-thema": _("Wohin gehört das Anliegen?"),
        "lw-anliegen": _("Worum geht es?"),
        "lw-angaben": _("Angaben, die die Stelle braucht"),
    }
    faults = wrong or {}
    return render_template(
        "verweise/neu.html",
        found=found,
        head=found.head,
        typed={name: values[0] if values else "" for name, values in typed.items()},
        ticked=set(typed.get("lw-angaben", ())),
        wrong=faults,
        overtaken=overtaken,
        posted=posted,
        may_resume=tx.actor.may(Action.CLOSE_CASE, found.head.authority_id),
        errors=[(name, labels[name], said) for name, said in faults.items()],
        labels=labels,
        longest=MATTER_LENGTH,
    )


def _first(typed: Fields, name: str) -> str:
    values = typed.get(name) or [""]
    return values[0].strip()
