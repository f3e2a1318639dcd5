"""Rollouts: the running cases of a proposal that came into force follow into its versions, in stages and batches.

rollout: gathering ──▶ running ──▶ done
         choosing ──▶  │ ▲ └──▶ ended     given up before all had their turn
                       ▼ │
           paused · waiting (after a stage) · stopped (above the limit)

case:    waiting ──phase──▶ due ──▶ moved ──▶ undone ──taken up again──▶ due
                             ├──▶ refused | halted ──tried again──▶ due
                             └──▶ gone          nothing of it runs in another version any more
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from engine.errors import NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.state.proposal import MigrationRule
from engine.transaction import Transaction

#: up to which part of all cases each stage goes, in percent
STAGES: Final = (1, 10, 100)
#: the stage of cases that have one of their own: each follows at its next phase
AT_PHASE: Final = 0
#: the stage of batches whose cases have stayed before and are tried again, whatever theirs is
AGAIN: Final = 0
#: refused and halted cases of a stage, in percent, above which it stops
LIMIT: Final = 5


class RolloutState(StrEnum):
    """Whether cases follow now."""

    GATHERING = "gathering"
    CHOOSING = "choosing"
    RUNNING = "running"
    PAUSED = "paused"
    WAITING = "waiting"
    STOPPED = "stopped"
    DONE = "done"
    ENDED = "ended"


class CaseTurn(StrEnum):
    """What has become of one case."""

    WAITING = "waiting"
    DUE = "due"
    MOVED = "moved"
    REFUSED = "refused"
    #: it would have stopped with an incident, and so stays
    HALTED = "halted"
    GONE = "gone"
    UNDONE = "undone"


class BatchState(StrEnum):
    """Whether its cases have had their turn, forth or back."""

    OPEN = "open"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Left(StrEnum):
    """Why a case stays in the new version when its batch is undone."""

    #: it went on in it by itself, as it was moved
    WENT_ON = "went_on"
    #: somebody or something has moved or changed it since
    MOVED_ON = "moved_on"
    #: what is needed is not kept any more
    FORGOTTEN = "forgotten"


#: cases that stayed where they were, for a reason somebody must look at
STAYED: Final = (CaseTurn.REFUSED, CaseTurn.HALTED)
#: nothing more happens of itself
OVER: Final = frozenset({RolloutState.DONE, RolloutState.ENDED})

ROLLOUT = Table(
    "rollout",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    *choice("rule", MigrationRule),
    *choice("state", RolloutState),
    Column("stage", SmallInteger, nullable=False, server_default="1"),
    Column("limit_percent", SmallInteger, nullable=False, server_default=str(LIMIT)),
    #: whether somebody lets each stage begin; the limit is in percent of a stage
    Column("by_hand", Boolean, nullable=False, server_default="false"),
    #: cases of this stage that stayed when somebody let it go on nevertheless
    Column("excused", Integer, nullable=False, server_default="0"),
    #: whether only cases that are tried again have their turn
    Column("again_only", Boolean, nullable=False, server_default="false"),
    #: by target version what a person says about elements: old to new
    Column("mapping", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("revision", Integer, nullable=False, server_default="1"),
    instant("started_at"),
    instant("ended_at", nullable=True),
    UniqueConstraint("proposal_id"),
    CheckConstraint("limit_percent BETWEEN 0 AND 100", name="limit_percent"),
)

ROLLOUT_BATCH = Table(
    "rollout_batch",
    METADATA,
    identity(),
    reference("rollout_id", "rollout"),
    Column("stage", SmallInteger, nullable=False),
    Column("number", Integer, nullable=False),
    *choice("state", BatchState),
    instant("begun_at"),
    instant("ended_at", nullable=True),
    instant("undone_at", nullable=True),
    reference("undone_by", "account", nullable=True),
    Column("reason", Text),
    UniqueConstraint("rollout_id", "number"),
    #: one at a time, forth or back
    Index(
        "uq_rollout_batch_open",
        "rollout_id",
        unique=True,
        postgresql_where=text("state IN ('open', 'undoing')"),
    ),
)

ROLLOUT_CASE = Table(
    "rollout_case",
    METADATA,
    identity(),
    reference("rollout_id", "rollout"),
    reference("case_id", "case"),
    Column("stage", SmallInteger),
    *choice("state", CaseTurn),
    reference("batch_id", "rollout_batch", nullable=True, index=True),
    #: how often somebody else held it; it is tried again at the end of its stage
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    #: of a case that stays: rule, element, sentence, version
    Column("refusals", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    #: why it was left when its batch was undone
    Column("left_because", Text),
    instant("moved_at", nullable=True),
    #: who has looked at a case that stays, and settled it
    instant("settled_at", nullable=True),
    reference("settled_by", "account", nullable=True),
    reference("settlement_id", "rollout_settlement", nullable=True),
    UniqueConstraint("rollout_id", "case_id"),
    #: those that are to have their turn, in its order
    Index("ix_rollout_case_turn", "rollout_id", "stage", "state", "tries", "id"),
    Index(
        "ix_rollout_case_again",
        "rollout_id",
        "tries",
        "id",
        postgresql_where=text("state = 'due' AND refusals <> '[]'::jsonb"),
    ),
    Index(
        "ix_rollout_case_settlement_id", "settlement_id", postgresql_where=text("settlement_id IS NOT NULL")
    ),
    Index("ix_rollout_case_waiting", "case_id", postgresql_where=text("state = 'waiting'")),
)

#: of a case that is to have its turn: it has stayed before, or was put back
HAS_STAYED: Final = ROLLOUT_CASE.c.refusals != text("'[]'::jsonb")
#: the same, as the index of these says it
DUE_AGAIN: Final = and_(text("rollout_case.state = 'due'"), HAS_STAYED)

#: what undoing a case needs: the rows as they were; read by nobody but the engine
ROLLOUT_BEFORE = Table(
    "rollout_before",
    METADATA,
    Column(
        "rollout_case_id", BigInteger, ForeignKey("rollout_case.id"), primary_key=True, autoincrement=False
    ),
    reference("case_id", "case"),
    Column("rows", JSONB, nullable=False),
    instant("at"),
    Index("ix_rollout_before_at", "at"),
)


@dataclass(frozen=True, slots=True)
class RolloutRow:
    """One rollout as it stands; `mapping` is by target version."""

    id: int
    proposal_id: int
    rule: MigrationRule
    state: RolloutState
    stage: int
    limit_percent: int
    by_hand: bool
    excused: int
    again_only: bool
    mapping: Mapping[int, Mapping[str, str]]
    revision: int
    started_at: datetime
    ended_at: datetime | None


_ROLLOUT = select(*(ROLLOUT.c[name] for name in RolloutRow.__slots__))


def mapping(kept: Mapping[Any, Mapping[str, str]]) -> dict[int, dict[str, str]]:
    """What is said of elements, as it is kept: JSON has text where versions are numbers."""
    return {int(version): dict(named) for version, named in kept.items()}


def _row(row: Any) -> RolloutRow:  # a row of `_ROLLOUT`
    values = dict(row._mapping)
    values["rule"] = MigrationRule(values["rule"])
    values["state"] = RolloutState(values["state"])
    values["mapping"] = mapping(values["mapping"])
    return RolloutRow(**values)


def create(tx: Transaction, proposal_id: int, rule: MigrationRule, state: RolloutState) -> int:
    """Begin a rollout."""
    values = {"proposal_id": proposal_id, "rule": rule, "state": state, "started_at": tx.now}
    return tx.insert(insert(ROLLOUT).values(**values))


def of_proposal(tx: Transaction, proposal_id: int) -> RolloutRow | None:
    """The rollout of a proposal, if it has one."""
    row = tx.execute(_ROLLOUT.where(ROLLOUT.c.proposal_id == proposal_id)).first()
    return None if row is None else _row(row)


def everything(tx: Transaction) -> tuple[RolloutRow, ...]:
    """Every rollout, the newest first."""
    return tuple(_row(row) for row in tx.execute(_ROLLOUT.order_by(ROLLOUT.c.id.desc())))


def get(tx: Transaction, rollout_id: int) -> RolloutRow:
    """The rollout, or NotFound."""
    row = tx.execute(_ROLLOUT.where(ROLLOUT.c.id == rollout_id)).first()
    if row is None:
        raise NotFound(f"Expected to find rollout {rollout_id}, but there is none")
    return _row(row)


def lock(tx: Transaction, rollout_id: int) -> RolloutRow:
    """The rollout, which nobody else changes until the transaction ends."""
    tx.execute(select(ROLLOUT.c.id).where(ROLLOUT.c.id == rollout_id).with_for_update(key_share=True))
    return get(tx, rollout_id)


def change(tx: Transaction, rollout_id: int, **values: object) -> None:
    """Change a locked rollout."""
    tx.execute(
        update(ROLLOUT).where(ROLLOUT.c.id == rollout_id).values(revision=ROLLOUT.c.revision + 1, **values)
    )
