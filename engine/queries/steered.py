"""What of the work of steering groups hangs on an authority: to be seen before it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, exists, select

from engine.actor import Action
from engine.execution import consulting, proposals
from engine.state import consultation, proposal
from engine.state.account import MEMBERSHIP
from engine.state.proposal import PROPOSAL, ProposalRow, ProposalState
from engine.state.rollout import ROLLOUT, RolloutState
from engine.transaction import Transaction

__all__ = ["Steered", "by_authority"]

#: a proposal in one of these still needs those who propose it
_UNDER_WAY: Final = (
    ProposalState.DRAFT,
    ProposalState.IN_CONSULTATION,
    ProposalState.READY,
    ProposalState.RETURNED,
)
_OVER: Final = (RolloutState.DONE, RolloutState.ENDED)


@dataclass(frozen=True, slots=True)
class Steered:
    """Consultations that wait for the answer of the authority, proposals under way of its people, and such of them as
    have a rollout that is not over; each the oldest first.
    """

    asked: tuple[ProposalRow, ...]
    proposed: tuple[ProposalRow, ...]
    rolling: tuple[ProposalRow, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """What was seen: another list is to be looked at again."""
        return tuple(one.number for part in (self.asked, self.proposed, self.rolling) for one in part)


def by_authority(tx: Transaction, authority_id: int) -> Steered:
    """What hangs on the authority; for whoever administers it."""
    tx.actor.must(Action.ADMINISTER, authority_id)
    own = PROPOSAL.c.created_by.in_(
        select(MEMBERSHIP.c.account_id).where(MEMBERSHIP.c.authority_id == authority_id)
    )
    rolls = exists().where(ROLLOUT.c.proposal_id == PROPOSAL.c.id, ROLLOUT.c.state.not_in(_OVER))
    return Steered(
        _asked(tx, authority_id),
        _rows(tx, PROPOSAL.c.state.in_(_UNDER_WAY), own),
        _rows(tx, own, rolls),
    )


def _asked(tx: Transaction, authority_id: int) -> tuple[ProposalRow, ...]:
    rows = proposal.in_state(tx, ProposalState.IN_CONSULTATION)
    ids = [one.id for one in rows]
    parties, versions = consultation.parties_of(tx, ids), proposal.versions_of(tx, ids)
    return tuple(
        row
        for row in rows
        if any(
            one.authority_id == authority_id
            and not consulting.has_answered(row, one, proposals.digest(versions.get(row.id, ())))
            for one in parties.get(row.id, ())
        )
    )


def _rows(tx: Transaction, *wanted: ColumnElement[bool]) -> tuple[ProposalRow, ...]:
    numbers = tx.execute(select(PROPOSAL.c.id).where(*wanted).order_by(PROPOSAL.c.id)).scalars()
    return tuple(proposal.get(tx, number) for number in list(numbers))
