"""`/betrieb/umstellen/<Fassung>`: all running processes of a version go on in another one; looked at first."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from engine import Conflict, Forbidden, Invalid, Transaction, commands, queries
from engine.commands.migration import DryRun
from engine.queries.migration import Place
from web.forms.typed import Answer
from web.numbers import is_number
from web.refusals import in_words
from web.session import begin
from web.words.reasons import given_reason, reason_fault

page = Blueprint("umstellungen", __name__, url_prefix="/betrieb/umstellen")

#: processes that are taken over with one press, each in a transaction of its own
AT_ONCE = 100
#: processes that are looked at before a page is shown; the command line looks at all
LOOKED_AT = 5000
_PREFIX = "lw-zu-"


@page.get("/<int:version_id>")
def choose(version_id: int) -> str:
    """The versions to choose from; of the chosen one what would become of all that run."""
    target = request.args.get("nach", "")
    pairs = [pair.partition("=") for pair in request.args.getlist("zu")]
    mapping = {old: new for old, _sign, new in pairs if old and new}
    with begin() as tx:
        return _form(tx, version_id, int(target) if is_number(target) else None, mapping)


@page.post("/<int:version_id>")
def migrate(version_id: int) -> Answer:
    """Look again with the steps that were assigned, or take over those that fit, the oldest first."""
    target = request.form.get("lw-fassung", "")
    to = int(target) if is_number(target) else 0
    mapping = {
        name.removeprefix(_PREFIX): value
        for name, value in request.form.items()
        if name.startswith(_PREFIX) and value
    }
    reason = given_reason()
    fault = reason_fault(reason)
    with begin() as tx:
        if request.form.get("lw-aktion") != "umstellen" or fault:
            wrong = {"lw-grund": fault} if request.form.get("lw-aktion") == "umstellen" else {}
            return _form(tx, version_id, to, mapping, reason, wrong), 422 if wrong else 200
        looked = commands.migration.dry_run(tx, version_id, to, mapping, LOOKED_AT, LOOKED_AT)
    ready = [one for one in looked.instances if not one.refusals and not one.would_stop]
    moved = stayed = 0
    for one in sorted(ready, key=lambda one: one.instance_id)[:AT_ONCE]:
        try:
            with begin() as tx:
                commands.migration.migrate(tx, one.instance_id, to, mapping, one.revision, reason=reason)
        except (Conflict, Forbidden):
            stayed += 1
        else:
            moved += 1
    said = ngettext("%(num)d Lauf ist umgestellt.", "%(num)d Läufe sind umgestellt.", moved)
    flash(said, "success" if moved else "warning")
    if stayed:
        flash(
            ngettext(
                "%(num)d Lauf hat sich inzwischen geändert oder gehört zu einer anderen Behörde.",
                "%(num)d Läufe haben sich inzwischen geändert oder gehören zu einer anderen Behörde.",
                stayed,
            ),
            "warning",
        )
    kept = [f"{old}={new}" for old, new in mapping.items()]
    return redirect(url_for("umstellungen.choose", version_id=version_id, nach=to, zu=kept))


def _form(
    tx: Transaction,
    version_id: int,
    to: int | None,
    mapping: dict[str, str],
    reason: str = "",
    wrong: dict[str, str] | None = None,
) -> str:
    before, choices = queries.migration.of_version(tx, version_id)
    chosen = next((one for one in choices if one.id == to), None)
    looked: DryRun | None = None
    places: tuple[Place, ...] = ()
    unusable = ""
    if chosen is not None:
        try:
            looked = commands.migration.dry_run(tx, version_id, chosen.id, mapping, LOOKED_AT, LOOKED_AT)
        except Invalid as error:
            unusable = in_words(error.message)
            looked = commands.migration.dry_run(tx, version_id, chosen.id, {}, LOOKED_AT, LOOKED_AT)
        named = [one.element for one in looked.refusals]
        places = queries.migration.places(tx, version_id, chosen.id, [*mapping, *named], mapping)
    return render_template(
        "betrieb/umstellen_alle.html",
        before=before,
        choices=choices,
        chosen=chosen,
        looked=looked,
        fits=looked.ready - looked.would_stop if looked else 0,
        places=places,
        unusable=unusable,
        at_once=AT_ONCE,
        looked_at=LOOKED_AT,
        reason=reason,
        wrong=wrong or {},
    )
