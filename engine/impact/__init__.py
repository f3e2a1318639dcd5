"""The impact report of a proposal: what it would do to the cases that run, computed by the worker.

It looks at every instance the proposal concerns (`survey`), plays the scenarios of now on both versions (`rehearsal`),
decides again what was decided (`replay`) and measures the steps (`steps`). Nothing is written but the report.
"""

from engine.impact.report import BATCH, make

__all__ = ["BATCH", "make"]
