"""The comparison of two versions, or of all a proposal changes, as PDF/A in German: an annex to a council paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from engine.clock import ZONE
from engine.compare import KINDS, CellState, TableComparison, Weight, file_kind, pictures
from engine.export.diagram import on_paper
from engine.export.pdf import typeset
from engine.queries.comparison import ComparedVersions
from engine.queries.proposal_changes import Fallen, ProposalChanges, Replacement, ValueChange
from engine.state.definition import VersionRow, VersionState

_HEADINGS = {
    Weight.SUBJECT: "Fachliche Änderungen",
    Weight.TEXT: "Änderungen an Texten",
    Weight.TECHNICAL: "Technische Änderungen",
}
_STATES = {
    CellState.ADDED: "neu",
    CellState.REMOVED: "entfällt",
    CellState.CHANGED: "geändert",
    CellState.MOVED: "verschoben",
}


def comparison_pdf(found: ComparedVersions, made_at: datetime) -> bytes:
    """The annex as PDF/A-2a: both versions, every difference that is not layout, changed tables, pictures."""
    return typeset(
        "vergleich.typ",
        {
            **_day(made_at),
            "title": f"Vergleich: {found.new.name}",
            "footer": f"Prüfsumme der neuen Fassung: {found.new.digest[:16]}…",
            "facts": [],
            "agreed": [
                {
                    "heading": f"{one.before or 'Vorschlag der alten Fassung'} → "
                    f"{one.after or 'Vorschlag der neuen Fassung'}",
                    "places": ", ".join(one.places),
                    "rows": [each.german for each in one.agreed] or ["In beiden Fassungen gilt dasselbe."],
                }
                for one in found.resolved
            ],
            "comparisons": [{"name": "", **_compared(found)}],
        },
    )


def proposal_pdf(changes: ProposalChanges, compared: Sequence[ComparedVersions], made_at: datetime) -> bytes:
    """The annex to a proposal as PDF/A-2a: agreed times and values that change, then each version beside the one it
    takes the place of.
    """
    row = changes.row
    if changes.resolved:
        held = "dem Stand am Tag vor dem Inkrafttreten"
    elif changes.later:
        held = f"dem, was am {changes.on:%d.%m.%Y} ohne diese Vorlage gilt, nach heutigem Stand"
    else:
        held = "dem Stand von heute"
    return typeset(
        "vergleich.typ",
        {
            **_day(made_at),
            "title": f"Vergleich zur Vorlage {row.number}",
            "footer": row.number,
            "facts": [
                ("Vorlage", row.title),
                ("Gebiete", ", ".join(changes.places) or "–"),
                ("Stichtag", "–" if changes.valid_from is None else f"{changes.valid_from:%d.%m.%Y}"),
                ("Rechtsgrundlage", row.legal_basis or "–"),
                ("Verglichen mit", held),
            ],
            "agreed": list(_agreed(changes)),
            "comparisons": [
                {"name": f"{one.new.name}: Fassung {one.old.number} und {one.new.number}", **_compared(one)}
                for one in compared
            ],
        },
    )


def _day(made_at: datetime) -> dict[str, object]:
    day = made_at.astimezone(ZONE)
    return {
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "made": f"{day:%d.%m.%Y}",
    }


def _agreed(changes: ProposalChanges) -> Iterator[dict[str, object]]:
    groups: list[tuple[str, Replacement | Fallen | ValueChange]] = [
        *((f"{one.version.name}, Fassung {one.version.number}", one) for one in changes.replaced),
        *((f"{one.version.name}, Fassung {one.version.number} (aufgehoben)", one) for one in changes.fallen),
        *(("Lenkungsgruppe", one) for one in changes.values),
    ]
    for name, one in groups:
        if one.agreed:
            yield {
                "heading": name,
                "places": ", ".join(one.places),
                "rows": [each.german for each in one.agreed],
            }


def _compared(found: ComparedVersions) -> dict[str, object]:
    comparison = found.comparison
    counts = comparison.counts
    return {
        "versions": [_version(row, found) for row in (found.old, found.new)],
        "summary": f"Änderungen: {counts[Weight.SUBJECT]} fachlich, {counts[Weight.TEXT]} an Texten, "
        f"{counts[Weight.TECHNICAL]} technisch, "
        f"{counts[Weight.LAYOUT]} nur an der Darstellung (nicht aufgeführt).",
        "parts": list(_parts(found)),
        "tables": [_table(one) for one in comparison.tables],
        "pictures": [
            {"name": one.name, "before": on_paper(one.before), "after": on_paper(one.after)}
            for one in pictures(found.old_files, found.new_files, comparison)
        ],
    }


def _version(row: VersionRow, found: ComparedVersions) -> dict[str, object]:
    held = [
        f"{one.jurisdiction_name} ab {one.valid_from:%d.%m.%Y} ({one.resolution})"
        for one in found.adoptions
        if one.version_id == row.id
    ]
    return {
        "number": f"Fassung {row.number}{' (Entwurf)' if row.state is VersionState.DRAFT else ''}",
        "by": f"{row.created_by}, {row.created_at.astimezone(ZONE):%d.%m.%Y}",
        "note": row.note,
        "held": "; ".join(held) or "nirgends beschlossen",
        "digest": row.digest,
    }


def _parts(found: ComparedVersions) -> Iterator[dict[str, object]]:
    for weight, heading in _HEADINGS.items():
        files = [
            {
                "file": f"{file_kind(path).german} ({path})",
                "rows": [
                    (KINDS[one.kind].german, one.german)
                    for one in found.comparison.differences
                    if one.file == path and one.weight is weight
                ],
            }
            for path in found.comparison.files
        ]
        kept = [one for one in files if one["rows"]]
        if kept:
            yield {"heading": heading, "files": kept}


def _table(one: TableComparison) -> dict[str, object]:
    head = ["Regel", *(column.after or column.before or "" for column in one.columns)]
    rows = []
    for row in one.rows:
        if row.state is CellState.SAME:
            continue
        number = f"{row.before or '–'} → {row.after or '–'}" if row.before != row.after else str(row.after)
        cells = [
            {"before": cell.before, "after": cell.after}
            if cell.state is not CellState.SAME
            else {"before": None, "after": cell.after}
            for cell in row.cells
        ]
        rows.append(
            {"number": f"{number} {_STATES[row.state]}", "cells": cells, "whole": cell_state(row.state)}
        )
    return {"name": one.name, "file": one.file, "head": head, "rows": rows}


def cell_state(state: CellState) -> str:
    """Whether a whole rule is new or gone: then its cells are not told twice."""
    return state.value if state in (CellState.ADDED, CellState.REMOVED) else ""
