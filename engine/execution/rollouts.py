"""The running cases of a proposal that came into force follow into its versions: begun, moved one by one, taken back.

A case is moved in one transaction: all its instances that the proposal concerns, or none. What was stored before is
kept with it, unless tokens went on by themselves, so that it can be put back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from engine import jobs
from engine.actor import PERMISSIONS, Action
from engine.execution import advance
from engine.execution.bundle import load_bundle
from engine.execution.migration import MigrationRefused
from engine.execution.notify import Notice, NoticeKind, notify
from engine.execution.trial import Pair
from engine.state import (
    account,
    adoption,
    authority,
    instance,
    proposal,
    record,
    rollout,
    rollout_case,
    snapshot,
)
from engine.state.instance import InstanceRow
from engine.state.proposal import MigrationRule, ProposalRow, ProposedVersion
from engine.state.referral import REFERRAL
from engine.state.rollout import CaseTurn, Left, RolloutRow, RolloutState
from engine.state.rollout_case import Candidate
from engine.transaction import Transaction

#: why a case would stop: the sentence of its incident may quote a value, and this one is read by those who see no case
_HALTS: Final = "In der neuen Fassung bliebe der Vorgang hier stehen."


class Stays(Exception):
    """A case stays where it is, for reasons as they are kept; nothing is changed."""

    def __init__(self, turn: CaseTurn, reasons: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"Expected to move a case, but it is {turn}")
        self.turn = turn
        self.reasons = tuple(reasons)


class Held(Exception):
    """Somebody else holds the case; nothing is changed."""


def begin(tx: Transaction, row: ProposalRow) -> None:
    """Begin the rollout of a proposal that comes into force, if its running cases are to follow at all."""
    if row.migration_rule is MigrationRule.KEEP or not proposal.versions(tx, row.id):
        return
    chosen = row.migration_rule is MigrationRule.SELECTED
    state = RolloutState.CHOOSING if chosen else RolloutState.GATHERING
    number = rollout.create(tx, row.id, row.migration_rule, state)
    if row.migration_rule is MigrationRule.NEXT_PHASE:
        rollout.change(tx, number, stage=rollout.AT_PHASE)
    proposal.note(tx, row.id, "rollout_begun")
    if not chosen:
        jobs.defer(tx, jobs.GATHER_ROLLOUT, [{"rollout_id": number, "place": 0, "after": 0}])


def may_choose(row: RolloutRow) -> bool:
    """Whether cases can be chosen that are to follow: also once it has begun, and when it is done."""
    return row.rule is MigrationRule.SELECTED and row.state is not RolloutState.ENDED


def tell(tx: Transaction, proposed: ProposalRow, kind: NoticeKind) -> None:
    """Tell of a rollout whoever looks after it."""
    detail = {"task": f"{proposed.number} {proposed.title}", "proposal": proposed.id}
    notify(tx, owners(tx, proposed), Notice(kind, detail=detail))


@dataclass(frozen=True, slots=True)
class Goal:
    """What cases follow into: by the key of its process each version of the rollout. Asked once for many cases.

    `holds` remembers which version is in force for a process at a place.
    """

    targets: Mapping[str, ProposedVersion]
    holds: dict[tuple[str, str], int | None] = field(default_factory=dict)


def goal(tx: Transaction, row: RolloutRow) -> Goal:
    """What the cases of a rollout follow into."""
    return Goal({one.key: one for one in proposal.versions(tx, row.proposal_id)})


def candidates(tx: Transaction, into: Goal, case_id: int) -> tuple[Candidate, ...]:
    """The instances of a case that are to follow: a version of the rollout is in force where they run, and theirs is
    another one.
    """
    return tuple(one for one in rollout_case.candidates(tx, case_id) if _follows(tx, into, one))


def _follows(tx: Transaction, into: Goal, one: Candidate) -> bool:
    target = into.targets.get(one.key)
    if target is None or target.version_id == one.version_id:
        return False
    where = (one.key, one.ags)
    if where not in into.holds:
        held = adoption.in_force(tx, one.key, one.ags, tx.today)
        into.holds[where] = None if held is None else held.id
    return into.holds[where] == target.version_id


def move(
    tx: Transaction, into: Goal, mapping: Mapping[int, Mapping[str, str]], number: int, case_id: int
) -> bool:
    """Let everything of a case that the rollout concerns go on in its versions; False when nothing does. `mapping` is
    what is said of elements, by target version.

    Stays and Held say why not; the caller takes back what was written by then.
    """
    found = candidates(tx, into, case_id)
    if not found:
        return False
    locked = [_free(tx, one.instance_id) for one in found]
    ids = [one.instance_id for one in found]
    before = snapshot.look(tx, case_id, ids)
    went_on = False
    for one, held in zip(found, locked, strict=True):
        target = into.targets[one.key]
        went_on = _go(tx, target, mapping.get(target.version_id, {}), held) or went_on
    made = snapshot.differences(before, snapshot.look(tx, case_id, ids, before))
    if not went_on and not any(one.key[0] == REFERRAL.name for one in made):
        rollout_case.keep(tx, number, case_id, [one.to_json() for one in made])
    return True


def _free(tx: Transaction, instance_id: int) -> InstanceRow:
    """The instance, locked, if nobody has it: who waits for one case holds up all others, and maybe that very step."""
    row = instance.lock_free(tx, instance_id)
    if row is None:
        raise Held
    return row


def _go(tx: Transaction, target: ProposedVersion, said: Mapping[str, str], held: InstanceRow) -> bool:
    source = load_bundle(tx, held.version_id, held.digest)
    version = target.version_id
    pair = Pair.saying(source, load_bundle(tx, version, target.digest), said)
    try:
        key = pair.process(held.process_key)
        moved = replace(held, version_id=version, digest=target.digest, process_key=key)
        came = advance.migrate(tx, held, moved, pair.entries(held.process_key))
    except MigrationRefused as refused:
        reasons = [
            _reason(held, version, one.element, one.rule, one.without_values(pair.label(one.element)))
            for one in refused.refusals
        ]
        raise Stays(CaseTurn.REFUSED, reasons) from refused
    if came.failures:
        failed = [
            _reason(held, version, one.element, one.kind, f"„{pair.label(one.element)}“: {_HALTS}")
            for one in came.failures
        ]
        raise Stays(CaseTurn.HALTED, failed)
    return came.went_on


def _reason(held: InstanceRow, version: int, element: str, rule: str, message: str) -> dict[str, Any]:
    return {
        "rule": str(rule),
        "element": element,
        "message": message,
        "from": held.version_id,
        "to": version,
    }


def put_back(tx: Transaction, number: int, case_id: int, said: Mapping[str, Any]) -> Left | None:
    """Put a case back as it was before it was moved; else why it stays in the new version. Held when somebody has it.

    The history of the case says who did so, why, and from which version to which.
    """
    kept = rollout_case.kept(tx, number)
    if kept is None:
        return Left.WENT_ON
    made = snapshot.read(kept)
    instances = sorted({one.key[1][0] for one in made if one.key[0] == instance.INSTANCE.name})
    rows = [_free(tx, one) for one in instances]
    if not snapshot.put_back(tx, made):
        return Left.MOVED_ON
    facts = []
    for row in rows:
        came = record.last_migration(tx, row.id)
        root = load_bundle(tx, came["from"]).graph.root
        known = {"case_id": case_id, "instance_id": row.id, "actor_id": said["actor"]}
        facts.append({**known, "kind": "reason_given", "detail": {"reason": said["reason"]}})
        detail = {"from": came["to"], "to": came["from"], "undone": True}
        detail["mapping"] = {new: old for old, new in came["mapping"].items()}
        named = {"element": root.id, "element_name": root.label}
        facts.append({**known, **named, "kind": "instance_migrated", "detail": detail})
    record.append_history(tx, facts)
    reopened = [
        row.id
        for row in rows
        if row.suspended_at is None
        and any(one.key[0] == "message_subscription" and "state" in (one.before or {}) for one in made)
    ]
    if reopened:
        advance.catch_up(tx, reopened)
    rollout_case.forget(tx, number)
    return None


def owners(tx: Transaction, row: ProposalRow) -> list[int]:
    """Who looks after the rollout of a proposal: whoever proposed it, if they may; else all who own processes there."""
    found = owners_at(tx, row.jurisdictions)
    return [row.created_by] if row.created_by in found else found


def owners_at(tx: Transaction, jurisdictions: Collection[str]) -> list[int]:
    """All who own processes where these places lie."""
    members = account.members(tx, authority.covering(tx, jurisdictions))
    roles = PERMISSIONS[Action.ROLL_OUT]
    return sorted({one for (_at, role), ones in members.items() if role in roles for one in ones})
