"""`/betrieb/laeufe/<Lauf>/umstellen`: one running process goes on in another version; looked at first, then done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Invalid, Transaction, commands, queries
from engine.commands.migration import Outlook
from engine.queries.definition import VersionRow
from engine.queries.instance_view import InstanceView
from engine.queries.migration import Proposal
from web.forms.typed import Answer
from web.refusals import in_words
from web.session import begin
from web.words.reasons import given_reason, reason_fault, seen_revision

page = Blueprint("umstellung", __name__, url_prefix="/betrieb/laeufe/<int:instance_id>/umstellen")

_PREFIX = "lw-zu-"


@page.get("")
def choose(instance_id: int) -> str:
    """The versions to choose from; of the chosen one what becomes of each step, and whether that works."""
    with begin() as tx:
        seen = _running(tx, instance_id)
        choices = queries.migration.choices(tx, instance_id)
        chosen = _chosen(choices, request.args.get("fassung", ""))
        return _form(tx, seen, choices, chosen, {})


@page.post("")
def migrate(instance_id: int) -> Answer:
    """Look again with the steps that were assigned, or let the process go on in the version."""
    reason, revision = given_reason(), seen_revision()
    entered = {
        name.removeprefix(_PREFIX): value
        for name, value in request.form.items()
        if name.startswith(_PREFIX) and value
    }
    try:
        with begin() as tx:
            seen = _running(tx, instance_id)
            choices = queries.migration.choices(tx, instance_id)
            chosen = _chosen(choices, request.form.get("lw-fassung", ""))
            if chosen is None or request.form.get("lw-aktion") != "umstellen":
                return _form(tx, seen, choices, chosen, entered, reason)
            if seen.revision != revision:
                raise Conflict(f"Expected to migrate process instance {instance_id}, but it has moved on")
            fault = reason_fault(reason)
            if fault:
                return _form(tx, seen, choices, chosen, entered, reason, {"lw-grund": fault}), 422
            mapping = _mapping(tx, instance_id, chosen, entered)
            commands.migration.migrate(tx, instance_id, chosen.id, mapping, revision, reason=reason)
    except Conflict as error:
        with begin() as tx:
            seen = queries.instance_view.show(tx, instance_id)
        kept = [(_("Begründung"), reason)] if reason else []
        return render_template(
            "betrieb/ueberholt.html", seen=seen, typed=kept, reason=in_words(error.message)
        ), 409
    flash(_("Der Ablauf läuft jetzt in Fassung %(number)s.", number=chosen.number), "success")
    return redirect(url_for("lauf.show", instance_id=instance_id))


def _running(tx: Transaction, instance_id: int) -> InstanceView:
    seen = queries.instance_view.show(tx, instance_id)
    if not seen.is_running:
        raise Conflict(f"Expected to migrate process instance {instance_id}, but it is {seen.state}")
    return seen


def _chosen(choices: tuple[VersionRow, ...], text: str) -> VersionRow | None:
    return next((one for one in choices if str(one.id) == text), None)


def _mapping(
    tx: Transaction, instance_id: int, chosen: VersionRow, entered: dict[str, str]
) -> dict[str, str]:
    """What a person says beyond what is computed: an entry that says the same would only stand in the way."""
    computed = {
        one.element: one.target for one in queries.migration.propose(tx, instance_id, chosen.id).places
    }
    return {
        element: target
        for element, target in entered.items()
        if element in computed and computed[element] != target
    }


def _form(
    tx: Transaction,
    seen: InstanceView,
    choices: tuple[VersionRow, ...],
    chosen: VersionRow | None,
    entered: dict[str, str],
    reason: str = "",
    wrong: dict[str, str] | None = None,
) -> str:
    proposal: Proposal | None = None
    outlook: Outlook | None = None
    unusable = ""
    if chosen is not None:
        mapping = _mapping(tx, seen.id, chosen, entered)
        try:
            proposal = queries.migration.propose(tx, seen.id, chosen.id, mapping)
            outlook = commands.migration.look(tx, seen.id, chosen.id, mapping)
        except Invalid as error:  # two steps become one that cannot be both
            unusable = in_words(error.message)
            proposal = queries.migration.propose(tx, seen.id, chosen.id)
    return render_template(
        "betrieb/umstellen.html",
        seen=seen,
        choices=choices,
        chosen=chosen,
        proposal=proposal,
        outlook=outlook,
        unusable=unusable,
        entered=entered,
        reason=reason,
        wrong=wrong or {},
    )
