"""Who is competent for what, where and when – and why a task is where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import false, func, or_, select

from engine.actor import Action, Role
from engine.competence import TOPICS, Circumstances, Nobody
from engine.errors import Invalid
from engine.queries.authority import Municipality, own_territories
from engine.queries.records import IncidentRow, told_incidents
from engine.state import register
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY, MUNICIPALITY
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Answer:
    """The authority (None: nobody is competent), the norm and how it was found; `doubts` are to be checked."""

    authority_id: int | None
    authority: str
    contact: Mapping[str, str]
    norm: str
    rule: str
    sentence: str
    steps: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a task is where it is; `substitution`: for which post it stands in, `unresolved`: why nobody is competent, or
    (`unstaffed`) there.
    """

    norm: str
    rule: str
    sentence: str
    steps: tuple[str, ...]
    doubts: tuple[str, ...]
    substitution: str
    unresolved: str
    unstaffed: bool


def ask(
    tx: Transaction, topic: str, ags: str, on: date, circumstances: Circumstances | None = None
) -> Answer:
    """Who is competent for the topic at the place on that day; Invalid names what is not known."""
    tx.actor.must(Action.ASK_COMPETENCE)
    wrong = {}
    if topic not in TOPICS:
        wrong["topic"] = "Bitte wählen Sie ein Thema aus der Liste."
    if not register.place(tx, ags).municipality:
        wrong["ags"] = "Bitte wählen Sie eine Gemeinde aus der Liste."
    if wrong:
        raise Invalid("Expected to ask who is competent, but the question is incomplete", wrong)
    snapshot = register.snapshot(tx)
    found = snapshot.ask(topic, ags, on, circumstances or Circumstances())
    if isinstance(found, Nobody):
        return Answer(None, "", {}, "", "", found.sentence, found.steps, ())
    number, reason = snapshot.ids[found.authority], found.reason
    return Answer(
        number,
        snapshot.names[number],
        snapshot.authority(number).contact,
        reason.norm,
        reason.rule,
        reason.sentence,
        reason.steps,
        reason.doubts,
    )


def why(norm: str | None, rule: str | None, reason: Mapping[str, Any] | None) -> Why | None:
    """The reason a task keeps; None for one from before reasons were kept."""
    if reason is None:
        return None
    return Why(
        norm or "",
        rule or "",
        reason.get("sentence", ""),
        tuple(reason.get("steps", ())),
        tuple(reason.get("doubts", ())),
        reason.get("substitution", ""),
        reason.get("unresolved", ""),
        bool(reason.get("unstaffed")),
    )


def places(tx: Transaction) -> tuple[Municipality, ...]:
    """Every municipality, by name: a place to ask for."""
    tx.actor.must(Action.ASK_COMPETENCE)
    rows = tx.execute(select(MUNICIPALITY).order_by(MUNICIPALITY.c.name, MUNICIPALITY.c.ags))
    return tuple(Municipality(row.ags, row.name, row.district) for row in rows)


def groups(tx: Transaction) -> Mapping[str, str]:
    """The person groups that rules may name, with their meaning."""
    tx.actor.must(Action.ASK_COMPETENCE)
    return register.snapshot(tx).register.groups


def told(tx: Transaction) -> tuple[IncidentRow, ...]:
    """The open incidents a coordination is told of because nobody is competent or there, the oldest first."""
    own = [one.authority for one in tx.actor.memberships if one.role is Role.COORDINATOR]
    return told_incidents(tx, own)


@dataclass(frozen=True, slots=True)
class Unstaffed:
    """An authority with open tasks that nobody can see, because no active account belongs to it."""

    id: int
    name: str
    open_tasks: int


def unstaffed(tx: Transaction) -> tuple[Unstaffed, ...]:
    """The authorities of one's own Kreise at which tasks lie and nobody works, the most tasks first.

    A task there waits unseen; an administrator gives somebody an account there, or lets another authority stand in.
    """
    tx.actor.must(Action.READ_REGISTER)
    own = {one[:5] for one in own_territories(tx, Action.READ_REGISTER)}
    people = (
        select(MEMBERSHIP.c.account_id)
        .join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
        .where(ACCOUNT.c.active, MEMBERSHIP.c.authority_id == AUTHORITY.c.id)
        .correlate(AUTHORITY)
    )
    tasks = func.count(TASK.c.id)
    found = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name, tasks)
        .join(TASK, TASK.c.authority_id == AUTHORITY.c.id)
        .where(
            TASK.c.state == TaskState.ACTIVE,
            ~people.exists(),
            or_(*(AUTHORITY.c.territory.startswith(one, autoescape=True) for one in sorted(own)), false()),
        )
        .group_by(AUTHORITY.c.id, AUTHORITY.c.name)
        .order_by(tasks.desc(), AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple(Unstaffed(*tuple(row)) for row in found)
