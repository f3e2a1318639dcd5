"""The cases somebody may let follow, where a rollout leaves it to those who keep them: to be filtered and ticked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select

from engine.actor import Action
from engine.errors import Invalid, NotFound
from engine.execution import concerned, rollouts
from engine.queries.cases import CaseHead, heads_of
from engine.queries.search import of_cases, words
from engine.state import proposal, rollout
from engine.state.case import CASE, taking_part
from engine.state.definition import VERSION
from engine.state.instance import INSTANCE
from engine.state.migration import Elsewhere
from engine.state.rollout import ROLLOUT_CASE, CaseTurn
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Choosable:
    """A case of the actor's in other versions, by number: where it stands, and how it takes part, if it does."""

    head: CaseHead
    versions: tuple[int, ...]
    steps: tuple[str, ...]
    turn: CaseTurn | None


@dataclass(frozen=True, slots=True)
class ChoosablePage:
    """One page of them, the newest first, how many there are, and how many of the actor's are chosen."""

    cases: tuple[Choosable, ...]
    total: int
    chosen: int
    next: str | None


def choosable(tx: Transaction, proposal_id: int, text: str = "", after: str = "") -> ChoosablePage:
    """The cases the actor may choose, of which every word of `text` names the number or the person.

    None where nothing is to be chosen (any more). NotFound when nothing is rolled out.
    """
    tx.actor.must(Action.KEEP_CASE)
    row = rollout.of_proposal(tx, proposal_id)
    if row is None:
        raise NotFound(f"Expected to find the rollout of proposal {proposal_id}, but there is none")
    if not rollouts.may_choose(row):
        return ChoosablePage((), 0, 0, None)
    if after and (not after.isdecimal() or len(after) > 18):
        raise Invalid("Expected to read a page cursor, but it is not one this list gave")
    proposed = proposal.get(tx, proposal_id)
    elsewhere: list[ColumnElement[bool]] = [
        Elsewhere(one.key, one.version_id, concerned.places(tx, proposed, one.key)).condition
        for one in proposal.versions(tx, proposal_id)
    ]
    runs = or_(false(), *elsewhere)
    mine = (
        select(CASE.c.id)
        .join(INSTANCE, INSTANCE.c.case_id == CASE.c.id)
        .where(runs, CASE.c.id.in_(taking_part(tx.actor.authorities(Action.KEEP_CASE))))
        .distinct()
    )
    for word in words(text):
        mine = mine.where(of_cases(tx.actor, word, CASE.c.id))
    chosen = select(ROLLOUT_CASE.c.case_id).where(
        ROLLOUT_CASE.c.rollout_id == row.id, ROLLOUT_CASE.c.state == CaseTurn.DUE
    )
    every = mine.subquery()
    total = int(tx.execute(select(func.count()).select_from(every)).scalar_one())
    taken = int(
        tx.execute(select(func.count()).select_from(every).where(every.c.id.in_(chosen))).scalar_one()
    )
    page = mine.where(CASE.c.id < int(after)) if after else mine
    numbers = list(tx.execute(page.order_by(CASE.c.id.desc()).limit(_PAGE + 1)).scalars())
    shown = numbers[:_PAGE]
    turns = {
        row.case_id: CaseTurn(row.state)
        for row in tx.execute(
            select(ROLLOUT_CASE.c.case_id, ROLLOUT_CASE.c.state).where(
                ROLLOUT_CASE.c.rollout_id == row.id, ROLLOUT_CASE.c.case_id.in_(shown)
            )
        )
    }
    heads, versions = heads_of(tx, shown), _versions(tx, shown, runs)
    steps = _steps(tx, shown, runs)
    cases = tuple(
        Choosable(heads[one], tuple(versions.get(one, ())), tuple(steps.get(one, ())), turns.get(one))
        for one in shown
        if one in heads
    )
    return ChoosablePage(cases, total, taken, str(shown[-1]) if len(numbers) > _PAGE else None)


def _versions(tx: Transaction, cases: Collection[int], runs: ColumnElement[bool]) -> dict[int, list[int]]:
    rows = tx.execute(
        select(INSTANCE.c.case_id, VERSION.c.number)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .where(runs, CASE.c.id.in_(cases))
        .distinct()
        .order_by(INSTANCE.c.case_id, VERSION.c.number)
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row.number)
    return found


def _steps(tx: Transaction, cases: Collection[int], runs: ColumnElement[bool]) -> dict[int, list[str]]:
    """The names of the open tasks in what is to follow."""
    rows = tx.execute(
        select(INSTANCE.c.case_id, TASK.c.name)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .join(TASK, TASK.c.instance_id == INSTANCE.c.id)
        .where(runs, CASE.c.id.in_(cases), TASK.c.state == TaskState.ACTIVE)
        .distinct()
        .order_by(INSTANCE.c.case_id, TASK.c.name)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row.name)
    return found


__all__ = ["Choosable", "ChoosablePage", "choosable"]
