"""`/modellierung/<id>/szenarien`: all scenarios of a draft with what they touch, one begun, one made of a case."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import (
    Action,
    Conflict,
    Finding,
    ModelError,
    NotFound,
    Transaction,
    commands,
    queries,
    scenario,
)
from engine.cache import Cache
from engine.queries.definition import VersionView
from web.forms.typed import Answer, Fields, restores
from web.pages.werkbank import as_stored, frame
from web.refusals import in_words
from web.scenario_panel import ALL, covered, in_panel, show_part
from web.session import begin

page = Blueprint("szenarien", __name__, url_prefix="/modellierung")

#: untested ways that are shown; the others come when these are tested
_MOST_WAYS = 20


@page.get("/<int:version_id>/szenarien")
def run(version_id: int) -> str:
    """Run all of them: what passed, what went otherwise and where, what none of them touches. What has not changed
    since it was run is known, unless `neu` asks for it.
    """
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        steps = queries.case_file.outline(tx, version_id)
        ran, faults = _ran(tx, files, Cache() if "neu" in request.args else None)
    shares: Mapping[str, scenario.Share] = {}
    ways, counted = None, dict[str, int]()
    if ran is not None:
        shares = scenario.coverage(ran.bundle, ran.results.values()).shares
        ways = ran.ways()
        counted = covered(ran)
    return show_part(
        "szenarien",
        view=view,
        row=view.row,
        results=[] if ran is None else list(ran.results.items()),
        faults=faults,
        shares=shares,
        ways=[] if ways is None else ways.untested[:_MOST_WAYS],
        more_ways=0 if ways is None else max(0, len(ways.untested) - _MOST_WAYS),
        unreachable=() if ways is None else ways.unreachable,
        longer=ways is not None and not ways.complete,
        touched=[part for part, times in counted.items() if times],
        untested=[part for part, times in counted.items() if not times],
        painted={"abdeckung": counted},
        steps=steps,
        kept=0 if ran is None else len(ran.kept),
        seconds=0
        if ran is None
        else sum(one.seconds for path, one in ran.results.items() if path not in ran.kept),
        **frame(view, ""),
    )


@page.get("/<int:version_id>/szenarien/bereit")
def prepare(version_id: int) -> Answer:
    """Compile what the scenarios call while somebody still looks at the drawing. Nothing is answered."""
    with begin() as tx:
        scenario.prepare(queries.draft.files(tx, version_id), finder(tx))
    return "", 204


@page.post("/<int:version_id>/szenarien/geruest")
def begin_one(version_id: int) -> Answer:
    """Begin a scenario for an untested way, with what is to be filled in."""
    wanted = request.form.get("lw-weg", "")
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
        view = queries.definition.version(tx, version_id)
        files = queries.draft.files(tx, version_id)
        ran, _faults = _ran(tx, files)
        found = () if ran is None else ran.ways().untested
        way = next((one for one in found if str(one) == wanted), None)
        if ran is None or way is None:
            raise Conflict("Expected to begin a scenario, but its way has been tested or changed by now")
        path = free_name(files)
        text = scenario.generate(files, path, way, tx.today, finder(tx), ran.results)
        note = _("%(path)s angelegt", path=path)
        commands.bundle.save(tx, version_id, {path: text.encode()}, view.row.revision, note)
    if in_panel():
        return redirect(url_for("schritte.show", version_id=version_id, path=path, schritt=ALL))
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
        must_be_draft(queries.definition.version(tx, version_id))
        files = queries.draft.files(tx, version_id)
    try:
        with begin() as tx:
            course = commands.recorded.take(tx, version_id, reference)
        # the read is noted from here on, whatever becomes of the scenario
        with begin() as tx:
            made = scenario.from_case(files, free_name(files), course, finder(tx))
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
        path = free_name(queries.draft.files(tx, version_id), "aus_fall")
        note = _("Szenario aus einem Fall")
        commands.bundle.save(tx, version_id, {path: as_stored(text, b"")}, view.row.revision, note)
    return redirect(url_for("schritte.show", version_id=version_id, path=path, schritt=ALL))


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
        must_be_draft(view)
        reads = tx.actor.may(Action.READ_CASE)
        offers = queries.scenario_offer.of_process(tx, view.row.key)
    return render_template(
        "modellierung/aus_fall.html",
        view=view,
        row=view.row,
        reference=reference,
        text=text,
        made=made,
        wrong=wrong or {},
        reads=reads,
        offers=offers,
        **frame(view, ""),
    )


def must_be_draft(view: VersionView) -> None:
    """Conflict for a version that is final."""
    if view.row.state != "draft":
        raise Conflict(f"Expected to save version {view.row.id}, but it is final")


def _ran(
    tx: Transaction, files: Mapping[str, bytes], known: Cache | None = None
) -> tuple[scenario.BundleRun | None, tuple[Finding, ...]]:
    try:
        return scenario.run_bundle(files, finder(tx), known), ()
    except ModelError as error:
        return None, error.findings


def finder(tx: Transaction) -> scenario.Find:
    """Finds the processes a case calls: the newest final version of each."""
    return lambda key: queries.draft.newest_files(tx, key)


def free_name(files: Mapping[str, bytes], word: str = "neu") -> str:
    """The next number that no scenario has."""
    number = 1
    while any(path.startswith(f"scenarios/{number:02}_") for path in files):
        number += 1
    return f"scenarios/{number:02}_{word}.yaml"
