"""The pages about scenarios, whole or as the panel beside a drawing shows them, and what they paint on it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import after_this_request, render_template, request
from werkzeug.wrappers import Response

from engine import scenario

#: more steps than a scenario has
ALL = 100_000
#: asks for the panel alone, and says that an answer is one
_HEADER = "Lw-Tafel"


def in_panel() -> bool:
    """Whether the panel asks."""
    return _HEADER in request.headers


def show_part(part: str, /, **context: Any) -> str:  # Any: what templates are given
    """The page of that name, or what the panel shows of it for a script that asks for that."""
    if not in_panel():
        return render_template(f"modellierung/{part}.html", panel=False, **context)

    @after_this_request
    def marked(response: Response) -> Response:
        response.headers[_HEADER] = "1"
        return response

    return render_template(
        "modellierung/tafel.html", shown=f"modellierung/{part}_teil.html", panel=True, **context
    )


def covered(ran: scenario.BundleRun) -> dict[str, int]:
    """How many scenarios went through each element and flow of the process' own diagrams, none of them too."""
    found: Counter[str] = Counter()
    graphs = ran.bundle.graphs
    for one in ran.results.values():
        found.update({part for key, part in (*one.seen.elements, *one.seen.flows) if key in graphs})
    parts = [part for graph in graphs.values() for part in (*graph.nodes, *graph.flows) if part not in graphs]
    return {part: found[part] for part in parts}


def standing(walked: scenario.Walk | None) -> dict[str, list[str]]:
    """Where the tokens of a case stand, and what it went through."""
    if walked is None:
        return {"aktiv": [], "erledigt": []}
    return {
        "aktiv": sorted({part for _key, part in walked.tokens}),
        "erledigt": sorted({part for _key, part in (*walked.elements, *walked.flows)}),
    }
