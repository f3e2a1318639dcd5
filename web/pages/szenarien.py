"""`/modellierung/<id>/szenarien`: all scenarios of a draft with what they touch, and one step by step."""

from __future__ import annotations

from collections.abc import Mapping

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
    queries,
    scenario,
)
from engine.queries.definition import VersionView
from web.numbers import is_number
from web.pages.werkbank import as_stored, frame
from web.refusals import in_words
from web.session import begin
from web.typed import Answer, Fields, restores

page = Blueprint("szenarien", __name__, url_prefix="/modellierung")

#: more steps than a scenario has
_ALL = 100_000
#: the word for writing down what is so now
_STANDING = "stand"
#: untested ways that are shown; the others come when these are tested
_MOST_WAYS = 20


@page.get("/<int:version_id>/szenarien")
def run(version_id: int) -> str:
    """Run all of them: what passed, what went otherwise and where, what none of them touches."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        steps = queries.case_file.outline(tx, version_id)
        ran, faults = _ran(tx, files)
    shares, ways, touched = {}, None, []
    if ran is not None:
        shares = scenario.coverage(ran.bundle, ran.results.values()).shares
        ways = scenario.find_ways(ran.bundle.graph, ran.results.values())
        touched = sorted({element for one in ran.results.values() for _key, element in one.seen.elements})
    return render_template(
        "modellierung/szenarien.html",
        view=view,
        row=view.row,
        results=[] if ran is None else list(ran.results.items()),
        faults=faults,
        shares=shares,
        ways=[] if ways is None else ways.untested[:_MOST_WAYS],
        more_ways=0 if ways is None else max(0, len(ways.untested) - _MOST_WAYS),
        touched=touched,
        steps=steps,
        seconds=sum(one.seconds for one in ran.results.values()) if ran else 0,
        **frame(view, ""),
    )


@page.post("/<int:version_id>/szenarien/geruest")
def begin_one(version_id: int) -> Answer:
    """Begin a scenario for an untested way, with what is to be filled in."""
    wanted = request.form.get("lw-weg", "")
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        ran, _faults = _ran(tx, files)
        found = () if ran is None else scenario.find_ways(ran.bundle.graph, ran.results.values()).untested
        way = next((one for one in found if str(one) == wanted), None)
        if ran is None or way is None:
            raise Conflict("Expected to begin a scenario, but its way has been tested or changed by now")
        path = _free_name(files)
        text = scenario.skeleton(ran.bundle, way, tx.today)
        note = _("%(path)s angelegt", path=path)
        commands.bundle.save(tx, version_id, {path: text.encode()}, view.row.revision, note)
    return redirect(url_for("werkbank.edit", version_id=version_id, path=path))


@page.get("/<int:version_id>/szenarien/aus-fall")
def ask_case(version_id: int) -> str:
    """Ask for the case whose course becomes a scenario."""
    return _of_case(version_id)


@page.post("/<int:version_id>/szenarien/aus-fall")
def make_of_case(version_id: int) -> Answer:
    """Make a scenario of the course of a case, to be read before it is kept. The case says that it was read."""
    reference = request.form.get("lw-akte", "").strip().upper()
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        _must_be_draft(queries.definition.version(tx, version_id))
        files = queries.draft.files(tx, version_id)
    try:
        with begin() as tx:
            course = commands.recorded.take(tx, version_id, reference)
        # the read is noted from here on, whatever becomes of the scenario
        with begin() as tx:
            made = scenario.from_case(files, _free_name(files), course, _finder(tx))
    except NotFound:
        closed = _("Diese Akte gibt es nicht, oder sie ist Ihnen nicht zugänglich.")
        return _of_case(version_id, reference, wrong={"lw-akte": closed}), 422
    except Conflict as refused:
        return _of_case(version_id, reference, wrong={"lw-akte": in_words(refused.message)}), 422
    except ModelError:
        words = _("Der Ablauf hat Fehler. Erst wenn sie behoben sind, kann ein Szenario entstehen.")
        return _of_case(version_id, reference, wrong={"lw-akte": words}), 422
    return _of_case(version_id, reference, made.text, made)


@page.post("/<int:version_id>/szenarien/aus-fall/behalten")
def keep(version_id: int) -> Answer:
    """Keep a scenario that was made of a case in the draft, as it was read and corrected."""
    text = request.form.get("lw-szenario", "")
    if not text.strip():
        return _of_case(version_id, text=text, wrong={"lw-szenario": _("Hier steht kein Szenario.")}), 422
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        view = queries.definition.version(tx, version_id)
        path = _free_name(queries.draft.files(tx, version_id), "aus_fall")
        note = _("Szenario aus einem Fall")
        commands.bundle.save(tx, version_id, {path: as_stored(text, b"")}, view.row.revision, note)
    return redirect(url_for("szenarien.walk", version_id=version_id, path=path, schritt=_ALL))


@restores("szenarien.make_of_case")
def make_again(fields: Fields, version_id: int) -> Answer:
    """The number of the case that was asked for when the session ended."""
    return _of_case(version_id, "".join(fields.get("lw-akte", [])))


@restores("szenarien.keep")
def keep_again(fields: Fields, version_id: int) -> Answer:
    """The scenario that was to be kept when the session ended."""
    return _of_case(version_id, text="".join(fields.get("lw-szenario", [])))


def _of_case(
    version_id: int,
    reference: str = "",
    text: str = "",
    made: scenario.FromCase | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        view = queries.definition.version(tx, version_id)
        _must_be_draft(view)
        reads = tx.actor.may(Action.READ_CASE)
    return render_template(
        "modellierung/aus_fall.html",
        view=view,
        row=view.row,
        reference=reference,
        text=text,
        made=made,
        wrong=wrong or {},
        reads=reads,
        **frame(view, ""),
    )


def _must_be_draft(view: VersionView) -> None:
    if view.row.state != "draft":
        raise Conflict(f"Expected to save version {view.row.id}, but it is final")


@page.get("/<int:version_id>/szenarien/schritte/<path:path>")
def walk(version_id: int, path: str) -> str:
    """One scenario up to a step: where its tokens stand, what is waited for, what the clock says."""
    wanted = request.args.get("schritt", "0")
    return _walk(version_id, path, int(wanted) if is_number(wanted) else 0)


@page.post("/<int:version_id>/szenarien/schritte/<path:path>")
def record(version_id: int, path: str) -> Answer:
    """Let something happen after the last step, and write it into the scenario."""
    turn = request.form.get("lw-nummer", "1")
    choice = scenario.Choice(
        request.form.get("lw-wort", ""),
        request.form.get("lw-name", ""),
        request.form.get("lw-werte", ""),
        int(turn) if is_number(turn) else 1,
    )
    opened = request.form.get("lw-revision", "")
    try:
        with begin() as tx:
            tx.actor.must(Action.EDIT_MODEL)
            files = queries.draft.files(tx, version_id)
            _known(files, path, version_id)
            before = scenario.walk(files, path, _ALL, _finder(tx))
            step = before.standing if choice.word == _STANDING else scenario.written(choice)
            text = files[path].decode("utf-8-sig").rstrip() + "\n" + step
            after = {**files, path: text.encode()}
            walked = scenario.walk(after, path, _ALL, _finder(tx))
            if walked.failure is not None:
                raise Invalid(
                    "Expected to record a step, but it cannot be taken",
                    {"werte": " ".join(one for one in walked.failure.differences if one)},
                )
            revision = int(opened) if is_number(opened) else 0
            commands.bundle.save(tx, version_id, {path: after[path]}, revision, _("Schritt aufgenommen"))
    except Invalid as refused:
        return _walk(version_id, path, _ALL, choice, refused.fields), 422
    except Conflict:
        words = _(
            "Das Szenario wurde inzwischen gespeichert. Unten steht, wie es weitergehen kann; nehmen Sie den Schritt "
            "noch einmal auf, wenn er fehlt."
        )
        return _walk(version_id, path, _ALL, choice, {"werte": words}), 409
    return redirect(url_for("szenarien.walk", version_id=version_id, path=path, schritt=len(walked.lines)))


@restores("szenarien.record")
def record_again(fields: Fields, version_id: int, path: str) -> Answer:
    """The values somebody had typed when the session ended."""
    said = {name: "".join(fields.get(f"lw-{name}", [])) for name in ("wort", "name", "werte")}
    return _walk(version_id, path, _ALL, scenario.Choice(said["wort"], said["name"], said["werte"]))


def _walk(
    version_id: int,
    path: str,
    number: int,
    typed: scenario.Choice | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    walked: scenario.Walk | None = None
    faults: tuple[Finding, ...] = ()
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        outline = queries.case_file.outline(tx, version_id)
        _known(files, path, version_id)
        try:
            walked = scenario.walk(files, path, number, _finder(tx))
        except ModelError as error:
            faults = error.findings
    return render_template(
        "modellierung/schritte.html",
        view=view,
        row=view.row,
        path=path,
        walked=walked,
        faults=faults,
        typed=typed,
        wrong=wrong or {},
        words=_words(),
        lines=_marked(files[path].decode("utf-8", "replace").splitlines(), walked),
        tokens=sorted({element for _key, element in walked.tokens}) if walked else [],
        done=sorted({element for _key, element in walked.elements}) if walked else [],
        outline=outline,
        **frame(view, path),
    )


def _known(files: Mapping[str, bytes], path: str, version_id: int) -> None:
    if path not in scenario.scenario_paths(files):
        raise NotFound(f"Expected to find scenario {path[:200]}, but version {version_id} has none")


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


def _marked(lines: list[str], walked: scenario.Walk | None) -> list[tuple[int, str, str]]:
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


def _ran(
    tx: Transaction, files: Mapping[str, bytes]
) -> tuple[scenario.BundleRun | None, tuple[Finding, ...]]:
    try:
        return scenario.run_bundle(files, _finder(tx)), ()
    except ModelError as error:
        return None, error.findings


def _finder(tx: Transaction) -> scenario.Find:
    return lambda key: queries.draft.newest_files(tx, key)


def _free_name(files: Mapping[str, bytes], word: str = "neu") -> str:
    """The next number that no scenario has."""
    number = 1
    while any(path.startswith(f"scenarios/{number:02}_") for path in files):
        number += 1
    return f"scenarios/{number:02}_{word}.yaml"
