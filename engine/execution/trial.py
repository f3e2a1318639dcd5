"""A migration tried in memory: what would become of an instance in another version. Locks and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from engine.competence import Nobody
from engine.deadlines import Calendar
from engine.dmn import Evaluation
from engine.errors import Invalid
from engine.execution import codec
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.changes import Change, StepFailed
from engine.execution.instance import Instance
from engine.execution.migration import MigrationRefused, Refusal, Rule, plan
from engine.execution.migration import migrate as move
from engine.execution.services import Desk, Question
from engine.execution.tokens import catches
from engine.execution.work import DatabaseServices, Running, Work
from engine.feel import Environment, Value
from engine.state import instance
from engine.state.adoption import Resolved
from engine.state.definition import VersionRow
from engine.state.instance import InstanceRow
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of one instance: why it stays, or whether it would stop with an incident.

    `revision` is what `migrate` compares, so that nothing is moved that has changed since.
    """

    instance_id: int
    revision: int
    refusals: tuple[Refusal, ...] = ()
    would_stop: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying one instance: why it stays, or the facts.

    `asked`: something was evaluated, or asked of the world. Where nothing was, the same is true of every instance of
    the process whose tokens stand alike.
    """

    refusals: tuple[Refusal, ...]
    changes: tuple[Change, ...]
    asked: bool

    @property
    def failures(self) -> tuple[StepFailed, ...]:
        """The incidents at which it would stop."""
        return tuple(one for one in self.changes if isinstance(one, StepFailed))


class Pair:
    """Two versions and what the profile of the target version and, before it, a person says about their elements; each
    process gets the entries about its own. Invalid when the person names what the source version has not.
    """

    def __init__(self, source: Bundle, target: Bundle, mapping: Mapping[str, str]) -> None:
        self.source = source
        self.target = target
        before, after = _elements(source), _elements(target)
        for element in mapping.keys() - before:
            raise Invalid(f"Expected to map {element}, but the source version has no such element")
        own = {} if target.profile is None else target.profile.becomes
        self.mapping = {
            **{old: new for old, new in own.items() if old in before and new in after},
            **mapping,
        }

    @classmethod
    def saying(cls, source: Bundle, target: Bundle, said: Mapping[str, str]) -> Pair:
        """With what is said about elements of several earlier versions, as far as both versions have them."""
        before, after = _elements(source), _elements(target)
        return cls(source, target, {old: new for old, new in said.items() if old in before and new in after})

    def process(self, key: str) -> str:
        """The process an instance goes on in; MigrationRefused when the target version has none."""
        main = self.target.main if key == self.source.main else None
        for candidate in (self.mapping.get(key), key, main):
            if candidate in self.target.graphs:
                return str(candidate)
        message = (
            f"„{self.source.graphs[key].root.label}“: Der Prozess ist in der neuen Fassung nicht enthalten."
        )
        raise MigrationRefused(key, [Refusal(Rule.NOT_MAPPED, key, message)])

    def label(self, element: str) -> str:
        """What an element is called, in the source version first; its id where neither has it."""
        graphs = (*self.source.graphs.values(), *self.target.graphs.values())
        return next((one.nodes[element].label for one in graphs if element in one.nodes), element)

    def entries(self, key: str) -> dict[str, str]:
        """What the mapping says about the elements of one process."""
        nodes = self.source.graphs[key].nodes
        return {old: new for old, new in self.mapping.items() if old in nodes}


def _elements(bundle: Bundle) -> set[str]:
    return {element for graph in bundle.graphs.values() for element in graph.nodes}


class Trial:
    """Migrates copies in memory; what was planned for a process serves all its instances.

    `times` are the agreed ones of the target version where no resolution has brought it into force yet.
    """

    def __init__(
        self, tx: Transaction, pair: Pair, target: VersionRow, times: Resolved | None = None
    ) -> None:
        self.tx = tx
        self.times = times
        self.pair = pair
        self.target = target
        self.work = Work(tx)
        self.plans = {
            key: plan(graph, pair.target.graphs[goal], pair.entries(key))
            for key, graph in pair.source.graphs.items()
            if (goal := self._goal(key)) is not None
        }

    def within(self, tx: Transaction) -> Trial:
        """The same in another transaction; what was planned is kept."""
        other = copy(self)
        other.tx = tx
        other.work = Work(tx)
        return other

    def _goal(self, key: str) -> str | None:
        try:
            return self.pair.process(key)
        except MigrationRefused:
            return None

    def look(self, row: InstanceRow) -> Outlook:
        """What would become of one instance."""
        found = self.attempt(row, codec.load(row.tokens))
        return Outlook(row.id, row.revision, found.refusals, would_stop=bool(found.failures))

    def attempt(self, row: InstanceRow, tokens: Instance) -> Attempt:
        """The same with everything that came of it."""
        try:
            key = self.pair.process(row.process_key)
            graph = self.pair.target.graphs[key]
            goal = replace(row, version_id=self.target.id, digest=self.target.digest, process_key=key)
            source = self.pair.source.graphs[row.process_key]
            services = _Looking(self.work, Running(goal, self.pair.target, graph, tokens, times=self.times))
        except MigrationRefused as refused:
            return Attempt(refused.refusals, (), asked=False)
        try:
            _moved, changes = move(source, graph, self.plans[row.process_key], tokens, services)
        except MigrationRefused as refused:
            return Attempt(refused.refusals, (), services.asked)
        return Attempt((), changes, services.asked)


class _Looking:
    """Answers from the database without locking callers, and remembers whether it was asked anything."""

    def __init__(self, work: Work, running: Running) -> None:
        self.asked = False
        self._services = DatabaseServices(work, running)

    @property
    def now(self) -> datetime:
        """The instant of the transaction."""
        self.asked = True
        return self._services.now

    @property
    def environment(self) -> Environment:
        """What FEEL reads of the world."""
        self.asked = True
        return self._services.environment

    def decide(self, decision: str, variables: Mapping[str, Value]) -> Evaluation:
        """A decision of the new version."""
        self.asked = True
        return self._services.decide(decision, variables)

    def competence(self, question: Question) -> Desk | Nobody:
        """Who is competent."""
        self.asked = True
        return self._services.competence(question)

    def calendar(self, authority: int) -> Calendar:
        """Which days count there."""
        self.asked = True
        return self._services.calendar(authority)

    @property
    def data_names(self) -> frozenset[str]:
        """How data may be called that are handed over: what the version says, whatever else is so."""
        return self._services.data_names

    def released(self, recipient: str, purpose: str | None) -> frozenset[str]:
        """What the person lets somebody know."""
        self.asked = True
        return self._services.released(recipient, purpose)

    def catches(self, code: str) -> bool:
        """Whether a caller, as it is stored, catches the error."""
        self.asked = True
        work, row = self._services.work, self._services.running.row
        while row.parent_id is not None and row.parent_element is not None:
            caller = instance.get(work.tx, row.parent_id)
            graph = load_bundle(work.tx, caller.version_id, caller.digest).graphs[caller.process_key]
            if catches(graph, codec.load(caller.tokens), row.parent_element, code):
                return True
            row = caller
        return False
