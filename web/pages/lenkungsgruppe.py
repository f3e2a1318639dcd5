"""`/lenkungsgruppe`: versions to decide on, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, ModelError, commands, queries
from engine.queries.profile import AgreedRow
from web.days import read_day
from web.in_force import versions_in_force
from web.numbers import is_number
from web.profile_words import period
from web.session import begin, current_actor
from web.typed import Answer, Fields, restores

page = Blueprint("lenkungsgruppe", __name__, url_prefix="/lenkungsgruppe")

#: `gezeigt` is the jurisdiction whose times the page showed
_FIELDS = ("jurisdiction", "valid_from", "resolution", "gezeigt")
#: what the name of the field of an agreed time begins with; the element follows
_TIME = commands.adoption.time_field("")


@page.get("")
def overview() -> str:
    """Drafts and resolutions."""
    with begin() as tx:
        seen = queries.adoption.proposals(tx)
        changes = queries.profile.changes(tx, seen.adoptions, seen.adoptions)
        today = tx.today
    return render_template(
        "lenkungsgruppe/liste.html",
        seen=seen,
        changes=changes,
        today=today,
        may_adopt=current_actor().may(Action.ADOPT),
    )


@page.get("/<int:version_id>")
def propose(version_id: int) -> str:
    """One version with the form that records a resolution."""
    return _form(version_id, {}, {})


@page.post("/<int:version_id>/beschliessen")
def adopt(version_id: int) -> Response | tuple[str, int]:
    """Record the resolution; or show the times of another jurisdiction, when that is what was asked for."""
    typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
    typed |= {name: text.strip() for name, text in request.form.items() if name.startswith(_TIME)}
    if request.form.get("zeigen"):
        return _form(version_id, typed, {}), 200
    revision = request.form.get("revision", "")
    wrong: dict[str, str] = {}
    valid_from = read_day(typed["valid_from"])
    if valid_from is None:
        wrong["valid_from"] = _("Bitte geben Sie das Datum so ein: TT.MM.JJJJ.")
    if not typed["resolution"]:
        wrong["resolution"] = _("Bitte geben Sie den Beschluss an (Gremium, Datum, Vorlage).")
    if request.form.get("bestaetigt") != "ja":
        wrong["bestaetigt"] = _("Bitte bestätigen Sie, dass der Beschluss gefasst ist.")
    if not wrong and valid_from is not None:
        try:
            with begin() as tx:
                commands.adoption.adopt(
                    tx,
                    version_id,
                    typed["jurisdiction"],
                    valid_from,
                    typed["resolution"],
                    int(revision) if is_number(revision) else None,
                    {
                        name.removeprefix(_TIME): text
                        for name, text in typed.items()
                        if name.startswith(_TIME)
                    },
                )
        except Invalid as refused:
            wrong = refused.fields
        except Conflict:
            wrong = {
                "version": _(
                    "Die Fassung hat sich geändert, seit Sie diese Seite geöffnet haben. "
                    "Bitte sehen Sie sie noch einmal an, bevor Sie beschließen."
                )
            }
            return _form(version_id, typed, wrong), 409
        except ModelError as refused:
            wrong = {
                "version": _(
                    "Diese Fassung hat Fehler und kann nicht beschlossen werden: %(reasons)s",
                    reasons=" ".join(finding.reason for finding in refused.findings[:3]),
                )
            }
    if wrong:
        return _form(version_id, typed, wrong), 422
    flash(_("Der Beschluss ist erfasst. Neue Fälle beginnen ab dem Stichtag mit dieser Fassung."), "success")
    return redirect(url_for("lenkungsgruppe.overview"))


@restores("lenkungsgruppe.adopt")
def restore(fields: Fields, version_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    return _form(version_id, {name: values[0] for name, values in fields.items() if values}, {})


def _form(version_id: int, typed: dict[str, str], wrong: dict[str, str]) -> str:
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        in_force = versions_in_force(tx, view.row.key)
        seen = queries.adoption.proposals(tx)
        steps = queries.case_file.outline(tx, version_id)
        regions = dict(seen.jurisdictions)
        jurisdiction = typed.get("jurisdiction", "")
        if jurisdiction not in regions:
            jurisdiction = next(iter(regions), "")
        times = queries.profile.agreed_at(tx, version_id, jurisdiction)
        shown = typed.get("gezeigt", jurisdiction)
        before = times if shown == jurisdiction else queries.profile.agreed_at(tx, version_id, shown)
        profile = queries.profile.of_version(tx, version_id)
        changes = queries.profile.changes(tx, view.adoptions, seen.adoptions)
        today = tx.today
    return render_template(
        "lenkungsgruppe/beschluss.html",
        view=view,
        row=view.row,
        in_force=in_force,
        steps=steps,
        jurisdictions=seen.jurisdictions,
        jurisdiction=jurisdiction,
        region=regions.get(jurisdiction, ""),
        times=times,
        named={commands.adoption.time_field(one.element): one.label for one in times},
        profile=profile,
        changes=changes,
        typed=_without_untouched(typed, before) if shown != jurisdiction else typed,
        wrong=wrong,
        today=today,
        may_adopt=current_actor().may(Action.ADOPT),
    )


def _without_untouched(typed: dict[str, str], before: Iterable[AgreedRow]) -> dict[str, str]:
    """What was typed, without the times that are as the page had proposed them for another jurisdiction."""
    untouched = {
        commands.adoption.time_field(one.element): period(one.held or one.proposed, one.working)
        for one in before
    }
    return {name: text for name, text in typed.items() if text != untouched.get(name)}
