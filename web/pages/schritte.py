"""`/modellierung/<id>/szenarien/schritte`: one scenario step by step, and how it goes on, recorded by clicking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import dedent

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import (
    Action,
    Conflict,
    Finding,
    Invalid,
    ModelError,
    NotFound,
    Transaction,
    commands,
    forms,
    queries,
    scenario,
)
from web.forms.fields import adapted, changing, form_values, is_adapting, ordered_errors
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages.szenarien import finder
from web.pages.werkbank import frame
from web.scenario_panel import ALL, show_part, standing
from web.scenario_values import KINDS, rows, said
from web.session import begin

page = Blueprint("schritte", __name__, url_prefix="/modellierung")

#: the word for writing down what is so now
_STANDING = "stand"


@page.get("/<int:version_id>/szenarien/schritte/<path:path>")
def show(version_id: int, path: str) -> Answer:
    """One scenario up to a step: where its tokens stand, what is waited for, what the clock says. `wahl` is the number
    of what may happen next that is to be filled in.
    """
    return _page(version_id, path, _number("schritt"), chosen=_number("wahl"))


@page.post("/<int:version_id>/szenarien/schritte/<path:path>")
def record(version_id: int, path: str) -> Answer:
    """Let something happen after the last step, and write it into the scenario."""
    choice = _choice()
    if is_adapting():
        return _page(version_id, path, ALL, choice, typed=dict(request.form.lists()))
    opened = request.form.get("lw-revision", "")
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            files = queries.draft.files(tx, version_id)
            _known(files, path, version_id)
            before = scenario.walk(files, path, ALL, finder(tx))
            step = before.standing if choice.word == _STANDING else _written(tx, before, choice)
            text = files[path].decode("utf-8-sig").rstrip() + "\n" + step
            after = {**files, path: text.encode()}
            walked = scenario.walk(after, path, ALL, finder(tx))
            if walked.failure is not None:
                raise Invalid(
                    "Expected to record a step, but it cannot be taken",
                    {"schritt": " ".join(one for one in walked.failure.differences if one)},
                )
            revision = int(opened) if is_number(opened) else 0
            commands.bundle.save(tx, version_id, {path: after[path]}, revision, _("Schritt aufgenommen"))
    except Invalid as refused:
        return _page(version_id, path, ALL, choice, refused.fields, typed=dict(request.form.lists())), 422
    except Conflict:
        words = _(
            "Das Szenario wurde inzwischen gespeichert. Unten steht, wie es weitergehen kann; nehmen Sie den Schritt "
            "noch einmal auf, wenn er fehlt."
        )
        return _page(version_id, path, ALL, choice, {"schritt": words}, typed=dict(request.form.lists())), 409
    return redirect(url_for("schritte.show", version_id=version_id, path=path, schritt=len(walked.lines)))


@page.post("/<int:version_id>/szenarien/formular/<path:path>")
def adapt(version_id: int, path: str) -> str:
    """The form of a step as it looks with what is typed now. Nothing is stored."""
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        files = queries.draft.files(tx, version_id)
        _known(files, path, version_id)
        asked = _asked(scenario.walk(files, path, ALL, finder(tx)), _choice())
    if asked is None:  # it has been recorded meanwhile: nothing to show anew
        return ""
    fields = forms.present(
        asked.form, asked.variables, asked.environment, adapted(asked.form, asked.variables)
    )
    return render_template(
        "aufgaben/teile_neu.html",
        fields=fields,
        changing=changing(asked.form),
        refresh=request.path,
        errors=(),
    )


@restores("schritte.record")
def record_again(fields: Fields, version_id: int, path: str) -> Answer:
    """The step somebody had begun to record when the session ended."""
    named = {name: "".join(fields.get(f"lw-{name}", [])) for name in ("wort", "name", "nummer")}
    turn = int(named["nummer"]) if is_number(named["nummer"]) else 1
    return _page(
        version_id, path, ALL, scenario.Choice(named["wort"], named["name"], turn=turn), typed=fields
    )


def _choice() -> scenario.Choice:
    word, turn = request.form.get("lw-wort", ""), request.form.get("lw-nummer", "1")
    name = request.form.get("lw-tag" if word == scenario.JUMP else "lw-name", "")
    return scenario.Choice(word, name, turn=int(turn) if is_number(turn) else 1)


def _same(one: scenario.Choice, other: scenario.Choice) -> bool:
    return (one.word, one.name, one.turn) == (other.word, other.name, other.turn)


def _asked(walked: scenario.Walk, choice: scenario.Choice) -> scenario.Asked | None:
    """The form of what is to happen; None where it has none or cannot happen now."""
    return next((one.asked for one in walked.choices if _same(one, choice)), None)


def _written(tx: Transaction, walked: scenario.Walk, choice: scenario.Choice) -> str:
    """The lines of the step, with what was filled in. Invalid with what is wrong by the name of the field."""
    asked = _asked(walked, choice)
    if asked is None:
        return scenario.written(replace(choice, values=said(tx)))
    submission = forms.read(asked.form, form_values(), asked.variables, asked.environment)
    if not submission.is_valid:
        raise Invalid("Expected to record a step, but its form is not filled in", submission.errors)
    return scenario.written(replace(choice, values=scenario.filled_in(asked.form, submission)))


def _page(
    version_id: int,
    path: str,
    number: int,
    wanted: scenario.Choice | None = None,
    wrong: Mapping[str, str] | None = None,
    *,
    chosen: int = 0,
    typed: Fields | None = None,
) -> str:
    walked: scenario.Walk | None = None
    faults: tuple[Finding, ...] = ()
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        outline = queries.case_file.outline(tx, version_id)
        _known(files, path, version_id)
        try:
            walked = scenario.walk(files, path, number, finder(tx))
        except ModelError as error:
            faults = error.findings
    source = files[path].decode("utf-8", "replace").splitlines()
    choice = _chosen(walked, wanted, chosen)
    fields = _fields(choice, typed, wrong)
    asked = None if choice is None or choice.asked is None else choice.asked.form
    return show_part(
        "schritte",
        view=view,
        row=view.row,
        path=path,
        walked=walked,
        faults=faults,
        choice=choice,
        fields=fields,
        changing=changing(asked),
        refresh=url_for("schritte.adapt", version_id=version_id, path=path),
        rows=rows(() if choice is None else choice.names, typed),
        day=wanted.name if wanted is not None and wanted.word == scenario.JUMP else "",
        wrong=ordered_errors(fields, wrong or {})
        if fields
        else [("aufnehmen", "", one) for one in (wrong or {}).values()],
        kinds=KINDS,
        jump=scenario.JUMP,
        words=_words(),
        lines=_marked(source, walked),
        taken=_taken(source, walked),
        painted=standing(walked),
        outline=outline,
        **frame(view, path),
    )


def _chosen(
    walked: scenario.Walk | None, wanted: scenario.Choice | None, number: int
) -> scenario.Choice | None:
    """What is being filled in, of what may happen next."""
    if walked is None:
        return None
    if wanted is not None:
        return next((one for one in walked.choices if _same(one, wanted)), None)
    return walked.choices[number - 1] if 0 < number <= len(walked.choices) else None


def _fields(
    choice: scenario.Choice | None, typed: Fields | None, wrong: Mapping[str, str] | None
) -> tuple[forms.FieldView, ...]:
    if choice is None or choice.asked is None:
        return ()
    asked = choice.asked
    # a button may have asked for a row more or less
    entered = adapted(asked.form, asked.variables) if typed is not None and is_adapting() else typed
    return forms.present(asked.form, asked.variables, asked.environment, entered, wrong)


def _known(files: Mapping[str, bytes], path: str, version_id: int) -> None:
    if path not in scenario.scenario_paths(files):
        raise NotFound(f"Expected to find scenario {path[:200]}, but version {version_id} has none")


def _number(name: str) -> int:
    found = request.args.get(name, "0")
    return int(found) if is_number(found) else 0


def _words() -> dict[str, str]:
    """What a step does, by its word."""
    return {
        "aufgabe": _("Aufgabe erledigen"),
        "warte bis": _("Warten, bis es eintritt"),
        "nachricht": _("Nachricht trifft ein"),
        "signal": _("Signal trifft ein"),
        "auftrag": _("Auftrag ist erledigt"),
        "aufruf": _("Aufgerufener Ablauf endet"),
    }


def _taken(lines: Sequence[str], walked: scenario.Walk | None) -> list[str]:
    """The lines of the step that was taken last."""
    if walked is None or not walked.done:
        return []
    begins = walked.lines[walked.done - 1]
    ends = walked.lines[walked.done] if walked.done < len(walked.lines) else len(lines) + 1
    taken = (one for one in lines[begins - 1 : ends - 1] if one.strip() and not one.lstrip().startswith("#"))
    return dedent("\n".join(taken).replace("- ", "  ", 1)).splitlines()


def _marked(lines: Sequence[str], walked: scenario.Walk | None) -> list[tuple[int, str, str]]:
    """Number, text and state of each line: taken, failed, next or still to come."""
    if walked is None:
        return [(number, text, "offen") for number, text in enumerate(lines, 1)]
    taken = walked.lines[: walked.done]
    following = walked.lines[walked.done] if walked.done < len(walked.lines) else None
    failed = walked.failure.line if walked.failure else None
    marked = []
    for number, text in enumerate(lines, 1):
        state = "offen"
        if number == failed:
            state = "anders"
        elif number == following:
            state = "naechster"
        elif taken and number < (following or len(lines) + 1):
            state = "gut"
        marked.append((number, text, state))
    return marked
