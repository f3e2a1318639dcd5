"""A second opinion: the same process and the same scenario on SpiffWorkflow, beside our token engine.

After each step both must wait at the same elements with the same variables. What SpiffWorkflow cannot run is named
beforehand (`unsupported`), a difference we understand carries its `reason`; docs/crosscheck.md lists both. No other
package imports SpiffWorkflow, and no Python out of a diagram reaches it: expressions are FEEL, decisions are ours.
"""

from engine.crosscheck.report import Difference, Extent, Matter, Reason, Report, Unsupported
from engine.crosscheck.run import Case, crosscheck, crosscheck_folder
from engine.crosscheck.unsupported import unsupported

__all__ = [
    "Case",
    "Difference",
    "Extent",
    "Matter",
    "Reason",
    "Report",
    "Unsupported",
    "crosscheck",
    "crosscheck_folder",
    "unsupported",
]
