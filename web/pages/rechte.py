"""`/verwaltung/rechte`: which role may do what, made from the one table that decides it."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine import Role, queries
from web.session import begin
from web.words import rights as rights_words

page = Blueprint("rechte", __name__, url_prefix="/verwaltung/rechte")


@page.get("")
def overview() -> str:
    """The table, role by action."""
    with begin() as tx:
        rows = queries.rights.table(tx)
    return render_template("verwaltung/rechte.html", rows=rows, roles=tuple(Role), words=rights_words.words())
