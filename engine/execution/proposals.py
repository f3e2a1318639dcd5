"""Which step leads a proposal where, and whose step it is; every step is an event of the proposal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import holding
from engine.state import account, authority, once, proposal, record, rollout
from engine.state.consultation import Party
from engine.state.proposal import ProposalRow, ProposalState, ProposedVersion
from engine.transaction import Transaction

#: what asks for a reason, and what says that one is too long
WHY: Final = f"Bitte geben Sie den Grund an, höchstens {record.LONGEST_REASON} Zeichen."
TOO_LONG: Final = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."

#: the duty of the day by which what was adopted comes into force
TURN: Final = "proposals in force"

#: months until the group looks at it again, at most
LONGEST_REVIEW: Final = 60

_S = ProposalState


class Step(StrEnum):
    """What is done with a proposal; the value is the kind of its event."""

    OPEN_CONSULTATION = "consultation_opened"
    CLOSE_CONSULTATION = "consultation_closed"
    REOPEN_CONSULTATION = "consultation_reopened"
    ADOPT = "adopted"
    REJECT = "rejected"
    RETURN = "returned"
    REVISE = "revised"
    WITHDRAW = "withdrawn"
    COME_INTO_FORCE = "came_into_force"
    SUPERSEDE = "superseded"
    REPEAL = "repealed"


@dataclass(frozen=True, slots=True)
class Rule:
    """From where a step leads where, and what permits it; no action: the engine's own step."""

    before: frozenset[ProposalState]
    after: ProposalState
    action: Action | None


STEPS: Final[Mapping[Step, Rule]] = {
    Step.OPEN_CONSULTATION: Rule(frozenset({_S.DRAFT}), _S.IN_CONSULTATION, Action.PROPOSE),
    Step.CLOSE_CONSULTATION: Rule(frozenset({_S.IN_CONSULTATION}), _S.READY, Action.PROPOSE),
    Step.REOPEN_CONSULTATION: Rule(frozenset({_S.READY}), _S.IN_CONSULTATION, Action.PROPOSE),
    Step.ADOPT: Rule(frozenset({_S.READY}), _S.ADOPTED, Action.ADOPT),
    Step.REJECT: Rule(frozenset({_S.READY}), _S.REJECTED, Action.ADOPT),
    Step.RETURN: Rule(frozenset({_S.READY}), _S.RETURNED, Action.ADOPT),
    Step.REVISE: Rule(frozenset({_S.RETURNED}), _S.DRAFT, Action.PROPOSE),
    Step.WITHDRAW: Rule(
        frozenset({_S.DRAFT, _S.IN_CONSULTATION, _S.READY, _S.RETURNED}), _S.WITHDRAWN, Action.PROPOSE
    ),
    Step.COME_INTO_FORCE: Rule(frozenset({_S.ADOPTED}), _S.IN_FORCE, None),
    Step.SUPERSEDE: Rule(frozenset({_S.IN_FORCE}), _S.SUPERSEDED, None),
    Step.REPEAL: Rule(frozenset({_S.ADOPTED, _S.IN_FORCE}), _S.REPEALED, None),
}

#: what is written in a draft is nobody's word yet: it is changed
OPEN_TO_CHANGE: Final = frozenset({_S.DRAFT})
#: nobody has decided on these yet
UNDECIDED: Final = STEPS[Step.WITHDRAW].before
#: these can be repealed
IN_EFFECT: Final = STEPS[Step.REPEAL].before
#: nothing more happens to these
OVER: Final = frozenset({_S.REJECTED, _S.SUPERSEDED, _S.REPEALED, _S.WITHDRAWN})


def take(
    tx: Transaction, proposal_id: int, step: Step, revision: int | None = None, **changes: object
) -> ProposalRow:
    """Let the actor do a step, and return the proposal as it was before.

    `changes` are columns that change with it; what is to be told of the step is noted by the caller. Conflict when the
    proposal stands elsewhere, or when it has another `revision` than was seen.
    """
    row = ahead(tx, proposal_id, step, revision)
    write(tx, row, state=STEPS[step].after, **changes)
    return row


def ahead(tx: Transaction, proposal_id: int, step: Step, revision: int | None = None) -> ProposalRow:
    """The proposal, locked, if the actor may do the step now: for whoever has more to look at before `take`."""
    row = permitted(tx, proposal_id, STEPS[step].action, revision)
    if row.state not in STEPS[step].before:
        raise Conflict(f"Expected proposal {row.number} to be {step}, but it is {row.state}")
    return row


def permitted(
    tx: Transaction, proposal_id: int, action: Action | None, revision: int | None = None
) -> ProposalRow:
    """The proposal, locked, if the actor may act on it in its jurisdictions and has seen it as it is."""
    if action is None:
        tx.actor.must_be_engine()
    else:
        tx.actor.must(action)
    row = proposal.lock(tx, proposal_id)
    if action is not None and not is_mine(tx, action, row):
        raise Forbidden(
            f"Expected to {action} on {row.number}, but its jurisdictions are others than the actor's"
        )
    if revision is not None and revision != row.revision:
        raise Conflict(
            f"Expected to find revision {revision} of proposal {row.number}, but it is {row.revision} by now"
        )
    return row


def written_already(
    tx: Transaction, values: Mapping[str, object], times: Mapping[int, Mapping[str, str]]
) -> int | None:
    """The untouched draft with these values, versions and agreed times that the actor wrote within the last minute."""
    said = {**values, "created_by": tx.actor.account, "state": ProposalState.DRAFT, "revision": 1}
    found = once.written(tx, proposal.PROPOSAL, said, "created_at")
    if found is None:
        return None
    kept = {one.version_id: dict(one.times) for one in proposal.versions(tx, found)}
    return found if kept == {number: dict(agreed) for number, agreed in times.items()} else None


def is_to_be_reviewed(row: ProposalRow, today: date) -> bool:
    """Whether what is in force is to be looked at again; a finding sets the next day, or none."""
    return row.state is ProposalState.IN_FORCE and row.review_on is not None and row.review_on <= today


def must_say(reason: str, missing: str = WHY, too_long: str = WHY) -> None:
    """Invalid without a reason, or with one that is too long, in these words."""
    if not reason.strip():
        raise Invalid("Expected a reason, but there is none", {"reason": missing})
    if len(reason) > record.LONGEST_REASON:
        raise Invalid("Expected a short reason, but it is too long", {"reason": too_long})


def write(tx: Transaction, row: ProposalRow, **values: object) -> None:
    """Change the locked proposal; Conflict when its revision is another one."""
    if not proposal.change(tx, row, **values):
        raise Conflict(f"Expected to change proposal {row.number}, but someone else has changed it")


def within_reach(tx: Transaction, action: Action, jurisdictions: Iterable[str]) -> bool:
    """Whether each jurisdiction lies in the territory of an authority at which the actor may do this."""
    return covered(territories(tx, action), jurisdictions)


def is_mine(tx: Transaction, action: Action, row: ProposalRow) -> bool:
    """Whether the actor may do this with a proposal: wherever it is for; one that is for no place yet belongs to its
    author and the authorities they are at.
    """
    if row.jurisdictions or tx.actor.system or (row.created_by == tx.actor.account and tx.actor.may(action)):
        return reaches(tx, action, row.jurisdictions)
    houses = account.members(tx, tx.actor.authorities(action)).values()
    return any(row.created_by in people for people in houses)


def territories(tx: Transaction, action: Action) -> tuple[str, ...]:
    """Where the actor may do this: AGS prefixes; the engine everywhere, who is only at closed authorities nowhere."""
    if tx.actor.system:
        return ("",)
    places = tx.actor.authorities(action)
    return tx.once((territories, places), lambda: authority.acting_territories(tx, places))


def wrong_repeal(tx: Transaction, repeals_id: int, jurisdictions: Iterable[str]) -> dict[str, str]:
    """What speaks against repealing a proposal by one for these jurisdictions, by field: it holds no more, or elsewhere
    too. One of several places is repealed by all of them: what it has brought about is one resolution.
    """
    ended = proposal.get(tx, repeals_id)
    if ended.state not in IN_EFFECT:
        return {"repeals": "Aufgehoben wird, was beschlossen ist und noch gilt."}
    if not ended.jurisdictions or not covered(jurisdictions, ended.jurisdictions):
        return {
            "repeals": "Dieser Beschluss gilt auch außerhalb der gewählten Gebiete. Aufheben lässt er sich nur "
            "überall, wo er gilt; für einen Teil davon beschließen Sie bitte etwas anderes."
        }
    return {}


def covered(territories: Iterable[str], jurisdictions: Iterable[str]) -> bool:
    """Whether each jurisdiction lies in one of the territories; without any, not even what names none yet."""
    reach = tuple(territories)
    return bool(reach) and all(any(one.startswith(territory) for territory in reach) for one in jurisdictions)


def takes_part(tx: Transaction, row: ProposalRow) -> bool:
    """Whether the actor may propose or adopt it."""
    return any(is_mine(tx, action, row) for action in (Action.PROPOSE, Action.ADOPT))


def taking_part(tx: Transaction, proposal_id: int) -> ProposalRow:
    """The proposal, locked, for whoever may propose or adopt it."""
    if not (tx.actor.may(Action.PROPOSE) or tx.actor.may(Action.ADOPT)):
        raise Forbidden("Expected to propose or adopt, but no role permits it")
    row = proposal.lock(tx, proposal_id)
    if not takes_part(tx, row):
        raise Forbidden(f"Expected to propose or adopt {row.number}, but its jurisdictions are others")
    return row


def reaches(tx: Transaction, action: Action, jurisdictions: Iterable[str]) -> bool:
    """Whether the actor may do this at all, and in each of the jurisdictions."""
    return tx.actor.may(action) and within_reach(tx, action, jurisdictions)


def speaks_for(tx: Transaction, party: Party, *, proposes: bool) -> bool:
    """Whether the actor answers for the party: its office, or for a body without account whoever `proposes`."""
    return proposes if party.authority_id is None else tx.actor.may(Action.CONSULT, party.authority_id)


def digest(versions: Iterable[ProposedVersion]) -> str:
    """The SHA-256 of which versions a proposal has, what is in them, and which times and numbers it sets for them:
    changes whenever one of them does.
    """
    total = hashlib.sha256()
    for one in sorted(versions, key=lambda each: each.version_id):
        times = json.dumps(dict(one.times), sort_keys=True) if one.times else ""
        total.update(f"{one.version_id}\0{one.digest}\0{times}".encode())
    return total.hexdigest()


def concerns_cases(tx: Transaction, row: ProposalRow, versions: Collection[ProposedVersion]) -> bool:
    """Whether it changes by which version cases run: it brings one along, or repeals what has."""
    return bool(versions) or (row.repeals_id is not None and bool(proposal.versions(tx, row.repeals_id)))


def impact_digest(tx: Transaction, row: ProposalRow, versions: Iterable[ProposedVersion]) -> str:
    """The SHA-256 of what an impact report rests on: versions with their agreed times, where, from when, which rule,
    which values it sets and what it repeals, and what holds there today; of a proposal in force also what is said of
    elements.
    """
    versions = tuple(versions)
    begun = rollout.of_proposal(tx, row.id)
    # left out where there are none: a report from before they counted still holds
    said: dict[str, object] = {"parameters": dict(row.parameters)} if row.parameters else {}
    if row.repeals_id is not None:
        said["repeals"] = row.repeals_id
    if begun is not None:
        said["mapping"] = {str(one): dict(it) for one, it in begun.mapping.items()}
    content = {
        "versions": [
            [one.version_id, one.digest, dict(one.times)]
            for one in sorted(versions, key=lambda each: each.version_id)
        ],
        "jurisdictions": sorted(row.jurisdictions),
        "valid_from": None if row.valid_from is None else row.valid_from.isoformat(),
        "rule": row.migration_rule.value,
        "held": holding.held(tx, row, versions),
        **said,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
