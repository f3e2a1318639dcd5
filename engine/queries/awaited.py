"""What waits for whoever steers processes, beside tasks of cases: reviews that are due, rollouts to look after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from engine.actor import Action
from engine.execution import proposals
from engine.state import proposal
from engine.state.proposal import ProposalRow, ProposalState
from engine.state.rollout import AT_PHASE, ROLLOUT, ROLLOUT_CASE, STAGES, STAYED, RolloutState
from engine.transaction import Transaction

__all__ = ["RolloutTask", "reviews", "rollouts"]


@dataclass(frozen=True, slots=True)
class RolloutTask:
    """A rollout that has stopped above its limit, or of which so many cases stay that nobody has settled."""

    proposal: ProposalRow
    stopped: bool
    open_cases: int


def reviews(tx: Transaction) -> tuple[ProposalRow, ...]:
    """What is in force and due to be looked at again by the actor, the one due longest first."""
    tx.actor.must(Action.READ_MODEL)
    reach = [proposals.territories(tx, one) for one in (Action.PROPOSE, Action.ADOPT) if tx.actor.may(one)]
    due = [
        row
        for row in (proposal.in_state(tx, ProposalState.IN_FORCE) if reach else ())
        if proposals.is_to_be_reviewed(row, tx.today)
        and any(proposals.covered(one, row.jurisdictions) for one in reach)
    ]
    return tuple(sorted(due, key=lambda row: (row.review_on or tx.today, row.id)))


def rollouts(tx: Transaction) -> tuple[RolloutTask, ...]:
    """The rollouts that wait for the actor, who owns the processes where they are, the oldest first."""
    tx.actor.must(Action.READ_MODEL)
    if not tx.actor.may(Action.ROLL_OUT):
        return ()
    stays = and_(
        ROLLOUT_CASE.c.rollout_id == ROLLOUT.c.id,
        ROLLOUT_CASE.c.stage.in_(range(AT_PHASE, len(STAGES) + 1)),  # all of them: the index begins with it
        ROLLOUT_CASE.c.state.in_(STAYED),
        ROLLOUT_CASE.c.settled_at.is_(None),
    )
    open_cases = func.count(ROLLOUT_CASE.c.id)
    rows = tx.execute(
        select(ROLLOUT.c.proposal_id, ROLLOUT.c.state, open_cases.label("open_cases"))
        .select_from(ROLLOUT.outerjoin(ROLLOUT_CASE, stays))
        .group_by(ROLLOUT.c.id)
        .having(or_(ROLLOUT.c.state == RolloutState.STOPPED, open_cases > 0))
        .order_by(ROLLOUT.c.id)
    )
    reach = proposals.territories(tx, Action.ROLL_OUT)
    found = [
        RolloutTask(proposal.get(tx, row.proposal_id), row.state == RolloutState.STOPPED, row.open_cases)
        for row in rows.all()
    ]
    return tuple(one for one in found if proposals.covered(reach, one.proposal.jurisdictions))
