"""Referrals as lists show them, and which tasks are theirs: the one place that says so to the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Label, Row, Select, and_, exists, func, or_, select, true

from engine.actor import Action
from engine.competence import TOPICS
from engine.execution.bundle import load_profiles
from engine.execution.referring import PROCESS
from engine.profile import ReferralParty, ReferralReason, ReferralState
from engine.queries.cases import person_name
from engine.queries.keyset import Key, Keys
from engine.queries.tasks import Urgency, urgency
from engine.state.account import MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.case import CASE, PARTICIPANT, PERSON, taking_part
from engine.state.definition import DEFINITION, VERSION, VersionState
from engine.state.instance import INSTANCE, InstanceState
from engine.state.referral import REFERRAL, REFERRAL_STOP
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

__all__ = [
    "ReferralParty",
    "ReferralReason",
    "ReferralRow",
    "ReferralState",
    "ReferralView",
    "Referrals",
    "Unrecorded",
    "begun_by_us",
    "in_state",
    "incoming",
    "of_case",
    "page",
    "referral_row",
    "referrals",
    "unrecorded",
]

_PAGE: Final = 50
_UNRECORDED: Final = 20


class ReferralView(StrEnum):
    """Which referrals a list shows, seen from one's own authorities."""

    #: somebody of ours must act
    OURS = "ours"
    IN = "in"
    OUT = "out"
    OVER = "over"


_COUNTED: Final = (ReferralView.OURS, ReferralView.IN, ReferralView.OUT)


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral in a list: how far it is, who owns it since when, and by when the owner's task is due."""

    id: int
    instance_id: int
    case_id: int
    reference: str
    person: str
    topic: str
    topic_name: str
    state: ReferralState
    party: ReferralParty
    reason: ReferralReason | None
    owner_id: int | None
    owner: str
    sender_id: int
    sender: str
    receiver_id: int | None
    receiver: str
    by_hand: bool
    received_on: date | None
    offers: int
    begun_at: datetime
    since: datetime
    closed_at: datetime | None
    #: the open task of whose turn it is; None while a time runs
    task_id: int | None
    task: str
    due: datetime | None
    legal_due: datetime | None
    urgency: Urgency
    days: int | None
    #: whether an authority of the actor owns it
    ours: bool


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A referral under way in a version that keeps no record: only its case file says how far it is."""

    instance_id: int
    reference: str
    version: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Referrals:
    """One page of a list; `next` names the place behind its last row.

    `counts` says how many open referrals each view holds; those that are over are not counted.
    """

    rows: tuple[ReferralRow, ...]
    next: str | None
    counts: Mapping[ReferralView, int]


_OPEN = Keys((Key("since", REFERRAL.c.since, falls=False, is_moment=True), Key("id", REFERRAL.c.id, False)))
_OVER = Keys((Key("since", REFERRAL.c.since, falls=True, is_moment=True), Key("id", REFERRAL.c.id, True)))


def incoming() -> ColumnElement[bool]:
    """The open tasks with which a referral waits for the receiving side."""
    return TASK.c.incoming.is_(True)


def in_state(state: ReferralState) -> ColumnElement[bool]:
    """The tasks of referrals in that state."""
    return exists().where(
        REFERRAL.c.instance_id == TASK.c.instance_id,
        REFERRAL.c.closed_at.is_(None),
        REFERRAL.c.state == state,
    )


def page(
    tx: Transaction,
    view: ReferralView,
    state: ReferralState | None = None,
    after: str | None = None,
    size: int = _PAGE,
) -> Referrals:
    """The referrals of the actor's authorities in a view: the longest waiting first, of those over the newest.

    One look at the open ones counts them and finds the first; for each more the wall gathered all cases of the actor.
    """
    tx.actor.must(Action.READ_CASE)
    tx.plan_by_values()
    own = _own(tx)
    sides = {one: _side(one, own) for one in _COUNTED}
    there = (
        select(REFERRAL.c.id, REFERRAL.c.since, *(side.label(one.value) for one, side in sides.items()))
        .where(REFERRAL.c.closed_at.is_(None), or_(*sides.values()), _visible_each(tx))
        .cte("there")
    )
    counted = select(*(func.count().filter(there.c[one.value]).label(one.value) for one in sides)).cte(
        "counted"
    )
    order = _OVER if view is ReferralView.OVER else _OPEN
    if view is ReferralView.OVER or state is not None or after:
        first = select(REFERRAL.c.id, *order.columns).where(_in_view(tx, view))
        if state is not None:
            first = first.where(REFERRAL.c.state == state)
        if after:
            first = first.where(order.behind(after))
        shown = first.order_by(*order.order()).limit(size + 1).subquery("first")
    else:
        first = select(there.c.id, there.c.since).where(there.c[view.value])
        shown = first.order_by(*order.order(there.c)).limit(size + 1).subquery("first")
    found = tx.execute(
        select(counted, shown.c.id, shown.c.since)
        .select_from(counted.outerjoin(shown, true()))
        .order_by(*order.order(shown.c))
    ).all()
    numbers = [row.id for row in found[:size] if row.id is not None]
    rows = (
        {row.id: row for row in tx.execute(referrals(tx).where(REFERRAL.c.id.in_(numbers)))}
        if numbers
        else {}
    )
    return Referrals(
        tuple(referral_row(tx, rows[number]) for number in numbers if number in rows),
        order.cursor(found[size - 1]) if len(found) > size else None,
        {one: found[0]._mapping[one.value] for one in _COUNTED},
    )


def of_case(tx: Transaction, case_id: int) -> tuple[ReferralRow, ...]:
    """The referrals of a case, the open ones first; the caller has found that the actor may read them."""
    rows = tx.execute(
        referrals(tx)
        .where(REFERRAL.c.case_id == case_id)
        .order_by(REFERRAL.c.closed_at.is_not(None), REFERRAL.c.since.desc(), REFERRAL.c.id.desc())
    )
    return tuple(referral_row(tx, row) for row in rows)


def begun_by_us(tx: Transaction, case_id: int) -> frozenset[int]:
    """The instances of the referrals of a case that somebody of the actor's authorities began.

    They know of them, whoever goes on with them: how far each is and who has it, not what is in it.
    """
    return tx.once((begun_by_us, case_id), lambda: _begun_by_us(tx, case_id))


def _begun_by_us(tx: Transaction, case_id: int) -> frozenset[int]:
    earlier = REFERRAL_STOP.alias("earlier")
    first = ~exists().where(
        earlier.c.referral_id == REFERRAL_STOP.c.referral_id, earlier.c.id < REFERRAL_STOP.c.id
    )
    rows = tx.execute(
        select(REFERRAL.c.instance_id)
        .join(REFERRAL_STOP, REFERRAL_STOP.c.referral_id == REFERRAL.c.id)
        .where(
            REFERRAL.c.case_id == case_id,
            first,
            REFERRAL_STOP.c.actor_id.in_(
                select(MEMBERSHIP.c.account_id).where(MEMBERSHIP.c.authority_id.in_(_own(tx)))
            ),
        )
    )
    return frozenset(rows.scalars())


def unrecorded(tx: Transaction, case_id: int | None = None) -> tuple[Unrecorded, ...]:
    """Running referrals whose version keeps no record, of one case or of the actor's; at most 20, the oldest first."""
    silent = _silent_versions(tx)
    if not silent:
        return ()
    within = CASE.c.id == case_id if case_id is not None else CASE.c.id.in_(taking_part(_own(tx)))
    recorded = exists().where(REFERRAL.c.instance_id == INSTANCE.c.id)
    rows = tx.execute(
        select(INSTANCE.c.id, INSTANCE.c.started_at, CASE.c.reference, VERSION.c.number)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .where(
            VERSION.c.id.in_(silent),
            INSTANCE.c.process_key == PROCESS,
            INSTANCE.c.state == InstanceState.ACTIVE,
            ~recorded,
            within,
        )
        .order_by(INSTANCE.c.id)
        .limit(_UNRECORDED)
    )
    return tuple(Unrecorded(row.id, row.reference, row.number, row.started_at) for row in rows)


def _silent_versions(tx: Transaction) -> list[int]:
    """The versions of the process of referrals that keep no record."""
    rows = tx.execute(
        select(VERSION.c.id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(DEFINITION.c.key == PROCESS, VERSION.c.state == VersionState.FINAL)
    )
    versions = [row.id for row in rows]
    profiles = load_profiles(tx, versions)
    return sorted(one for one in versions if one not in profiles or profiles[one].referral is None)


def _own(tx: Transaction) -> list[int]:
    return sorted(tx.actor.authorities(Action.READ_CASE))


def _visible(tx: Transaction) -> ColumnElement[bool]:
    return true() if tx.actor.system else REFERRAL.c.case_id.in_(taking_part(_own(tx)))


def _visible_each(tx: Transaction) -> ColumnElement[bool]:
    """The same, looked up for each referral: there are fewer than cases, which a join would sort first."""
    if tx.actor.system:
        return true()
    mine = taking_part(_own(tx)).where(PARTICIPANT.c.case_id == REFERRAL.c.case_id)
    return mine.with_only_columns(true()).limit(1).correlate(REFERRAL).scalar_subquery()


def _in_view(tx: Transaction, view: ReferralView) -> ColumnElement[bool]:
    closed = REFERRAL.c.closed_at
    is_over = closed.is_not(None) if view is ReferralView.OVER else closed.is_(None)
    return and_(is_over, _side(view, _own(tx)), _visible(tx))


def _side(view: ReferralView, own: Sequence[int]) -> ColumnElement[bool]:
    """Whether a referral is one of these authorities' as the view has it."""
    match view:
        case ReferralView.OURS:
            return REFERRAL.c.owner_id.in_(own)
        case ReferralView.IN:
            return REFERRAL.c.receiver_id.in_(own)
        case ReferralView.OUT:
            return REFERRAL.c.sender_id.in_(own)
        case ReferralView.OVER:
            return or_(REFERRAL.c.sender_id.in_(own), REFERRAL.c.receiver_id.in_(own))


def referrals(tx: Transaction) -> Select[tuple[object, ...]]:
    """The select behind every ReferralRow, of cases within the actor's reach; add a WHERE and a total ORDER BY."""
    return (
        select(
            REFERRAL,
            CASE.c.reference,
            CASE.c.person_id,
            PERSON.c.family_name,
            PERSON.c.given_name,
            _name(REFERRAL.c.owner_id, "owner"),
            _name(REFERRAL.c.sender_id, "sender"),
            _name(REFERRAL.c.receiver_id, "receiver"),
            TASK.c.id.label("task_id"),
            TASK.c.name.label("task"),
            TASK.c.due_at,
            TASK.c.legal_due_at,
        )
        .join(CASE, CASE.c.id == REFERRAL.c.case_id)
        .outerjoin(PERSON, PERSON.c.id == CASE.c.person_id)
        .outerjoin(
            TASK,
            and_(
                TASK.c.instance_id == REFERRAL.c.instance_id,
                TASK.c.element_instance == REFERRAL.c.element_instance,
                TASK.c.state == TaskState.ACTIVE,
            ),
        )
    )


def _name(authority: Column[Any], label: str) -> Label[Any]:
    """Looked up for each row: with three joins more PostgreSQL thought longer than it then worked."""
    named = AUTHORITY.alias(label)
    return (
        select(named.c.name).where(named.c.id == authority).correlate(REFERRAL).scalar_subquery().label(label)
    )


def referral_row(tx: Transaction, row: Row[Any]) -> ReferralRow:
    """One row of `referrals`."""
    how, days = urgency(row.due_at, tx.now)
    own = tx.actor.authorities(Action.READ_CASE)
    return ReferralRow(
        row.id,
        row.instance_id,
        row.case_id,
        row.reference,
        person_name(row),
        row.topic,
        TOPICS.get(row.topic, row.topic),
        ReferralState(row.state),
        ReferralParty(row.party),
        None if row.reason is None else ReferralReason(row.reason),
        row.owner_id,
        row.owner or "",
        row.sender_id,
        row.sender,
        row.receiver_id,
        row.receiver or "",
        row.by_hand,
        row.received_on,
        row.offers,
        row.begun_at,
        row.since,
        row.closed_at,
        row.task_id,
        row.task or "",
        row.due_at,
        row.legal_due_at,
        how,
        days,
        row.owner_id in own,
    )
