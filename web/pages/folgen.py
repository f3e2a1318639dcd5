"""`/lenkungsgruppe/vorlage/<id>/folgen`: the impact report of a proposal – asked for, watched, read, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import NotFound, commands, queries
from engine.queries.impact import CaseOutcome, FindingKind, ImpactView, MemberOrder
from web import heat, proposal_page
from web.export import Cell, FileType, Sheet, file
from web.forms.typed import Answer
from web.numbers import is_number
from web.session import begin
from web.words import impact as impact_words

page = Blueprint("folgen", __name__, url_prefix="/lenkungsgruppe/vorlage/<int:proposal_id>/folgen")

#: runs that one file names, and groups that one page shows
MOST, SHOWN = 50_000, 200
#: what changes, in the order of the page
CHANGES = (
    FindingKind.DEADLINE,
    FindingKind.DEADLINE_KEPT,
    FindingKind.DEADLINE_SET,
    FindingKind.NUMBER,
    FindingKind.RESPONSIBLE,
    FindingKind.RESPONSIBLE_LATER,
    FindingKind.MISSING,
    FindingKind.NO_PHASE,
)


#: how the list of cases can be sorted, by the word of the address
ORDERS = {
    "akte": MemberOrder.CASE,
    "-akte": MemberOrder.CASE_FALLING,
    "seit": MemberOrder.SINCE,
    "-seit": MemberOrder.SINCE_FALLING,
}


@page.get("")
def show(proposal_id: int) -> str:
    """How far the report is, and what the last one says."""
    with begin() as tx:
        view = queries.impact.show(tx, proposal_id)
        proposed = queries.proposal.show(tx, proposal_id)
    return render_template(
        "lenkungsgruppe/folgen.html",
        **proposal_page.frame(proposed, "folgen"),
        impact=view,
        summary=impact_words.summary(view),
        outcomes=tuple(CaseOutcome),
        kinds=FindingKind,
        changes=view.of(*CHANGES),
        places=_places(view),
    )


@page.post("")
def ask(proposal_id: int) -> Answer:
    """Let the worker compute the report."""
    with begin() as tx:
        begun = commands.impact.ask(tx, proposal_id)
    if begun:
        flash(_("Der Folgenbericht wird erstellt. Diese Seite zeigt, wie weit er ist."), "success")
    else:
        flash(_("Der Folgenbericht wird schon erstellt."), "info")
    return redirect(url_for("folgen.show", proposal_id=proposal_id))


@page.post("/abbrechen")
def cancel(proposal_id: int) -> Answer:
    """Give the report up that is being computed."""
    with begin() as tx:
        commands.impact.cancel(tx, proposal_id)
    flash(_("Der Folgenbericht wird nicht weiter erstellt."), "success")
    return redirect(url_for("folgen.show", proposal_id=proposal_id))


@page.get("/laeufe")
def behind(proposal_id: int) -> str:
    """What is behind a number: groups of which the same is true, and the cases one may see."""
    outcome, finding = _asked()
    order = _order()
    with begin() as tx:
        view, found = queries.impact.behind(tx, proposal_id, outcome, finding, order=ORDERS[order])
        proposed = queries.proposal.show(tx, proposal_id)
    if finding is not None and finding not in found.findings:
        raise NotFound(f"Expected to find finding {finding} of the report, but it has none of that number")
    return render_template(
        "lenkungsgruppe/folgen_laeufe.html",
        **proposal_page.frame(proposed, "folgen"),
        impact=view,
        found=found,
        shown=SHOWN,
        outcome=outcome,
        finding=None if finding is None else found.findings[finding],
        outcomes=tuple(CaseOutcome),
        order=order,
    )


@page.get("/bericht.<kind>")
def table(proposal_id: int, kind: str) -> Response:
    """The report as a file."""
    with begin() as tx:
        view = queries.impact.show(tx, proposal_id)
    if view.report is None or kind not in set(FileType):
        abort(404)
    return file(FileType(kind), f"folgenbericht-{view.row.year}-{view.row.serial}", _sheets(view))


@page.get("/laeufe.<kind>")
def cases(proposal_id: int, kind: str) -> Response:
    """The cases behind a number that one may see, as a file."""
    if kind not in set(FileType):
        abort(404)
    outcome, finding = _asked()
    with begin() as tx:
        view, found = queries.impact.behind(tx, proposal_id, outcome, finding, MOST, ORDERS[_order()])
    groups = {one.number: one for one in found.groups}
    stands = {number: found.stands_at(number) for number in groups}
    rows: list[list[Cell]] = [
        [
            one.reference,
            one.instance_id,
            ", ".join(stands[one.group]),
            one.since,
            impact_words.outcome_name(groups[one.group].outcome, view.row.migration_rule),
            " ".join(impact_words.sentence(found.findings[number]) for number in groups[one.group].findings),
        ]
        for one in found.members
    ]
    heads = [_("Aktenzeichen"), _("Lauf"), _("Steht bei"), _("Steht seit"), _("Ergebnis"), _("Befunde")]
    more = len(rows) == MOST
    notes = [_("Es gibt mehr Läufe: Diese Datei enthält die ersten %(most)s.", most=MOST)] if more else []
    sheet = Sheet(_("Läufe"), heads, rows, notes)
    return file(FileType(kind), f"folgenbericht-laeufe-{view.row.year}-{view.row.serial}", [sheet])


def _asked() -> tuple[CaseOutcome | None, int | None]:
    outcome = request.args.get("ergebnis", "")
    finding = request.args.get("befund", "")
    return (
        CaseOutcome(outcome) if outcome in set(CaseOutcome) else None,
        int(finding) if is_number(finding) else None,
    )


def _order() -> str:
    order = request.args.get("sortierung", "")
    return order if order in ORDERS else "akte"


def _places(view: ImpactView) -> list[dict[str, object]]:
    """By version where instances stand: its table, and how hot its diagram is."""
    found = []
    standing = view.of(FindingKind.PLACE)
    for version in sorted({one.version for one in standing}, key=lambda one: (one.name, -one.number)):
        own = [one for one in standing if one.version == version]
        top = max(one.count for one in own)
        found.append(
            {
                "version": version,
                "rows": own,
                "heat": {
                    one.element: {"stufe": heat.level(one.count, top), "text": str(one.count)} for one in own
                },
            }
        )
    return found


def _sheets(view: ImpactView) -> list[Sheet]:
    report = view.report
    assert report is not None  # noqa: S101  for the type checker: the caller has looked
    results = report.results
    outcomes: list[list[Cell]] = [
        [
            impact_words.outcome_name(one, view.row.migration_rule),
            results["instances"][one.value],
            results["cases"][one.value],
        ]
        for one in CaseOutcome
    ]
    said: list[list[Cell]] = [
        [
            impact_words.kind_name(one.kind),
            one.version.name,
            one.version.number,
            one.name,
            impact_words.sentence(one),
            one.rule,
            one.count,
        ]
        for one in view.findings
    ]
    return [
        Sheet(
            _("Zusammenfassung"), [_("Was der Bericht sagt")], [[one] for one in impact_words.summary(view)]
        ),
        Sheet(_("Ergebnis"), [_("Ergebnis"), _("Läufe"), _("Akten")], outcomes),
        Sheet(
            _("Befunde"),
            [_("Art"), _("Ablauf"), _("Fassung"), _("Schritt"), _("Befund"), _("Regel"), _("Läufe")],
            said,
        ),
        *_more_sheets(view),
    ]


def _at(part: Mapping[str, Any]) -> str:
    """Where the comparison holds, if others hold elsewhere; and with which version it is made."""
    if not part.get("places"):
        return ""
    return _("%(places)s, bisher Fassung %(number)s", places=", ".join(part["places"]), number=part["number"])


def _more_sheets(view: ImpactView) -> list[Sheet]:
    """Scenarios, decisions and steps."""
    if view.report is None:
        return []
    results = view.report.results
    scenarios: list[list[Cell]] = [
        [part["process"], _at(part), one["name"], one["text"], one["tasks_before"], one["tasks_after"]]
        for part in results["scenarios"]
        for one in part["found"] or ()
    ]
    decisions: list[list[Cell]] = [
        [part["process"], table["name"], change["before"], change["after"], change["count"]]
        for part in results["decisions"]
        if part["found"] is not None
        for table in part["found"]["tables"]
        for change in table["changes"]
    ]
    courses: list[list[Cell]] = [
        [part["process"], one["before"], one["after"], one["count"]]
        for part in results.get("courses", ())
        if part["found"] is not None
        for one in (
            {"before": _("ebenso"), "after": _("ebenso"), "count": part["found"]["same"]},
            *part["found"]["changes"],
        )
    ]
    steps: list[list[Cell]] = [
        [
            part["process"],
            _at(part),
            house["authority"],
            round(house["steps_before"], 2),
            round(house["steps_after"], 2),
            round(house["waiting_before"] / 86400, 2),
            round(house["waiting_after"] / 86400, 2),
        ]
        for part in results["steps"]
        if part["found"] is not None
        for house in part["found"]["houses"]
    ]
    return [
        Sheet(
            _("Szenarien"),
            [
                _("Ablauf"),
                _("Gebiete"),
                _("Szenario"),
                _("geht anders aus"),
                _("Aufgaben bisher"),
                _("Aufgaben künftig"),
            ],
            scenarios,
        ),
        Sheet(
            _("Entscheidungen"),
            [_("Ablauf"), _("Entscheidung"), _("bisher"), _("künftig"), _("Anzahl")],
            decisions,
        ),
        Sheet(
            _("Nachgespielte Fälle"),
            [_("Ablauf"), _("Ende bisher"), _("Ende künftig"), _("Läufe")],
            courses,
        ),
        Sheet(
            _("Schritte"),
            [
                _("Ablauf"),
                _("Gebiete"),
                _("Behörde"),
                _("Schritte je Fall bisher"),
                _("Schritte je Fall künftig"),
                _("Wartetage bisher"),
                _("Wartetage künftig"),
            ],
            steps,
        ),
    ]
