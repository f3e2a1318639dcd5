"""Running cases of one version, and a proposal that brings another one into force: for the tests of rollouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from engine import SYSTEM, Actor, commands
from engine.commands.proposal import Content
from engine.state import METADATA, proposal, rollout, rollout_batch, rollout_case
from engine.state.proposal import MigrationRule, ProposalState
from engine.state.rollout import BatchState, CaseTurn, RolloutRow
from engine.state.rollout_batch import BatchRow
from engine.testing import Story, World

#: tables a rollout writes about itself, and what is only ever added to
_BESIDE = {
    "rollout",
    "rollout_batch",
    "rollout_case",
    "rollout_before",
    "proposal",
    "proposal_event",
    "history",
    "notification",
    "mail",
}


@dataclass
class Rolling:
    """Cases under way in `source`, and a proposal of Olga's with `target`."""

    world: World
    source: int
    target: int
    number: int
    stories: list[Story]

    @classmethod
    def build(
        cls,
        world: World,
        old: Mapping[str, bytes],
        new: Mapping[str, bytes],
        cases: int = 1,
        rule: MigrationRule = MigrationRule.ALL,
    ) -> Rolling:
        """Open so many cases in the old version, and resolve the new one for here; it is not in force yet."""
        source = world.deploy(old)
        key = next(iter(old)).removesuffix(".bpmn")
        stories = [world.open(key) for _ in range(cases)]
        with world.engine.begin(SYSTEM) as tx:
            target = commands.definition.deploy(tx, new).version_id
            today = tx.today
        content = Content(
            "Fristen", "Zu lang.", "§ 1", ("05334",), today, migration_rule=rule, times={target: {}}
        )
        with world.engine.begin(world.people["olga"]) as tx:
            number = commands.proposal.create(tx, content)
        return cls(world, source, target, number, stories)

    def begin(self, *, by_hand: bool = False, limit: int | None = None) -> Rolling:
        """Let it come into force; the rollout has begun, and no case has had its turn."""
        with self.world.engine.begin(SYSTEM) as tx:
            commands.adoption.adopt(tx, self.target, "05334", tx.today, "Testbeschluss")
            proposal.change(tx, proposal.get(tx, self.number), state=ProposalState.ADOPTED)
        with self.world.engine.begin(SYSTEM) as tx:
            commands.proposal.turn(tx)
        if by_hand or limit is not None:
            self.do("set_terms", 5 if limit is None else limit, by_hand=by_hand)
        return self

    def run(self, **more: Any) -> Rolling:
        """As `begin`, and let the worker do all it can."""
        self.begin(**more)
        self.world.work_off()
        return self

    def do(self, name: str, *args: object, as_: Actor | None = None, **more: object) -> Any:
        """A command on the rollout, as Olga."""
        with self.world.engine.begin(as_ or self.world.people["olga"]) as tx:
            return getattr(commands.rollout, name)(tx, self.number, *args, **more)

    def row(self) -> RolloutRow:
        """The rollout as it stands."""
        with self.world.engine.begin(SYSTEM) as tx:
            found = rollout.of_proposal(tx, self.number)
        assert found is not None
        return found

    def turns(self) -> Counter[CaseTurn]:
        """How many cases stand how."""
        found: Counter[CaseTurn] = Counter()
        with self.world.engine.begin(SYSTEM) as tx:
            for (_stage, turn), cases in rollout_case.counts(tx, self.row().id).items():
                found[turn] += cases
        return found

    def sentences(self) -> list[str]:
        """Why cases stay, as it is kept."""
        asked = "SELECT one->>'message' FROM rollout_case, jsonb_array_elements(refusals) AS one ORDER BY 1"
        with self.world.engine.begin(SYSTEM) as tx:
            return list(tx.execute(text(asked)).scalars())

    def batches(self) -> list[BatchRow]:
        """Its batches in their order."""
        with self.world.engine.begin(SYSTEM) as tx:
            rows = tx.execute(text("SELECT id FROM rollout_batch ORDER BY number")).scalars().all()
            return [rollout_batch.lock(tx, one) for one in rows]

    def undo(self, number: int = 1) -> BatchState:
        """Undo a batch, and let the worker do it; how it ended."""
        self.do("undo", self.batches()[number - 1].id, "Zu früh beschlossen")
        self.world.work_off()
        return self.batches()[number - 1].state

    def versions(self) -> Counter[int]:
        """How many running instances each version has."""
        with self.world.engine.begin(SYSTEM) as tx:
            rows = tx.execute(text("SELECT version_id FROM process_instance WHERE state = 'active'"))
            return Counter(rows.scalars().all())

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything stored but what a rollout says of itself; counters of revisions left out, and when a ladder is
        looked at next, which the worker writes at any time.
        """
        found = {}
        with self.world.engine.begin(SYSTEM) as tx:
            for name in sorted(METADATA.tables.keys() - _BESIDE):
                rows = tx.execute(
                    text(f"SELECT to_jsonb(t) - 'revision' FROM \"{name}\" t ORDER BY 1")  # noqa: S608  our own tables
                )
                found[name] = list(rows.scalars())
        return found
