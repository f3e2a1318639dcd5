"""`/modellierung/geltend`: what is in force today, to be read and taken along; all that a guest finds here."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine import queries
from web.session import begin

page = Blueprint("geltend", __name__, url_prefix="/modellierung/geltend")


@page.get("")
def overview() -> str:
    """Each process in force with its jurisdiction, resolution and files."""
    with begin() as tx:
        found = queries.definition.in_force(tx)
    return render_template("modellierung/geltend.html", found=found)
