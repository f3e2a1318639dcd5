"""`/betrieb/laeufe`: the running processes, and one of them with everything an operator repairs."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from engine import Action, queries
from engine.queries.instance import InstanceFilter, InstanceView
from web.numbers import is_number
from web.session import begin, current_actor

page = Blueprint("lauf", __name__, url_prefix="/betrieb/laeufe")

#: the views by the word in their address
VIEWS = {
    "laufend": InstanceView.RUNNING,
    "gestoert": InstanceView.FAILED,
    "angehalten": InstanceView.SUSPENDED,
    "beendet": InstanceView.ENDED,
    "alle": InstanceView.ALL,
}


@page.get("")
def overview() -> str:
    """The instances within reach, filtered by state, process, version, step and number of the case."""
    asked = {name: request.args.get(name, "").strip()[:200] for name in ("ablauf", "schritt", "suche")}
    chosen = request.args.get("stand", "")
    version = request.args.get("fassung", "")
    with begin() as tx:
        processes = queries.definition.running(tx)
        process = next((one for one in processes if one.key == asked["ablauf"]), None)
        of_process = {one.row.id for one in process.versions} if process else set()
        version_id = int(version) if is_number(version) and int(version) in of_process else None
        wanted = InstanceFilter(
            view=VIEWS.get(chosen, InstanceView.RUNNING),
            key=process.key if process else "",
            version_id=version_id,
            element=asked["schritt"] if process else "",
            text=asked["suche"],
            after=request.args.get("nach"),
        )
        found = queries.instance.page(tx, wanted)
        steps = ()
        if process:
            steps = queries.case_file.outline(tx, version_id or process.versions[0].row.id)
    return render_template(
        "betrieb/laeufe.html",
        page=found,
        views=VIEWS,
        chosen=chosen if chosen in VIEWS else "laufend",
        wanted=wanted,
        processes=processes,
        process=process,
        steps=steps,
    )


@page.get("/<int:instance_id>")
def show(instance_id: int) -> str:
    """One instance: diagram, where it stands and what for, variables, history."""
    with begin() as tx:
        seen = queries.instance_view.show(tx, instance_id)
        steps = queries.case_file.outline(tx, seen.version.id, seen.process_key)
        other_versions = bool(queries.migration.choices(tx, instance_id))
    return render_template(
        "betrieb/lauf.html",
        seen=seen,
        steps=steps,
        may_migrate=seen.is_running and other_versions,
        may_read=seen.may_read and current_actor().may(Action.READ_CASE),
        every_step=request.args.get("verlauf") == "alles",
    )


@page.get("/<int:instance_id>/ablauf.bpmn")
def diagram(instance_id: int) -> Response:
    """The diagram of the instance's version, for the viewer."""
    with begin() as tx:
        content = queries.instance_view.diagram(tx, instance_id)
    return Response(content, mimetype="application/xml")
