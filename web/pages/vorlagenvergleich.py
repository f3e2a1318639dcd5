"""`/lenkungsgruppe/vorlage/<id>/vergleich`: everything a proposal changes, to be read, printed, or taken as PDF."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from engine import compare, export, queries
from engine.compare import Picture, Weight
from engine.queries.comparison import ComparedVersions
from web.said import language
from web.session import begin

page = Blueprint("vorlagenvergleich", __name__, url_prefix="/lenkungsgruppe/vorlage")


@page.get("/<int:proposal_id>/vergleich")
def show(proposal_id: int) -> str:
    """Agreed times and values, then each version beside the one it takes the place of."""
    with begin() as tx:
        changes = queries.proposal_changes.show(tx, proposal_id)
        compared = queries.proposal_changes.compared(tx, changes)
        today = tx.today
    return render_template(
        "vergleich/vorlage.html",
        changes=changes,
        row=changes.row,
        compared=[(found, pictures(found, number)) for number, found in enumerate(compared, 1)],
        weights=Weight,
        today=today,
    )


@page.get("/<int:proposal_id>/vergleich.pdf")
def pdf(proposal_id: int) -> Response:
    """The same as PDF/A, in German as council papers are."""
    with begin() as tx:
        changes = queries.proposal_changes.show(tx, proposal_id)
        compared = queries.proposal_changes.compared(tx, changes)
        made_at = tx.now
    answer = Response(export.proposal_pdf(changes, compared, made_at), mimetype="application/pdf")
    name = f"vergleich-vorlage-{changes.row.year}-{changes.row.serial}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def pictures(found: ComparedVersions, number: int) -> list[Picture]:
    """The drawings of one of several comparisons on a page, where no id may be there twice."""
    return [
        Picture(
            one.file,
            one.element,
            one.name,
            *(side.replace('"bild-', f'"bild-{number}-') for side in (one.before, one.after)),
        )
        for one in compare.pictures(found.old_files, found.new_files, found.comparison, language())
    ]
