"""The gates before a resolution: the worker measures, and somebody says why what they found is right."""

from __future__ import annotations

from engine import jobs
from engine.actor import Action
from engine.errors import Conflict
from engine.execution import proposals
from engine.execution.gates import judge_all
from engine.execution.proposals import OVER
from engine.state import gate, proposal
from engine.state.gate import CheckState
from engine.state.proposal import ProposalState
from engine.transaction import Transaction


def measure(tx: Transaction, proposal_id: int) -> bool:
    """Let the worker run the scenarios of the proposal's versions on both interpreters; False when it does so already.

    Whoever may propose or adopt it; Conflict when the proposal is over, or has no version to measure.
    """
    row = proposals.taking_part(tx, proposal_id)
    versions = proposal.versions(tx, proposal_id)
    if row.state in OVER or not versions:
        raise Conflict(f"Expected to measure proposal {row.number}, but there is nothing to measure")
    digest = proposals.digest(versions)
    known = gate.check(tx, proposal_id)
    if known is not None and known.digest == digest and known.state in {CheckState.ASKED, CheckState.RUNNING}:
        return False
    gate.ask(tx, proposal_id, digest)
    jobs.defer(tx, jobs.CHECK_PROPOSAL, [{"proposal_id": proposal_id, "digest": digest}])
    return True


def acknowledge(tx: Transaction, proposal_id: int, gate_name: str, seen: str, reason: str) -> None:
    """Say why what a gate found is right, in one's own name; it closes the gate no more.

    Conflict when something else was `seen` than is so now, or nothing is to acknowledge; Invalid without a reason.
    """
    row = proposals.permitted(tx, proposal_id, Action.PROPOSE)
    verdict = next((one for one in judge_all(tx, row) if one.gate == gate_name), None)
    if verdict is None or not (verdict.to_acknowledge or verdict.acknowledged):
        raise Conflict(f"Expected a difference in {row.number} to acknowledge, but there is none")
    if verdict.seen != seen:
        raise Conflict(f"Expected to find {row.number} as it was seen, but it is another one by now")
    if row.state in OVER or row.state in {ProposalState.ADOPTED, ProposalState.IN_FORCE}:
        raise Conflict(f"Expected to acknowledge differences of {row.number}, but it is {row.state}")
    proposals.must_say(reason, "Bitte geben Sie an, warum das richtig ist.", proposals.TOO_LONG)
    gate.acknowledge(tx, proposal_id, seen, reason.strip())
    proposal.note(tx, proposal_id, "differences_acknowledged", reason=reason.strip())
