"""The instances a transaction has locked and moved, and the facts among theirs that others must hear about."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.bpmn import Graph
from engine.clock import ZONE
from engine.competence import Nobody
from engine.deadlines import Calendar
from engine.dmn import Evaluation
from engine.execution import codec, desks, disclosing, effects, inputs, phases, referrals, waiting_cases
from engine.execution.actions import Action
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.changes import Change, ElementCompleted, InstanceCancelled
from engine.execution.instance import Instance, Stage
from engine.execution.services import Desk, Question
from engine.execution.tokens import catches, step
from engine.feel import AgreedTime, Environment, Value
from engine.lawbook import place, read_law
from engine.precheck import Grounds, Stored
from engine.profile import Referral
from engine.state import adoption, calendar, case, instance, precheck, register
from engine.state.adoption import Resolved
from engine.state.instance import InstanceRow, InstanceState
from engine.state.register import Standing
from engine.transaction import Transaction

#: instances that are started or handed something in one transaction; what goes beyond is left to jobs
MOST = 100

_CANCELLED = "Abgebrochen"


@dataclass(slots=True)
class Running:
    """One instance under way in this transaction."""

    row: InstanceRow
    bundle: Bundle
    graph: Graph
    tokens: Instance
    moved: bool = False
    cancelled: bool = False
    #: what the steering group agreed on for its version at its place, once an expression asked for it
    times: Resolved | None = None
    #: the elements completed in this transaction
    passed: set[str] = field(default_factory=set)
    #: whether a step has brought it into another phase or over a milestone
    new_phase: bool = False

    def waits_at(self, element_instance: int | None) -> bool:
        """Whether the element instance is there and waits for something from outside."""
        found = None if element_instance is None else self.tokens.elements.get(element_instance)
        return found is not None and found.stage is Stage.ACTIVE and not found.failed

    @property
    def state(self) -> InstanceState:
        """What the row says once it is stored."""
        if not self.tokens.ended:
            return InstanceState.ACTIVE
        return InstanceState.CANCELLED if self.cancelled else InstanceState.COMPLETED

    @property
    def refers(self) -> Referral | None:
        """What its profile says of a referral, if it is one."""
        said = self.bundle.profile
        return None if said is None or self.row.process_key != self.bundle.main else said.referral

    @property
    def outcome(self) -> str | None:
        """The name of the end it reached."""
        if self.tokens.outcome is None:
            return _CANCELLED if self.cancelled else None
        return self.graph.nodes[self.tokens.outcome].label


@dataclass(slots=True)
class DatabaseServices:
    """What a step asks of the world, answered from the version's own files and the register of competences."""

    work: Work
    running: Running

    @property
    def now(self) -> datetime:
        """The instant of the transaction."""
        return self.work.tx.now

    @property
    def environment(self) -> Environment:
        """What FEEL reads of the world, with the times agreed on for the instance's version where its case is."""
        return replace(self.work.environment, agreed=self._agreed)

    def decide(self, decision: str, variables: Mapping[str, Value]) -> Evaluation:
        """A decision of the instance's own version, so that a running case keeps the rules it began with.

        The legal pre-check is computed by the law of the day, on the newest person record of the case.
        """
        grounds = Grounds(self._record, lambda: read_law(place(os.environ)))
        return self.running.bundle.decide(decision, variables, self.environment, grounds)

    def _agreed(self, element: str) -> AgreedTime | None:
        running = self.running
        if running.times is None:
            day = self.now.astimezone(ZONE).date()
            running.times = adoption.times(self.work.tx, running.row.version_id, running.row.ags, day)
        return running.bundle.agreed(element, running.times)

    def _record(self) -> Stored | None:
        found = precheck.latest_record(self.work.tx, self.running.row.case_id)
        return None if found is None else Stored(found.revision, found.document)

    def catches(self, code: str) -> bool:
        """Whether a caller catches the error, asked from the nearest outwards."""
        row = self.running.row
        while row.parent_id is not None and row.parent_element is not None:
            caller = self.work.hold(row.parent_id)
            if catches(caller.graph, caller.tokens, row.parent_element, code):
                return True
            row = caller.row
        return False

    def competence(self, question: Question) -> Desk | Nobody:
        """Who is competent at the place and on the day asked for, else those of the case and of today."""
        row = self.running.row
        return desks.desk(self.work.standing(row.root_id), question, row.ags, self.work.tx.today)

    def calendar(self, authority: int) -> Calendar:
        """Which days count at the authority, with its closures."""
        return calendar.of(self.work.tx, authority)

    @property
    def data_names(self) -> frozenset[str]:
        """The categories of a consent, and the data groups of the instance's version."""
        return self.running.bundle.data_names

    def released(self, recipient: str, purpose: str | None) -> frozenset[str]:
        """What consents of the case release that hold at this instant."""
        return disclosing.released(self.work.tx, self.running.row, recipient, purpose)


def environment(tx: Transaction) -> Environment:
    """What FEEL reads of the world in this transaction."""
    return Environment(now=tx.now.astimezone(ZONE))


@dataclass(slots=True)
class Work:
    """What one transaction does to instances. Every instance in it is locked; `store` writes them all at the end."""

    tx: Transaction
    running: dict[int, Running] = field(default_factory=dict)
    #: facts of steps, in their order, that were not yet followed
    facts: deque[tuple[int, Change]] = field(default_factory=deque)
    #: instances that were started or handed something, towards MOST
    reached: int = 0
    _environment: Environment | None = None
    _standings: dict[int, Standing] = field(default_factory=dict)

    @property
    def environment(self) -> Environment:
        """What FEEL reads of the world, made when first asked for."""
        if self._environment is None:
            self._environment = environment(self.tx)
        return self._environment

    def standing(self, root: int) -> Standing:
        """The register as the procedure with that outermost instance finds it, asked for once."""
        known = self._standings.get(root)
        if known is None:
            known = self._standings[root] = register.standing(self.tx, root)
        return known

    def take(self, row: InstanceRow) -> Running:
        """Work on a row that was locked just now, or by this transaction before."""
        known = self.running.get(row.id)
        if known is None:
            bundle = load_bundle(self.tx, row.version_id, row.digest)
            tokens = codec.load(row.tokens) if row.tokens else Instance()
            known = self.running[row.id] = Running(row, bundle, bundle.graphs[row.process_key], tokens)
        return known

    def goes_on(self, case_id: int) -> bool:
        """Whether something that does not stand still is worked on in the case."""
        return any(
            one.row.case_id == case_id and one.row.suspended_at is None for one in self.running.values()
        )

    def hold(self, instance_id: int) -> Running:
        """An instance of a tree that is locked already."""
        known = self.running.get(instance_id)
        return self.take(instance.lock(self.tx, instance_id)) if known is None else known

    def try_hold(self, instance_id: int) -> Running | None:
        """Any instance; None when another transaction holds its tree. Never waits, so nobody waits crosswise."""
        known = self.running.get(instance_id)
        if known is None:
            row = instance.lock_free(self.tx, instance_id)
            return None if row is None else self.take(row)
        return known

    def step(self, running: Running, action: Action) -> None:
        """Take one step and write what came of it; the facts others must hear about are followed later."""
        before = running.tokens
        running.tokens, changes = step(running.graph, before, action, DatabaseServices(self, running))
        running.moved = True
        running.new_phase = running.new_phase or phases.begins(running.graph, before, running.tokens, changes)
        running.cancelled = running.cancelled or any(isinstance(one, InstanceCancelled) for one in changes)
        running.passed.update(one.element for one in changes if isinstance(one, ElementCompleted))
        effects.apply(self.tx, running.row, running.graph, changes)
        inputs.keep(self.tx, running.row, action, changes)
        self.facts.extend((running.row.id, change) for change in changes)

    def store(self) -> None:
        """Write the tokens of every instance that moved; a case in which nothing runs any more is closed."""
        over: dict[int, str] = {}
        for running in self.running.values():
            if running.moved:
                state = running.state
                instance.store(self.tx, running.row, codec.dump(running.tokens), state, running.outcome)
                if running.refers is not None:
                    referrals.keep(self.tx, running.row, running.refers, running.tokens, running.passed)
                if state is not InstanceState.ACTIVE and running.row.parent_id is None:
                    over[running.row.case_id] = running.outcome or ""
        waiting_cases.follow(
            self.tx, {one.row.case_id for one in self.running.values() if one.moved and one.new_phase}
        )
        for case_id, outcome in sorted(over.items()):
            case.lock(self.tx, case_id)  # two instances that end at the same time must see each other
            if not instance.active_in_case(self.tx, case_id):
                case.close(self.tx, case_id, outcome)
