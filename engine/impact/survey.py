"""Looks at running instances: what becomes of each in the proposed version, and what changes for it.

What does not depend on values is worked out once for all instances of a version that stand alike (`shape`). Where
trying one asked for a value – of an expression, a competence, a date – each is tried for itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeGuard

from engine import compare
from engine.compare import Difference, DifferenceKind, Weight
from engine.execution import adopting, codec, holding
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.changes import Change, UserTaskMigrated
from engine.execution.instance import Instance
from engine.execution.migration import Refusal
from engine.execution.trial import Attempt, Pair, Trial
from engine.impact.ahead import Needs, reachable
from engine.impact.findings import Finding
from engine.impact.next_phase import NextPhase
from engine.impact.shape import places, shape, standing
from engine.profile import AgreedNumber, in_words
from engine.state import adoption, authority, definition, migration, record, rollout
from engine.state.adoption import Resolved
from engine.state.impact import CaseOutcome, FindingKind
from engine.state.instance import InstanceRow
from engine.state.migration import Holding
from engine.state.proposal import MigrationRule, ProposalRow, ProposedVersion
from engine.transaction import Transaction

_DATES: Final = frozenset(
    {
        DifferenceKind.DUE_DATE,
        DifferenceKind.LEGAL_DEADLINE,
        DifferenceKind.STATUTORY_PERIOD,
        DifferenceKind.TIMER,
    }
)
PEOPLE: Final = frozenset({DifferenceKind.ASSIGNMENT, DifferenceKind.LANE, DifferenceKind.FOUR_EYES})


@dataclass(frozen=True, slots=True)
class Seen:
    """One instance and what was found of it, and since when it stands where it does: of several steps the longest."""

    row: InstanceRow
    outcome: CaseOutcome
    findings: tuple[Finding, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What depends on where an instance stands alone; `unmet` names the element that reads a variable."""

    findings: tuple[Finding, ...]
    steps: frozenset[str]
    unmet: Mapping[str, str]


@dataclass(slots=True)
class _Source:
    """A version that instances run in, beside the proposed one."""

    version_id: int
    bundle: Bundle
    trial: Trial
    differences: tuple[Difference, ...]
    #: by its id in the proposed version the one it has here, of elements that are the same under another id
    former: Mapping[str, str]
    needs: dict[str, tuple[Needs, Needs]] = field(default_factory=dict)
    attempts: dict[Hashable, Attempt] = field(default_factory=dict)
    ahead: dict[Hashable, _Ahead] = field(default_factory=dict)
    #: by place what is agreed today, and what will be on the day of the proposal without it
    times: dict[str, tuple[Resolved, Resolved]] = field(default_factory=dict)


class Survey:
    """Looks at the instances one proposed version concerns, batch by batch."""

    def __init__(self, tx: Transaction, row: ProposalRow, version: ProposedVersion) -> None:
        self._rule = row.migration_rule
        #: what is agreed without the proposal is asked for its day
        self._day, self._made = holding.day(tx, row), holding.own(tx, row)
        self._version = version
        self._target = definition.get(tx, version.version_id)
        self._bundle = load_bundle(tx, version.version_id, version.digest)
        self._files = definition.files(tx, version.version_id)
        agreed, _wrong = adopting.agreed_times(self._bundle.profile, version.times)
        self._times = Resolved(row.number, agreed)
        self._asked: dict[str, set[str]] = {}
        for graph in self._bundle.graphs.values():
            for node in graph.nodes.values():
                for name in self._bundle.asks(node):
                    self._asked.setdefault(name, set()).add(node.id)
        begun = rollout.of_proposal(tx, row.id)
        self._said = {} if begun is None else begun.mapping.get(version.version_id, {})
        self._sources: dict[int, _Source] = {}
        self._names = {one.id: one.name for one in authority.everything(tx)}
        self._next_phase = NextPhase()
        #: instances that were tried for themselves, because a value was asked for
        self.tried = 0

    def look(self, tx: Transaction, rows: Iterable[InstanceRow]) -> list[Seen]:
        """What becomes of each."""
        found: list[tuple[InstanceRow, CaseOutcome, list[Finding]]] = []
        moved: list[tuple[int, UserTaskMigrated]] = []
        stands: dict[int, frozenset[int]] = {}
        trials = {number: one.trial.within(tx) for number, one in self._sources.items()}
        for row in rows:
            if row.version_id not in trials:
                trials[row.version_id] = self._source(tx, row.version_id).trial.within(tx)
            source = self._sources[row.version_id]
            tokens = codec.load(row.tokens)
            here = places(tokens)
            stands[row.id] = standing(tokens)
            said = [self._place(source, row, element) for element in sorted(here)]
            if row.version_id == self._target.id:
                found.append((row, CaseOutcome.STAYS, said + self._changes(tx, source, row, tokens, here)))
                continue
            if self._rule is MigrationRule.KEEP:
                found.append((row, CaseOutcome.STAYS, said))
                continue
            attempt = self._attempt(source, trials[row.version_id], row, tokens)
            if attempt.refusals:
                said += [self._refusal(source, one) for one in attempt.refusals]
                found.append((row, CaseOutcome.REFUSED, said))
                continue
            said += self._stops(source, attempt)
            said += self._changes(tx, source, row, tokens, here)
            moved += [(row.id, one) for one in attempt.changes if _is_handed(one)]
            outcome = CaseOutcome.STOPS if attempt.failures else CaseOutcome.MIGRATES
            found.append((row, outcome, said))
        self._note_phases(tx, found)
        handed = self._handed(tx, moved, {row.id: row.version_id for row, _outcome, _said in found})
        since = record.entered(tx, stands)
        return [
            Seen(row, outcome, (*said, *handed.get(row.id, ())), since.get(row.id))
            for row, outcome, said in found
        ]

    def _note_phases(
        self, tx: Transaction, found: list[tuple[InstanceRow, CaseOutcome, list[Finding]]]
    ) -> None:
        """Say of what could follow at the next phase that none comes."""
        if self._rule is not MigrationRule.NEXT_PHASE:
            return
        able = [
            one for one in found if one[1] is not CaseOutcome.REFUSED and one[0].version_id != self._target.id
        ]
        never = self._next_phase.missing(tx, {row.case_id for row, _outcome, _said in able})
        for row, _outcome, said in able:
            if row.case_id in never:
                name = self._sources[row.version_id].bundle.graphs[row.process_key].name
                said.append(Finding(FindingKind.NO_PHASE, row.version_id, row.process_key, name))

    def _source(self, tx: Transaction, version_id: int) -> _Source:
        before = load_bundle(tx, version_id)
        trial = Trial(tx, Pair.saying(before, self._bundle, self._said), self._target, self._times)
        comparison = compare.compare(definition.files(tx, version_id), self._files)
        differences = tuple(
            one
            for one in comparison.differences
            if one.weight is Weight.SUBJECT and one.kind in _DATES | PEOPLE
        )
        made = self._sources[version_id] = _Source(
            version_id, before, trial, differences, {new: old for old, new in comparison.renamed.items()}
        )
        return made

    def _attempt(self, source: _Source, trial: Trial, row: InstanceRow, tokens: Instance) -> Attempt:
        key = (row.process_key, shape(tokens))
        known = source.attempts.get(key)
        if known is None:
            known = trial.attempt(row, tokens)
            if known.asked:
                self.tried += 1
            else:
                source.attempts[key] = known
        return known

    def _place(self, source: _Source, row: InstanceRow, element: str) -> Finding:
        node = source.bundle.graphs[row.process_key].nodes[element]
        return Finding(FindingKind.PLACE, source.version_id, element, node.label)

    def _refusal(self, source: _Source, one: Refusal) -> Finding:
        name = source.trial.pair.label(one.element)
        said = one.without_values(name)
        return Finding(FindingKind.REFUSAL, source.version_id, one.element, name, said, rule=one.rule.value)

    def _stops(self, source: _Source, attempt: Attempt) -> list[Finding]:
        return [
            Finding(FindingKind.STOP, source.version_id, one.element, source.trial.pair.label(one.element))
            for one in attempt.failures
        ]

    # -- what changes for one that migrates

    def _changes(
        self, tx: Transaction, source: _Source, row: InstanceRow, tokens: Instance, here: frozenset[str]
    ) -> list[Finding]:
        key = (row.process_key, here)
        ahead = source.ahead.get(key)
        if ahead is None:
            ahead = source.ahead[key] = self._ahead(source, row.process_key, here)
        found = [*ahead.findings, *self._agreed(tx, source, row, ahead, here)]
        if ahead.unmet:
            known = {
                name
                for values in tokens.variables.values()
                for name, value in values.items()
                if value is not None
            }
            found += [
                Finding(
                    FindingKind.MISSING, source.version_id, element, source.trial.pair.label(element), name
                )
                for name, element in ahead.unmet.items()
                if name not in known
            ]
        return found

    def _ahead(self, source: _Source, process: str, here: frozenset[str]) -> _Ahead:
        before = source.bundle.graphs[process]
        after = self._bundle.graphs[source.trial.pair.process(process)]
        mapped = source.trial.plans[process].elements
        there = frozenset(mapped[one] for one in here if one in mapped)
        steps = reachable(after, there)
        found = []
        for one in source.differences:
            if one.element not in after.nodes:
                continue
            is_date = one.kind in _DATES
            if one.element in there and is_date:
                found.append(self._difference(source, FindingKind.DEADLINE_KEPT, one))
            if one.element in steps:
                kind = FindingKind.DEADLINE if is_date else FindingKind.RESPONSIBLE_LATER
                found.append(self._difference(source, kind, one))
        old, new = source.needs.get(process) or (Needs(source.bundle, before), Needs(self._bundle, after))
        source.needs[process] = (old, new)
        known = old.unmet(reachable(before, here), here)
        unmet = {name: one for name, one in new.unmet(steps, there).items() if name not in known}
        return _Ahead(tuple(found), steps | there, unmet)

    def _difference(self, source: _Source, kind: FindingKind, one: Difference) -> Finding:
        return Finding(
            kind,
            source.version_id,
            one.element,
            source.trial.pair.label(one.element),
            one.german,
            one.english,
        )

    def _agreed(
        self, tx: Transaction, source: _Source, row: InstanceRow, ahead: _Ahead, here: frozenset[str]
    ) -> list[Finding]:
        """Agreed times and numbers that are others by the resolution, or by what the profile proposes."""
        profile = self._bundle.profile
        if profile is None or source.bundle.profile is None:
            return []
        before = source.times.get(row.ags)
        if before is None:
            days = (tx.today, self._day)
            held = [adoption.times(tx, source.version_id, row.ags, on, self._made) for on in days]
            before = source.times[row.ags] = (held[0], held[1])
        found = []
        for element, time in profile.agreed.items():
            was = source.former.get(element, element)
            proposed = source.bundle.profile.agreed.get(was)
            number = isinstance(time, AgreedNumber)
            steps = self._asked.get(element, set()) if number else {element}
            if proposed is None or steps.isdisjoint(ahead.steps):
                continue
            # a deadline that runs is of today, one to come of that day
            agreed = before[was not in here].times
            old = in_words(agreed.get(was, proposed.value), working=proposed.working)
            new = in_words(self._times.times.get(element, time.value), working=time.working)
            if old != new:
                kind = (
                    FindingKind.NUMBER
                    if number
                    else FindingKind.DEADLINE_KEPT
                    if was in here
                    else FindingKind.DEADLINE
                )
                label = time.label if isinstance(time, AgreedNumber) else source.trial.pair.label(element)
                found.append(Finding(kind, source.version_id, element, label, before=old, after=new))
        return found

    def _handed(
        self, tx: Transaction, moved: list[tuple[int, UserTaskMigrated]], versions: Mapping[int, int]
    ) -> dict[int, list[Finding]]:
        """Open tasks that go to another authority or group, and those that get their first deadline."""
        if not moved:
            return {}
        held = migration.holdings(tx, [number for number, _one in moved])
        found: dict[int, list[Finding]] = {}
        for number, one in moved:
            said = found.setdefault(number, [])
            before = held.get((number, one.element_instance))
            if one.clocks is not None:
                said.append(Finding(FindingKind.DEADLINE_SET, versions[number], one.element, one.name))
            if before is None or one.authority is None or one.role is None:
                continue
            after = Holding(one.authority, one.role)
            if before != after:
                said.append(
                    Finding(
                        FindingKind.RESPONSIBLE,
                        versions[number],
                        one.element,
                        one.name,
                        before=self._names[before.authority_id],
                        after=self._names[after.authority_id],
                        roles=(before.role.value, after.role.value),
                    )
                )
        return found


def _is_handed(one: Change) -> TypeGuard[UserTaskMigrated]:
    """Whether an open task gets another group, or a date it had not."""
    return isinstance(one, UserTaskMigrated) and (one.authority is not None or one.clocks is not None)
