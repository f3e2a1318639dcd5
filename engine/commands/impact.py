"""The impact report of a proposal: asked for, and given up; the worker computes it (`engine.impact`)."""

from __future__ import annotations

from engine import jobs
from engine.errors import Conflict
from engine.execution import proposals
from engine.execution.proposals import OVER
from engine.state import impact, proposal
from engine.state.impact import UNDER_WAY
from engine.transaction import Transaction


def ask(tx: Transaction, proposal_id: int) -> bool:
    """Let the worker compute what the proposal would do to the cases that run; False when it does so already.

    Whoever may propose or adopt where the proposal is to hold; Conflict when it is over, or concerns no case.
    """
    row = proposals.taking_part(tx, proposal_id)
    versions = proposal.versions(tx, proposal_id)
    if row.state in OVER or not proposals.concerns_cases(tx, row, versions):
        raise Conflict(f"Expected to report on proposal {row.number}, but it concerns no case")
    digest = proposals.impact_digest(tx, row, versions)
    known = impact.latest(tx, proposal_id)
    if known is not None and known.state in UNDER_WAY:
        if known.digest == digest:
            return False
        impact.cancel(tx, known.id)
    number = impact.ask(tx, proposal_id, digest)
    jobs.defer(tx, jobs.IMPACT_REPORT, [{"report_id": number}])
    return True


def cancel(tx: Transaction, proposal_id: int) -> None:
    """Give the report up that is being computed. Whoever may ask for one; Conflict when none is."""
    row = proposals.taking_part(tx, proposal_id)
    known = impact.latest(tx, proposal_id)
    if known is None or not impact.cancel(tx, known.id):
        raise Conflict(f"Expected a report on proposal {row.number} to give up, but none is being computed")
