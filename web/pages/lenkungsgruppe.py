"""`/lenkungsgruppe`: proposals and what waits for whom, versions nobody has decided on, and what is in force."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine import Action, queries
from engine.queries.proposal import OVER
from web.in_force import versions_in_force
from web.session import begin, current_actor

page = Blueprint("lenkungsgruppe", __name__, url_prefix="/lenkungsgruppe")


@page.get("")
def overview() -> str:
    """Proposals by what waits for the person, drafts of processes, and resolutions."""
    with begin() as tx:
        lines = queries.proposal.overview(tx)
        seen = queries.adoption.proposals(tx)
        problems = queries.structural.awaited(tx)
        scenarios = queries.scenario_offer.awaited(tx)
        changes = queries.profile.changes(tx, seen.adoptions, seen.adoptions)
        today = tx.today
    proposed = {version for one in lines if one.row.state not in OVER for version in one.versions}
    return render_template(
        "lenkungsgruppe/liste.html",
        mine=[one for one in lines if one.waiting],
        others=[one for one in lines if not one.waiting and one.row.state not in OVER],
        problems=problems,
        scenarios=scenarios,
        over=[one for one in lines if not one.waiting and one.row.state in OVER],
        drafts=[one for one in seen.drafts if one.id not in proposed],
        seen=seen,
        changes=changes,
        today=today,
        may_propose=current_actor().may(Action.PROPOSE),
    )


@page.get("/regeln")
def rules() -> str:
    """By jurisdiction the rules of procedure and the values that hold, each with its resolution."""
    with begin() as tx:
        found = queries.standing.places(tx)
    return render_template("lenkungsgruppe/regeln.html", places=found)


@page.get("/<int:version_id>")
def version(version_id: int) -> str:
    """One version as it would be decided on: its course, its profile, the proposals that hold it, its resolutions."""
    with begin() as tx:
        view = queries.definition.version(tx, version_id)
        seen = queries.adoption.proposals(tx)
        changes = queries.profile.changes(tx, view.adoptions, seen.adoptions)
        _row, proposals = queries.proposal.version(tx, version_id)
        return render_template(
            "lenkungsgruppe/fassung.html",
            view=view,
            row=view.row,
            in_force=versions_in_force(tx, view.row.key),
            steps=queries.case_file.outline(tx, version_id),
            profile=queries.profile.of_version(tx, version_id),
            proposals=proposals,
            changes=changes,
            may_propose=current_actor().may(Action.PROPOSE),
        )
