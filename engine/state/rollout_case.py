"""The cases of a rollout: who takes part, in which stage, what has become of each (`rollout` draws the machine)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    SmallInteger,
    Text,
    bindparam,
    cast,
    delete,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy import case as choose
from sqlalchemy.dialects.postgresql import JSONB, insert

from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, InstanceState
from engine.state.rollout import (
    AT_PHASE,
    DUE_AGAIN,
    ROLLOUT,
    ROLLOUT_BEFORE,
    ROLLOUT_CASE,
    STAGES,
    STAYED,
    CaseTurn,
    RolloutState,
    mapping,
)
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The turn of one case."""

    id: int
    rollout_id: int
    case_id: int
    stage: int | None
    state: CaseTurn
    batch_id: int | None
    tries: int
    moved_at: datetime | None
    #: of its rollout: whether that runs, and what is said of elements
    runs: bool
    mapping: Mapping[int, Mapping[str, str]]


# built once: each case comes through here
_LOCK = (
    select(
        *(ROLLOUT_CASE.c[one.name] for one in fields(CaseRow) if one.name in ROLLOUT_CASE.c),
        ROLLOUT.c.state == RolloutState.RUNNING,
        ROLLOUT.c.mapping,
    )
    .join(ROLLOUT, ROLLOUT.c.id == ROLLOUT_CASE.c.rollout_id)
    .where(ROLLOUT_CASE.c.id == bindparam("turn"))
    .with_for_update(key_share=True, skip_locked=True, of=ROLLOUT_CASE)
)
_MOVED = (
    update(ROLLOUT_CASE)
    .where(ROLLOUT_CASE.c.id == bindparam("turn"))
    .values(state=bindparam("to"), moved_at=bindparam("at_"), refusals=text("'[]'::jsonb"), left_because=None)
)


def add(tx: Transaction, rollout_id: int, cases: Sequence[int], **values: object) -> int:
    """Let cases take part that do not yet; returns how many are new."""
    if not cases:
        return 0
    rows = [{"rollout_id": rollout_id, "case_id": one, **values} for one in dict.fromkeys(cases)]
    made = (
        insert(ROLLOUT_CASE)
        .values(rows)
        .on_conflict_do_nothing(index_elements=[ROLLOUT_CASE.c.rollout_id, ROLLOUT_CASE.c.case_id])
        .returning(ROLLOUT_CASE.c.id)
    )
    return len(tx.execute(made).all())


def gather(
    tx: Transaction, rollout_id: int, found: Select[tuple[int, int]], state: CaseTurn, stage: int | None
) -> tuple[int, int]:
    """Let the cases take part that a statement finds with their instances; how many instances there were, and the last
    one's id.
    """
    seen = found.cte("found")
    taken = select(
        literal(rollout_id, BigInteger), seen.c.case_id, literal(state.value), literal(stage, SmallInteger)
    ).distinct()
    made = (
        insert(ROLLOUT_CASE)
        .from_select(["rollout_id", "case_id", "state", "stage"], taken)
        .on_conflict_do_nothing(index_elements=[ROLLOUT_CASE.c.rollout_id, ROLLOUT_CASE.c.case_id])
        .cte("made")
    )
    row = tx.execute(
        select(func.count().label("seen"), func.coalesce(func.max(seen.c.id), 0).label("last"))
        .select_from(seen)
        .add_cte(made)
    ).one()
    return row.seen, row.last


def into_stages(tx: Transaction, rollout_id: int) -> None:
    """Give each case without a stage one: which are the first is a matter of chance, the same whenever asked."""
    chance = func.md5(cast(ROLLOUT_CASE.c.case_id, Text))
    ranked = (
        select(
            ROLLOUT_CASE.c.id,
            func.row_number().over(order_by=(chance, ROLLOUT_CASE.c.id)).label("place"),
            func.count().over().label("total"),
        )
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.stage.is_(None))
        .cte("ranked")
    )
    first, second, _rest = STAGES
    part = ranked.c.place * 100
    stage = choose(
        ((ranked.c.place == 1) | (part <= ranked.c.total * first), 1),
        (part <= ranked.c.total * second, 2),
        else_=len(STAGES),
    )
    tx.execute(update(ROLLOUT_CASE).where(ROLLOUT_CASE.c.id == ranked.c.id).values(stage=stage))


def stayed(tx: Transaction, rollout_id: int, stage: int) -> int:
    """How many cases of a stage stay in their version."""
    found = select(func.count()).where(
        ROLLOUT_CASE.c.rollout_id == rollout_id,
        ROLLOUT_CASE.c.stage == stage,
        ROLLOUT_CASE.c.state.in_(STAYED),
    )
    return int(tx.execute(found).scalar_one())


def counts(tx: Transaction, rollout_id: int) -> dict[tuple[int, CaseTurn], int]:
    """How many cases stand how, by stage."""
    rows = tx.execute(
        select(ROLLOUT_CASE.c.stage, ROLLOUT_CASE.c.state, func.count().label("cases"))
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id)
        .group_by(ROLLOUT_CASE.c.stage, ROLLOUT_CASE.c.state)
    )
    return {(row.stage or AT_PHASE, CaseTurn(row.state)): row.cases for row in rows}


def counts_of_all(tx: Transaction) -> dict[int, dict[CaseTurn, int]]:
    """How many cases of each rollout stand how."""
    rows = tx.execute(
        select(ROLLOUT_CASE.c.rollout_id, ROLLOUT_CASE.c.state, func.count().label("cases")).group_by(
            ROLLOUT_CASE.c.rollout_id, ROLLOUT_CASE.c.state
        )
    )
    found: dict[int, dict[CaseTurn, int]] = {}
    for row in rows:
        found.setdefault(row.rollout_id, {})[CaseTurn(row.state)] = row.cases
    return found


def lock_case(tx: Transaction, number: int) -> CaseRow | None:
    """The turn of a case, locked; None when another transaction has it."""
    row = tx.first(_LOCK, {"turn": number})
    if row is None:
        return None
    found = CaseRow(*row)
    return replace(found, state=CaseTurn(found.state), mapping=mapping(found.mapping))


def stayed_in(tx: Transaction, batch_id: int) -> dict[int, str]:
    """The cases of a batch that stay, with their numbers."""
    rows = tx.execute(
        select(CASE.c.id, CASE.c.reference)
        .join(ROLLOUT_CASE, ROLLOUT_CASE.c.case_id == CASE.c.id)
        .where(ROLLOUT_CASE.c.batch_id == batch_id, ROLLOUT_CASE.c.state.in_(STAYED))
        .order_by(CASE.c.id)
    )
    return {row.id: row.reference for row in rows}


def waiting(tx: Transaction, case_id: int) -> tuple[int, ...]:
    """The turns of a case that wait for its next phase."""
    rows = tx.execute(
        select(ROLLOUT_CASE.c.id)
        .where(ROLLOUT_CASE.c.case_id == case_id, ROLLOUT_CASE.c.state == CaseTurn.WAITING)
        .order_by(ROLLOUT_CASE.c.id)
    )
    return tuple(rows.scalars())


def set_case(tx: Transaction, number: int, state: CaseTurn, **values: object) -> None:
    """Note what has become of a locked case."""
    tx.execute(update(ROLLOUT_CASE).where(ROLLOUT_CASE.c.id == number).values(state=state, **values))


def set_moved(tx: Transaction, number: int, state: CaseTurn) -> None:
    """Note that a locked case has had its turn."""
    tx.write(_MOVED, {"turn": number, "to": state, "at_": tx.now})


def set_refused(tx: Transaction, number: int, state: CaseTurn, refusals: Sequence[Mapping[str, Any]]) -> bool:
    """Note why a case stays; False when its turn was over already."""
    changed = tx.execute(
        update(ROLLOUT_CASE)
        .where(ROLLOUT_CASE.c.id == number, ROLLOUT_CASE.c.state == CaseTurn.DUE)
        .values(state=state, refusals=list(refusals), settled_at=None, settled_by=None, settlement_id=None)
    )
    return changed.rowcount == 1


def postpone(tx: Transaction, number: int) -> int:
    """Take a case that somebody holds out of its batch, to be tried again; returns how often that was."""
    tries = tx.execute(
        update(ROLLOUT_CASE)
        .where(ROLLOUT_CASE.c.id == number, ROLLOUT_CASE.c.state == CaseTurn.DUE)
        .values(batch_id=None, tries=ROLLOUT_CASE.c.tries + 1)
        .returning(ROLLOUT_CASE.c.tries)
    ).scalar()
    return int(tries or 0)


def try_again(tx: Transaction, rollout_id: int) -> int:
    """Let all cases that stayed have another turn; returns how many."""
    changed = tx.execute(
        update(ROLLOUT_CASE)
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.state.in_(STAYED))
        .values(state=CaseTurn.DUE, batch_id=None, tries=0)
    )
    return changed.rowcount


def take_up_again(tx: Transaction, batch_id: int) -> int:
    """Let the cases that were put back with a batch have another turn; returns how many."""
    changed = tx.execute(
        update(ROLLOUT_CASE)
        .where(ROLLOUT_CASE.c.batch_id == batch_id, ROLLOUT_CASE.c.state == CaseTurn.UNDONE)
        # tried again are those that have a reason (`DUE_AGAIN`)
        .values(state=CaseTurn.DUE, batch_id=None, tries=0, refusals=[{"rule": "undone", "message": ""}])
    )
    return changed.rowcount


def is_again(tx: Transaction, rollout_id: int, *, held: bool) -> bool:
    """Whether a case that has stayed before is to have another turn; with `held` also those that somebody held."""
    found = select(ROLLOUT_CASE.c.id).where(ROLLOUT_CASE.c.rollout_id == rollout_id, DUE_AGAIN)
    if not held:
        found = found.where(ROLLOUT_CASE.c.tries == 0)
    return tx.execute(found.limit(1)).first() is not None


def first_due(tx: Transaction, rollout_id: int) -> int:
    """The first stage of which a case is to have its turn; AT_PHASE when there is none."""
    found = select(func.coalesce(func.min(ROLLOUT_CASE.c.stage), AT_PHASE)).where(
        ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.state == CaseTurn.DUE
    )
    return int(tx.execute(found).scalar_one())


def staying(tx: Transaction, rollout_id: int, most: int) -> tuple[tuple[int, int], ...]:
    """The turns of cases that stay, each with its case, the first `most`."""
    rows = tx.execute(
        select(ROLLOUT_CASE.c.id, ROLLOUT_CASE.c.case_id)
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.state.in_(STAYED))
        .order_by(ROLLOUT_CASE.c.id)
        .limit(most)
    )
    return tuple((row.id, row.case_id) for row in rows)


def is_due(tx: Transaction, rollout_id: int, stage: int, *, held: bool) -> bool:
    """Whether a case of the stage is still to have its turn; with `held` also those that somebody held."""
    found = select(ROLLOUT_CASE.c.id).where(
        ROLLOUT_CASE.c.rollout_id == rollout_id,
        ROLLOUT_CASE.c.stage == stage,
        ROLLOUT_CASE.c.state == CaseTurn.DUE,
    )
    if not held:
        found = found.where(ROLLOUT_CASE.c.tries == 0)
    return tx.execute(found.limit(1)).first() is not None


def is_waiting(tx: Transaction, rollout_id: int) -> bool:
    """Whether a case waits for its next phase, or is to have its turn."""
    found = select(ROLLOUT_CASE.c.id).where(
        ROLLOUT_CASE.c.rollout_id == rollout_id,
        ROLLOUT_CASE.c.state.in_((CaseTurn.WAITING, CaseTurn.DUE)),
    )
    return tx.execute(found.limit(1)).first() is not None


def cases_of(tx: Transaction, batch_id: int, state: CaseTurn) -> tuple[int, ...]:
    """The turns of a batch that stand so, by id; undone in vain is no turn any more."""
    found = select(ROLLOUT_CASE.c.id).where(
        ROLLOUT_CASE.c.batch_id == batch_id, ROLLOUT_CASE.c.state == state
    )
    if state is CaseTurn.MOVED:
        found = found.where(ROLLOUT_CASE.c.left_because.is_(None))
    return tuple(tx.execute(found.order_by(ROLLOUT_CASE.c.id)).scalars())


def release(tx: Transaction, batch_id: int) -> None:
    """Let the cases of a batch that had no turn be taken by another one."""
    tx.execute(
        update(ROLLOUT_CASE)
        .where(ROLLOUT_CASE.c.batch_id == batch_id, ROLLOUT_CASE.c.state == CaseTurn.DUE)
        .values(batch_id=None)
    )


# -- what undoing needs


_KEPT = insert(ROLLOUT_BEFORE).values(
    rollout_case_id=bindparam("turn"),
    case_id=bindparam("matter"),
    rows=cast(bindparam("kept", type_=Text), JSONB),
    at=bindparam("at_"),
)
_KEEP = _KEPT.on_conflict_do_update(
    index_elements=[ROLLOUT_BEFORE.c.rollout_case_id],
    set_={"rows": _KEPT.excluded.rows, "at": _KEPT.excluded.at},
)


def keep(tx: Transaction, number: int, case_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what became of the rows of a case, in place of what was kept of an earlier turn."""
    tx.write(_KEEP, {"turn": number, "matter": case_id, "kept": json.dumps(list(rows)), "at_": tx.now})


def kept(tx: Transaction, number: int) -> Sequence[Mapping[str, Any]] | None:
    """What became of the rows of a case; None when it is not kept."""
    found: Sequence[Mapping[str, Any]] | None = tx.execute(
        select(ROLLOUT_BEFORE.c.rows).where(ROLLOUT_BEFORE.c.rollout_case_id == number)
    ).scalar()
    return found


def forget(tx: Transaction, number: int) -> None:
    """Keep nothing of the case any more."""
    tx.execute(delete(ROLLOUT_BEFORE).where(ROLLOUT_BEFORE.c.rollout_case_id == number))


def forget_old(tx: Transaction, before: datetime, limit: int) -> int:
    """Keep nothing any more that was kept before then; returns how many, at most `limit`."""
    old = select(ROLLOUT_BEFORE.c.rollout_case_id).where(ROLLOUT_BEFORE.c.at < before).limit(limit)
    gone = tx.execute(delete(ROLLOUT_BEFORE).where(ROLLOUT_BEFORE.c.rollout_case_id.in_(old)))
    return gone.rowcount


# -- what runs in a case


@dataclass(frozen=True, slots=True)
class Candidate:
    """A running instance of a case, of the process `key`, at the place `ags`."""

    instance_id: int
    version_id: int
    key: str
    ags: str


_CANDIDATES = (
    select(INSTANCE.c.id, INSTANCE.c.version_id, DEFINITION.c.key, func.coalesce(INSTANCE.c.ags, CASE.c.ags))
    .join(CASE, CASE.c.id == INSTANCE.c.case_id)
    .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
    .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
    .where(INSTANCE.c.case_id == bindparam("matter"), INSTANCE.c.state == InstanceState.ACTIVE)
    .order_by(func.coalesce(INSTANCE.c.root_id, INSTANCE.c.id), INSTANCE.c.id)
)


def candidates(tx: Transaction, case_id: int) -> tuple[Candidate, ...]:
    """The running instances of a case; callers first."""
    return tuple(Candidate(*row) for row in tx.fetch(_CANDIDATES, {"matter": case_id}))
