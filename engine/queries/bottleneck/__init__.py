"""Bottlenecks: how many tasks of each step were done in some weeks, how long they waited and were worked on.

At authorities one names, the figures are those of the tasks themselves; over all authorities they come from the counts
that are kept when a task is completed, and percentiles are rounded to a bucket. Of few tasks at authorities the actor
does not supervise nothing is told, because it would be about single people.
"""

from engine.queries.bottleneck.figures import FEW, Figures, Measure, Pair, StepTimes, compare, show
from engine.queries.bottleneck.quantiles import TOLERANCE, Quantiles
from engine.queries.bottleneck.selection import WEEKS, Place, Selection, Span, latest_version, places
from engine.queries.bottleneck.times import Ages

__all__ = [
    "FEW",
    "TOLERANCE",
    "WEEKS",
    "Ages",
    "Figures",
    "Measure",
    "Pair",
    "Place",
    "Quantiles",
    "Selection",
    "Span",
    "StepTimes",
    "compare",
    "latest_version",
    "places",
    "show",
]
