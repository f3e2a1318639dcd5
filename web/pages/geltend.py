"""`/modellierung/geltend`: what is in force today, to be read and taken along; all that a guest finds here."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine import queries
from engine.queries.definition import InForce
from web.session import begin

page = Blueprint("geltend", __name__, url_prefix="/modellierung/geltend")


@page.get("")
def overview() -> str:
    """Each process in force with its jurisdiction, resolution and files."""
    with begin() as tx:
        found = queries.definition.in_force(tx)
    grouped: dict[tuple[object, ...], list[InForce]] = {}
    for one in found:
        grouped.setdefault((one.key, one.version_id, one.valid_from, one.resolution), []).append(one)
    return render_template("modellierung/geltend.html", found=list(grouped.values()))
