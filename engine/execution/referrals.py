"""The record of each referral, kept with every step of its process: how far it is, who owns it, what was given.

What happens is said by the diagram alone; `[verweis]` in `process.toml` names for its elements the state and the side
whose turn it is (docs/referrals.md). Nothing else writes a referral, so that it cannot say something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.actor import SYSTEM
from engine.execution import referral_links
from engine.execution.instance import ROOT, Instance
from engine.execution.referring import consent_for
from engine.feel import Value, to_python
from engine.profile import Referral, ReferralParty, ReferralReason, ReferralState
from engine.state import case
from engine.state import referral as rows
from engine.state.instance import InstanceRow
from engine.state.referral import Desk, ReferralRow
from engine.transaction import Transaction

#: why a referral is over whose process somebody cancelled
_CANCELLED = ReferralState.STOPPED


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a referral stands by its tokens: the element instance whose turn it is, None while it only waits."""

    state: ReferralState
    party: ReferralParty
    element_instance: int | None = None
    over: bool = False
    reason: ReferralReason | None = None


def turn(
    said: Referral,
    tokens: Instance,
    before: ReferralState = ReferralState.PREPARED,
    passed: Collection[str] = (),
) -> Turn:
    """Where a referral stands: at the first step the profile names at which a token is. A pure function, total.

    Where no step is reached, because an element stopped with an incident or a table is computed, the sender has it, in
    the state `before`. A step beside the referral never decides: it is over with its end among the elements `passed`,
    whatever else its process has to do.
    """
    end = said.end(tokens.outcome) or next((one for one in said.ends if one.element in passed), None)
    if tokens.ended and end is None:
        return Turn(_CANCELLED, ReferralParty.SENDER, over=True)
    entered: dict[str, int] = {}
    for one in sorted(tokens.elements.values(), key=lambda one: one.id):
        entered[one.element] = one.id
    for step in said.steps:
        if step.party.owns and step.element in entered:
            return Turn(step.state, step.party, entered[step.element])
    if end is not None:
        return Turn(end.state, ReferralParty.SENDER, over=True, reason=end.reason)
    return Turn(before, ReferralParty.SENDER)


def keep(
    tx: Transaction, row: InstanceRow, said: Referral, tokens: Instance, passed: Collection[str] = ()
) -> None:
    """Write where the referral of a locked instance stands after its steps; a stop when state or owner have changed.

    `passed` are the elements completed by them. What is over stays so while something goes on beside it.
    """
    known = rows.of_instance(tx, row.id)
    before = known.state if known is not None else ReferralState.PREPARED
    now = turn(said, tokens, before, passed)
    if known is not None and known.closed_at is not None and now.element_instance is None:
        return
    held = rows.desks(tx, row.id)
    values = _values(tx, row, said, tokens, now, known, held)
    if known is None:
        number = rows.create(tx, row.id, row.case_id, values)
    elif _differs(known, values):
        number = known.id
        rows.change(tx, number, values)
    else:
        return
    if known is None or _moved(known, values):
        _stop(tx, number, row.case_id, values, _said(said, tokens, now, before))
    if known is not None and known.element_instance != now.element_instance:
        referral_links.settle(tx, number, row.case_id, now.party, now.element_instance, values["offers"])


def follow(tx: Transaction, instance_id: int, case_id: int, element_instance: int, authority: int) -> None:
    """The task of a locked instance is at another authority now: if it is the turn's, so is the referral."""
    known = rows.of_instance(tx, instance_id)
    if known is None or known.element_instance != element_instance or known.owner_id == authority:
        return
    values: dict[str, Any] = {"owner_id": authority, "since": tx.now}
    if known.party is ReferralParty.SENDER:
        values["sender_id"] = authority
    elif known.party is ReferralParty.RECEIVER and not known.by_hand:
        values["receiver_id"] = authority
        # whoever was asked by mail has nothing to do with it any more
        referral_links.call_off(tx, known.id)
    rows.change(tx, known.id, values)
    kept = {"state": known.state, "party": known.party, "topic": known.topic, "given": known.given}
    _stop(tx, known.id, case_id, {**kept, **values}, None)


def left(tx: Transaction, case_id: int, gone: Iterable[int], leading: int) -> None:
    """Authorities have left the case: what they had under way is the leading one's."""
    for one in gone:
        for row in rows.replace_sender(tx, case_id, one, leading):
            kept = {"party": ReferralParty(row.party), "topic": row.topic, "given": row.given}
            owned = {"state": ReferralState(row.state), "owner_id": row.owner_id}
            if row.owner_id == leading:
                _stop(tx, row.id, case_id, {**kept, **owned}, None)


def put_back(tx: Transaction, case_id: int, owned: Mapping[int, Mapping[str, int | None]]) -> None:
    """A move is taken back: the referrals of these instances are whose they were."""
    for instance_id, was in owned.items():
        now = rows.of_instance(tx, instance_id)
        if now is None or now.closed_at is not None or was == {name: getattr(now, name) for name in was}:
            continue
        since = {"since": tx.now} if now.owner_id != was["owner_id"] else {}
        rows.change(tx, now.id, {**was, **since})
        if since:
            kept = {"state": now.state, "party": now.party, "topic": now.topic, "given": now.given}
            _stop(tx, now.id, case_id, {**kept, **was}, None)


def _values(
    tx: Transaction,
    row: InstanceRow,
    said: Referral,
    tokens: Instance,
    now: Turn,
    known: ReferralRow | None,
    held: Sequence[Desk],
) -> dict[str, Any]:
    variables = tokens.variables.get(ROOT, {})
    topic = _text(variables.get(said.topic)) or (known.topic if known else "")
    desk = next((one for one in held if one.element_instance == now.element_instance), None)
    # after a move an instance does not say who leads its case
    sender = _sender(said, held, known) or row.leading or case.get(tx, row.case_id).authority_id
    owner = None if now.over else desk.authority_id if desk is not None else sender
    by_hand = known.by_hand if known else False
    receiver = known.receiver_id if known else None
    if known is not None and known.topic != topic:
        # it goes elsewhere now, and nobody there has been asked yet
        by_hand, receiver = False, None
    if now.party is ReferralParty.RECEIVER and desk is not None:
        topic = topic or desk.topic
        by_hand = desk.topic != topic
        receiver = None if by_hand else desk.authority_id
    offered = now.state is ReferralState.OFFERED and (known is None or known.state is ReferralState.PREPARED)
    offers = (known.offers if known else 0) + offered
    values: dict[str, Any] = {
        "state": now.state,
        "party": now.party,
        "element_instance": now.element_instance,
        "owner_id": owner,
        "sender_id": sender,
        "receiver_id": receiver,
        "by_hand": by_hand,
        "incoming": [] if now.over else _incoming(said, held, topic),
        "topic": topic,
        "matter": _text(variables.get(said.matter)) or (known.matter if known else ""),
        "received_on": _received(said, variables, known),
        "given": _given(said, variables, topic, tx.today) if offered else list(known.given) if known else [],
        "offers": offers,
        "reason": now.reason,
        "since": tx.now,
        "closed_at": tx.now if now.over else None,
    }
    if known is not None and known.owner_id == owner and known.closed_at is None and not now.over:
        values["since"] = known.since
    return values


def _sender(said: Referral, held: Sequence[Desk], known: ReferralRow | None) -> int | None:
    """Where the newest task of the sending side is, else who sent it until now."""
    own = {one.element for one in said.steps if one.party is ReferralParty.SENDER}
    here = [one.authority_id for one in held if one.element in own]
    return here[-1] if here else known.sender_id if known else None


def _incoming(said: Referral, held: Sequence[Desk], topic: str) -> list[int]:
    """The open tasks of the receiving side; what the sender enters for it is none."""
    steps = {one.element: one.party for one in said.steps}
    return [
        one.element_instance
        for one in held
        if steps.get(one.element) is ReferralParty.FIRST
        or (steps.get(one.element) is ReferralParty.RECEIVER and one.topic == topic)
    ]


def _received(said: Referral, variables: Mapping[str, Value], known: ReferralRow | None) -> date | None:
    """The day of receipt; once it was offered with it, no later entry changes it."""
    if known is not None and known.offers and known.received_on is not None:
        return known.received_on
    found = to_python(variables.get(said.received_on))
    return found if isinstance(found, date) else None


def _given(said: Referral, variables: Mapping[str, Value], topic: str, on: date) -> list[dict[str, Any]]:
    """Each category that is given, with the consent or norm that opens it on the day."""
    decided = variables.get(said.given)
    if not isinstance(decided, dict):
        return []
    named = decided.get("angaben")
    basis = _text(decided.get("grundlage"))
    by_norm = decided.get("einwilligung") != "noetig"
    found = []
    for category in named if isinstance(named, list) else []:
        one: dict[str, Any] = {"category": _text(category), "ground": "norm", "basis": basis, "until": None}
        if not by_norm:
            one["ground"] = "consent"
            listed = variables.get(said.consents)
            consent = consent_for(listed if isinstance(listed, list) else [], topic, _text(category), on)
            if consent is not None:
                until = None if consent.until is None else consent.until.isoformat()
                one |= {"basis": consent.purpose, "until": until}
        found.append(one)
    return found


def _said(said: Referral, tokens: Instance, now: Turn, before: ReferralState) -> str | None:
    """The words of a refusal, with the stop it led to."""
    if now.state is not ReferralState.DECLINED or before is ReferralState.DECLINED:
        return None
    return _text(tokens.variables.get(ROOT, {}).get(said.reason)) or None


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _differs(known: ReferralRow, values: Mapping[str, Any]) -> bool:
    for name, value in values.items():
        was = getattr(known, name)
        if (list(was) if isinstance(was, tuple) else was) != value:
            return True
    return False


def _moved(known: ReferralRow, values: Mapping[str, Any]) -> bool:
    names = ("state", "party", "owner_id", "topic", "closed_at")
    return any(getattr(known, name) != values[name] for name in names)


def _stop(tx: Transaction, number: int, case_id: int, values: Mapping[str, Any], said: str | None) -> None:
    state = values["state"]
    rows.stop(
        tx,
        number,
        case_id,
        {
            "state": state,
            "party": values["party"],
            "owner_id": values["owner_id"],
            "topic": values["topic"],
            "given": list(values["given"]) if state is ReferralState.OFFERED else [],
            "said": said,
            "actor_name": tx.actor.name if tx.actor.account is None and tx.actor != SYSTEM else None,
        },
    )
