"""Two versions of a process side by side: what is different, in plain sentences (docs/compare.md).

    comparison = compare(old_files, new_files)  # by path, as bytes
    for one in comparison.differences:
        print(one.german)  # „Vereinbarte Zeit für „Vollständigkeit prüfen“ von 14 auf 10 Tage verkürzt.“

Models are compared, not texts: order, blanks and the modeller's own books say nothing. What no rule knows is reported
all the same, as another attribute: two versions without a difference mean the same.
"""

from engine.compare.agreed import Term, agreed_change
from engine.compare.bundle import compare
from engine.compare.difference import (
    CellState,
    Certainty,
    Comparison,
    Difference,
    DifferenceKind,
    Side,
    TableCell,
    TableColumn,
    TableComparison,
    TableRow,
    Weight,
)
from engine.compare.pictures import Marked, Picture, marked, pictures
from engine.compare.report import report_html
from engine.compare.values import Said
from engine.compare.words import KINDS, WEIGHTS, file_kind

__all__ = [
    "KINDS",
    "WEIGHTS",
    "CellState",
    "Certainty",
    "Comparison",
    "Difference",
    "DifferenceKind",
    "Marked",
    "Picture",
    "Said",
    "Side",
    "TableCell",
    "TableColumn",
    "TableComparison",
    "TableRow",
    "Term",
    "Weight",
    "agreed_change",
    "compare",
    "file_kind",
    "marked",
    "pictures",
    "report_html",
]
