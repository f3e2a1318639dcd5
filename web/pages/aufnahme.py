"""`/modellierung/<id>/szenarien/neu`: a scenario that is recorded begins with its name, its day and the start form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Finding, Invalid, ModelError, commands, forms, queries, scenario
from engine.clock import ZONE
from web.days import day_fault, read_day
from web.forms.fields import adapted, changing, form_values, is_adapting, ordered_errors
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages.szenarien import finder, free_name
from web.pages.werkbank import frame
from web.scenario_panel import ALL, show_part
from web.session import begin

page = Blueprint("aufnahme", __name__, url_prefix="/modellierung")

#: the hour at which a scenario begins that says none
_BEGINS = time(9)
#: something a scenario needs so that it can be read; what stands then takes its place
_NOTHING_YET = "  - dann: {offene aufgaben: keine}\n"
_LONGEST_NAME = 120


@page.get("/<int:version_id>/szenarien/neu")
def ask(version_id: int) -> str:
    """Ask how the scenario begins."""
    return _page(version_id)


@page.post("/<int:version_id>/szenarien/neu")
def begin_one(version_id: int) -> Answer:
    """Begin it; what stands then is its first expectation."""
    typed = dict(request.form.lists())
    if is_adapting():
        return _page(version_id, typed)
    opened = request.form.get("lw-revision", "")
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            files = queries.draft.files(tx, version_id)
            head = _head(files, tx.today)
            path = free_name(files, "aufnahme")
            walked = scenario.walk({**files, path: (head + _NOTHING_YET).encode()}, path, 0, finder(tx))
            text = (head + walked.standing).encode()
            revision = int(opened) if is_number(opened) else 0
            commands.bundle.save(tx, version_id, {path: text}, revision, _("%(path)s angelegt", path=path))
    except Invalid as refused:
        return _page(version_id, typed, refused.fields), 422
    except ModelError as error:
        said = " ".join(one.reason for one in error.findings)
        return _page(version_id, typed, {"formular": said}), 422
    except Conflict:
        words = _("Gerade ist ein anderes Szenario angelegt worden. Bitte drücken Sie den Knopf noch einmal.")
        return _page(version_id, typed, {"formular": words}), 409
    return redirect(url_for("schritte.show", version_id=version_id, path=path, schritt=ALL))


@page.post("/<int:version_id>/szenarien/neu/formular")
def adapt(version_id: int) -> str:
    """The start form as it looks with what is typed now. Nothing is stored."""
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        asked, _starts = scenario.beginning(queries.draft.files(tx, version_id), _instant(tx.today))
    form = None if asked is None else asked.form
    fields = () if asked is None else _fields(asked, dict(request.form.lists()))
    return render_template(
        "aufgaben/teile_neu.html", fields=fields, changing=changing(form), refresh=request.path, errors=()
    )


@restores("aufnahme.begin_one")
def begin_again(fields: Fields, version_id: int) -> Answer:
    """What somebody had typed when the session ended."""
    return _page(version_id, fields)


def _head(files: Mapping[str, bytes], today: date) -> str:
    """The first lines of the scenario; Invalid with what is wrong by the name of the field."""
    name, typed = (request.form.get(each, "").strip() for each in ("lw-szenario", "lw-tag"))
    day = read_day(typed)
    wrong = {}
    if not 0 < len(name) <= _LONGEST_NAME:
        wrong["lw-szenario"] = _(
            "Bitte geben Sie dem Szenario einen Namen (höchstens %(most)s Zeichen).", most=_LONGEST_NAME
        )
    if day is None:
        wrong["lw-tag"] = day_fault(typed)
    asked, starts = scenario.beginning(files, _instant(day or today))
    trigger = request.form.get("lw-beginn", "")
    values = ""
    if asked is not None and trigger not in starts:
        submission = forms.read(asked.form, form_values(), asked.variables, asked.environment)
        wrong |= submission.errors
        values = scenario.filled_in(asked.form, submission)
    if wrong or day is None:
        raise Invalid("Expected to begin a scenario, but what it begins with is not filled in", wrong)
    return scenario.begun(name, day, values, trigger if trigger in starts else "")


def _instant(day: date) -> datetime:
    return datetime.combine(day, _BEGINS, ZONE)


def _fields(
    asked: scenario.Asked, typed: Fields | None, wrong: Mapping[str, str] | None = None
) -> tuple[forms.FieldView, ...]:
    # a button may have asked for a row more or less
    entered = adapted(asked.form, asked.variables) if typed is not None and is_adapting() else typed
    return forms.present(asked.form, asked.variables, asked.environment, entered, wrong)


def _page(version_id: int, typed: Fields | None = None, wrong: Mapping[str, str] | None = None) -> str:
    faults: tuple[Finding, ...] = ()
    asked: scenario.Asked | None = None
    starts: tuple[str, ...] = ()
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        view = queries.definition.version(tx, version_id)
        if view.row.state != "draft":
            raise Conflict(f"Expected to save version {version_id}, but it is final")
        today = tx.today
        try:
            asked, starts = scenario.beginning(queries.draft.files(tx, version_id), _instant(today))
        except ModelError as error:
            faults = error.findings
    said, wrong = typed or {}, wrong or {}
    fields = () if asked is None else _fields(asked, typed, wrong)
    own = [(name, "", wrong[name]) for name in ("lw-szenario", "lw-tag", "formular") if name in wrong]
    others = {
        name: words for name, words in wrong.items() if name not in ("lw-szenario", "lw-tag", "formular")
    }
    return show_part(
        "aufnahme",
        view=view,
        row=view.row,
        faults=faults,
        errors=own + ordered_errors(fields, others),
        wrong=wrong,
        name="".join(said.get("lw-szenario", ())),
        day="".join(said.get("lw-tag", ())) or f"{today:%d.%m.%Y}",
        trigger="".join(said.get("lw-beginn", ())),
        starts=[(one, one) for one in starts],
        fields=fields,
        changing=changing(None if asked is None else asked.form),
        refresh=url_for("aufnahme.adapt", version_id=version_id),
        painted={"aktiv": [], "erledigt": []},
        **frame(view, ""),
    )
